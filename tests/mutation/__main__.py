"""Mutation testing: `python -m tests.mutation [--again] [MODULE ...]`.

Writes one line of JSON a mutant to build/mutation/, goes on where it was stopped, and
prints the table and every survivor that docs/mutation.md does not explain. Not a part
of CI: it takes hours. docs/mutation.md has the results, and how they are read.
"""

from __future__ import annotations

import argparse
import hashlib
import json
import os
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from tests.mutation import running
from tests.mutation.explained import ROOT, explained
from tests.mutation.mutants import Mutant, mutants, path_of
from tests.mutation.report import outcomes, report
from tests.mutation.running import Pass, Runner

ANONYMITY = (
    "sealing", "onion", "keys", "mixing", "round_checks", "round_course", "round",
    "round_inbox", "round_voice", "round_effects", "spent", "standing", "epoch",
    "chain", "joining", "ballots", "joinwords",
)  # fmt: skip
MODULES = (
    *(f"retro.anonymity.{name}" for name in ANONYMITY),
    "formats.wire",
    "server.room",
)
"""The most critical first."""
TESTS = (
    "tests/retro/anonymity", "tests/adversaries", "tests/retro/session",
    "tests/formats/test_wire.py", "tests/server/test_room.py",
    "tests/server/test_room_machine.py", "tests/server/test_rooms.py",
    "tests/test_docs.py::test_the_test_vectors_are_what_the_code_computes",
    "tests/test_docs.py::test_the_sealed_vector_opens",
)  # fmt: skip
HELPERS = (
    "tests/adversaries/table.py", "tests/support/team.py", "tests/support/meeting.py",
    "tests/support/folding.py",
)  # fmt: skip
WORK = ROOT / "build" / "mutation"
Job = tuple[Mutant, Callable[[], int]]


def main() -> None:
    """Read the arguments, run what is still to be run, and report."""
    reader = argparse.ArgumentParser(prog="python -m tests.mutation")
    reader.add_argument("modules", nargs="*", metavar="MODULE", help="default: all")
    reader.add_argument("--workers", type=int, default=2)
    reader.add_argument(
        "--budget", type=float, default=1e6, metavar="SECONDS",
        help="of tests for a mutant, fastest first; default: no limit",
    )  # fmt: skip
    reader.add_argument(
        "--again", action="store_true", help="run what survived unexplained once more"
    )
    reader.add_argument(
        "--stale", action="store_true", help="do not ask what new tests run"
    )
    reader.add_argument("--report", action="store_true", help="run nothing")
    given = reader.parse_args()
    modules = [
        module for module in MODULES
        if not given.modules or module in given.modules
    ]  # fmt: skip
    WORK.mkdir(parents=True, exist_ok=True)
    if not given.report:
        os.chdir(ROOT)
        found = survey(stale=given.stale)
        todo = [one for module in modules for one in _todo(module, again=given.again)]
        _run(todo, found, given.budget, given.workers)
    report(WORK, modules)


def survey(*, stale: bool) -> Pass:
    """Give the pass without a change; only what changed since the last one is run."""
    kept = WORK / "survey.json"
    if stale:
        _, _, *last = json.loads(kept.read_text(encoding="utf-8"))
        return Pass(*last)
    tests = {path for one in TESTS for path in (ROOT / one).rglob("test_*.py")}
    tests |= {ROOT / running.file_of(one) for one in TESTS if ".py" in one}
    digests = {str(path.relative_to(ROOT)): _digest([path]) for path in sorted(tests)}
    common = _digest([*map(path_of, MODULES), *(ROOT / one for one in HELPERS)])
    found = Pass()
    if kept.exists():
        before, old, seconds, lines = json.loads(kept.read_text(encoding="utf-8"))
        for name in seconds if before == common else ():
            file = running.file_of(name)
            if old.get(file) == digests.get(file):
                found.seconds[name], found.lines[name] = seconds[name], lines[name]

    def work() -> int:
        runner = Runner(lambda runner: runner.survey(MODULES, found))
        pytest.main([*running.ARGUMENTS, *TESTS], plugins=[runner])
        new = [common, digests, found.seconds, found.lines]
        kept.write_text(json.dumps(new), encoding="utf-8")
        return 0

    os.waitpid(running.fork(work), 0)
    _, _, found.seconds, found.lines = json.loads(kept.read_text(encoding="utf-8"))
    return found


def _digest(paths: list[Path]) -> str:
    digest = hashlib.sha256()
    for path in paths:
        digest.update(path.read_bytes())
    return digest.hexdigest()


def _todo(module: str, *, again: bool) -> list[Mutant]:
    """Give the mutants of a module that have no outcome yet, or none that explains."""
    known = outcomes(WORK, module)
    reasons = {one.name for one in explained()}
    alive = {running.SURVIVED, running.UNTESTED}
    return [
        one
        for one in mutants(module)
        if one.name not in known
        or (again and known[one.name] in alive and one.name not in reasons)
    ]


def _keep(mutant: Mutant, outcome: str, seconds: float) -> None:
    row = {"name": mutant.name, "outcome": outcome, "seconds": round(seconds, 2)}
    with (WORK / f"{mutant.module}.jsonl").open("a", encoding="utf-8") as out:
        out.write(json.dumps(row) + "\n")


def _run(todo: list[Mutant], found: Pass, budget: float, workers: int) -> None:
    """Run these mutants: those whose code can be exchanged first, being faster."""
    print(f"{len(todo)} to run", flush=True)

    def jobs(runner: Runner) -> Iterator[Job]:
        for mutant in todo:
            if not mutant.function:
                continue
            chosen = found.chosen(mutant, budget, runner.items)
            names = [name for name in chosen if name in runner.items]
            if names:
                yield mutant, _exchanging(runner, mutant, found, names)
            else:
                _keep(mutant, running.UNTESTED, 0)

    def work(runner: Runner) -> None:
        for result in running.many(jobs(runner), workers):
            _keep(*result)

    if any(mutant.function for mutant in todo):
        pid = os.fork()
        if pid == 0:
            pytest.main([*running.ARGUMENTS, *TESTS], plugins=[Runner(work)])
            os._exit(0)
        os.waitpid(pid, 0)

    def anew() -> Iterator[Job]:
        for mutant in todo:
            if mutant.function:
                continue
            # Without a name pytest would run all there is.
            if names := found.touching(mutant, budget):
                yield mutant, _importing(mutant, found, names)
            else:
                _keep(mutant, running.UNTESTED, 0)

    for result in running.many(anew(), workers):
        _keep(*result)


def _exchanging(
    runner: Runner, mutant: Mutant, found: Pass, names: list[str]
) -> Callable[[], int]:
    return lambda: running.exchanged(runner, mutant, found, names)


def _importing(mutant: Mutant, found: Pass, names: list[str]) -> Callable[[], int]:
    return lambda: running.imported(mutant, found, names)


if __name__ == "__main__":
    main()
