"""Which texts may still leave: the rules of a question that was asked before.

A question is known by its *subjects* (its step, its norms, its list of themes),
whatever its qid. For each subject a client remembers what became of its own texts:

    standing   how it comes                       what a new round of it finds
    fresh      never in a SET; or its round was   send
               done, or ended before my REVEAL
    missed     a SET of this subject without me   ask: only those who missed it would
                                                  be sending now
    open       my REVEAL left, the round runs     spent
    burned     ABORT after my REVEAL              `again` with that very SET: frozen;
                                                  notes: ask for new ones or a blank;
                                                  ballots: ask for a blank
    chosen     missed or burned, and the person   what the person chose: send or blank
               chose, until that round is done

A round with `again` is for the SET of the round it repeats and for nobody else: `out`
for all others. Who is spent and meets any other SET objects (`Round` sends FAIL, told
`only`) and never sends a blank: only a person's own choice makes one.

What is folded here comes from the control chain (`met`, `ended`) and from this
client's own round (`revealed`, `done`); a late joiner folds the chain alone.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Literal

from attrs import evolve, field, frozen

Kind = Literal["fresh", "missed", "open", "burned", "chosen"]
Choice = Literal["send", "blank"]
Answer = Literal[
    "send", "blank", "frozen", "ask", "ask-new", "ask-blank", "spent", "out"
]
_GRAVITY: tuple[Answer, ...] = (
    "send", "blank", "frozen", "ask", "ask-new", "ask-blank", "spent", "out",
)  # fmt: skip
"""A question with several subjects gets the answer of its gravest one."""


@frozen
class Only:
    """The one SET that a round may have, because it repeats round `rid`.

    `others` is SET without the facilitator, whose own key alone may be a new one.
    """

    rid: int
    others: frozenset[bytes]


@frozen
class Asked:
    """A round that had a SET. `family`: its subjects, whatever their wording."""

    subjects: frozenset[str]
    family: frozenset[str]
    members: tuple[bytes, ...]
    lead: bytes

    @property
    def others(self) -> frozenset[bytes]:
        """SET without the facilitator."""
        return frozenset(self.members) - {self.lead}


@frozen
class Standing:
    """What became of my texts for one subject; `only` while they are spent."""

    kind: Kind = "fresh"
    only: Only | None = None
    choice: Choice = "send"


@frozen
class Verdict:
    """What this client may do in a round, and the SET it insists on, if on one.

    `send`: its drafts. `blank`: a blank, as the person chose. `frozen`: exactly what
    it sent in the round that is repeated. `ask`, `ask-new`, `ask-blank`: nothing
    until the person chose. `spent`, `out`: nothing.
    """

    answer: Answer
    only: Only | None = None


@frozen
class Compared:
    """Who is in only one of two SETs of a question, the facilitator aside."""

    added: frozenset[bytes]
    removed: frozenset[bytes]


class ChoiceError(ValueError):
    """A person may not choose this here: a burned ballot is only ever blank."""


@frozen
class Ledger:
    """What one client knows of every question asked; `me` is its member key."""

    me: bytes
    standings: Mapping[str, Standing] = field(factory=dict)
    rounds: Mapping[int, Asked] = field(factory=dict)
    last: Mapping[str, frozenset[bytes]] = field(factory=dict)
    read: Mapping[str, int] = field(factory=dict)

    def standing(self, subject: str) -> Standing:
        """Give the standing of one subject."""
        return self.standings.get(subject, Standing())

    def met(self, rid: int, asked: Asked) -> Ledger:
        """Take in the SET of round `rid`: without me, the question counts as read."""
        ledger = evolve(self, rounds={**self.rounds, rid: asked})
        if self.me in asked.members:
            return ledger
        unspent = (s for s in asked.subjects if self.standing(s).only is None)
        return ledger._stand(unspent, Standing("missed"))

    def revealed(self, rid: int) -> Ledger:
        """My REVEAL of round `rid` left: my texts are spent."""
        asked = self.rounds[rid]
        spent = Standing("open", Only(rid, asked.others))
        return self._stand(asked.subjects, spent)._read(asked)

    def done(self, rid: int) -> Ledger:
        """Round `rid` has its outcome: who was in it may send new texts later."""
        asked = self.rounds[rid]
        done = {**self.read, **dict.fromkeys(asked.subjects, rid)}
        ledger = evolve(self, read=done)._read(asked)
        if self.me not in asked.members:
            return ledger
        return ledger._stand(asked.subjects, Standing())

    def doubted(self, rid: int) -> Ledger:
        """Round `rid` has an outcome that I cannot trust: it settles nothing of mine.

        Somebody may have read it all the same, so no earlier round is repeated.
        """
        asked = self.rounds[rid]
        read = {**self.read, **dict.fromkeys(asked.subjects, rid)}
        return evolve(self, read=read).aborted(rid)

    def aborted(self, rid: int) -> Ledger:
        """Round `rid` ended by ABORT: what I revealed in it may have been read."""
        ledger = self
        for subject, standing in self.standings.items():
            if standing.kind == "open" and standing.only and standing.only.rid == rid:
                ledger = ledger._stand([subject], evolve(standing, kind="burned"))
        return ledger

    def chose(self, subjects: Iterable[str], choice: Choice, *, notes: bool) -> Ledger:
        """Take a person's own choice: new texts, or a blank; may raise `ChoiceError`.

        `notes` tells notes, whose texts can be new, from ballots, which would only say
        the same again. For what need not be chosen nothing changes.
        """
        ledger = self
        for subject in subjects:
            standing = self.standing(subject)
            if standing.kind not in {"missed", "burned", "chosen"}:
                continue
            if standing.only and choice == "send" and not notes:
                raise ChoiceError(subject)
            chosen = evolve(standing, kind="chosen", choice=choice)
            ledger = ledger._stand([subject], chosen)
        return ledger

    def may_send(
        self, subjects: Iterable[str], *, again: int, lead: bool, notes: bool
    ) -> Verdict:
        """Judge a round that opens on `subjects`; `again` as in OPEN_ROUND.

        `lead`: I am the facilitator, who may repeat a round with a new key.
        """
        repeats = None
        if again:
            asked = self.rounds.get(again)
            if (
                asked is None
                or not (lead or self.me in asked.others)
                or not self.repeatable(again, subjects)
            ):
                return Verdict("out")
            repeats = Only(again, asked.others)
        verdicts = [
            self._judge(self.standing(subject), repeats, notes=notes)
            for subject in subjects
        ]
        return max(verdicts, key=lambda verdict: _GRAVITY.index(verdict.answer))

    def repeatable(self, rid: int, subjects: Iterable[str]) -> bool:
        """Tell whether `rid` asked exactly this and nobody has read an answer since."""
        asked = self.rounds.get(rid)
        return (
            asked is not None
            and asked.subjects == frozenset(subjects)
            and all(self.read.get(subject, 0) < rid for subject in asked.subjects)
        )

    def compare(
        self, family: Iterable[str], members: Iterable[bytes], lead: bytes
    ) -> Compared | None:
        """Tell who joined and who lacks against the last reading of any of `family`.

        None when it was never read, or by exactly these.
        """
        now = frozenset(members) - {lead}
        before = [self.last[one] for one in family if one in self.last]
        added = frozenset().union(*(now - one for one in before))
        removed = frozenset().union(*(one - now for one in before))
        return Compared(added, removed) if added or removed else None

    @staticmethod
    def _judge(standing: Standing, repeats: Only | None, *, notes: bool) -> Verdict:
        kind, only = standing.kind, standing.only
        if kind == "open":
            return Verdict("spent", only)
        if only and repeats:
            same = repeats.others == only.others
            return Verdict("frozen", repeats) if same else Verdict("spent", only)
        if kind == "burned":
            return Verdict("ask-new" if notes else "ask-blank", only)
        if kind == "missed":
            return Verdict("ask", repeats)
        return Verdict(standing.choice, repeats)

    def _stand(self, subjects: Iterable[str], standing: Standing) -> Ledger:
        changed = dict.fromkeys(subjects, standing)
        return evolve(self, standings={**self.standings, **changed})

    def _read(self, asked: Asked) -> Ledger:
        read = dict.fromkeys(asked.family, asked.others)
        return evolve(self, last={**self.last, **read})


__all__ = [
    "Answer",
    "Asked",
    "Choice",
    "ChoiceError",
    "Compared",
    "Ledger",
    "Only",
    "Standing",
    "Verdict",
]
