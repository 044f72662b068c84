"""How much anybody may ask of the relay, and the two small counters that keep to it.

The defaults fit an organisation's relay and are far above what a session needs: a
member sends fewer than 60 frames in a round, and the largest round (40 members) leaves
some 17 MB of lists.
"""

from __future__ import annotations

from attrs import frozen

from formats.wire import APPEND_BYTES, CONNECTIONS_MAX, POST_BYTES

MIB = 1024 * 1024


@frozen(kw_only=True)
class Limits:
    """Every bound of the relay; sizes in bytes, times in seconds."""

    append_bytes: int = APPEND_BYTES
    """The largest payload of a control entry."""
    post_bytes: int = POST_BYTES
    """The largest payload of round traffic."""
    entries: int = 10_000
    """Control entries in one room."""
    entries_bytes: int = 32 * MIB
    """All control entries of one room together."""
    posts: int = 20_000
    """Round traffic kept in one room, in frames, and ids of it remembered."""
    posts_bytes: int = 64 * MIB
    """Round traffic kept in one room."""
    connections: int = CONNECTIONS_MAX
    """Members connected to one room, one of them reserved for the facilitator."""
    rooms: int = 20_000
    """Rooms in memory."""
    total_connections: int = 20_000
    """Connections to the relay, logged in or not."""
    memory_bytes: int = 1024 * MIB
    """Payloads in memory, of all rooms together."""
    store_bytes: int = 8192 * MIB
    """The size of the store's file."""
    burst: int = 1000
    """Frames that one connection may send at once."""
    rate: int = 500
    """Frames a second that one connection may send for long."""
    login_seconds: float = 10
    """From the challenge to the login."""
    stall_seconds: float = 60
    """How long a reader may leave the relay's writing blocked."""
    buffer_bytes: int = 4 * MIB
    """What may wait to be written to one reader."""
    idle_seconds: float = 600
    """How long a room that nobody is in stays in memory."""
    room_seconds: float = 24 * 3600
    """How long a room lives after its last control entry."""
    ended_seconds: float = 3600
    """The same for a room that has ended."""


class Budget:
    """An amount shared by many; nobody holds more of it than there is."""

    def __init__(self, limit: int) -> None:
        """Start with all of `limit` free."""
        self._limit = limit
        self.used = 0

    def take(self, amount: int) -> bool:
        """Take `amount` if so much is free, and say whether."""
        if self.used + amount > self._limit:
            return False
        self.used += amount
        return True

    def add(self, amount: int) -> None:
        """Take `amount`, free or not: it is there already."""
        self.used += amount

    def give(self, amount: int) -> None:
        """Give back what was taken."""
        self.used -= amount


class Bucket:
    """A rate with a burst: `rate` a second for long, `burst` at once."""

    __slots__ = ("_at", "_burst", "_left", "_rate")

    def __init__(self, burst: int, rate: int, now: float) -> None:
        """Start full at the time `now`."""
        self._burst = burst
        self._rate = rate
        self._left = float(burst)
        self._at = now

    def take(self, now: float) -> bool:
        """Take one at the time `now` if there is one, and say whether."""
        grown = max(0.0, now - self._at) * self._rate
        self._left = min(float(self._burst), self._left + grown)
        self._at = now
        if self._left < 1:
            return False
        self._left -= 1
        return True


__all__ = ["Bucket", "Budget", "Limits"]
