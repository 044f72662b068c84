"""A member's part in every anonymous round, from OPEN_ROUND to its end.

The protocol is `retro.anonymity.round`; which texts may leave is in `spent` there.
Here they meet the person: drafts go in, warnings and progress come out.
"""

from __future__ import annotations

from collections.abc import Iterable

from attrs import define, field

from formats.entries import (
    ENTRIES,
    Abort,
    Entry,
    OpenRound,
    Outcome,
    SetMembers,
    SignedMessage,
)
from retro.anonymity import round_effects as fx
from retro.anonymity.ballots import Contents, blank
from retro.anonymity.round import Round
from retro.anonymity.spent import Asked, ChoiceError, Ledger, Verdict
from retro.anonymity.standing import Phase
from retro.client.core import Core
from retro.client.drafts import NotAccepted
from retro.client.events import RoundEvent, RoundPhase, Warned
from retro.client.publish import Publisher
from retro.client.showing import drafts_event
from retro.session.question import question
from retro.session.state import OpenedRound, Question

SENDING = frozenset({"send", "blank", "frozen"})
"""The verdicts with which a client takes part in a round."""

SMALL_SET = 6
"""Below this SET the facilitator must have confirmed that a few others are enough."""


@define
class Rounds:
    """The round that is open, if one is, and what became of those before it."""

    core: Core
    publisher: Publisher
    ledger: Ledger
    round: Round | None = None
    asked: Question | None = None
    effects: list[fx.Effect] = field(factory=list)
    """What the own round gave since the facilitator's part last looked; empty for all
    others."""
    maybe_spent: set[int] = field(factory=set)
    """Rounds that ended where somebody may have revealed: to be repeated, if at all."""
    _verdict: Verdict | None = None
    _holding: bool = False
    _ready: bool = False
    _sent: dict[int, Contents] = field(factory=dict)
    _told: set[str] = field(factory=set)

    # ------------------------------------------------------------- the control log

    def entered(self, entry: Entry) -> None:
        """Follow the control log."""
        match entry:
            case OpenRound():
                self._opened(entry)
            case SetMembers():
                self._set(entry)
            case Abort():
                self._aborted(entry)
            case Outcome():
                self._outcome(entry)
            case _:
                pass

    def _opened(self, entry: OpenRound) -> None:
        core = self.core
        opened, roster = core.state.round, core.chain.roster
        if opened is None or roster is None:
            return
        self.asked = opened.question
        self._verdict = None
        self._told.clear()
        self._holding = self._ready = False
        self.effects.clear()
        self.round = None
        self._tell("countdown", seconds=entry.seconds)
        if core.here and core.caught_up:
            self.round = Round(
                scope=core.chain.scope,
                rid=entry.rid,
                opened=ENTRIES.encode(entry),
                roster=roster.keys,
                lead=roster.lead,
                key=core.key,
                lanes=opened.question.ballot.lanes,
                only=self._judge(opened).only,
                random=core.random,
            )

    def _judge(self, opened: OpenedRound) -> Verdict:
        """Ask the ledger what I may do in the round that is open."""
        verdict = self.ledger.may_send(
            opened.question.subjects,
            again=opened.again,
            lead=self.core.leads,
            notes=opened.question.kind == "notes",
        )
        if verdict.answer == "frozen" and opened.again not in self._sent:
            return Verdict("out", verdict.only)  # what was sent then is not here
        return verdict

    def settle(self) -> None:
        """Send KEYS as soon as I may: words confirmed, nothing spent, choice made."""
        core, opened = self.core, self.core.state.round
        waiting = self.round is not None and self.round.state == "idle"
        if not waiting or opened is None or core.chain.phase is not Phase.OPEN:
            return
        verdict = self._judge(opened)
        if verdict.answer in SENDING:
            if core.member.mine and self.round is not None:
                self._verdict = verdict
                self.round.only = verdict.only
                self.carry_out(self.round.start())
        elif verdict.answer.startswith("ask"):
            self._warn_once("missed" if verdict.answer == "ask" else "maybe-read")
            if core.leads:
                self.leave_out_lead(opened.question)

    def _warn_once(self, code: str) -> None:
        if code not in self._told:
            self._told.add(code)
            self.core.publish(Warned(code=code))

    def _set(self, entry: SetMembers) -> None:
        core, opened, roster = self.core, self.core.state.round, self.core.chain.roster
        if opened is None or roster is None:
            return
        asked = opened.question
        other = self.ledger.compare(asked.family, entry.members, roster.lead)
        self.ledger = self.ledger.met(
            entry.rid, Asked(asked.subjects, asked.family, entry.members, roster.lead)
        )
        if self.round is None:
            return
        if other is not None:
            self._holding = True
            added, removed = core.names(other.added), core.names(other.removed)
            core.publish(Warned(code="compared", added=added, removed=removed))
        least = max(core.member.least, 4 if core.state.small else SMALL_SET)
        effects = self.round.set_members(
            entry.members, floor=least, head=core.chain.head
        )
        if self._holding and not any(isinstance(e, fx.Hold) for e in effects):
            self._hold(())
        self.carry_out(effects)

    def _aborted(self, entry: Abort) -> None:
        burned = False
        if self.round is not None:
            over = self.round.state in {"aborted", "burned"}
            burned = self.round.state in {"revealed", "done", "burned"}
            effects = self.round.abort(entry.reason, entry.hop)
            if not over:
                self.carry_out(effects)
        self.ledger = self.ledger.aborted(entry.rid)
        if entry.reason in {"burned", "resumed"}:
            self.maybe_spent.add(entry.rid)
        self._end_of(entry.rid, burned=burned)
        phase: RoundPhase = (
            "burned" if burned or entry.reason == "burned" else "aborted"
        )
        self._tell(phase, reason=entry.reason, hop=entry.hop or None)

    def _doubt(self, entry: Outcome, *, revealed: bool) -> str:
        """Give the warning that a result calls for; nothing when it is as it must be.

        Who read the round compares; who did not needs everybody else's signatures; who
        was in it and revealed nothing knows that it cannot have been read.
        """
        members = frozenset(self.ledger.rounds[entry.rid].members)
        if self.round is not None and self.round.out is not None:
            same = self.round.check_outcome(entry.lanes)
            return "" if same else "outcome-differs"
        if self.core.vk in members and not revealed:
            return "outcome-differs"
        signed = {seal.vk for seal in entry.dones}
        return "" if members - {self.core.vk} <= signed else "outcome-unsigned"

    def _end_of(self, rid: int, *, burned: bool) -> None:
        """Free the drafts of a round without a result, or set them aside if read."""
        core = self.core
        self.core.timers.cancel("hold", "member")
        if burned and self.asked is not None:
            texts = tuple(draft.text for draft in core.drafts.burn(self.asked, rid))
            core.publish(Warned(code="maybe-read", texts=texts))
            core.publish(drafts_event(core.drafts))
        else:
            core.drafts.thaw(rid)
            if self._verdict is None or self._verdict.answer != "frozen":
                self._sent.pop(rid, None)
        self._holding = self._ready = False

    def _outcome(self, entry: Outcome) -> None:
        core, asked = self.core, self.asked
        core.timers.cancel("hold", "member")
        members = self.ledger.rounds[entry.rid].members
        if not core.state.asked or core.state.asked[-1].rid != entry.rid:
            core.publish(Warned(code="outcome-differs"))
            self._aborted(Abort(rid=entry.rid, reason="burned", hop=0))
            return
        revealed = self.round is not None and self.round.state in {"revealed", "done"}
        wrong = self._doubt(entry, revealed=revealed)
        ledger = self.ledger
        self.ledger = ledger.doubted(entry.rid) if wrong else ledger.done(entry.rid)
        if wrong:
            core.publish(Warned(code=wrong))
        if self.round is not None:
            self.round.finish()
        if core.vk in members and asked is not None:
            if not revealed:
                core.drafts.thaw(entry.rid)
            elif wrong:
                texts = tuple(d.text for d in core.drafts.burn(asked, entry.rid))
                core.publish(Warned(code="maybe-read", texts=texts))
            else:
                core.drafts.sent(asked, entry.rid)
        done = self.ledger.rounds[entry.rid].subjects
        self._sent = {
            rid: contents
            for rid, contents in self._sent.items()
            if not self.ledger.rounds[rid].subjects & done
        }
        if asked is not None:
            self._tell("done")
            self.publisher.result(asked.kind)

    # ------------------------------------------------------------------ messages

    def heard(self, sender: bytes, signed: SignedMessage) -> None:
        """Take a message of the open round; of any other it means nothing any more."""
        if self.round is not None and signed.rid == self.round.rid:
            self.carry_out(self.round.receive(sender, signed.body, signed.sig))

    def carry_out(self, effects: Iterable[fx.Effect]) -> None:
        """Do what the round asks for, and note it for the facilitator's part."""
        for effect in effects:
            if self.core.leads:
                self.effects.append(effect)
            match effect:
                case fx.Send():
                    self._post(effect)
                case fx.LeftOut():
                    self.core.publish(Warned(code="left-out"))
                case fx.Hold():
                    self._hold(effect.missing)
                case fx.NeedTexts():
                    self._ready = True
                    self._submit()
                case fx.Progress():
                    self._impatient()
                    self._tell("mixing", hop=effect.hop, hops=effect.hops)
                case fx.Frozen():
                    self.core.timers.cancel("member")
                case fx.Revealed():
                    self._spend()
                case fx.Stop():
                    self.core.timers.cancel("hold", "member")
                case _:
                    pass

    def _post(self, send: fx.Send) -> None:
        if self.round is not None:
            signed = SignedMessage(rid=self.round.rid, body=send.body, sig=send.sig)
            self.core.say(signed, send.to)

    def _spend(self) -> None:
        if self.round is not None:
            self.ledger = self.ledger.revealed(self.round.rid)

    # --------------------------------------------------------------- hold and texts

    def _hold(self, missing: tuple[bytes, ...]) -> None:
        """Show who is absent, and go on when nobody objected in time."""
        self._holding = True
        self._tell("holding", missing=self.core.names(missing))
        self.core.timers.set("hold", self.core.patience.hold, self._hold_over)

    def _hold_over(self) -> None:
        self._holding = False
        if self.round is not None:
            self.carry_out(self.round.hold_over())
        self._submit()

    def _submit(self) -> None:
        """Give the round what its slots hold, once keys are bound and no hold runs."""
        opened = self.core.state.round
        if not self._ready or self._holding or self.round is None or opened is None:
            return
        self._ready = False
        if not self.core.member.mine:
            self.object()
            return
        now = self._judge(opened)
        if now.answer not in SENDING or now.only != self.round.only:
            self.object()
            return
        self._verdict = now
        self._tell("mixing", hop=0, hops=len(self.round.members))
        contents = self._contents(opened.question, opened.again)
        self._sent[self.round.rid] = contents
        self.carry_out(self.round.submit(contents))
        self._impatient()

    def _contents(self, asked: Question, again: int) -> Contents:
        core = self.core
        answer = self._verdict.answer if self._verdict else "blank"
        if answer == "frozen":
            return self._sent[again]
        if answer == "blank" or self.round is None:
            return blank(asked.ballot)
        revisions = {norm.id: norm.revision for norm in core.state.board.norms}
        return core.drafts.contents(
            asked, revisions, len(self.round.members), self.round.rid
        )

    def _impatient(self) -> None:
        """Give up by myself long after the facilitator should have, before my GO."""
        patience = self.core.patience
        seconds = patience.hop * 2 + patience.go + patience.hold
        self.core.timers.set("member", seconds, self._give_up)

    def _give_up(self) -> None:
        if self.round is not None:
            self.carry_out(self.round.give_up("stalled"))

    # ------------------------------------------------------------------- the person

    def wait(self) -> None:
        """Object to going on without the absent; only while the hold runs."""
        if not self._holding or self.round is None:
            raise NotAccepted("out-of-step")
        self.carry_out(self.round.wait())

    def object(self) -> None:
        """Stop a round that the person here no longer agrees to, before my GO."""
        if self.round is not None and self.round.state in {"keys", "mixing"}:
            self.carry_out(self.round.wait())
        elif self.round is not None and self.round.state == "go":
            self.carry_out(self.round.abort("wait", self.round.hop))

    def choose_send(self) -> None:
        """Send drafts although only those who missed it would be sending now."""
        asked = self._question()
        self._choose("send")
        self.core.drafts.send_after_all(asked)

    def choose_blank(self) -> None:
        """Send nothing this time."""
        asked = self._question()
        self._choose("blank")
        self.core.drafts.leave_blank(asked)

    def leave_out_lead(self, asked: Question) -> None:
        """Choose a blank for the facilitator, without whom there is no round.

        No other person's blank is ever made for them. The facilitator's counts for
        nobody's anonymity: groups are counted without it.
        """
        notes = asked.kind == "notes"
        self.ledger = self.ledger.chose(asked.subjects, "blank", notes=notes)

    def _choose(self, choice: str) -> None:
        asked = self._question()
        notes = asked.kind == "notes"
        try:
            self.ledger = (
                self.ledger.chose(asked.subjects, "send", notes=notes)
                if choice == "send"
                else self.ledger.chose(asked.subjects, "blank", notes=notes)
            )
        except ChoiceError as error:
            raise NotAccepted("out-of-step") from error

    def _question(self) -> Question:
        opened = self.core.state.round
        return opened.question if opened else question(self.core.state)

    @property
    def in_flight(self) -> bool:
        """Whether what I send in the open round is fixed: nothing can change it now."""
        if self.round is None or self._verdict is None:
            return False
        repeating = self._verdict.answer == "frozen" and self.round.state == "keys"
        return repeating or self.round.state in {"mixing", "go", "revealed"}

    def _tell(
        self,
        phase: RoundPhase,
        *,
        hop: int | None = None,
        hops: int | None = None,
        missing: tuple[str, ...] | None = None,
        reason: str | None = None,
        seconds: int | None = None,
    ) -> None:
        if self.core.joined and self.asked is not None:
            self.core.publish(
                RoundEvent(
                    purpose=self.asked.kind,
                    phase=phase,
                    hop=hop,
                    hops=hops,
                    missing=missing,
                    reason=reason,
                    seconds=seconds,
                )
            )
