"""What people feel of the client with 500 notes, beside what Textual costs by itself.

    python -m tests.benchmarks.client [--app MODULE] [--paints 20] [--keys 500]
                                      [--seconds 6]

The client is `MODULE`: by itself the board, of which the real one makes a session.
Each app is a process of its own in a real pseudo-terminal of 120 by 40, and both sides
of a ratio take turns in the same run. *First paint* is from the start of the process
until its notes are on the terminal; *keypress* from the key until its character is;
*changed* is the CPU time of changing one note 50 times a second, any of the 500 or one
of those in view, of which most is Textual's own painting; *RSS* is after the first
paint. Medians, and for keys the 99th percentile; only ratios mean anything.
"""

from __future__ import annotations

import argparse
import fcntl
import os
import pty
import select
import statistics
import struct
import subprocess
import sys
import tempfile
import termios
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Self

from attrs import frozen

ROOT = Path(__file__).parents[2]
ROWS, COLUMNS = 40, 120
PATIENCE = 60.0
LETTERS = b"acegikoqsuwyz"
"""Characters to type that no control sequence which paints consists of."""


@frozen
class Program:
    """An app to measure, and what is on the terminal once it has painted."""

    module: str
    arguments: tuple[str, ...] = ()
    painted: bytes = b"Note 0"

    def changing(self, where: str) -> Program:
        """Give the same app while it changes a note 50 times a second."""
        return Program(self.module, (*self.arguments, "--changing", where))


NOTHING = Program("tests.benchmarks.minimal_app", ("nothing",))
EDITOR = Program("tests.benchmarks.minimal_app", ("editor",))
WIDGETS = Program("tests.benchmarks.minimal_app", ("widgets",))


class Terminal:
    """A program in a pseudo-terminal of its own."""

    def __init__(self, program: Program, home: Path) -> None:
        """Start the program."""
        self._terminal, theirs = pty.openpty()
        size = struct.pack("HHHH", ROWS, COLUMNS, 0, 0)
        fcntl.ioctl(theirs, termios.TIOCSWINSZ, size)
        environment = {
            "PATH": os.environ["PATH"],
            "HOME": str(home),
            "PYTHONPATH": str(ROOT),
            "LANG": "C.UTF-8",
            "TERM": "xterm-256color",
            "COLORTERM": "truecolor",
        }
        self._painted = program.painted
        self._began = time.perf_counter()
        self._process = subprocess.Popen(
            [sys.executable, "-m", program.module, *program.arguments],
            stdin=theirs, stdout=theirs, stderr=theirs,
            env=environment, cwd=ROOT, start_new_session=True,
        )  # fmt: skip
        os.close(theirs)

    def __enter__(self) -> Self:
        """Give the terminal itself."""
        return self

    def __exit__(self, *_: object) -> None:
        """End the program."""
        self._process.kill()
        self._process.wait()
        os.close(self._terminal)

    def _until(self, wanted: bytes) -> float:
        """Read until these bytes are on the terminal; give the moment they were."""
        seen, ends = b"", time.perf_counter() + PATIENCE
        while wanted not in seen:
            ready, _, _ = select.select([self._terminal], [], [], PATIENCE)
            if not ready or time.perf_counter() > ends:
                raise TimeoutError(f"{wanted!r} is not in {seen[-2000:]!r}")
            try:
                seen += os.read(self._terminal, 1 << 20)
            except OSError:  # Linux says so when the program has ended
                raise RuntimeError(seen.decode(errors="replace")) from None
        return time.perf_counter()

    def first_paint(self) -> float:
        """Wait for the first paint; give the seconds it took."""
        return self._until(self._painted) - self._began

    def settle(self, seconds: float) -> None:
        """Read what the program still writes, for so long."""
        ends = time.perf_counter() + seconds
        while (left := ends - time.perf_counter()) > 0:
            if select.select([self._terminal], [], [], left)[0]:
                os.read(self._terminal, 1 << 20)

    def key(self, letter: bytes) -> float:
        """Type a letter; give the seconds until it is painted."""
        began = time.perf_counter()
        os.write(self._terminal, letter)
        return self._until(letter) - began

    def press(self, sequence: bytes) -> None:
        """Press a key that is not measured."""
        os.write(self._terminal, sequence)
        self.settle(0.1)

    @property
    def cpu(self) -> float:
        """The CPU seconds that the program's threads have used."""
        tasks = Path(f"/proc/{self._process.pid}/task").glob("*/schedstat")
        return sum(int(task.read_text().split()[0]) for task in tasks) / 1e9

    @property
    def rss(self) -> float:
        """The megabytes that the program has in memory."""
        status = Path(f"/proc/{self._process.pid}/status").read_text()
        line = next(row for row in status.splitlines() if row.startswith("VmRSS"))
        return int(line.split()[1]) / 1024


