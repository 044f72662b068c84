"""One connection's websocket: what may come in over it, and for how long.

It takes little until it is trusted, reads few small messages at a time (so that nobody
makes the relay deal with thousands at once), and is cut off for too much noise, for
holding too much that is not dealt with, and when its reader blocks writing too long.
"""

from __future__ import annotations

import asyncio
import socket
from collections.abc import Callable
from functools import partial
from typing import Any, Protocol

from websockets.asyncio.server import ServerConnection
from websockets.frames import Frame, Opcode
from websockets.protocol import Event, State

from server.callers import Caller
from server.limits import Bucket, Budget, Limits, Share
from server.notes import note

STRANGER_BYTES = 1024
"""The largest message before the login stands; a login has some 400 bytes."""


REQUEST_BYTES = 8 * 1024
"""The largest request for a websocket, all its headers together."""
AFTER_BYTES = 64 * 1024
"""How much is read, to no purpose, after the relay has closed."""
FIRST_READ = 512
SMALL_READ = 1024
LARGE_READ = 32 * 1024
"""How much is read at once: of a stranger, of a member, of a large message."""
WRITE_BYTES = 32 * 1024
"""From how many bytes on that wait to be written writing counts as blocked."""


DATA = (Opcode.TEXT, Opcode.BINARY)


class Door(Protocol):
    """Is told of every connection, before anything is read of it, and of its end."""

    limits: Limits
    incoming: Budget
    """For what came in and was not dealt with, of all connections."""

    def came(self, carrier: Carrier, peer: str) -> tuple[Caller[Carrier], bool]:
        """Count it, from the network address `peer`, and say whether it may stay."""

    def offended(self, carrier: Carrier) -> None:
        """Take note that it sent what no client of ours sends."""

    def went(self, carrier: Carrier) -> None:
        """Forget it."""


class Carrier(ServerConnection):
    """A connection, let in by a door."""

    caller: Caller[Carrier]
    """Who this is, once the connection is made."""
    drained: Callable[[], None] | None = None
    """Called when nothing much waits to be written any more."""
    _stalled: asyncio.TimerHandle | None = None

    def __init__(self, *args: Any, door: Door, **options: Any) -> None:  # noqa: ANN401 - of websockets
        """Come through `door`; the rest is as `websockets` asks for it."""
        super().__init__(*args, **options)
        limits = door.limits
        self._door = door
        self._stall_seconds = limits.stall_seconds
        self._incoming = Share(door.incoming)
        self._noise = Bucket(limits.noise_burst, limits.noise_rate, self.loop.time())
        self._asked = 0
        self._turned = False
        self._heeds = True
        self._handling = 0
        self._after = 0
        self._brakes: set[str] = set()

    def trust(self, size: int) -> None:
        """Take messages of up to `size` bytes from now on."""
        self.protocol.max_message_size = size
        self._read = FIRST_READ if size == STRANGER_BYTES else SMALL_READ

    # -------------------------------------------------------------- coming in

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        """Take messages of a login's size only, if anything.

        Who is turned away costs no more than that: nothing is set up to read it.
        """
        name = transport.get_extra_info("peername")  # none if it is gone already
        self.caller, stays = self._door.came(self, str(name[0]) if name else "")
        if not stays:
            self._turned = True
            transport.abort()  # type: ignore[attr-defined] # it is of a socket
            return
        self.trust(STRANGER_BYTES)
        super().connection_made(transport)
        self.recv_messages.pause = partial(self._brake, "queue", True)
        self.recv_messages.resume = partial(self._brake, "queue", False)
        self._read_up_to(self._read)

    def data_received(self, data: bytes) -> None:
        """Take what came in, unless it is more than may be held here."""
        if self.request is None:
            self._asked += len(data)
            if self._asked > REQUEST_BYTES:
                self._cut("request")
                return
        elif not self._heeds or self.protocol.state is not State.OPEN:
            self._after += len(data)
            if self._after > AFTER_BYTES:
                self._cut("after")
                return
        super().data_received(data)
        self.settle()

    def process_event(self, event: Event) -> None:
        """Take a frame; of those that are no whole message only few."""
        if isinstance(event, Frame):
            whole = event.fin and event.opcode in DATA
            if not (whole and self._heeds) and not self._noise.take(self.loop.time()):
                self._cut("noise")
            if not self._heeds and event.opcode in (*DATA, Opcode.CONT):
                return
        super().process_event(event)

    def heed_no_more(self) -> None:
        """Read on, but only to notice that the other side goes."""
        self._heeds = False
        self._brake("queue", False)

    def settle(self) -> None:
        """Count what came in and was not dealt with; to be called when some was."""
        begun = len(self.protocol.reader.buffer)
        queued = sum(len(frame.data) for frame in self.recv_messages.frames.queue)
        self._read_up_to(LARGE_READ if begun >= self._read else self._read)
        waiting = self._handling + begun + queued
        if waiting != self._incoming.used and not self._incoming.hold(waiting):
            self._cut("incoming")

    async def wait(self, seconds: float, size: int) -> bool:
        """Let a message of `size` bytes wait; say whether its sender is still there.

        While a large one waits nothing more is read.
        """
        self._handling = size
        self._brake("waiting", size > LARGE_READ)
        try:
            async with asyncio.timeout(seconds):
                await self.wait_closed()
        except TimeoutError:
            if self.transport.is_closing() or self._broken():
                self.transport.abort()
                return False
            return True
        finally:
            self._handling = 0
            self._brake("waiting", False)
        return False

    def _broken(self) -> bool:
        """Say whether the other side broke off, which who reads nothing is not told."""
        sock = self.transport.get_extra_info("socket")
        return bool(sock.getsockopt(socket.SOL_SOCKET, socket.SO_ERROR))

    def _brake(self, why: str, on: bool) -> None:
        """Read nothing as long as there is any reason not to."""
        (self._brakes.add if on else self._brakes.discard)(why)
        if self._brakes:
            self.transport.pause_reading()
        else:
            self.transport.resume_reading()

    def _read_up_to(self, size: int) -> None:
        """Say how much to read at once; the transport of TLS does not heed it."""
        self.transport.max_size = size  # type: ignore[attr-defined] # of asyncio's own

    def _cut(self, why: str) -> None:
        if not self.transport.is_closing():
            note("cut", reason=why)
            self._door.offended(self)
        self.transport.abort()

    def connection_lost(self, exc: Exception | None) -> None:
        """Stop counting: nobody is there."""
        if self._turned:
            self._door.went(self)
            return
        self._calm()
        super().connection_lost(exc)
        self._incoming.hold(0)
        self._door.went(self)

    # -------------------------------------------------------------- going out

    def pause_writing(self) -> None:
        """Start to count: the write buffer is over its mark."""
        super().pause_writing()
        self._stalled = self.loop.call_later(self._stall_seconds, self.transport.abort)

    def resume_writing(self) -> None:
        """Stop counting: the reader reads."""
        super().resume_writing()
        self._calm()

    def _calm(self) -> None:
        if self._stalled is not None:
            self._stalled.cancel()
            self._stalled = None
        if self.drained is not None:
            self.drained()
