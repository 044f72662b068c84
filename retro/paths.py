"""Where this computer keeps what it keeps, and that nobody else on it can read that.

Folders get mode 0700 and files 0600 where the system knows modes; on Windows the user's
own folders are private already.
"""

from __future__ import annotations

import contextlib
import os
import secrets
from pathlib import Path

import platformdirs

_APP = "retro"


def config_folder() -> Path:
    """Give the folder of the settings file."""
    return platformdirs.user_config_path(_APP, appauthor=False)


def settings_file() -> Path:
    """Give the settings file, whether or not it exists."""
    return config_folder() / "settings.toml"


def state_folder() -> Path:
    """Give the folder of what a facilitator needs to resume; emptied by `end`."""
    return platformdirs.user_state_path(_APP, appauthor=False)


def make_folder(folder: Path) -> None:
    """Make `folder` and those above it, each that is not there closed to others.

    Raises `FileExistsError` when something else is there.
    """
    missing = [path for path in (folder, *folder.parents) if not path.is_dir()]
    for path in reversed(missing):
        path.mkdir(mode=0o700, exist_ok=True)


def at_home(text: str) -> Path:
    """Give a path as people type it: ~ is their home, where it means one."""
    try:
        return Path(text).expanduser()
    except RuntimeError:
        return Path(text)


def private_folder(folder: Path) -> Path:
    """Make `folder` if needed, closed to others also if it was not; give it back."""
    make_folder(folder)
    folder.chmod(0o700)
    return folder


def create_private(path: Path, data: bytes) -> None:
    """Write a file that does not exist yet, mode 0600; FileExistsError if it does."""
    # Binary on Windows too, which has no modes but has O_BINARY.
    flags = os.O_WRONLY | os.O_CREAT | os.O_EXCL | getattr(os, "O_BINARY", 0)
    descriptor = os.open(path, flags, 0o600)
    with os.fdopen(descriptor, "wb") as file:
        file.write(data)
        file.flush()
        os.fsync(descriptor)


def replace_private(path: Path, data: bytes) -> None:
    """Write a file whole or not at all, mode 0600, in the place of an older one."""
    fresh = path.with_name(f".{path.name}.{secrets.token_hex(8)}")
    try:
        create_private(fresh, data)
        fresh.replace(path)
    except BaseException:
        with contextlib.suppress(FileNotFoundError):
            fresh.unlink()
        raise
