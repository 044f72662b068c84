"""A report on many sessions as Markdown, as a person would have written it."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from fractions import Fraction

from attrs import evolve

from formats.agenda import AnswerKind, Lang
from formats.markdown import block, heading, written_date
from formats.merged_report import (
    Answer,
    By,
    Figures,
    MergedReport,
    QuestionReport,
)
from formats.merged_words import WORDS, caveats, decimal, named
from formats.norms import places
from formats.numbers import bar


def markdown(report: MergedReport) -> str:
    """Write the report: who and when, every question, and what it does not say."""
    words = WORDS[report.lang]
    one, many = words["title"]
    title = one if report.sessions == 1 else many.format(n=report.sessions)
    parts = [heading(1, title), _list(_about(report))]
    if report.questions:
        parts.append(heading(2, words["answers"]))
    for question in report.questions:
        parts += _question(question, report)
    parts += [heading(2, words["caveats"]), _list(caveats(report))]
    parts.append(places(report.places, report.lang))
    return "\n".join(part for part in parts if part)


def _list(lines: Iterable[str]) -> str:
    return "".join(block("- ", "  ", line) for line in lines)


def _line(text: str) -> str:
    return block("", "", " ".join(text.split()))


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


def _question(question: QuestionReport, report: MergedReport) -> Iterator[str]:
    words = WORDS[report.lang]
    yield heading(3, " ".join(question.question.split()))
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
) -> Iterator[str]:
    words = WORDS[report.lang]
    of = figures.respondents
    shown = figures.answers
    if question.kind in {"ticks", "words"}:
        threshold = decimal(report.threshold, report.lang)
        yield _line(words["named"].format(threshold=threshold))
        shown = _themes(figures)
        if not shown:
            yield _line(words["nothing"])
    yield _list(
        f"{bar(Fraction(answer.count, of))} {answer.title}: "
        + words["of"].format(count=answer.count, of=of, percent=answer.percent)
        for answer in shown
    )
    below = [one for one in figures.answers if one.standing == "below"]
    if below:
        titles = "; ".join(
            f"{one.title}: "
            + words["of"].format(count=one.count, of=of, percent=one.percent)
            for one in below
        )
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


def _themes(figures: Figures) -> tuple[Answer, ...]:
    """Give what reached the threshold, the most named first."""
    themes = [answer for answer in figures.answers if answer.standing == "theme"]
    return tuple(sorted(themes, key=lambda answer: -answer.count))


def _middle(figures: Figures, lang: Lang) -> str:
    return WORDS[lang]["middle"].format(
        mean=decimal(figures.mean or 0, lang), median=decimal(figures.median or 0, lang)
    )


def _groups(
    question: QuestionReport, report: MergedReport, title: str, by: By
) -> Iterator[str]:
    """Write each group with its own figures, and which are not shown."""
    lang = report.lang
    if not question.groups and not question.held_back:
        return
    yield heading(4, title)
    yield "".join(
        _group(named(group.name, by, lang), group.figures, question.kind, lang)
        for group in question.groups
    )
    if question.held_back:
        names = ", ".join(named(name, by, lang) for name in question.held_back)
        yield _line(WORDS[lang]["held_back"].format(names=names))


def _group(name: str, figures: Figures, kind: AnswerKind, lang: Lang) -> str:
    said = _answers(figures.respondents, lang)
    if figures.mean is not None:
        top = max(int(answer.title) for answer in figures.answers)
        length = bar(Fraction(str(figures.mean)) / max(top, 1))
        spread = ", ".join(f"{one.title}: {one.count}" for one in figures.answers)
        line = f"{length} {name}: {_middle(figures, lang)}, {said} ({spread})"
        return block("- ", "  ", line)
    shown = _themes(figures) if kind in {"ticks", "words"} else figures.answers
    lines = [f"{one.title}: {one.count} ({one.percent}%)" for one in shown]
    return block("- ", "  ", f"{name}: {said}") + "".join(
        block("  - ", "    ", line) for line in lines or [WORDS[lang]["nothing"]]
    )
