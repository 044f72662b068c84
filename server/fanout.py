"""What goes out: each peer's frames in order, few writes, nobody held up by others.

A broadcast frame is made once for all. What comes together for one peer within a turn
of the event loop goes out in one write. Nothing here waits for a reader: one that
leaves more than a bound unread, or reads nothing for a while, is cut off, and comes
back to what it missed.
"""

from __future__ import annotations

import asyncio
from collections.abc import Iterable
from typing import Any, Protocol

from websockets.asyncio.server import ServerConnection
from websockets.frames import Frame, Opcode
from websockets.protocol import State

from server.callers import Caller
from server.notes import note

STRANGER_BYTES = 1024
"""The largest message before the login stands; a login has some 400 bytes."""


class Door(Protocol):
    """Is told of every connection, before anything is read of it, and of its end."""

    def came(self, carrier: Carrier) -> Caller[Carrier]:
        """Let it in, or cut it off."""

    def went(self, carrier: Carrier) -> None:
        """Forget it."""


class Carrier(ServerConnection):
    """A connection that takes little until it is trusted.

    It is cut off when its reader blocks writing for `stall_seconds`.
    """

    caller: Caller[Carrier]
    """Who this is, once the connection is made."""
    stall_seconds: float = 60
    _stalled: asyncio.TimerHandle | None = None

    def __init__(self, *args: Any, door: Door, **options: Any) -> None:  # noqa: ANN401 - of websockets
        """Come through `door`; the rest is as `websockets` asks for it."""
        super().__init__(*args, **options)
        self._door = door

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        """Take messages of a login's size only."""
        self.trust(STRANGER_BYTES)
        super().connection_made(transport)
        self.caller = self._door.came(self)

    @property
    def peer(self) -> str:
        """The network address at the other end; empty if it is gone already."""
        name = self.transport.get_extra_info("peername")
        return str(name[0]) if name else ""

    def trust(self, size: int) -> None:
        """Take messages of up to `size` bytes from now on."""
        self.protocol.max_message_size = size

    def pause_writing(self) -> None:
        """Start to count: the write buffer is over its mark."""
        super().pause_writing()
        self._stalled = self.loop.call_later(self.stall_seconds, self.transport.abort)

    def resume_writing(self) -> None:
        """Stop counting: the reader reads."""
        super().resume_writing()
        self._calm()

    def connection_lost(self, exc: Exception | None) -> None:
        """Stop counting: nobody is there."""
        self._calm()
        self._door.went(self)
        super().connection_lost(exc)

    def _calm(self) -> None:
        if self._stalled is not None:
            self._stalled.cancel()
            self._stalled = None


def framed(message: bytes) -> bytes:
    """Make a binary websocket message of `message`, the same for every peer."""
    return Frame(Opcode.BINARY, message).serialize(mask=False, extensions=[])


class Peer:
    """One connection's way out. A peer is on hold until its backlog is out."""

    __slots__ = ("carrier", "held", "queue", "queued")

    def __init__(self, carrier: Carrier) -> None:
        """Begin on hold."""
        self.carrier = carrier
        self.held = True
        self.queue: list[bytes] = []
        self.queued = 0

    def cut(self) -> None:
        """End the connection now, whatever was under way."""
        self.queue.clear()
        self.queued = 0
        self.carrier.transport.abort()


class Fanout:
    """Sends to peers, at the end of the turn of the event loop."""

    def __init__(self, buffer_bytes: int) -> None:
        """Cut off who leaves more than `buffer_bytes` unread."""
        self._limit = buffer_bytes
        self._due: dict[Peer, None] = {}

    def send(self, peers: Iterable[Peer], message: bytes) -> None:
        """Send `message` to each of `peers`, after what was sent to it before."""
        data = framed(message)
        for peer in peers:
            peer.queue.append(data)
            peer.queued += len(data)
            if peer.held:
                self._guard(peer, peer.queued)
            else:
                self._soon(peer)

    def release(self, peer: Peer) -> None:
        """End the hold: what was sent meanwhile goes out, and all that comes."""
        peer.held = False
        self._soon(peer)

    def farewell(self, peer: Peer, message: bytes) -> None:
        """Send `message` at once, as the last.

        To a peer on hold it is the only one: what waits belongs behind its backlog.
        """
        if peer.held:
            peer.queue.clear()
        self.send((peer,), message)
        self._flush(peer)

    def _flush(self, peer: Peer) -> None:
        """Write what waits for `peer`; to one that is closing, nothing."""
        queue, peer.queue, peer.queued = peer.queue, [], 0
        if not queue or peer.carrier.protocol.state is not State.OPEN:
            return
        transport = peer.carrier.transport
        transport.write(queue[0] if len(queue) == 1 else b"".join(queue))
        self._guard(peer, transport.get_write_buffer_size())

    def _soon(self, peer: Peer) -> None:
        if not self._due:
            asyncio.get_running_loop().call_soon(self._flush_due)
        self._due[peer] = None

    def _flush_due(self) -> None:
        due, self._due = self._due, {}
        for peer in due:
            self._flush(peer)

    def _guard(self, peer: Peer, waiting: int) -> None:
        if waiting > self._limit:
            note("cut", waiting=waiting)
            peer.cut()
