"""A team that goes through epochs and rounds of the control log, without a relay.

Everything follows from `seed`, so that a failing test fails again.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence

from nacl.signing import SigningKey

from formats.agenda import Agenda
from formats.entries import (
    ENTRIES,
    PAYLOADS,
    VERSION,
    Abort,
    Begin,
    Close,
    Done,
    DoneSeal,
    Entry,
    Gather,
    OpenRound,
    Outcome,
    RoundKind,
    Seated,
    SetMembers,
    SignedEntry,
    SignedMessage,
)
from formats.hashing import H
from retro.anonymity.chain import Chain, ChainError
from retro.anonymity.epoch import Question, Roster
from retro.anonymity.joining import Gathering, Member, Seating
from retro.anonymity.keys import Scope, say, sign
from retro.anonymity.onion import out_hash

NAMES = ("Lead", "Anna", "Bob", "Carol", "Dewi", "Els", "Fatma", "Gijs", "Hugo")
MIXED = H("mixed of tests")


def key(*what: int | str) -> SigningKey:
    """Give a key that follows from what it is for."""
    return SigningKey(H("test key", *map(str, what)))


def begin(fk: SigningKey) -> Begin:
    """Give a first entry that names this facilitator key."""
    return Begin(
        version=VERSION,
        fk=bytes(fk.verify_key),
        lang="nl",
        title="Overleg",
        team="Zuid",
        date="2024-05-01",
        agenda=Agenda(name="a", lang="nl", title="A", steps=()),
        norms=(),
        review_months=3,
    )


def signed(
    entry: Entry, fk: SigningKey, scope: Scope, prev: bytes, *, rid: int | None = None
) -> bytes:
    """Sign an entry for any place in a log, whatever the rules say."""
    body = ENTRIES.encode(entry)
    number = getattr(entry, "rid", 0) if rid is None else rid
    sig = sign(fk, entry.TAG, scope, number, prev, body)
    return PAYLOADS.encode(SignedEntry(prev=prev, body=body, sig=sig))


def code(act: Callable[[], object]) -> str:
    """Tell how the chain refuses this: `code why`, or "" when it does not."""
    try:
        act()
    except ChainError as error:
        return f"{error.code} {error.why}".strip()
    return ""


def replayed(room: bytes, payloads: Sequence[bytes]) -> Chain:
    """Give the chain of a late joiner who has only the log."""
    chain = Chain(room)
    for payload in payloads:
        chain.receive(payload)
    return chain


class Team:
    """A facilitator (the first member) and the others, with the log they make."""

    def __init__(self, n: int, *, seed: str = "team", started: bool = True) -> None:
        """Make n members; unless `started` is False the session has begun."""
        self.seed = seed
        self.room = H("room", seed)
        self.fk = key(seed, "fk")
        self.chain = Chain(self.room)
        self.members = [
            Member(key(seed, i), NAMES[i % 9] + " jr" * (i // 9), lead=i == 0)
            for i in range(n)
        ]
        self.lead = self.members[0]
        if started:
            self.append(begin(self.fk))

    @property
    def log(self) -> tuple[bytes, ...]:
        """All payloads so far."""
        return self.chain.payloads

    @property
    def roster(self) -> Roster:
        """The completed roster."""
        assert self.chain.roster
        return self.chain.roster

    def member(self, vk: bytes) -> Member:
        """Find a member by key."""
        return next(member for member in self.members if member.vk == vk)

    def append(self, entry: Entry) -> bytes:
        """Let the facilitator say this; give the payload."""
        return self.chain.append(entry, self.fk)

    def nonce(self, member: Member) -> bytes:
        """Give the member's nonce for the epoch under way."""
        return H("test nonce", self.seed, member.vk, self.chain.epoch)

    def gather(self, members: Sequence[Member] | None = None) -> Gathering:
        """Call for COMMITs and collect those of `members`, by default everybody's."""
        entry = Gather(epoch=self.chain.epoch + 1)
        self.append(entry)
        head, scope = self.chain.head, self.chain.scope
        gathering = Gathering(entry.epoch, head, scope, self.lead.vk)
        for member in self.members if members is None else members:
            commit = member.on_gather(entry, head, scope, self.nonce(member))
            assert gathering.receive(member.vk, commit)
        while gathering.duplicates:
            double = self.member(gathering.duplicates[0])
            renamed = double.rename(gathering.taken(double.vk))
            assert renamed
            assert gathering.receive(double.vk, renamed)
        return gathering

    def close(self, members: Sequence[Member] | None = None) -> Close:
        """Gather and close the list."""
        close = self.gather(members).close()
        self.append(close)
        return close

    def open(self, close: Close) -> Seated:
        """Let everybody on the list OPEN; give the entry, not in the log yet."""
        head, scope = self.chain.head, self.chain.scope
        seating = Seating(close, head, scope)
        for seat in close.seats:
            said = self.member(seat.vk).on_close(close, head)
            assert isinstance(said, SignedMessage)
            assert seating.receive(seat.vk, said)
        seated = seating.seated()
        assert seated
        return seated

    def epoch(
        self, members: Sequence[Member] | None = None
    ) -> dict[bytes, Question | None]:
        """Complete an epoch; give what each member is asked."""
        self.append(self.open(self.close(members)))
        return {member.vk: member.on_seated(self.roster) for member in self.members}

    def confirm(self, members: Sequence[Member] | None = None) -> None:
        """Let `members` say "same", heard by everybody."""
        for member in self.members if members is None else members:
            said = member.answer(True)
            assert said
            for other in self.members:
                other.on_confirm(member.vk, said)

    def open_round(
        self, qid: int = 1, again: int = 0, kind: RoundKind = "notes"
    ) -> OpenRound:
        """Open the next round."""
        entry = OpenRound(
            rid=len(self.chain.standing.rounds) + 1,
            qid=qid,
            kind=kind,
            again=again,
            seconds=20,
            log=self.chain.head,
        )
        self.append(entry)
        return entry

    def set(self, members: Sequence[Member] | None = None) -> SetMembers:
        """Fix who takes part, by default the whole roster."""
        chosen = {m.vk for m in (self.members if members is None else members)}
        entry = SetMembers(
            rid=len(self.chain.standing.rounds),
            members=tuple(vk for vk in self.roster.keys if vk in chosen),
        )
        self.append(entry)
        return entry

    def outcome(self) -> Outcome:
        """Give the outcome of the open round, with everybody's DONE; not in the log."""
        round_ = self.chain.round
        assert round_
        lanes = ((b"\0een", None, b""),)
        done = Done(out=out_hash(lanes), head=self.chain.head)
        seals = tuple(
            DoneSeal(
                vk=vk,
                head=done.head,
                sig=say(
                    self.member(vk).key, done, self.chain.scope, round_.rid, MIXED
                ).sig,
            )
            for vk in round_.members
        )
        return Outcome(rid=round_.rid, mixed=MIXED, lanes=lanes, dones=seals)

    def abort(self) -> Abort:
        """Break the open round off."""
        entry = Abort(rid=len(self.chain.standing.rounds), reason="test", hop=0)
        self.append(entry)
        return entry
