"""No group under the minimum can be computed from what is shown."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from fractions import Fraction
from itertools import combinations, permutations

from attrs import evolve, frozen
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from formats.merged_data import report_csv, report_json
from formats.merged_figures import build, period_of
from formats.merged_markdown import markdown
from formats.merged_report import By, MergedReport, Period, QuestionReport, Wanted
from formats.merging import Asked, Merged, Source, merge
from formats.questions import fold
from formats.suppression import Cell, publishable
from tests.support.surveys import surveys

SIZES = st.lists(st.integers(0, 12), min_size=1, max_size=6)
WANTED = st.builds(
    Wanted,
    by=st.sampled_from(["", "team", "organisation", "period"]),
    period=st.sampled_from(["month", "quarter", "year"]),
    minimum=st.integers(5, 8),
    threshold=st.sampled_from([Fraction(1), Fraction(25), Fraction(60)]),
    different_people=st.booleans(),
)


# ------------------------------------------------------------------ the adversary


def reduced(rows: Iterable[Iterable[int]]) -> list[list[Fraction]]:
    """Bring rows to echelon form; what they span is what can be computed from them."""
    left = [[Fraction(cell) for cell in row] for row in rows]
    found: list[list[Fraction]] = []
    for column in range(len(left[0]) if left else 0):
        pivot = next((row for row in left if row[column]), None)
        if pivot is None:
            continue
        left.remove(pivot)
        found.append(pivot)
        for row in left:
            factor = row[column] / pivot[column]
            row[:] = [a - factor * b for a, b in zip(row, pivot, strict=True)]
    return found


def computable(basis: list[list[Fraction]], row: Iterable[int]) -> bool:
    """Tell whether `row` is a sum of multiples of the rows of `basis`."""
    rest = [Fraction(cell) for cell in row]
    for one in basis:
        column = next(number for number, cell in enumerate(one) if cell)
        factor = rest[column] / one[column]
        rest = [a - factor * b for a, b in zip(rest, one, strict=True)]
    return not any(rest)


def indicator(cell: Iterable[int], sessions: list[int]) -> list[int]:
    """Give 1 for each session of `sessions` in the cell."""
    inside = set(cell)
    return [int(session in inside) for session in sessions]


def subsets(sessions: list[int]) -> Iterable[Cell]:
    """Give all sets of sessions but the empty one."""
    for size in range(1, len(sessions) + 1):
        yield from map(frozenset, combinations(sessions, size))


def distinct_people(merged: Merged, asked: Asked, cell: Cell, wanted: Wanted) -> int:
    """Count, in another way than the code, the people who certainly answered."""
    if wanted.different_people:
        return sum(asked.given[session].respondents for session in cell)
    teams: dict[tuple[str, str], list[int]] = {}
    for session in cell:
        source = merged.sources[session]
        whose = (source.organisation, fold(source.session.team))
        teams.setdefault(whose, []).append(asked.given[session].respondents)
    found = 0
    for organisation in {whose for whose, _ in teams}:
        named = sum(
            max(some)
            for (whose, team), some in teams.items()
            if whose == organisation and team
        )
        found += max(named, *teams.get((organisation, ""), [0]))
    return found


def cells_of(
    merged: Merged, asked: Asked, report: QuestionReport, wanted: Wanted
) -> list[Cell]:
    """Give the sessions behind every column of figures that is published."""

    def named(session: int, by: By, period: Period) -> str:
        source = merged.sources[session]
        if by == "period":
            return period_of(source.session.date, period)
        if by == "organisation":
            return source.organisation
        team, whose = source.session.team, source.organisation
        name = f"{team} ({whose})" if team and whose else team or whose
        return fold(name)

    if report.figures is None:
        return []
    found = [frozenset(asked.given)]
    for by, groups in ((wanted.by, report.groups), ("period", report.trend)):
        for group in groups:
            cell = frozenset(
                session
                for session in asked.given
                if by and fold(named(session, by, wanted.period)) == fold(group.name)
            )
            assert group.figures.respondents == sum(
                asked.given[session].respondents for session in cell
            )
            found.append(cell)
    return found


@given(surveys(), WANTED)
@settings(max_examples=70)
def test_no_sum_or_difference_gives_a_small_group(
    sources: list[Source], wanted: Wanted
) -> None:
    """Nobody who solves all equations of a report finds any sessions of too few."""
    merged = merge(sources, "en")
    report = build(merged, wanted)
    for asked, question in zip(merged.asked, report.questions, strict=True):
        sessions = sorted(asked.given)
        published = cells_of(merged, asked, question, wanted)
        basis = reduced(indicator(cell, sessions) for cell in published)
        answered = [one for one in sessions if asked.given[one].respondents]
        for small in subsets(answered):
            if distinct_people(merged, asked, small, wanted) >= wanted.minimum:
                continue
            empty = [one for one in sessions if one not in answered]
            for more in [frozenset[int](), *subsets(empty)]:
                assert not computable(basis, indicator(small | more, sessions))


def _moved(asked: Asked, sources: list[Source], move: Move) -> list[Source]:
    """Let one person here have answered otherwise, one there the other way round."""
    moved = list(sources)
    for number, to, back in (
        (move.here, move.to, move.back),
        (move.there, move.back, move.to),
    ):
        session = moved[number].session
        given = tuple(
            evolve(
                one,
                counts=tuple(
                    evolve(it, count=it.count + (it.title == to) - (it.title == back))
                    for it in one.counts
                ),
            )
            if fold(one.question) == fold(asked.text)
            else one
            for one in session.answers
        )
        moved[number] = evolve(moved[number], session=evolve(session, answers=given))
    return moved


@frozen
class Move:
    """Of a question, by its place: who answered `back` here and `to` there change."""

    question: int
    here: int
    there: int
    to: str
    back: str


def moves(merged: Merged, report: MergedReport, wanted: Wanted) -> list[Move]:
    """List every change that no published column of figures may tell of."""
    found = []
    for number, asked in enumerate(merged.asked):
        published = cells_of(merged, asked, report.questions[number], wanted)
        counts = {
            session: {
                count.title: count.count
                for one in merged.sources[session].session.answers
                if fold(one.question) == fold(asked.text)
                for count in one.counts
            }
            for session in asked.given
        }
        for here, there in combinations(sorted(asked.given), 2):
            if any((here in cell) != (there in cell) for cell in published):
                continue
            for to, back in permutations(sorted(asked.titles.values()), 2):
                if (
                    counts[here].get(back)
                    and counts[there].get(to)
                    and counts[here].get(to, 99) < asked.given[here].respondents
                    and counts[there].get(back, 99) < asked.given[there].respondents
                ):
                    found.append(Move(number, here, there, to, back))
    return found


def written(report: MergedReport) -> tuple[str, str, str]:
    """Give all that a report can be written as."""
    return markdown(report), report_csv(report), report_json(report)


@given(surveys(least=3, asked=2), WANTED, st.data())
@settings(max_examples=70)
def test_a_report_says_nothing_of_a_part_of_what_it_shows(
    sources: list[Source], wanted: Wanted, data: st.DataObject
) -> None:
    """Two people who answered otherwise may change places unseen, if shown as one."""
    merged = merge(sources, "en")
    report = build(merged, wanted)
    possible = moves(merged, report, wanted)
    assume(possible)
    move = data.draw(st.sampled_from(possible))
    moved = _moved(merged.asked[move.question], list(merged.sources), move)
    assert written(build(merge(moved, "en"), wanted)) == written(report)


# ------------------------------------------------------------------ what is useful


@given(surveys(), WANTED)
@settings(max_examples=70)
def test_without_a_small_group_every_figure_appears(
    sources: list[Source], wanted: Wanted
) -> None:
    """Nothing is held back but to protect somebody."""
    merged = merge(sources, "en")
    report = build(merged, wanted)
    for asked, question in zip(merged.asked, report.questions, strict=True):
        everybody = frozenset(asked.given)
        enough = distinct_people(merged, asked, everybody, wanted) >= wanted.minimum
        assert (question.figures is not None) == enough
        if not (enough and wanted.by):
            continue
        groups: dict[str, set[int]] = {}
        for number in asked.given:
            source = merged.sources[number]
            name = {
                "team": f"{fold(source.session.team)} / {source.organisation}",
                "organisation": source.organisation,
                "period": period_of(source.session.date, wanted.period),
            }[wanted.by]
            groups.setdefault(name, set()).add(number)
        sizes = [
            distinct_people(merged, asked, frozenset(group), wanted)
            for group in groups.values()
        ]
        if min(sizes) < wanted.minimum:
            continue
        assert question.held_back == ()
        shown = sorted(
            tuple(answer.count for answer in group.figures.answers)
            for group in question.groups
        )
        if asked.question.kind != "words":
            assert shown == sorted(
                tuple(
                    sum(asked.given[one].counts[key] for one in group)
                    for key in asked.titles
                )
                for group in groups.values()
            )


def by_size(sizes: Mapping[str, int], minimum: int = 5) -> set[str] | None:
    """Give which of some groups of this size are shown."""
    names = sorted(sizes)
    groups = {name: frozenset({number}) for number, name in enumerate(names)}
    shown = publishable(
        frozenset(range(len(names))),
        [groups],
        lambda cell: sum(sizes[names[number]] for number in cell),
        minimum,
    )
    return None if shown is None else set(shown[0])


def test_the_smallest_group_is_held_back_with_a_small_one() -> None:
    """What a small group is subtracted from is the smallest loss; two small hide."""
    assert by_size({"a": 9, "b": 6, "c": 5}) == {"a", "b", "c"}
    assert by_size({"a": 9, "b": 6, "c": 4}) == {"a"}
    assert by_size({"a": 9, "b": 3, "c": 2}) == {"a"}
    assert by_size({"a": 5, "b": 4}) == set()
    assert by_size({"a": 5, "b": 0}) == {"a"}
    assert by_size({"a": 2, "b": 2}) is None
    assert by_size({"a": 9, "b": 6, "c": 5}, 6) == {"a"}


@given(SIZES)
def test_a_second_grouping_is_cut_by_the_first(sizes: list[int]) -> None:
    """Of groupings that overlap no two groups leave a small one between them."""
    whole = frozenset(range(len(sizes)))
    one = {
        str(number % 2): frozenset(range(number % 2, len(sizes), 2))
        for number in (0, 1)
    }
    other = {str(number): frozenset({number}) for number in whole}

    def people(cell: Cell) -> int:
        return sum(sizes[number] for number in cell)

    shown = publishable(whole, [one, other], people)
    if shown is None:
        assert people(whole) < 5
        return
    cells = [whole, *(one[name] for name in shown[0]), *(other[n] for n in shown[1])]
    basis = reduced(indicator(cell, sorted(whole)) for cell in cells)
    for small in subsets(sorted(whole)):
        if 0 < people(small) < 5 and all(sizes[number] for number in small):
            assert not computable(basis, indicator(small, sorted(whole)))
