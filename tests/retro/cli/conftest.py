"""The command in this process and in one of its own, with folders of the test's own."""

from __future__ import annotations

import gettext
import os
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest
from attrs import frozen

from retro.cli import main

ROOT = Path(__file__).parents[3]


@frozen
class Ended:
    """How a command ended, and what it wrote."""

    code: int
    out: str
    err: str


Run = Callable[..., Ended]


@pytest.fixture(name="folders", autouse=True)
def _folders(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Path:
    """Give every test a home, settings and state of its own, in English."""
    for name in ("LC_ALL", "LC_MESSAGES", "LANGUAGE", "RETRO_DEBUG"):
        monkeypatch.delenv(name, raising=False)
    monkeypatch.setenv("LANG", "en_GB.UTF-8")
    monkeypatch.setenv("HOME", str(tmp_path / "home"))
    monkeypatch.setenv("XDG_CONFIG_HOME", str(tmp_path / "config"))
    monkeypatch.setenv("XDG_STATE_HOME", str(tmp_path / "state"))
    monkeypatch.chdir(tmp_path)
    return tmp_path


@pytest.fixture(name="run")
def _run(monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> Run:
    """Run `retro` here, with nothing on stdin."""
    monkeypatch.setattr(sys, "stdin", None)
    # The language that click's own words are in is the process's, so it is put back.
    monkeypatch.setattr(gettext, "_current_domain", "messages", raising=False)

    def run(*arguments: str) -> Ended:
        monkeypatch.delenv("LANGUAGE", raising=False)
        code = main(arguments)
        written = capsys.readouterr()
        return Ended(code, written.out, written.err)

    return run


@pytest.fixture(name="spawn")
def _spawn(folders: Path) -> Run:
    """Run `retro` in a process of its own, with these lines on stdin."""

    def spawn(*arguments: str, lines: str = "") -> Ended:
        done = subprocess.run(
            [sys.executable, "-m", "retro", *arguments],
            input=lines.encode(),
            capture_output=True,
            check=False,
            cwd=folders,
            env=os.environ | {"PYTHONPATH": str(ROOT)},
            timeout=120,
        )
        return Ended(done.returncode, done.stdout.decode(), done.stderr.decode())

    return spawn
