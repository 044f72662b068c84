"""The facilitator walks over the steps that this session has."""

from __future__ import annotations

import pytest

from formats import entries as e
from retro.session import walk
from retro.session.state import Invalid, State
from tests.support.folding import CLOSE, REVIEW, TALK, VOTE, WRITE, Meeting, begin


def code_of(state: State, wanted: str) -> str:
    """Give the code with which a step is refused."""
    with pytest.raises(Invalid) as refused:
        walk.find_step(state, wanted)
    return refused.value.code


def test_there_is_no_step_before_the_session_begins() -> None:
    """Walking before the first entry is out of step, not a crash."""
    with pytest.raises(Invalid, match="out-of-step"):
        walk.current(State())


def test_a_session_begins_at_its_first_step() -> None:
    """Everybody starts at the welcome."""
    assert walk.current(Meeting.begun().state).kind == "welcome"


def test_next_and_back_go_one_step_and_stop_at_the_ends() -> None:
    """Past either end there is nothing."""
    meeting = Meeting.begun()
    with pytest.raises(Invalid, match="out-of-step"):
        walk.step_back(meeting.state)
    assert walk.next_step(meeting.state) == 2
    meeting.at(CLOSE)
    assert walk.step_back(meeting.state) == CLOSE - 1
    with pytest.raises(Invalid, match="out-of-step"):
        walk.next_step(meeting.state)


def test_a_review_without_norms_is_skipped_both_ways() -> None:
    """Nobody is shown an empty review, not even by its number."""
    meeting = Meeting.begun().at(REVIEW - 1)
    assert walk.next_step(meeting.state) == WRITE
    assert walk.step_back(meeting.at(WRITE).state) == REVIEW - 1
    assert code_of(meeting.state, "review") == "no-such-id"
    assert code_of(meeting.state, str(REVIEW)) == "out-of-step"
    with pytest.raises(Invalid, match="out-of-step"):
        meeting.at(REVIEW)


def test_a_review_of_brought_norms_is_a_step() -> None:
    """A team that brings norms reviews them."""
    meeting = Meeting.begun(first=begin(norms=[("We greet", "")])).at(REVIEW - 1)
    assert walk.next_step(meeting.state) == REVIEW
    assert walk.step_back(meeting.at(WRITE).state) == REVIEW


@pytest.mark.parametrize(
    ("wanted", "found"),
    [("8", WRITE), ("008", WRITE), ("Talk", TALK), ("vote", VOTE), ("ask", 2)],
)
def test_a_step_is_found_by_number_or_kind(wanted: str, found: int) -> None:
    """`go` takes what a person would type."""
    assert walk.find_step(Meeting.begun().state, wanted) == found


def test_of_many_steps_of_a_kind_the_next_is_meant() -> None:
    """`go ask` goes on to the next question, and round to the first from the last."""
    meeting = Meeting.begun().at(2)
    assert walk.find_step(meeting.state, "ask") == 3
    assert walk.find_step(meeting.at(CLOSE).state, "ask") == 2


@pytest.mark.parametrize(
    ("wanted", "code"),
    [
        ("0", "out-of-step"),
        ("15", "out-of-step"),
        ("9" * 5000, "out-of-step"),
        ("-1", "no-such-id"),
        ("lunch", "no-such-id"),
        ("²", "no-such-id"),
    ],
)
def test_what_is_no_step_is_refused(wanted: str, code: str) -> None:
    """Past the end is out of step, a word that is no kind is nothing known."""
    assert code_of(Meeting.begun().state, wanted) == code


@pytest.mark.parametrize("step", [0, -1, 15])
def test_a_move_to_no_step_changes_nothing(step: int) -> None:
    """An entry cannot move a session off its agenda."""
    with pytest.raises(Invalid, match="out-of-step"):
        Meeting.begun().say(e.Move(step=step))
