"""A table of members, each with a Round, around a relay that may do as it likes."""

from __future__ import annotations

from collections import deque
from collections.abc import Callable, Iterable, Sequence
from hashlib import blake2b

from attrs import define, field, frozen
from nacl.signing import SigningKey

from formats.entries import ENTRIES, MESSAGES, Message, OpenRound
from retro.anonymity.keys import Scope, sign
from retro.anonymity.mixing import Mixing
from retro.anonymity.onion import Contents, Lane
from retro.anonymity.round import OVER, Round
from retro.anonymity.round_effects import (
    AllHere,
    Effect,
    Hold,
    LeadMayGo,
    NeedTexts,
    Opened,
    Revealed,
    Send,
    Stop,
)
from retro.anonymity.spent import Only

SCOPE = Scope(b"s" * 32, b"r" * 32)
HEAD = b"h" * 32
NOTES = (Lane(2, 12),)


def person(number: int) -> SigningKey:
    """Give the member key of person `number`."""
    return SigningKey(blake2b(b"person%d" % number, digest_size=32).digest())


def drip(seed: str) -> Callable[[int], bytes]:
    """Give a source of bytes that is the same every time."""
    count = 0

    def draw(size: int) -> bytes:
        nonlocal count
        count += 1
        return blake2b(f"{seed}/{count}".encode(), digest_size=size).digest()

    return draw


def opening(rid: int = 1, again: int = 0, log: bytes = HEAD, qid: int = 1) -> bytes:
    """Give the body of an OPEN_ROUND."""
    return ENTRIES.encode(
        OpenRound(rid=rid, qid=qid, kind="notes", again=again, seconds=5, log=log)
    )


@frozen
class Parcel:
    """A message on its way: who sent it, to whom, and what."""

    sender: bytes
    to: bytes
    send: Send


Relay = Callable[[Parcel], Iterable[Parcel]]


def honestly(parcel: Parcel) -> Iterable[Parcel]:
    """Relay a message as it came."""
    return (parcel,)


