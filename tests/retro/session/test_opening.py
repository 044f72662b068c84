"""A session only begins with an agenda that can be walked and texts that are safe."""

from __future__ import annotations

import pytest
from attrs import evolve

from formats import entries as e
from retro.session.fold import apply
from retro.session.saved import saved
from retro.session.state import Invalid, Norm, State
from tests.support.folding import AGENDA, REVIEW, Meeting, begin

GOOD = begin()
SOON = e.Earlier(date="soon", text="x", status="draft")


def test_a_good_beginning() -> None:
    """Everybody is at the first step, with the norms the team brought as drafts."""
    state = apply(State(), begin(norms=[("We greet", "2025-03-01"), ("We ask", "")]))
    assert state.step == 1
    assert state.board.norms == (
        Norm(
            id=1, text="We greet", brought=True, due="2025-03-01", review="2025-03-01"
        ),
        Norm(id=2, text="We ask", brought=True),
    )
    assert state.next_norm == 3


def test_what_was_said_before_comes_along() -> None:
    """A norm that is brought keeps its theme and its past, also in other words."""
    before = e.Earlier(date="2024-12-01", text="We wave", status="open")
    brought = e.BroughtNorm(
        text="We greet", review="", theme="Hello", earlier=(before,)
    )
    meeting = Meeting.begun(first=evolve(GOOD, norms=(brought,))).at(REVIEW)
    (norm,) = meeting.state.board.norms
    assert (norm.origin, norm.earlier) == ("Hello", (before,))
    assert saved(meeting.state, 4).norms[0].status == "open"
    meeting.say(e.Reword(norm=1, text="We say hello"))
    (kept,) = saved(meeting.state, 4).norms
    assert (kept.text, kept.theme, kept.earlier) == ("We say hello", "Hello", (before,))
    assert (kept.status, kept.reviewed) == ("draft", False)


@pytest.mark.parametrize(
    "bad",
    [
        evolve(GOOD, date="31-01-2025"),
        evolve(GOOD, date="20250131"),
        evolve(GOOD, date=""),
        evolve(GOOD, date="9999-12-31"),
        evolve(GOOD, title="\x1b[2J"),
        evolve(GOOD, team="two\nlines"),
        begin(norms=[("", "")]),
        begin(norms=[("x", "soon")]),
        begin(norms=[("two\nlines", "")]),
        evolve(GOOD, norms=(e.BroughtNorm(text="x", review="", theme="a\nb"),)),
        evolve(GOOD, norms=(e.BroughtNorm(text="x", review="", earlier=(SOON,)),)),
        begin(evolve(AGENDA, steps=())),
        begin(evolve(AGENDA, steps=AGENDA.steps[:-1])),
    ],
)
def test_a_bad_beginning(bad: e.Begin) -> None:
    """What cannot be asked, dated or shown is refused as a whole."""
    with pytest.raises(Invalid, match="bad-value"):
        apply(State(), bad)


def test_nothing_comes_before_the_beginning() -> None:
    """Any other first entry is out of step."""
    with pytest.raises(Invalid, match="out-of-step"):
        apply(State(), e.Gather(epoch=1))


def test_a_session_begins_once() -> None:
    """A second beginning would change the question under everybody's feet."""
    with pytest.raises(Invalid, match="out-of-step"):
        apply(apply(State(), GOOD), GOOD)
