"""Seconds that pass when a test says so, and a client that notes when it was used."""

from __future__ import annotations

import asyncio
from heapq import heappop, heappush

from retro.client import commands as c
from retro.client import events as e
from tests.retro.plain.fakes import FakeClient

TURNS = 20
"""Of the event loop: more than any reaction here takes to come to its next pause."""


class VirtualTime:
    """A clock whose `pause` takes no time of ours."""

    def __init__(self) -> None:
        """Start at zero."""
        self.now = 0.0
        self._sleeping: list[tuple[float, int, asyncio.Future[None]]] = []
        self._pauses = 0

    async def pause(self, seconds: float) -> None:
        """Wait until this many virtual seconds have passed."""
        woken: asyncio.Future[None] = asyncio.get_running_loop().create_future()
        self._pauses += 1
        heappush(self._sleeping, (self.now + seconds, self._pauses, woken))
        await woken

    async def pass_by(self, seconds: float) -> None:
        """Let seconds pass: everybody wakes up at their own time, in order."""
        until = self.now + seconds
        await self._settle()
        while self._sleeping and self._sleeping[0][0] <= until:
            self.now, _, woken = heappop(self._sleeping)
            if not woken.done():
                woken.set_result(None)
                await self._settle()
        self.now = until

    async def _settle(self) -> None:
        for _ in range(TURNS):
            await asyncio.sleep(0)


class TimedClient(FakeClient):
    """Notes at which virtual second each command came; refuses when told to."""

    def __init__(self, time: VirtualTime) -> None:
        """Look at `time` for the time."""
        super().__init__()
        self.log: list[tuple[float, c.Command]] = []
        self.refusals: list[e.Refused] = []
        self._time = time

    async def do(self, command: c.Command) -> e.Accepted | e.Refused:
        """Note the command and the time."""
        self.log.append((self._time.now, command))
        answer = await super().do(command)
        return self.refusals.pop(0) if self.refusals else answer
