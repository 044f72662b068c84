"""A whole session among real engines, on a virtual clock."""

from __future__ import annotations

import pytest
from attrs import evolve

from formats.agenda import Step
from formats.entries import BroughtNorm
from retro.client import commands as cmd
from retro.client import events as ev
from tests.support.meeting import AGENDA, Meeting


def to(meeting: Meeting, kind: str) -> None:
    """Bring the session to the step of this kind."""
    meeting.ok("lead", cmd.GoStep(kind))


def collected(meeting: Meeting) -> None:
    """Collect at once, and let the round run to its end."""
    meeting.ok("lead", cmd.Collect(0))
    meeting.run(1)


def with_notes(others: int = 5) -> Meeting:
    """Give a meeting whose notes are on the board."""
    meeting = Meeting(others)
    to(meeting, "write")
    for name in meeting.engines:
        meeting.note(name, f"from {name}")
    collected(meeting)
    return meeting


@pytest.mark.parametrize("others", [5, 9, 17])
def test_every_note_once_on_every_client(others: int) -> None:
    """What each member typed stands on every client exactly once."""
    meeting = Meeting(others)
    to(meeting, "write")
    typed = []
    for number, name in enumerate(meeting.engines):
        for nth in range(number % 7):
            typed.append(f"{name} says {nth}")
            meeting.note(name, typed[-1])
    collected(meeting)
    for name in meeting.engines:
        assert meeting.texts(name) == sorted(typed)
        assert meeting.last(name, ev.Notes).unreadable == 0


def test_a_whole_session_is_the_same_state_for_all() -> None:
    """Answers, themes, dots and consent come out equal on all clients."""
    meeting = Meeting(5)
    to(meeting, "ask")
    for number, name in enumerate(meeting.engines):
        meeting.ok(name, cmd.Answer(str(number % 3 + 1)))
    collected(meeting)
    to(meeting, "write")
    for name in meeting.engines:
        meeting.note(name, f"from {name}", "unsafe")
    collected(meeting)
    to(meeting, "group")
    meeting.ok("lead", cmd.Group((1, 2), "Together"))
    meeting.ok("lead", cmd.Group((3,)))
    to(meeting, "vote")
    for name in meeting.engines:
        meeting.ok(name, cmd.Dots(("3", "2")))
    collected(meeting)
    to(meeting, "norms")
    meeting.ok("lead", cmd.Norm("We listen", 1))
    for name in meeting.engines:
        meeting.ok(name, cmd.Consent(1, "agree", "yes" if name == "m1" else ""))
    collected(meeting)
    to(meeting, "close")
    meeting.ok("m1", cmd.Answer("5"))
    collected(meeting)
    counts = meeting.told("m2", ev.Answers)[0]
    assert [item.count for item in counts.counts] == [2, 2, 2, 0, 0]
    assert (counts.respondents, counts.people) == (6, 6)
    dots = meeting.last("m3", ev.Dots)
    assert [theme.dots for theme in dots.themes] == [18, 12]
    norm = meeting.last("m4", ev.Norms).norms[0]
    assert (norm.agree, norm.status, norm.review) == (6, "agreed", "2027-02-22")
    assert meeting.last("m4", ev.Norms).reasons[0].text == "yes"
    assert meeting.last("m5", ev.Answers).respondents == 1
    assert len(set(map(repr, meeting.states()))) == 1
    meeting.ok("lead", cmd.End())
    meeting.run(3)
    assert all(engine.finished for engine in meeting.engines.values())
    assert all(meeting.told(name, ev.Ended) for name in meeting.engines)


def test_blank_sends_nothing_and_keeps_the_drafts() -> None:
    """Who says blank brings no note to the board, and still has the draft."""
    meeting = Meeting(5)
    to(meeting, "write")
    meeting.note("m1", "mine")
    meeting.ok("m1", cmd.Blank())
    meeting.note("m2", "theirs")
    collected(meeting)
    assert meeting.texts("lead") == ["theirs"]
    meeting.ok("m1", cmd.Notes())
    assert [draft.text for draft in meeting.last("m1", ev.Drafts).drafts] == ["mine"]


def test_a_second_collect_takes_only_new_drafts() -> None:
    """What was collected is not sent again by a second collect of the same step."""
    meeting = with_notes()
    meeting.note("m1", "one more")
    collected(meeting)
    assert len(meeting.texts("lead")) == 7
    assert "one more" in meeting.texts("m3")


def test_a_late_joiner_sees_all_and_takes_part() -> None:
    """Who comes later gets the state once, and is in the next round after an epoch."""
    meeting = with_notes()
    meeting.join("late")
    meeting.run(1)
    names = [event.NAME for event in meeting.events["late"]]
    assert names[:4] == ["welcome", "people", "step", "notes"]
    assert "late" in meeting.last("m1", ev.People).members
    to(meeting, "close")
    meeting.ok("late", cmd.Answer("4"))
    collected(meeting)
    assert meeting.last("m1", ev.Roster).added == ("late",)
    assert meeting.last("lead", ev.Answers).people == 7
    assert meeting.last("late", ev.Answers).respondents == 1