# --------------------------------------------------------------------- what is measured


@frozen
class Result:
    """One figure of the client, and what it is measured beside."""

    what: str
    client: float
    beside: float
    unit: str
    goal: float | None = None

    def row(self) -> str:
        """Give the result as a row of a table."""
        ratio = self.client / self.beside
        met = "" if self.goal is None else "met" if ratio <= self.goal else "missed"
        return (
            f"| {self.what} | {self.client:.1f} {self.unit} | {self.beside:.1f} "
            f"{self.unit} | {ratio:.2f} | {self.goal or ''} | {met} |"
        )


def paints(client: Program, home: Path, repeat: int) -> Iterator[Result]:
    """Measure first paints and memory."""
    pair = (client, NOTHING)
    times: dict[Program, list[float]] = {program: [] for program in pair}
    sizes: dict[Program, list[float]] = {program: [] for program in pair}
    for turn in range(repeat + 1):
        for program in pair:
            with Terminal(program, home) as terminal:
                seconds = terminal.first_paint()
                terminal.settle(0.3)
                if turn:  # the first fills the caches of the system
                    times[program].append(seconds * 1000)
                    sizes[program].append(terminal.rss)
    one, other = (statistics.median(times[program]) for program in pair)
    yield Result("first paint / minimal app", one, other, "ms", 1.25)
    one, other = (statistics.median(sizes[program]) for program in pair)
    yield Result("RSS / minimal app", one, other, "MB", 1.3)


def keys(client: Program, home: Path, repeat: int) -> Iterator[Result]:
    """Measure from a keypress to its paint."""
    with Terminal(client, home) as board, Terminal(EDITOR, home) as editor:
        pair = (board, editor)
        times: list[list[float]] = [[], []]
        for terminal in pair:
            terminal.first_paint()
            terminal.settle(1)
        for turn in range(repeat + 20):
            letter = LETTERS[turn % len(LETTERS) :][:1]
            for terminal, found in zip(pair, times, strict=True):
                found.append(terminal.key(letter) * 1000)
                terminal.settle(0.02)
            if turn % 40 == 39:
                for terminal in pair:
                    terminal.press(b"\x15")  # Ctrl+U: an empty line again
    for name, percent in (("median", 50), ("p99", 99)):
        one, other = (
            statistics.quantiles(found[20:], n=100)[percent - 1] for found in times
        )
        yield Result(f"keypress, {name} / TextArea alone", one, other, "ms", 1.2)


def changes(client: Program, home: Path, seconds: float) -> Iterator[Result]:
    """Measure the CPU time of changing one note 50 times a second."""
    for where, goal in (("all", 0.2), ("view", None)):
        used: list[list[float]] = [[], []]
        for _ in range(3):
            for program, found in zip((client, WIDGETS), used, strict=True):
                with Terminal(program.changing(where), home) as terminal:
                    terminal.first_paint()
                    terminal.settle(1)
                    cpu, began = terminal.cpu, time.perf_counter()
                    terminal.settle(seconds / 3)
                    spent = time.perf_counter() - began
                    found.append(100 * (terminal.cpu - cpu) / spent)
        one, other = map(statistics.median, used)
        what = {"all": "any note changed", "view": "a note in view changed"}[where]
        yield Result(f"{what}, CPU / a widget a note", one, other, "%", goal)


def main() -> None:
    """Measure, and print one Markdown table."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--app", default="tests.benchmarks.board_app")
    parser.add_argument("--paints", type=int, default=20)
    parser.add_argument("--keys", type=int, default=500)
    parser.add_argument("--seconds", type=float, default=6)
    arguments = parser.parse_args()
    print("| what | client | beside | ratio | goal | |\n|---|---|---|---|---|---|")
    with tempfile.TemporaryDirectory() as folder:
        home, client = Path(folder), Program(arguments.app)
        for measure, much in (
            (paints, arguments.paints),
            (keys, arguments.keys),
            (changes, arguments.seconds),
        ):
            for result in measure(client, home, much):
                print(result.row(), flush=True)


if __name__ == "__main__":
    main()
