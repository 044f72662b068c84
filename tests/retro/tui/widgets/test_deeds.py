"""The keys of a page as places to click."""

from __future__ import annotations

from typing import ClassVar

from textual.app import App, ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import Vertical

from retro.i18n import N_, Speech
from retro.tui.app import STYLES
from retro.tui.widgets.deeds import Deeds

LONG = N_("What it was before")


class Host(Vertical):
    """A page with deeds."""

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("a,A", "count(1)", N_("Agree"), show=False),
        Binding("h", "count(10)", LONG, show=False),
        Binding("x", "count(100)", N_("Set aside")),
        Binding("left", "count(1000)", show=False),
        Binding("u", "hidden", N_("Undo"), show=False),
    ]

    def __init__(self) -> None:
        """Begin at nothing."""
        super().__init__()
        self.counted = 0
        self.hidden = True

    def compose(self) -> ComposeResult:
        """Show the deeds alone."""
        yield Deeds(Speech("en"), self)

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:
        """Hide one of them."""
        return action != "hidden" or not self.hidden

    def action_count(self, by: int) -> None:
        """Count."""
        self.counted += by

    def action_hidden(self) -> None:
        """Do nothing."""


class Doing(App[None]):
    """An app with one host."""

    CSS_PATH = STYLES

    def compose(self) -> ComposeResult:
        """Show it."""
        yield Host()


def shown(app: App[None]) -> list[str]:
    """Give the lines of the deeds."""
    return str(app.query_one(Deeds).content).splitlines()


async def test_what_can_be_done_is_shown_once_and_whole() -> None:
    """Neither what has no words, nor what is in the key bar, nor what is off."""
    app = Doing()
    async with app.run_test(size=(60, 10)) as pilot:
        host, deeds = app.query_one(Host), app.query_one(Deeds)
        deeds.follow()
        await pilot.pause()
        assert shown(app) == [" Agree  A   What it was before  H "]
        host.hidden = False
        deeds.follow()
        assert shown(app) == [" Agree  A   What it was before  H   Undo  U "]
        await pilot.resize_terminal(30, 10)
        await pilot.pause()
        assert shown(app) == [" Agree  A ", " What it was before  H ", " Undo  U "]


async def test_a_click_does_what_the_key_does() -> None:
    """On the words as on the key; between two deeds nothing happens."""
    app = Doing()
    async with app.run_test(size=(60, 10)) as pilot:
        host, deeds = app.query_one(Host), app.query_one(Deeds)
        deeds.follow()
        await pilot.pause()
        await pilot.click(deeds, offset=(2, 0))
        assert host.counted == 1
        await pilot.click(deeds, offset=(15, 0))
        assert host.counted == 11
        await pilot.click(deeds, offset=(10, 0))
        assert host.counted == 11


async def test_without_deeds_no_room_is_taken() -> None:
    """A page that offers nothing keeps the line for its list."""
    app = Doing()
    async with app.run_test(size=(60, 10)):
        deeds = app.query_one(Deeds)
        deeds.follow()
        assert deeds.display
        deeds._host = Vertical()
        deeds.follow()
        assert not deeds.display
