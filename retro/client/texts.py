"""What a person's drafts and ballots may still do, and what became of them.

The rules are `retro.anonymity.spent`; here they are kept for one person: what was sent
in which round, so that a repeated round sends exactly that, and what happens to the
drafts when a round was read, came to nothing, or may have been read by somebody.
"""

from __future__ import annotations

from attrs import define, field

from formats.entries import Abort, Outcome, SetMembers
from retro.anonymity.ballots import Contents, blank
from retro.anonymity.spent import (
    Asked,
    Choice,
    ChoiceError,
    Compared,
    Ledger,
    Verdict,
)
from retro.client.core import Core
from retro.client.errors import NotAccepted
from retro.client.events import Warned
from retro.client.showing import drafts_event
from retro.session.question import question
from retro.session.state import OpenedRound, Question


@define
class Texts:
    """One person's texts, round after round."""

    core: Core
    ledger: Ledger
    maybe_spent: set[int] = field(factory=set)
    """Rounds that ended where somebody may have revealed: to be repeated, if at all."""
    _sent: dict[int, Contents] = field(factory=dict)

    # -------------------------------------------------------------- may they leave

    def verdict(self, opened: OpenedRound) -> Verdict:
        """Judge what I may do in the round that is open."""
        verdict = self.ledger.may_send(
            opened.question.subjects,
            again=opened.again,
            lead=self.core.leads,
            notes=opened.question.kind == "notes",
        )
        if verdict.answer == "frozen" and opened.again not in self._sent:
            return Verdict("out", verdict.only)  # what was sent then is not here
        return verdict

    def contents(self, opened: OpenedRound, verdict: Verdict, people: int) -> Contents:
        """Give what my slots hold in a round of `people`, and remember it."""
        core, asked = self.core, opened.question
        if verdict.answer == "frozen":
            contents = self._sent[opened.again]
        elif verdict.answer == "blank":
            contents = blank(asked.ballot)
        else:
            revisions = {norm.id: norm.revision for norm in core.state.board.norms}
            contents = core.drafts.contents(asked, revisions, people, opened.rid)
        self._sent[opened.rid] = contents
        return contents

    # ---------------------------------------------------------------- the person

    def choose(self, choice: Choice) -> None:
        """Take a person's choice for the question at hand: send, or send nothing."""
        opened = self.core.state.round
        asked = opened.question if opened else question(self.core.state)
        notes = asked.kind == "notes"
        try:
            self.ledger = self.ledger.chose(asked.subjects, choice, notes=notes)
        except ChoiceError as error:
            raise NotAccepted("out-of-step") from error
        if choice == "send":
            self.core.drafts.choices.send_after_all(asked)
        else:
            self.core.drafts.choices.leave_blank(asked)

    def blank(self, asked: Question) -> bool:
        """Say whether I send nothing, by what the person said or chose when asked."""
        chosen = map(self.ledger.standing, asked.subjects)
        return self.core.drafts.choices.blank(asked) or any(
            standing.kind == "chosen" and standing.choice == "blank"
            for standing in chosen
        )

    def leave_out_lead(self, asked: Question) -> None:
        """Choose a blank for the facilitator, without whom there is no round.

        No other person's blank is ever made for them. The facilitator's counts for
        nobody's anonymity: groups are counted without it.
        """
        notes = asked.kind == "notes"
        self.ledger = self.ledger.chose(asked.subjects, "blank", notes=notes)

    # ------------------------------------------------------------ what became of them

    def met(self, entry: SetMembers, asked: Question, lead: bytes) -> Compared | None:
        """Take in who is in a round; tell who is in only one of it and the last one."""
        other = self.ledger.compare(asked.family, entry.members, lead)
        set_ = Asked(asked.subjects, asked.family, entry.members, lead)
        self.ledger = self.ledger.met(entry.rid, set_)
        return other

    def revealed(self, rid: int) -> None:
        """My REVEAL leaves: what I sent in this round is spent."""
        self.ledger = self.ledger.revealed(rid)

    def unread(
        self, entry: Abort, asked: Question | None, *, burned: bool, frozen: bool
    ) -> None:
        """Free the drafts of a round without a result, or set them aside if read.

        `burned`: I had revealed. `frozen`: it repeated a round whose texts stay.
        """
        self.ledger = self.ledger.aborted(entry.rid)
        if entry.reason in {"burned", "resumed"}:
            self.maybe_spent.add(entry.rid)
        if burned and asked is not None:
            self._set_aside(asked, entry.rid)
            return
        self.core.drafts.thaw(entry.rid)
        if not frozen:
            self._sent.pop(entry.rid, None)

    def read(
        self, entry: Outcome, asked: Question | None, *, revealed: bool, doubted: bool
    ) -> None:
        """Forget what a round brought to all; a doubted result settles nothing."""
        rid, ledger = entry.rid, self.ledger
        self.ledger = ledger.doubted(rid) if doubted else ledger.done(rid)
        known = self.ledger.rounds
        if self.core.vk in known[rid].members and asked is not None:
            if not revealed:
                self.core.drafts.thaw(rid)
            elif doubted:
                self._set_aside(asked, rid)
            else:
                self.core.drafts.sent(asked, rid)
        over = known[rid].subjects
        self._sent = {
            kept: contents
            for kept, contents in self._sent.items()
            if not known[kept].subjects & over
        }

    def _set_aside(self, asked: Question, rid: int) -> None:
        """Show the person what may have been read; it is never sent again by itself."""
        texts = tuple(draft.text for draft in self.core.drafts.burn(asked, rid))
        self.core.publish(Warned(code="maybe-read", texts=texts))
        self.core.publish(drafts_event(self.core.drafts))

    def forget(self) -> None:
        """Drop all that was sent: the session is over."""
        self._sent.clear()
