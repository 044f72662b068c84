"""Runs `retro` in this process, and looks around in its memory when it is asked to.

A script of its own: `inside.py REPORT ARGUMENTS…`. On SIGUSR1 it reads REPORT, JSON
with `members` (name to key in hex) and `stem`, which all texts begin with, and says in
REPORT's `.found` which objects lead to a text and to some of the members at once.
"""

from __future__ import annotations

import gc
import json
import signal
import sys
from pathlib import Path
from types import FunctionType, ModuleType
from typing import Any

DEPTH = 3
"""How many steps from an object what it holds may lie."""

Reached = tuple[frozenset[str], frozenset[str]]
NOTHING: Reached = (frozenset(), frozenset())
PASSED_OVER = (ModuleType, FunctionType, type)
"""They lead to everything, and hold nothing of a session."""


class Search:
    """One look through all objects."""

    def __init__(self, members: dict[str, str], stem: str) -> None:
        """Look for these people, and for texts that begin with `stem`."""
        self._who: dict[Any, str] = {}
        for name, key in members.items():
            self._who |= {name: name, key: name, bytes.fromhex(key): name}
        self._stem = stem
        self._known: list[dict[int, Reached]] = [{} for _ in range(DEPTH + 1)]

    def reached(self, thing: Any, depth: int) -> Reached:  # noqa: ANN401  anything
        """Give whom and which texts an object leads to within some steps."""
        if isinstance(thing, str | bytes):
            text = thing if isinstance(thing, str) else thing.decode("latin-1")
            who = frozenset({self._who[thing]} if thing in self._who else ())
            return who, frozenset({text} if self._stem in text else ())
        if depth == 0 or isinstance(thing, PASSED_OVER):
            return NOTHING
        known = self._known[depth]
        if id(thing) not in known:
            known[id(thing)] = NOTHING
            people: set[str] = set()
            texts: set[str] = set()
            for inner in gc.get_referents(thing):
                some, said = self.reached(inner, depth - 1)
                people |= some
                texts |= said
            known[id(thing)] = frozenset(people), frozenset(texts)
        return known[id(thing)]

    def links(self, most: int) -> list[str]:
        """Describe every object that leads to a text and to 1 to `most` people."""
        described = []
        for thing in gc.get_objects():
            if thing is self.__dict__ or thing is self._who or thing is self._known:
                continue
            people, texts = self.reached(thing, DEPTH)
            if texts and 1 <= len(people) <= most:
                kind = f"{type(thing).__module__}.{type(thing).__qualname__}"
                described.append(f"{kind}: {sorted(people)} {sorted(texts)[:2]}")
        return described


def look(report: Path) -> None:
    """Search for what REPORT asks, and write down what was found."""
    asked = json.loads(report.read_text(encoding="utf-8"))
    search = Search(asked["members"], asked["stem"])
    seen = [search.reached(thing, DEPTH) for thing in gc.get_objects()]
    result = {
        "people": sorted({name for people, _ in seen for name in people}),
        "texts": len({text for _, texts in seen for text in texts}),
        "links": search.links(len(asked["members"]) - 1),
    }
    report.with_suffix(".found").write_text(json.dumps(result), encoding="utf-8")


if __name__ == "__main__":
    from retro.cli import main

    place = Path(sys.argv[1])
    signal.signal(signal.SIGUSR1, lambda *_: look(place))
    sys.exit(main(sys.argv[2:]))
