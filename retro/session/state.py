"""The state of a session: what every client knows after folding the same log.

Frozen values and nothing else; `retro.session.fold` is the only place that makes a new
state. No member stands in it beside a text: members are counted, never kept with what
was said.
"""

from __future__ import annotations

from typing import Literal

from attrs import frozen

from formats.agenda import AnswerKind
from formats.entries import Begin, Earlier, NormStatus, RoundKind, Timer
from formats.text import is_clean
from retro.anonymity.ballots import Ballot


class Invalid(Exception):
    """An entry makes no sense in this state; `code` is one of the error codes.

    Codes used: `out-of-step`, `busy`, `no-such-id`, `bad-value`, `over-max`,
    `no-themes`, `too-few`.
    """

    def __init__(self, code: str) -> None:
        """Carry `code`."""
        super().__init__(code)
        self.code = code


def require(condition: object, code: str) -> None:
    """Raise `Invalid` with `code` unless `condition` holds."""
    if not condition:
        raise Invalid(code)


def require_line(text: str) -> None:
    """Raise `Invalid` (`bad-value`) unless `text` is one clean line, not empty."""
    require(text and is_clean(text) and "\n" not in text, "bad-value")


@frozen(kw_only=True)
class Note:
    """A note that was revealed: its number, its column's key and its text."""

    id: int
    column: str
    text: str


@frozen(kw_only=True)
class Theme:
    """Notes that belong together, by their ids."""

    id: int
    title: str
    notes: tuple[int, ...]


@frozen(kw_only=True)
class Norm:
    """A norm. `theme` is the id of the theme it came from (maybe gone since), or 0.

    `revision` is 1 until it is reworded, then a number no other wording has. `asked`:
    the counts and `reasons` are of these very words. `brought`: it comes from an
    earlier session, `origin` is then the title of the theme it came from there.
    `review` is an ISO date or empty; `due` is what it falls back to when the words
    change. `reviewed`: the counts are of keep, reword and let go. `earlier` is what it
    was before, the oldest first.
    """

    id: int
    text: str
    theme: int = 0
    revision: int = 1
    brought: bool = False
    due: str = ""
    review: str = ""
    status: NormStatus = "draft"
    asked: bool = False
    agree: int = 0
    concern: int = 0
    object: int = 0
    reasons: tuple[str, ...] = ()
    reviewed: bool = False
    origin: str = ""
    earlier: tuple[Earlier, ...] = ()


@frozen(kw_only=True)
class Board:
    """What the facilitator arranges and can take back, each in the order of its ids."""

    notes: tuple[Note, ...] = ()
    themes: tuple[Theme, ...] = ()
    norms: tuple[Norm, ...] = ()


@frozen(kw_only=True)
class Option:
    """A choice, a point of a scale or a word, with its number."""

    id: int
    title: str


@frozen(kw_only=True)
class Question:
    """What `collect` asks: the ballot, and what its parts stand for, in their order.

    `columns` are keys, `options` choices or ticks, `themes` and `norms` ids; `choices`
    are the names of what can be said of a norm. `subjects` name the question for "is it
    the same question"; `family` is the same without wording, for "compared with last
    time".
    """

    kind: RoundKind
    ballot: Ballot
    step: int
    text: str
    subjects: frozenset[str]
    family: frozenset[str]
    answer: AnswerKind = ""
    columns: tuple[str, ...] = ()
    options: tuple[Option, ...] = ()
    themes: tuple[int, ...] = ()
    norms: tuple[int, ...] = ()
    choices: tuple[str, ...] = ()


@frozen(kw_only=True)
class OpenedRound:
    """The round that is open, with the question as it stood when it was opened.

    `members` is SET, empty until it is known.
    """

    rid: int
    qid: int
    again: int
    seconds: int
    question: Question
    members: tuple[bytes, ...] = ()


@frozen(kw_only=True)
class Asked:
    """A round that was revealed: what it asked, and whom."""

    rid: int
    subjects: frozenset[str]
    family: frozenset[str]
    members: tuple[bytes, ...]


@frozen(kw_only=True)
class Count:
    """How many gave one answer."""

    id: int
    title: str
    count: int


@frozen(kw_only=True)
class Answers:
    """The result of a question; `people` is the size of SET."""

    step: int
    question: str
    kind: AnswerKind
    counts: tuple[Count, ...]
    respondents: int
    people: int
    spoiled: int


@frozen(kw_only=True)
class ThemeVotes:
    """What one theme got: dots (or ticks), and how many people gave them."""

    theme: int
    dots: int
    people: int


@frozen(kw_only=True)
class Vote:
    """The result of the last vote, for the themes as they were asked."""

    step: int
    mode: Literal["dots", "recognise"]
    themes: tuple[ThemeVotes, ...]
    respondents: int
    people: int
    spoiled: int


@frozen(kw_only=True)
class Closing:
    """An epoch whose list is closed and not yet opened."""

    epoch: int
    people: int


@frozen(kw_only=True)
class State:
    """Everything, from the log alone; `State()` is the state before the first entry.

    `step` counts from 1 (0: not begun). `people` is the size of the last completed
    roster. `past` holds the boards that undo goes back to, the oldest first. The
    numbers `next_...` only go up, so that no id is ever used twice.
    """

    begin: Begin | None = None
    step: int = 0
    ended: bool = False
    small: bool = False
    people: int = 0
    closing: Closing | None = None
    round: OpenedRound | None = None
    asked: tuple[Asked, ...] = ()
    board: Board = Board()
    past: tuple[Board, ...] = ()
    next_note: int = 1
    next_theme: int = 1
    next_norm: int = 1
    next_revision: int = 2
    unreadable: int = 0
    answers: tuple[Answers, ...] = ()
    vote: Vote | None = None
    timer: Timer | None = None
