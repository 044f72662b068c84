"""A store that ends with the process: for tests, and a relay that keeps nothing."""

from __future__ import annotations

import asyncio

from attrs import define

from server.journal import Entry
from server.store import Stored, StoreError


@define
class _Kept:
    """A room in memory."""

    fk: bytes
    entries: list[Entry]
    expires: float


class MemoryStore:
    """A store that ends with the process."""

    def __init__(self) -> None:
        """Start empty."""
        self.free = 2**60
        self._rooms: dict[bytes, _Kept] = {}

    async def open(self) -> None:
        """Need nothing."""

    async def close(self) -> None:
        """Keep everything, for a relay that is started again."""

    async def load(self, room: bytes) -> Stored | None:
        """Give a room, or None."""
        kept = self._rooms.get(room)
        return None if kept is None else Stored(kept.fk, tuple(kept.entries))

    def append(
        self, room: bytes, fk: bytes, entry: Entry, expires: float
    ) -> asyncio.Future[None]:
        """Keep the next entry of a room."""
        future = asyncio.get_running_loop().create_future()
        kept = self._rooms.get(room, _Kept(fk, [], expires))
        if kept.fk != fk or entry.index != len(kept.entries):
            future.set_exception(StoreError("the room is not at this entry"))
            return future
        self._rooms[room] = kept
        kept.entries.append(entry)
        kept.expires = expires
        future.set_result(None)
        return future

    async def expire(self, now: float) -> tuple[bytes, ...]:
        """Delete every room whose time has come."""
        over = [room for room, kept in self._rooms.items() if kept.expires <= now]
        for room in over:
            del self._rooms[room]
        return tuple(over)
