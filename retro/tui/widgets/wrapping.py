"""Lines that fit: people's text broken to a width in cells; pure.

Lines break at spaces; a word that is wider than a line is folded between what people
see as characters. Nothing is cut away but the space that a line breaks at.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from rich.cells import cell_len

_NARROW = re.compile(r"[ -~\u00a1-\u00ac\u00ae-\u02ff\n]*")
"""Text of which every character is one cell wide, as nearly all of it is."""

_HELD = str.maketrans("", "", "\n\u200d")
"""What is not printable and yet shown: new lines, and what holds an emoji together."""


def literal(text: str) -> str:
    """Give `text` without anything that a terminal would obey instead of show.

    What comes over the wire is clean already; this is the last gate before a terminal.
    """
    if text.isprintable() or text.translate(_HELD).isprintable():
        return text
    from formats.text import clean  # noqa: PLC0415  dear to load, and hardly needed

    return clean(text)


def wrap(text: str, width: int) -> list[str]:
    """Break `text` into at least one line of at most `width` (two or more) cells."""
    lines: list[str] = []
    breaks = _break_narrow if _NARROW.fullmatch(text) else _break_measured
    for paragraph in text.split("\n"):
        lines.extend(breaks(paragraph.rstrip(" "), width))
    return lines


def _break_narrow(paragraph: str, width: int) -> Iterator[str]:
    """Break a paragraph in which characters and cells are the same number."""
    start = 0
    while len(paragraph) - start > width:
        space = paragraph.rfind(" ", start, start + width + 1)
        if space > start:
            yield paragraph[start:space]
            start = space + 1
        else:
            yield paragraph[start : start + width]
            start += width
    yield paragraph[start:]


def _break_measured(paragraph: str, width: int) -> Iterator[str]:
    """Break a paragraph with characters of no or two cells, or joined to others."""
    line, filled = "", -1
    for word in paragraph.split(" "):
        size = cell_len(word)
        if filled + 1 + size <= width:
            line, filled = (word if filled < 0 else f"{line} {word}"), filled + 1 + size
            continue
        if filled >= 0:
            yield line
        *folded, line = _fold(word, width) if size > width else (word,)
        yield from folded
        filled = cell_len(line)
    yield line


def _fold(word: str, width: int) -> Iterator[str]:
    """Break a word that is wider than `width` between characters as people see them."""
    from formats.text import graphemes  # noqa: PLC0415  dear to load, and hardly needed

    piece, filled = "", 0
    for seen in graphemes(word):
        for part in seen if cell_len(seen) > width else (seen,):
            size = cell_len(part)
            if piece and filled + size > width:
                yield piece
                piece, filled = "", 0
            piece, filled = piece + part, filled + size
    yield piece
