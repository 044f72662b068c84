"""What one person wants to say: drafts of notes, and ballots, in memory only.

Nothing here is ever written to disk or sent as it is; `contents` gives what a round's
slots hold, and only the round sees it. Notes stay until they were revealed to all.
"""

from __future__ import annotations

from attrs import define, field, frozen

from formats.entries import TEXT_BYTES
from retro.anonymity.ballots import Contents, blank, encode_notes, note_slots
from retro.client.choices import Choices, written
from retro.client.errors import NotAccepted
from retro.session.state import Question


@frozen
class Draft:
    """A note not sent yet: its number, the step it belongs to, its column and text.

    `rid` is the round it is frozen in, or 0.
    """

    id: int
    step: int
    column: str
    text: str
    rid: int = 0


@define
class Drafts:
    """One person's drafts and ballots of a whole session."""

    notes: list[Draft] = field(factory=list)
    spent: list[Draft] = field(factory=list)
    choices: Choices = field(factory=Choices)
    _next: int = 1

    # ------------------------------------------------------------------ notes

    def of(self, step: int) -> tuple[Draft, ...]:
        """Give the drafts that wait at this step, in the order written."""
        return tuple(draft for draft in self.notes if draft.step == step)

    def note(self, question: Question, column: str, typed: str, people: int) -> None:
        """Draft a note; refuses what the round of `people` could not carry."""
        text = written(typed, TEXT_BYTES, lines=True)
        waiting = [draft for draft in self.of(question.step) if not draft.rid]
        if len(waiting) >= note_slots(people):
            raise NotAccepted("too-many-notes", note_slots(people))
        self.notes.append(Draft(self._next, question.step, column, text))
        self._next += 1
        self.choices.send_after_all(question)

    def edit(self, number: int, typed: str) -> None:
        """Give a draft another text."""
        index = self._find(number)
        old = self.notes[index]
        text = written(typed, TEXT_BYTES, lines=True)
        self.notes[index] = Draft(old.id, old.step, old.column, text)

    def drop(self, number: int) -> None:
        """Delete a draft."""
        del self.notes[self._find(number)]

    def _find(self, number: int) -> int:
        for index, draft in enumerate(self.notes):
            if draft.id == number:
                if draft.rid:
                    raise NotAccepted("busy")
                return index
        raise NotAccepted("no-such-id", number)

    # ----------------------------------------------------------------- rounds

    def contents(
        self, question: Question, revisions: dict[int, int], people: int, rid: int
    ) -> Contents:
        """Give what the slots of round `rid` hold, and freeze the notes among it.

        `revisions` maps the asked norms' ids to their revision.
        """
        if self.choices.blank(question):
            return blank(question.ballot)
        if question.kind == "notes":
            return self._note_contents(question, people, rid)
        return self.choices.contents(question, revisions)

    def _note_contents(self, question: Question, people: int, rid: int) -> Contents:
        sending = [d for d in self.of(question.step) if d.rid in (0, rid)]
        sending = sending[: note_slots(people)]
        numbers = {draft.id for draft in sending}
        self.notes = [
            Draft(d.id, d.step, d.column, d.text, rid) if d.id in numbers else d
            for d in self.notes
        ]
        return encode_notes(
            question.ballot,
            people,
            [(question.columns.index(d.column), d.text) for d in sending],
        )

    def thaw(self, rid: int) -> None:
        """Free the notes frozen in a round that revealed nothing."""
        self.notes = [
            Draft(d.id, d.step, d.column, d.text) if d.rid == rid else d
            for d in self.notes
        ]

    def sent(self, question: Question, rid: int) -> None:
        """Forget what a round brought to everybody."""
        self.notes = [draft for draft in self.notes if draft.rid != rid]
        self.choices.forget(question)

    def burn(self, question: Question, rid: int) -> tuple[Draft, ...]:
        """Set aside what a broken round may have shown; it is never sent again."""
        burned = tuple(draft for draft in self.notes if draft.rid == rid)
        self.spent.extend(burned)
        self.notes = [draft for draft in self.notes if draft.rid != rid]
        self.choices.forget(question)
        return burned
