"""Tables as CSV that a spreadsheet opens by a double click; nothing in them runs."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable

from formats.agenda import Lang

DELIMITERS: dict[str, str] = {",": ",", ";": ";", "tab": "\t"}
"""What can stand between cells, by what people type for it."""

BOM = "\ufeff"
_FORMULA = ("=", "+", "-", "@", "\t", "\r", "\uff1d", "\uff0b", "\uff20")

Cell = str | int


def delimiter_of(lang: Lang) -> str:
    """Give what Excel takes for the end of a cell where this language is spoken.

    In Dutch a comma is part of a number, so a file with commas opens as one column.
    """
    return ";" if lang == "nl" else ","


def as_csv(
    columns: Iterable[str], rows: Iterable[Iterable[Cell]], delimiter: str
) -> str:
    r"""Write a table as CSV, with lines that end in CRLF.

    It starts with a byte order mark, without which Excel breaks accents; write it as
    UTF-8 with `newline=""`. A cell that would be a formula starts with an apostrophe.
    """
    out = io.StringIO()
    writer = csv.writer(out, delimiter=delimiter, lineterminator="\r\n")
    writer.writerow(columns)
    writer.writerows([_cell(cell) for cell in row] for row in rows)
    return BOM + out.getvalue()


def _cell(cell: Cell) -> Cell:
    if isinstance(cell, str) and cell.startswith(_FORMULA):
        return "'" + cell
    return cell
