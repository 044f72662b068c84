"""The line to the server: logging in, coming back, and what still has to be sent.

`formats.wire` has the contract. A client is known by its member key alone; where it was
(boot and sequence number) makes the next login a resumption.

A server that breaks the contract, keeps something back or goes silent is left and tried
again, more and more slowly. What it says is never believed further than this line: it
can keep a person out or waiting, and then the person is told.
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
from retro.client.events import Link, Warned

NONCE_BYTES = 32
SLOW_DOWN = 1.0
"""Seconds to wait when the server says that it was too much."""
SETTLING = 15.0
"""Seconds in which something must come, until all is here that the server says it has;
and how long a connection has to last to be a good one."""
TRIES = 3
"""So many connections in a row that come to nothing are worth a word."""
PASSING = frozenset({"no-such-room", "room-full", "server-full"})
"""Why a server may refuse who was in already, and take them again a little later: a
session that it lost comes back from the facilitator's laptop."""


@define
class Line:
    """One client's place at the server; `fail` ends the client with a code."""

    core: Core
    begin: Begin | None
    fail: Callable[[str], None]
    broken: bool = False
    """Whether only a new connection helps."""
    _boot: bytes = b""
    _seq: int = 0
    _login: Login | None = None
    _challenged: bool = False
    _away: bool = False
    _forgotten: bool = False
    _failures: int = 0
    _held: int = 0
    _whole: bool = False

    @property
    def up(self) -> bool:
        """Whether the server let this client in, on this connection."""
        return self.core.known is not None

    def challenged(self, challenge: Challenge) -> None:
        """Answer the server's first frame with a login."""
        core = self.core
        if self._challenged:
            self.broken = True
            return
        self._challenged = True
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
            create=core.leads and (self.begin is not None or core.chain.length > 0),
            boot=self._boot,
            seq=self._seq,
            have=0 if self._whole else core.chain.length,
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
        if self.up or not self._challenged:
            self.broken = True
            return
        self._whole = False
        core.timers.cancel("forgotten")
        self._forgotten = False
        if admitted.boot != self._boot:
            self._boot, self._seq = admitted.boot, 0
        core.known = admitted.count
        core.outbox.resume(same_boot=admitted.resumed, count=admitted.count)
        if self._away:
            self._away = False
            core.publish(Link(state="up"))
        if self.begin is not None and admitted.count == 0 and not core.chain.length:
            core.append(self.begin)
        self._watch()

    def refused(self, code: str) -> None:
        """Give up, or try again when a server may yet take back who was in."""
        core = self.core
        if not core.joined or code not in PASSING:
            self.fail(code)
            return
        self.broken = True
        if code == "no-such-room" and not self._forgotten:
            self._forgotten = True
            core.publish(Warned(code="server-forgot"))
            core.timers.set("forgotten", core.patience.forgotten, self._forget)

    def _forget(self) -> None:
        self.fail("forgotten")

    # ------------------------------------------------------- a server that keeps back

    def _watch(self) -> None:
        """Look in a while whether more came of what the server says there is."""
        self._held = self.core.chain.length
        self.core.timers.set("settling", SETTLING, self._look)

    def _look(self) -> None:
        core = self.core
        if core.caught_up and core.attendance.connected:
            self._failures = 0
        elif core.chain.length > self._held:
            self._watch()
        else:
            self._amiss()
            self.broken = True

    def _amiss(self) -> None:
        """Count a connection that came to nothing, and say so when they go on."""
        self._failures += 1
        if self._failures % TRIES:
            return
        if self.core.joined:
            self.core.publish(Warned(code="server-amiss"))
        else:
            self.fail("not-let-in")

    def peers(self, keys: tuple[bytes, ...]) -> bool:
        """Say whether a list of who is connected can be true: it must hold me."""
        if self.core.vk not in keys:
            self.broken = True
        return self.core.vk in keys

    def followed(self, seq: int) -> None:
        """Remember the place of the last frame in the room's order."""
        self._seq = seq

    def gap(self) -> None:
        """Ask for the whole log again: an entry follows one that is not here.

        Also what is held: if there are two histories, that alone shows it.
        """
        self._seq, self._whole, self.broken = 0, True, True

    def rejected(self, rejected: Rejected) -> None:
        """Take note that a frame was not taken: later, never, or not from me."""
        if rejected.code == "slow-down":
            self.core.timers.set("slow-down", SLOW_DOWN, self._send_again)
        elif rejected.code == "out-of-order":
            # An entry of mine got lost there: a login sends it again.
            self.broken = True
        elif self.core.outbox.is_entry(rejected.id):
            self.fail("not-taken")
        else:
            self.core.outbox.taken(rejected.id)

    def _send_again(self) -> None:
        self.core.outbox.resume(same_boot=True, count=self.core.known or 0)

    def lost(self) -> None:
        """The connection is gone; another will come."""
        self.broken = self._challenged = False
        self._login = None
        if "settling" in self.core.timers or not self.up:
            self._amiss()
        self.core.timers.cancel("settling")
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
