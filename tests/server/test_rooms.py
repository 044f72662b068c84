"""Rooms in memory: opened once, filled from the store, put away when nobody is in."""

from __future__ import annotations

import asyncio
from types import SimpleNamespace
from typing import cast

import pytest

from formats.wire import ClosingCode, LeadProof, Login, Post, Refused
from server.callers import Caller, Callers
from server.carrier import Carrier
from server.fanout import Fanout, Peer
from server.journal import Entry
from server.limits import Budget, Limits
from server.memory_store import MemoryStore
from server.room import Admission
from server.rooms import Opened, Rooms
from server.store import Stored, StoreError

ROOM, FK = b"R" * 32, b"F" * 32
ENTRY = Entry(index=0, id=bytes(16), payload=b"e", ends=False)


def peer() -> Peer:
    """Make a peer on hold: what is sent to it stays in its queue."""
    return Peer(cast("Carrier", SimpleNamespace(caller=Caller(None, ""))))


def login(key: bytes = b"a" * 32, *, lead: bool = False) -> Login:
    """Make a login; a facilitator's makes the room."""
    return Login(
        version=1,
        room=ROOM,
        key=key,
        nonce=bytes(32),
        sig=bytes(64),
        lead=LeadProof(key=FK, sig=bytes(64)) if lead else None,
        create=lead,
        boot=b"",
        seq=0,
        have=0,
    )


class World:
    """Rooms, their store, and whom they closed."""

    def __init__(self, store: MemoryStore | None = None, **limits: float) -> None:
        """Begin without rooms."""
        self.closed: list[tuple[Peer, ClosingCode]] = []
        self.store = store or MemoryStore()
        self.rooms = Rooms(
            self.store,
            Fanout(10**6, Budget(10**9)),
            Limits(**limits),  # type: ignore[arg-type] # counts are given as int
            Callers(Limits()),
            lambda peer, code: self.closed.append((peer, code)),
        )

    async def enter(self, who: Peer, frame: Login) -> tuple[Opened, Admission[Peer]]:
        """Let a peer in; it must be let in."""
        entered = await self.rooms.enter(who, frame)
        assert not isinstance(entered, Refused)
        return entered


async def test_idle_rooms_are_put_away() -> None:
    """A room nobody is in leaves memory, not the store; its next boot is another."""
    world = World(idle_seconds=0)
    await world.store.append(ROOM, FK, ENTRY, 10.0)
    who = peer()
    opened, first = await world.enter(who, login())
    await world.rooms.sweep(0)
    assert (await world.enter(who, login()))[0] is opened
    world.rooms.leave(opened, who)
    await world.rooms.sweep(0)
    again, second = await world.enter(who, login())
    assert again is not opened
    assert second.admitted.boot != first.admitted.boot
    assert second.admitted.count == 1


async def test_a_room_left_not_long_ago_stays() -> None:
    """Who comes back soon finds the room as it was."""
    world = World(idle_seconds=1000)
    who = peer()
    opened, _ = await world.enter(who, login(lead=True))
    world.rooms.leave(opened, who)
    await world.rooms.sweep(0)
    assert (await world.enter(who, login()))[0] is opened


async def test_a_refused_login_does_not_keep_a_room() -> None:
    """A room that was opened for a login that is then refused is put away too."""
    world = World(idle_seconds=0, rooms=1)
    ended = Entry(index=0, id=bytes(16), payload=b"e", ends=True)
    await world.store.append(ROOM, FK, ended, 10.0)
    assert await world.rooms.enter(peer(), login()) == Refused(code="ended")
    await world.rooms.sweep(0)
    assert await world.store.expire(10.0) == (ROOM,)
    await world.enter(peer(), login(lead=True))


class CountingStore(MemoryStore):
    """A store that reads when it is told to, and counts."""

    def __init__(self) -> None:
        """Start without a read."""
        super().__init__()
        self.reads = 0
        self.go = asyncio.Event()

    async def load(self, room: bytes) -> Stored | None:
        """Wait, and read."""
        self.reads += 1
        await self.go.wait()
        return await super().load(room)


async def test_a_room_is_read_once() -> None:
    """Many who come to a room at the same time find one room, read once."""
    store = CountingStore()
    world = World(store)
    await store.append(ROOM, FK, ENTRY, 10.0)
    comers = [
        asyncio.create_task(world.enter(peer(), login(bytes([number]) * 32)))
        for number in range(5)
    ]
    gone = asyncio.create_task(world.rooms.enter(peer(), login()))
    await asyncio.sleep(0)
    gone.cancel()
    store.go.set()
    rooms = {id((await comer)[0]) for comer in comers}
    assert (len(rooms), store.reads) == (1, 1)


class BrokenStore(MemoryStore):
    """A store that cannot be read."""

    async def load(self, room: bytes) -> Stored | None:
        """Fail."""
        raise StoreError("SQLITE_IOERR")


async def test_the_store_cannot_be_read() -> None:
    """A failing read is told to the one who came."""
    with pytest.raises(StoreError):
        await World(BrokenStore()).rooms.enter(peer(), login())


async def test_an_expired_room_is_closed() -> None:
    """Whoever is in a room that expires is sent away, and heard no more."""
    world = World()
    await world.store.append(ROOM, FK, ENTRY, 10.0)
    await world.store.append(b"Q" * 32, FK, ENTRY, 10.0)
    who, other = peer(), peer()
    opened, _ = await world.enter(who, login())
    await world.enter(other, login(b"b" * 32))
    await world.rooms.sweep(10.0)
    assert world.closed == [(who, "expired"), (other, "expired")]
    waiting = len(other.queue)
    world.rooms.receive(opened, who, Post(id=bytes(16), to=b"", payload=b"p"))
    world.rooms.leave(opened, who)
    assert len(other.queue) == waiting


async def test_an_entry_of_a_room_that_is_gone() -> None:
    """An entry that reaches the disk after its room has gone is told to nobody."""
    world = World()
    who = peer()
    opened, _ = await world.enter(who, login(lead=True))
    kept = world.store.append(ROOM, FK, ENTRY, 10.0)
    await world.rooms.sweep(10.0)
    waiting = len(who.queue)
    world.rooms._kept(opened, kept)
    assert len(who.queue) == waiting
