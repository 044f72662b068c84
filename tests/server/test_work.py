"""What a frame costs the relay."""

from __future__ import annotations

from server.limits import Limits
from server.work import cost, resent


def test_a_round_of_forty_does_not_wait() -> None:
    """The largest round there is fits into what a room may cause at once and for long.

    40 members, each with 12 small messages to all and one list of 1.5 MB to the next,
    within two seconds; and all of them come back to all of it after a restart.
    """
    limits = Limits()
    round_ = 40 * (12 * cost(300, 40) + cost(1_500_000, 1))
    assert round_ < limits.room_burst + 2 * limits.room_rate
    back = 40 * 12 * 40 * resent(300)
    assert (back - limits.room_burst) / limits.room_rate < 4


def test_more_costs_more() -> None:
    """A frame costs by its bytes and by those who get it, both ways."""
    assert 1 < cost(10, 1) < cost(10, 64) < cost(10**6, 1) < cost(10**6, 64)
    assert resent(10) < cost(10, 1)
