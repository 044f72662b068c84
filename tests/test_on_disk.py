"""The page on what stays behind is held to the code."""

from __future__ import annotations

import ast
import asyncio
import os
import re
import stat
from pathlib import Path

import platformdirs
import pytest
from platformdirs.macos import MacOS
from platformdirs.unix import Unix

from retro import files, paths, resume
from retro.cli.common import Here
from retro.cli.export import command as export_command
from server.journal import Entry
from server.limits import Limits
from server.store import SqliteStore
from tests.support.pages import coded, page, rows, section

ROOT = Path(__file__).parents[1]
PAGE = "docs/on-disk.md"

WRITES = {
    "mkdir", "touch", "write_bytes", "write_text", "rename", "replace", "symlink_to",
    "hardlink_to", "link_to", "unlink", "rmdir", "rmtree", "mkdtemp", "mkstemp",
    "NamedTemporaryFile", "TemporaryFile", "TemporaryDirectory", "FileHandler",
    "copyfile", "copytree", "move", "mkfifo", "truncate", "makedirs",
}  # fmt: skip
"""Calls that change what is on a disk, but for opening."""
TEXT_CALLS = {"replace", "truncate"}
"""Names that strings and widgets have too: they count with one argument alone."""


def writes(tree: ast.AST) -> set[str]:
    """Name the calls in a module that write to a disk, or could."""
    found = set()
    for node in ast.walk(tree):
        if not isinstance(node, ast.Call):
            continue
        name = getattr(node.func, "attr", getattr(node.func, "id", ""))
        owner = getattr(getattr(node.func, "value", None), "id", "")
        if name in WRITES and not (name in TEXT_CALLS and len(node.args) != 1):
            found.add(name)
        elif name == "open" and (isinstance(node.func, ast.Name) or _mode(node)):
            found.add("open")
        elif (owner, name) in {("sqlite3", "connect"), ("os", "open")}:
            found.add(name)
    return found


def _mode(call: ast.Call) -> bool:
    """Say whether a call of `open` asks for more than reading."""
    given = [*call.args, *(each.value for each in call.keywords)]
    texts = [each.value for each in given if isinstance(each, ast.Constant)]
    return any(isinstance(t, str) and set(t) & set("wax+") for t in texts)


HARMLESS = {
    "retro/given.py",          # opens to read alone
    "retro/client/epochs.py",  # renames a member
}  # fmt: skip


def test_nothing_writes_but_what_the_page_names() -> None:
    """Every module that could write to a disk stands on the page, and no other."""
    named = set(rows(section(page(PAGE), "## Where the code writes"))) - {"code"}
    found = {
        path.relative_to(ROOT).as_posix(): calls
        for package in ("retro", "server", "formats")
        for path in (ROOT / package).rglob("*.py")
        if (calls := writes(ast.parse(path.read_text(encoding="utf-8"))))
    }
    assert {name for name in found if name not in HARMLESS} == named, found


def test_the_search_finds_a_writer() -> None:
    """The test above is able to fail."""
    for text in (
        "path.write_text(x)", "open(x, 'w')", "os.open(x, 1)", "p.open('ab')",
        "shutil.rmtree(x)", "sqlite3.connect(x)", "logging.FileHandler(x)",
        "fresh.replace(path)",
    ):  # fmt: skip
        assert writes(ast.parse(text)), text
    for text in ("text.replace('a', 'b')", "p.open('rb')", "self.open(x)"):
        assert not writes(ast.parse(text)), text


def test_every_file_stands_on_the_page() -> None:
    """The names the code uses are those of the page."""
    table = rows(section(page(PAGE), "## Every file there is").split("\n\n|")[1])
    folder = resume.folder_of(bytes(32))
    session = f"{folder.parent.name}/NUMBER"
    assert set(table) - {"file"} == {
        paths.settings_file().name,
        f"{session}/resume.json",
        f"{session}/{resume.database(folder).name}",
        "serve.sqlite3",
        *files._NAMES,
        "-o FILE",
    }
    assert folder.parent.parent == paths.state_folder()
    assert any("-o" in param.opts for param in export_command(Here("en")).params)
    assert '"serve.sqlite3"' in page("retro/cli/serve.py")


def test_the_folders_are_those_of_each_system(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    """Settings and state lie where the page says, on the systems that can be asked."""
    text = section(page(PAGE), "## Every file there is")
    table = rows(text[text.index("| | settings | state |") :])
    for name in ("XDG_CONFIG_HOME", "XDG_STATE_HOME"):
        monkeypatch.delenv(name, raising=False)
    monkeypatch.setenv("HOME", str(tmp_path))
    for system, kind in (("Linux", Unix), ("macOS", MacOS)):
        dirs = kind("retro", appauthor=False)
        own = [dirs.user_config_dir, dirs.user_state_dir]
        cells = [cell.strip("`").replace("~", str(tmp_path)) for cell in table[system]]
        assert cells == own, system
    assert (
        platformdirs.user_config_path("retro", appauthor=False) == paths.config_folder()
    )
    assert (
        platformdirs.user_state_path("retro", appauthor=False) == paths.state_folder()
    )


def test_the_times_are_those_of_the_code() -> None:
    """How long things stay is what the code keeps to."""
    limits = Limits()
    assert (limits.room_seconds, limits.ended_seconds) == (24 * 3600, 3600)
    text = " ".join(
        section(page(PAGE), "## How long things stay when nobody does anything").split()
    )
    assert f"kept for {resume.KEPT_DAYS} days" in text
    assert "a day after its last entry, an hour after its end" in text
    assert f"else {resume.KEPT_DAYS} days" in page(PAGE)


@pytest.mark.skipif(os.name != "posix", reason="Windows has no modes")
async def test_the_database_and_what_lies_beside_it_are_private(tmp_path: Path) -> None:
    """The relay's file, its -wal and -shm are 0600 in a folder 0700, whatever the
    umask, also when the file was there before and open to all.
    """
    older = tmp_path / "older.sqlite3"
    before = os.umask(0)
    try:
        older.touch(mode=0o666)
        for path in (older, tmp_path / "new" / "rooms.sqlite3"):
            store = SqliteStore(path)
            await store.open()
            entry = Entry(index=0, id=bytes(16), payload=b"x", ends=False)
            await asyncio.wait_for(store.append(bytes(32), bytes(32), entry, 1e12), 30)
            beside = sorted(each.name for each in path.parent.glob(f"{path.name}*"))
            assert beside == [path.name, f"{path.name}-shm", f"{path.name}-wal"]
            for each in path.parent.glob(f"{path.name}*"):
                assert stat.S_IMODE(each.stat().st_mode) == 0o600, each
            await store.close()
    finally:
        os.umask(before)
    assert stat.S_IMODE((tmp_path / "new").stat().st_mode) == 0o700


def test_the_page_names_every_way_to_forget() -> None:
    """What `retro forget` takes is what the page shows."""
    shown = coded(section(page(PAGE), "## Forgetting"))
    assert {"retro forget --list", "retro forget", "retro forget NUMBER", "--yes"} <= {
        *shown
    }
    assert any(re.fullmatch(r"retro forget --older-than \d+", each) for each in shown)
