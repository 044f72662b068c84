"""The line to the server: logging in, coming back, and what still has to be sent.

`formats.wire` has the contract. A client is known by its member key alone; where it was
(boot and sequence number) makes the next login a resumption.
"""

from __future__ import annotations

from collections.abc import Callable

from attrs import define

from formats.entries import Begin
from formats.wire import (
    VERSION,
    Admitted,
    Challenge,
    ClientFrame,
    LeadProof,
    Login,
    Rejected,
    login_bytes,
)
from retro.client.core import Core
from retro.client.events import Link

NONCE_BYTES = 32
SLOW_DOWN = 1.0
"""Seconds to wait when the server says that it was too much."""


@define
class Line:
    """One client's place at the server; `fail` ends the client with a code."""

    core: Core
    begin: Begin | None
    fail: Callable[[str], None]
    broken: bool = False
    """Whether something is missing that only a new login brings."""
    _boot: bytes = b""
    _seq: int = 0
    _login: Login | None = None
    _away: bool = False

    @property
    def up(self) -> bool:
        """Whether the server let this client in, on this connection."""
        return self.core.known is not None

    def challenged(self, challenge: Challenge) -> None:
        """Answer the server's first frame with a login."""
        core = self.core
        if self.of_another(challenge.version):
            return
        nonce = core.random(NONCE_BYTES)
        said = login_bytes(core.secrets.room, challenge.nonce, nonce)
        proof = None
        if core.fk is not None:
            sig = core.fk.sign(said).signature
            proof = LeadProof(key=bytes(core.fk.verify_key), sig=sig)
        self._login = Login(
            version=VERSION,
            room=core.secrets.room,
            key=core.vk,
            nonce=nonce,
            sig=core.key.sign(said).signature,
            lead=proof,
            create=self.begin is not None,
            boot=self._boot,
            seq=self._seq,
            have=core.chain.length,
        )

    def of_another(self, version: int | None) -> bool:
        """Give up if the server speaks another version, and say whether it does."""
        if version is None or version == VERSION:
            return False
        self.fail("server-newer" if version > VERSION else "server-older")
        return True

    def admitted(self, admitted: Admitted) -> None:
        """Send what the server lacks; a new session gets its first entry."""
        core = self.core
        if admitted.boot != self._boot:
            self._boot, self._seq = admitted.boot, 0
        core.known = admitted.count
        core.outbox.resume(same_boot=admitted.resumed, count=admitted.count)
        if self._away:
            self._away = False
            core.publish(Link(state="up"))
        if self.begin is not None and admitted.count == 0 and not core.chain.length:
            core.append(self.begin)

    def followed(self, seq: int) -> None:
        """Remember the place of the last frame in the room's order."""
        self._seq = seq

    def gap(self) -> None:
        """Ask for the whole log again: an entry follows one that is not here."""
        self._boot, self._seq, self.broken = b"", 0, True

    def rejected(self, rejected: Rejected) -> None:
        """Take note that a frame was not taken: later, never, or not from me."""
        if rejected.code == "slow-down":
            self.core.timers.set("slow-down", SLOW_DOWN, self._send_again)
        elif rejected.code == "out-of-order":
            self.fail("replaced")
        else:
            self.core.outbox.taken(rejected.id)

    def _send_again(self) -> None:
        self.core.outbox.resume(same_boot=True, count=self.core.known or 0)

    def lost(self) -> None:
        """The connection is gone; another will come."""
        self.broken = False
        self._login = None
        if self.up:
            self.core.known = None
            self.core.outbox.lost()
            self.core.attendance.connected = ()
            self._away = True
            self.core.publish(Link(state="down"))

    @property
    def waiting(self) -> bool:
        """Whether there is anything to send now."""
        return self._login is not None or (self.up and self.core.outbox.ready)

    def take_frames(self) -> list[ClientFrame]:
        """Give what is to be sent now, in order."""
        login, self._login = self._login, None
        first: list[ClientFrame] = [login] if login else []
        return [*first, *self.core.outbox.take()] if self.up else first
