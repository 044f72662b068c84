"""Naming a file: completed from what is there, and as terminals drop one."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from retro.tui.widgets.files import completed_path, path_of


@pytest.fixture(name="here", autouse=True)
def _here(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Be in a folder with some files."""
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("HOME", str(tmp_path))
    for name in ("norms.md", "notes.csv", "n.txt", ".hidden.md", "a b.md", "x\x1by.md"):
        Path(name).write_text("")
    Path("folder").mkdir()
    Path("folder/more.md").write_text("")
    return tmp_path


@pytest.mark.parametrize(
    ("typed", "then"),
    [
        ("", ""),
        ("no", "norms.md"),
        ("not", "not"),
        ("norms.md", "norms.md"),
        ("fo", f"folder{os.sep}"),
        ("folder/", "folder/more.md"),
        ("~/fo", f"~/folder{os.sep}"),
        (".h", ".hidden.md"),
        ("./", "./a b.md"),
        ("x", "x"),
        ("nowhere/x", "nowhere/x"),
        ("norms.md/x", "norms.md/x"),
    ],
)
def test_completing(typed: str, then: str) -> None:
    """Folders and files of the right ending are completed, and nothing is hidden in."""
    assert completed_path(typed, ".md") == then


def test_a_whole_folder_stays_one_where_it_may_be_meant() -> None:
    """Who goes on with Tab behind a folder has not named the first file in it."""
    assert completed_path("fo", ".md", folders=True) == f"folder{os.sep}"
    assert completed_path("folder/", ".md", folders=True) == "folder/"
    assert completed_path("folder/m", ".md", folders=True) == "folder/more.md"


@pytest.mark.parametrize(
    "typed", ["a b.md", " a b.md ", "'a b.md'", '"a b.md"', "a\\ b.md", "~/a b.md"]
)
def test_a_path_as_it_was_dropped(typed: str) -> None:
    """Quotes and backslashes that a terminal adds are no part of the path."""
    assert path_of(typed).resolve() == Path("a b.md").resolve()
