"""Adversary 1: none. The multiset out is the multiset in, lanes kept apart."""

from __future__ import annotations

import pytest

from retro.anonymity.onion import Contents, Lane
from retro.anonymity.round_effects import AllDone
from tests.adversaries.table import Table


@pytest.mark.parametrize("n", [4, 5, 17])
def test_what_goes_in_comes_out(n: int) -> None:
    """Everybody reads the same multiset, and every lane holds its own texts."""
    lanes = (Lane(2, 12), Lane(1, 8))
    texts: dict[int, Contents] = {
        number: ((b"note %d" % number, b"same")[: number % 3], (b"v%d" % number,))
        for number in range(n)
    }
    table = Table(n, lanes, texts=texts)
    table.play()
    for number in range(n):
        opened = table.opened(number)
        assert opened is not None
        assert table.of(number, AllDone)
        for lane, slots in enumerate(opened.lanes):
            filled = [text for given in texts.values() for text in given[lane]]
            blank = [b""] * (n * lanes[lane].slots - len(filled))
            assert sorted(filled + blank) == sorted(slots)  # type: ignore[type-var]  # None would fail, as it should
        assert opened.out == table.rounds[0].out
        assert len(table.rounds[number].seals()) == n
        assert table.rounds[number].check_outcome(opened.lanes)
        assert table.rounds[number].resend() == []
