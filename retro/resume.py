"""What a facilitator's computer keeps until `end`, so that a crash ends no session.

One file a session in the state folder, mode 0600: the facilitator key, the join words
and where the relay was; beside it the relay's database when it ran here. Nothing a
member wrote is in either in the clear.
"""

from __future__ import annotations

import contextlib
import json
import re
import shutil
from pathlib import Path
from typing import Any

from attrs import asdict, field, frozen

from retro.paths import private_folder, replace_private, state_folder

VERSION = 1
"""Of the file; one without it is of version 1 too."""
KEPT_DAYS = 7
"""How long this is kept when nobody ends, resumes or forgets the session."""
_FILE = "resume.json"
_WORDS = 4


@frozen(kw_only=True)
class Resume:
    """A session that can be led on from here.

    `seed` is the facilitator key's 32 bytes in hex; `url` what the facilitator's own
    client connects to. With a relay on this computer `port` is its port and `host` the
    address it was bound to; else `port` is 0.
    """

    seed: str = field(repr=False)
    words: tuple[str, ...] = field(repr=False)
    url: str
    host: str
    port: int
    lang: str
    title: str
    version: int = VERSION


def sessions_folder() -> Path:
    """Give the folder with one folder a session."""
    return state_folder() / "sessions"


def folder_of(room: bytes) -> Path:
    """Give the folder of the session with this room id."""
    return sessions_folder() / room.hex()[:16]


def database(folder: Path) -> Path:
    """Give the relay's database of a session."""
    return folder / "relay.sqlite3"


def make_private(folder: Path) -> None:
    """Make the folder of a session, and close it and ours above it to others."""
    for each in (state_folder(), sessions_folder(), folder):
        private_folder(each)


def keep(folder: Path, resume: Resume) -> None:
    """Write the resume file, with its folder."""
    make_private(folder)
    replace_private(folder / _FILE, json.dumps(asdict(resume)).encode())


def _checked(data: Any) -> Resume:  # noqa: ANN401  whatever JSON holds
    """Make a Resume of JSON that is one; ValueError, TypeError or KeyError if not."""
    resume = Resume(**(data | {"words": tuple(data["words"])}))
    texts = (*resume.words, resume.url, resume.host, resume.lang, resume.title)
    if (
        not all(isinstance(text, str) for text in texts)
        or not re.fullmatch(r"[0-9a-f]{64}", resume.seed)
        or len(resume.words) != _WORDS
        or resume.lang not in {"nl", "en"}
        or resume.version != VERSION
        or type(resume.port) is not int
        or not 0 <= resume.port < 65536
    ):
        raise ValueError
    return resume


def latest() -> tuple[Path, Resume] | None:
    """Find the session that was kept last and can be read; None if there is none."""
    for path in _files():
        try:
            return path.parent, _checked(json.loads(path.read_bytes()))
        except (OSError, ValueError, TypeError, KeyError):
            continue
    return None


def is_newer() -> bool:
    """Say whether the file that was kept last is of a later version than these."""
    for path in _files()[:1]:
        try:
            version = json.loads(path.read_bytes())["version"]
        except (OSError, ValueError, TypeError, KeyError):
            continue
        return type(version) is int and version > VERSION
    return False


def _files() -> list[Path]:
    """Give all files that were kept, the latest first."""
    return sorted(
        sessions_folder().glob(f"*/{_FILE}"),
        key=lambda path: path.stat().st_mtime_ns,
        reverse=True,
    )


def forget(folder: Path) -> None:
    """Remove what is kept of one session."""
    shutil.rmtree(folder, ignore_errors=True)


@frozen(kw_only=True)
class Kept:
    """What is kept of one session, whether or not it can be resumed.

    `last` is the Unix time at which anything of it was last written; `title` is empty
    when the file cannot be read.
    """

    folder: Path
    last: float
    title: str = ""


def kept() -> list[Kept]:
    """List what is kept of every session, the latest first."""
    folders = [path for path in sessions_folder().glob("*") if path.is_dir()]
    found = [
        Kept(folder=folder, last=_last(folder), title=_title(folder))
        for folder in folders
    ]
    return sorted(found, key=lambda each: each.last, reverse=True)


def _last(folder: Path) -> float:
    times = [0.0]
    for path in (folder, *folder.glob("*")):
        with contextlib.suppress(OSError):
            times.append(path.stat().st_mtime)
    return max(times)


def _title(folder: Path) -> str:
    try:
        return _checked(json.loads((folder / _FILE).read_bytes())).title
    except (OSError, ValueError, TypeError, KeyError):
        return ""


def forget_stale(now: float) -> int:
    """Remove what nothing was written of for `KEPT_DAYS`; say of how many sessions.

    A relay deletes a session a day after its last entry, so it could not be resumed
    any more, and its secrets have no use.
    """
    old = [each for each in kept() if each.last <= now - KEPT_DAYS * 24 * 3600]
    for each in old:
        forget(each.folder)
    return len(old)
