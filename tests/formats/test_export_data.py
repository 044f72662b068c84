"""A session to count: every figure and text, in tables and in JSON of a known shape."""

from __future__ import annotations

import csv
import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import attrs
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from formats import export_data as data
from formats.entries import Earlier
from formats.session_file import SavedSession
from formats.strict import structure
from formats.summary import summary
from tests.support.schemas import SCHEMAS, VALIDATOR, schema, wrong
from tests.support.sessions import CARE_TEAM, sessions

MAKERS: dict[str, Callable[[SavedSession], str]] = {
    "notes": data.notes_json,
    "norms": data.norms_json,
    "report": data.session_json,
    "summary": lambda session: data.summary_json(summary(session)),
}
NOT_MADE_HERE = {"merged-report", "norms-due", "norms-history"}


def rows(text: str, delimiter: str = ";") -> list[list[str]]:
    """Read CSV as a spreadsheet does."""
    lines = text.removeprefix("\ufeff").splitlines(keepends=True)
    return list(csv.reader(lines, delimiter=delimiter))


# ------------------------------------------------------------------ tables


def test_notes_are_rows_with_their_column_and_theme() -> None:
    """Every note is a row, under one row of names, with a Dutch delimiter."""
    found = rows(data.notes_csv(CARE_TEAM))
    assert found[:3] == [
        list(data.NOTES_COLUMNS),
        ["1", "well", "Wat gaat goed", "We vangen elkaar op na een rotdienst", "Steun"],
        [
            "2",
            "unsafe",
            "Wat voelt onveilig",
            "Er wordt over mij gepraat,\nniet met mij",
            "Roddelen",
        ],
    ]
    assert found[4][4] == ""
    english = attrs.evolve(CARE_TEAM, lang="en")
    assert rows(data.notes_csv(english), ",") == found
    assert rows(data.notes_csv(english, "\t"), "\t") == found


@settings(max_examples=40)
@given(sessions())
def test_every_note_is_in_the_csv(session: SavedSession) -> None:
    """No text is lost or cut, whatever it holds."""
    found = rows(data.notes_csv(session, ";"))[1:]
    assert [row[0] for row in found] == [str(note.id) for note in session.notes]
    for row, note in zip(found, session.notes, strict=True):
        assert row[3] in {note.text, "'" + note.text}


def test_a_norm_is_a_row_for_each_time_in_its_life() -> None:
    """What was said before stands above what is said now, with its date."""
    before = Earlier(
        date="2025-07-01",
        text="We zeggen het",
        status="open",
        asked=True,
        reviewed=True,
        agree=2,
        object=3,
        reasons=("=nooit", "te vaag"),
    )
    norm = attrs.evolve(CARE_TEAM.norms[0], earlier=(before,))
    found = rows(data.norms_csv(attrs.evolve(CARE_TEAM, norms=(norm,))))
    assert found == [
        list(data.NORMS_COLUMNS),
        [
            "1", "2025-07-01", "We zeggen het", "", "open", "review", "2", "0", "3",
            "", "'=nooit\nte vaag",
        ],
        [
            "1", "2025-10-14", "We zeggen het eerst tegen elkaar", "Roddelen",
            "agreed", "norms", "5", "1", "0", "2026-01-14",
            "En als dat niet veilig voelt?",
        ],
    ]  # fmt: skip
    assert rows(data.norms_csv(CARE_TEAM))[3][5] == ""


def test_every_count_of_a_session_is_a_row() -> None:
    """Answers with how many answered, and themes with dots and who gave them."""
    question = "Hoe vrij voel je je om hier te zeggen wat je denkt?"
    assert rows(data.report_csv(CARE_TEAM)) == [
        list(data.REPORT_COLUMNS),
        [question, "scale", "1", "0", "0", "6", "0"],
        [question, "scale", "2", "1", "1", "6", "17"],
        [question, "scale", "3", "3", "3", "6", "50"],
        [question, "scale", "4", "2", "2", "6", "33"],
        [question, "scale", "5", "0", "0", "6", "0"],
        ["", "dots", "Roddelen", "9", "5", "6", "83"],
        ["", "dots", "Steun", "3", "2", "6", "33"],
    ]


# ------------------------------------------------------------------ JSON


@settings(max_examples=40)
@given(sessions())
def test_json_holds_the_whole_session(session: SavedSession) -> None:
    """A program reads everything that was saved, by the same names."""
    assert structure(json.loads(data.session_json(session)), SavedSession) == session


@pytest.mark.parametrize("name", MAKERS)
@settings(max_examples=40)
@given(session=sessions())
def test_json_is_as_its_schema_says(name: str, session: SavedSession) -> None:
    """Every export is valid, whatever was in the session."""
    assert wrong(name, json.loads(MAKERS[name](session))) == []


def objects(value: Any) -> list[dict[str, Any]]:  # noqa: ANN401  JSON
    """List every object in a JSON value."""
    if isinstance(value, list):
        return [found for item in value for found in objects(item)]
    if not isinstance(value, dict):
        return []
    return [value, *(found for item in value.values() for found in objects(item))]


FULL = attrs.evolve(
    CARE_TEAM,
    norms=(
        attrs.evolve(
            CARE_TEAM.norms[0],
            earlier=(Earlier(date="", text="x", status="draft"),),
        ),
    ),
)


@pytest.mark.parametrize("name", MAKERS)
@given(draw=st.data())
def test_a_schema_takes_no_more_and_no_less(name: str, draw: st.DataObject) -> None:
    """A key too many or too few, anywhere, is no export of ours."""
    text = MAKERS[name](FULL)
    assert not wrong(name, json.loads(text))
    at = draw.draw(st.integers(0, len(objects(json.loads(text))) - 1))
    extra = json.loads(text)
    objects(extra)[at]["author"] = "Anna"
    assert wrong(name, extra)
    less = json.loads(text)
    here = objects(less)[at]
    del here[draw.draw(st.sampled_from(sorted(here)))]
    assert wrong(name, less)


@pytest.mark.parametrize("path", sorted(SCHEMAS.glob("*.json")), ids=lambda p: p.stem)
def test_every_schema_is_one(path: Path) -> None:
    """Each is itself valid, says what it is of, and is tried by a test."""
    said = schema(path.stem)
    VALIDATOR.check_schema(said)
    assert said["$schema"] == "https://json-schema.org/draft/2020-12/schema"
    assert said["title"]
    assert path.stem in {*MAKERS, *NOT_MADE_HERE}
