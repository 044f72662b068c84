"""Looking back: what sessions left, to read again, to follow and to count together."""

from __future__ import annotations

from pathlib import Path
from typing import ClassVar

from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import VerticalScroll
from textual.content import Content
from textual.widgets import Static

from retro.i18n import N_
from retro.tui.screens.outside import Outside
from retro.tui.widgets.keybar import KeyBar
from retro.tui.widgets.menu import MenuItem

WAYS = (
    (
        "1",
        N_("Open a saved session"),
        N_("Read what came out of it, or export it again."),
        "saved",
    ),
    (
        "2",
        N_("Follow norms over time"),
        N_("What became of each, and which are to be looked at again."),
        "norms",
    ),
    (
        "3",
        N_("Report on several sessions"),
        N_("All answers together, and nothing of fewer than five people."),
        "report",
    ),
)
"""Key, title, explanation and action of every choice."""


class LookBackScreen(Outside[None]):
    """Three things to do with what sessions left."""

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("escape,q", "back", N_("Back")),
        *(Binding(key, action, title, show=False) for key, title, _, action in WAYS),
    ]

    def compose(self) -> ComposeResult:
        """Lay out the choices."""
        _ = self.speech
        with VerticalScroll(classes="leaf", can_focus=False):
            yield Static(Content(_("Look back")), classes="title")
            for key, title, explains, action in WAYS:
                yield MenuItem(key, _(title), _(explains), action)
        yield KeyBar()

    def on_mount(self) -> None:
        """Begin at the first choice."""
        self.query(MenuItem).first().focus()

    async def on_menu_item_taken(self, event: MenuItem.Taken) -> None:
        """Do what was chosen."""
        await self.run_action(event.action)

    def action_back(self) -> None:
        """Go back to the start."""
        self.dismiss()

    def action_saved(self) -> None:
        """Choose a saved session to read."""
        from retro.tui.screens.saved import SavedScreen  # noqa: PLC0415  only then

        self.app.push_screen(SavedScreen(Path()))

    def action_norms(self) -> None:
        """Choose files to follow norms over."""
        from retro.tui.screens.lives import NormsScreen  # noqa: PLC0415  only then

        self.app.push_screen(NormsScreen(Path()))

    def action_report(self) -> None:
        """Choose sessions to make a report over."""
        from retro.tui.screens.reporting import ReportForm  # noqa: PLC0415  only then

        self.app.push_screen(ReportForm(Path()))
