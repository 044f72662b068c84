"""Adversaries 2, 3, 14 and 16: hops and members that make bad lists.

Every corrupt member here goes all the way: its client says GO whatever comes out.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence

import pytest
from nacl.bindings import crypto_box_seal, crypto_box_seal_open, crypto_scalarmult_base

from formats.entries import MESSAGES, Go
from retro.anonymity import onion
from retro.anonymity.mixing import Mixing
from retro.anonymity.onion import Lane, Lists
from retro.anonymity.round_effects import Stop
from tests.adversaries.table import Table

LANES = (Lane(2, 12), Lane(1, 12))
"""Two lanes whose slots are of one size."""
SIZES = [4, 5, 17]
Change = Callable[[Table, Mixing, Lists], None]


def corrupt(mixing: Mixing, table: Table, change: Change) -> None:
    """Let a hop change its list after peeling, and find the last list good."""
    peel = mixing.mix
    judge = mixing.judge

    def mix(sources: Sequence[bytes]) -> bytes:
        left = mixing.hops - mixing.number
        lists = onion.split(peel(sources), LANES, mixing.hops, left)
        change(table, mixing, lists)
        data = onion.join([sorted(lane) for lane in lists])
        if mixing.number == mixing.hops:
            mixing._waiting[mixing.hops] = [data]
        return data

    for name, value in {
        "mix": mix,
        "judge": lambda: None if judge() is None else True,
    }.items():
        setattr(mixing, name, value)


def drop(_: Table, __: Mixing, lists: Lists) -> None:
    """Leave a slot out."""
    lists[0].pop()


def add(_: Table, __: Mixing, lists: Lists) -> None:
    """Put a slot in."""
    lists[0].append(bytes(len(lists[0][0])))


def duplicate(_: Table, __: Mixing, lists: Lists) -> None:
    """Put one slot twice, in the place of another."""
    lists[0][0] = lists[0][1]


def flip(byte: int, bit: int) -> Change:
    """Make a change of one bit in more slots than the hop has of its own."""

    def change(_: Table, __: Mixing, lists: Lists) -> None:
        for at in range(LANES[0].slots + 1):
            slot = bytearray(lists[0][at])
            slot[byte] ^= 1 << bit
            lists[0][at] = bytes(slot)

    return change


def substitute(_: Table, mixing: Mixing, lists: Lists) -> None:
    """Put well-made slots of my own in the place of more than I have."""
    for at in range(LANES[0].slots + 1):
        point = crypto_scalarmult_base(bytes([at]) * 32)
        slot = point + bytes(LANES[0].size + onion.INNER_OVERHEAD - 32)
        for key in reversed(mixing._hop_keys[mixing.number :]):
            slot = crypto_box_seal(slot, key)
        lists[0][at] = slot


def shorten(_: Table, __: Mixing, lists: Lists) -> None:
    """Take a byte off a slot."""
    lists[0][0] = lists[0][0][:-1]


def swap_lanes(_: Table, __: Mixing, lists: Lists) -> None:
    """Swap all slots of the second lane with some of the first."""
    count = len(lists[1])
    lists[0][:count], lists[1][:] = lists[1][:], lists[0][:count]


CHANGES = {
    "drop": drop,
    "add": add,
    "duplicate": duplicate,
    "first-bit": flip(0, 0),
    "bit-255": flip(31, 7),
    "last-bit": flip(-1, 0),
    "substitute": substitute,
    "shorten": shorten,
    "swap-lanes": swap_lanes,
}


@pytest.mark.parametrize("n", SIZES)
@pytest.mark.parametrize("where", ["first", "middle", "last"])
@pytest.mark.parametrize("change", CHANGES)
def test_a_hop_that_changes_its_list_learns_nothing(
    n: int, where: str, change: str
) -> None:
    """Whatever one hop does to its list, no secret of anybody else is revealed."""
    hop = {"first": 1, "middle": n // 2, "last": n}[where]
    rogue: list[int] = []

    def bound(table: Table, number: int) -> None:
        mixing = table.mixing(number)
        if mixing.number == hop:
            rogue.append(number)
            corrupt(mixing, table, CHANGES[change])

    table = Table(n, LANES, bound=bound)
    table.play()
    table.drain()
    assert rogue
    assert table.revealed() == []
    assert not any(table.opened(number) for number in range(n))


def test_who_misses_its_texts_says_nogo_to_all_and_never_go() -> None:
    """One client that does not find its own texts is enough to stop everybody."""

    def bound(table: Table, number: int) -> None:
        if table.mixing(number).number == 4:
            corrupt(table.mixing(number), table, substitute)

    table = Table(4, LANES, bound=bound, aborts=False)
    table.play()
    said: dict[int, set[object]] = {number: set() for number in range(4)}
    for parcel in table.wire:
        if parcel.send.type == "go":
            said[table.number(parcel.sender)].add(MESSAGES.decode(parcel.send.body))
    losers = [number for number in range(4) if said[number] == {Go(go=False)}]
    assert losers
    assert not any(len(each) > 1 for each in said.values())
    for number in losers:
        assert table.of(number, Stop) == [Stop("nogo", 4)]
        mine = [p for p in table.wire if p.sender == table.vks[number]]
        assert {p.to for p in mine if p.send.type == "go"} == {*table.vks}


@pytest.mark.parametrize("hop", [1, 2, 4])
def test_an_unsorted_list_is_refused(hop: int) -> None:
    """No hop, the first and the last included, can say anything by an order."""

    def reverse(table: Table, number: int) -> None:
        mixing = table.mixing(number)
        if mixing.number == hop:
            corrupt(mixing, table, lambda *_: None)
            mix = mixing.mix

            def unsorted(sources: Sequence[bytes]) -> bytes:
                lists = onion.split(mix(sources), LANES, 4, 4 - hop)
                data = onion.join([lane[::-1] for lane in lists])
                if hop == 4:
                    mixing._waiting[4] = [data]
                return data

            for name, value in {"mix": unsorted, "judge": lambda: True}.items():
                setattr(mixing, name, value)

    table = Table(4, LANES, bound=reverse)
    table.play()
    assert table.revealed() == []
    assert ("nogo" if hop == 4 else "list") in table.stops()


@pytest.mark.parametrize("n", SIZES)
@pytest.mark.parametrize("last", [False, True])
def test_two_hops_that_copy_a_slot_together_learn_nothing(n: int, last: bool) -> None:
    """Copies under fresh layers, made by two colluding hops, are found before GO."""
    first = n - 1 if last else 1
    outers: dict[int, tuple[bytes, bytes]] = {}

    def copy(_: Table, mixing: Mixing, lists: Lists) -> None:
        public, secret = outers[mixing.number + 1]
        inside = crypto_box_seal_open(lists[0][0], public, secret)
        lists[0][0] = crypto_box_seal(inside, public)
        lists[0][1] = crypto_box_seal(inside, public)

    def uncritical(mixing: Mixing) -> None:
        def mix(_: Sequence[bytes]) -> bytes:
            data = mixing._waiting[mixing.number - 1][0]
            mixing._outer = b""
            lists = onion.split(data, LANES, n, n - mixing.number + 1)
            public, secret = outers[mixing.number]
            data = onion.join(
                [
                    sorted(crypto_box_seal_open(s, public, secret) for s in lane)
                    for lane in lists
                ]
            )
            mixing._waiting = {n: [data]} if mixing.number == n else {}
            return data

        for name, value in {"mix": mix, "judge": lambda: True}.items():
            setattr(mixing, name, value)

    def bound(table: Table, number: int) -> None:
        mixing = table.mixing(number)
        outers[mixing.number] = (mixing._hop_keys[mixing.number - 1], mixing._outer)
        if mixing.number == first:
            corrupt(mixing, table, copy)
        if mixing.number == first + 1:
            uncritical(mixing)

    table = Table(n, LANES, bound=bound)
    table.play()
    assert table.revealed() == []
    assert {"list", "nogo"} & set(table.stops())


def onions_with(slot: Callable[[Mixing], bytes]) -> Callable[[Mixing], None]:
    """Make a member whose first slot is what `slot` gives, and who minds nothing."""

    def change(mixing: Mixing) -> None:
        wrap, judge = mixing.wrap, mixing.judge

        def rogue(contents: onion.Contents, random: Callable[[int], bytes]) -> bytes:
            data = wrap(contents, random)
            size = onion.slot_size(LANES[0], mixing.hops)
            return slot(mixing) + data[size:]

        for name, value in {
            "wrap": rogue,
            "judge": lambda: None if judge() is None else True,
        }.items():
            setattr(mixing, name, value)

    return change


@pytest.mark.parametrize("n", SIZES)
@pytest.mark.parametrize("depth", [0, 1, 2, -1])
def test_an_onion_that_is_rotten_at_some_depth_stops_the_round(
    n: int, depth: int
) -> None:
    """Garbage below any number of good layers stops the round without a reveal."""

    def rotten(mixing: Mixing) -> bytes:
        good = depth % mixing.hops
        slot = bytes(onion.slot_size(LANES[0], mixing.hops - good))
        for key in reversed(mixing._hop_keys[:good]):
            slot = crypto_box_seal(slot, key)
        return slot

    def bound(table: Table, number: int) -> None:
        if number == 1:
            onions_with(rotten)(table.mixing(number))

    table = Table(n, LANES, bound=bound)
    table.play()
    assert table.revealed() == []
    assert "list" in table.stops()


@pytest.mark.parametrize("inner", [bytes(32), b"\x01" + bytes(31), b"\xff" * 32])
def test_a_slot_with_a_rotten_core_is_unreadable_for_all_alike(inner: bytes) -> None:
    """A low-order R or a failed seal is one unreadable slot on every screen."""

    def core(mixing: Mixing) -> bytes:
        slot = inner + bytes(onion.slot_size(LANES[0], 0) - 32)
        for key in reversed(mixing._hop_keys):
            slot = crypto_box_seal(slot, key)
        return slot

    def bound(table: Table, number: int) -> None:
        if number == 1:
            onions_with(core)(table.mixing(number))

    table = Table(4, LANES, texts={2: ((b"hello",), ())}, bound=bound)
    table.play()
    assert len({table.rounds[number].out for number in range(4)}) == 1
    opened = table.opened(2)
    assert opened is not None
    assert opened.lanes[0].count(None) == 1
    assert b"hello" in opened.lanes[0]


def test_onions_of_a_wrong_size_stop_the_round() -> None:
    """The first hop does not go on with ONIONS that are a byte short."""

    def bound(table: Table, number: int) -> None:
        if number == 1:
            onions_with(lambda mixing: b"\0" * 7)(table.mixing(number))

    table = Table(4, LANES, bound=bound)
    table.play()
    assert table.revealed() == []


@pytest.mark.parametrize("n", SIZES)
def test_copied_onions_stop_the_round(n: int) -> None:
    """A member that sends another's ONIONS as its own is found by the first hop."""
    seen: list[bytes] = []

    def bound(table: Table, number: int) -> None:
        mixing = table.mixing(number)
        wrap = mixing.wrap

        def keep(contents: onion.Contents, random: Callable[[int], bytes]) -> bytes:
            seen.append(wrap(contents, random))
            return seen[0]

        name = "wrap"
        if number in {1, 2}:
            setattr(mixing, name, keep)

    table = Table(n, LANES, bound=bound)
    table.play()
    assert len(seen) == 2
    assert table.revealed() == []
    assert "list" in table.stops()


def test_a_text_sealed_for_another_lane_is_unreadable() -> None:
    """Which lane a slot is for is sealed into it: a member cannot bend that either."""

    def bound(table: Table, number: int) -> None:
        if number == 1:
            mixing = table.mixing(number)

            def other_lane(mixing: Mixing) -> bytes:
                inner = onion.seal_slot(
                    b"vote",
                    LANES[0].size,
                    1,
                    ctx=mixing._ctx,
                    kh=mixing.ts[0],
                    inner_keys=mixing._inner_keys,
                    secret=b"\x09" * 32,
                )
                for key in reversed(mixing._hop_keys):
                    inner = crypto_box_seal(inner, key)
                return inner

            onions_with(other_lane)(mixing)

    table = Table(4, LANES, bound=bound)
    table.play()
    opened = table.opened(0)
    assert opened is not None
    assert opened.lanes[0].count(None) == 1
