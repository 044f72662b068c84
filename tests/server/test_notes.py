"""The log: every event is known, every line is JSON, no library is quoted."""

from __future__ import annotations

import ast
import json
import logging
from collections.abc import Iterator

import pytest

from server.notes import EVENTS, LINES, Level, note, write_notes
from tests.support.processes import ROOT


@pytest.fixture(autouse=True)
def _as_before() -> Iterator[None]:
    """Leave Python's log as it was."""
    root, ours = logging.getLogger(), logging.getLogger("server.relay")
    before = list(root.handlers), root.level, ours.level
    yield
    root.handlers[:] = before[0]
    root.setLevel(before[1])
    ours.setLevel(before[2])


def write(level: Level) -> None:
    """Write the log as `retro serve` does, where nobody else listens to it."""
    logging.getLogger().handlers.clear()
    write_notes(level)


def test_every_event_in_the_code_is_known() -> None:
    """Each call of `note` names an event of the table, and none there is unused."""
    named = {
        node.args[0].value
        for path in (ROOT / "server").glob("*.py")
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8")))
        if isinstance(node, ast.Call) and getattr(node.func, "id", "") == "note"
        if isinstance(node.args[0], ast.Constant)
    }
    assert named == {*EVENTS}


def test_a_line_is_json_with_its_time(capsys: pytest.CaptureFixture[str]) -> None:
    """Time in UTC, level, event, the start of a room's number, and facts."""
    write("debug")
    note("entered", room=b"R" * 32, members=3)
    told = json.loads(capsys.readouterr().err)
    assert told.pop("time").endswith("Z")
    assert told == {
        "level": "debug",
        "event": "entered",
        "room": "52525252",
        "members": 3,
    }


def test_less_is_written_when_asked(capsys: pytest.CaptureFixture[str]) -> None:
    """Each level is that and what is more serious."""
    wanted: dict[Level, list[str]] = {
        "debug": ["entered", "refused", "failed"],
        "info": ["refused", "failed"],
        "error": ["failed"],
    }
    for level, events in wanted.items():
        write(level)
        for event in ("entered", "refused", "failed"):
            note(event)
        lines = capsys.readouterr().err.splitlines()
        assert [json.loads(line)["event"] for line in lines] == events


def test_the_log_does_not_fill_the_disk(capsys: pytest.CaptureFixture[str]) -> None:
    """Who makes the relay write much gets a bounded number of lines, and a count."""
    write("info")
    clock = [0.0]
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr("server.notes.time.monotonic", lambda: clock[0])
        write("info")
        for _ in range(LINES + 50):
            note("refused", code="no-such-room")
        clock[0] += 60
        note("refused", code="no-such-room")
    lines = [json.loads(line) for line in capsys.readouterr().err.splitlines()]
    assert len(lines) == LINES + 1
    assert [line.get("left_out") for line in lines] == [None] * LINES + [50]


def test_a_library_is_not_quoted(capsys: pytest.CaptureFixture[str]) -> None:
    """What a library warns of is told by its kind: its words may hold an address."""
    write("debug")
    library = logging.getLogger("asyncio")
    library.info("hello from 192.0.2.7")
    try:
        raise ConnectionResetError("192.0.2.7")
    except ConnectionResetError:
        library.exception("lost 192.0.2.7")
    library.warning("slow 192.0.2.7")
    first, second = map(json.loads, capsys.readouterr().err.splitlines())
    assert (first["event"], first["from"]) == ("library", "asyncio")
    assert (first["reason"], second["reason"]) == ("ConnectionResetError", "")
    assert "192.0.2.7" not in str((first, second))
