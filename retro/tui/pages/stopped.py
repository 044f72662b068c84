"""Where a client stops before its session is over: it cannot go on, or must not.

What a person wrote and did not send stays readable, since it is nowhere else.
"""

from __future__ import annotations

from collections.abc import Iterator

from textual.app import ComposeResult
from textual.containers import VerticalScroll
from textual.content import Content
from textual.widgets import Static

from retro.sentences import CANNOT, WARNINGS, said, with_detail
from retro.tui.pages.page import Page
from retro.tui.view import View
from retro.tui.widgets.cards import Card, Cards


class StoppedPage(Page):
    """What happened, what to do now, and what was written here."""

    def compose(self) -> ComposeResult:
        """Lay out the sentences and the texts."""
        _ = self._
        yield Static(Content(_("This program has stopped")), classes="title")
        with VerticalScroll():
            yield Static(id="why")
            yield Static(id="advice")
            heading = _("What you wrote and did not send")
            yield Static(Content(heading), classes="heading")
            yield Cards()

    def show(self, view: View) -> None:
        """Show why, what now, and what was written."""
        self.query_one("#why", Static).update(Content(self._why(view)))
        self.query_one("#advice", Static).update(Content(self._advice(view)))
        texts = [*self._written(view)]
        self.query_one(".heading").display = bool(texts)
        cards = [Card(id=number, text=text) for number, text in enumerate(texts, 1)]
        self.query_one(Cards).show(cards)

    def _why(self, view: View) -> str:
        if view.cannot:
            return with_detail(self._, CANNOT, view.cannot, ())
        return said(self._, WARNINGS, "fork")

    def _advice(self, view: View) -> str:
        _ = self._
        if not view.cannot:
            first = _("Say so out loud, and go on together only in a new session.")
        elif view.lead:
            first = _(
                "Tell your colleagues. You can try to lead it on with retro host "
                "--resume; else start a new session with a new link."
            )
        else:
            first = _(
                "Say so out loud. If the others go on, join again with the same link."
            )
        rest = _(
            "You can still look back (F9) and export (Ctrl+E). Leave with Ctrl+Q; what "
            "stands below is then gone, so copy what you want to keep."
        )
        return f"{first} {rest}"

    def _written(self, view: View) -> Iterator[str]:
        """Give drafts, words, a reason, and what was typed and not saved yet."""
        for draft in view.drafts.drafts + view.drafts.spent:
            yield draft.text
        if view.mine is not None:
            yield from view.mine.words
            if view.mine.reason is not None:
                yield view.mine.reason.text
        yield from filter(None, self.session.unsent.values())
