"""The survivors that docs/mutation.md explains, read from that page."""

from __future__ import annotations

import re
from pathlib import Path

from attrs import frozen

ROOT = Path(__file__).parents[2]
PAGE = ROOT / "docs" / "mutation.md"


@frozen
class Explained:
    """A change that no test can see: in which function, what, and how often alike."""

    module: str
    where: str
    old: str
    new: str

    @property
    def name(self) -> str:
        """Give the name of the mutant, as `mutants.Mutant.name` has it."""
        return f"{self.module}:{self.where}: {self.old} => {self.new}"


def explained() -> list[Explained]:
    """Read the page: under a heading `### module`, one item a change.

    An item is ``- `function`: `old` => `new`: because ...``. Several changes may
    share a reason: then the pairs follow each other with a comma.
    """
    found = []
    module = ""
    # An item goes on over the lines below it that are indented.
    text = re.sub(r"\n +", " ", PAGE.read_text(encoding="utf-8"))
    for line in text.splitlines():
        if heading := re.fullmatch(r"### `(.+)`", line):
            module = heading[1]
        elif item := re.match(r"- `([^`]*)`: (`.*)", line):
            where = "" if item[1] == "module" else item[1]
            changes = re.findall(r"`([^`]+)` => `([^`]+)`", item[2])
            found += [Explained(module, where, old, new) for old, new in changes]
    return found


def flat(code: str) -> str:
    """Write code on one line, without comments, whatever its layout was."""
    lines = (re.sub(r"(^|\s+)#.*$", "", line) for line in code.splitlines())
    joined = " ".join(" ".join(lines).split())
    return re.sub(r",? ([)\]}])", r"\1", re.sub(r"([(\[{]) ", r"\1", joined))
