"""Fuzzes a decoder with atheris, and keeps the inputs that reach something new.

    .venv/bin/pip install -e '.[fuzz]'
    .venv/bin/python -m tests.fuzz.run TARGET [SECONDS]

Begins with the corpus in the repository and adds to it: afterwards that is made as
small as it can be without losing what it reaches. A finding stops it, and stays in the
folder from where it was started as a file `crash-...`.
"""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
import tempfile
from pathlib import Path

from tests.fuzz.targets import CORPUS, TARGETS

LONGEST = 4096


def fuzz(name: str, arguments: list[str]) -> None:
    """Run libFuzzer within this process, which it ends."""
    import atheris  # noqa: PLC0415  only who fuzzes has it

    def one(data: bytes) -> None:
        TARGETS[name](bytes(data))

    atheris.instrument_all()
    atheris.Setup([os.environ["FUZZ_SELF"], *arguments], one)
    atheris.Fuzz()


def main() -> None:
    """Fuzz one target for some time, then tidy up its corpus."""
    name, *rest = sys.argv[1:]
    if rest[:1] == ["--inside"]:
        fuzz(name, rest[1:])
        return
    seconds = rest[0] if rest else "300"
    kept = CORPUS / name
    limit = f"-max_len={LONGEST}"
    with tempfile.TemporaryDirectory() as folder:
        # libFuzzer starts itself again while it tidies up, by the name of a program.
        inside = Path(folder, "inside")
        python = f"'{sys.executable}' -m tests.fuzz.run {name} --inside"
        inside.write_text(f'#!/bin/sh\nFUZZ_SELF="$0" exec {python} "$@"\n')
        inside.chmod(0o700)
        stats = (f"-max_total_time={seconds}", "-print_final_stats=1")
        subprocess.run([inside, kept, limit, *stats], check=True)
        small = Path(folder, "small")
        small.mkdir()
        subprocess.run([inside, "-merge=1", limit, small, kept], check=True)
        if not any(small.iterdir()):
            raise SystemExit("nothing is left of the corpus; it stays as it was")
        shutil.rmtree(kept)
        shutil.copytree(small, kept)


if __name__ == "__main__":
    main()
