"""What one person wants to say: drafts of notes and ballots, in memory only.

Nothing here is ever written to disk or sent as it is; `contents` gives what a round's
slots hold, and only the round sees it. Notes stay until they were revealed to all; a
ballot stays until its question was answered.
"""

from __future__ import annotations

from collections.abc import Sequence

from attrs import define, field, frozen

from formats.entries import TEXT_BYTES, WORD_BYTES
from formats.text import clean, one_line, size
from retro.anonymity.ballots import (
    WORDS_MAX,
    BallotError,
    Contents,
    blank,
    encode_answer,
    encode_consent,
    encode_dots,
    encode_notes,
    encode_ticks,
    encode_words,
    note_slots,
)
from retro.session.state import Question

Subjects = frozenset[str]


class NotAccepted(ValueError):
    """What a person typed cannot be done; `code` is of EXPERIENCE's error codes.

    `detail` fills the sentence: a count, a limit, an id.
    """

    def __init__(self, code: str, *detail: object) -> None:
        """Carry `code` and what fills its sentence."""
        super().__init__(code)
        self.code = code
        self.detail = tuple(str(part) for part in detail)


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


def _text(typed: str, limit: int, *, lines: bool) -> str:
    """Make `typed` uniform; refuse it when empty or over `limit` bytes."""
    text = clean(typed) if lines else one_line(typed)
    if not text:
        raise NotAccepted("bad-value")
    if size(text) > limit:
        raise NotAccepted("too-long", size(text), limit)
    return text


