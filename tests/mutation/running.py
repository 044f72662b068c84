"""Run tests against mutants without starting Python anew for each.

Inside one pytest, after collection: one pass in a forked child records, for every test,
which lines of the modules it runs and how much processor time it takes. Then every
mutant gets a forked child that exchanges the code of one function and runs the tests
that run the changed lines, the fastest first, until one fails. What is decided at
import (constants, fields, defaults) cannot be exchanged: such a mutant gets a child
that imports everything anew, the changed module from memory.

Time is processor time, so that a busy machine makes no time-outs.
"""

from __future__ import annotations

import gc
import importlib
import importlib.util
import os
import resource
import signal
import sys
import time
from collections.abc import Callable, Iterable, Iterator, Sequence
from importlib.machinery import ModuleSpec, SourceFileLoader
from types import CodeType, FrameType
from typing import Any

import pytest
from attrs import define, field

from tests.mutation.mutants import Mutant, path_of

KILLED, SURVIVED, SLOW, UNTESTED = "killed", "survived", "time-out", "untested"
_EXIT = {0: SURVIVED, 1: KILLED}
_SECONDS = 5
"""Of processor time that a test may take on top of five times its own."""
_WALL = 300
"""Seconds after which a test that waits for something is stopped as well."""
_MEMORY = 4 << 30
EXAMPLES = 25

ARGUMENTS = [
    "-q", "-s", "-n", "0", "-p", "no:cacheprovider", "-o", "timeout=0",
    "-k", "not 17",  # members: it repeats, slowly, what 4 and 5 show
]  # fmt: skip


def _prepare() -> None:
    """Make hypothesis the same each time: few examples, no shrinking, no database."""
    # Imported before pytest began, it would miss the rewriting of its assertions.
    from hypothesis import HealthCheck, Phase, settings  # noqa: PLC0415

    settings.register_profile(
        "mutation",
        max_examples=EXAMPLES,
        derandomize=True,
        database=None,
        deadline=None,
        phases=(Phase.explicit, Phase.generate),
        suppress_health_check=list(HealthCheck),
    )
    settings.load_profile("mutation")


_MIRRORS = dict.fromkeys(
    (
        "mixing",
        "round_checks",
        "round_course",
        "round_effects",
        "round_inbox",
        "round_voice",
    ),
    "round",
) | {"standing": "chain"}
"""Parts of one thing, whose tests are in one file."""


def _own(module: str) -> str:
    """Name the file of tests that mirrors a module."""
    name = module.rpartition(".")[2]
    return f"/test_{_MIRRORS.get(name, name)}.py"


@define
class Pass:
    """What the pass without a change found: by test, its seconds and lines run."""

    seconds: dict[str, float] = field(factory=dict)
    lines: dict[str, dict[str, list[int]]] = field(factory=dict)

    def chosen(self, mutant: Mutant, budget: float, items: Iterable[str]) -> list[str]:
        """Choose the tests that run a changed line, fastest first, in this budget.

        Before them those of `items` that are new since the pass: nobody knows yet.
        """
        new = [
            name
            for name in items
            if name not in self.lines
            and (
                _own(mutant.module) in name
                or ("/test_round" in name and "anonymity" in mutant.module)
            )
        ]
        low, high = mutant.lines
        names = [
            name
            for name, modules in self.lines.items()
            if any(low <= line <= high for line in modules.get(mutant.module, ()))
        ]
        return [*new, *self._affordable(names, mutant, budget)]

    def touching(self, mutant: Mutant, budget: float) -> list[str]:
        """Choose the tests that run any line of the module, of a few files.

        Or of the parts it belongs to, as what attrs makes of fields has no lines.
        """
        own = _own(mutant.module)
        names = [
            name
            for name, modules in self.lines.items()
            if own in name or own in map(_own, modules)
        ]
        chosen = self._affordable(names, mutant, budget)
        files = list(dict.fromkeys(map(file_of, chosen)))
        kept = files[: 1 + int(budget / 5)]
        return [name for name in chosen if file_of(name) in kept]

    def _affordable(self, names: list[str], mutant: Mutant, budget: float) -> list[str]:
        own = _own(mutant.module)

        def cost(name: str) -> float:
            # Its own tests see most, and the test vectors every hash.
            likely = own in name or "vector" in name
            return self.seconds[name] * (0.1 if likely else 1)

        names.sort(key=cost)
        affordable = []
        for name in names:
            budget -= self.seconds[name]
            if budget < 0:
                break
            affordable.append(name)
        return affordable


class Runner:
    """The plugin that takes pytest's place once the tests are collected."""

    def __init__(self, work: Callable[[Runner], None]) -> None:
        """Take what to do instead of running every test once."""
        self._work = work
        self.items: dict[str, pytest.Item] = {}
        self.session: pytest.Session | None = None

    def pytest_configure(self) -> None:
        """Set hypothesis before any test is imported."""
        _prepare()

    @pytest.hookimpl(tryfirst=True)
    def pytest_runtestloop(self, session: pytest.Session) -> bool:
        """Do the work."""
        self.session = session
        self.items = {item.nodeid: item for item in session.items}
        gc.freeze()
        self._work(self)
        return True

    def run(self, names: Sequence[str], seconds: dict[str, float]) -> bool:
        """Run these tests until one fails; tell whether all passed."""
        chosen = [self.items[name] for name in names]
        for item, after in zip(chosen, [*chosen[1:], None], strict=True):
            _limit(seconds.get(item.nodeid, 0))
            item.config.hook.pytest_runtest_protocol(item=item, nextitem=after)
            if self.session and self.session.testsfailed:
                return False
        return True

    def survey(self, modules: Iterable[str], found: Pass) -> None:
        """Run the tests not known yet: their seconds and lines."""
        files = {str(path_of(module)): module for module in modules}
        for name, item in self.items.items():
            if name in found.seconds:
                continue
            lines: dict[str, set[int]] = {}
            begin = time.process_time()
            with _traced(files, lines):
                item.config.hook.pytest_runtest_protocol(item=item, nextitem=None)
            if self.session and self.session.testsfailed:
                raise SystemExit(f"{name} fails without any change")
            found.seconds[name] = time.process_time() - begin
            found.lines[name] = {key: sorted(value) for key, value in lines.items()}


