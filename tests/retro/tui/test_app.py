"""The app around a session: opening, failing, leaving."""

from __future__ import annotations

import sys
from pathlib import Path

import pytest

from retro.client import commands as c
from retro.client.errors import ClientError
from retro.i18n import Speech
from retro.seat import Seat
from retro.tui.app import RetroApp
from retro.tui.screens.dialogs import ConfirmDialog
from retro.tui.theme import DARK, LIGHT
from tests.support.fullscreen import full_screen
from tests.support.processes import ROOT, Computer
from tests.support.scenes import at
from tests.support.terminals import Terminal


async def test_what_was_foreseen_ends_with_its_reason() -> None:
    """A server out of reach ends the app, and the command can say which it was."""

    async def opening(seat: Seat) -> None:
        seat.tell("a line for afterwards")
        raise ClientError("unreachable", "ws://x")

    app = RetroApp(Speech("en"), opening)
    async with app.run_test() as pilot:
        await pilot.pause()
    assert isinstance(app.failure, ClientError)
    assert app.told == ["a line for afterwards"]
    assert not app.is_running


SCRIPT = """
import sys
from retro.cli import main
from retro.cli import seats
from retro.cli.common import Here

async def opening(seat):
    text = "what Anna wrote"
    raise ValueError(text)

def started(*arguments, **options):
    seats.full_screen(Here("en"), opening)

from retro import cli
cli.Retro._start = started
sys.exit(main([]))
"""


def test_what_nobody_foresaw_is_one_line(tmp_path: Path) -> None:
    """A fault of ours shows a person one sentence: no traceback, and no text."""
    computer = Computer(tmp_path)
    argv = [sys.executable, "-c", f"import sys; sys.path.insert(0, {str(ROOT)!r})"]
    argv[2] += "\n" + SCRIPT
    terminal = Terminal("fault", argv, computer)
    assert terminal.ended() == 1
    shown = terminal.raw.decode()
    assert "Something went wrong inside retro (ValueError)" in shown
    assert "Traceback" not in shown
    assert "Anna" not in shown


async def test_leaving_asks_first() -> None:
    """Ctrl+Q in a session asks; no stays, yes leaves, and it is not ended by that."""
    async with full_screen(at("ask"), "m1") as person:
        await person.press("ctrl+q")
        assert "Leave the session?" in person.text
        await person.press("ctrl+q")
        assert sum(isinstance(s, ConfirmDialog) for s in person.app.screen_stack) == 1
        await person.press("enter")
        assert "How free do you feel" in person.text
        await person.press("ctrl+q", "left", "enter")
        assert not person.app.is_running
    assert person.app.failure is None
    assert not person.session.view.ended


async def test_leaving_after_the_end_is_at_once() -> None:
    """When the session is over Ctrl+Q just leaves."""
    async with full_screen(at("ended"), "m1") as person:
        await person.press("ctrl+q")
        assert not person.app.is_running


async def test_colours_turn_light_and_dark() -> None:
    """One key turns the colours; the screen stays."""
    async with full_screen(at("ask"), "m1") as person:
        assert person.app.theme == DARK.name
        await person.press("f12")
        assert person.app.theme == LIGHT.name
        await person.press("f12")
        assert person.app.theme == DARK.name


async def test_ctrl_c_says_how_to_leave() -> None:
    """Who presses Ctrl+C is told what does leave, and is still there."""
    async with full_screen(at("ask"), "m1", notifications=True) as person:
        await person.press("ctrl+c")
        assert "press Ctrl+Q" in person.text
        assert person.app.is_running


@pytest.mark.parametrize("key", ["f1", "f3", "f9", "question_mark"])
async def test_what_lies_over_stays_when_the_session_moves_on(key: str) -> None:
    """Who reads a phone number goes on reading when the facilitator goes on."""
    table = at("ask")
    async with full_screen(table, "m1") as person:
        await person.press(key)
        above = person.app.screen
        table.ok("lead", c.Next())
        await person.settle()
        assert person.app.screen is above
        await person.press("escape")
        assert "review" in person.text.casefold() or "norm" in person.text.casefold()
