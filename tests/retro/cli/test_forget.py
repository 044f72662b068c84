"""`retro forget`: what is kept is listed, and removed when that is wanted."""

from __future__ import annotations

import os
import sys
import time
from pathlib import Path

import pexpect
import pytest

from retro import resume
from retro.cli import seats
from retro.cli.common import Here
from retro.seat import Seat
from tests.retro.cli.conftest import Run
from tests.support.processes import PATIENCE

DAY = 24 * 3600


def keep(number: int, title: str, days: float = 0) -> Path:
    """Keep a session of which nothing was written for so many days."""
    folder = resume.folder_of(bytes([number]) * 32)
    kept = resume.Resume(
        seed="5e" * 32,
        words=("goldfish", "gratitude", "franchise", "recent"),
        url="ws://127.0.0.1:1/",
        host="",
        port=0,
        lang="en",
        title=title,
    )
    resume.keep(folder, kept)
    resume.database(folder).write_bytes(b"sealed")
    when = time.time() - days * DAY
    for path in (*folder.iterdir(), folder):
        os.utime(path, (when, when))
    return folder


@pytest.fixture(name="three", autouse=True)
def _three(folders: Path) -> list[Path]:
    """Have three sessions kept: of today, of three days ago, and one that is broken."""
    three = [keep(1, "Today"), keep(2, "Earlier", 3), keep(3, "Broken", 5)]
    (three[2] / "resume.json").write_text("{")
    when = time.time() - 5 * DAY
    for path in (three[2] / "resume.json", three[2]):
        os.utime(path, (when, when))
    return three


def left() -> list[str]:
    """Name the sessions that are still kept, the latest first."""
    return [each.folder.name[:2] for each in resume.kept()]


def test_they_are_listed(run: Run, three: list[Path]) -> None:
    """`--list` names each with its date and title, no secret, and removes nothing."""
    ended = run("forget", "--list")
    lines = ended.out.splitlines()
    assert [line.split()[0] for line in lines] == [folder.name for folder in three]
    assert lines[0].endswith("  Today")
    assert lines[2].endswith("  (cannot be read)")
    assert time.strftime("%Y-%m-%d") in lines[0]
    assert "goldfish" not in ended.out
    assert left() == ["01", "02", "03"]


def test_one_is_forgotten_by_its_number(run: Run) -> None:
    """The number, or its beginning, is enough; the others stay."""
    ended = run("forget", "02")
    assert (ended.code, ended.err) == (0, "")
    assert ended.out == (
        "Forgotten: 1 session; it can no longer be resumed from here.\n"
    )
    assert left() == ["01", "03"]
    assert run("forget", resume.folder_of(b"\1" * 32).name, "03").code == 0
    assert left() == []
    assert "kept nothing" in run("forget").out


@pytest.mark.parametrize("name", ["0", "04", "", "../sessions", "*", "x" * 70])
def test_what_is_no_session_removes_nothing(run: Run, name: str) -> None:
    """A number that fits none, or several, is one line, and all stay."""
    ended = run("forget", "01", name)
    assert (ended.code, ended.out) == (1, "")
    assert "retro forget --list" in ended.err
    assert left() == ["01", "02", "03"]


def test_the_old_ones_are_forgotten(run: Run) -> None:
    """`--older-than` takes those of which nothing was written for so long."""
    assert "so long" in run("forget", "--older-than", "6").out
    assert "so long" in run("forget", "01", "--older-than", "1").out
    assert left() == ["01", "02", "03"]
    assert run("forget", "--older-than", "4").out.startswith("Forgotten: 1 session;")
    assert left() == ["01", "02"]
    assert run("forget", "--older-than", "0").out.startswith("Forgotten: 2 sessions;")
    assert left() == []


def test_the_latest_change_counts(run: Run, three: list[Path]) -> None:
    """A session whose relay wrote something today is not old."""
    resume.database(three[2]).touch()
    assert "so long" in run("forget", "--older-than", "4").out


@pytest.mark.parametrize(
    ("lang", "typed", "stay"),
    [("en", "no", True), ("nl", "", True), ("nl", "ja", False), ("en", "YES", False)],
)
def test_at_a_terminal_it_asks_first(lang: str, typed: str, *, stay: bool) -> None:
    """A person sees what would go, and only yes removes it."""
    child = pexpect.spawn(
        sys.executable,
        ["-m", "retro", "forget", "--lang", lang],
        env=os.environ | {"PYTHONPATH": str(Path(__file__).parents[3])},
        timeout=PATIENCE,
        encoding="utf-8",
    )
    child.expect("Today.*Earlier.*: ")
    child.sendline(typed)
    child.expect(pexpect.EOF)
    child.close()
    assert child.exitstatus == 0
    assert left() == (["01", "02", "03"] if stay else [])


def test_what_is_stale_goes_by_itself(monkeypatch: pytest.MonkeyPatch) -> None:
    """After a week nothing is kept of a session, at the next start of any front."""
    keep(4, "Last week", resume.KEPT_DAYS + 0.1)
    keep(5, "Almost", resume.KEPT_DAYS - 0.1)
    monkeypatch.setattr(seats, "run", lambda _: None)

    async def nothing(_: Seat) -> None:
        """Open nothing."""

    seats.sit(Here("en"), nothing, plain=True)
    assert left() == ["01", "02", "03", "05"]
