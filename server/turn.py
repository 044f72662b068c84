"""A bound on what is done in one turn of the event loop, so that others get theirs."""

from __future__ import annotations

import asyncio
from collections import deque

QUANTUM = 30
"""So much work (`server.work`) is done in one turn, about a millisecond."""


class Turn:
    """The work of one kind, such as one room's; what is too much waits in order."""

    __slots__ = ("_done", "_waiting")

    def __init__(self) -> None:
        """Begin with nothing done."""
        self._done = 0.0
        self._waiting: deque[tuple[asyncio.Future[None], float]] = deque()

    async def take(self, work: float) -> None:
        """Wait for a turn in which something can still be done, and count `work`."""
        if self._waiting or self._done > QUANTUM:
            mine: asyncio.Future[None] = asyncio.get_running_loop().create_future()
            self._waiting.append((mine, work))
            await mine
        else:
            self._count(work)

    def _count(self, work: float) -> None:
        if not self._done:
            asyncio.get_running_loop().call_soon(self._next)
        self._done += work

    def _next(self) -> None:
        """Begin a new turn, with those who waited longest."""
        self._done = 0.0
        while self._waiting and self._done <= QUANTUM:
            first, work = self._waiting.popleft()
            if not first.done():  # who waited may be gone
                self._count(work)
                first.set_result(None)
