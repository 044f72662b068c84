"""What the facilitator's client does by itself once the facilitator says `collect`.

Which entry the log needs next follows from where the log stands (`settle`), from
time-outs, and from what the own round reports: `RollCall` makes the epoch, `Leading`
leads the round, and here is decided what comes after what.
"""

from __future__ import annotations

from attrs import define, field

from formats.entries import Abort, Entry, OpenRound, Outcome, Seated
from retro.anonymity.standing import SET_MIN, Phase
from retro.client.core import Core
from retro.client.epochs import Epochs
from retro.client.events import RoundEvent
from retro.client.leading import Leading
from retro.client.roll_call import RollCall
from retro.client.rounds import SMALL_SET, Rounds
from retro.session.question import question
from retro.session.state import Invalid

WRITING_SECONDS = 20
BALLOT_SECONDS = 5

FOR_A_PERSON = frozenset(
    {"wait", "spent", "stopped", "burned", "resumed", "too-few", "small-group"}
)
"""After these reasons no round is tried again by itself."""


@define
class Collecting:
    """A `collect` that is under way: its countdown, and whether it was tried again."""

    seconds: int
    retried: bool = False


@define
class Chair:
    """The facilitator's duties; idle on every other client."""

    core: Core
    epochs: Epochs
    rounds: Rounds
    collecting: Collecting | None = None
    _roll_call: RollCall = field(init=False)
    _leading: Leading = field(init=False)
    _took_over: bool = False

    def __attrs_post_init__(self) -> None:
        """Share the core with both halves of the work."""
        self._roll_call = RollCall(self.core, self.epochs)
        self._leading = Leading(self.core, self.rounds, self._abort)

    # ----------------------------------------------------------------- what is asked

    def collect(self, seconds: int | None) -> None:
        """Run this step's round; raises `Invalid` when it cannot be now."""
        core = self.core
        if core.chain.round is not None:
            raise Invalid("busy")
        if not core.caught_up:
            raise Invalid("offline")
        asked = question(core.state)
        people = self._people()
        if people < SET_MIN:
            raise Invalid("too-few")
        if people < SMALL_SET and not core.state.small:
            raise Invalid("small-group")
        if seconds is None:
            seconds = WRITING_SECONDS if asked.kind == "notes" else BALLOT_SECONDS
        if core.chain.attempt is not None or self._roll_call.needed():
            self._collect_after_epoch(seconds)
            return
        if core.member.differ:
            self._roll_call.begin()
            raise Invalid("words-differ")
        if not core.member.may_open:
            raise Invalid("words-open")
        self.collecting = Collecting(seconds)
        self._open_round(seconds)

    def _collect_after_epoch(self, seconds: int) -> None:
        """Take in who arrived, let everybody compare, and collect after that."""
        if self.collecting is not None:
            raise Invalid("words-open")
        self.collecting = Collecting(seconds)
        if self.core.chain.attempt is None:
            self._roll_call.begin()

    def abort(self) -> None:
        """Stop the round, or the collect that waits for the words."""
        if self.core.chain.round is not None:
            own = self.rounds.round
            late = own is not None and own.state in {"go", "revealed", "done", "burned"}
            self._abort("burned" if late else "stopped", own.hop if own else 0)
        elif self.collecting is not None:
            self._give_up("stopped")
        else:
            raise Invalid("out-of-step")

    def _people(self) -> int:
        """Count who would be asked: those on the roster, or on the one to come."""
        roster = self.core.chain.roster
        if roster is None or self._roll_call.needed():
            return len(self.core.attendance.members_here())
        return len(roster.seats)

    # ------------------------------------------------------------------ what follows

    def entered(self, entry: Entry) -> None:
        """Follow the control log."""
        if not self.core.leads:
            return
        self._roll_call.entered(entry)
        self._leading.entered(entry)
        if isinstance(entry, Seated) and self.collecting is not None:
            self.core.timers.set("words", self.core.patience.words, self._words_over)
        if isinstance(entry, Outcome):
            self.collecting = None

    def settle(self) -> bool:
        """Take the next step that is due; tell whether more may follow at once."""
        core = self.core
        if not core.leads or not core.caught_up or core.state.ended:
            return False
        if core.state.begin is None:
            return False
        before = core.chain.length
        if not self._took_over:
            self._took_over = True
            self._take_over()
        self._roll_call.settle()
        if core.chain.phase is Phase.IDLE:
            self._open_when_all_answered()
        more = self._leading.settle()
        return more or core.chain.length > before

    def _take_over(self) -> None:
        """End what an earlier process of this facilitator left half done."""
        if self.core.chain.round is not None:
            self._abort("resumed", 0)
        elif self.core.chain.attempt is not None:
            self._roll_call.begin()

    # ---------------------------------------------------------------- opening a round

    def _open_when_all_answered(self) -> None:
        """After a new epoch for a collect: go on once every screen has answered."""
        collecting, member = self.collecting, self.core.member
        roster = self.core.chain.roster
        if collecting is None or roster is None or collecting.retried:
            return
        if member.differ:
            self._give_up("words-differ")
            return
        here = set(roster.keys) & set(self.core.attendance.connected)
        if here <= member.confirmed and member.may_open:
            self._open_round(collecting.seconds)

    def _words_over(self) -> None:
        """Go on without the screens that did not answer, if enough did."""
        if self.collecting is None or self.core.chain.phase is not Phase.IDLE:
            return
        if self.core.member.may_open and not self.core.member.differ:
            self._open_round(self.collecting.seconds)
        else:
            self._give_up("words-open")

    def _give_up(self, reason: str) -> None:
        """Tell that the collect came to nothing before there was a round."""
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
            last = max((record.qid for record in records), default=0)
            core.append(
                OpenRound(
                    rid=len(records) + 1,
                    qid=records[again - 1].qid if again else last + 1,
                    kind=asked.kind,
                    again=again,
                    seconds=seconds,
                    log=core.chain.head,
                )
            )
        except Invalid as error:
            self._give_up(error.code)

    def _again(self, subjects: frozenset[str]) -> int:
        """Give the round to repeat: texts may be spent on it, and its people are here.

        0 when there is none, or when somebody of it is gone: then only new texts can be
        sent, and only by those who choose to.
        """
        core, roster = self.core, self.core.chain.roster
        here = set(core.attendance.connected) & set(roster.keys if roster else ())
        for rid in sorted(self.rounds.texts.maybe_spent, reverse=True):
            asked = self.rounds.texts.ledger.rounds.get(rid)
            if asked and self.rounds.texts.ledger.repeatable(rid, subjects):
                return rid if asked.others <= here else 0
        return 0

    def _abort(self, reason: str, hop: int) -> None:
        """End the open round, and try once more when that may help."""
        core, record, collecting = self.core, self.core.chain.round, self.collecting
        if record is None:
            return
        core.append(Abort(rid=record.rid, reason=reason, hop=hop))
        if collecting is None or collecting.retried or reason in FOR_A_PERSON:
            self.collecting = None
        else:
            collecting.retried = True
            self._open_round(0)
