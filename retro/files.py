"""The files a session leaves: written on purpose alone, never over another."""

from __future__ import annotations

import secrets
from collections.abc import Callable, Iterator
from itertools import chain, count
from pathlib import Path
from typing import Literal

from formats.export_data import notes_csv
from formats.norms import to_markdown
from formats.sealed_file import FRESH_BYTES, SealedError, seal
from formats.session_file import SavedSession, write
from retro.given import Unusable, os_sentence
from retro.i18n import Speech
from retro.paths import at_home, create_private, make_folder

_MAKERS: dict[str, Callable[[SavedSession], bytes]] = {
    ".md": lambda session: to_markdown(session).encode(),
    ".csv": lambda session: notes_csv(session).encode(),
    ".retro": write,
}
_NAMES = ("norms.md", "notes.csv", "session.retro")
_SEALED = ("session.retro",)
"""What a folder gets with a passphrase: all is in it, nothing can be read."""

Code = Literal["file-exists", "not-written", "bad-value", "not-sealable"]


class ExportError(Exception):
    """A file was not written; nothing else was either.

    Codes: `file-exists`, `not-written`, `bad-value` for a name that says no format, and
    `not-sealable` for one that says another than a session's.
    """

    def __init__(self, code: Code, path: str) -> None:
        """Carry the code and the path it is about."""
        super().__init__(code)
        self.code: Code = code
        self.path = path


def export(  # nosec B107  # without one it is not sealed
    session: SavedSession, to: str, passphrase: str = ""
) -> tuple[Path, ...]:
    """Write norms (.md), notes (.csv) or the session (.retro); all three to a folder.

    With a passphrase the session is sealed, and a folder gets nothing else. A path
    without an ending is a folder, made when it is not there; in a folder, names that
    are taken get -2, -3 and so on, the same for all.
    """
    path = at_home(to)
    ending = path.suffix.lower()
    try:
        if path.is_dir() or not ending or to.endswith(("/", "\\")):
            make_folder(path)
            return _into(session, path, passphrase)
        if ending not in _MAKERS:
            raise ExportError("bad-value", to)
        if passphrase and ending != ".retro":
            raise ExportError("not-sealable", to)
        create_private(path, _made(session, ending, passphrase))
    except FileExistsError:
        raise ExportError("file-exists", to) from None
    except (OSError, SealedError):
        raise ExportError("not-written", to) from None
    return (path,)


def _made(session: SavedSession, ending: str, passphrase: str) -> bytes:
    data = _MAKERS[ending](session)
    return sealed(data, passphrase) if passphrase else data


def sealed(data: bytes, passphrase: str) -> bytes:
    """Seal what a `.retro` file is to hold; takes about a second, on purpose."""
    return seal(data, passphrase, secrets.token_bytes(FRESH_BYTES))


def write_new(_: Speech, path: Path, data: bytes) -> None:
    """Write a file that is not there yet, or say why it was not written."""
    try:
        create_private(path, data)
    except FileExistsError:
        raise Unusable(
            _("{path} is there already; nothing was overwritten.", path=path)
        ) from None
    except OSError as error:
        raise Unusable(os_sentence(_, error)) from error


def unused(path: Path) -> Path:
    """Give a path that is free: this one, or else with -2, -3 and so on in its name."""
    numbered = (path.with_stem(f"{path.stem}-{number}") for number in count(2))
    return next(one for one in chain((path,), numbered) if not _taken(one))


def _into(session: SavedSession, folder: Path, passphrase: str) -> tuple[Path, ...]:
    names = _SEALED if passphrase else _NAMES
    paths = next(
        paths for paths in _numbered(folder, names) if not any(map(_taken, paths))
    )
    for path in paths:
        create_private(path, _made(session, path.suffix, passphrase))
    return paths


def _numbered(folder: Path, names: tuple[str, ...]) -> Iterator[tuple[Path, ...]]:
    """Give the paths, then with -2, -3, ... for as long as one is wanted."""
    files = [folder / name for name in names]
    yield tuple(files)
    for number in count(2):
        yield tuple(file.with_stem(f"{file.stem}-{number}") for file in files)


def _taken(path: Path) -> bool:
    """Say whether there is anything at `path`, a dangling link too."""
    return path.exists() or path.is_symlink()
