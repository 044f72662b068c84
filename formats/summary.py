"""One page about a session that may leave the team, in a newsletter for example.

It holds no note, word, reason or theme: nothing that anybody wrote, but for the norms
that all agreed to. Of a question that fewer than `MINIMUM` answered nothing is told.
"""

from __future__ import annotations

from typing import TypedDict

from attrs import frozen

from formats.agenda import AnswerKind, Lang, Place
from formats.markdown import block, heading, written_date
from formats.norms import about, document, places
from formats.norms_document import LABELS
from formats.session_file import SavedSession
from formats.suppression import MINIMUM


@frozen(kw_only=True)
class SummaryAnswers:
    """A question: what was chosen most, all that share the first place.

    `most` is empty and `count` 0 when nobody chose anything, or when fewer than
    `MINIMUM` answered; `shown` tells these apart.
    """

    question: str
    kind: AnswerKind
    shown: bool
    most: tuple[str, ...]
    count: int
    respondents: int


@frozen(kw_only=True)
class SummaryNorm:
    """An agreed norm, and the ISO date when it is looked at again, or nothing."""

    text: str
    review: str


@frozen(kw_only=True)
class Summary:
    """What a session may tell others: when, who, how many, and what is agreed.

    `notes` and `themes` are how many there were; `open` is how many norms are not
    agreed yet.
    """

    lang: Lang
    title: str
    team: str
    date: str
    agenda: str
    people: int
    notes: int
    themes: int
    answers: tuple[SummaryAnswers, ...]
    norms: tuple[SummaryNorm, ...]
    open: int
    places: tuple[Place, ...]


class _Words(TypedDict):
    numbers: str
    notes: str
    themes: str
    most: str
    nothing: str
    few: str
    open: tuple[str, str]
    closing: str


_WORDS: dict[Lang, _Words] = {
    "nl": {
        "numbers": "In cijfers",
        "notes": "Briefjes: {count}",
        "themes": "Thema's: {count}",
        "most": "{question} Meest gekozen: {titles}, door {count} van {of}",
        "nothing": "{question} Niemand koos iets.",
        "few": "{question} Minder dan {minimum} mensen gaven antwoord.",
        "open": (
            "1 norm is nog niet afgesproken.",
            "{count} normen zijn nog niet afgesproken.",
        ),
        "closing": (
            "Wat mensen schreven, staat hier niet in; alleen wat is afgesproken."
        ),
    },
    "en": {
        "numbers": "In numbers",
        "notes": "Notes: {count}",
        "themes": "Themes: {count}",
        "most": "{question} Most chosen: {titles}, by {count} of {of}",
        "nothing": "{question} Nobody chose anything.",
        "few": "{question} Fewer than {minimum} people answered.",
        "open": ("1 norm is not agreed yet.", "{count} norms are not agreed yet."),
        "closing": "What people wrote is not in here; only what is agreed.",
    },
}


def summary(session: SavedSession) -> Summary:
    """Take from a session what may leave the team."""
    return Summary(
        lang=session.lang,
        title=session.title,
        team=session.team,
        date=session.date,
        agenda=session.agenda,
        people=session.people,
        notes=len(session.notes),
        themes=len(session.themes),
        answers=tuple(_answers(session)),
        norms=tuple(
            SummaryNorm(text=norm.text, review=norm.review)
            for norm in session.norms
            if norm.status == "agreed"
        ),
        open=sum(norm.status in {"draft", "open"} for norm in session.norms),
        places=session.places,
    )


def _answers(session: SavedSession) -> list[SummaryAnswers]:
    """Give the questions whose answers the agenda wrote; words are people's own."""
    found: list[SummaryAnswers] = []
    for answers in session.answers:
        if answers.kind == "words":
            continue
        shown = answers.respondents >= MINIMUM
        most = max((one.count for one in answers.counts), default=0) if shown else 0
        found.append(
            SummaryAnswers(
                question=" ".join(answers.question.split()),
                kind=answers.kind,
                shown=shown,
                most=tuple(
                    one.title for one in answers.counts if most and one.count == most
                ),
                count=most,
                respondents=answers.respondents if shown else 0,
            )
        )
    return found


def summary_markdown(session: SavedSession) -> str:
    """Write the summary as one page of Markdown."""
    told = summary(session)
    words, labels = _WORDS[told.lang], LABELS[told.lang]
    lines = [
        words["notes"].format(count=told.notes),
        words["themes"].format(count=told.themes),
        *(_line(answers, words) for answers in told.answers),
    ]
    parts = [
        about(document(session)),
        heading(2, words["numbers"]),
        "".join(block("- ", "  ", line) for line in lines),
        heading(2, labels["agreed"]),
        *(_norm(number, norm, told.lang) for number, norm in enumerate(told.norms, 1)),
    ]
    if not told.norms:
        parts.append(labels["none"] + "\n")
    if told.open:
        parts.append(words["open"][told.open > 1].format(count=told.open) + "\n")
    parts.append(words["closing"] + "\n")
    parts.append(places(told.places, told.lang))
    return "\n".join(part for part in parts if part)


def _line(answers: SummaryAnswers, words: _Words) -> str:
    if not answers.shown:
        return words["few"].format(question=answers.question, minimum=MINIMUM)
    if not answers.most:
        return words["nothing"].format(question=answers.question)
    return words["most"].format(
        question=answers.question,
        titles=", ".join(answers.most),
        count=answers.count,
        of=answers.respondents,
    )


def _norm(number: int, norm: SummaryNorm, lang: Lang) -> str:
    first = f"{number}. "
    indent = " " * len(first)
    written = block(first, indent, norm.text)
    if date := written_date(norm.review, lang):
        label = LABELS[lang]["review"]
        written += "\n" + block(f"{indent}- {label}: ", indent + "  ", date)
    return written
