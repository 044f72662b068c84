"""What a room feels of an attack on the same relay: a ratio of delays in one run.

    python -m tests.benchmarks.neighbours [--pairs 8] [--seconds 2] [KIND ...]

A team of twelve sits in a room; one of them says something, and the time until all have
it is measured, again and again, in turns without the attack and with it. Relay and team
have a core each where there are two, and real-time priority where the system lets them
(root), so that what is measured is the relay, and neither the attackers' own work nor
that of others on the machine.
"""

from __future__ import annotations

import argparse
import asyncio
import contextlib
import os
import resource
import statistics
import subprocess
import sys
import tempfile
import time
from pathlib import Path

from formats.wire import Said
from tests.benchmarks.attackers import KINDS
from tests.server.member import FK
from tests.support.raw import Raw, post

ROOM = b"N" * 32
TEAM = 12
PAUSE = 0.005
COMMAND = Path(sys.executable).with_name("retro")


CORES = sorted(os.sched_getaffinity(0))


def started(*command: str) -> subprocess.Popen[str]:
    """Start a program, that hears and says lines."""
    return subprocess.Popen(
        command,
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL,
        text=True,
    )


def first(pid: int, core: int) -> None:
    """Let a process keep to one core, and there go before all others if that may be."""
    os.sched_setaffinity(pid, {CORES[core]})
    with contextlib.suppress(PermissionError):
        os.sched_setscheduler(pid, os.SCHED_RR, os.sched_param(1))


def files() -> None:
    """Have as many files as may be, and all who are started."""
    _, most = resource.getrlimit(resource.RLIMIT_NOFILE)
    resource.setrlimit(resource.RLIMIT_NOFILE, (most, most))


def cpu(pid: int) -> float:
    """Give the CPU time that a process has used, in seconds."""
    parts = Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()
    return (int(parts[11]) + int(parts[12])) / os.sysconf("SC_CLK_TCK")


def peak(pid: int) -> int:
    """Give the most memory that a process has used, in MiB."""
    lines = Path(f"/proc/{pid}/status").read_text().splitlines()
    return next(int(line.split()[1]) for line in lines if "VmHWM" in line) // 1024


async def until_said(raw: Raw) -> None:
    """Wait until something was said."""
    while not isinstance(await raw.next(), Said):
        pass


async def phase(team: list[Raw], seconds: float) -> list[float]:
    """Measure delays in milliseconds for so long."""
    delays: list[float] = []
    end = time.perf_counter() + seconds
    while (began := time.perf_counter()) < end:
        team[len(delays) % TEAM].write(post(bytes(300)))
        await asyncio.gather(*map(until_said, team))
        delays.append((time.perf_counter() - began) * 1000)
        await asyncio.sleep(PAUSE)
    return delays


async def measured(kind: str, pairs: int, seconds: float, folder: str) -> str:
    """Measure one kind of attack; give a row of the table."""
    data = str(Path(folder, kind))
    relay = started(
        *(str(COMMAND), "serve", "--host", "127.0.0.1", "--port", "0"),
        *("--lang", "en", "--data", data),
    )
    first(relay.pid, 0)
    assert relay.stdout is not None
    port = int(relay.stdout.readline().rstrip(".\n").split()[-1])
    attackers = started(
        sys.executable, "-m", "tests.benchmarks.attackers", kind, str(port)
    )
    os.sched_setaffinity(attackers.pid, {CORES[-1]})
    assert attackers.stdin is not None
    assert attackers.stdout is not None
    try:
        team = []
        for number in range(TEAM):
            raw = await Raw.upgraded(port, "127.0.0.1")
            await raw.login(f"n{number}", ROOM, None if number else FK)
            team.append(raw)
        loop = asyncio.get_running_loop()
        await loop.run_in_executor(None, attackers.stdout.readline)
        first(0, -1)
        await phase(team, 0.5)
        calm: list[float] = []
        hard: list[float] = []
        used = [0.0, 0.0]
        for _ in range(pairs):
            for under in (0, 1):
                attackers.stdin.write("go\n" if under else "stop\n")
                attackers.stdin.flush()
                await loop.run_in_executor(None, attackers.stdout.readline)
                before = cpu(relay.pid)
                (calm, hard)[under].extend(await phase(team, seconds))
                used[under] += cpu(relay.pid) - before
        middle = [statistics.median(calm), statistics.median(hard)]
        late = [statistics.quantiles(delays, n=100)[98] for delays in (calm, hard)]
        busy = [time_ / pairs / seconds * 100 for time_ in used]
        ratio = middle[1] / middle[0]
        return (
            f"| {kind} | {middle[0]:.2f} | {middle[1]:.2f} | {ratio:.2f} "
            f"| {late[0]:.1f} | {late[1]:.1f} | {busy[0]:.0f} | {busy[1]:.0f} "
            f"| {peak(relay.pid)} |"
        )
    finally:
        os.sched_setscheduler(0, os.SCHED_OTHER, os.sched_param(0))
        attackers.kill()
        relay.kill()
        attackers.wait()
        relay.wait()


def main() -> None:
    """Measure, and print the table."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("kinds", nargs="*", default=KINDS, metavar="KIND")
    parser.add_argument("--pairs", type=int, default=8)
    parser.add_argument("--seconds", type=float, default=2)
    asked = parser.parse_args()
    files()
    print("| attack | calm | attacked | ratio | p99 | p99 | CPU % | CPU % | peak MB |")
    print("|---|---|---|---|---|---|---|---|---|")
    with tempfile.TemporaryDirectory() as folder:
        for kind in asked.kinds:
            row = asyncio.run(measured(kind, asked.pairs, asked.seconds, folder))
            print(row, flush=True)


if __name__ == "__main__":
    main()
