"""What a collect asks follows from the step and the board alone."""

from __future__ import annotations

import pytest

from formats import entries as e
from formats.agenda import Agenda
from retro.anonymity import ballots
from retro.anonymity.ballots import Ballot
from retro.session.question import CONSENT, REVIEW, options, question
from retro.session.state import Invalid, Option, State
from tests.support import folding as m
from tests.support.folding import AGENDA, Meeting, begin

NOTHING: ballots.Contents = ((),)


def refused(state: State) -> str:
    """Give the code with which a collect is refused."""
    with pytest.raises(Invalid) as error:
        question(state)
    return error.value.code


def themed(people: int = 4, themes: int = 2) -> Meeting:
    """Give a session with as many themes of one note."""
    meeting = Meeting.begun(people)
    while len(meeting.state.board.notes) < themes:
        meeting.notes("a note")
    meeting.at(m.GROUP)
    for note in range(1, themes + 1):
        meeting.say(e.Group(notes=(note,), title=""))
    return meeting


@pytest.mark.parametrize("step", [1, m.GROUP, m.TALK, m.NORMS])
def test_steps_with_nothing_to_ask(step: int) -> None:
    """A collect where nothing is asked is out of step."""
    assert refused(Meeting.begun().at(step).state) == "out-of-step"


def test_nothing_is_asked_before_the_beginning_or_after_the_end() -> None:
    """A session that is not there asks nothing."""
    assert refused(State()) == "out-of-step"
    assert refused(Meeting.begun().at(2).say(e.End()).state) == "out-of-step"


def test_a_close_without_a_question() -> None:
    """Closing need not ask anything."""
    close = AGENDA.steps[-1].__class__(kind="close", title="Close")
    agenda = Agenda(name="x", lang="nl", title="x", steps=(*AGENDA.steps[:-1], close))
    meeting = Meeting.begun(first=begin(agenda)).at(m.CLOSE)
    assert refused(meeting.state) == "out-of-step"


@pytest.mark.parametrize(
    ("step", "ballot", "ids"),
    [
        (2, Ballot(kind="answer", low=1, high=5), [1, 2, 3, 4, 5]),
        (3, Ballot(kind="answer", low=1, high=2), [1, 2]),
        (4, Ballot(kind="answer", low=1, high=3), [1, 2, 3]),
        (5, Ballot(kind="ticks", options=3), [1, 2, 3]),
        (6, Ballot(kind="words"), []),
        (m.CLOSE, Ballot(kind="answer", low=0, high=10), list(range(11))),
    ],
)
def test_each_kind_of_question_has_its_ballot(
    step: int, ballot: Ballot, ids: list[int]
) -> None:
    """Scale, yes or no, choice, ticks and words each ask in their own form."""
    asked = question(Meeting.begun().at(step).state)
    assert asked.ballot == ballot
    assert asked.kind == ballot.kind
    assert [option.id for option in asked.options] == ids
    assert asked.subjects == asked.family == frozenset({f"step:{step}"})


@pytest.mark.parametrize(("lang", "yes"), [("nl", "ja"), ("en", "yes")])
def test_yes_and_no_are_in_the_language_of_the_session(lang: str, yes: str) -> None:
    """A Dutch team answers ja or nee."""
    assert options(AGENDA.steps[2], lang)[0] == Option(id=1, title=yes)  # type: ignore[arg-type]  # parametrize hands text


def test_a_ballot_is_cast_once() -> None:
    """A question that was revealed is not asked again."""
    meeting = Meeting.begun().at(2).collect(*[NOTHING] * 4)
    assert refused(meeting.state) == "out-of-step"


def test_notes_can_be_collected_again_as_the_same_question() -> None:
    """A second collect takes new drafts, and is known to be of the same step."""
    meeting = Meeting.begun().at(m.WRITE)
    first = question(meeting.state)
    assert first.columns == ("well", "need")
    assert first.ballot == Ballot(kind="notes", columns=2)
    meeting.collect(*[NOTHING] * 4)
    assert question(meeting.state) == first


