"""The counters that keep everybody to the limits."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from server.limits import SHARES, Bucket, Budget, Limits, Share, read_limits


def test_limits_are_set_by_name() -> None:
    """What is named is set, the rest stays as it is."""
    assert read_limits({}) == Limits()
    set_ = read_limits({"rooms": 5, "address_rate": 2, "login_seconds": 0.5})
    assert set_ == Limits(rooms=5, address_rate=2, login_seconds=0.5)


WRONG: list[object] = [0, -1, 1.5, True, "5", [5], {}, 2**53]


@pytest.mark.parametrize(
    "values",
    [
        {"room": 5},
        *({"rooms": wrong} for wrong in WRONG),
        {"login_seconds": float("nan")},
    ],
)
def test_what_is_no_limit_is_named(values: dict[str, object]) -> None:
    """A name that is none, and anything but a number above zero, is not taken."""
    with pytest.raises(ValueError, match=next(iter(values))):
        read_limits(values)


def test_bucket_may_owe() -> None:
    """What is spent without being there has to grow back before more is taken."""
    bucket = Bucket(burst=3, rate=2, now=0.0)
    assert bucket.spend(0.0, 3) == 0
    assert bucket.spend(0.0, 4) == 2
    assert not bucket.take(2.0, 1)
    assert bucket.take(2.5, 1)
    assert not bucket.full(3.9)
    assert bucket.full(4.0)


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


def test_a_share_is_a_part_of_what_is_free() -> None:
    """Nobody holds more than an eighth of what is left, so something always is."""
    whole = Budget(800)
    first, second = Share(whole), Share(whole)
    assert first.take(100)
    assert not first.take(1)
    assert not second.take(88)
    assert second.take(87)
    first.give(100)
    assert (first.used, second.used, whole.used) == (0, 87, 87)
    second.give(87)
    second.add(900)
    assert whole.free == 0
    assert not first.take(1)


def test_what_is_held_may_be_held_again() -> None:
    """What a share holds counts as free for itself, and is counted once."""
    whole = Budget(800)
    share = Share(whole)
    assert share.hold(100)
    assert share.hold(100)
    assert not share.hold(101)
    assert whole.used == 101
    assert share.hold(0)
    assert whole.used == 0


@given(st.lists(st.tuples(st.integers(0, 60), st.integers(0, 10**5)), max_size=200))
def test_many_who_take_all_they_can_leave_something(
    asked: list[tuple[int, int]],
) -> None:
    """However many take what they may, a newcomer gets an eighth of the rest."""
    whole = Budget(10**6)
    shares = [Share(whole) for _ in range(61)]
    for who, amount in asked:
        shares[who].take(amount)
    assert whole.used == sum(share.used for share in shares) < 10**6
    assert Share(whole).take(whole.free // SHARES)


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
