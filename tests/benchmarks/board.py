"""The board of the client by itself: 500 notes in columns, and an editor below."""

from __future__ import annotations

import gc
from itertools import count

from textual.app import App, ComposeResult
from textual.containers import Horizontal

from retro.tui.widgets.cards import Card, Cards
from tests.benchmarks.notes import CHANGES, COLUMNS, changed, column, text


class Board(App[None]):
    """Three lists and a TextArea that has the keyboard."""

    AUTO_FOCUS = "TextArea"
    ENABLE_COMMAND_PALETTE = False
    CSS = """
    Cards { width: 1fr; }
    TextArea { height: 6; }
    """

    def __init__(self, changing: str | None) -> None:
        """Prepare to change notes all the time: those in `view`, `all`, or none."""
        super().__init__()
        self._changing = changing
        self._versions = count(1)

    def compose(self) -> ComposeResult:
        """Show the columns and the TextArea."""
        from textual.widgets import TextArea  # noqa: PLC0415  as the minimal apps do

        with Horizontal():
            for place in range(COLUMNS):
                yield Cards(id=f"column{place}")
        yield TextArea()

    def on_mount(self) -> None:
        """Show the notes, and begin to change them if wanted."""
        for place in range(COLUMNS):
            self.query_one(f"#column{place}", Cards).show(
                [Card(number, text(number)) for number in column(place)]
            )
        if self._changing:
            self.set_interval(1 / CHANGES, self._change)

    def on_ready(self) -> None:
        """Collect garbage again, but not among what was imported: that stays."""
        gc.freeze()
        gc.enable()

    def _change(self) -> None:
        """Show a column again with one note in another version, as the client does."""
        version = next(self._versions)
        number = changed(version, self._changing == "all")
        cards = self.query_one(f"#column{number % COLUMNS}", Cards)
        cards.show(
            [
                Card(card.id, text(number, version) if card.id == number else card.text)
                for card in cards.cards
            ]
        )
