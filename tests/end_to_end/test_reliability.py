"""A small slice of `python -m tests.reliability`, always the same one."""

from __future__ import annotations

from collections import defaultdict

from tests.reliability import Tally, play
from tests.support.processes import Stage

SLICE = [
    "relay killed, its disk lost",
    "member's client killed, joins again",
    "facilitator's client killed, resumed",
]


def test_whatever_breaks_everything_is_counted_once(stage: Stage) -> None:
    """Three faults in one session, and each note, answer and consent counts once."""
    tallies: dict[str, Tally] = defaultdict(Tally)
    play(stage, "ci", SLICE, True, tallies)
    assert [len(tallies[name].seconds) for name in SLICE] == [1, 1, 1]
    assert not any(tally.wrong for tally in tallies.values())
