"""The figures of many sessions, and which of them may be shown beside each other.

Of each question there are figures of all sessions, of groups of them, and for a scale
of the periods it was asked in. What `suppression` does not let stand is never computed.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Callable, Iterable
from datetime import date
from fractions import Fraction

from formats.agenda_file import shown_name
from formats.merged_report import (
    Answer,
    By,
    Figures,
    Group,
    MergedReport,
    Period,
    QuestionReport,
    Share,
    Standing,
    Wanted,
)
from formats.merging import Asked, Merged, Source, most, people, team
from formats.numbers import just_below, mean, median, percent, reaches
from formats.questions import fold
from formats.suppression import Cell, publishable

WORD_PEOPLE = 2
"""A word only one person gave may be known as theirs: no report names it."""

EXPERIENCES = ("no", "yes, here", "yes, elsewhere", "yes, both here and elsewhere")
"""The options, folded, of which the source says how many it happened to, and here."""

Names = tuple[str, ...]
"""What each session's group is called, by the session's number."""


# ------------------------------------------------------------------ groups


def period_of(iso: str, period: Period) -> str:
    """Name the period a date is in: 2025, 2025-Q4 or 2025-10; empty if it is none."""
    try:
        day = date.fromisoformat(iso)
    except ValueError:
        return ""
    if period == "year":
        return f"{day.year:04}"
    if period == "quarter":
        return f"{day.year:04}-Q{(day.month + 2) // 3}"
    return f"{day.year:04}-{day.month:02}"


def _alike(written: Iterable[str]) -> Names:
    """Give all ways to write a name the one that is most common."""
    texts = tuple(written)
    ways: dict[str, list[str]] = {}
    for text in texts:
        ways.setdefault(fold(text), []).append(text)
    return tuple(most(Counter(ways[fold(text)])) for text in texts)


def _team(source: Source) -> str:
    """Name a team; two organisations may well have one of the same name."""
    name, whose = source.session.team, source.organisation
    return f"{name} ({whose})" if name and whose else name or whose


def _names(sources: tuple[Source, ...], by: By, period: Period) -> Names:
    match by:
        case "team":
            return _alike(map(_team, sources))
        case "organisation":
            return _alike(source.organisation for source in sources)
        case "period":
            return tuple(period_of(source.session.date, period) for source in sources)
    return ()


def _grouped(names: Names, sessions: Cell) -> dict[str, Cell]:
    groups: dict[str, set[int]] = {}
    for session in sessions if names else ():
        groups.setdefault(names[session], set()).add(session)
    return {name: frozenset(groups[name]) for name in sorted(groups)}


def _counter(
    sources: tuple[Source, ...], size: Callable[[int], int], *, different: bool
) -> Callable[[Cell], int]:
    """Make what counts the people of some sessions: at least so many different ones.

    Sessions of one team may well be of the same people, so each team counts as often as
    its largest session; one without a team's name may be of any of its organisation.
    Organisations share nobody, as far as they are stated.
    """

    def count(sessions: Cell) -> int:
        if different:
            return sum(map(size, sessions))
        largest: defaultdict[str, Counter[str]] = defaultdict(Counter)
        for number in sessions:
            source = sources[number]
            teams = largest[fold(source.organisation) if source.stated else ""]
            name = team(source.session)
            teams[name] = max(teams[name], size(number))
        return sum(
            max(unnamed, teams.total() - unnamed)
            for teams in largest.values()
            for unnamed in [teams[""]]
        )

    return count


# ------------------------------------------------------------------ figures


def _standing(count: int, of: int, threshold: Fraction) -> Standing:
    if reaches(count, of, threshold):
        return "theme"
    return "below" if just_below(count, of, threshold) else ""


def _figures(asked: Asked, sessions: Iterable[int], threshold: Fraction) -> Figures:
    """Add up what some sessions answered, and look at it as the source does."""
    of = 0
    totals: Counter[str] = Counter(dict.fromkeys(asked.titles, 0))
    for session in sessions:
        of += asked.given[session].respondents
        totals.update(asked.given[session].counts)
    kind = asked.question.kind
    named = kind in {"ticks", "words"}
    answers = [
        Answer(
            title=title,
            count=totals[key],
            percent=percent(totals[key], of),
            standing=_standing(totals[key], of, threshold) if named else "",
        )
        for key, title in asked.titles.items()
    ]
    if kind == "words":
        answers = [
            answer
            for answer in answers
            if answer.standing and answer.count >= WORD_PEOPLE
        ]
        answers.sort(key=lambda answer: (-answer.count, answer.title))
    points = {int(answer.title): answer.count for answer in answers if kind == "scale"}
    return Figures(
        respondents=of,
        answers=tuple(answers),
        median=float(median(points)) if points else None,
        mean=float(mean(points)) if points else None,
        shares=_shares(asked, [answer.count for answer in answers]),
    )


def _shares(asked: Asked, counts: list[int]) -> tuple[Share, ...]:
    if asked.question.options != EXPERIENCES:
        return ()
    none, here, _, both = counts
    of = sum(counts)
    had = of - none
    return (
        Share(key="experienced", count=had, of=of, percent=percent(had, of)),
        Share(key="here", count=here + both, of=had, percent=percent(here + both, had)),
    )


def _question(asked: Asked, merged: Merged, wanted: Wanted) -> QuestionReport:
    """Give of a question what may be shown of it."""
    sources = merged.sources
    whole = frozenset(asked.given)
    by = _grouped(_names(sources, wanted.by, wanted.period), whole)
    times: dict[str, Cell] = {}
    if asked.question.kind == "scale" and wanted.by != "period":
        times = _grouped(_names(sources, "period", wanted.period), whole)
    if len(times) == 1:
        times = {}
    shown = publishable(
        whole,
        [by, times],
        _counter(
            sources,
            lambda session: asked.given[session].respondents,
            different=wanted.different_people,
        ),
        wanted.minimum,
    )

    def told(groups: dict[str, Cell], which: frozenset[str]) -> tuple[Group, ...]:
        return tuple(
            Group(name=name, figures=_figures(asked, group, wanted.threshold))
            for name, group in groups.items()
            if name in which
        )

    def held_back(groups: dict[str, Cell], which: frozenset[str]) -> tuple[str, ...]:
        return tuple(name for name in groups if name not in which)

    by_shown, times_shown = shown or (frozenset(), frozenset())
    return QuestionReport(
        question=asked.text,
        after=asked.after,
        kind=asked.question.kind,
        low_label=asked.low_label,
        high_label=asked.high_label,
        sessions=len(whole),
        figures=_figures(asked, whole, wanted.threshold) if shown else None,
        groups=told(by, by_shown),
        held_back=held_back(by, by_shown) if shown else (),
        trend=told(times, times_shown),
        trend_held_back=held_back(times, times_shown) if shown else (),
    )


def build(merged: Merged, wanted: Wanted) -> MergedReport:
    """Make the report on these sessions."""
    sessions = [source.session for source in merged.sources]
    everybody = _counter(
        merged.sources,
        lambda number: people(sessions[number]),
        different=wanted.different_people,
    )
    enough = everybody(frozenset(range(len(sessions)))) >= wanted.minimum
    dates = sorted(s.date for s in sessions if period_of(s.date, "year"))
    places = {place for session in sessions for place in session.places}
    return MergedReport(
        lang=merged.lang,
        by=wanted.by,
        period=wanted.period,
        threshold=f"{float(wanted.threshold):g}",
        minimum=wanted.minimum,
        different_people=wanted.different_people,
        sessions=len(sessions),
        twice=len(merged.twice),
        first=dates[0] if dates else "",
        last=dates[-1] if dates else "",
        participants=sum(map(people, sessions)) if enough else None,
        teams=_different(_names(merged.sources, "team", wanted.period)),
        organisations=_different(_names(merged.sources, "organisation", wanted.period)),
        agendas=_different(shown_name(s.agenda, merged.lang) for s in sessions),
        languages=tuple(sorted({session.lang for session in sessions})),
        questions=tuple(_question(asked, merged, wanted) for asked in merged.asked),
        places=tuple(sorted(places, key=lambda place: (place.kind, place.text))),
    )


def _different(names: Iterable[str]) -> tuple[str, ...]:
    return tuple(sorted({name for name in names if name}))