class TestVotes:
    """A vote is on the themes as they are shown."""

    def test_without_themes_there_is_no_vote(self) -> None:
        """The facilitator is told what is missing."""
        assert refused(Meeting.begun().at(m.VOTE).state) == "no-themes"

    def test_dots_are_on_all_themes_in_order(self) -> None:
        """The ballot has as many numbers as themes are shown."""
        asked = question(themed().at(m.VOTE).state)
        assert asked.ballot == Ballot(kind="dots", themes=2, budget=5, cap=3)
        assert asked.themes == (1, 2)
        assert asked.family == frozenset({f"step:{m.VOTE}"})

    def test_recognising_is_ticking_themes(self) -> None:
        """Every theme is a lane of its own."""
        asked = question(themed().at(m.RECOGNISE).state)
        assert asked.ballot == Ballot(kind="ticks", options=2)
        assert asked.themes == (1, 2)

    def test_a_vote_is_asked_anew_only_when_the_themes_changed(self) -> None:
        """The same themes are the same question, another title is another."""
        meeting = themed().at(m.VOTE).collect(*[NOTHING] * 4)
        assert refused(meeting.state) == "out-of-step"
        before = meeting.state.asked[-1]
        meeting.say(e.Title(theme=1, text="Listening"))
        asked = question(meeting.state)
        assert asked.subjects.isdisjoint(before.subjects)
        assert asked.family == before.family

    def test_another_vote_on_the_same_themes_is_another_question(self) -> None:
        """Dots first and recognising later are two ballots."""
        meeting = themed().at(m.VOTE).collect(*[NOTHING] * 4)
        assert question(meeting.at(m.RECOGNISE).state).themes == (1, 2)

    def test_too_many_themes_to_recognise_in_a_large_group(self) -> None:
        """Lanes times people are bounded, and the facilitator hears it before."""
        meeting = themed(people=40, themes=16)
        assert refused(meeting.at(m.RECOGNISE).state) == "over-max"
        assert question(meeting.at(m.VOTE).state).ballot.themes == 16


class TestNorms:
    """Consent is asked on drafts, a norm a subject."""

    def test_all_drafts_are_asked_at_once(self) -> None:
        """One round for all that is new."""
        meeting = Meeting.begun().at(m.NORMS)
        meeting.say(e.Norm(text="One", theme=0), e.Norm(text="Two", theme=0))
        asked = question(meeting.state)
        assert asked.norms == (1, 2)
        assert asked.choices == CONSENT
        assert asked.subjects == frozenset({"norm:1:1", "norm:2:1"})
        assert asked.family == frozenset({"norm:1", "norm:2"})

    def test_only_what_changed_is_asked_again(self) -> None:
        """A reworded norm is a new question of the same family; the rest rests."""
        meeting = Meeting.begun().at(m.NORMS)
        meeting.say(e.Norm(text="One", theme=0), e.Norm(text="Two", theme=0))
        meeting.collect(*[((), (), ())] * 4)
        assert refused(meeting.state) == "out-of-step"
        meeting.say(e.Reword(norm=2, text="Two, better"))
        asked = question(meeting.state)
        assert asked.norms == (2,)
        assert asked.family == frozenset({"norm:2"})
        assert asked.subjects.isdisjoint(meeting.state.asked[-1].subjects)

    def test_words_taken_back_and_changed_are_never_the_same_subject(self) -> None:
        """A consent frozen for some words is never taken as one for other words."""
        meeting = Meeting.begun().at(m.NORMS).say(e.Norm(text="One", theme=0))
        meeting.say(e.Reword(norm=1, text="Two"))
        before = question(meeting.state).subjects
        meeting.say(e.Undo(), e.Reword(norm=1, text="Three"))
        assert question(meeting.state).subjects.isdisjoint(before)

    def test_more_drafts_than_fit_are_asked_in_turns(self) -> None:
        """In a group of 40 no more than 14 norms and the reasons are one round."""
        meeting = Meeting.begun(people=40).at(m.NORMS)
        meeting.say(*[e.Norm(text=f"Norm {number}", theme=0) for number in range(20)])
        asked = question(meeting.state)
        assert asked.norms == tuple(range(1, 15))
        assert asked.ballot.fits(40)
        meeting.collect(*[ballots.blank(asked.ballot)] * 40)
        assert question(meeting.state).norms == tuple(range(15, 21))

    def test_a_review_asks_about_the_norms_brought(self) -> None:
        """What the team brought is asked as it stands, once."""
        meeting = Meeting.begun(first=begin(norms=[("A", ""), ("B", ""), ("C", "")]))
        meeting.at(m.REVIEW)
        meeting.say(e.Reword(norm=2, text="Better"), e.LetGo(norm=3))
        asked = question(meeting.state)
        assert asked.norms == (1,)
        assert asked.choices == REVIEW
        assert asked.ballot == Ballot(kind="consent", norms=1, choices=3)
        meeting.collect(*[((), ())] * 4)
        assert refused(meeting.state) == "out-of-step"

    def test_a_norm_that_is_kept_is_not_asked_again(self) -> None:
        """What the review settled is settled."""
        meeting = Meeting.begun(first=begin(norms=[("A", "")])).at(m.REVIEW)
        meeting.collect(*[((b"\1",), ())] * 4).at(m.NORMS)
        assert refused(meeting.state) == "out-of-step"

    def test_a_norm_to_reword_comes_back_as_a_draft(self) -> None:
        """What the review did not settle is asked at the norms."""
        meeting = Meeting.begun(first=begin(norms=[("A", "")])).at(m.REVIEW)
        meeting.collect(*[((), ())] * 4).at(m.NORMS)
        assert question(meeting.state).subjects == frozenset({"norm:1:1"})
