"""Crowds against a relay in a process of its own: it neither dies nor grows."""

from __future__ import annotations

import asyncio
import contextlib
import os
import random
import resource
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from formats.wire import Admitted, Said
from tests.fuzz.targets import CORPUS
from tests.server.member import FK, ROOM, Member
from tests.support.processes import ROOT
from tests.support.raw import BINARY, Raw, framed

FRAMES = 100_000
TOGETHER = 100
"""So many malformed frames go over one connection; the relay reads until the first."""
GROWTH = 12 * 1024
"""KiB by which memory may differ after a crowd: pools of Python, not what was sent."""


class Alone:
    """A relay in a process of its own."""

    def __init__(self, folder: Path, limits: str) -> None:
        """Start it, with these limits."""
        (folder / "limits.toml").write_text(limits)
        self.process = subprocess.Popen(
            [
                *(sys.executable, "-m", "retro", "serve", "--lang", "en"),
                *("--host", "127.0.0.1", "--port", "0", "--log-level", "error"),
                *("--data", str(folder / "rooms.db"), "--limits", "limits.toml"),
            ],
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            text=True,
            cwd=folder,
            env=os.environ | {"PYTHONPATH": str(ROOT)},
        )
        assert self.process.stdout is not None
        self.port = int(self.process.stdout.readline().rstrip(".\n").split()[-1])

    @property
    def memory(self) -> int:
        """The memory it uses, in KiB."""
        lines = Path(f"/proc/{self.process.pid}/status").read_text().splitlines()
        return next(int(line.split()[1]) for line in lines if "VmRSS" in line)

    def stop(self) -> str:
        """Stop it in order, and give what it said went wrong."""
        self.process.terminate()
        _, errors = self.process.communicate(timeout=60)
        assert self.process.returncode == 0
        return errors


@pytest.fixture
def alone(tmp_path: Path, request: pytest.FixtureRequest) -> Iterator[Alone]:
    """Start a relay with the limits given as the fixture's parameter."""
    relay = Alone(tmp_path, request.param)
    yield relay
    relay.process.kill()
    relay.process.communicate()


async def is_well(port: int) -> None:
    """Log in, say something, and hear it."""
    async with Member(port, "lead", fk=FK) as lead:
        assert isinstance(await lead.login(), Admitted)
        await lead.post(b"well")
        assert (await lead.until(Said)).payload == b"well"


def malformed(chance: random.Random, seeds: list[bytes]) -> bytes:
    """Make a frame that no client sends: junk, or a sound one with something wrong."""
    seed = bytearray(chance.choice(seeds))
    for _ in range(chance.randint(1, 4)):
        seed[chance.randrange(len(seed))] = chance.randrange(256)
    return framed(bytes(seed[: chance.randint(1, len(seed))]) + b"\xc1", BINARY)


@pytest.mark.parametrize(
    "alone", ["address_burst = 1000000000\naddress_strangers = 4000"], indirect=True
)
async def test_a_hundred_thousand_malformed_frames(alone: Alone) -> None:
    """None does any harm, before the login and after it, nor stays in memory."""
    chance = random.Random(20261127)
    seeds = [path.read_bytes() for path in sorted((CORPUS / "client").iterdir())]
    seeds = [seed for seed in seeds if 0 < len(seed) < 200]

    async def send(number: int) -> None:
        raw = await Raw.upgraded(alone.port)
        if number % 2:
            await raw.login(f"m{number % 40}", ROOM)
        with contextlib.suppress(ConnectionError):
            raw.write(b"".join(malformed(chance, seeds) for _ in range(TOGETHER)))
        await raw.ended()
        raw.cut()

    async def many(numbers: range) -> None:
        for start in range(numbers.start, numbers.stop, 20):
            await asyncio.gather(
                *map(send, range(start, min(start + 20, numbers.stop)))
            )

    async with Member(alone.port, "lead", fk=FK) as lead:
        await lead.enter()
        connections = FRAMES // TOGETHER
        await many(range(connections // 5))
        warm = alone.memory
        await many(range(connections // 5, connections))
        assert alone.memory - warm < GROWTH
    await is_well(alone.port)
    assert alone.stop() == ""


@pytest.mark.parametrize(
    "alone", ["address_strangers = 200\naddress_burst = 1000000000"], indirect=True
)
async def test_thousands_who_do_not_log_in(alone: Alone) -> None:
    """A crowd that connects and waits keeps nobody out, and its memory comes back."""
    _, most = resource.getrlimit(resource.RLIMIT_NOFILE)
    resource.setrlimit(resource.RLIMIT_NOFILE, (most, most))

    async def crowd(size: int) -> None:
        raws = []
        for number in range(size):
            raw = await Raw.connected(alone.port)
            raw.write(b"GET / HTTP/1.1\r\n" if number % 2 else b"")
            raws.append(raw)
        await is_well(alone.port)
        for raw in raws[:-200]:
            await raw.ended()
        for raw in raws:
            raw.cut()

    await crowd(1500)
    warm = alone.memory
    await crowd(1500)
    assert alone.memory - warm < GROWTH
    assert alone.stop() == ""
