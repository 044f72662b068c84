"""What goes out: few writes, in order, and nothing that waits for a reader."""

from __future__ import annotations

import asyncio
from typing import cast

from websockets.protocol import State

from server.carrier import Carrier
from server.fanout import Fanout, Peer, framed
from server.limits import Budget


class FakeTransport:
    """Writes into a list; its buffer is as full as the test says."""

    def __init__(self) -> None:
        """Start empty and open."""
        self.written: list[bytes] = []
        self.buffered = 0
        self.aborted = False

    def write(self, data: bytes) -> None:
        """Take one write."""
        self.written.append(data)

    def get_write_buffer_size(self) -> int:
        """Say how much waits."""
        return self.buffered

    def abort(self) -> None:
        """End."""
        self.aborted = True


class FakeCarrier:
    """An open connection."""

    def __init__(self) -> None:
        """Open it."""
        self.transport = FakeTransport()
        self.protocol = self
        self.state = State.OPEN


def open_peer() -> tuple[Peer, FakeCarrier]:
    """Make a peer that is not on hold, and its connection."""
    carrier = FakeCarrier()
    peer = Peer(cast("Carrier", carrier))
    peer.held = False
    return peer, carrier


async def turn() -> None:
    """Let what is due at the end of this turn of the loop happen."""
    done = asyncio.get_running_loop().create_future()
    asyncio.get_running_loop().call_soon(done.set_result, None)
    await done


async def test_one_write_a_turn() -> None:
    """What is sent to a peer within a turn goes out together, in order."""
    fanout = Fanout(10**6, Budget(10**9))
    (anna, to_anna), (bob, to_bob) = open_peer(), open_peer()
    fanout.send((anna, bob), b"one")
    fanout.send((anna,), b"two")
    assert to_anna.transport.written == []
    await turn()
    assert to_anna.transport.written == [framed(b"one") + framed(b"two")]
    assert to_bob.transport.written == [framed(b"one")]
    fanout.send((anna,), b"three")
    await turn()
    assert to_anna.transport.written[1:] == [framed(b"three")]


async def test_hold() -> None:
    """A peer on hold gets what was sent to it when the hold ends."""
    fanout = Fanout(10**6, Budget(10**9))
    anna, to_anna = open_peer()
    anna.held = True
    fanout.send((anna,), b"one")
    await turn()
    assert to_anna.transport.written == []
    fanout.release(anna)
    await turn()
    assert to_anna.transport.written == [framed(b"one")]


async def test_farewell() -> None:
    """The last message goes at once, behind what waits."""
    fanout = Fanout(10**6, Budget(10**9))
    anna, to_anna = open_peer()
    fanout.send((anna,), b"one")
    fanout.farewell(anna, b"bye")
    assert to_anna.transport.written == [framed(b"one") + framed(b"bye")]
    await turn()
    assert len(to_anna.transport.written) == 1


async def test_farewell_on_hold() -> None:
    """To a peer on hold the last message is the only one: there would be a gap."""
    fanout = Fanout(10**6, Budget(10**9))
    anna, to_anna = open_peer()
    anna.held = True
    fanout.send((anna,), b"behind the backlog")
    fanout.farewell(anna, b"bye")
    assert to_anna.transport.written == [framed(b"bye")]


async def test_closed_peer() -> None:
    """To a connection that is closing nothing is written."""
    fanout = Fanout(10**6, Budget(10**9))
    anna, to_anna = open_peer()
    to_anna.state = State.CLOSING
    fanout.send((anna,), b"one")
    await turn()
    assert to_anna.transport.written == []


async def test_full_buffer() -> None:
    """Who leaves too much unread is cut off, and only that one."""
    fanout = Fanout(100, Budget(10**9))
    (anna, to_anna), (bob, to_bob) = open_peer(), open_peer()
    to_anna.transport.buffered = 101
    to_bob.transport.buffered = 100
    fanout.send((anna, bob), b"one")
    await turn()
    assert to_anna.transport.aborted
    assert not to_bob.transport.aborted


async def test_too_much_behind_a_backlog() -> None:
    """A peer on hold is bounded too: what waits for it does not grow for ever."""
    fanout = Fanout(100, Budget(10**9))
    anna, to_anna = open_peer()
    anna.held = True
    for _ in range(2):
        fanout.send((anna,), bytes(60))
    assert to_anna.transport.aborted
    assert anna.queue == []
