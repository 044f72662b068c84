"""The control log, judged by every client alike.

The facilitator's entries form a chain: each is signed by the facilitator key and names
the hash of the one before. `Chain` takes them one by one, from a socket or from a log,
and ends in the same `Standing` either way, or says why not with a `ChainError`:

- `malformed`: no control entry at all;
- `forged`: not signed by the facilitator key that the first entry names;
- `gap`: it follows something that is not here (a shorter chain is no fork: ask for the
  entries in between);
- `rule`: signed well, but out of order for the protocol; nothing changed;
- `fork`: two different entries with one predecessor, or for one phase, both signed by
  the facilitator key. `evidence` holds both payloads, and the chain stops for good.

An entry that broke a rule stays as evidence: another one in its place is a fork, so
that clients agree whatever reached them first. The rules are in `standing`, alone.
"""

from __future__ import annotations

from typing import cast

from attrs import frozen
from nacl.signing import SigningKey

from formats.entries import ENTRIES, PAYLOADS, Begin, Entry, SignedEntry
from formats.hashing import H
from formats.strict import FormatError
from retro.anonymity.epoch import Roster
from retro.anonymity.keys import Scope, sign, verify
from retro.anonymity.standing import (
    Attempt,
    Phase,
    RoundRecord,
    RuleError,
    Standing,
    follow,
    once,
)


class ChainError(ValueError):
    """An entry was not taken; `code` says why, `evidence` is a fork's two payloads."""

    def __init__(
        self, code: str, why: str = "", evidence: tuple[bytes, ...] = ()
    ) -> None:
        """Carry `code`, what exactly was wrong (never content), and the evidence."""
        super().__init__(f"{code}: {why}" if why else code)
        self.code = code
        self.why = why
        self.evidence = evidence


def entry_hash(prev: bytes, body: bytes) -> bytes:
    """Hash an entry as its successor and the signatures that build on it name it."""
    return H("entry", prev, body)


@frozen
class _Held:
    digest: bytes
    payload: bytes
    scope: Scope


class Chain:
    """One room's control log as far as this client holds it."""

    def __init__(self, room: bytes) -> None:
        """Start empty, for the room with this id (32 bytes)."""
        self.standing = Standing(head=H("chain", room), scope=Scope(room))
        self.evidence: tuple[bytes, ...] = ()
        self._positions: dict[bytes, int] = {self.standing.head: 0}
        self._held: list[_Held] = []
        self._after: dict[bytes, _Held] = {}
        self._once: dict[tuple[str, int], _Held] = {}
        self._refused: _Held | None = None

    @property
    def head(self) -> bytes:
        """The hash of the last entry; `H("chain"; room)` before the first."""
        return self.standing.head

    @property
    def length(self) -> int:
        """How many entries are held: the index of the next."""
        return self.standing.length

    @property
    def fk(self) -> bytes | None:
        """The facilitator key, once the first entry is here."""
        return self.standing.fk

    @property
    def scope(self) -> Scope:
        """What is signed now is signed in this session and roster."""
        return self.standing.scope

    @property
    def epoch(self) -> int:
        """The last epoch number used, completed or not."""
        return self.standing.epoch

    @property
    def attempt(self) -> Attempt | None:
        """The epoch under way, if one is."""
        return self.standing.attempt

    @property
    def roster(self) -> Roster | None:
        """The last completed epoch's roster."""
        return self.standing.roster

    @property
    def phase(self) -> Phase:
        """Where the log stands."""
        return self.standing.phase

    @property
    def round(self) -> RoundRecord | None:
        """The round that is open, if one is."""
        open_ = self.phase in {Phase.OPEN, Phase.SET}
        return self.standing.rounds[-1] if open_ else None

    @property
    def payloads(self) -> tuple[bytes, ...]:
        """All entries held, as they came: for who asks for what they miss."""
        return tuple(held.payload for held in self._held)

    def position(self, head: bytes) -> int | None:
        """Tell how many entries a chain with this head has; None: it is not mine.

        None means a gap or a fork: only the entries in between can tell which.
        """
        return self._positions.get(head)

    def receive(self, payload: bytes) -> Entry | None:
        """Take one unsealed payload; None when it is here already.

        Raises `ChainError`; whatever it raises, the standing is what it was.
        """
        self._stop_if_forked()
        try:
            signed = PAYLOADS.decode(payload)
            if not isinstance(signed, SignedEntry):
                raise ChainError("malformed", signed.TAG)
            entry = cast("Entry", ENTRIES.decode(signed.body))
        except FormatError as error:
            raise ChainError("malformed", error.code) from error
        digest = entry_hash(signed.prev, signed.body)
        if digest in self._positions:
            return None
        rival = self._after.get(signed.prev) or self._once.get(once(entry) or ("", 0))
        if signed.prev != self.head:
            if rival and self._signed(entry, signed, rival.scope):
                self._fork(rival.payload, payload)
            raise ChainError("forged" if signed.prev in self._positions else "gap")
        if not self._signed(entry, signed, self.scope):
            raise ChainError("forged")
        rival = rival or self._refused
        if rival and rival.digest != digest:
            self._fork(rival.payload, payload)
        try:
            self._take(self._judge(entry, digest), entry, digest, signed.prev, payload)
        except ChainError:
            if self.fk:
                self._refused = _Held(digest, payload, self.scope)
            raise
        return entry

    def append(self, entry: Entry, fk: SigningKey) -> bytes:
        """Sign the facilitator's next entry, take it, and give its payload.

        Raises `ChainError` before anything is signed: `rule` when it may not come now
        or its place is taken by an entry that broke a rule, `forged` when `fk` is not
        this log's facilitator key. Raises `FormatError` when it is too large.
        """
        self._stop_if_forked()
        if self._refused:
            raise ChainError("rule", "taken")
        body = ENTRIES.encode(entry)
        prev = self.head
        digest = entry_hash(prev, body)
        after = self._judge(entry, digest)
        if after.fk != bytes(fk.verify_key):
            raise ChainError("forged")
        sig = sign(fk, entry.TAG, self.scope, getattr(entry, "rid", 0), prev, body)
        payload = PAYLOADS.encode(SignedEntry(prev=prev, body=body, sig=sig))
        self._take(after, entry, digest, prev, payload)
        return payload

    def _signed(self, entry: Entry, signed: SignedEntry, scope: Scope) -> bool:
        fk = self.fk or (entry.fk if isinstance(entry, Begin) else b"")
        rid = getattr(entry, "rid", 0)
        return verify(fk, signed.sig, entry.TAG, scope, rid, signed.prev, signed.body)

    def _judge(self, entry: Entry, digest: bytes) -> Standing:
        try:
            return follow(self.standing, entry, digest)
        except RuleError as error:
            raise ChainError("rule", str(error)) from error

    def _take(
        self, after: Standing, entry: Entry, digest: bytes, prev: bytes, payload: bytes
    ) -> None:
        held = _Held(digest, payload, self.scope)
        self._held.append(held)
        self._positions[digest] = after.length
        self._after[prev] = held
        only = once(entry)
        if only:
            self._once[only] = held
        self.standing = after

    def _fork(self, one: bytes, other: bytes) -> None:
        self.evidence = (one, other)
        self._stop_if_forked()

    def _stop_if_forked(self) -> None:
        if self.evidence:
            raise ChainError("fork", evidence=self.evidence)