def test_who_missed_the_first_collect_is_told_and_chooses() -> None:
    """A newcomer's notes leave only after the warning and a choice of their own."""
    meeting = with_notes()
    meeting.join("late")
    meeting.note("late", "alone in the list")
    meeting.ok("lead", cmd.Collect(0))
    meeting.run(5)
    assert [w.code for w in meeting.told("late", ev.Warned)] == ["missed"]
    assert "alone in the list" not in meeting.texts("lead")
    meeting.ok("late", cmd.Send())
    meeting.run(30)
    assert "alone in the list" in meeting.texts("lead")


def test_the_same_name_twice_gets_a_number() -> None:
    """A name that is taken comes back with a number, for its owner too."""
    meeting = Meeting(4)
    first = meeting.engines["m1"]
    meeting.engines["first"] = meeting.engines.pop("m1")
    meeting.events["first"] = meeting.events.pop("m1")
    meeting._at = {
        link: "first" if name == "m1" else name for link, name in meeting._at.items()
    }
    meeting.join("m1")
    meeting.run(5)
    assert first.core.member.name == "m1"
    assert meeting.last("lead", ev.People).members[-1] == "m1 2"
    assert meeting.last("m1", ev.Roster).count == 6


def test_small_groups_need_a_word_and_smaller_ones_have_no_round() -> None:
    """Two others: too-few. Three or four: small-group until confirmed once."""
    meeting = Meeting(2)
    to(meeting, "ask")
    assert meeting.refused("lead", cmd.Collect(0)) == "too-few"
    meeting.join("m3")
    assert meeting.refused("lead", cmd.Collect(0)) == "small-group"
    meeting.ok("lead", cmd.ConfirmSmall())
    meeting.ok("m1", cmd.Answer("2"))
    collected(meeting)
    assert meeting.last("m3", ev.Answers).people == 4


def test_words_have_to_be_compared_first() -> None:
    """No round opens while too many screens have not answered the words question."""
    meeting = Meeting(0)
    meeting.confirming = False
    for number in range(1, 6):
        meeting.join(f"m{number}")
    meeting.run(5)
    to(meeting, "ask")
    assert meeting.refused("lead", cmd.Collect(0)) == "words-open"
    for name in ("lead", "m1", "m2"):
        meeting.ok(name, cmd.Words("same"))
    assert meeting.refused("lead", cmd.Collect(0)) == "words-open"
    meeting.ok("m3", cmd.Words("same"))
    meeting.ok("lead", cmd.ConfirmSmall())
    meeting.ok("m1", cmd.Answer("3"))
    meeting.ok("lead", cmd.Collect(0))
    meeting.run(30)
    assert meeting.last("m4", ev.Answers).people == 4


def test_differ_on_one_screen_warns_all_and_stops_rounds() -> None:
    """One "differ" is told to everybody; the words are compared anew."""
    meeting = Meeting(5)
    meeting.confirming = False
    to(meeting, "ask")
    meeting.ok("m2", cmd.Words("differ"))
    assert all(
        "words-differ" in [w.code for w in meeting.told(name, ev.Warned)]
        for name in meeting.engines
    )
    assert meeting.refused("lead", cmd.Collect(0)) == "words-differ"
    assert meeting.last("m1", ev.Roster).epoch > 1
    meeting.confirming = True
    meeting.settle()
    meeting.ok("m1", cmd.Answer("3"))
    collected(meeting)
    assert meeting.last("m1", ev.Answers).people == 6


