"""Large letters, to be read from the back of the room."""

from __future__ import annotations

from functools import lru_cache

from pyfiglet import Figlet
from rich.cells import cell_len

_FONTS = ("ansi_regular", "pagga")
"""Solid capitals only, the largest first: line drawings cannot be read from afar."""


@lru_cache
def _figlet(font: str) -> Figlet:
    return Figlet(font=font, width=1000)


def _drawn(font: str, text: str) -> list[str]:
    """Draw one line of text in a font, without what surrounds it."""
    rows = _figlet(font).renderText(text.upper()).replace("░", " ").splitlines()
    rows = [row.rstrip() for row in rows]
    while rows and not rows[-1]:
        rows.pop()
    return rows


def big(texts: tuple[str, ...], width: int, height: int) -> str:
    """Give the texts one below another, as large as fits in `width` by `height` cells.

    Where nothing large fits, and for letters that the fonts lack, as they are.
    """
    if all(text.isascii() for text in texts):
        for font in _FONTS:
            drawn = [_drawn(font, text) for text in texts]
            rows = sum(map(len, drawn))
            widest = max((cell_len(row) for text in drawn for row in text), default=0)
            if drawn and widest <= width and rows <= height:
                airy = rows + len(drawn) - 1 <= height
                between = "\n\n" if airy else "\n"
                return between.join("\n".join(text) for text in drawn)
    return "\n".join(texts)
