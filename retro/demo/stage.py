"""The stage of the demo: real clients over real sockets, and who plays them."""

from __future__ import annotations

import asyncio
import random
from collections.abc import AsyncIterator, Awaitable, Callable, Collection, Sequence
from contextlib import asynccontextmanager

from formats.session_file import SavedSession
from retro.anonymity.joinwords import Secrets
from retro.client import commands as c
from retro.client import events as e
from retro.client.client import Client
from retro.client.patience import Patience
from retro.demo.colleague import Colleague
from retro.demo.pace import INSTANT, Pace, Pause
from retro.demo.script import Part
from retro.seat import AnyClient

Watcher = Callable[[e.Event], Awaitable[None]]


class Watched:
    """A client whose events, and answers to commands, somebody else sees first."""

    def __init__(self, client: AnyClient, watchers: Sequence[Watcher]) -> None:
        """Show everything of `client` to `watchers`, in order, and then pass it on."""
        self.events: asyncio.Queue[e.Event] = asyncio.Queue()
        self._client = client
        self._watchers = watchers

    async def run(self) -> None:
        """Stay in the session until it is over."""
        copying = asyncio.create_task(self._copy())
        try:
            await self._client.run()
        finally:
            copying.cancel()
            while not self._client.events.empty():
                self.events.put_nowait(self._client.events.get_nowait())

    async def _copy(self) -> None:
        while True:
            event = await self._client.events.get()
            self.events.put_nowait(event)
            await self._tell(event)

    async def _tell(self, event: e.Event) -> None:
        for watcher in self._watchers:
            await watcher(event)

    async def do(self, command: c.Command) -> e.Accepted | e.Refused:
        """Carry out a command."""
        answer = await self._client.do(command)
        await self._tell(answer)
        return answer

    async def quit(self) -> None:
        """Leave the session."""
        await self._client.quit()

    def saved(self) -> SavedSession:
        """Give what an export may hold."""
        return self._client.saved()

    def themes_known(self) -> Collection[int]:
        """Give the ids of the themes there are."""
        return self._client.themes_known()


@asynccontextmanager
async def colleagues(
    url: str,
    secrets: Secrets,
    parts: Sequence[Part],
    patience: Patience,
    begun: asyncio.Event,
    *,
    pace: Pace = INSTANT,
    pause: Pause = asyncio.sleep,
) -> AsyncIterator[list[Colleague]]:
    """Let a colleague play each part while the block runs, at this pace.

    They arrive one after another, the first as soon as it has `begun`.
    """
    cast: list[Colleague] = []
    tasks: list[asyncio.Task[None]] = []
    pace = pace.within(patience)
    chance = random.Random(0)  # nosec B311  # noqa: S311  a play, not a secret
    wait = 0.0

    async def take_part(client: Client, seconds: float) -> None:
        await begun.wait()
        await pause(seconds)
        await client.run()

    for number, part in enumerate(parts, 1):
        client = Client(url, secrets, name=part.name, patience=patience)
        colleague = Colleague(client, part, number=number, pace=pace, pause=pause)
        cast.append(colleague)
        tasks += [
            asyncio.create_task(take_part(client, wait)),
            asyncio.create_task(colleague.live()),
        ]
        wait += pace.arrival.some(chance)
    try:
        yield cast
    finally:
        for task in tasks:
            task.cancel()
        ends = await asyncio.gather(*tasks, return_exceptions=True)
    for end in ends:
        if isinstance(end, Exception):
            raise end
