"""What a person chose, told to them and to nobody else."""

from __future__ import annotations

import pytest

from formats import entries as e
from formats.entries import BroughtNorm
from retro.client import commands as cmd
from retro.client import events as ev
from retro.client.choices import Choices
from retro.client.mine import asked_now, lapsed
from retro.session.question import question
from tests.support import folding
from tests.support.folding import AGENDA
from tests.support.meeting import Meeting

ASKED = {"scale": 2, "ticks": 5, "words": 6}


def at(kind: str) -> Meeting:
    """Give a meeting at the first step of this kind, or of this kind of answer."""
    meeting = Meeting(5, agenda=AGENDA)
    meeting.ok("lead", cmd.GoStep(str(ASKED.get(kind, kind))))
    return meeting


def voting() -> Meeting:
    """Give a meeting that votes on two themes, of two notes."""
    meeting = at("write")
    meeting.note("m1", "one")
    meeting.note("m2", "two")
    collect(meeting)
    meeting.ok("lead", cmd.GoStep("group"))
    meeting.ok("lead", cmd.Group((1,), "One"))
    meeting.ok("lead", cmd.Group((2,), "Two"))
    meeting.ok("lead", cmd.GoStep("vote"))
    return meeting


def collect(meeting: Meeting) -> None:
    """Collect at once, and let the round run to its end."""
    meeting.ok("lead", cmd.Collect(0))
    meeting.run(1)


def warned(meeting: Meeting, name: str = "m1") -> list[str]:
    """Give the codes of all that a person was warned of."""
    return [event.code for event in meeting.told(name, ev.Warned)]


def test_what_is_chosen_is_told_to_its_person_alone() -> None:
    """An answer shows on the screen of who gave it, and on no other."""
    meeting = at("scale")
    meeting.join("wall", screen=True)
    meeting.ok("m1", cmd.Answer("4"))
    assert meeting.told("m1", ev.Mine) == [ev.Mine(step=2, answer=4)]
    assert not [name for name in meeting.engines if name != "m1" and
                meeting.told(name, ev.Mine)]  # fmt: skip


def test_each_kind_of_choice_is_shown_by_the_numbers_on_the_screen() -> None:
    """Ticks, words and dots come back as they were given."""
    meeting = at("ticks")
    meeting.ok("m1", cmd.Tick((3, 1)))
    assert meeting.last("m1", ev.Mine) == ev.Mine(step=5, ticks=(1, 3))
    meeting.ok("m1", cmd.Tick(()))
    assert meeting.last("m1", ev.Mine) == ev.Mine(step=5, ticks=())
    meeting.ok("lead", cmd.Next())
    meeting.ok("m1", cmd.Word("calm"))
    meeting.ok("m1", cmd.Word("trust"))
    assert meeting.last("m1", ev.Mine) == ev.Mine(step=6, words=("calm", "trust"))
    meeting = voting()
    meeting.ok("m1", cmd.Dots(("2=3",)))
    dots = (ev.ThemeDots(theme=1, dots=0), ev.ThemeDots(theme=2, dots=3))
    assert meeting.last("m1", ev.Mine) == ev.Mine(step=10, dots=dots)
    meeting.ok("lead", cmd.Next())
    meeting.ok("m1", cmd.Tick((2,)))
    assert meeting.last("m1", ev.Mine) == ev.Mine(step=11, ticks=(2,))


def test_a_word_can_be_taken_back() -> None:
    """`drop` at a question for words takes a word, no draft, and only one that is."""
    meeting = at("write")
    meeting.note("m1", "a draft")
    meeting.ok("lead", cmd.GoStep("6"))
    assert meeting.refused("m1", cmd.Drop(1)) == "no-such-id"
    for word in ("calm", "trust", "rest"):
        meeting.ok("m1", cmd.Word(word))
    meeting.ok("m1", cmd.Drop(2))
    assert meeting.last("m1", ev.Mine) == ev.Mine(step=6, words=("calm", "rest"))
    assert meeting.refused("m1", cmd.Drop(3)) == "no-such-id"
    assert meeting.refused("m1", cmd.Drop(0)) == "no-such-id"
    meeting.ok("m1", cmd.Word("time"))
    meeting.ok("m1", cmd.Drop(1))
    collect(meeting)
    counts = meeting.last("m2", ev.Answers).counts
    assert sorted(item.title for item in counts) == ["rest", "time"]
    assert meeting.refused("m1", cmd.Drop(1)) == "out-of-step"
    assert [draft.text for draft in meeting.last("m1", ev.Drafts).drafts] == ["a draft"]


def test_who_takes_back_every_word_has_given_none() -> None:
    """Nothing is left of it, and it counts as no answer."""
    meeting = at("words")
    meeting.ok("m1", cmd.Word("calm"))
    meeting.ok("m1", cmd.Drop(1))
    assert meeting.last("m1", ev.Mine) == ev.Mine(step=6)
    meeting.ok("m2", cmd.Word("trust"))
    collect(meeting)
    assert meeting.last("m1", ev.Answers).respondents == 1


