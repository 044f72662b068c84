"""A report on many sessions to compute with: JSON, and CSV with a row an answer."""

from __future__ import annotations

import csv
import io
import json
from collections.abc import Iterable, Iterator

from formats.merged_report import By, Figures, Group, MergedReport, QuestionReport
from formats.merged_words import caveats
from formats.strict import unstructure

COLUMNS = (
    "question", "after", "kind", "by", "group", "respondents",
    "answer", "count", "percent", "standing",
)  # fmt: skip
HELD_BACK = "held-back"
"""The `standing` of a row without figures: too few people, or too near to too few."""

_BOM = "\ufeff"
_FORMULA = ("=", "+", "-", "@", "\t", "\r", "\uff1d", "\uff0b", "\uff20")

Row = tuple[str | int, ...]


def as_json(report: MergedReport) -> str:
    """Give the report with the field names of `MergedReport`, and its caveats."""
    data = unstructure(report) | {"caveats": caveats(report)}
    return json.dumps(data, ensure_ascii=False, indent=2) + "\n"


def as_csv(report: MergedReport, delimiter: str = ",") -> str:
    r"""Give the figures as CSV, for a spreadsheet: `COLUMNS`, CRLF.

    It starts with a byte order mark, without which Excel breaks accents; write it as
    UTF-8 as it is. A cell that would be a formula starts with an apostrophe.
    """
    out = io.StringIO()
    rows = csv.writer(out, delimiter=delimiter, lineterminator="\r\n")
    rows.writerow(COLUMNS)
    for question in report.questions:
        for row in _rows(question, report.by):
            rows.writerow(tuple(map(_cell, row)))
    return _BOM + out.getvalue()


def _cell(value: str | int) -> str | int:
    formula = isinstance(value, str) and value.startswith(_FORMULA)
    return f"'{value}" if formula else value


def _rows(question: QuestionReport, by: By) -> Iterator[Row]:
    about = (" ".join(question.question.split()), question.after, question.kind)
    if question.figures is None:
        yield (*about, "", "", "", "", "", "", HELD_BACK)
        return
    yield from _figures(about, "", "", question.figures)
    for grouping, groups, held_back in (
        (by, question.groups, question.held_back),
        ("period", question.trend, question.trend_held_back),
    ):
        yield from _groups(about, grouping, groups)
        for name in held_back:
            yield (*about, grouping, name, "", "", "", "", HELD_BACK)


def _groups(about: Row, by: str, groups: Iterable[Group]) -> Iterator[Row]:
    for group in groups:
        yield from _figures(about, by, group.name, group.figures)


def _figures(about: Row, by: str, name: str, figures: Figures) -> Iterator[Row]:
    for one in figures.answers:
        figure = (one.title, one.count, one.percent, one.standing)
        yield (*about, by, name, figures.respondents, *figure)