class _traced:
    """Record which lines of these files run, while this is entered."""

    def __init__(self, files: dict[str, str], lines: dict[str, set[int]]) -> None:
        self._files = files
        self._lines = lines

    def __enter__(self) -> None:
        sys.settrace(self._call)

    def __exit__(self, *_: object) -> None:
        sys.settrace(None)

    def _call(self, frame: FrameType, _: str, __: object) -> Any:  # noqa: ANN401 - a trace function
        module = self._files.get(frame.f_code.co_filename)
        if module is None:
            return None
        lines = self._lines.setdefault(module, set())

        def line(frame: FrameType, _: str, __: object) -> Any:  # noqa: ANN401 - the same
            lines.add(frame.f_lineno)
            return line

        return line


def file_of(test: str) -> str:
    """Give the file of a test."""
    return test.partition("::")[0]


def _limit(seconds: float) -> None:
    """Let this process be killed when its next test takes far longer than it did."""
    used = time.process_time()
    limit = int(used + _SECONDS + 5 * seconds) + 1
    resource.setrlimit(resource.RLIMIT_CPU, (limit, resource.RLIM_INFINITY))
    signal.alarm(_WALL)


def fork(work: Callable[[], int]) -> int:
    """Run `work` in a silent child and give its process id; its result is the exit."""
    pid = os.fork()
    if pid:
        return pid
    code = 70
    try:
        signal.signal(signal.SIGALRM, signal.SIG_DFL)
        resource.setrlimit(resource.RLIMIT_AS, (_MEMORY, _MEMORY))
        resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
        null = os.open(os.devnull, os.O_RDWR)
        for stream in (0, 1, 2):
            os.dup2(null, stream)
        code = work()
    except BaseException:
        code = 1
    finally:
        os._exit(code)


def outcome(status: int) -> str:
    """Say what became of a child."""
    if os.WIFSIGNALED(status):
        return (
            SLOW if os.WTERMSIG(status) in {signal.SIGXCPU, signal.SIGALRM} else KILLED
        )
    return _EXIT.get(os.WEXITSTATUS(status), KILLED)


def many(
    jobs: Iterable[tuple[Mutant, Callable[[], int]]], workers: int
) -> Iterator[tuple[Mutant, str, float]]:
    """Run jobs in forked children, some at once; give each outcome as it comes."""
    running: dict[int, tuple[Mutant, float]] = {}
    source = iter(jobs)
    more = True
    while more or running:
        while more and len(running) < workers:
            job = next(source, None)
            if job is None:
                more = False
                break
            running[fork(job[1])] = job[0], time.monotonic()
        if running:
            pid, status = os.wait()
            mutant, begin = running.pop(pid)
            yield mutant, outcome(status), time.monotonic() - begin


def exchanged(runner: Runner, mutant: Mutant, found: Pass, names: list[str]) -> int:
    """Run these tests with the code of one function exchanged; 1 when one fails."""
    module = importlib.import_module(mutant.module)
    code = compile(mutant.source(), str(path_of(mutant.module)), "exec")
    target: Any = module
    for part in mutant.function.split("."):
        target = vars(target)[part]
    for inside in ("fget", "__func__", "__wrapped__"):
        target = getattr(target, inside, None) or target
    for thing in vars(module).values():
        if hasattr(thing, "cache_clear"):
            thing.cache_clear()
    target.__code__ = _find(code, mutant.function)
    return 0 if runner.run(names, found.seconds) else 1


def _find(code: CodeType, name: str) -> CodeType:
    for constant in code.co_consts:
        if isinstance(constant, CodeType):
            if constant.co_qualname == name:
                return constant
            if name.startswith(f"{constant.co_qualname}."):
                return _find(constant, name)
    raise LookupError(name)


def imported(mutant: Mutant, found: Pass, names: list[str]) -> int:
    """Run these tests with the changed module imported anew; 1 when one fails."""
    sys.meta_path.insert(0, _Changed(mutant))
    passed: list[bool] = []
    runner = Runner(lambda runner: passed.append(runner.run(names, found.seconds)))
    files = dict.fromkeys(map(file_of, names))
    pytest.main([*ARGUMENTS, *files], plugins=[runner])
    return 0 if passed == [True] else 1


class _Changed(SourceFileLoader):
    """Finds and loads one module with a change, and nothing else."""

    def __init__(self, mutant: Mutant) -> None:
        super().__init__(mutant.module, str(path_of(mutant.module)))
        self._mutant = mutant

    def find_spec(self, name: str, *_: object) -> ModuleSpec | None:
        if name != self._mutant.module:
            return None
        return importlib.util.spec_from_file_location(name, self.path, loader=self)

    def get_code(self, fullname: str) -> CodeType:
        code: CodeType = compile(self._mutant.source(), self.path, "exec")
        return code
