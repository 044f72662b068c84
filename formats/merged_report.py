"""What is said of many sessions together, as a value: every figure that is published.

Whatever is written of it, as Markdown, CSV or JSON, is made of this alone, so what is
not in it, to protect small groups, is nowhere. `merged_figures` makes it.
"""

from __future__ import annotations

from fractions import Fraction
from typing import Literal

from attrs import field, frozen

from formats.agenda import AnswerKind, Lang, Place
from formats.numbers import THRESHOLD
from formats.suppression import MINIMUM

By = Literal["", "team", "organisation", "period"]
Period = Literal["month", "quarter", "year"]
Standing = Literal["", "theme", "below"]


def _at_least(_: object, __: object, value: int) -> None:
    if value < MINIMUM:
        raise ValueError("the minimum can only be raised")


@frozen(kw_only=True)
class Wanted:
    """What a report is to be: `threshold` in per cents, `minimum` people a group.

    `different_people` states that nobody was in two of the sessions; otherwise those of
    one team are taken for the same people when a group's size is judged.
    """

    by: By = ""
    period: Period = "quarter"
    threshold: Fraction = Fraction(THRESHOLD)
    minimum: int = field(default=MINIMUM, validator=_at_least)
    different_people: bool = False


@frozen(kw_only=True)
class Answer:
    """How many gave an answer, in whole per cents too; whether that makes it a theme.

    `standing` is for what people could name several of, and words: a `theme`, or just
    `below` the threshold.
    """

    title: str
    count: int
    percent: int
    standing: Standing = ""


@frozen(kw_only=True)
class Share:
    """A figure the source gives of a question: `count` of those it is about."""

    key: Literal["experienced", "here"]
    count: int
    of: int
    percent: int


@frozen(kw_only=True)
class Figures:
    """What so many respondents answered; `median` and `mean` are of scales."""

    respondents: int
    answers: tuple[Answer, ...]
    median: float | None = None
    mean: float | None = None
    shares: tuple[Share, ...] = ()


@frozen(kw_only=True)
class Group:
    """What a group answered: `name` is a team, an organisation or a period.

    A period is 2025, 2025-Q4 or 2025-10; a name is empty when nobody wrote it down.
    """

    name: str
    figures: Figures


@frozen(kw_only=True)
class QuestionReport:
    """A question; without `figures` when too few answered it.

    `held_back` names groups that were asked but cannot be shown apart; `trend` has the
    figures by period, and `trend_held_back` the periods that cannot be shown.
    """

    question: str
    after: str
    kind: AnswerKind
    low_label: str
    high_label: str
    sessions: int
    figures: Figures | None
    groups: tuple[Group, ...] = ()
    held_back: tuple[str, ...] = ()
    trend: tuple[Group, ...] = ()
    trend_held_back: tuple[str, ...] = ()


@frozen(kw_only=True)
class MergedReport:
    """The whole report; `participants` are counted in each session, None is too few.

    `threshold` is in per cents, exact; `twice` counts files that were a session again;
    `languages` are those the sessions were in.
    """

    lang: Lang
    by: By
    period: Period
    threshold: str
    minimum: int
    different_people: bool
    sessions: int
    twice: int
    first: str
    last: str
    participants: int | None
    teams: tuple[str, ...]
    organisations: tuple[str, ...]
    agendas: tuple[str, ...]
    languages: tuple[Lang, ...]
    questions: tuple[QuestionReport, ...]
    places: tuple[Place, ...]
