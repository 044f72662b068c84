"""A report on many sessions as titles, sentences and rows, in the report's language.

`merged_markdown` writes these down and the screens draw them, so both say the same.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from fractions import Fraction

from attrs import evolve, frozen

from formats.agenda import AnswerKind, Lang, Place
from formats.markdown import written_date
from formats.merged_report import Answer, By, Figures, MergedReport, QuestionReport
from formats.merged_words import WORDS, caveats, decimal, named
from formats.norms_document import LABELS


@frozen
class Title:
    """A title; level 1 is the report's own, 3 a question."""

    level: int
    text: str


@frozen
class Line:
    """A sentence or some."""

    text: str


@frozen
class Row:
    """One line of a list; `share`, from 0 to 1, is drawn as a bar before it.

    With a `depth` it belongs to the last row before it without one.
    """

    text: str
    share: Fraction | None = None
    depth: int = 0


Part = Title | Line | tuple[Row, ...]
"""What a report is told in; rows under each other are one list."""


def told(report: MergedReport) -> Iterator[Part]:
    """Tell a report: who and when, every question, and what it does not say."""
    words = WORDS[report.lang]
    one, many = words["title"]
    title = one if report.sessions == 1 else many.format(n=report.sessions)
    yield Title(1, title)
    yield _rows(_about(report))
    if report.questions:
        yield Title(2, words["answers"])
    for question in report.questions:
        yield from _question(question, report)
    yield Title(2, words["caveats"])
    yield _rows(caveats(report))
    yield from _places(report.places, report.lang)


def _rows(texts: Iterable[str]) -> tuple[Row, ...]:
    return tuple(Row(text) for text in texts)


def _line(text: str) -> Line:
    return Line(" ".join(text.split()))


def _places(where: tuple[Place, ...], lang: Lang) -> Iterator[Part]:
    labels = LABELS[lang]
    if where:
        yield Title(2, labels["places"])
        yield _rows(f"{labels[place.kind]}: {place.text}" for place in where)


def _about(report: MergedReport) -> Iterator[str]:
    words = WORDS[report.lang]
    first, last = (
        written_date(day, report.lang) for day in (report.first, report.last)
    )
    when = words["until"].format(first=first, last=last) if first != last else first
    few = words["few_people"].format(minimum=report.minimum)
    people = few if report.participants is None else str(report.participants)
    for label, value in (
        (words["dates"], when),
        (words["sessions"], str(report.sessions)),
        (words["people"], people),
        (words["organisations"], ", ".join(report.organisations)),
        (words["teams"], ", ".join(report.teams)),
        (words["agendas"], ", ".join(report.agendas)),
    ):
        if value:
            yield f"{label}: {value}"


# ------------------------------------------------------------------ questions


def _question(question: QuestionReport, report: MergedReport) -> Iterator[Part]:
    words = WORDS[report.lang]
    yield Title(3, " ".join(question.question.split()))
    if question.after:
        yield _line(words["after"].format(question=question.after))
    if question.figures is None:
        yield _line(words["few"].format(minimum=report.minimum))
        return
    said = _answers(question.figures.respondents, report.lang) + "."
    if question.sessions < report.sessions:
        said += words["asked"].format(n=question.sessions, of=report.sessions)
    if question.low_label and question.high_label:
        titles = [answer.title for answer in question.figures.answers]
        said += words["ends"].format(
            bottom=titles[0],
            low=question.low_label,
            top=titles[-1],
            high=question.high_label,
        )
    yield _line(said)
    yield from _figures(question, question.figures, report)
    if report.by:
        title = words["by"][report.period if report.by == "period" else report.by]
        yield from _groups(question, report, title, report.by)
    over_time = evolve(
        question, groups=question.trend, held_back=question.trend_held_back
    )
    yield from _groups(over_time, report, words["time"], "period")


def _answers(respondents: int, lang: Lang) -> str:
    return WORDS[lang]["answered"].format(n=respondents)


def _figures(
    question: QuestionReport, figures: Figures, report: MergedReport
) -> Iterator[Part]:
    words = WORDS[report.lang]
    of = figures.respondents
    shown = figures.answers
    if question.kind in {"ticks", "words"}:
        threshold = decimal(report.threshold, report.lang)
        yield _line(words["named"].format(threshold=threshold))
        shown = _themes(figures)
        if not shown:
            yield _line(words["nothing"])
    if shown:
        yield tuple(
            Row(_of(one, of, report.lang), Fraction(one.count, of)) for one in shown
        )
    below = [one for one in figures.answers if one.standing == "below"]
    if below:
        titles = "; ".join(_of(one, of, report.lang) for one in below)
        yield _line(words["below"].format(titles=titles))
    if figures.mean is not None:
        said = _middle(figures, report.lang)
        yield _line(said[0].upper() + said[1:] + ".")
    if figures.shares:
        yield _line(
            "; ".join(
                words[share.key]
                + words["of"].format(
                    count=share.count, of=share.of, percent=share.percent
                )
                for share in figures.shares
            )
            + "."
        )


def _of(one: Answer, of: int, lang: Lang) -> str:
    count = WORDS[lang]["of"].format(count=one.count, of=of, percent=one.percent)
    return f"{one.title}: {count}"


def _themes(figures: Figures) -> tuple[Answer, ...]:
    """Give what reached the threshold, the most named first."""
    themes = [answer for answer in figures.answers if answer.standing == "theme"]
    return tuple(sorted(themes, key=lambda answer: -answer.count))


def _middle(figures: Figures, lang: Lang) -> str:
    return WORDS[lang]["middle"].format(
        mean=decimal(figures.mean or 0, lang), median=decimal(figures.median or 0, lang)
    )


# ------------------------------------------------------------------ groups


def _groups(
    question: QuestionReport, report: MergedReport, title: str, by: By
) -> Iterator[Part]:
    """Tell each group with its own figures, and which are not shown."""
    lang = report.lang
    if not question.groups and not question.held_back:
        return
    yield Title(4, title)
    if question.groups:
        yield tuple(
            row
            for group in question.groups
            for row in _group(
                named(group.name, by, lang), group.figures, question.kind, lang
            )
        )
    if question.held_back:
        names = ", ".join(named(name, by, lang) for name in question.held_back)
        yield _line(WORDS[lang]["held_back"].format(names=names))


def _group(name: str, figures: Figures, kind: AnswerKind, lang: Lang) -> Iterator[Row]:
    said = _answers(figures.respondents, lang)
    if figures.mean is not None:
        top = max(int(answer.title) for answer in figures.answers)
        spread = ", ".join(f"{one.title}: {one.count}" for one in figures.answers)
        text = f"{name}: {_middle(figures, lang)}, {said} ({spread})"
        yield Row(text, Fraction(str(figures.mean)) / max(top, 1))
        return
    shown = _themes(figures) if kind in {"ticks", "words"} else figures.answers
    lines = [f"{one.title}: {one.count} ({one.percent}%)" for one in shown]
    yield Row(f"{name}: {said}")
    for line in lines or [WORDS[lang]["nothing"]]:
        yield Row(line, depth=1)
