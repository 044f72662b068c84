"""The messages of one round as they come in: any order, any number of times.

What cannot be verified yet (its `prev` is still unknown) waits; what verifies is kept,
one a phase and sender; what does not is as if it never came. So a relay that delays,
reorders or repeats changes nothing.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence

from attrs import define, field

from formats.entries import Message
from retro.anonymity.keys import Scope, verify

WAITING_MAX = 4
"""Distinct messages that may wait for one phase of one sender."""

Slot = tuple[str, bytes]
"""A phase and a sender: the place of at most one valid message."""


@define
class Heard:
    """One message as it came; `tried`: how many hashes it was held against."""

    message: Message
    body: bytes = field(repr=False)
    sig: bytes = field(repr=False)
    tried: int = 0


class Inbox:
    """The messages of one round, by phase and sender."""

    def __init__(self, scope: Scope, rid: int) -> None:
        """Start empty, for signatures of this scope and round."""
        self._scope = scope
        self._rid = rid
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

    def settle(
        self,
        prevs: Callable[[str, bytes], Sequence[bytes]],
        sound: Callable[[str, bytes, Message], bool],
    ) -> tuple[list[tuple[str, bytes, Heard]], bool]:
        """Verify what can be: the newly valid, and whether any was a double.

        `prevs` gives the transcript hashes a phase of a sender may be signed over, as
        far as they are known; `sound` what else makes a message count.
        """
        fresh: list[tuple[str, bytes, Heard]] = []
        double = False
        for (phase, sender), waiting in list(self._waiting.items()):
            known = prevs(phase, sender)
            left: list[Heard] = []
            for heard in waiting:
                if not self._verifies(phase, sender, heard, known):
                    if heard.tried == 0 or phase == "fail":
                        left.append(heard)
                    continue
                if not sound(phase, sender, heard.message):
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
