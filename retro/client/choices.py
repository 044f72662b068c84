"""What one person chose, question by question: their ballots, in memory only.

A ballot stays until its question was answered. It belongs to its question's very
subjects: when the themes or a norm's words change it is for nothing any more, until an
undo brings them back.
"""

from __future__ import annotations

from collections.abc import Sequence

from attrs import define, field

from formats.entries import TEXT_BYTES, WORD_BYTES
from formats.text import clean, one_line, size
from retro.anonymity.ballots import (
    WORDS_MAX,
    BallotError,
    Contents,
    encode_answer,
    encode_consent,
    encode_dots,
    encode_ticks,
    encode_words,
)
from retro.client.errors import NotAccepted
from retro.session.state import Question

Subjects = frozenset[str]


def written(typed: str, limit: int, *, lines: bool) -> str:
    """Make `typed` uniform; refuse it when empty or over `limit` bytes.

    `lines` are kept, else it becomes one line.
    """
    text = clean(typed) if lines else one_line(typed)
    if not text:
        raise NotAccepted("bad-value")
    if size(text) > limit:
        raise NotAccepted("too-long", size(text), limit)
    return text


@define
class Choices:
    """One person's ballots of a whole session."""

    _answers: dict[Subjects, int] = field(factory=dict)
    _ticks: dict[Subjects, frozenset[int]] = field(factory=dict)
    _words: dict[Subjects, tuple[str, ...]] = field(factory=dict)
    _dots: dict[Subjects, tuple[int, ...]] = field(factory=dict)
    _consents: dict[tuple[int, int, tuple[str, ...]], int] = field(factory=dict)
    _reason: tuple[tuple[int, int, tuple[str, ...]], str] | None = None
    _blank: set[int] = field(factory=set)

    def answer(self, question: Question, value: int) -> None:
        """Answer with the id of an option or a point of the scale."""
        if value not in {option.id for option in question.options}:
            raise NotAccepted("bad-value", value)
        self._answers[question.subjects] = value
        self.send_after_all(question)

    def tick(self, question: Question, ids: Sequence[int]) -> None:
        """Tick options (or themes) by id, in place of what was ticked before."""
        known = question.themes or tuple(option.id for option in question.options)
        for number in ids:
            if number not in known:
                raise NotAccepted("no-such-id", number)
        self._ticks[question.subjects] = frozenset(known.index(n) for n in ids)
        self.send_after_all(question)

    def word(self, question: Question, typed: str) -> None:
        """Add a word; a person has three."""
        text = written(typed, WORD_BYTES, lines=False)
        words = self._words.get(question.subjects, ())
        if len(words) >= WORDS_MAX:
            raise NotAccepted("too-many-notes", WORDS_MAX)
        self._words[question.subjects] = (*words, text)
        self.send_after_all(question)

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
        self.send_after_all(question)

    def consent(
        self, question: Question, norm: tuple[int, int], choice: int, typed: str
    ) -> None:
        """Consent to a norm (its id and revision), with a reason unless it is empty."""
        reason = written(typed, TEXT_BYTES, lines=True) if typed.strip() else ""
        key = (*norm, question.choices)
        self._consents[key] = choice
        if reason:
            self._reason = (key, reason)
        self.send_after_all(question)

    def leave_blank(self, question: Question) -> None:
        """Send nothing this time; what was drafted stays."""
        self._blank.add(question.step)

    def send_after_all(self, question: Question) -> None:
        """Take back `leave_blank`."""
        self._blank.discard(question.step)

    def blank(self, question: Question) -> bool:
        """Say whether the person wants to send nothing."""
        return question.step in self._blank

    # ----------------------------------------------------------------- rounds

    def contents(self, question: Question, revisions: dict[int, int]) -> Contents:
        """Give what the slots of a ballot hold.

        `revisions` maps the asked norms' ids to their revision.
        """
        subjects, ballot = question.subjects, question.ballot
        match question.kind:
            case "ticks":
                return encode_ticks(ballot, self._ticks.get(subjects))
            case "words":
                return encode_words(ballot, self._words.get(subjects, ()))
            case "dots":
                return encode_dots(ballot, self._dots.get(subjects))
            case "consent":
                return self._consent_contents(question, revisions)
            case _:
                return encode_answer(ballot, self._answers.get(subjects))

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

    def forget(self, question: Question) -> None:
        """Drop the ballots for a question, and a `blank` said for it."""
        subjects = question.subjects
        for ballots in (self._answers, self._ticks, self._words, self._dots):
            ballots.pop(subjects, None)
        for key in [key for key in self._consents if key[0] in question.norms]:
            del self._consents[key]
        if self._reason and self._reason[0][0] in question.norms:
            self._reason = None
        self._blank.discard(question.step)
