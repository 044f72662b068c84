"""A column of notes under its title; the chosen one is where the next note goes."""

from __future__ import annotations

from collections.abc import Sequence

from textual.app import ComposeResult
from textual.containers import Vertical
from textual.content import Content
from textual.message import Message
from textual.widgets import Static

from retro.tui.widgets.cards import Card, Cards


class Head(Static):
    """The title of a column, with a mark when it is the chosen one."""

    class Pressed(Message):
        """Somebody clicked on the title of a column."""

        def __init__(self, key: str) -> None:
            """Tell of the column `key`."""
            super().__init__()
            self.key = key

    def __init__(self, key: str, title: str) -> None:
        """Head the column `key`."""
        super().__init__(classes="head")
        self._key = key
        self._title = title
        self._now = ("", False)

    def show(self, count: str, *, chosen: bool) -> None:
        """Show whether this column is chosen, and how many notes it has."""
        if self._now != (count, chosen):
            self._now = (count, chosen)
            mark = "▶" if chosen else " "
            self.update(Content(f"{mark} {self._title}{count}"))
            self.set_class(chosen, "-chosen")

    def on_mount(self) -> None:
        """Show the title alone until more is known."""
        self.update(Content(f"  {self._title}"))

    def on_click(self) -> None:
        """Tell that somebody wants this column."""
        self.post_message(self.Pressed(self._key))


class Column(Vertical):
    """The list of one column under its title."""

    def __init__(
        self,
        key: str,
        title: str,
        *,
        compact: bool = False,
        cards: Cards | None = None,
    ) -> None:
        """Show the column `key`; `compact` leaves no lines between its cards.

        `cards` is the list to show them in, if it is another than usual.
        """
        super().__init__()
        self.key = key
        self._head = Head(key, title)
        self.cards = cards or Cards(compact=compact)

    def compose(self) -> ComposeResult:
        """Lay out the title and the list."""
        yield self._head
        yield self.cards

    def show(self, cards: Sequence[Card], count: str, *, chosen: bool) -> None:
        """Show these cards; `count` stands behind the title."""
        self._head.show(count, chosen=chosen)
        self.set_class(chosen, "-chosen")
        self.cards.can_focus = bool(cards)
        if tuple(cards) != self.cards.cards:
            self.cards.show(cards)
