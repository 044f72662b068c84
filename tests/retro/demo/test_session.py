"""`retro demo`: a whole session, with real clients over real sockets."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

from formats.norms_read import from_markdown
from formats.session_file import read
from retro.demo import script
from retro.i18n import Lang

ROOT = Path(__file__).parents[3]
QUICK = """
[patience]
arrival = 0.2
farewell = 0.5
"""


def demo(folder: Path, *options: str) -> subprocess.CompletedProcess[str]:
    """Let the demo play itself in `folder`."""
    settings = folder / "config" / "retro" / "settings.toml"
    settings.parent.mkdir(parents=True)
    settings.write_text(QUICK)
    environ = {
        "PYTHONPATH": str(ROOT),
        "HOME": str(folder / "home"),
        "XDG_CONFIG_HOME": str(folder / "config"),
        "XDG_STATE_HOME": str(folder / "state"),
        "PYTHONUTF8": "1",
    }
    return subprocess.run(
        [sys.executable, "-m", "retro", "demo", *options],
        stdin=subprocess.DEVNULL,
        capture_output=True,
        check=False,
        text=True,
        encoding="utf-8",
        cwd=folder,
        env=os.environ | environ,
        timeout=240,
    )


@pytest.mark.parametrize("lang", ["nl", "en"])
def test_it_plays_itself_and_leaves_the_files(tmp_path: Path, lang: Lang) -> None:
    """Without a terminal the whole agenda is played, down to agreed norms."""
    done = demo(tmp_path, "--lang", lang)
    assert (done.returncode, done.stderr) == (0, "")
    folder = tmp_path / "retro-demo"
    assert sorted(path.name for path in folder.iterdir()) == [
        "norms.md",
        "notes.csv",
        "session.retro",
    ]
    cast = script.read(lang)
    norms = from_markdown((folder / "norms.md").read_bytes()).norms
    assert [norm.status for norm in norms] == ["agreed"] * len(cast.norms)
    assert {norm.text for norm in norms} == {n.better or n.text for n in cast.norms}
    session = read((folder / "session.retro").read_bytes())
    parts = (cast.leader, *cast.colleagues[:6])
    notes = [note for part in parts for note in part.notes]
    kept = sorted(note.text for note in notes if note.theme)
    assert sorted(note.text for note in session.notes) == kept
    (aside,) = (note.text for note in notes if not note.theme)
    files = [path.read_bytes() for path in folder.iterdir()]
    assert not any(aside.encode() in content for content in files)
    (typed,) = (line for line in done.stdout.splitlines() if "> aside " in line)
    assert typed.split()[-1].isdigit()
    assert len(session.themes) == len(cast.themes)
    assert session.people == len(parts)
    assert not (tmp_path / "state").exists()


def test_a_small_team_and_another_agenda_as_json(tmp_path: Path) -> None:
    """Three colleagues and an agenda with other steps work too, told as events."""
    options = ("--auto", "--json", "--colleagues", "3", "--agenda", "went-well")
    done = demo(tmp_path, *options, "--out", "out", "--lang", "en")
    assert (done.returncode, done.stderr) == (0, "")
    events: list[dict[str, Any]] = [
        json.loads(line) for line in done.stdout.splitlines()
    ]
    assert events[-1] == {"event": "ended"}
    assert (tmp_path / "out" / "norms.md").exists()
