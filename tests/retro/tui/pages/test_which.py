"""Which page shows a session at one moment."""

from __future__ import annotations

import pytest

from retro.client import events as e
from retro.tui.pages.page import Page
from retro.tui.pages.which import PAGES, page_class, which_page
from retro.tui.view import View, fold

STEP = e.StepEvent(id=4, steps=9, kind="write", title="Write")


def shown(*events: e.Event, screen: bool = False) -> tuple[str, int]:
    """Give the page after some events."""
    view = View(screen=screen)
    for event in events:
        view = fold(view, event, 0.0)
    return which_page(view)


def round_(phase: e.RoundPhase) -> e.RoundEvent:
    """Give a moment of a round."""
    return e.RoundEvent(purpose="notes", phase=phase)


def test_before_the_first_step_there_is_no_page() -> None:
    """Nothing is known yet."""
    assert shown() == ("", -1)


def test_every_step_has_a_page_of_its_own() -> None:
    """Two steps of one kind are two pages: nothing of the first stays on the second."""
    assert shown(STEP) == ("write", 4)


@pytest.mark.parametrize(
    ("phase", "page"),
    [
        ("countdown", ("write", 4)),
        ("mixing", ("mix", 0)),
        ("holding", ("mix", 0)),
        ("done", ("write", 4)),
        ("aborted", ("write", 4)),
        ("burned", ("write", 4)),
        ("fork", ("stopped", 0)),
    ],
)
def test_a_round_is_shown_once_it_is_mixed(
    phase: e.RoundPhase, page: tuple[str, int]
) -> None:
    """Nobody is pulled away by a countdown; after a fork there is nothing else."""
    assert shown(STEP, round_(phase)) == page


def test_the_end_is_the_end() -> None:
    """Whatever was under way."""
    assert shown(STEP, round_("mixing"), e.Ended()) == ("ended", 0)
    assert shown(STEP, round_("fork"), e.Ended()) == ("ended", 0)


def test_a_projector_has_one_page() -> None:
    """Nothing on it is anybody's own."""
    assert shown(STEP, round_("mixing"), screen=True) == ("present", 0)


@pytest.mark.parametrize("name", list(PAGES))
def test_every_page_is_there(name: str) -> None:
    """Each is read from disk when it is first shown, so a typing error would hide."""
    assert issubclass(page_class(name), Page)
