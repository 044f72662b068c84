"""Cards, and a pile of them: which lines they take and which line is whose; pure."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Iterable
from itertools import accumulate
from typing import NamedTuple

from attrs import frozen
from rich.cells import cell_len

from retro.tui.widgets.wrapping import literal, wrap


@frozen
class Card:
    """One thing in a list; all its texts are shown literally.

    `lead` stands before the first line, `meta` quietly under the last. `marked` is what
    the person picked out, `muted` what belongs to the background.
    """

    id: int
    text: str
    lead: str = ""
    meta: str = ""
    marked: bool = False
    muted: bool = False


class Laid(NamedTuple):
    """A card broken into lines of one width: its text, then its meta."""

    text: list[str]
    meta: list[str]


def lay_out(card: Card, room: int) -> Laid:
    """Break a card into lines of `room` cells, the text hanging beside its lead.

    A lead that would take more than a third of the room gets a line of its own.
    """
    lead = literal(card.lead).replace("\n", " ")
    text, meta = literal(card.text), literal(card.meta)
    indent = cell_len(lead) + 1 if lead else 0
    if indent * 3 > room:
        lines = [*wrap(lead, room), *wrap(text, room)]
    else:
        hanging = " " * indent
        lines = [hanging + line for line in wrap(text, room - indent)]
        if lead:
            lines[0] = f"{lead} {lines[0][indent:]}"
    return Laid(lines, wrap(meta, room) if meta else [])


class Pile:
    """Cards under each other in lines of `room` cells, each with an id of its own.

    Made `like` another pile it lays out only what is not in that one: a card that is in
    both is the same object, and so are its lines. Without room, before a list knows its
    width, cards take no lines.
    """

    def __init__(
        self,
        cards: Iterable[Card] = (),
        *,
        room: int = 0,
        gap: int = 1,
        like: Pile | None = None,
    ) -> None:
        """Lay out the cards, with `gap` empty lines between them."""
        self.room = room
        self.gap = gap
        known = like._found if like is not None and like.room == room else {}
        self._found: dict[int, tuple[Card, Laid]] = {}
        for card in cards:
            found = known.get(card.id)
            if found is None or not (found[0] is card or found[0] == card):
                found = card, lay_out(card, room) if room else Laid([], [])
            self._found[card.id] = found
        self.cards = tuple(card for card, _ in self._found.values())
        self.places = {id_: place for place, id_ in enumerate(self._found)}
        heights = [len(it.text) + len(it.meta) + gap for _, it in self._found.values()]
        self._tops = [*accumulate(heights, initial=0)]

    @property
    def height(self) -> int:
        """How many lines all cards take."""
        return max(0, self._tops[-1] - self.gap)

    def laid(self, place: int) -> Laid:
        """Give the lines of the card at a place."""
        return self._found[self.cards[place].id][1]

    def span(self, place: int) -> tuple[int, int]:
        """Give the line that the card at a place begins at, and the one after it."""
        return self._tops[place], self._tops[place + 1] - self.gap

    def place_at(self, line: int) -> int:
        """Give the place of the card at a line, or of the nearest one."""
        return max(0, min(bisect_right(self._tops, line), len(self.cards)) - 1)

    def changed(self, old: Pile) -> range:
        """Give the lines that may be others than in the pile `old`."""
        pairs = list(zip(self.cards, old.cards, strict=False))
        other = [place for place, (new, was) in enumerate(pairs) if new is not was]
        first = other[0] if other else len(pairs)
        end = max(self._tops[-1], old._tops[-1])
        if len(self.cards) == len(old.cards) and self._tops[-1] == old._tops[-1]:
            end = self._tops[other[-1] + 1] if other else 0
        return range(self._tops[first], end)

    def nearest(self, id_: int | None, before: Pile) -> int | None:
        """Give the card that is nearest to where `id_` was in the pile `before`."""
        if id_ in self.places or not self.cards:
            return id_ if self.cards else None
        ids = [*before.places]
        at = 0 if id_ is None else before.places[id_]
        near = (*ids[at:], *reversed(ids[:at]))
        return next((one for one in near if one in self.places), self.cards[0].id)
