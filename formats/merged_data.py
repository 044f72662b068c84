"""A report on many sessions to compute with: JSON, and CSV with a row an answer."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from attrs import asdict

from formats.export_data import as_json
from formats.merged_report import By, Figures, Group, MergedReport, QuestionReport
from formats.merged_words import caveats
from formats.table import Cell, as_csv, delimiter_of

COLUMNS = (
    "question", "after", "kind", "by", "group", "respondents",
    "answer", "count", "percent", "standing",
)  # fmt: skip
HELD_BACK = "held-back"
"""The `standing` of a row without figures: too few people, or too near to too few."""

Row = tuple[Cell, ...]


def report_json(report: MergedReport) -> str:
    """Give the report with the field names of `MergedReport`, and its caveats."""
    return as_json(asdict(report) | {"caveats": caveats(report)})


def report_csv(report: MergedReport, delimiter: str = "") -> str:
    """Give the figures as CSV, a row each; without a delimiter the language's own."""
    rows = (row for one in report.questions for row in _rows(one, report.by))
    return as_csv(COLUMNS, rows, delimiter or delimiter_of(report.lang))


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
