"""What is shown while a session is being opened."""

from __future__ import annotations

from textual.app import ComposeResult
from textual.content import Content
from textual.screen import Screen
from textual.widgets import Static

from retro.i18n import Speech
from retro.tui.widgets.keybar import KeyBar


class WaitingScreen(Screen[None]):
    """One calm sentence, until there is something to see; Escape gives up."""

    def compose(self) -> ComposeResult:
        """Show the sentence."""
        _: Speech = self.app.speech  # type: ignore[attr-defined]  # RetroApp's own
        yield Static(Content(_("One moment: connecting…")), id="waiting")
        yield KeyBar()
