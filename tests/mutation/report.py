"""The table of docs/mutation.md, and what it does not explain yet."""

from __future__ import annotations

import json
from collections import Counter
from pathlib import Path


def report(work: Path, modules: list[str]) -> None:
    """Print the outcomes of these modules."""
    for module in modules:
        kept = work / f"{module}.jsonl"
        if not kept.exists():
            continue
        last = {}
        for line in kept.read_text(encoding="utf-8").splitlines():
            one = json.loads(line)
            last[one["name"]] = one["outcome"]
        print(module, dict(Counter(last.values())))
        for name, outcome in last.items():
            if outcome in {"survived", "untested"}:
                print("   ", outcome, name)
