"""The messages of one round as they come in: any order, any number of times.

What cannot be verified yet (its `prev` is still unknown) waits; what verifies is kept,
one a phase and sender; what does not is as if it never came. So a relay that delays,
reorders or repeats changes nothing.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from attrs import define, field

from formats.entries import Hop, Keys, Message, Reveal
from retro.anonymity.keys import Scope, verify
from retro.anonymity.mixing import Mixing
from retro.anonymity.round_checks import keys_sound, opens

WAITING_MAX = 4
"""Distinct messages that may wait for one phase of one sender."""

Slot = tuple[str, bytes]
"""A phase and a sender: the place of at most one valid message."""


@define
class Heard:
    """One message as it came; `tried`: how many hashes it was held against."""

    message: Message = field(repr=False)
    body: bytes = field(repr=False)
    sig: bytes = field(repr=False)
    tried: int = 0


class Inbox:
    """The messages of one round, by phase and sender."""

    def __init__(self, scope: Scope, rid: int, ctx: bytes) -> None:
        """Start empty, for signatures of this scope, round and question."""
        self._scope = scope
        self._rid = rid
        self._ctx = ctx
        self._mixing: Mixing | None = None
        self._keys: Mapping[bytes, Keys] = {}
        self._waiting: dict[Slot, list[Heard]] = {}
        self._valid: dict[Slot, Heard] = {}

    def put(self, phase: str, sender: bytes, heard: Heard) -> None:
        """Take a message in, unless the same one is here or too many wait."""
        valid = self._valid.get((phase, sender))
        if valid is not None and valid.body == heard.body:
            return
        waiting = self._waiting.setdefault((phase, sender), [])
        known = any(
            other.body == heard.body and other.sig == heard.sig for other in waiting
        )
        if not known and len(waiting) < WAITING_MAX:
            waiting.append(heard)

    def keep(self, phase: str, sender: bytes, heard: Heard) -> None:
        """Keep a message that needs no verification: my own."""
        self._valid[phase, sender] = heard

    def get(self, phase: str, sender: bytes) -> Heard | None:
        """Give the valid message of this phase and sender, if it came."""
        return self._valid.get((phase, sender))

    def all(self, phase: str, senders: Sequence[bytes]) -> list[Heard] | None:
        """Give the valid messages of all `senders`, in their order, once all came."""
        found = [self._valid.get((phase, sender)) for sender in senders]
        return None if None in found else [heard for heard in found if heard]

    def bind(self, mixing: Mixing, keys: Mapping[bytes, Keys]) -> None:
        """Know the transcript and the keys of everybody in SET from here on."""
        self._mixing, self._keys = mixing, keys

    def settle(self) -> tuple[list[tuple[str, bytes, Heard]], bool]:
        """Verify what can be: the newly valid, and whether any was a double."""
        fresh: list[tuple[str, bytes, Heard]] = []
        double = False
        for (phase, sender), waiting in list(self._waiting.items()):
            known = self._prevs(phase, sender)
            left: list[Heard] = []
            for heard in waiting:
                if not self._verifies(phase, sender, heard, known):
                    if heard.tried == 0 or phase == "fail":
                        left.append(heard)
                    continue
                if not self._sound(sender, heard.message):
                    continue
                valid = self._valid.setdefault((phase, sender), heard)
                if valid is heard:
                    fresh.append((phase, sender, heard))
                elif valid.body != heard.body:
                    double = True
            self._waiting[phase, sender] = left
            if not left:
                del self._waiting[phase, sender]
        return fresh, double

    def _verifies(
        self, phase: str, sender: bytes, heard: Heard, known: Sequence[bytes]
    ) -> bool:
        """Hold a message against the transcript hashes it was not held against yet.

        A FAIL is signed over its sender's latest hash, which may still be ahead of
        mine; every other phase has one hash, so one try is final.
        """
        untried = known[heard.tried :]
        heard.tried = len(known)
        kind = heard.message.TAG
        return any(
            verify(sender, heard.sig, kind, self._scope, self._rid, prev, heard.body)
            for prev in untried
        )

    def signed_over(self, hop: int, sender: bytes, heard: Heard) -> bool:
        """Tell whether a message is signed over t_hop, which must be known."""
        prev = self._mixing.ts[hop] if self._mixing else b""
        kind = heard.message.TAG
        return verify(sender, heard.sig, kind, self._scope, self._rid, prev, heard.body)

    def _prevs(self, phase: str, sender: bytes) -> Sequence[bytes]:
        """Give what a phase of a sender is signed over, as far as it is known."""
        if phase == "keys":
            return (self._ctx,)
        mixing = self._mixing
        if phase == "fail":
            return (self._ctx, *(mixing.ts if mixing else ()))
        if mixing is None or sender not in self._keys:
            return ()
        if phase == "onions":
            return mixing.ts[:1]
        if phase == "hop":
            before = mixing.order.index(sender)
            return mixing.ts[before : before + 1]
        return (mixing.mixed,) if mixing.mixed else ()

    def _sound(self, sender: bytes, message: Message) -> bool:
        """Tell whether a message whose signature holds counts as received."""
        match message:
            case Keys():
                return keys_sound(message)
            case Hop():
                return bool(self._mixing and self._mixing.maker(message.hop) == sender)
            case Reveal():
                return opens(message.secret, self._keys[sender].inner)
            case _:
                return True


__all__ = ["WAITING_MAX", "Heard", "Inbox"]
