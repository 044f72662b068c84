"""The facilitator's side of an epoch: call everybody, close the list, complete it."""

from __future__ import annotations

from attrs import define, field

from formats.entries import Close, Entry, Gather, Seated
from retro.anonymity.standing import Phase
from retro.client.core import Core
from retro.client.epochs import Epochs
from retro.session.walk import current


@define
class RollCall:
    """Makes epochs: by itself during welcome, later when a collect needs one."""

    core: Core
    epochs: Epochs
    _known: frozenset[bytes] = frozenset()
    _called: frozenset[bytes] = frozenset()
    _without: set[bytes] = field(factory=set)

    def entered(self, entry: Entry) -> None:
        """Follow the control log."""
        timers = self.core.timers
        match entry:
            case Close():
                timers.set("open", self.core.patience.open, self._reopen)
            case Seated():
                timers.cancel("open")
                self._without.clear()
            case _:
                pass

    def settle(self) -> None:
        """Take the next step of an epoch, if one is due."""
        self._notice_arrivals()
        match self.core.chain.phase:
            case Phase.GATHERING:
                self._close_when_all_committed()
            case Phase.CLOSED:
                self._seat_when_all_opened()
            case _:
                pass

    def needed(self) -> bool:
        """Whether somebody is here who is not on the roster."""
        roster = self.core.chain.roster
        here = {*self.core.attendance.members_here(), self.core.vk}
        return roster is None or not here <= set(roster.keys)

    def begin(self) -> None:
        """Call everybody to commit; whoever stays silent is left out in time."""
        core = self.core
        core.timers.cancel("arrival", "words")
        self._called = frozenset({*core.attendance.members_here(), core.vk})
        core.append(Gather(epoch=core.chain.epoch + 1))
        core.timers.set("open", core.patience.open, self._close)

    def _notice_arrivals(self) -> None:
        """During welcome, make a new epoch when nobody has come for two seconds."""
        core = self.core
        here = frozenset(core.attendance.members_here())
        new = here - self._known
        self._known |= here
        welcome = current(core.state).kind == "welcome"
        if new and len(here) > 1 and welcome and self.needed():
            core.timers.set("arrival", core.patience.arrival, self._after_arrival)

    def _after_arrival(self) -> None:
        if self.core.chain.round is None and self.needed():
            self.begin()

    def _close_when_all_committed(self) -> None:
        gathering = self.epochs.gathering
        if gathering is None:
            return
        committed = {seat.vk for seat in gathering.seats}
        # After a break of this connection all others may still be on their way back.
        here = {*self.core.attendance.members_here(), *self._called} - self._without
        if here <= committed and not set(gathering.duplicates) & here:
            self._close()

    def _close(self) -> None:
        gathering = self.epochs.gathering
        if gathering is None or self.core.chain.phase is not Phase.GATHERING:
            return
        close = gathering.close(without=self._without)
        if any(seat.vk == self.core.vk for seat in close.seats):
            self.core.append(close)
        else:
            self.begin()

    def _seat_when_all_opened(self) -> None:
        seating = self.epochs.seating
        seated = seating.seated() if seating else None
        if seated is not None:
            self.core.append(seated)

    def _reopen(self) -> None:
        """Try the epoch again without those whose OPEN did not come."""
        if self.epochs.seating is not None:
            self._without |= set(self.epochs.seating.silent) - {self.core.vk}
            self.begin()
