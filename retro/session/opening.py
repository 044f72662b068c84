"""How a session begins: what must be so before anything else is looked at.

The first entry comes from the facilitator's machine. All of its texts are shown on
everybody's screen, so all of them must be clean, and every step it names must be one
that can be asked.
"""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date

from formats.entries import Begin
from formats.strict import unstructure
from formats.text import is_clean
from retro.session.question import sound
from retro.session.state import Board, Norm, require, require_line
from retro.session.tally import review_date
from retro.session.walk import open_steps


def _texts(plain: object) -> Iterable[str]:
    """Give every text in plain data, however deep."""
    if isinstance(plain, str):
        yield plain
    elif isinstance(plain, dict):
        yield from _texts(list(plain.values()))
    elif isinstance(plain, list | tuple):
        for item in plain:
            yield from _texts(item)


def _is_date(text: str) -> bool:
    try:
        return date.fromisoformat(text).isoformat() == text
    except ValueError:
        return False


def _in_range(begin: Begin) -> bool:
    try:
        return bool(review_date(begin.date, begin.review_months))
    except ValueError:
        return False


def check(begin: Begin) -> None:
    """Raise `Invalid` (`bad-value`) when no session can begin like this."""
    require(all(map(is_clean, _texts(unstructure(begin)))), "bad-value")
    require(all(map(sound, begin.agenda.steps)), "bad-value")
    require(open_steps(begin), "bad-value")
    require(_is_date(begin.date) and _in_range(begin), "bad-value")
    for norm in begin.norms:
        require_line(norm.text)
        require(not norm.review or _is_date(norm.review), "bad-value")


def first_board(begin: Begin) -> Board:
    """Give the board to begin with: the norms the team brings, as drafts."""
    return Board(
        norms=tuple(
            Norm(
                id=number,
                text=norm.text,
                brought=True,
                due=norm.review,
                review=norm.review,
            )
            for number, norm in enumerate(begin.norms, 1)
        )
    )
