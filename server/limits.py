"""How much anybody may ask of the relay, and the two small counters that keep to it.

The defaults fit an organisation's relay and are far above what a session needs: a
member sends fewer than 60 frames in a round, and the largest round (40 members) leaves
some 17 MB of lists.
"""

from __future__ import annotations

from collections.abc import Mapping

from attrs import fields, frozen

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
    strangers: int = 4000
    """Of these not logged in; of more the oldest is cut off."""
    address_connections: int = 4000
    """Connections from one address: an IPv4 address, or an IPv6 network of /64."""
    address_strangers: int = 1000
    """Of these not logged in; of more the oldest is cut off."""
    address_burst: int = 4000
    """Connections that one address may begin at once."""
    address_rate: float = 50
    """Connections a second that it may begin for long."""
    refusal_cost: int = 10
    """For how many connections a login counts that is refused."""
    address_rooms: int = 200
    """Rooms that one address may make at once."""
    address_rooms_rate: float = 1 / 6
    """Rooms a second that it may make for long."""
    address_kept: int = 256 * MIB
    """Control entries that one address may have kept on disk at once."""
    address_kept_rate: float = 32 * 1024
    """Bytes of them a second for long."""
    memory_bytes: int = 1024 * MIB
    """Payloads in memory, of all rooms together."""
    store_bytes: int = 8192 * MIB
    """The size of the store's file."""
    burst: int = 1000
    """Frames that one connection may send at once."""
    rate: int = 500
    """Frames a second that one connection may send for long."""
    upgrade_seconds: float = 10
    """From the connection to the whole request for a websocket."""
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


def read_limits(values: Mapping[str, object]) -> Limits:
    """Make limits of names and numbers, the others as they are.

    Raises `ValueError` with the name of what is no limit, or no number for it: above
    zero, and whole for what is counted.
    """
    whole = {each.name: each.type in (int, "int") for each in fields(Limits)}
    for name, value in values.items():
        kinds = (int,) if whole.get(name) else (int, float)
        sound = type(value) in kinds and 0 < value < 2**53  # type: ignore[operator] # a number
        if name not in whole or not sound:
            raise ValueError(name)
    return Limits(**values)  # type: ignore[arg-type] # just looked at


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

    def __init__(self, burst: float, rate: float, now: float) -> None:
        """Start full at the time `now`."""
        self._burst = burst
        self._rate = rate
        self._left = float(burst)
        self._at = now

    def take(self, now: float, amount: float = 1) -> bool:
        """Take `amount` at the time `now` if there is so much, and say whether."""
        self._grow(now)
        if self._left < amount:
            return False
        self._left -= amount
        return True

    def spend(self, now: float, amount: float = 1) -> float:
        """Take `amount`, there or not; give the seconds until nothing is owed."""
        self._grow(now)
        self._left -= amount
        return max(0.0, -self._left / self._rate)

    def full(self, now: float) -> bool:
        """Say whether nothing is taken that has not grown back."""
        self._grow(now)
        return self._left >= self._burst

    def _grow(self, now: float) -> None:
        grown = max(0.0, now - self._at) * self._rate
        self._left = min(float(self._burst), self._left + grown)
        self._at = now


__all__ = ["Bucket", "Budget", "Limits", "read_limits"]