def test_a_consent_is_shown_with_its_reason() -> None:
    """One choice a norm, and the one reason that would be sent."""
    meeting = at("norms")
    meeting.ok("lead", cmd.Norm("A"))
    meeting.ok("lead", cmd.Norm("B"))
    meeting.ok("m1", cmd.Consent(1, "concern", "too vague"))
    meeting.ok("m1", cmd.Consent(2, "agree"))
    assert meeting.last("m1", ev.Mine) == ev.Mine(
        step=13,
        consents=(
            ev.NormChoice(norm=1, choice="concern"),
            ev.NormChoice(norm=2, choice="agree"),
        ),
        reason=ev.ReasonItem(norm=1, text="too vague"),
    )


def test_the_same_choice_again_is_not_told_again() -> None:
    """A front hears of changes only, and of no command that was refused."""
    meeting = at("scale")
    meeting.ok("m1", cmd.Answer("4"))
    meeting.ok("m1", cmd.Answer("4"))
    meeting.refused("m1", cmd.Answer("9"))
    assert len(meeting.told("m1", ev.Mine)) == 1


def test_a_choice_takes_back_a_blank() -> None:
    """Who said blank and answers after all sends that answer, and sees so."""
    meeting = at("scale")
    meeting.ok("m1", cmd.Answer("4"))
    meeting.ok("m1", cmd.Blank())
    assert meeting.last("m1", ev.Mine) == ev.Mine(step=2, answer=4, blank=True)
    meeting.ok("m1", cmd.Answer("5"))
    assert meeting.last("m1", ev.Mine) == ev.Mine(step=2, answer=5)
    meeting.ok("m1", cmd.Blank())
    meeting.ok("m1", cmd.Blank())
    meeting.ok("m1", cmd.Send())
    assert meeting.last("m1", ev.Mine) == ev.Mine(step=2, answer=5)
    collect(meeting)
    assert meeting.last("m1", ev.Answers).respondents == 1


def test_a_blank_chosen_when_asked_stays_until_send() -> None:
    """Among few who missed a round only send takes a blank back, and that shows.

    What would be sent till then is a blank, whatever is drafted meanwhile.
    """
    meeting = at("write")
    meeting.note("m1", "one")
    collect(meeting)
    meeting.join("late")
    meeting.ok("lead", cmd.Collect(30))
    meeting.run(1)
    assert warned(meeting, "late") == ["missed"]
    meeting.ok("late", cmd.Blank())
    assert meeting.last("late", ev.Mine) == ev.Mine(step=8, blank=True)
    meeting.note("late", "mine")
    assert meeting.last("late", ev.Mine).blank
    meeting.ok("late", cmd.Send())
    assert meeting.last("late", ev.Mine) == ev.Mine(step=8)


def test_what_was_collected_is_chosen_no_more() -> None:
    """After a round nothing is chosen, and nobody is warned of that."""
    meeting = voting()
    meeting.ok("m1", cmd.Dots(("3", "2")))
    collect(meeting)
    assert meeting.last("m1", ev.Mine) == ev.Mine(step=10)
    assert warned(meeting) == []


def test_a_choice_is_there_again_when_its_step_is() -> None:
    """Going on and back loses nothing; other steps have nothing chosen."""
    meeting = at("scale")
    meeting.ok("m1", cmd.Answer("4"))
    meeting.ok("lead", cmd.Next())
    assert meeting.last("m1", ev.Mine) == ev.Mine(step=3)
    meeting.ok("lead", cmd.Next())
    meeting.ok("lead", cmd.GoStep("2"))
    assert [mine.step for mine in meeting.told("m1", ev.Mine)] == [2, 3, 2]


def test_after_a_reconnect_only_something_chosen_is_told() -> None:
    """A front that comes back is told what is chosen; of nothing it hears nothing."""
    meeting = at("scale")
    meeting.ok("m1", cmd.Answer("4"))
    for name in ("m2", "m1"):
        meeting.events[name].clear()
        meeting.disconnect(name)
        meeting.connect(name)
    assert meeting.told("m1", ev.Mine) == [ev.Mine(step=2, answer=4)]
    assert meeting.events["m1"][-1].NAME == "mine"
    assert meeting.told("m2", ev.Mine) == []


def test_what_was_chosen_and_is_no_more_is_told_after_a_reconnect() -> None:
    """No front goes on showing a choice that ended while it was away."""
    meeting = at("scale")
    meeting.ok("m1", cmd.Answer("4"))
    meeting.disconnect("m1")
    meeting.ok("lead", cmd.Next())
    meeting.events["m1"].clear()
    meeting.connect("m1")
    assert meeting.told("m1", ev.Mine) == [ev.Mine(step=3)]


