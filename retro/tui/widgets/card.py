"""One card: what a list shows of a note, a theme or a norm, and its lines; pure."""

from __future__ import annotations

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
    lead, text, meta = literal(card.lead), literal(card.text), literal(card.meta)
    indent = cell_len(lead) + 1 if lead else 0
    if indent * 3 > room:
        lines = [*wrap(lead, room), *wrap(text, room)]
    else:
        hanging = " " * indent
        lines = [hanging + line for line in wrap(text, room - indent)]
        if lead:
            lines[0] = f"{lead} {lines[0][indent:]}"
    return Laid(lines, wrap(meta, room) if meta else [])
