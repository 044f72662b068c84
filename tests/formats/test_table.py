"""A table opens right in a spreadsheet of either language, and runs nothing."""

from __future__ import annotations

import csv

import pytest
from hypothesis import given
from hypothesis import strategies as st

from formats.table import DELIMITERS, as_csv, delimiter_of
from tests.support.sessions import LINES


@given(
    st.lists(st.lists(LINES | st.integers(-9, 9), min_size=2, max_size=2), max_size=5),
    st.sampled_from(list(DELIMITERS.values())),
)
def test_a_table_is_read_back(rows: list[list[str | int]], delimiter: str) -> None:
    """Whatever stands between cells, no text breaks out of its own."""
    text = as_csv(("a", "b"), rows, delimiter)
    assert text.startswith("\ufeffa")
    lines = text.removeprefix("\ufeff").splitlines(keepends=True)
    head, *found = csv.reader(lines, delimiter=delimiter)
    assert head == ["a", "b"]
    assert [[cell.removeprefix("'") for cell in row] for row in found] == [
        [str(cell).removeprefix("'") for cell in row] for row in rows
    ]
    texts = [
        cell
        for row, told in zip(found, rows, strict=True)
        for cell, was in zip(row, told, strict=True)
        if isinstance(was, str)
    ]
    assert not any(cell.startswith(("=", "+", "-", "@")) for cell in texts)


@pytest.mark.parametrize("start", ["=", "+", "-", "@", "\uff1d", "\uff0b", "\uff20"])
def test_no_cell_is_a_formula(start: str) -> None:
    """What a spreadsheet would compute is text, behind an apostrophe."""
    assert as_csv(("a",), [[f"{start}1+1"]], ";").endswith(f"\n'{start}1+1\r\n")


def test_numbers_stay_numbers() -> None:
    """A count below zero is no formula: it is not a text."""
    assert as_csv(("a",), [[-1]], ",").endswith("\n-1\r\n")


def test_a_dutch_excel_wants_semicolons() -> None:
    """Where a comma is part of a number, it does not end a cell."""
    assert (delimiter_of("nl"), delimiter_of("en")) == (";", ",")