def test_a_vote_for_other_themes_lapses_and_its_person_is_told_once() -> None:
    """Dots given for themes that changed are gone, with one warning; an undo
    brings them back, and a second change warns again."""
    meeting = voting()
    meeting.ok("m1", cmd.Dots(("3", "2")))
    given = meeting.last("m1", ev.Mine)
    meeting.ok("lead", cmd.Title(1, "Else"))
    assert meeting.last("m1", ev.Mine) == ev.Mine(step=10)
    meeting.ok("lead", cmd.Title(2, "Other"))
    assert warned(meeting) == ["lapsed"]
    assert warned(meeting, "m2") == []
    meeting.ok("lead", cmd.Undo())
    meeting.ok("lead", cmd.Undo())
    assert meeting.last("m1", ev.Mine) == given
    meeting.ok("lead", cmd.Title(1, "Else"))
    assert warned(meeting) == ["lapsed", "lapsed"]


def test_a_vote_that_lapsed_at_another_step_is_told_when_it_can_be_given() -> None:
    """Whoever voted is warned when the vote on other themes is at hand, not before."""
    meeting = voting()
    meeting.ok("m1", cmd.Dots(("3", "2")))
    meeting.ok("lead", cmd.GoStep("group"))
    meeting.ok("lead", cmd.Group((1, 2), "Both"))
    assert warned(meeting) == []
    meeting.ok("lead", cmd.GoStep("vote"))
    assert warned(meeting) == ["lapsed"]
    meeting.ok("m1", cmd.Dots(("1",)))
    collect(meeting)
    meeting.ok("lead", cmd.Title(3, "Other"))
    assert warned(meeting) == ["lapsed"]


def test_who_sends_nothing_hears_of_a_lapse_when_they_send_after_all() -> None:
    """A blank cannot lapse; the dots behind it can."""
    meeting = voting()
    meeting.ok("m1", cmd.Dots(("3", "2")))
    meeting.ok("m1", cmd.Blank())
    meeting.ok("lead", cmd.Title(1, "Else"))
    assert warned(meeting) == []
    meeting.ok("m1", cmd.Send())
    assert warned(meeting) == ["lapsed"]


def test_a_consent_to_other_words_lapses_alone() -> None:
    """Rewording one norm takes what was said of it, and leaves the others."""
    meeting = at("norms")
    meeting.ok("lead", cmd.Norm("A"))
    meeting.ok("lead", cmd.Norm("B"))
    meeting.ok("m1", cmd.Consent(1, "agree", "yes"))
    meeting.ok("m1", cmd.Consent(2, "object"))
    meeting.ok("lead", cmd.Reword(1, "A at once"))
    left = (ev.NormChoice(norm=2, choice="object"),)
    assert meeting.last("m1", ev.Mine) == ev.Mine(step=13, consents=left)
    assert warned(meeting) == ["lapsed"]
    meeting.ok("m1", cmd.Consent(1, "agree"))
    meeting.ok("lead", cmd.LetGo(2))
    assert warned(meeting) == ["lapsed"]


def test_a_review_of_words_that_changed_lapses() -> None:
    """The one norm brought is reworded: it is reviewed no more, and that is said."""
    norms = (BroughtNorm(text="We listen", review="2026-01-01"),)
    meeting = Meeting(5, norms=norms)
    meeting.ok("lead", cmd.GoStep("review"))
    meeting.ok("m1", cmd.Consent(1, "keep"))
    meeting.ok("lead", cmd.Reword(1, "We listen well"))
    assert meeting.last("m1", ev.Mine) == ev.Mine(step=3)
    assert warned(meeting) == ["lapsed"]


@pytest.mark.parametrize("collected", [False, True])
def test_what_others_answered_does_not_lapse(collected: bool) -> None:
    """A vote held without somebody did not change under them: it is over."""
    meeting = folding.Meeting.begun().notes("one").at(folding.GROUP)
    meeting.say(e.Group(notes=(1,), title="One")).at(folding.VOTE)
    choices = Choices()
    choices.dots(question(meeting.state), (1,))
    if collected:
        meeting.collect(((b"\1",),), ((),), ((),), ((),))
    meeting.say(e.Title(theme=1, text="Other"))
    now = asked_now(meeting.state)
    assert bool(lapsed(meeting.state, now, choices)) is not collected


@pytest.mark.parametrize("collected", [False, True])
def test_what_others_consented_to_does_not_lapse(collected: bool) -> None:
    """A norm that was asked about without somebody and reworded then is a new one."""
    meeting = folding.Meeting.begun().at(folding.NORMS)
    meeting.say(e.Norm(text="A", theme=0))
    choices = Choices()
    choices.consent(question(meeting.state), (1, 1), 1, "")
    if collected:
        meeting.collect(((b"\1",), ()), ((), ()), ((), ()), ((), ()))
    meeting.say(e.Reword(norm=1, text="B"))
    now = asked_now(meeting.state)
    assert bool(lapsed(meeting.state, now, choices)) is not collected


def test_at_the_end_nothing_more_is_told_of_choices() -> None:
    """A choice that was never collected ends with the session, in silence."""
    meeting = at("close")
    meeting.ok("m1", cmd.Answer("4"))
    meeting.events["m1"].clear()
    meeting.ok("lead", cmd.End())
    meeting.run(3)
    assert meeting.told("m1", ev.Mine) == []
