"""What goes out: each peer's frames in order, few writes, nobody held up by others.

A broadcast frame is made once for all. What comes together for one peer within a turn
of the event loop goes out in one write. Nothing here waits for a reader: one that
leaves more than a bound unread, or reads nothing for a while, is cut off, and comes
back to what it missed.
"""

from __future__ import annotations

import asyncio
from collections import OrderedDict
from collections.abc import Iterable

from websockets.frames import Frame, Opcode
from websockets.protocol import State

from server.carrier import WRITE_BYTES, Carrier
from server.limits import SHARES, Budget
from server.notes import note


def framed(message: bytes) -> bytes:
    """Make a binary websocket message of `message`, the same for every peer."""
    return Frame(Opcode.BINARY, message).serialize(mask=False, extensions=[])


LARGE_BYTES = 64 * 1024
"""What waits for one peer is large from here on, and goes out after all that is not."""


class Peer:
    """One connection's way out. A peer is on hold until its backlog is out."""

    __slots__ = ("carrier", "held", "queue", "queued", "waiting")

    def __init__(self, carrier: Carrier) -> None:
        """Begin on hold."""
        self.carrier = carrier
        self.held = True
        self.queue: list[bytes] = []
        self.queued = 0
        self.waiting = 0
        """What is counted of it as waiting to be written."""

    def cut(self) -> None:
        """End the connection now, whatever was under way."""
        self.queue.clear()
        self.queued = 0
        self.carrier.transport.abort()


class Fanout:
    """Sends to peers, at the end of the turn of the event loop."""

    def __init__(self, buffer_bytes: int, outgoing: Budget) -> None:
        """Cut off who leaves more than `buffer_bytes` unread, or its part of all."""
        self._limit = buffer_bytes
        self._outgoing = outgoing
        self._due: dict[Peer, None] = {}
        self._large: OrderedDict[Peer, None] = OrderedDict()

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

    def count(self, peer: Peer, waiting: int) -> None:
        """Take note of how much waits for `peer`; nothing when it is gone."""
        self._outgoing.add(waiting - peer.waiting)
        peer.waiting = waiting

    def _flush(self, peer: Peer) -> None:
        """Write what waits for `peer`; to one that is closing, nothing."""
        queue, peer.queue, peer.queued = peer.queue, [], 0
        if not queue or peer.carrier.protocol.state is not State.OPEN:
            return
        transport = peer.carrier.transport
        transport.write(queue[0] if len(queue) == 1 else b"".join(queue))
        self._guard(peer, transport.get_write_buffer_size())

    def _soon(self, peer: Peer) -> None:
        if not self._due and not self._large:
            asyncio.get_running_loop().call_soon(self._flush_due)
        self._due[peer] = None

    def _flush_due(self) -> None:
        """Write what is due: all that is small, and of what is large one peer's."""
        due, self._due = self._due, {}
        for peer in due:
            if peer.queued > LARGE_BYTES:
                self._large[peer] = None
            elif peer not in self._large:
                self._flush(peer)
        if self._large:
            peer, _ = self._large.popitem(last=False)
            self._flush(peer)
        if self._large or self._due:
            asyncio.get_running_loop().call_soon(self._flush_due)

    def reserve(self, peer: Peer, waiting: int) -> bool:
        """Count what waits for `peer`, and say whether it is within its part of all."""
        self.count(peer, waiting if waiting > WRITE_BYTES else 0)
        return peer.waiting <= (self._outgoing.free + peer.waiting) // SHARES

    def _guard(self, peer: Peer, waiting: int) -> None:
        if not self.reserve(peer, waiting) or waiting > self._limit:
            note("cut", waiting=waiting)
            peer.cut()
