"""The table of docs/mutation.md, and every survivor that the page does not explain."""

from __future__ import annotations

import json
from collections.abc import Sequence
from pathlib import Path

from tests.mutation.explained import explained
from tests.mutation.mutants import mutants
from tests.mutation.running import KILLED, SLOW

HEADER = """\
| module | mutants | run | killed | time-out | explained | survived | score |
|---|---|---|---|---|---|---|---|"""


def outcomes(work: Path, module: str) -> dict[str, str]:
    """Read the last outcome of every mutant of a module that was run."""
    kept = work / f"{module}.jsonl"
    lines = kept.read_text(encoding="utf-8").splitlines() if kept.exists() else []
    rows = [json.loads(line) for line in lines]
    return {row["name"]: row["outcome"] for row in rows}


def report(work: Path, modules: Sequence[str]) -> None:
    """Print the table of these modules, and what is left to kill or explain."""
    reasons = {one.name for one in explained()}
    left: list[str] = []
    print(HEADER)
    for module in modules:
        ran = outcomes(work, module)
        every = [one.name for one in mutants(module)]
        names = [name for name in every if name in ran]
        caught = [name for name in names if ran[name] in {KILLED, SLOW}]
        slow = sum(ran[name] == SLOW for name in names)
        alive = [name for name in names if ran[name] not in {KILLED, SLOW}]
        unexplained = [name for name in alive if name not in reasons]
        left += [f"{ran[name]}: {name}" for name in unexplained]
        counted = len(caught) + len(unexplained)
        score = f"{100 * len(caught) / counted:.1f} %" if counted else "not run"
        cells = (
            len(every), len(names), len(caught) - slow, slow,
            len(alive) - len(unexplained), len(unexplained), score,
        )  # fmt: skip
        print(f"| `{module}` |", " | ".join(map(str, cells)), "|")
    print(f"\n{len(left)} neither killed nor explained")
    print("\n".join(left))