@define
class Table:
    """`n` members, of whom the first is the facilitator.

    `relay` sees every parcel and says what is delivered; `absent` never start; `bound`
    is called when a member's keys are bound, to corrupt it; `backwards` delivers the
    latest message first.
    """

    n: int = 4
    lanes: tuple[Lane, ...] = NOTES
    rid: int = 1
    floor: int = 0
    scope: Scope = SCOPE
    absent: frozenset[int] = frozenset()
    only: Only | None = None
    openings: dict[int, bytes] = field(factory=dict)
    texts: dict[int, Contents] = field(factory=dict)
    relay: Relay = honestly
    rounds: list[Round] = field(init=False)
    effects: list[list[Effect]] = field(init=False)
    wire: list[Parcel] = field(factory=list)
    queue: deque[Parcel] = field(factory=deque)
    keys: list[SigningKey] = field(init=False)
    aborts: bool = True
    backwards: bool = False
    bound: Callable[[Table, int], None] = lambda _table, _number: None

    def __attrs_post_init__(self) -> None:
        """Seat everybody."""
        self.keys = [person(number) for number in range(self.n)]
        self.effects = [[] for _ in self.keys]
        self.rounds = [
            Round(
                scope=self.scope,
                rid=self.rid,
                opened=self.openings.get(number, opening(self.rid)),
                roster=self.vks,
                lead=self.vks[0],
                key=key,
                lanes=lambda _: self.lanes,
                only=self.only,
                random=drip(f"{self.rid}/{number}"),
            )
            for number, key in enumerate(self.keys)
        ]

    @property
    def vks(self) -> tuple[bytes, ...]:
        """Give all member keys."""
        return tuple(bytes(key.verify_key) for key in self.keys)

    def number(self, vk: bytes) -> int:
        """Give the number of the member with this key."""
        return self.vks.index(vk)

    # ------------------------------------------------------------------ what happens

    def take(self, number: int, effects: Sequence[Effect]) -> None:
        """Carry out what the round of one member asks, as a client does."""
        for effect in effects:
            self.effects[number].append(effect)
            round_ = self.rounds[number]
            match effect:
                case Send():
                    self.post(number, effect)
                case NeedTexts():
                    self.bound(self, number)
                    blank: Contents = tuple(() for _ in self.lanes)
                    self.take(number, round_.submit(self.texts.get(number, blank)))
                case LeadMayGo():
                    self.take(number, round_.ping())
                case AllHere():
                    self.take(number, round_.go())
                case Stop() if number == 0 and self.aborts:
                    self.abort(effect.reason)
                case _:
                    pass

    def post(self, number: int, send: Send) -> None:
        """Put a message on the wire."""
        for to in self.vks if send.to is None else (send.to,):
            parcel = Parcel(self.vks[number], to, send)
            self.wire.append(parcel)
            self.queue.extend(self.relay(parcel))

    def abort(self, reason: str = "abort") -> None:
        """Sign ABORT, which reaches everybody."""
        for number, round_ in enumerate(self.rounds):
            self.take(number, round_.abort(reason))

    def forge(
        self, number: int, message: Message, prev: bytes, to: bytes | None = None
    ) -> Send:
        """Sign a message that the member's own client would not send."""
        body = MESSAGES.encode(message)
        sig = sign(self.keys[number], message.TAG, self.scope, self.rid, prev, body)
        return Send(to, message.TAG, body, sig)

    def deliver(self, parcel: Parcel) -> None:
        """Hand one message to its addressee."""
        number = self.number(parcel.to)
        send = parcel.send
        self.take(
            number, self.rounds[number].receive(parcel.sender, send.body, send.sig)
        )

    def drain(self) -> None:
        """Deliver until the wire is silent."""
        while self.queue:
            pick = self.queue.pop if self.backwards else self.queue.popleft
            self.deliver(pick())

    def start(self) -> None:
        """Let everybody but the absent send KEYS, and the wire fall silent."""
        for number, round_ in enumerate(self.rounds):
            if number not in self.absent:
                self.take(number, round_.start())
        self.drain()

    def set(
        self, members: Sequence[bytes] | None = None, *, hold: bool = False
    ) -> None:
        """Sign SET: whose KEYS the facilitator has; pass the hold unless `hold`."""
        chosen = self.rounds[0].arrived if members is None else tuple(members)
        for number, round_ in enumerate(self.rounds):
            effects = round_.set_members(chosen, floor=self.floor, head=HEAD)
            self.take(number, effects)
        for number, round_ in enumerate(self.rounds):
            held = any(isinstance(effect, Hold) for effect in self.effects[number])
            if held and not hold:
                self.take(number, round_.hold_over())

    def play(self) -> None:
        """Play the round to its end, or until the wire is silent."""
        self.start()
        self.set()
        self.drain()

    # ------------------------------------------------------------------ what came of it

    def of(self, number: int, kind: type[Effect]) -> list[Effect]:
        """Give the effects of one kind that a member's round gave."""
        return [e for e in self.effects[number] if isinstance(e, kind)]

    def mixing(self, number: int) -> Mixing:
        """Give a member's part in the mixing."""
        mixing = self.rounds[number]._mixing
        assert mixing is not None
        return mixing

    def at_hop(self, hop: int) -> int:
        """Give the number of the member at this hop."""
        return self.number(self.mixing(0).order[hop - 1])

    def opened(self, number: int) -> Opened | None:
        """Give what came out at one member."""
        found = [e for e in self.effects[number] if isinstance(e, Opened)]
        return found[0] if found else None

    def stops(self) -> list[str]:
        """Give why the members' rounds stopped."""
        return [e.reason for each in self.effects for e in each if isinstance(e, Stop)]

    def revealed(self) -> list[int]:
        """Give the members whose inner secret left."""
        return [number for number in range(self.n) if self.of(number, Revealed)]

    def over(self) -> bool:
        """Tell whether everybody's round is over."""
        return all(round_.state in OVER for round_ in self.rounds)
