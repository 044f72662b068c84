"""Who is connected from where, and who may still be: decided by address and by number.

Takes addresses and times, gives decisions; the relay carries them out. A caller is a
*stranger* until its login stands. Of too many strangers the oldest has to go, for who
means well is a stranger for a moment: so a crowd that only sits there keeps out nobody.

An address is known here while it is connected, and after that until what it used of its
rates has grown back: seconds, as a rule. It is never written down.
"""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Iterable
from enum import Enum
from typing import Generic, TypeVar

from attrs import define, field

from server.addresses import Network, counted, trusted
from server.limits import Bucket, Limits

C = TypeVar("C")

ADDRESSES = 100_000
"""The most addresses remembered; the first that was left goes when there are more."""


class Turned(Enum):
    """Why a caller is turned away."""

    FULL = "full"
    """There are as many connections as there may be."""
    CROWDED = "crowded"
    """There are as many from this address as there may be."""
    HASTY = "hasty"
    """This address connects, or fails to log in, too fast."""


@define(eq=False)
class _Place(Generic[C]):
    """One address, as long as it is remembered."""

    key: bytes
    arrivals: Bucket
    rooms: Bucket
    kept: Bucket
    work: Bucket
    connections: int = 0
    strangers: OrderedDict[Caller[C], None] = field(factory=OrderedDict)

    def full(self, now: float) -> bool:
        """Say whether nothing is left to remember."""
        buckets = (self.arrivals, self.rooms, self.kept, self.work)
        return all(bucket.full(now) for bucket in buckets)


@define(eq=False)
class Caller(Generic[C]):
    """One connection, from the moment it was accepted. `place`: once that is known."""

    connection: C
    peer: str
    place: _Place[C] | None = None


class Callers(Generic[C]):
    """All connections to a relay."""

    def __init__(self, limits: Limits, proxies: Iterable[Network] = ()) -> None:
        """Begin with nobody; `proxies` are the reverse proxies to be believed."""
        self._limits = limits
        self._proxies = tuple(proxies)
        self._places: dict[bytes, _Place[C]] = {}
        # Of the above those with no connection, in the order they were left.
        self._idle: OrderedDict[_Place[C], None] = OrderedDict()
        self._strangers: OrderedDict[Caller[C], None] = OrderedDict()
        self.count = 0
        """The connections there are, logged in or not."""

    @property
    def addresses(self) -> int:
        """How many addresses are remembered."""
        return len(self._places)

    @property
    def strangers(self) -> tuple[C, ...]:
        """The connections whose login does not stand, the oldest first."""
        return tuple(caller.connection for caller in self._strangers)

    def arrive(
        self, connection: C, peer: str, now: float
    ) -> tuple[Caller[C], Turned | None, tuple[C, ...]]:
        """Take in a connection that was accepted, and say who has to go for it.

        A proxy's is not counted to an address before `asks`.
        """
        caller = Caller(connection, peer)
        self.count += 1
        self._strangers[caller] = None
        turned = None
        if not trusted(peer, self._proxies):
            turned = self._settle(caller, counted(peer), now)
        return caller, turned, self._crowd(caller, turned)

    def asks(
        self, caller: Caller[C], forwarded: Iterable[str], now: float
    ) -> tuple[Turned | None, tuple[C, ...]]:
        """Say whether a caller whose request was read may come in; or who has to go."""
        turned = None
        if caller.place is None:
            key = counted(caller.peer, forwarded, self._proxies)
            turned = self._settle(caller, key, now)
        if turned is None:
            turned = self._turned(caller)
        return turned, self._crowd(caller, turned)

    def entered(self, caller: Caller[C]) -> None:
        """Take note that a login stands."""
        self._strangers.pop(caller, None)
        if caller.place is not None:
            caller.place.strangers.pop(caller, None)

    def refused(self, caller: Caller[C], now: float) -> None:
        """Take note that a login does not stand, which costs the address."""
        if caller.place is not None:
            caller.place.arrivals.spend(now, self._limits.refusal_cost)

    def may_open(self, caller: Caller[C], now: float) -> bool:
        """Say whether a caller may make a room, and count it."""
        return caller.place is None or caller.place.rooms.take(now)

    def may_keep(self, caller: Caller[C], now: float) -> bool:
        """Say whether a caller may have anything more kept on disk."""
        return caller.place is None or caller.place.kept.take(now, 0)

    def kept(self, caller: Caller[C], size: int, now: float) -> None:
        """Count what a caller has kept on disk; of one entry more than there was."""
        if caller.place is not None:
            caller.place.kept.spend(now, size)

    def works(self, caller: Caller[C], cost: float, now: float) -> float:
        """Count work that a caller causes; give the seconds until nothing is owed."""
        return 0.0 if caller.place is None else caller.place.work.spend(now, cost)

    def gone(self, caller: Caller[C], now: float) -> None:
        """Forget a connection that is no more, and its address if that is no more."""
        self.entered(caller)
        self.count -= 1
        place, caller.place = caller.place, None
        if place is None:
            return
        place.connections -= 1
        if place.connections == 0:
            self._idle[place] = None
            if place.full(now):
                self._forget(place)

    def forget(self, now: float) -> None:
        """Forget the addresses that are not connected and have used nothing."""
        for place in [place for place in self._idle if place.full(now)]:
            self._forget(place)

    # -------------------------------------------------------------- inside

    def _settle(self, caller: Caller[C], key: bytes, now: float) -> Turned | None:
        """Count a caller to an address."""
        place = self._places.get(key) or self._new(key, now)
        self._idle.pop(place, None)
        place.connections += 1
        place.strangers[caller] = None
        caller.place = place
        return None if place.arrivals.take(now) else Turned.HASTY

    def _new(self, key: bytes, now: float) -> _Place[C]:
        limits = self._limits
        if len(self._places) >= ADDRESSES and self._idle:
            self._forget(next(iter(self._idle)))
        place: _Place[C] = _Place(
            key,
            Bucket(limits.address_burst, limits.address_rate, now),
            Bucket(limits.address_rooms, limits.address_rooms_rate, now),
            Bucket(limits.address_kept, limits.address_kept_rate, now),
            Bucket(limits.address_work_burst, limits.address_work_rate, now),
        )
        self._places[key] = place
        return place

    def _forget(self, place: _Place[C]) -> None:
        del self._idle[place]
        del self._places[place.key]

    def _turned(self, caller: Caller[C]) -> Turned | None:
        if self.count > self._limits.total_connections:
            return Turned.FULL
        here = 0 if caller.place is None else caller.place.connections
        return Turned.CROWDED if here > self._limits.address_connections else None

    def _crowd(self, caller: Caller[C], turned: Turned | None) -> tuple[C, ...]:
        """Give the oldest stranger of this address, or of all, if that is one more.

        For who is turned away nobody has to go.
        """
        if turned is not None:
            self.entered(caller)
            return ()
        limits = self._limits
        crowds = [(self._strangers, limits.strangers)]
        if caller.place is not None:
            crowds.append((caller.place.strangers, limits.address_strangers))
        for crowd, most in crowds:
            if len(crowd) > most:
                oldest = next(iter(crowd))
                self.entered(oldest)
                return (oldest.connection,)
        return ()
