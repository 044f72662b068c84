"""The client on a real socket: connect, reconnect, and keep the engine running.

Everything that is decided is decided in `retro.client.engine`, which knows neither
sockets nor clocks; here is the thin shell that feeds it and sends what it gives out.
"""

from __future__ import annotations

import asyncio
import contextlib
import random
import time
from asyncio import FIRST_COMPLETED
from collections.abc import Generator
from urllib.parse import urlsplit

import websockets
from nacl.signing import SigningKey
from websockets.asyncio.client import ClientConnection, connect
from websockets.exceptions import InvalidMessage, InvalidStatus

from formats.entries import Begin
from formats.session_file import SavedSession
from formats.strict import FormatError
from formats.wire import CLIENT_FRAMES, FRAME_BYTES, SERVER_FRAMES
from retro.anonymity.joinwords import Secrets
from retro.client.commands import Command, Quit
from retro.client.engine import Engine
from retro.client.events import Accepted, Event, Refused
from retro.client.patience import Patience
from retro.client.trust import trusted, why_not

RECORDED_WITHIN = 2.0
"""Seconds to wait for the server's word that a control entry is on its disk."""

LONGEST_DELAY = 5.0
"""Seconds between two tries to reconnect, at most: a meeting does not wait for more."""


LET_IN_WITHIN = 10.0
"""Seconds a server may take to let a client in, once it is connected."""

STEADY = 10.0
"""Seconds after which a connection was good, and the next try is a quick one again."""


def _delays() -> Generator[float, None, None]:
    """Give the seconds to wait before each try to reconnect, with jitter."""
    delay = 0.2
    while True:
        yield delay * random.uniform(0.5, 1.0)  # nosec B311  # noqa: S311 - jitter is no secret
        delay = min(delay * 2, LONGEST_DELAY)


