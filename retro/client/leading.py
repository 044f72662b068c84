"""The facilitator's side of a round: fix SET, watch over it, say what came out.

It only ever acts on what its own round reports and on time-outs, so it can see no more
than any other member.
"""

from __future__ import annotations

from collections.abc import Callable

from attrs import define

from formats.entries import Abort, Entry, OpenRound, Outcome, SetMembers
from retro.anonymity import round_effects as fx
from retro.anonymity.onion import Opened
from retro.anonymity.standing import SET_MIN, Phase
from retro.client.core import Core
from retro.client.events import RoundEvent
from retro.client.rounds import SMALL_SET, Rounds

TIMERS = ("countdown", "keys", "stall", "ping", "done", "waiting")
"""All that is timed in a round."""


@define
class Leading:
    """Leads the open round to its end; `abort` ends it without one."""

    core: Core
    rounds: Rounds
    abort: Callable[[str, int], None]
    _opened: Opened | None = None

    def entered(self, entry: Entry) -> None:
        """Follow the control log."""
        timers, patience = self.core.timers, self.core.patience
        match entry:
            case OpenRound():
                if entry.seconds:
                    timers.set("countdown", entry.seconds, lambda: None)
                timers.set("keys", entry.seconds + patience.keys, self._set_members)
            case SetMembers():
                timers.cancel("countdown", "keys")
                seconds = patience.hold + self._hop_seconds()
                timers.set("stall", seconds, self._stalled)
            case Abort() | Outcome():
                timers.cancel(*TIMERS)
                self._opened = None
            case _:
                pass

    def settle(self) -> bool:
        """Take the next step that is due; tell whether more may follow at once."""
        phase = self.core.chain.phase
        if phase not in {Phase.OPEN, Phase.SET}:
            return False
        if self._stopped():
            return False
        if phase is Phase.OPEN:
            self._set_when_all_keyed()
            return False
        self._follow()
        return self.core.chain.phase is Phase.SET and bool(self.rounds.effects)

    def _stopped(self) -> bool:
        """Answer an own round that ended without a result with an ABORT entry."""
        for effect in self.rounds.effects:
            if isinstance(effect, fx.Stop):
                self.abort("burned" if effect.burned else effect.reason, effect.hop)
                return True
        return False

    # -------------------------------------------------------------------- who is in it

    def _only(self) -> frozenset[bytes] | None:
        """Give the one SET of a round that repeats another, with my own key."""
        opened = self.core.state.round
        if opened is None or not opened.again:
            return None
        return self.rounds.texts.ledger.rounds[opened.again].others | {self.core.vk}

    def _set_when_all_keyed(self) -> None:
        own, roster = self.rounds.round, self.core.chain.roster
        if own is None or roster is None or "countdown" in self.core.timers:
            return
        wanted = self._only() or self.core.member.confirmed & set(roster.keys)
        if wanted <= set(own.arrived):
            self._set_members()

    def _set_members(self) -> None:
        """Fix who takes part; with too few of them there is no round."""
        core, own, record = self.core, self.rounds.round, self.core.chain.round
        if own is None or record is None:
            return
        only, members = self._only(), own.arrived
        least = max(core.member.least, SET_MIN)
        if only is not None:
            members = tuple(key for key in members if key in only)
            least = len(only)
        if len(members) < least or core.vk not in members:
            self.abort("too-few", 0)
        elif len(members) < SMALL_SET and not core.state.small:
            self.abort("small-group", 0)
        else:
            core.append(SetMembers(rid=record.rid, members=members))

    # ------------------------------------------------------------------ to its end

    def _hop_seconds(self) -> float:
        """Give one laptop its time, and more of it the more there is to mix."""
        roster = self.core.chain.roster
        return self.core.patience.hop + 0.1 * len(roster.seats if roster else ())

    def _follow(self) -> None:
        """Do what the own round reports as due."""
        timers, patience = self.core.timers, self.core.patience
        effects, self.rounds.effects = self.rounds.effects, []
        for effect in effects:
            match effect:
                case fx.Progress():
                    last = effect.hop == effect.hops
                    seconds = patience.go if last else self._hop_seconds()
                    timers.set("stall", seconds, self._stalled)
                case fx.LeadMayGo():
                    self._ping()
                case fx.AllHere():
                    self._go()
                case fx.Opened():
                    timers.cancel("waiting")
                    self._opened = effect.lanes
                    timers.set("done", patience.done, self._outcome)
                case fx.AllDone():
                    self._outcome()
                case _:
                    pass

    def _ping(self) -> None:
        """Ask for a sign of life, and again, until everybody gave one in time."""
        if self.rounds.round is not None:
            self.core.timers.set("ping", self.core.patience.ping, self._ping)
            self.rounds.carry_out(self.rounds.round.ping())

    def _go(self) -> None:
        """Send the last GO: from here only a person ends the round early."""
        if self.rounds.round is not None:
            self.core.timers.cancel("ping", "stall")
            self.core.timers.set("waiting", self.core.patience.hop, self._say_waiting)
            self.rounds.carry_out(self.rounds.round.go())

    def _say_waiting(self) -> None:
        """Name whose laptop a round waits for after the last GO; nobody is blamed."""
        own, record = self.rounds.round, self.core.chain.round
        if own is None or record is None:
            return
        missing = set(own.members) - set(self.core.attendance.connected)
        self.core.publish(
            RoundEvent(
                purpose=record.kind,
                phase="holding",
                missing=self.core.names(missing),
                reason="waiting",
            )
        )

    def _outcome(self) -> None:
        own, record = self.rounds.round, self.core.chain.round
        if own is None or own.mixed is None or self._opened is None or record is None:
            return
        self.core.append(
            Outcome(
                rid=record.rid, mixed=own.mixed, lanes=self._opened, dones=own.seals()
            )
        )

    def _stalled(self) -> None:
        own = self.rounds.round
        self.abort("stalled", own.hop if own else 0)
