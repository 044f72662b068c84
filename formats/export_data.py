"""What a session gave, to count and to compute with: tables and JSON."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator
from typing import Any

from attrs import asdict

from formats.entries import Earlier
from formats.norm_life import as_earlier
from formats.norms import item
from formats.numbers import percent
from formats.session_file import SavedSession
from formats.summary import Summary
from formats.table import Cell, as_csv, delimiter_of

NOTES_COLUMNS = ("id", "column", "column_title", "text", "theme")
NORMS_COLUMNS = (
    "id", "date", "text", "theme", "status", "asked", "agree", "concern", "object",
    "review", "reasons",
)  # fmt: skip
REPORT_COLUMNS = ("question", "kind", "answer", "count", "people", "of", "percent")

Row = tuple[Cell, ...]


def notes_csv(session: SavedSession, delimiter: str = "") -> str:
    """Give the notes as CSV, a row each; without a delimiter the language's own."""
    titles = {column.key: column.title for column in session.columns}
    themes: dict[int, list[str]] = {}
    for theme in session.themes:
        for number in theme.notes:
            themes.setdefault(number, []).append(theme.title)
    rows = (
        (
            note.id,
            note.column,
            titles.get(note.column, ""),
            note.text,
            "; ".join(themes.get(note.id, ())),
        )
        for note in session.notes
    )
    return _csv(NOTES_COLUMNS, rows, session, delimiter)


def norms_csv(session: SavedSession, delimiter: str = "") -> str:
    """Give the norms as CSV, a row for each time in a norm's life, the last one now."""
    return _csv(NORMS_COLUMNS, _norms(session), session, delimiter)


def _norms(session: SavedSession) -> Iterator[Row]:
    for norm in session.norms:
        for one in norm.earlier:
            yield (norm.id, *_told(one, "", ""))
        now = as_earlier(item(norm), session.date)
        yield (norm.id, *_told(now, norm.theme, norm.review))


def _told(one: Earlier, theme: str, review: str) -> Row:
    asked = ("review" if one.reviewed else "norms") if one.asked else ""
    counts = (one.agree, one.concern, one.object)
    reasons = "\n".join(one.reasons)
    return (one.date, one.text, theme, one.status, asked, *counts, review, reasons)


def report_csv(session: SavedSession, delimiter: str = "") -> str:
    """Give all counts of a session as CSV, a row for each answer and each theme."""
    return _csv(REPORT_COLUMNS, _counts(session), session, delimiter)


def _counts(session: SavedSession) -> Iterator[Row]:
    for answers in session.answers:
        of = answers.respondents
        question = " ".join(answers.question.split())
        for one in answers.counts:
            share = percent(one.count, of)
            counts = (one.count, one.count, of, share)
            yield (question, answers.kind, one.title, *counts)
    of = session.vote_respondents
    for theme in session.themes:
        if theme.voted:
            share = percent(theme.people, of)
            counts = (theme.dots, theme.people, of, share)
            yield ("", session.vote_mode, theme.title, *counts)


def _csv(
    columns: tuple[str, ...],
    rows: Iterable[Row],
    session: SavedSession,
    delimiter: str,
) -> str:
    return as_csv(columns, rows, delimiter or delimiter_of(session.lang))


# ------------------------------------------------------------------ JSON


def session_json(session: SavedSession) -> str:
    """Give the whole session as JSON, with the field names of `SavedSession`."""
    return as_json(asdict(session))


def notes_json(session: SavedSession) -> str:
    """Give the notes as JSON, and where to go."""
    return as_json(_of(session, "notes", "places"))


def norms_json(session: SavedSession) -> str:
    """Give the norms as JSON, and where to go."""
    return as_json(_of(session, "norms", "places"))


def _of(session: SavedSession, *keys: str) -> dict[str, Any]:
    whole = asdict(session)
    return {key: whole[key] for key in keys}


def summary_json(summary: Summary) -> str:
    """Give a summary as JSON, with the field names of `Summary`."""
    return as_json(asdict(summary))


def as_json(data: Any) -> str:  # noqa: ANN401  plain data of any shape
    """Write plain data as JSON that people can read too."""
    return json.dumps(data, ensure_ascii=False, indent=2) + "\n"
