"""The files a session leaves: written on purpose alone, never over another."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from itertools import count
from pathlib import Path
from typing import Literal

from formats.export_data import notes_csv
from formats.norms import to_markdown
from formats.session_file import SavedSession, write
from retro.paths import create_private

_MAKERS: dict[str, Callable[[SavedSession], bytes]] = {
    ".md": lambda session: to_markdown(session).encode(),
    ".csv": lambda session: notes_csv(session).encode(),
    ".retro": write,
}
_NAMES = ("norms.md", "notes.csv", "session.retro")


class ExportError(Exception):
    """A file was not written; nothing else was either.

    Codes: `file-exists`, `not-written`, and `bad-value` for a name that says no format.
    """

    def __init__(
        self, code: Literal["file-exists", "not-written", "bad-value"], path: str
    ) -> None:
        """Carry the code and the path it is about."""
        super().__init__(code)
        self.code = code
        self.path = path


def export(session: SavedSession, to: str) -> tuple[Path, ...]:
    """Write norms (.md), notes (.csv) or the session (.retro); all three to a folder.

    A path without an ending is a folder, made when it is not there; in a folder, names
    that are taken get -2, -3 and so on, the same for all three.
    """
    path = Path(to).expanduser()
    try:
        if path.is_dir() or not path.suffix or to.endswith(("/", "\\")):
            path.mkdir(parents=True, exist_ok=True)
            return _into(session, path)
        if path.suffix.lower() not in _MAKERS:
            raise ExportError("bad-value", to)
        create_private(path, _MAKERS[path.suffix.lower()](session))
    except FileExistsError:
        raise ExportError("file-exists", to) from None
    except OSError:
        raise ExportError("not-written", to) from None
    return (path,)


def _into(session: SavedSession, folder: Path) -> tuple[Path, ...]:
    paths = next(paths for paths in _numbered(folder) if not any(map(_taken, paths)))
    for path in paths:
        create_private(path, _MAKERS[path.suffix](session))
    return paths


def _numbered(folder: Path) -> Iterator[tuple[Path, ...]]:
    """Give the three paths, then with -2, -3, ... for as long as one is wanted."""
    yield tuple(folder / name for name in _NAMES)
    for number in count(2):
        files = [folder / name for name in _NAMES]
        yield tuple(file.with_stem(f"{file.stem}-{number}") for file in files)


def _taken(path: Path) -> bool:
    """Say whether there is anything at `path`, a dangling link too."""
    return path.exists() or path.is_symlink()
