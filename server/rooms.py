"""The rooms in memory: opened when somebody comes, filled from the store, put away.

Carries out what `server.room` decides: frames go to the fanout, entries to the store,
and what waits for an entry goes on when that is on disk.
"""

from __future__ import annotations

import asyncio
import secrets
import time
from collections.abc import Callable, Iterable
from functools import partial

from attrs import define, field

from formats.wire import (
    SERVER_FRAMES,
    Append,
    ClosingCode,
    Login,
    Post,
    Refused,
    Rejected,
    RejectedCode,
)
from server.callers import Caller, Callers
from server.carrier import Carrier
from server.fanout import Fanout, Peer
from server.limits import SHARES, Bucket, Budget, Limits, Share
from server.notes import note
from server.room import Admission, Drop, Effect, Keep, Room, Send
from server.store import Store, Stored, StoreError
from server.turn import Turn
from server.work import cost

LOADING = 4
"""So many rooms are read from the store at once."""


@define(eq=False)
class Opened:
    """A room in memory. `left`: when the last one left, None while it is in use."""

    room: Room[Peer]
    left: float | None
    work: Bucket
    turn: Turn = field(factory=Turn)


class Rooms:
    """All rooms of a relay."""

    def __init__(
        self,
        store: Store,
        fanout: Fanout,
        limits: Limits,
        callers: Callers[Carrier],
        close: Callable[[Peer, ClosingCode], None],
    ) -> None:
        """Use `close` to close a peer's connection, for the reason given."""
        self._store = store
        self._fanout = fanout
        self._limits = limits
        self._callers = callers
        self._close = close
        self._budget = Budget(limits.memory_bytes)
        self._rooms: dict[bytes, Opened] = {}
        self._loading: dict[bytes, asyncio.Future[Stored | None]] = {}
        self._readers = asyncio.Semaphore(LOADING)

    @property
    def count(self) -> int:
        """How many rooms are in memory."""
        return len(self._rooms)

    @property
    def memory(self) -> int:
        """How many bytes of payloads are in memory."""
        return self._budget.used

    async def enter(
        self, peer: Peer, login: Login
    ) -> tuple[Opened, Admission[Peer]] | Refused:
        """Let `peer`, on hold and with a login found good, into its room.

        The caller sends what the admission holds, and then ends the hold. Raises
        `StoreError` when the room cannot be read.
        """
        opened: Opened | Refused | None = self._rooms.get(login.room)
        if opened is None:
            stored = await self._load(login.room)
            # Others may have come to the same room meanwhile.
            opened = self._rooms.get(login.room) or self._open(peer, login, stored)
        if isinstance(opened, Refused):
            return opened
        result = opened.room.login(peer, login, time.monotonic())
        if isinstance(result, Refused):
            return result
        opened.left = None
        note("entered", room=login.room, members=len(opened.room.everybody))
        self._carry_out(opened, result.effects)
        return opened, result

    async def turn(
        self, opened: Opened, peer: Peer, work: float, size: int = 0
    ) -> bool:
        """Wait until `peer` may cause so much work in its room; False if it is gone.

        What a room or an address causes too much of comes later, in the order in which
        it came, and nothing more is read of who waits (with a message of `size` bytes).
        """
        now, caller = time.monotonic(), peer.carrier.caller
        wait = max(opened.work.spend(now, work), self._callers.works(caller, work, now))
        if wait > 0 and not await peer.carrier.wait(wait, size):
            now = time.monotonic()
            opened.work.spend(now, -work)
            self._callers.works(caller, -work, now)
            return False
        await opened.turn.take(work)
        return True

    async def hear(
        self, opened: Opened, peer: Peer, frame: Append | Post, size: int
    ) -> bool:
        """Hand a frame of `size` bytes to its room, in its turn; False if gone."""
        receivers = 1 if isinstance(frame, Post) and frame.to else opened.room.size
        if not await self.turn(opened, peer, cost(size, receivers), size):
            return False
        self.receive(opened, peer, frame)
        return True

    def receive(self, opened: Opened, peer: Peer, frame: Append | Post) -> None:
        """Hand a peer's frame to its room; after the room's end, to nobody."""
        if self._is_open(opened):
            caller, now = peer.carrier.caller, time.monotonic()
            code = self._refuse(opened, caller, frame, now)
            if code is not None:
                rejected = Rejected(id=frame.id, code=code)
                self._fanout.send((peer,), SERVER_FRAMES.encode(rejected))
                return
            effects = opened.room.receive(peer, frame, now)
            for effect in effects:
                if isinstance(effect, Keep):
                    self._callers.kept(caller, len(effect.entry.payload), now)
            self._carry_out(opened, effects)

    def leave(self, opened: Opened, peer: Peer) -> None:
        """Take a peer whose connection is gone out of its room."""
        if self._is_open(opened):
            self._carry_out(opened, opened.room.leave(peer))
            members = len(opened.room.everybody)
            if members == 0:
                opened.left = time.monotonic()
            note("left", room=opened.room.room, members=members)

    async def sweep(self, now: float) -> None:
        """Delete what has expired at Unix time `now`; put away what nobody is in."""
        for room in await self._store.expire(now):
            note("expired", room=room)
            if room in self._rooms:
                self._end(self._rooms[room], "expired")
        idle = time.monotonic() - self._limits.idle_seconds
        for opened in list(self._rooms.values()):
            if opened.left is not None and opened.left <= idle:
                self._end(opened, "expired")

    # -------------------------------------------------------------- inside

    def _refuse(
        self, opened: Opened, caller: Caller[Carrier], frame: Append | Post, now: float
    ) -> RejectedCode | None:
        """Say why a frame is not taken to be kept, whatever the room says, or None."""
        if not isinstance(frame, Append):
            return None
        size = opened.room.entries_bytes + len(frame.payload)
        if size > self._store.free // SHARES:
            return "room-full"
        return None if self._callers.may_keep(caller, now) else "slow-down"

    def _is_open(self, opened: Opened) -> bool:
        return self._rooms.get(opened.room.room) is opened

    async def _load(self, room: bytes) -> Stored | None:
        """Read a room from the store, once for all who ask at the same time."""
        loading = self._loading.get(room)
        if loading is None:
            loading = asyncio.ensure_future(self._read(room))
            self._loading[room] = loading
            loading.add_done_callback(lambda _: self._loading.pop(room))
        return await asyncio.shield(loading)

    async def _read(self, room: bytes) -> Stored | None:
        async with self._readers:
            return await self._store.load(room)

    def _open(
        self, peer: Peer, login: Login, stored: Stored | None
    ) -> Opened | Refused:
        """Put a room in memory: as it is stored, or a new one."""
        now = time.monotonic()
        if stored is None:
            if login.lead is None or not login.create:
                return Refused(code="no-such-room")
            if not self._callers.may_open(peer.carrier.caller, now):
                return Refused(code="server-full")
            stored = Stored(login.lead.key, ())
        size = sum(len(entry.payload) for entry in stored.entries)
        if len(self._rooms) >= self._limits.rooms or size > self._budget.free // SHARES:
            return Refused(code="server-full")
        room: Room[Peer] = Room(
            login.room,
            stored.fk,
            boot=secrets.token_bytes(16),
            limits=self._limits,
            budget=Share(self._budget),
            entries=stored.entries,
        )
        # Left already, in case the login that opens it is refused.
        work = Bucket(self._limits.room_burst, self._limits.room_rate, now)
        opened = Opened(room, now, work)
        self._rooms[login.room] = opened
        note("opened", room=login.room, entries=len(stored.entries))
        return opened

    def _end(self, opened: Opened, code: ClosingCode) -> None:
        """Take a room out of memory, and close the connections of all in it."""
        del self._rooms[opened.room.room]
        for peer in opened.room.everybody:
            self._close(peer, code)
        opened.room.put_away()

    def _carry_out(self, opened: Opened, effects: Iterable[Effect[Peer]]) -> None:
        for effect in effects:
            if isinstance(effect, Send):
                if effect.to:
                    self._fanout.send(effect.to, SERVER_FRAMES.encode(effect.frame))
            elif isinstance(effect, Drop):
                self._close(effect.connection, effect.code)
            else:
                room = opened.room
                expires = time.time() + room.lifetime
                kept = self._store.append(room.room, room.fk, effect.entry, expires)
                kept.add_done_callback(partial(self._kept, opened))

    def _kept(self, opened: Opened, kept: asyncio.Future[None]) -> None:
        """Go on after an entry is on disk; without it the room must begin anew.

        Everybody is sent away then, comes back to the room as the store has it, and the
        facilitator sends the entry again.
        """
        if not self._is_open(opened):
            kept.exception()
            return
        error = kept.exception()
        if error is None:
            self._carry_out(opened, opened.room.stored())
        else:
            note("not-stored", room=opened.room.room, reason=str(error))
            self._end(opened, "shutdown")


__all__ = ["Opened", "Rooms", "StoreError"]
