"""A relay that lies: it stands between real clients and a real `retro serve`.

Every person has a door, a port of its own, so that each can be lied to apart. Frames
are decoded with `formats.wire`, both ways; a `Lie` turns each into what goes on in its
place: nothing, the frame, others, or bytes that are no frame at all. Without a lie it
passes everything on. It has no key of a session, as no relay has.
"""

from __future__ import annotations

import asyncio
import contextlib
import random
import threading
from collections import defaultdict
from collections.abc import Callable, Coroutine, Iterable, Iterator
from typing import Any, TypeVar

import websockets
from attrs import define, evolve, field
from websockets.asyncio.client import connect
from websockets.asyncio.server import Server, ServerConnection, serve

from formats.wire import (
    CLIENT_FRAMES,
    SERVER_FRAMES,
    Append,
    ClientFrame,
    Control,
    Post,
    Said,
    ServerFrame,
)
from tests.support.processes import PATIENCE

T = TypeVar("T")
Frame = ClientFrame | ServerFrame
Out = Frame | bytes
Lie = Callable[[Frame], Iterable[Out] | None]
"""What goes on instead of a frame; None breaks the connection off."""


def honest(frame: Frame) -> Iterable[Out]:
    """Pass on what came."""
    return (frame,)


@define(eq=False)
class Link:
    """One connection of somebody, through the relay in the middle."""

    name: str
    client: ServerConnection
    down: list[ServerFrame] = field(factory=list)
    """What the real relay sent."""
    up: list[ClientFrame] = field(factory=list)
    """What the client sent."""


class HostileRelay:
    """A relay in the middle; close it when done.

    `to_client` and `to_relay` hold the lies by name; a name that is not there is told
    the truth. They run one at a time.
    """

    def __init__(self, port: int) -> None:
        """Stand before the relay on this port."""
        self.to_client: dict[str, Lie] = {}
        self.to_relay: dict[str, Lie] = {}
        self.ports: dict[str, int] = defaultdict(lambda: port)
        """Where each one's next connection goes; to change it, `cut` too."""
        self.links: list[Link] = []
        self.late = 0.0
        """Seconds by which everything is late, each way; the order stays."""
        self._servers: list[Server] = []
        self._changed = threading.Condition()
        self._loop = asyncio.new_event_loop()
        self._thread = threading.Thread(target=self._loop.run_forever, daemon=True)
        self._thread.start()

    def _do(self, coroutine: Coroutine[Any, Any, T]) -> T:
        return asyncio.run_coroutine_threadsafe(coroutine, self._loop).result(PATIENCE)

    def __enter__(self) -> HostileRelay:
        """Begin."""
        return self

    def __exit__(self, *_: object) -> None:
        """Break everything off."""
        self._do(self._close())
        self._loop.call_soon_threadsafe(self._loop.stop)
        self._thread.join(PATIENCE)
        self._loop.close()

    async def _close(self) -> None:
        for server in self._servers:
            server.close(code=1012)
            await server.wait_closed()

    # ------------------------------------------------------------------ for a test

    def door(self, name: str) -> str:
        """Open the door of somebody; give its URL."""

        async def open_() -> int:
            async def come(client: ServerConnection) -> None:
                await self._stand_between(name, client)

            server = await serve(
                come, "127.0.0.1", 0, compression=None, max_size=None, max_queue=None
            )
            self._servers.append(server)
            port: int = server.sockets[0].getsockname()[1]
            return port

        return f"ws://127.0.0.1:{self._do(open_())}"

    def lie(self, lie: Lie, *names: str) -> None:
        """Tell these a lie from now on, instead of what the real relay says."""
        for name in names:
            self.to_client[name] = lie

    def behave(self, *, cut: bool = False) -> None:
        """Tell everybody the truth again; with `cut`, on new connections."""
        self.to_client.clear()
        self.to_relay.clear()
        if cut:
            self.cut(*{link.name for link in self.links})

    def cut(self, *names: str) -> None:
        """Break off the connections of these."""

        async def close() -> None:
            for link in [link for link in self.links if link.name in names]:
                link.client.transport.abort()

        self._do(close())

    def say(self, name: str, *frames: Out) -> None:
        """Say something to somebody, out of the blue."""

        async def send() -> None:
            with contextlib.suppress(websockets.ConnectionClosed):
                for frame in frames:
                    await self.links_of(name)[-1].client.send(_bytes(frame))

        self._do(send())

    def links_of(self, name: str) -> list[Link]:
        """Give the connections of somebody so far, the latest last."""
        return [link for link in self.links if link.name == name]

    def until(self, met: Callable[[], object], what: str) -> None:
        """Wait until something passed that was waited for."""
        with self._changed:
            assert self._changed.wait_for(met, PATIENCE), what

    # ------------------------------------------------------------------ in the middle

    async def _stand_between(self, name: str, client: ServerConnection) -> None:
        link = Link(name, client)
        self.links.append(link)
        url = f"ws://127.0.0.1:{self.ports[name]}"
        try:
            async with connect(url, compression=None, max_size=None) as relay:
                pumps = [
                    asyncio.create_task(self._down(link, relay)),
                    asyncio.create_task(self._up(link, relay)),
                ]
                await asyncio.wait(pumps, return_when=asyncio.FIRST_COMPLETED)
                for pump in pumps:
                    pump.cancel()
                await asyncio.gather(*pumps, return_exceptions=True)
        except OSError:
            pass  # the real one is not there
        client.transport.abort()

    async def _down(self, link: Link, relay: Any) -> None:  # noqa: ANN401
        async for data in relay:
            frame = SERVER_FRAMES.decode(data)
            link.down.append(frame)
            out = self.to_client.get(link.name, honest)(frame)
            self._notify()
            if out is None:
                return
            await asyncio.sleep(self.late)
            for each in out:
                await link.client.send(_bytes(each))

    async def _up(self, link: Link, relay: Any) -> None:  # noqa: ANN401
        async for data in link.client:
            assert isinstance(data, bytes)
            frame = CLIENT_FRAMES.decode(data)
            link.up.append(frame)
            out = self.to_relay.get(link.name, honest)(frame)
            self._notify()
            if out is None:
                return
            await asyncio.sleep(self.late)
            for each in out:
                if isinstance(each, ServerFrame):  # an answer, in the relay's name
                    await link.client.send(_bytes(each))
                else:
                    await relay.send(_bytes(each))

    def _notify(self) -> None:
        with self._changed:
            self._changed.notify_all()


