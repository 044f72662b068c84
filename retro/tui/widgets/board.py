"""The board: the notes in their columns and the themes, as many beside as fit."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence

from textual.app import ComposeResult
from textual.containers import Container, Horizontal

from retro.i18n import Speech
from retro.tui.widgets.cards import Card, Cards
from retro.tui.widgets.column import Column, Head

READABLE = 22
"""Cells that a list of notes needs to be read with ease."""

THEMES = ""
"""The key of the themes, which no column has."""


class Board(Container):
    """Lists of cards, one of which is chosen: the one that has the keyboard.

    Where the columns do not fit beside each other only the chosen one is unfolded; the
    themes stand below the columns, or beside them where there is room.
    """

    def __init__(self, _: Speech, titles: Mapping[str, str]) -> None:
        """Prepare a list for every column, by key, and one for the themes."""
        super().__init__()
        self.keys = (*titles, THEMES)
        self._lists = [Column(key, title) for key, title in titles.items()]
        self._lists.append(Column(THEMES, _("Themes"), compact=True))
        self._at = 0

    def compose(self) -> ComposeResult:
        """Lay out the columns, and the themes after them."""
        with Horizontal():
            yield from self._lists[:-1]
        yield self._lists[-1]

    # ------------------------------------------------------------------ showing

    def show(self, lists: Mapping[str, Sequence[Card]]) -> None:
        """Show these cards, by the key of their list."""
        for at, column in enumerate(self._lists):
            cards = lists[column.key]
            column.show(cards, f" · {len(cards)}", chosen=at == self._at)
        if not self.cards.cards:
            self.go(1)

    def leave(self, ids: Collection[int]) -> None:
        """Take the cursors off these cards, which now belong to the background."""
        for column in self._lists[:-1]:
            left = [card.id for card in column.cards.cards if not card.muted]
            if left and column.cards.cursor in ids:
                column.cards.cursor = left[0]

    def on_resize(self) -> None:
        """Place the lists anew."""
        self._place()

    def _place(self) -> None:
        """Unfold all lists, or where they do not fit the chosen one."""
        width, every = self.size.width, len(self._lists)
        single = width // max(1, every - 1) < READABLE
        self.set_class(single, "-single")
        self.set_class(width // every > READABLE, "-beside")
        self.set_class(self.at_themes, "-themes")
        for at, column in enumerate(self._lists):
            chosen = at == self._at
            column.cards.display = chosen or not single
            cards = column.cards.cards
            column.show(cards, f" · {len(cards)}", chosen=chosen)

    # ------------------------------------------------------------------ where one is

    @property
    def cards(self) -> Cards:
        """The chosen list."""
        return self._lists[self._at].cards

    @property
    def at_themes(self) -> bool:
        """Whether the chosen list is the themes."""
        return self._at == len(self._lists) - 1

    def start(self) -> None:
        """Give the keyboard to the chosen list, or to the first one with cards."""
        if self.cards.cards:
            self.choose(self._at)
        else:
            self.go(1)

    def choose(self, at: int) -> None:
        """Choose a list by its place, and give it the keyboard."""
        self._at = at
        self._place()
        self.screen.set_focus(self.cards)  # at once, so that keys come in order

    def go(self, by: int) -> None:
        """Choose the next list that has cards, that way round."""
        every = len(self._lists)
        for steps in range(1, every + 1):
            at = (self._at + by * steps) % every
            if self._lists[at].cards.cards:
                self.choose(at)
                return

    def on_descendant_focus(self) -> None:
        """Follow the keyboard."""
        for at, column in enumerate(self._lists):
            if self.screen.focused is column.cards and at != self._at:
                self.choose(at)

    def on_head_pressed(self, event: Head.Pressed) -> None:
        """Choose the list whose title was clicked."""
        event.stop()
        self.choose(self.keys.index(event.key))