def test_commands_out_of_step_are_refused_by_code() -> None:
    """Every kind of mistake has its code, and nothing is half done."""
    meeting = Meeting(5)
    assert meeting.refused("m1", cmd.Note("well", "too early")) == "out-of-step"
    assert meeting.refused("m1", cmd.Next()) == "not-facilitator"
    assert meeting.refused("lead", cmd.Collect(0)) == "out-of-step"
    assert meeting.refused("lead", cmd.Back()) == "out-of-step"
    to(meeting, "vote")
    assert meeting.refused("lead", cmd.Collect(0)) == "no-themes"
    assert meeting.refused("m1", cmd.Dots(("1",))) == "no-themes"
    to(meeting, "ask")
    assert meeting.refused("m1", cmd.Answer("6")) == "bad-value"
    assert meeting.refused("m1", cmd.Wait()) == "out-of-step"
    to(meeting, "write")
    assert meeting.refused("m1", cmd.Note("nope", "x")) == "unknown-column"
    assert meeting.refused("m1", cmd.Note("what", "x")) == "unknown-column"
    for meant in ("unsafe", "2", "What feels unsafe", "FEELS"):
        meeting.note("m1", "x", meant)
        assert meeting.last("m1", ev.Drafts).drafts[-1].column == "unsafe"
        meeting.ok("m1", cmd.Drop(meeting.last("m1", ev.Drafts).drafts[-1].id))
    assert meeting.refused("m1", cmd.Note("well", "x" * 321)) == "too-long"
    assert meeting.refused("m1", cmd.Note("well", "  ")) == "bad-value"
    for number in range(8):
        meeting.note("m1", f"{number} " + "x" * 300)
    assert meeting.refused("m1", cmd.Note("well", "x")) == "too-many-notes"
    assert meeting.refused("m1", cmd.Edit(99, "x")) == "no-such-id"
    first, second = meeting.last("m1", ev.Drafts).drafts[:2]
    meeting.ok("m1", cmd.Edit(first.id, "other"))
    meeting.ok("m1", cmd.Drop(second.id))
    assert meeting.refused("m1", cmd.Drop(second.id)) == "no-such-id"
    meeting.ok("lead", cmd.Collect(20))
    assert meeting.refused("lead", cmd.Next()) == "busy"
    assert meeting.refused("lead", cmd.Collect(0)) == "busy"
    meeting.ok("m1", cmd.Note("unsafe", "still writing"))
    meeting.run(21)
    assert len(meeting.texts("m2")) == 8
    assert "still writing" in meeting.texts("m2")
    to(meeting, "vote")
    meeting.ok("lead", cmd.GoStep("group"))
    assert meeting.refused("lead", cmd.Group((99,))) == "no-such-id"
    assert meeting.refused("lead", cmd.Group(tuple(range(500)))) == "bad-value"
    meeting.ok("lead", cmd.Group((1,)))
    to(meeting, "vote")
    assert meeting.refused("m1", cmd.Dots(("4",))) == "over-max"
    assert meeting.refused("m1", cmd.Dots(("9",))) == "over-max"
    assert meeting.refused("m1", cmd.Dots(("1", "1"))) == "bad-value"
    assert meeting.refused("m1", cmd.Dots(("7=1",))) == "no-such-id"
    assert meeting.refused("m1", cmd.Dots(("1=x",))) == "bad-value"
    meeting.ok("m1", cmd.Dots(("1=2",)))


def test_norms_brought_are_reviewed_anonymously() -> None:
    """Norms from last time are kept, reworded or let go by an anonymous round."""
    brought = (BroughtNorm(text="We start on time", review="2026-11-01"),)
    meeting = Meeting(5, norms=brought)
    to(meeting, "review")
    for name in meeting.engines:
        meeting.ok(name, cmd.Consent(1, "keep"))
    collected(meeting)
    assert meeting.last("m1", ev.Norms).norms[0].status == "agreed"


def test_a_screen_sees_all_and_is_no_member() -> None:
    """A projector screen is announced, shows the board and may do nothing."""
    meeting = Meeting(5)
    meeting.join("beamer", screen=True)
    meeting.run(1)
    assert meeting.last("m1", ev.People).screens == ("beamer",)
    assert "beamer" not in meeting.last("m1", ev.People).members
    assert meeting.refused("beamer", cmd.Words("same")) == "out-of-step"
    to(meeting, "write")
    meeting.note("m1", "seen by all")
    collected(meeting)
    assert meeting.texts("beamer") == ["seen by all"]


def test_nothing_falls_due_after_the_end() -> None:
    """Somebody who arrives just before the end starts no epoch after it."""
    meeting = Meeting(5)
    meeting.join("late")
    meeting.ok("lead", cmd.Timer(2))
    meeting.ok("lead", cmd.End())
    meeting.run(5)
    assert all(engine.finished for engine in meeting.engines.values())
    assert [event.seconds for event in meeting.told("m1", ev.TimerEvent)] == [2]


def test_the_timer_only_tells() -> None:
    """A timer is told when it starts, when it grows and when it is over."""
    meeting = Meeting(5)
    to(meeting, "talk")
    meeting.ok("lead", cmd.Timer(60))
    meeting.run(20)
    meeting.ok("lead", cmd.Timer(60, more=True))
    meeting.run(101)
    told = [event.seconds for event in meeting.told("m1", ev.TimerEvent)]
    assert told == [60, 100, 0]


def test_a_number_is_the_one_that_is_shown() -> None:
    """An option called "2" that stands first is not taken for the second one."""
    step = Step(
        kind="ask", title="Ask", question="How many?", answer="choice",
        options=("2", "1"),
    )  # fmt: skip
    agenda = evolve(AGENDA, steps=(AGENDA.steps[0], step, AGENDA.steps[-1]))
    meeting = Meeting(5, agenda=agenda)
    to(meeting, "ask")
    for name in meeting.engines:
        meeting.ok(name, cmd.Answer("2"))
    collected(meeting)
    counts = meeting.last("m1", ev.Answers).counts
    assert [(item.id, item.count) for item in counts] == [(1, 0), (2, 6)]
