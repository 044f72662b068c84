"""The first code of the command `retro`: out of sight before anything else is loaded.

What was typed can hold the join words, and everybody on a computer may list what runs
on it with its arguments. So these go first; `retro.cli` takes longer to load than all
that is here.
"""

from __future__ import annotations

import sys

from setproctitle import setproctitle

SHOWN = "retro"
"""What a list of processes shows of any command but `serve`, which has no secrets."""


def main() -> int:
    """Run `retro` as a process of its own; give the exit code."""
    if sys.argv[1:2] != ["serve"]:
        setproctitle(SHOWN)
        from retro import discretion  # noqa: PLC0415  only after that

        discretion.no_core_dumps()
        discretion.crash_without_texts()
    from retro.cli import main as run  # noqa: PLC0415  the same

    return run()
