"""The counters that keep everybody to the limits."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from server.limits import Bucket, Budget


def test_budget_is_never_overdrawn() -> None:
    """What is taken is not there for others until it is given back."""
    budget = Budget(10)
    assert budget.take(6)
    assert not budget.take(5)
    assert budget.used == 6
    budget.give(6)
    assert budget.take(10)


def test_budget_counts_what_is_there_already() -> None:
    """What has to be counted is, even above the limit."""
    budget = Budget(10)
    budget.add(12)
    assert not budget.take(1)
    assert budget.used == 12


def test_bucket_allows_a_burst_and_then_the_rate() -> None:
    """A burst is let through at once, and after it one for each that grows back."""
    bucket = Bucket(burst=3, rate=2, now=100.0)
    assert [bucket.take(100.0) for _ in range(4)] == [True, True, True, False]
    assert [bucket.take(100.5) for _ in range(2)] == [True, False]
    assert [bucket.take(1000.0) for _ in range(4)] == [True, True, True, False]


@given(st.lists(st.floats(0, 100), max_size=200))
def test_bucket_never_gives_more(times: list[float]) -> None:
    """Whatever the clock does, no more than burst and rate allow comes through."""
    bucket = Bucket(burst=5, rate=2, now=0.0)
    taken = sum(bucket.take(now) for now in times)
    grown = sum(
        max(0.0, late - early)
        for early, late in zip([0.0, *times], times, strict=False)
    )
    assert taken <= 5 + 2 * grown
