"""Where a client stops: two versions of the session go round, and none can be trusted.

Own drafts stay readable, since they are nowhere else.
"""

from __future__ import annotations

from textual.app import ComposeResult
from textual.containers import VerticalScroll
from textual.content import Content
from textual.widgets import Static

from retro.sentences import WARNINGS, said
from retro.tui.pages.page import Page
from retro.tui.view import View
from retro.tui.widgets.cards import Card, Cards


class StoppedPage(Page):
    """What happened, what to do now, and the own drafts."""

    def compose(self) -> ComposeResult:
        """Lay out the sentences and the drafts."""
        _ = self._
        yield Static(Content(_("This client has stopped")), classes="title")
        with VerticalScroll():
            yield Static(Content(said(_, WARNINGS, "fork")))
            advice = _(
                "Say so out loud, and go on together only in a new session. You can "
                "still look back (F9) and export (Ctrl+E). Leave with Ctrl+Q."
            )
            yield Static(Content(advice), id="advice")
            yield Static(Content(_("Your drafts")), classes="heading")
            yield Cards()

    def show(self, view: View) -> None:
        """Show the own drafts."""
        drafts = view.drafts.drafts + view.drafts.spent
        self.query_one(".heading").display = bool(drafts)
        self.query_one(Cards).show([Card(id=d.id, text=d.text) for d in drafts])
