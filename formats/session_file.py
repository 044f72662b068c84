"""The saved session (`.retro`): what the team agreed to keep, and nothing about who.

It holds the state a session ended in, not its log: notes set aside are gone, and there
is no order, time or key in it that could link a text to a person.
"""

from __future__ import annotations

from typing import ClassVar, Literal

from attrs import field, frozen

from formats.agenda import PROSE_BYTES, TITLE_BYTES, AnswerKind, Column, Lang, Place
from formats.entries import TEXT_BYTES
from formats.strict import at_most, within

NormStatus = Literal["draft", "agreed", "open", "let-go"]


@frozen(kw_only=True)
class SavedNote:
    """A note: its number on the board, its column's key and its text."""

    id: int
    column: str
    text: str = field(validator=at_most(TEXT_BYTES))


@frozen(kw_only=True)
class SavedTheme:
    """A theme, its notes' ids, its dots (or ticks) and how many people gave them.

    `voted` tells a theme that got nothing from one that was never voted on.
    """

    id: int
    title: str = field(validator=at_most(TEXT_BYTES))
    notes: tuple[int, ...]
    voted: bool
    dots: int
    people: int


@frozen(kw_only=True)
class SavedCount:
    """How many chose one answer (a word, an option, a point of the scale)."""

    title: str = field(validator=at_most(TITLE_BYTES))
    count: int


@frozen(kw_only=True)
class SavedAnswers:
    """The result of one question; `respondents` of `people` gave a valid answer."""

    question: str = field(validator=at_most(PROSE_BYTES))
    kind: AnswerKind
    counts: tuple[SavedCount, ...]
    respondents: int
    people: int


@frozen(kw_only=True)
class SavedNorm:
    """A norm with its consent counts; `review` is an ISO date, or empty.

    `theme` is the title of the theme it came from, or empty; `asked` tells a norm
    nobody consented to from one that was never asked about.
    """

    id: int
    text: str = field(validator=at_most(TEXT_BYTES))
    theme: str = field(validator=at_most(TEXT_BYTES))
    asked: bool
    agree: int
    concern: int
    object: int
    status: NormStatus
    review: str = field(validator=at_most(10))
    reasons: tuple[str, ...]


@frozen(kw_only=True)
class SavedSession:
    """Everything the exports are made of. `date` is ISO 8601; `people` a head count."""

    TAG: ClassVar[str] = "retro-session"
    version: int = field(validator=within(1, 1))
    lang: Lang
    title: str = field(validator=at_most(TITLE_BYTES))
    team: str = field(validator=at_most(TITLE_BYTES))
    date: str = field(validator=at_most(10))
    agenda: str = field(validator=at_most(64))
    people: int
    columns: tuple[Column, ...]
    notes: tuple[SavedNote, ...]
    unreadable: int
    themes: tuple[SavedTheme, ...]
    vote_respondents: int
    answers: tuple[SavedAnswers, ...]
    norms: tuple[SavedNorm, ...]
    places: tuple[Place, ...]
