"""On which line of a TOML text each key stands, which tomllib does not tell.

Meant for text that tomllib has parsed: a statement is as many lines as it takes until
they parse on their own, so there is no second opinion here about what TOML is.
"""

from __future__ import annotations

import tomllib
from collections import Counter
from collections.abc import Iterable, Iterator

Path = tuple[str | int, ...]


def key_lines(source: str) -> dict[Path, int]:
    """Map the path of every table, key and element to the line its statement starts on.

    Lines count from 1; the empty path is the whole text. Elements of a list that is
    written over several lines have the line of the list.
    """
    found: dict[Path, int] = {(): 1}
    tables: Counter[Path] = Counter()
    table: Path = ()
    pending, start = "", 1
    for number, line in enumerate(source.split("\n"), 1):
        start = start if pending else number
        pending += line + "\n"
        try:
            said = tomllib.loads(pending)
        except tomllib.TOMLDecodeError:
            continue
        if pending.lstrip().startswith("["):
            table = _entered(said, tables)
            found[table] = start
        else:
            found |= {table + path: start for path in _paths(said)}
        pending = ""
    return found


def line_of(path: Path, found: dict[Path, int]) -> int:
    """Give the line of `path`, or of the nearest table around it."""
    while path not in found:
        path = path[:-1]
    return found[path]


def _entered(said: object, tables: Counter[Path]) -> Path:
    """Follow a `[table]` or `[[table]]` header to the path of the table it opens."""
    path: Path = ()
    while isinstance(said, dict) and said:
        key, said = next(iter(said.items()))
        path += (key,)
        if isinstance(said, list):
            tables[path] += 1
            said = said[0]
        if path in tables:
            path += (tables[path] - 1,)
    return path


def _paths(value: object) -> Iterator[Path]:
    pairs: Iterable[tuple[str | int, object]] = ()
    if isinstance(value, dict):
        pairs = value.items()
    elif isinstance(value, list):
        pairs = enumerate(value)
    for key, inner in pairs:
        yield (key,)
        yield from ((key, *path) for path in _paths(inner))
