"""Shares are exact: no rounding decides what is a theme."""

from __future__ import annotations

from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from formats.numbers import just_below, percent, reaches

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