def _bytes(frame: Out) -> bytes:
    if isinstance(frame, bytes):
        return frame
    if isinstance(frame, ServerFrame):
        return SERVER_FRAMES.encode(frame)
    return CLIENT_FRAMES.encode(frame)


# ---------------------------------------------------------------------- ready lies


def flipped(frame: Frame, bit: int) -> Frame:
    """Give a frame with one bit of its payload the other way round."""
    if not isinstance(frame, Control | Said | Append | Post):
        return frame
    payload = bytearray(frame.payload)
    payload[bit // 8 % len(payload)] ^= 1 << bit % 8
    return evolve(frame, payload=bytes(payload))


def messages_of(frames: Iterable[Frame]) -> Iterator[Control | Said]:
    """Give the frames that a room's log and rounds are made of."""
    return (frame for frame in frames if isinstance(frame, Control | Said))


class Unruly:
    """A lie that follows from its seed: drops, doubles, swaps, damages, breaks off.

    `harm` is how many of a hundred messages fare badly. The frames of a login pass, so
    that it does not end in nobody being in.
    """

    def __init__(self, seed: object, harm: int = 15) -> None:
        """Begin."""
        self._chance = random.Random(repr(seed))
        self._harm = harm
        self._kept: list[Frame] = []
        self.done: dict[str, int] = defaultdict(int)
        """How often each was done."""

    def __call__(self, frame: Frame) -> Iterable[Out] | None:
        """Do something to a frame."""
        kept, self._kept = self._kept, []
        if not isinstance(frame, Control | Said | Append | Post):
            return [frame, *kept]
        if self._chance.randrange(100) >= self._harm:
            return [frame, *kept]
        deed = self._chance.choice(["drop", "double", "swap", "flip", "break"])
        self.done[deed] += 1
        match deed:
            case "drop":
                return kept
            case "double":
                return [frame, frame, *kept]
            case "swap":
                self._kept = [frame]
                return kept
            case "flip":
                return [flipped(frame, self._chance.randrange(10_000)), *kept]
            case _:
                return None
