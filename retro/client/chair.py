"""What the facilitator's client does by itself: close epochs, lead rounds to an end.

The facilitator only says `collect`; which entry the log needs next follows from where
the log stands (`settle`), from time-outs, and from what the own round reports. Nothing
here can see more than any other member can.
"""

from __future__ import annotations

from attrs import define, field

from formats.entries import (
    Abort,
    Close,
    Entry,
    Gather,
    OpenRound,
    Outcome,
    Seated,
    SetMembers,
)
from retro.anonymity import round_effects as fx
from retro.anonymity.joining import Gathering
from retro.anonymity.onion import Opened
from retro.anonymity.standing import Phase
from retro.client.core import Core
from retro.client.epochs import Epochs
from retro.client.events import RoundEvent
from retro.client.rounds import SMALL_SET, Rounds
from retro.session.question import question
from retro.session.state import Invalid
from retro.session.walk import current

SMALLEST_SET = 4
"""The facilitator and three others."""

WRITING_SECONDS = 20
BALLOT_SECONDS = 5

FOR_A_PERSON = frozenset(
    {"wait", "spent", "stopped", "burned", "resumed", "too-few", "small-group"}
)
"""After these reasons no round is tried again by itself."""

TIMERS = ("countdown", "keys", "stall", "ping", "done", "waiting")


@define
class Collecting:
    """A `collect` that is under way: its countdown, and whether it was tried again."""

    seconds: int
    retried: bool = False
    waited: bool = False


