"""An agenda: the steps of a session, as values.

How an agenda is written down as TOML, and what makes one sound, is `agenda_file`.
"""

from __future__ import annotations

from typing import ClassVar, Literal

from attrs import field, frozen

from formats.strict import at_most, within
from formats.text import AllCleaned, Cleaned

StepKind = Literal[
    "welcome", "ask", "review", "write", "group", "vote", "talk", "norms", "close"
]
AnswerKind = Literal["", "scale", "yesno", "choice", "ticks", "words"]
VoteMode = Literal["", "dots", "recognise"]
Lang = Literal["nl", "en"]

TITLE_BYTES = 200
PROSE_BYTES = 1000
PLACES = 12


@frozen(kw_only=True)
class Column:
    """A column of the writing step: a stable key and what people read."""

    key: str = field(validator=Cleaned(32))
    title: str = field(validator=Cleaned(TITLE_BYTES))


@frozen(kw_only=True)
class Prompt:
    """A word with our own definition, shown beside a step to think with."""

    word: str = field(validator=Cleaned(TITLE_BYTES))
    meaning: str = field(validator=Cleaned(PROSE_BYTES, lines=True))


@frozen(kw_only=True)
class Place:
    """Where to go for help: a confidant, the reporting procedure, an emergency."""

    kind: Literal["confidant", "procedure", "emergency"]
    text: str = field(validator=Cleaned(PROSE_BYTES, lines=True))


@frozen(kw_only=True)
class Step:
    """One step; which fields matter follows from `kind` and `answer`.

    `low` and `high` bound a scale; `options` are the choices or ticks in order (their
    ids are 1, 2, ...); `budget` and `max_each` are dots a person and dots a theme.
    """

    kind: StepKind
    title: str = field(validator=Cleaned(TITLE_BYTES))
    question: str = field(default="", validator=Cleaned(PROSE_BYTES, lines=True))
    answer: AnswerKind = ""
    low: int = field(default=0, validator=within(0, 10))
    high: int = field(default=0, validator=within(0, 10))
    low_label: str = field(default="", validator=Cleaned(TITLE_BYTES))
    high_label: str = field(default="", validator=Cleaned(TITLE_BYTES))
    options: tuple[str, ...] = field(
        default=(), validator=AllCleaned(40, Cleaned(TITLE_BYTES))
    )
    columns: tuple[Column, ...] = field(default=(), validator=at_most(8))
    mode: VoteMode = ""
    budget: int = field(default=0, validator=within(0, 100))
    max_each: int = field(default=0, validator=within(0, 100))
    prompts: tuple[Prompt, ...] = field(default=(), validator=at_most(12))
    tips: tuple[str, ...] = field(
        default=(), validator=AllCleaned(12, Cleaned(PROSE_BYTES, lines=True))
    )


@frozen(kw_only=True)
class Agenda:
    """A whole agenda in one language."""

    TAG: ClassVar[str] = "agenda"

    name: str = field(validator=Cleaned(64))
    lang: Lang
    title: str = field(validator=Cleaned(TITLE_BYTES))
    steps: tuple[Step, ...] = field(validator=at_most(60))
    places: tuple[Place, ...] = field(default=(), validator=at_most(PLACES))
