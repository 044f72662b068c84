"""On which line of a TOML text each key stands, which tomllib does not tell.

Meant for text that tomllib has parsed: a statement is as many lines as it takes until
they parse on their own, so there is no second opinion here about what TOML is.
"""

from __future__ import annotations

import re
import tomllib
from collections import Counter
from collections.abc import Iterable, Iterator

from attrs import frozen

Path = tuple[str | int, ...]

_LINE = re.compile(r"[^\n]*\n|[^\n]+")


@frozen
class Statement:
    """Lines that parse only together: a key and its value, a header, or neither.

    `line` is the first, from 1; `text` is as written, with its line ends; `paths` are
    those of all that it defines, its own first, none for a comment or an empty line.
    """

    line: int
    text: str
    paths: tuple[Path, ...]
    is_header: bool


def statements(source: str) -> Iterator[Statement]:
    """Give the statements of `source` in order; their texts together are `source`."""
    tables: Counter[Path] = Counter()
    table: Path = ()
    pending, start = "", 1
    for number, line in enumerate(_LINE.findall(source), 1):
        start = start if pending else number
        pending += line
        try:
            said = tomllib.loads(pending)
        except tomllib.TOMLDecodeError:
            continue
        if is_header := pending.lstrip().startswith("["):
            table = _entered(said, tables)
        paths = [()] if is_header else _paths(said)
        yield Statement(
            start, pending, tuple(table + path for path in paths), is_header
        )
        pending = ""


def key_lines(source: str) -> dict[Path, int]:
    """Map the path of every table, key and element to the line its statement starts on.

    Lines count from 1; the empty path is the whole text. Elements of a list that is
    written over several lines have the line of the list.
    """
    found: dict[Path, int] = {(): 1}
    for statement in statements(source):
        found |= dict.fromkeys(statement.paths, statement.line)
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