@define
class Chair:
    """The facilitator's duties; idle on every other client."""

    core: Core
    epochs: Epochs
    rounds: Rounds
    collecting: Collecting | None = None
    _known: frozenset[bytes] = frozenset()
    _without: set[bytes] = field(factory=set)
    _opened: Opened | None = None
    _took_over: bool = False

    # ----------------------------------------------------------------- what is asked

    def collect(self, seconds: int | None) -> None:
        """Run this step's round; raises `Invalid` when it cannot be now."""
        core = self.core
        if core.chain.round is not None:
            raise Invalid("busy")
        asked = question(core.state)
        people = self._people()
        if people < SMALLEST_SET:
            raise Invalid("too-few")
        if people < SMALL_SET and not core.state.small:
            raise Invalid("small-group")
        if seconds is None:
            seconds = WRITING_SECONDS if asked.kind == "notes" else BALLOT_SECONDS
        if self._epoch_needed() or core.chain.attempt is not None:
            if self.collecting is not None:
                raise Invalid("words-open")
            self.collecting = Collecting(seconds)
            if core.chain.attempt is None:
                self._begin_epoch()
            return
        if core.member.differ:
            self._begin_epoch()
            raise Invalid("words-differ")
        if not core.member.may_open:
            raise Invalid("words-open")
        self.collecting = Collecting(seconds)
        self._open_round(seconds)

    def abort(self) -> None:
        """Stop the round, or the collect that waits for the words."""
        if self.core.chain.round is not None:
            own = self.rounds.round
            late = own is not None and own.state in {"go", "revealed", "burned"}
            self._abort("burned" if late else "stopped", own.hop if own else 0)
        elif self.collecting is not None:
            self._give_up_collecting("stopped")
        else:
            raise Invalid("out-of-step")

    def _people(self) -> int:
        """Count who would be asked: those on the roster, or on the one to come."""
        roster = self.core.chain.roster
        if roster is None or self._epoch_needed():
            return len(self.core.attendance.members_here())
        return len(roster.seats)

    # ------------------------------------------------------------------ what follows

    def entered(self, entry: Entry) -> None:
        """Follow the control log."""
        if not self.core.leads:
            return
        timers, patience = self.core.timers, self.core.patience
        match entry:
            case Close():
                timers.set("open", patience.open, self._reopen)
            case Seated():
                timers.cancel("open")
                self._without.clear()
                if self.collecting is not None:
                    timers.set("words", patience.words, self._words_over)
            case Abort() | Outcome():
                timers.cancel(*TIMERS)
                self._opened = None
            case _:
                pass

    def settle(self) -> bool:
        """Take the next step that is due; tell whether there was one."""
        core = self.core
        if not core.leads or not core.caught_up or core.state.ended:
            return False
        before = core.chain.length
        if not self._took_over:
            self._took_over = True
            self._take_over()
        self._notice_arrivals()
        match core.chain.phase:
            case Phase.GATHERING:
                self._close_when_all_committed()
            case Phase.CLOSED:
                self._seat_when_all_opened()
            case Phase.IDLE:
                self._open_when_all_answered()
            case Phase.OPEN:
                self._set_when_all_keyed()
            case Phase.SET:
                self._lead_on()
            case _:
                pass
        more = core.chain.phase is Phase.SET and bool(self.rounds.effects)
        return more or core.chain.length > before

    def _take_over(self) -> None:
        """End what an earlier process of this facilitator left half done."""
        core = self.core
        if core.chain.round is not None:
            self._abort("resumed", 0)
        elif core.chain.attempt is not None:
            self._begin_epoch()

    # ------------------------------------------------------------------------- epochs

    def _epoch_needed(self) -> bool:
        """Whether somebody is here who is not on the roster."""
        roster = self.core.chain.roster
        here = {*self.core.attendance.members_here(), self.core.vk}
        return roster is None or not here <= set(roster.keys)

    def _notice_arrivals(self) -> None:
        """During welcome, make a new epoch when nobody has come for two seconds."""
        core = self.core
        here = frozenset(core.attendance.members_here())
        new = here - self._known
        self._known |= here
        if (
            new
            and len(here) > 1
            and current(core.state).kind == "welcome"
            and core.chain.round is None
            and self._epoch_needed()
        ):
            core.timers.set("arrival", core.patience.arrival, self._after_arrival)

    def _after_arrival(self) -> None:
        if self.core.chain.round is None and self._epoch_needed():
            self._begin_epoch()

    def _begin_epoch(self) -> None:
        """Call everybody to commit; whoever stays silent is left out in time."""
        core = self.core
        core.timers.cancel("arrival", "words")
        core.append(Gather(epoch=core.chain.epoch + 1))
        core.timers.set("open", core.patience.open, self._close)

    def _close_when_all_committed(self) -> None:
        gathering = self.epochs.gathering
        if gathering is None:
            return
        committed = {seat.vk for seat in gathering.seats}
        here = set(self.core.attendance.members_here()) - self._without
        if here <= committed and not set(gathering.duplicates) & here:
            self._close()

    def _close(self) -> None:
        gathering: Gathering | None = self.epochs.gathering
        if gathering is None or self.core.chain.phase is not Phase.GATHERING:
            return
        close = gathering.close(without=self._without)
        if any(seat.vk == self.core.vk for seat in close.seats):
            self.core.append(close)
        else:
            self._begin_epoch()

    def _seat_when_all_opened(self) -> None:
        seating = self.epochs.seating
        seated = seating.seated() if seating else None
        if seated is not None:
            self.core.append(seated)

    def _reopen(self) -> None:
        """Try the epoch again without those whose OPEN did not come."""
        if self.epochs.seating is not None:
            self._without |= set(self.epochs.seating.silent) - {self.core.vk}
            self._begin_epoch()

    # ---------------------------------------------------------------- opening a round

    def _open_when_all_answered(self) -> None:
        """After a new epoch for a collect: go on once every screen has answered."""
        collecting, member = self.collecting, self.core.member
        roster = self.core.chain.roster
        if collecting is None or roster is None or collecting.retried:
            return
        if member.differ:
            self._give_up_collecting("words-differ")
            return
        here = set(roster.keys) & set(self.core.attendance.connected)
        if here <= member.confirmed and member.may_open:
            self._open_round(collecting.seconds)

    def _words_over(self) -> None:
        if self.collecting is None or self.core.chain.phase is not Phase.IDLE:
            return
        if self.core.member.may_open and not self.core.member.differ:
            self._open_round(self.collecting.seconds)
        else:
            self._give_up_collecting("words-open")

    def _give_up_collecting(self, reason: str) -> None:
        self.collecting = None
        self.core.timers.cancel("words")
        try:
            purpose = question(self.core.state).kind
        except Invalid:
            return
        self.core.publish(RoundEvent(purpose=purpose, phase="aborted", reason=reason))

    def _open_round(self, seconds: int) -> None:
        core = self.core
        core.timers.cancel("words")
        records = core.chain.standing.rounds
        try:
            asked = question(core.state)
            again = self._again(asked.subjects)
            qid = (
                records[again - 1].qid
                if again
                else 1 + max((record.qid for record in records), default=0)
            )
            core.append(
                OpenRound(
                    rid=len(records) + 1,
                    qid=qid,
                    kind=asked.kind,
                    again=again,
                    seconds=seconds,
                    log=core.chain.head,
                )
            )
        except Invalid as error:
            self._give_up_collecting(error.code)
            return
        if seconds:
            core.timers.set("countdown", seconds, lambda: None)
        core.timers.set("keys", seconds + core.patience.keys, self._set_members)

    def _again(self, subjects: frozenset[str]) -> int:
        """Give the round to repeat: texts are spent on it, and its members are here."""
        core, roster = self.core, self.core.chain.roster
        here = set(core.attendance.connected) & set(roster.keys if roster else ())
        for rid in sorted(self.rounds.maybe_spent, reverse=True):
            asked = self.rounds.ledger.rounds.get(rid)
            if asked and asked.subjects == subjects:
                return rid if asked.others <= here else 0
        return 0

    # ---------------------------------------------------------------- leading a round

    def _set_when_all_keyed(self) -> None:
        own, roster = self.rounds.round, self.core.chain.roster
        if own is None or roster is None or "countdown" in self.core.timers:
            return
        if self._stopped(own_stop=self._stop()):
            return
        wanted = self.core.member.confirmed & set(roster.keys)
        opened = self.core.state.round
        if opened is not None and opened.again:
            asked = self.rounds.ledger.rounds[opened.again]
            wanted = asked.others | {self.core.vk}
        if wanted <= set(own.arrived):
            self._set_members()

    def _set_members(self) -> None:
        """Fix who takes part; too few of them and there is no round."""
        core, own = self.core, self.rounds.round
        record = core.chain.round
        if own is None or record is None:
            return
        core.timers.cancel("keys", "countdown")
        members = own.arrived
        opened = core.state.round
        if opened is not None and opened.again:
            only = self.rounds.ledger.rounds[opened.again].others | {core.vk}
            members = tuple(key for key in members if key in only)
            enough = len(members) == len(only)
        else:
            enough = len(members) >= max(core.member.least, SMALLEST_SET)
        if not enough or core.vk not in members:
            self._abort("too-few", 0)
        elif len(members) < SMALL_SET and not core.state.small:
            self._abort("small-group", 0)
        else:
            core.append(SetMembers(rid=record.rid, members=members))
            core.timers.set(
                "stall", core.patience.hold + self._hop_seconds(), self._stalled
            )

    def _hop_seconds(self) -> float:
        """Give one laptop its time, and more of it the more there is to mix."""
        roster = self.core.chain.roster
        return self.core.patience.hop + 0.1 * len(roster.seats if roster else ())

    def _lead_on(self) -> None:
        """Do what the own round reports as due."""
        core, own = self.core, self.rounds.round
        effects, self.rounds.effects = self.rounds.effects, []
        if own is None or self._stopped(
            next((e for e in effects if isinstance(e, fx.Stop)), None)
        ):
            return
        for effect in effects:
            match effect:
                case fx.Progress():
                    last = effect.hop == effect.hops
                    core.timers.set(
                        "stall",
                        core.patience.go if last else self._hop_seconds(),
                        self._stalled,
                    )
                case fx.LeadMayGo():
                    self._ping()
                case fx.AllHere():
                    core.timers.cancel("ping", "stall")
                    core.timers.set("waiting", core.patience.hop, self._say_waiting)
                    self.rounds.carry_out(own.go())
                case fx.Opened():
                    core.timers.cancel("waiting")
                    self._opened = effect.lanes
                    core.timers.set("done", core.patience.done, self._outcome)
                case fx.AllDone():
                    self._outcome()
                case _:
                    pass

    def _ping(self) -> None:
        """Ask for a sign of life, and again, until everybody gave one in time."""
        if self.rounds.round is not None:
            self.core.timers.set("ping", self.core.patience.ping, self._ping)
            self.rounds.carry_out(self.rounds.round.ping())

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
        self.collecting = None
        self.core.append(
            Outcome(
                rid=record.rid, mixed=own.mixed, lanes=self._opened, dones=own.seals()
            )
        )

    # ------------------------------------------------------------------ when it fails

    def _stop(self) -> fx.Stop | None:
        return next((e for e in self.rounds.effects if isinstance(e, fx.Stop)), None)

    def _stopped(self, own_stop: fx.Stop | None) -> bool:
        """Answer an own round that ended without a result with an ABORT entry."""
        if own_stop is None:
            return False
        self._abort("burned" if own_stop.burned else own_stop.reason, own_stop.hop)
        return True

    def _stalled(self) -> None:
        own = self.rounds.round
        self._abort("stalled", own.hop if own else 0)

    def _abort(self, reason: str, hop: int) -> None:
        """End the open round, and try once more when that may help."""
        core, record = self.core, self.core.chain.round
        if record is None:
            return
        core.append(Abort(rid=record.rid, reason=reason, hop=hop))
        collecting = self.collecting
        if collecting is None or collecting.retried or reason in FOR_A_PERSON:
            self.collecting = None
        else:
            collecting.retried = True
            self._open_round(0)
