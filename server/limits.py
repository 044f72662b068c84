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
    """Kept in memory, of all rooms together; one has an eighth of what is free."""
    incoming_bytes: int = 128 * MIB
    """Came in and was not dealt with, over all connections; one has such an eighth."""
    outgoing_bytes: int = 256 * MIB
    """Waits to be written, to all readers; one has such an eighth."""
    store_bytes: int = 8192 * MIB
    """The size of the store's file; one room has an eighth of what is free."""
    burst: int = 1000
    """Frames that one connection may send at once."""
    rate: int = 500
    """Frames a second that one connection may send for long."""
    upgrade_seconds: float = 10
    """From the connection to the whole request for a websocket."""
    noise_burst: int = 20
    """Pings, pongs and parts of messages that one connection may send at once."""
    noise_rate: float = 2
    """The same a second for long; above it it is cut off."""
    room_burst: int = 3000
    """Work that one room may cause at once; see `server.work`."""
    room_rate: int = 2000
    """Work a second that it may cause for long; above it its frames wait."""
    address_work_burst: int = 100_000
    """Work that one address may cause at once."""
    address_work_rate: int = 5000
    """Work a second that it may cause for long."""
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

    @property
    def free(self) -> int:
        """What nobody holds."""
        return max(0, self._limit - self.used)

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


SHARES = 8


class Share(Budget):
    """One holder's part of a budget: no more than an eighth of what is still free.

    So a few who take all they can leave enough for the many who need little.
    """

    def __init__(self, whole: Budget) -> None:
        """Hold nothing of `whole`."""
        super().__init__(0)
        self._whole = whole

    def take(self, amount: int) -> bool:
        """Take `amount` if it is within the part, and say whether."""
        if self.used + amount > self._whole.free // SHARES:
            return False
        self.add(amount)
        return True

    def add(self, amount: int) -> None:
        """Take `amount`, free or not."""
        super().add(amount)
        self._whole.add(amount)

    def give(self, amount: int) -> None:
        """Give back what was taken."""
        super().give(amount)
        self._whole.give(amount)

    def hold(self, amount: int) -> bool:
        """Hold `amount` instead of what was held; say whether that is within the part.

        What was held counts as free here, so that who holds the same again still may.
        """
        self.add(amount - self.used)
        return amount <= (self._whole.free + amount) // SHARES


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

    def wait(self, now: float) -> float:
        """Give the seconds until nothing is owed."""
        return self.spend(now, 0)

    def full(self, now: float) -> bool:
        """Say whether nothing is taken that has not grown back."""
        self._grow(now)
        return self._left >= self._burst

    def _grow(self, now: float) -> None:
        grown = max(0.0, now - self._at) * self._rate
        self._left = min(float(self._burst), self._left + grown)
        self._at = now


__all__ = ["Bucket", "Budget", "Limits", "Share", "read_limits"]
