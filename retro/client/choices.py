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
from retro.client.events import Mine, NormChoice, ReasonItem, ThemeDots
from retro.session.state import Question

Subjects = frozenset[str]
Key = tuple[int, Subjects]
"""Of which step a ballot is, and of which question: its subjects."""

Opinion = tuple[int, int, tuple[str, ...]]
"""On what a consent is: a norm, its revision, and among which choices."""


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


def _key(question: Question) -> Key:
    return question.step, question.subjects


@define
class Choices:
    """One person's ballots of a whole session."""

    _answers: dict[Key, int] = field(factory=dict)
    _ticks: dict[Key, frozenset[int]] = field(factory=dict)
    _words: dict[Key, tuple[str, ...]] = field(factory=dict)
    _dots: dict[Key, tuple[int, ...]] = field(factory=dict)
    _consents: dict[Opinion, int] = field(factory=dict)
    _reason: tuple[Opinion, str] | None = None
    _blank: set[int] = field(factory=set)

    def answer(self, question: Question, value: int) -> None:
        """Answer with the id of an option or a point of the scale."""
        if value not in {option.id for option in question.options}:
            raise NotAccepted("bad-value", value)
        self._answers[_key(question)] = value
        self.send_after_all(question)

    def tick(self, question: Question, ids: Sequence[int]) -> None:
        """Tick options (or themes) by id, in place of what was ticked before."""
        known = question.themes or tuple(option.id for option in question.options)
        for number in ids:
            if number not in known:
                raise NotAccepted("no-such-id", number)
        self._ticks[_key(question)] = frozenset(known.index(n) for n in ids)
        self.send_after_all(question)

    def word(self, question: Question, typed: str) -> None:
        """Add a word; a person has three."""
        text = written(typed, WORD_BYTES, lines=False)
        words = self._words.get(_key(question), ())
        if len(words) >= WORDS_MAX:
            raise NotAccepted("too-many-notes", WORDS_MAX)
        self._words[_key(question)] = (*words, text)
        self.send_after_all(question)

    def drop_word(self, question: Question, number: int) -> None:
        """Take back a word, by its place from 1 among those given."""
        words = self._words.get(_key(question), ())
        if not 1 <= number <= len(words):
            raise NotAccepted("no-such-id", number)
        self._words[_key(question)] = (*words[: number - 1], *words[number:])

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
        self._dots[_key(question)] = tuple(given)
        self.send_after_all(question)

    def consent(
        self, question: Question, norm: tuple[int, int], choice: int, typed: str | None
    ) -> None:
        """Consent to a norm (its id and revision), with a reason unless it is empty.

        With None a reason that was given for this norm is taken back.
        """
        given = typed is not None and typed.strip()
        reason = written(given, TEXT_BYTES, lines=True) if given else ""
        key = (*norm, question.choices)
        self._consents[key] = choice
        if reason:
            self._reason = (key, reason)
        elif typed is None and self._reason and self._reason[0] == key:
            self._reason = None
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

    # ---------------------------------------------------------------- showing

    def shown(self, question: Question, revisions: dict[int, int]) -> Mine:
        """Give what the person chose, as it counts for this question."""
        key = _key(question)
        ids = question.themes or tuple(option.id for option in question.options)
        ticked, dots = self._ticks.get(key), self._dots.get(key)
        choices, reason = self._of_norms(question, revisions)
        return Mine(
            step=question.step,
            answer=self._answers.get(key),
            ticks=None if ticked is None else tuple(ids[n] for n in sorted(ticked)),
            words=self._words.get(key, ()),
            dots=None
            if dots is None
            else tuple(
                ThemeDots(theme=theme, dots=number)
                for theme, number in zip(question.themes, dots, strict=True)
            ),
            consents=tuple(
                NormChoice(
                    norm=question.norms[index], choice=question.choices[choice - 1]
                )
                for index, choice in choices.items()
            ),
            reason=reason
            and ReasonItem(norm=question.norms[reason[0]], text=reason[1]),
            blank=self.blank(question),
        )

    def votes(self, step: int) -> set[Subjects]:
        """Name every question of this step that has ticks or dots, today's or not."""
        keys = {*self._ticks, *self._dots}
        return {subjects for at, subjects in keys if at == step}

    def opinions(self) -> set[Opinion]:
        """Name every norm that was said something of, in today's words or not."""
        return {*self._consents}

    # ----------------------------------------------------------------- rounds

    def contents(self, question: Question, revisions: dict[int, int]) -> Contents:
        """Give what the slots of a ballot hold.

        `revisions` maps the asked norms' ids to their revision.
        """
        key, ballot = _key(question), question.ballot
        match question.kind:
            case "ticks":
                return encode_ticks(ballot, self._ticks.get(key))
            case "words":
                return encode_words(ballot, self._words.get(key, ()))
            case "dots":
                return encode_dots(ballot, self._dots.get(key))
            case "consent":
                return encode_consent(ballot, *self._of_norms(question, revisions))
            case _:
                return encode_answer(ballot, self._answers.get(key))

    def _of_norms(
        self, question: Question, revisions: dict[int, int]
    ) -> tuple[dict[int, int], tuple[int, str] | None]:
        """Give the choice a norm and the reason, both by the norm's place."""
        keys = [(norm, revisions[norm], question.choices) for norm in question.norms]
        choices = {
            index: self._consents[key]
            for index, key in enumerate(keys)
            if key in self._consents
        }
        reason = None
        if self._reason and self._reason[0] in keys:
            reason = (keys.index(self._reason[0]), self._reason[1])
        return choices, reason

    def forget(self, question: Question) -> None:
        """Drop the ballots for a question, and a `blank` said for it."""
        given = _key(question)
        for ballots in (self._answers, self._ticks, self._words, self._dots):
            ballots.pop(given, None)
        for key in [key for key in self._consents if key[0] in question.norms]:
            del self._consents[key]
        if self._reason and self._reason[0][0] in question.norms:
            self._reason = None
        self._blank.discard(question.step)
