"""What every part of the engine works on: the log, the state, what goes out.

`Core` has no will of its own. It keeps the chain and the state in step, seals what is
said, and collects the events; the parts decide.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable

from attrs import define, field
from nacl.signing import SigningKey

from formats.entries import (
    PAYLOADS,
    Abort,
    End,
    Entry,
    Outcome,
    Seated,
    SignedMessage,
)
from retro.anonymity.chain import Chain, ChainError
from retro.anonymity.joining import Member
from retro.anonymity.joinwords import Secrets
from retro.anonymity.sealing import seal
from retro.client.attendance import Attendance
from retro.client.drafts import Drafts
from retro.client.events import Event
from retro.client.outbox import Outbox
from retro.client.patience import Patience
from retro.client.timers import Timers
from retro.session.fold import apply
from retro.session.state import Invalid, State

CLEARING = (Seated, Abort, Outcome, End)
"""After these the messages before them mean nothing any more."""

CONTROL = b"control"
ROUND = b"round"


@define
class Core:
    """One client's log, state, people and outgoing traffic."""

    secrets: Secrets
    key: SigningKey
    fk: SigningKey | None
    screen: bool
    patience: Patience
    timers: Timers
    wall: Callable[[], float]
    random: Callable[[int], bytes]
    chain: Chain
    member: Member
    outbox: Outbox
    entered: Callable[[Entry], None]
    state: State = field(factory=State)
    attendance: Attendance = field(factory=Attendance)
    drafts: Drafts = field(factory=Drafts)
    events: list[Event] = field(factory=list)
    vk: bytes = field(init=False)
    known: int | None = None
    """How many control entries the relay had when it admitted me; None while away."""
    joined: bool = False
    """Whether the log was all here once: what comes from then on is news."""

    def __attrs_post_init__(self) -> None:
        """Keep my public key at hand."""
        self.vk = bytes(self.key.verify_key)

    @property
    def leads(self) -> bool:
        """Whether I facilitate."""
        return self.fk is not None

    @property
    def caught_up(self) -> bool:
        """Whether I hold all of the log that there was when I came in."""
        return self.known is not None and self.chain.length >= self.known

    @property
    def here(self) -> bool:
        """Whether I am on the roster."""
        roster = self.chain.roster
        return roster is not None and self.vk in roster.keys

    def publish(self, event: Event) -> None:
        """Tell the front."""
        self.events.append(event)

    def say(
        self,
        signed: SignedMessage,
        to: bytes | None = None,
        *,
        lasting: bool = False,
        awaited: bool = False,
    ) -> None:
        """Seal and send a signed message, to everybody unless `to` names a member."""
        payload = seal(self.secrets, PAYLOADS.encode(signed), ROUND)
        self.outbox.post(payload, to or b"", lasting=lasting, awaited=awaited)

    def append(self, entry: Entry) -> None:
        """Add the facilitator's next entry; raises `Invalid` and changes nothing.

        What makes no sense in the state, or may not follow in the log, never leaves.
        """
        if self.fk is None:
            raise Invalid("not-facilitator")
        after = apply(self.state, entry)
        try:
            payload = self.chain.append(entry, self.fk)
        except ChainError as error:
            raise Invalid("busy") from error
        self.state = after
        self.outbox.append(
            self.chain.length - 1,
            seal(self.secrets, payload, CONTROL),
            clears=isinstance(entry, CLEARING),
            ends=isinstance(entry, End),
        )
        self.entered(entry)

    def take(self, payload: bytes) -> None:
        """Take an entry from the log; raises `ChainError`.

        An entry that the facilitator signed and that makes no sense changes nothing,
        on every client alike.
        """
        entry = self.chain.receive(payload)
        if entry is None:
            return
        if self.leads:  # led on from another client: a server may lose it all the same
            self.outbox.keep(
                self.chain.length - 1,
                seal(self.secrets, payload, CONTROL),
                clears=isinstance(entry, CLEARING),
                ends=isinstance(entry, End),
            )
        try:
            self.state = apply(self.state, entry)
        except Invalid:
            return
        self.entered(entry)

    def names(self, keys: Iterable[bytes]) -> tuple[str, ...]:
        """Give the names that go with member keys, in the roster's order first."""
        wanted = set(keys)
        roster = self.chain.roster
        seats = roster.seats if roster else ()
        found = [seat.name for seat in seats if seat.vk in wanted]
        strangers = wanted - {seat.vk for seat in seats}
        return (*found, *sorted(filter(None, map(self.attendance.name, strangers))))
