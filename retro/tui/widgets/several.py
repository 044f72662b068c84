"""Some of the files that lie here, to mark; each by what is in it."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from pathlib import Path
from typing import ClassVar, Protocol

from attrs import evolve
from textual.actions import SkipAction
from textual.binding import Binding, BindingType

from formats.markdown import written_date
from formats.text import one_line
from retro.given import Sealed, Unusable
from retro.i18n import N_, Speech
from retro.tui.widgets.card import Card
from retro.tui.widgets.cards import Cards
from retro.tui.widgets.options import Options


class Titled(Protocol):
    """What a file holds, as far as a list of files tells it."""

    @property
    def title(self) -> str:
        """What the session was called."""

    @property
    def team(self) -> str:
        """Whose it was."""

    @property
    def date(self) -> str:
        """When it was, in ISO."""


Reads = Callable[[Speech, Path], Titled]
"""Reads a file, or raises `Unusable`."""


def file_cards(_: Speech, paths: Iterable[Path], reads: Reads) -> list[Card]:
    """List files by what is in them, or by what is wrong with them."""
    return [_card(_, at, path, reads) for at, path in enumerate(paths)]


def _card(_: Speech, at: int, path: Path, reads: Reads) -> Card:
    try:
        held = reads(_, path)
    except Sealed:
        return Card(at, _("Sealed with a passphrase"), meta=one_line(str(path)))
    except Unusable as error:
        return Card(at, one_line(error.sentence), muted=True)
    title = " · ".join(filter(None, (held.title, held.team))) or path.name
    date = written_date(held.date, _.lang) or held.date
    meta = " · ".join(filter(None, (date, one_line(str(path)))))
    return Card(at, title, meta=meta)


class Several(Options):
    """Files to mark: Space or a click marks one, and Enter goes on with those."""

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("enter", "screen.go", N_("Go on")),
        Binding("space", "mark", N_("Mark")),
        Binding("a", "mark_all", N_("Mark all")),
    ]

    def __init__(
        self, paths: Sequence[Path], cards: Sequence[Card], *, id: str
    ) -> None:
        """Begin with none of `paths` marked, each shown as its card."""
        super().__init__(id=id)
        self._paths = paths
        self._first = cards

    def on_mount(self) -> None:
        """Show them."""
        self.show([*self._first])

    @property
    def marked(self) -> list[Path]:
        """The files that are marked, in the order shown."""
        return [self._paths[card.id] for card in self.cards if card.marked]

    @property
    def here(self) -> Path | None:
        """The file under the cursor."""
        return None if self.cursor is None else self._paths[self.cursor]

    def action_choose(self) -> None:
        """Mark what is clicked."""
        self.action_mark()

    def action_mark_all(self) -> None:
        """Mark all, or none when all are."""
        if not self.cards:
            raise SkipAction
        marked = not all(card.marked for card in self.cards)
        self.show([evolve(card, marked=marked) for card in self.cards])

    def on_cards_toggled(self, event: Cards.Toggled) -> None:
        """Mark this one, or no longer."""
        event.stop()
        self.show(
            [
                evolve(card, marked=card.marked != (card.id == event.id))
                for card in self.cards
            ]
        )