class Client:
    """One person (or screen) in a session.

    Fronts read `events`, give commands to `do`, and await `run`, which returns when the
    session is over or the person quit, and raises `ClientError` when it cannot go on.
    """

    def __init__(
        self,
        url: str,
        secrets: Secrets,
        *,
        name: str,
        begin: Begin | None = None,
        lead: SigningKey | None = None,
        patience: Patience | None = None,
        screen: bool = False,
        words: str | None = None,
        link: str | None = None,
    ) -> None:
        """Prepare to join at `url`; with `lead` (and `begin`, when new) to facilitate.

        `words` and `link` are only shown in the facilitator's own welcome.
        """
        self.url = url
        self.events: asyncio.Queue[Event] = asyncio.Queue()
        self._outgoing = asyncio.Event()
        self._deadline: float | None = None
        self._alarm: asyncio.TimerHandle | None = None
        self._left = asyncio.Event()
        self._recorded = asyncio.Event()
        self._broken = asyncio.Event()
        self._admitted_once = False
        self._engine = Engine(
            secrets,
            name=name,
            key=SigningKey.generate(),
            lead=lead,
            begin=begin,
            patience=patience or Patience(),
            screen=screen,
            shown=(url, words, link),
            clock=time.monotonic,
            wall=time.time,
        )

    def saved(self) -> SavedSession:
        """Give what an export may hold as of now; `ClientError` before it began."""
        return self._engine.saved()

    def facilitates(self) -> bool:
        """Whether this client leads the session."""
        return self._engine.leads

    def themes_known(self) -> frozenset[int]:
        """Give the ids of the themes there are: what `from 3` can mean."""
        return self._engine.theme_ids()

    async def do(self, command: Command) -> Accepted | Refused:
        """Carry out `command`; accepted means recorded, not finished."""
        reply = self._engine.do(command)
        self._flush()
        if isinstance(reply, Accepted) and not self._engine.recorded:
            self._recorded.clear()
            # Too late is no harm: the outbox sends it again when the server is back.
            with contextlib.suppress(TimeoutError):
                await asyncio.wait_for(self._recorded.wait(), RECORDED_WITHIN)
        return reply

    async def quit(self) -> None:
        """Leave the session; `run` returns."""
        await self.do(Quit())

    async def run(self) -> None:
        """Stay in the session until it is over, or `ClientError` says why not."""
        tasks = [
            asyncio.create_task(self._stay_connected()),
            asyncio.create_task(self._left.wait()),
        ]
        try:
            await asyncio.wait(tasks, return_when=asyncio.FIRST_COMPLETED)
        finally:
            self._ring_at(None)
            for task in tasks:
                task.cancel()
            results = await asyncio.gather(*tasks, return_exceptions=True)
            self._recorded.set()
        for result in results:
            if isinstance(result, Exception):
                raise result
        if self._engine.error is not None:
            raise self._engine.error

    async def _stay_connected(self) -> None:
        """Connect, and again whenever the connection breaks."""
        secure = urlsplit(self.url).scheme == "wss"
        connection = connect(
            self.url,
            ssl=trusted() if secure else None,
            compression=None,
            max_size=FRAME_BYTES,
            max_queue=64,
            ping_interval=20,
            user_agent_header=None,
            reconnect_delays=_delays,
            process_exception=self._retry,
        )
        pauses = _delays()
        try:
            async for socket in connection:
                since = time.monotonic()
                try:
                    await self._talk(socket)
                except websockets.ConnectionClosed:
                    pass
                finally:
                    self._engine.lost()
                    self._flush()
                if time.monotonic() - since > STEADY:
                    pauses = _delays()
                await asyncio.sleep(next(pauses))
        except (OSError, websockets.WebSocketException) as error:
            raise why_not(error, self.url) from error

    def _retry(self, error: Exception) -> Exception | None:
        """Retry what may pass, once the server was reached; before that, say so."""
        if not self._admitted_once:
            return error
        passing = (OSError, TimeoutError, InvalidMessage, InvalidStatus)
        return None if isinstance(error, passing) else error

    async def _talk(self, socket: ClientConnection) -> None:
        """Speak with the server over one connection, until it ends or is no use."""
        self._broken.clear()
        writing = asyncio.create_task(self._write(socket))
        until = [
            asyncio.create_task(self._read(socket)),
            asyncio.create_task(self._broken.wait()),
            asyncio.create_task(self._shut_out()),
        ]
        try:
            await asyncio.wait(until, return_when=FIRST_COMPLETED)
        finally:
            for task in (writing, *until):
                task.cancel()
            # Not awaited one by one: their cancellation and ours would look the same.
            ends = await asyncio.gather(writing, *until, return_exceptions=True)
            await socket.close()
        closed = websockets.ConnectionClosed
        for end in ends:
            if isinstance(end, Exception) and not isinstance(end, closed):
                raise end

    async def _shut_out(self) -> None:
        """Wait for as long as a server may take to let a client in, and it has not."""
        await asyncio.sleep(LET_IN_WITHIN)
        if self._engine.admitted:
            await asyncio.Event().wait()

    async def _read(self, socket: ClientConnection) -> None:
        async for data in socket:
            try:
                frame = SERVER_FRAMES.decode(data if isinstance(data, bytes) else b"")
            except FormatError:
                if not self._admitted_once:
                    self._engine.unreadable(data)
                return  # whoever speaks like this is no server of ours: connect anew
            self._engine.receive(frame)
            self._admitted_once = self._admitted_once or self._engine.admitted
            self._flush()

    async def _write(self, socket: ClientConnection) -> None:
        while True:
            self._outgoing.clear()
            for frame in self._engine.take_frames():
                await socket.send(CLIENT_FRAMES.encode(frame))
            await self._outgoing.wait()

    def _flush(self) -> None:
        """Publish the engine's events and wake whoever waits for it."""
        for event in self._engine.take_events():
            self.events.put_nowait(event)
        if self._engine.recorded:
            self._recorded.set()
        if self._engine.finished:
            self._left.set()
        if self._engine.outgoing:
            self._outgoing.set()
        if self._engine.reconnect:
            self._broken.set()
        if not self._left.is_set():
            self._ring_at(self._engine.deadline())

    def _ring_at(self, deadline: float | None) -> None:
        """Have the engine's timers run at `deadline`, instead of when it was said."""
        if deadline == self._deadline:
            return
        self._deadline = deadline
        if self._alarm is not None:
            self._alarm.cancel()
            self._alarm = None
        if deadline is not None:
            left = max(0.0, deadline - time.monotonic())
            loop = asyncio.get_running_loop()
            self._alarm = loop.call_later(left, self._ring)

    def _ring(self) -> None:
        self._deadline = self._alarm = None
        self._engine.tick()
        self._flush()
