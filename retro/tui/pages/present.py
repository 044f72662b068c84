"""The projector: what all see, large, and nothing that is anybody's own."""

from __future__ import annotations

from typing import ClassVar

from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import Horizontal, Vertical
from textual.content import Content
from textual.widgets import Static

from retro.i18n import N_
from retro.tui.pages.page import Page
from retro.tui.poster import Poster, poster
from retro.tui.session import Session
from retro.tui.view import View
from retro.tui.widgets.big import big
from retro.tui.widgets.cards import Cards

LISTS = 5
"""Lists beside each other at most: the columns of an agenda, and the themes."""


LIST_ROWS = 8
"""Rows that are kept for lists, however large the letters could be."""


class PresentPage(Page):
    """A screen for the room; it is no member, and everyone sees that it is there."""

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("left", "theme(-1)", N_("Theme before"), show=False),
        Binding("right", "theme(1)", N_("Next theme"), show=False),
        Binding("pageup", "page(-1)", N_("Page up"), show=False),
        Binding("pagedown", "page(1)", N_("Page down"), show=False),
    ]

    def __init__(self, session: Session) -> None:
        """Prepare to show `session`."""
        super().__init__(session)
        self._theme = 0
        self._poster = Poster()

    def compose(self) -> ComposeResult:
        """Lay out the places where things can hang."""
        yield Static(id="question")
        yield Static(id="large")
        yield Static(id="text")
        with Horizontal(id="lists"):
            for number in range(LISTS):
                with Vertical(id=f"list-{number}", classes="list"):
                    yield Static(classes="heading")
                    yield Cards()

    def on_mount(self) -> None:
        """Show no cursor in the lists: nobody chooses anything here."""
        self.can_focus = True
        for cards in self.query(Cards):
            cards.can_focus = False

    def show(self, view: View) -> None:
        """Hang up what belongs to this moment."""
        now = self.session.clock()
        words = self.session.part.words
        self._poster = poster(self._, view, now=now, words=words, theme=self._theme)
        self._hang()

    def start(self) -> None:
        """Take the keys of the page itself."""
        self.focus()

    def tick(self) -> None:
        """Let the clocks go on."""
        view = self.view
        if view.timer is not None or view.countdown is not None:
            self.show(view)

    def on_resize(self) -> None:
        """Fit the letters anew."""
        self._hang()

    def action_theme(self, by: int) -> None:
        """Show another theme."""
        self._theme += by
        self.show(self.view)

    def action_page(self, by: int) -> None:
        """Show more of long lists."""
        for cards in self.query(Cards):
            cards.scroll_relative(y=by * max(1, cards.size.height - 2), animate=False)

    def _hang(self) -> None:
        poster = self._poster
        question = self.query_one("#question", Static)
        question.update(Content(poster.question))
        question.display = bool(poster.question)
        width, height = self.content_size
        rows = LIST_ROWS if poster.lists else 0
        for content in filter(None, (Content(poster.question), poster.text)):
            rows += content.get_height({}, max(1, width)) + 1
        large = self.query_one("#large", Static)
        large.update(Content(big(poster.large, width, height - rows)))
        large.display = bool(poster.large)
        text = self.query_one("#text", Static)
        text.update(poster.text)
        text.display = bool(poster.text)
        self.query_one("#lists").display = bool(poster.lists)
        for number in range(LISTS):
            place = self.query_one(f"#list-{number}")
            place.display = number < len(poster.lists)
            if place.display:
                title, cards = poster.lists[number]
                place.query_one(Static).update(Content(title))
                place.query_one(Cards).show(cards)
