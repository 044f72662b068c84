"""Adversary 15: who is in SET, and the hold that names who is not."""

from __future__ import annotations

import pytest

from retro.anonymity.onion import Lane
from retro.anonymity.round_effects import (
    AllDone,
    Hold,
    LeftOut,
    NeedTexts,
    Stop,
)
from retro.anonymity.spent import Only
from tests.adversaries.table import HEAD, Table


def shown(table: Table, number: int, members: tuple[bytes, ...], floor: int = 0) -> str:
    """Show a SET to one member; give the reason why it stopped, or nothing."""
    round_ = table.rounds[number]
    table.take(number, round_.set_members(members, floor=floor, head=HEAD))
    stops = table.of(number, Stop)
    return stops[-1].reason if stops and isinstance(stops[-1], Stop) else ""


def test_fewer_than_three_others_are_no_round() -> None:
    """Three people with their facilitator are refused by every client."""
    table = Table(3)
    table.start()
    assert shown(table, 1, table.vks) == "set"


def test_a_set_shrunk_to_one_honest_member_is_held() -> None:
    """When SET lacks people, every screen names them and no text leaves before that."""
    table = Table(6)
    table.start()
    table.set(table.vks[:4], hold=True)
    table.drain()
    assert table.of(1, Hold) == [Hold(table.vks[4:])]
    assert not table.of(1, NeedTexts)
    assert not [p for p in table.wire if p.send.type == "onions"]


@pytest.mark.parametrize("who", [1, 5])
def test_one_person_who_waits_stops_it_for_all(who: int) -> None:
    """Any one "wait" during the hold ends the round, also of who was left out."""
    table = Table(6)
    table.start()
    table.set(table.vks[:5], hold=True)
    table.take(who, table.rounds[who].wait())
    table.drain()
    assert set(table.stops()) == {"wait"}
    for number in range(5):
        table.take(number, table.rounds[number].hold_over())
    table.drain()
    assert table.revealed() == []
    assert not table.of(1, NeedTexts)


def test_after_the_hold_the_others_go_on() -> None:
    """With nobody objecting the round goes on without the absent."""
    table = Table(5, absent=frozenset({4}))
    table.play()
    assert all(table.of(number, AllDone) for number in range(4))
    assert table.rounds[4].state == "out"
    assert not table.of(4, LeftOut)


def test_who_sent_keys_and_is_left_out_says_so() -> None:
    """A client whose KEYS are not in SET tells its person loudly, and sends no more."""
    table = Table(5)
    table.start()
    sent = len(table.wire)
    assert shown(table, 4, table.vks[:4]) == ""
    assert table.of(4, LeftOut)
    assert table.rounds[4]._inner == b""
    table.take(4, table.rounds[4].give_up("late"))
    table.take(4, table.rounds[4].submit(((b"secret",),)))
    assert len(table.wire) == sent
    table.rounds[4].finish()
    assert table.rounds[4].state == "aborted"


def test_a_set_must_be_of_the_roster_in_its_order_with_the_facilitator() -> None:
    """Strangers, doubles, another order and no facilitator are each refused."""
    stranger = Table(7).vks[6]
    vks = Table(6).vks
    for members in (
        (*vks, stranger),
        (*vks[:5], vks[4]),
        (vks[1], vks[0], *vks[2:]),
        vks[1:],
    ):
        table = Table(6)
        table.start()
        assert shown(table, 1, members) == "set"


def test_a_set_below_the_floor_is_refused() -> None:
    """A SET smaller than the floor is refused by everybody in it."""
    table = Table(6)
    table.start()
    assert shown(table, 1, table.vks[:4], floor=5) == "set"
    assert shown(table, 2, table.vks[:5], floor=5) == ""


def test_a_set_that_has_who_sent_no_keys_is_refused() -> None:
    """A client that took no part never finds itself in SET and silent."""
    table = Table(5, absent=frozenset({4}))
    table.start()
    assert shown(table, 4, table.vks) == "set"


def test_a_set_with_missing_keys_waits_for_them() -> None:
    """While the KEYS of anyone in SET are missing no text is asked for."""
    table = Table(5, absent=frozenset({4}))
    table.start()
    table.set(table.vks)
    assert not table.of(1, NeedTexts)
    table.take(1, table.rounds[1].give_up("late"))
    assert table.of(1, Stop) == [Stop("late", 0)]


@pytest.mark.parametrize("late", [False, True])
def test_who_is_spent_meets_only_its_own_set(late: bool) -> None:
    """With texts spent on one SET, any other is answered with FAIL, never a blank."""
    vks = Table(6).vks
    only = Only(3, frozenset(vks[1:5]))
    table = Table(6, only=only, absent=frozenset({2, 5}) if late else frozenset({5}))
    table.start()
    assert shown(table, 1, vks[:5]) == ""
    assert shown(table, 2, (*vks[:4], vks[5])) == "spent"
    fail = table.wire[-1].send
    assert fail.type == "fail"
    assert not [p for p in table.wire if p.send.type == "onions"]


def test_a_repeated_round_may_have_another_facilitator_key() -> None:
    """Only the facilitator's own key may differ when a round is repeated."""
    old = Table(6).vks
    only = Only(3, frozenset(old[2:]))
    table = Table(6, only=only)
    table.rounds[1]._lead = table.rounds[2]._lead = old[1]
    table.start()
    assert shown(table, 2, old) == "spent"
    assert shown(table, 1, old[1:]) == ""


def test_the_layout_follows_from_set_and_nothing_else() -> None:
    """Every client takes the lanes for as many members as SET has."""
    table = Table(5)
    asked: list[int] = []

    def lanes(n: int) -> tuple[Lane, ...]:
        asked.append(n)
        return (Lane(8 if n < 5 else 6, 4),)

    table.rounds[1]._layout = lanes
    table.start()
    shown(table, 1, table.vks[:4])
    assert asked == [4]
    assert table.rounds[1].lanes == (Lane(8, 4),)


def test_a_silent_client_gives_up_without_a_word() -> None:
    """Who takes no part does not stop a round by its own time-out."""
    table = Table(5, absent=frozenset({4}))
    table.start()
    sent = len(table.wire)
    table.take(4, table.rounds[4].give_up("late"))
    table.take(4, table.rounds[4].hold_over())
    assert len(table.wire) == sent
    assert table.rounds[4].state == "idle"
