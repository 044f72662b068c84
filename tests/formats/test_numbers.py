"""Shares are exact: no rounding decides what is a theme."""

from __future__ import annotations

import statistics
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from formats.numbers import bar, just_below, mean, median, percent, reaches

COUNTS = st.integers(0, 500).flatmap(
    lambda of: st.tuples(st.integers(0, of), st.just(of))
)


@pytest.mark.parametrize(
    ("count", "of", "shown", "reached", "below"),
    [
        (7, 29, 24, False, True),
        (8, 29, 28, True, False),
        (14, 29, 48, True, False),
        (23, 29, 79, True, False),
        (1, 4, 25, True, False),
        (6, 29, 21, False, False),
        (1, 200, 1, False, False),
        (0, 0, 0, False, False),
    ],
)
def test_the_source_is_counted_as_it_counts(
    count: int, of: int, *, shown: int, reached: bool, below: bool
) -> None:
    """7 of 29 stays under 25 %, and fell just below; 8 of 29 does not."""
    assert percent(count, of) == shown
    assert reaches(count, of) is reached
    assert just_below(count, of) is below


@given(COUNTS, st.integers(0, 100))
def test_the_threshold_is_exact(counts: tuple[int, int], threshold: int) -> None:
    """The decision is that of fractions, for any numbers."""
    count, of = counts
    assert reaches(count, of, threshold) == (
        of > 0 and Fraction(count, of) >= Fraction(threshold, 100)
    )
    if of:
        assert abs(percent(count, of) - Fraction(100 * count, of)) <= Fraction(1, 2)


def test_a_threshold_may_be_any_fraction() -> None:
    """A third is reached by 1 of 3, and not by 33.4 % of a person less."""
    assert reaches(1, 3, Fraction(100, 3))
    assert not reaches(1, 3, Fraction("33.4"))
    assert just_below(1, 3, Fraction("33.4"))


@given(st.dictionaries(st.integers(0, 10), st.integers(0, 20), min_size=1))
def test_the_middle_of_a_scale_is_that_of_its_points(counts: dict[int, int]) -> None:
    """Mean and median are those of statistics, the mean to one decimal."""
    points = [point for point, count in counts.items() for _ in range(count)]
    if points:
        assert median(counts) == Fraction(statistics.median(points))
        assert abs(mean(counts) - Fraction(sum(points), len(points))) <= Fraction(1, 20)
        assert (10 * mean(counts)).denominator == 1


@given(COUNTS, st.integers(1, 40))
def test_a_bar_has_its_width_and_shows_what_there_is(
    counts: tuple[int, int], width: int
) -> None:
    """One voice is seen, nothing is empty, all is full."""
    count, of = counts
    drawn = bar(Fraction(count, max(of, 1)), width)
    assert len(drawn) == width
    assert ("█" in drawn) == (count > 0)
    assert bar(Fraction(1), width) == "█" * width
