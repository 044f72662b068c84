"""The saved session (`.retro`): what the team agreed to keep, and nothing about who.

It holds the state a session ended in, not its log: notes set aside are gone, and there
is no order, time or key in it that could link a text to a person.

A file is the line `retro session 1`, where 1 is the version, and then the session in
the encoding of `formats.strict`. A reader takes only that: every text clean, every
number of a note or column one that exists.
"""

from __future__ import annotations

import re
from typing import ClassVar

from attrs import field, frozen

from formats.agenda import (
    PROSE_BYTES,
    TITLE_BYTES,
    AnswerKind,
    Column,
    Lang,
    Place,
    VoteMode,
)
from formats.entries import COUNT_MAX, TEXT_BYTES, Earlier, NormStatus
from formats.strict import LATER, Family, FormatError, at_most, within
from formats.text import AllCleaned, Cleaned

VERSION = 1
FILE_BYTES = 4 * 1024 * 1024
_COUNT = within(0, COUNT_MAX)
_TEXT = Cleaned(TEXT_BYTES, lines=True)


@frozen(kw_only=True)
class SavedNote:
    """A note: its number on the board, its column's key and its text."""

    id: int
    column: str
    text: str = field(validator=_TEXT)


@frozen(kw_only=True)
class SavedTheme:
    """A theme, its notes' ids, its dots (or ticks) and how many people gave them.

    `voted` tells a theme that got nothing from one that was never voted on.
    """

    id: int
    title: str = field(validator=_TEXT)
    notes: tuple[int, ...]
    voted: bool
    dots: int = field(validator=_COUNT)
    people: int = field(validator=_COUNT)


@frozen(kw_only=True)
class SavedCount:
    """How many chose one answer (a word, an option, a point of the scale)."""

    title: str = field(validator=Cleaned(TITLE_BYTES))
    count: int = field(validator=_COUNT)


@frozen(kw_only=True)
class SavedAnswers:
    """The result of one question; `respondents` of `people` gave a valid answer."""

    question: str = field(validator=Cleaned(PROSE_BYTES, lines=True))
    kind: AnswerKind
    counts: tuple[SavedCount, ...]
    respondents: int = field(validator=_COUNT)
    people: int = field(validator=_COUNT)


@frozen(kw_only=True)
class SavedNorm:
    """A norm with its consent counts; `review` is an ISO date, or empty.

    `theme` is the title of the theme it came from, or empty; `asked` tells a norm
    nobody consented to from one that was never asked about. `reviewed`: the counts are
    of keep, reword and let go. `earlier` is what it was before, the oldest first.
    """

    id: int
    text: str = field(validator=_TEXT)
    theme: str = field(validator=_TEXT)
    asked: bool
    agree: int = field(validator=_COUNT)
    concern: int = field(validator=_COUNT)
    object: int = field(validator=_COUNT)
    status: NormStatus
    review: str = field(validator=Cleaned(10))
    reasons: tuple[str, ...] = field(validator=AllCleaned(1000, _TEXT))
    reviewed: bool = field(default=False, metadata=LATER)
    earlier: tuple[Earlier, ...] = field(default=(), metadata=LATER)


@frozen(kw_only=True)
class SavedSession:
    """Everything the exports are made of. `date` is ISO 8601; `people` a head count.

    `vote_mode` tells dots from ticks of recognition; empty when there was no vote.
    """

    TAG: ClassVar[str] = "retro-session"
    version: int = field(validator=within(VERSION, VERSION))
    lang: Lang
    title: str = field(validator=Cleaned(TITLE_BYTES))
    team: str = field(validator=Cleaned(TITLE_BYTES))
    date: str = field(validator=Cleaned(10))
    agenda: str = field(validator=Cleaned(64))
    people: int = field(validator=_COUNT)
    columns: tuple[Column, ...] = field(validator=at_most(500))
    notes: tuple[SavedNote, ...]
    unreadable: int = field(validator=_COUNT)
    themes: tuple[SavedTheme, ...]
    vote_respondents: int = field(validator=_COUNT)
    answers: tuple[SavedAnswers, ...]
    norms: tuple[SavedNorm, ...]
    places: tuple[Place, ...] = field(validator=at_most(12))
    vote_mode: VoteMode = ""


CODES = (
    "not-a-session",  # it does not start as a saved session does
    "other-version",  # where: the version that wrote it
    "too-large",      # above FILE_BYTES
    "damaged",        # where: the field that is wrong, when it is known
)  # fmt: skip
"""Every code a `SessionFileError` carries."""


class SessionFileError(ValueError):
    """A file that is no saved session, or no whole one."""

    def __init__(self, code: str, where: str = "") -> None:
        """Carry one of `CODES`, and where it went wrong."""
        super().__init__(f"{code}: {where}")
        self.code = code
        self.where = where


_MAGIC = b"retro session "
_HEAD = _MAGIC + b"%d\n" % VERSION
_SESSIONS = Family([SavedSession], limit=FILE_BYTES)


def write(session: SavedSession) -> bytes:
    """Give the bytes of a `.retro` file; raises `SessionFileError` if none can be."""
    try:
        _check(session)
        return _HEAD + _SESSIONS.encode(session)
    except FormatError as error:
        raise _why(error) from error


def read(data: bytes) -> SavedSession:
    """Read a `.retro` file; raises `SessionFileError` on anything but a whole one."""
    if not data.startswith(_HEAD):
        other = re.match(rb"retro session (\d{1,9})\n", data)
        if other:
            raise SessionFileError("other-version", other[1].decode())
        raise SessionFileError("not-a-session")
    try:
        session: SavedSession = _SESSIONS.decode(data[len(_HEAD) :])
        _check(session)
    except FormatError as error:
        raise _why(error) from error
    return session


def _check(session: SavedSession) -> None:
    """Raise `FormatError` when a number points at nothing, or at two things."""
    numbers = {note.id for note in session.notes}
    columns = {column.key for column in session.columns}
    sound = {
        "notes": len(numbers) == len(session.notes),
        "columns": len(columns) == len(session.columns)
        and all(note.column in columns for note in session.notes),
        "themes": len({theme.id for theme in session.themes}) == len(session.themes)
        and all(numbers.issuperset(theme.notes) for theme in session.themes),
        "norms": len({norm.id for norm in session.norms}) == len(session.norms),
    }
    for where, holds in sound.items():
        if not holds:
            raise FormatError("inconsistent", where)


def _why(error: FormatError) -> SessionFileError:
    if error.code == "too-large" and error.where in {"", SavedSession.TAG}:
        return SessionFileError("too-large")
    return SessionFileError("damaged", error.where)
