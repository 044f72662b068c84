"""A report on many sessions as Markdown, as a person would have written it."""

from __future__ import annotations

from formats.markdown import block, heading
from formats.merged_report import MergedReport
from formats.merged_told import Line, Part, Row, Title, told
from formats.numbers import bar


def markdown(report: MergedReport) -> str:
    """Write the report: who and when, every question, and what it does not say."""
    return "\n".join(map(_written, told(report)))


def _written(part: Part) -> str:
    match part:
        case Title(level=level, text=text):
            return heading(level, text)
        case Line(text=text):
            return block("", "", text)
    return "".join(map(_row, part))


def _row(row: Row) -> str:
    indent = "  " * row.depth
    drawn = "" if row.share is None else f"{bar(row.share)} "
    return block(f"{indent}- ", f"{indent}  ", drawn + row.text)
