"""Adversary 13 and I4: the wire does not show who wrote what, or how much."""

from __future__ import annotations

from collections.abc import Sequence

import pytest

from formats.entries import MESSAGES, Mixed
from retro.anonymity.onion import Contents, Lane
from tests.adversaries.table import Parcel, Table

LANES = (Lane(8, 20), Lane(1, 8))
SIZES = [4, 5, 17]


def shape(wire: Sequence[Parcel]) -> list[tuple[bytes, bytes, str, int, int]]:
    """Give all that the relay sees: who, to whom, what, and how many bytes."""
    return [
        (p.sender, p.to, p.send.type, len(p.send.body), len(p.send.sig)) for p in wire
    ]


def played(n: int, texts: dict[int, Contents]) -> Table:
    """Play a round to its end."""
    table = Table(n, LANES, texts=texts)
    table.play()
    assert all(table.opened(number) for number in range(n))
    return table


FULL: Contents = (tuple(b"a note %d" % k for k in range(8)), (b"\x04",))
SHORT: Contents = ((b"x",), (b"\x01",))
NONE: Contents = ((), ())


@pytest.mark.parametrize(("n", "other"), [(4, SHORT), (4, NONE), (5, NONE)])
def test_many_notes_look_like_none(n: int, other: Contents) -> None:
    """I4: size, number and order of all messages are equal with 8 notes and none."""
    one = played(n, {2: FULL, 3: SHORT})
    two = played(n, {2: other, 3: SHORT})
    assert shape(one.wire) == shape(two.wire)


@pytest.mark.parametrize("n", SIZES)
def test_swapping_two_honest_members_notes_changes_no_length(n: int) -> None:
    """Everybody but two colludes: the swap leaves every length, count and order."""
    one = played(n, {1: FULL, 2: SHORT})
    two = played(n, {1: SHORT, 2: FULL})
    assert shape(one.wire) == shape(two.wire)


@pytest.mark.parametrize("n", [4, 5])
def test_colluders_with_all_their_secrets_see_the_same_lists(n: int) -> None:
    """n-2 colluders open all they can: what each list holds has the same structure.

    After the first honest hop a list is sorted, so the place of a slot in what came
    out depends on fresh randomness alone; the colluders' own slots are where they are.
    """
    for texts in ({1: FULL, 2: SHORT}, {1: SHORT, 2: FULL}):
        table = played(n, texts)
        hop = min(table.mixing(k).number for k in (1, 2))
        lists = {
            m.hop: m.data
            for p in table.wire
            if isinstance(m := MESSAGES.decode(p.send.body), Mixed)
        }
        opened = table.opened(0)
        assert opened is not None
        assert sorted(map(bytes, filter(None, opened.lanes[0]))) == sorted(
            [*FULL[0], *SHORT[0]]
        )
        for number in range(hop, n + 1):
            left = n - number
            want = n * (8 * (20 + 50 + 48 * left) + (8 + 50 + 48 * left))
            assert len(lists[number]) == want
            lane = [
                lists[number][at : at + 70 + 48 * left]
                for at in range(0, n * 8 * (70 + 48 * left), 70 + 48 * left)
            ]
            assert lane == sorted(lane)
            assert len(set(lane)) == n * 8


@pytest.mark.parametrize("n", [4, 5])
def test_lists_go_only_where_they_must(n: int) -> None:
    """ONIONS go to the first hop alone, a list to the next alone, the last to all."""
    table = played(n, {})
    order = table.mixing(0).order
    for parcel in table.wire:
        message = MESSAGES.decode(parcel.send.body)
        if parcel.send.type == "onions":
            assert parcel.to == order[0]
        if isinstance(message, Mixed) and message.hop < n:
            assert (parcel.sender, parcel.to) == (
                order[message.hop - 1], order[message.hop]
            )  # fmt: skip
