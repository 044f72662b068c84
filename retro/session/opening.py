"""How a session begins: what must be so before anything else is looked at.

The first entry comes from the facilitator's machine, and what it says is shown on every
screen: its texts must be clean, and its steps such that they can be walked and asked.
"""

from __future__ import annotations

from datetime import date

from formats import agenda_file
from formats.entries import Begin
from formats.text import is_clean
from retro.session.state import Board, Invalid, Norm, require, require_line
from retro.session.tally import review_date


def _require_date(text: str) -> None:
    try:
        require(date.fromisoformat(text).isoformat() == text, "bad-value")
    except ValueError as error:
        raise Invalid("bad-value") from error


def check(begin: Begin) -> None:
    """Raise `Invalid` (`bad-value`) when no session can begin like this."""
    _require_date(begin.date)
    try:
        agenda_file.check(begin.agenda)
        review_date(begin.date, begin.review_months)
    except ValueError as error:
        raise Invalid("bad-value") from error
    for text in (begin.title, begin.team):
        require(is_clean(text) and "\n" not in text, "bad-value")
    for norm in begin.norms:
        require_line(norm.text)
        require("\n" not in norm.theme, "bad-value")
        for one in norm.earlier:
            if one.date:
                _require_date(one.date)
        if norm.review:
            _require_date(norm.review)


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
                origin=norm.theme,
                earlier=norm.earlier,
            )
            for number, norm in enumerate(begin.norms, 1)
        )
    )
