"""A member's part in every anonymous round, from OPEN_ROUND to its end.

The protocol is `retro.anonymity.round`; which texts may leave is `Texts`. Here they
meet the person: warnings and progress come out, objections go in.
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
from retro.anonymity.round import Round
from retro.anonymity.spent import Verdict
from retro.anonymity.standing import Phase
from retro.client.core import Core
from retro.client.errors import NotAccepted
from retro.client.events import RoundEvent, RoundPhase, Warned
from retro.client.publish import Publisher
from retro.client.texts import Texts
from retro.session.state import Question

SENDING = frozenset({"send", "blank", "frozen"})
"""The verdicts with which a client takes part in a round."""

SMALL_SET = 6
"""Below this SET the facilitator must have confirmed that a few others are enough."""


@define
class Rounds:
    """The round that is open, if one is, and what became of those before it."""

    core: Core
    publisher: Publisher
    texts: Texts
    round: Round | None = None
    asked: Question | None = None
    effects: list[fx.Effect] = field(factory=list)
    """What the own round gave since the facilitator's part last looked; empty for all
    others."""
    _verdict: Verdict | None = None
    _holding: bool = False
    _ready: bool = False
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
        if core.here and (core.caught_up or core.leads):  # who opens it knows the log
            self.round = Round(
                scope=core.chain.scope,
                rid=entry.rid,
                opened=ENTRIES.encode(entry),
                roster=roster.keys,
                lead=roster.lead,
                key=core.key,
                lanes=opened.question.ballot.lanes,
                only=self.texts.verdict(opened).only,
                random=core.random,
            )

    def settle(self) -> None:
        """Send KEYS as soon as I may: words confirmed, nothing spent, choice made."""
        core, opened = self.core, self.core.state.round
        waiting = self.round is not None and self.round.state == "idle"
        if not waiting or opened is None or core.chain.phase is not Phase.OPEN:
            return
        verdict = self.texts.verdict(opened)
        if verdict.answer in SENDING:
            if core.member.mine and self.round is not None:
                self._verdict = verdict
                self.round.only = verdict.only
                self.carry_out(self.round.start())
        elif verdict.answer.startswith("ask"):
            self._warn_once("missed" if verdict.answer == "ask" else "maybe-read")
            if core.leads:
                self.texts.leave_out_lead(opened.question)

    def _warn_once(self, code: str) -> None:
        if code not in self._told:
            self._told.add(code)
            self.core.publish(Warned(code=code))

    def _set(self, entry: SetMembers) -> None:
        core, opened, roster = self.core, self.core.state.round, self.core.chain.roster
        if opened is None or roster is None:
            return
        other = self.texts.met(entry, opened.question, roster.lead)
        if self.round is None:  # a screen, or somebody who came too late, looks on
            self._tell("mixing")
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
        self.core.timers.cancel("hold", "member")
        self._holding = self._ready = False
        frozen = self._verdict is not None and self._verdict.answer == "frozen"
        self.texts.unread(entry, self.asked, burned=burned, frozen=frozen)
        phase: RoundPhase = (
            "burned" if burned or entry.reason == "burned" else "aborted"
        )
        self._tell(phase, reason=entry.reason, hop=entry.hop or None)

    def _doubt(self, entry: Outcome, *, revealed: bool) -> str:
        """Give the warning that a result calls for; nothing when it is as it must be.

        Who read the round compares; who did not needs everybody else's signatures; who
        was in it and revealed nothing knows that it cannot have been read.
        """
        members = frozenset(self.texts.ledger.rounds[entry.rid].members)
        if self.round is not None and self.round.out is not None:
            same = self.round.check_outcome(entry.lanes)
            return "" if same else "outcome-differs"
        if self.core.vk in members and not revealed:
            return "outcome-differs"
        signed = {seal.vk for seal in entry.dones}
        return "" if members - {self.core.vk} <= signed else "outcome-unsigned"

    def _outcome(self, entry: Outcome) -> None:
        core, asked = self.core, self.asked
        core.timers.cancel("hold", "member")
        if not core.state.asked or core.state.asked[-1].rid != entry.rid:
            core.publish(Warned(code="outcome-differs"))
            self._aborted(Abort(rid=entry.rid, reason="burned", hop=0))
            return
        revealed = self.round is not None and self.round.state in {"revealed", "done"}
        doubt = self._doubt(entry, revealed=revealed)
        if doubt:
            core.publish(Warned(code=doubt))
        if self.round is not None:
            self.round.finish()
        self.texts.read(entry, asked, revealed=revealed, doubted=bool(doubt))
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
                case fx.Revealed() if self.round is not None:
                    self.texts.revealed(self.round.rid)
                case fx.Stop():
                    self.core.timers.cancel("hold", "member")
                case _:
                    pass

    def _post(self, send: fx.Send) -> None:
        if self.round is not None:
            signed = SignedMessage(rid=self.round.rid, body=send.body, sig=send.sig)
            self.core.say(signed, send.to)

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
        now = self.texts.verdict(opened)
        if now.answer not in SENDING or now.only != self.round.only:
            self.object()
            return
        self._verdict = now
        self._tell("mixing", hop=0, hops=len(self.round.members))
        contents = self.texts.contents(opened, now, len(self.round.members))
        self.carry_out(self.round.submit(contents))
        self._impatient()

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
