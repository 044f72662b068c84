"""`retro demo` as people try it first, and what a command loads."""

from __future__ import annotations

import hashlib
import stat
import subprocess
from pathlib import Path

import pytest

from tests.support.processes import Installed, Stage

FILES = ("norms.md", "notes.csv", "session.retro")
HEADINGS = {"nl": "## Dit spreken we af", "en": "## What we agree"}


def digests(folder: Path) -> dict[str, str]:
    """Give what is in a folder."""
    return {
        path.name: hashlib.sha256(path.read_bytes()).hexdigest()
        for path in folder.iterdir()
    }


@pytest.mark.parametrize("lang", ["nl", "en"])
def test_the_demo_plays_itself_and_leaves_its_files(stage: Stage, lang: str) -> None:
    """A whole session in one process leaves three private files and nothing else."""
    demo = stage.start("demo", "demo", "--auto", "--lang", lang)
    assert demo.ended() == 0, demo.stderr
    assert demo.stderr == ""
    folder = stage.computer("demo").here / "retro-demo"
    assert sorted(digests(folder)) == sorted(FILES)
    for name in FILES:
        assert stat.S_IMODE((folder / name).stat().st_mode) == 0o600
    norms = (folder / "norms.md").read_text(encoding="utf-8")
    agreed = norms.split(HEADINGS[lang])[1].split("\n## ")[0]
    assert "\n1. " in agreed
    notes = (folder / "notes.csv").read_text(encoding="utf-8-sig").splitlines()
    assert len(notes) > 10
    assert any("norms.md" in line for line in demo.lines)
    assert stage.computer("demo").kept() == []


def test_a_second_demo_overwrites_nothing(stage: Stage) -> None:
    """Without a terminal the demo plays itself; files that are there stay the same."""
    first = stage.start("first", "demo", "--auto", "--lang", "en", on="desk")
    assert first.ended() == 0
    folder = stage.computer("desk").here / "retro-demo"
    before = digests(folder)
    second = stage.start("second", "demo", "--lang", "en", "--json", on="desk")
    second.close_stdin()
    assert second.ended() == 0
    after = digests(folder)
    assert {name: after[name] for name in before} == before
    assert len(after) == 2 * len(before)


@pytest.mark.parametrize("run", ["import retro.cli", "retro.cli.main(['--help'])"])
def test_nothing_heavy_is_loaded_before_it_is_needed(
    installed: Installed, run: str
) -> None:
    """Importing retro, and its help, load no screens, cryptography or network."""
    shown = f"import sys, retro.cli\n{run}\nprint(*sys.modules, file=sys.stderr)"
    done = subprocess.run(
        [installed.python, "-c", shown], capture_output=True, text=True, check=True
    )
    loaded = {name.partition(".")[0] for name in done.stderr.split()}
    assert "retro" in loaded
    assert not loaded & {"textual", "rich", "nacl", "websockets", "asyncio", "server"}


def test_a_relay_that_runs_loads_no_screen(stage: Stage) -> None:
    """`retro serve`, as it runs, has loaded no toolkit for screens."""
    code = (
        "import sys, threading\n"
        "from retro import embedded\n"
        "def run(**_):\n"
        "    import server.relay\n"
        "    print(*sorted(sys.modules))\n"
        "embedded.run_relay = run\n"
        "from retro.cli import main\n"
        "sys.exit(main(['serve', '--host', '127.0.0.1']))\n"
    )
    done = subprocess.run(
        [stage.installed.python, "-c", code],
        capture_output=True,
        text=True,
        check=True,
        env=stage.computer("relay").environment,
    )
    loaded = {name.partition(".")[0] for name in done.stdout.split()}
    assert "server" in loaded
    assert not loaded & {"textual", "rich"}