@define
class Drafts:
    """One person's drafts and ballots of a whole session."""

    notes: list[Draft] = field(factory=list)
    spent: list[Draft] = field(factory=list)
    _next: int = 1
    _answers: dict[Subjects, int] = field(factory=dict)
    _ticks: dict[Subjects, frozenset[int]] = field(factory=dict)
    _words: dict[Subjects, tuple[str, ...]] = field(factory=dict)
    _dots: dict[Subjects, tuple[int, ...]] = field(factory=dict)
    _consents: dict[tuple[int, int, tuple[str, ...]], int] = field(factory=dict)
    _reason: tuple[tuple[int, int, tuple[str, ...]], str] | None = None
    _blank: set[int] = field(factory=set)

    # ------------------------------------------------------------------ notes

    def of(self, step: int) -> tuple[Draft, ...]:
        """Give the drafts that wait at this step, in the order written."""
        return tuple(draft for draft in self.notes if draft.step == step)

    def note(self, question: Question, column: str, typed: str, people: int) -> None:
        """Draft a note; refuses what the round of `people` could not carry."""
        text = _text(typed, TEXT_BYTES, lines=True)
        waiting = [draft for draft in self.of(question.step) if not draft.rid]
        if len(waiting) >= note_slots(people):
            raise NotAccepted("too-many-notes", note_slots(people))
        self.notes.append(Draft(self._next, question.step, column, text))
        self._next += 1
        self._blank.discard(question.step)

    def edit(self, number: int, typed: str) -> None:
        """Give a draft another text."""
        index = self._find(number)
        old = self.notes[index]
        text = _text(typed, TEXT_BYTES, lines=True)
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

    # ---------------------------------------------------------------- ballots

    def answer(self, question: Question, value: int) -> None:
        """Answer with the id of an option or a point of the scale."""
        if value not in {option.id for option in question.options}:
            raise NotAccepted("bad-value", value)
        self._answers[question.subjects] = value
        self._blank.discard(question.step)

    def tick(self, question: Question, ids: Sequence[int]) -> None:
        """Tick options (or themes) by id, in place of what was ticked before."""
        known = question.themes or tuple(option.id for option in question.options)
        for number in ids:
            if number not in known:
                raise NotAccepted("no-such-id", number)
        self._ticks[question.subjects] = frozenset(known.index(n) for n in ids)
        self._blank.discard(question.step)

    def word(self, question: Question, typed: str) -> None:
        """Add a word; a person has three."""
        text = _text(typed, WORD_BYTES, lines=False)
        words = self._words.get(question.subjects, ())
        if len(words) >= WORDS_MAX:
            raise NotAccepted("too-many-notes", WORDS_MAX)
        self._words[question.subjects] = (*words, text)
        self._blank.discard(question.step)

    def dots(self, question: Question, given: Sequence[int]) -> None:
        """Give dots, a number a theme in the question's order."""
        try:
            encode_dots(question.ballot, given)
        except BallotError as error:
            limits = {
                "over-budget": question.ballot.budget,
                "over-max": question.ballot.cap,
                "bad-value": question.ballot.themes,
            }
            raise NotAccepted(error.code, limits.get(error.code, "")) from error
        self._dots[question.subjects] = tuple(given)
        self._blank.discard(question.step)

    def consent(
        self, question: Question, norm: tuple[int, int], choice: int, typed: str
    ) -> None:
        """Consent to a norm (its id and revision), with a reason unless it is empty."""
        reason = _text(typed, TEXT_BYTES, lines=True) if typed.strip() else ""
        key = (*norm, question.choices)
        self._consents[key] = choice
        if reason:
            self._reason = (key, reason)
        self._blank.discard(question.step)

    def leave_blank(self, question: Question) -> None:
        """Send nothing this time; what was drafted stays."""
        self._blank.add(question.step)

    def send_after_all(self, question: Question) -> None:
        """Take back `leave_blank`."""
        self._blank.discard(question.step)

    # ----------------------------------------------------------------- rounds

    def contents(
        self, question: Question, revisions: dict[int, int], people: int, rid: int
    ) -> Contents:
        """Give what the slots of round `rid` hold, and freeze the notes among it.

        `revisions` maps the asked norms' ids to their revision.
        """
        subjects, ballot = question.subjects, question.ballot
        if question.step in self._blank:
            return blank(ballot)
        match question.kind:
            case "notes":
                return self._note_contents(question, people, rid)
            case "answer":
                return encode_answer(ballot, self._answers.get(subjects))
            case "ticks":
                return encode_ticks(ballot, self._ticks.get(subjects))
            case "words":
                return encode_words(ballot, self._words.get(subjects, ()))
            case "dots":
                return encode_dots(ballot, self._dots.get(subjects))
            case "consent":
                return self._consent_contents(question, revisions)

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

    def _consent_contents(
        self, question: Question, revisions: dict[int, int]
    ) -> Contents:
        keys = [(norm, revisions[norm], question.choices) for norm in question.norms]
        choices = {
            index: self._consents[key]
            for index, key in enumerate(keys)
            if key in self._consents
        }
        reason = None
        if self._reason and self._reason[0] in keys:
            reason = (keys.index(self._reason[0]), self._reason[1])
        return encode_consent(question.ballot, choices, reason)

    def thaw(self, rid: int) -> None:
        """Free the notes frozen in a round that revealed nothing."""
        self.notes = [
            Draft(d.id, d.step, d.column, d.text) if d.rid == rid else d
            for d in self.notes
        ]

    def sent(self, question: Question, rid: int) -> None:
        """Forget what a round brought to everybody."""
        self.notes = [draft for draft in self.notes if draft.rid != rid]
        self._forget(question)

    def burn(self, question: Question, rid: int) -> tuple[Draft, ...]:
        """Set aside what a broken round may have shown; it is never sent again."""
        burned = tuple(draft for draft in self.notes if draft.rid == rid)
        self.spent.extend(burned)
        self.notes = [draft for draft in self.notes if draft.rid != rid]
        self._forget(question)
        return burned

    def _forget(self, question: Question) -> None:
        """Drop the ballots for a question, and a `blank` said for it."""
        subjects = question.subjects
        for ballots in (self._answers, self._ticks, self._words, self._dots):
            ballots.pop(subjects, None)
        for key in [key for key in self._consents if key[0] in question.norms]:
            del self._consents[key]
        if self._reason and self._reason[0][0] in question.norms:
            self._reason = None
        self._blank.discard(question.step)
