"""The end of a session: everybody signs the log's last hash, and then leaves.

Two different heads under one END may be two histories, so each is compared with the own
log; a head alone proves nothing, so it is told as what it is. A member leaves once the
others said farewell, the facilitator last (its relay may be the one all others speak
through); nobody waits longer than a little while.
"""

from __future__ import annotations

from attrs import define, field

from formats.entries import Farewell, SignedMessage
from retro.anonymity.keys import heard, say
from retro.client.core import Core
from retro.client.events import Ended, Warned


@define
class Parting:
    """One client's leave-taking; `over` once there is nothing left to wait for."""

    core: Core
    over: bool = False
    _said: set[bytes] = field(factory=set)

    def begin(self) -> None:
        """Say farewell under the log's last hash, and wait a little for the others."""
        core = self.core
        core.timers.clear()
        if core.here:
            said = Farewell(head=core.chain.head)
            core.say(say(core.key, said, core.chain.scope, 0, core.chain.head))
        core.publish(Ended())
        core.timers.set("farewell", core.patience.farewell, self._enough)

    def _enough(self) -> None:
        self.over = True

    def heard(self, sender: bytes, said: Farewell, signed: SignedMessage) -> None:
        """Compare another's last hash with my log."""
        core = self.core
        good = heard(sender, signed, core.chain.scope, 0, said.head) is not None
        if not core.state.ended or not good:
            return
        self._said.add(sender)
        if core.chain.position(said.head) is None:
            core.publish(Warned(code="farewell-differs"))

    def settle(self) -> None:
        """Leave when everybody here has said farewell and mine is on its way."""
        core = self.core
        if not core.state.ended or not core.outbox.delivered:
            return
        others = set(core.attendance.connected) - {core.vk}
        seated = set(core.chain.roster.keys) if core.chain.roster else set()
        everybody = others & seated <= self._said
        if everybody and not (core.leads and others):
            self.over = True
