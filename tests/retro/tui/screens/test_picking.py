"""Picking one of a list, by key and by mouse."""

from __future__ import annotations

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

from textual.app import App
from textual.pilot import Pilot

from retro.client import events as e
from retro.i18n import Speech
from retro.tui.app import STYLES
from retro.tui.screens.picking import PickDialog, theme_notes
from retro.tui.view import View
from retro.tui.widgets.card import Card
from retro.tui.widgets.cards import Cards

CARDS = [Card(number, f"[b]card[/b] {number}") for number in (4, 7, 9)]


class Picking(App[None]):
    """An app that only picks."""

    CSS_PATH = STYLES

    def __init__(self) -> None:
        """Prepare to pick once."""
        super().__init__()
        self.speech = Speech("en")
        self.picked: list[int | None] = []

    def on_mount(self) -> None:
        """Ask at once."""
        self.push_screen(PickDialog("Which?", CARDS, "Just one."), self.picked.append)


@asynccontextmanager
async def picking() -> AsyncIterator[tuple[Picking, Pilot[None]]]:
    """Show the dialog while the block runs."""
    app = Picking()
    async with app.run_test(size=(60, 20)) as pilot:
        await pilot.pause()
        yield app, pilot


async def test_a_card_is_picked_by_key() -> None:
    """The first is under the cursor, the arrows go on, Enter picks."""
    async with picking() as (app, pilot):
        await pilot.press("down", "enter")
        assert app.picked == [7]


async def test_a_card_is_picked_by_mouse() -> None:
    """A click picks the card it is on."""
    async with picking() as (app, pilot):
        await pilot.click(app.screen.query_one(Cards), offset=(5, 2))
        assert app.picked == [9]


async def test_nothing_is_picked_by_closing() -> None:
    """Esc and the button close without picking."""
    async with picking() as (app, pilot):
        await pilot.press("escape")
        assert app.picked == [None]
    async with picking() as (app, pilot):
        await pilot.click("#cancel")
        assert app.picked == [None]


def test_a_theme_that_is_gone_has_no_notes() -> None:
    """Reading a theme that was just taken apart shows a sentence, and no failure."""
    theme = e.ThemeItem(id=1, title="[b]A", notes=(2,))
    view = View(themes=e.Themes(themes=(theme,)))
    reading = theme_notes(Speech("en"), view, 3)
    assert str(reading._sections[0][1]) == "There is nothing in it."
