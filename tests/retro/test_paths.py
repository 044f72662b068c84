"""Where files go, and with which mode."""

import os
import stat
from pathlib import Path

import pytest

from retro import paths

posix = pytest.mark.skipif(os.name != "posix", reason="Windows has no modes")


def mode(path: Path) -> int:
    """Give the permission bits."""
    return stat.S_IMODE(path.stat().st_mode)


def test_the_users_own_folders(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    """Settings and state lie in folders of this product alone, named after it."""
    monkeypatch.setenv("XDG_CONFIG_HOME", str(tmp_path / "config"))
    monkeypatch.setenv("XDG_STATE_HOME", str(tmp_path / "state"))
    assert paths.settings_file() == paths.config_folder() / "settings.toml"
    assert paths.config_folder().name == paths.state_folder().name == "retro"


@posix
def test_nobody_else_reads_along(tmp_path: Path) -> None:
    """Folders are 0700 and files 0600, also when they were wider before."""
    folder = tmp_path / "a" / "b"
    folder.mkdir(parents=True, mode=0o755)
    paths.private_folder(folder)
    paths.create_private(folder / "new", b"x")
    (folder / "old").write_bytes(b"y")
    paths.replace_private(folder / "old", b"z")
    assert (mode(folder), mode(folder / "new"), mode(folder / "old")) == (
        0o700,
        0o600,
        0o600,
    )
    assert (folder / "old").read_bytes() == b"z"


def test_a_file_that_exists_is_not_written_over(tmp_path: Path) -> None:
    """Creating is not replacing."""
    paths.create_private(tmp_path / "x", b"mine")
    with pytest.raises(FileExistsError):
        paths.create_private(tmp_path / "x", b"other")
    assert (tmp_path / "x").read_bytes() == b"mine"


def test_a_failed_replacement_leaves_nothing(tmp_path: Path) -> None:
    """When a file cannot be put in place, no half-written one stays beside it."""
    (tmp_path / "x").mkdir()
    (tmp_path / "x" / "full").touch()
    with pytest.raises(OSError, match="x"):
        paths.replace_private(tmp_path / "x", b"data")
    assert [path.name for path in tmp_path.iterdir()] == ["x"]
