"""Who may still be connected from where, and who has to go for others."""

from __future__ import annotations

from ipaddress import ip_network

import pytest
from hypothesis import given
from hypothesis import strategies as st

from server.callers import Caller, Callers, Turned
from server.limits import Limits

HERE, THERE = "198.51.100.7", "192.0.2.1"


def in_from(callers: Callers[str], name: str, peer: str = HERE) -> Caller[str]:
    """Let somebody in, all the way."""
    caller, turned, crowd = callers.arrive(name, peer, 0.0)
    assert (turned, crowd) == (None, ())
    assert callers.asks(caller, (), 0.0) == (None, ())
    callers.entered(caller)
    return caller


def test_an_address_has_so_many_connections() -> None:
    """Who comes above the number of an address is turned away; others are not."""
    callers: Callers[str] = Callers(Limits(address_connections=2, total_connections=3))
    first = in_from(callers, "a")
    in_from(callers, "b")
    third, _, _ = callers.arrive("c", HERE, 0.0)
    assert callers.asks(third, (), 0.0) == (Turned.CROWDED, ())
    callers.gone(third, 0.0)
    in_from(callers, "d", THERE)
    full, _, _ = callers.arrive("e", THERE, 0.0)
    assert callers.asks(full, (), 0.0) == (Turned.FULL, ())
    callers.gone(full, 0.0)
    callers.gone(first, 0.0)
    in_from(callers, "f")
    assert callers.count == 3


def test_the_oldest_stranger_goes() -> None:
    """Those who only sit there make way for those who come, at most one for one."""
    callers: Callers[str] = Callers(Limits(address_strangers=2, strangers=3))
    in_from(callers, "member")
    cut = [callers.arrive(name, HERE, 0.0)[2] for name in "abcd"]
    assert cut == [(), (), ("a",), ("b",)]
    cut = [callers.arrive(name, THERE, 0.0)[2] for name in "xyz"]
    assert cut == [(), ("c",), ("d",)]


def test_nobody_goes_for_who_is_turned_away() -> None:
    """A flood that is turned away does not push out those who are logging in."""
    limits = Limits(address_strangers=2, strangers=2, address_burst=2, address_rate=1)
    callers: Callers[str] = Callers(limits)
    for name in "ab":
        callers.arrive(name, HERE, 0.0)
    for name in "cdefg":
        assert callers.arrive(name, HERE, 0.0)[1:] == (Turned.HASTY, ())


def test_an_address_that_hurries_is_turned_away_for_a_while() -> None:
    """Connections have a rate for each address, and a refused login costs of it."""
    callers: Callers[str] = Callers(
        Limits(address_burst=4, address_rate=1, refusal_cost=2)
    )
    first, turned, _ = callers.arrive("a", HERE, 0.0)
    assert turned is None
    callers.refused(first, 0.0)
    assert [callers.arrive("b", HERE, 0.0)[1] for _ in range(2)] == [
        None,
        Turned.HASTY,
    ]
    assert callers.arrive("c", THERE, 0.0)[1] is None
    assert callers.arrive("d", HERE, 1.0)[1] is None


def test_behind_a_proxy_people_are_counted_where_they_are() -> None:
    """A trusted proxy is no address of its own; whom it speaks for is."""
    callers: Callers[str] = Callers(
        Limits(address_connections=1, address_burst=2, address_rate=1),
        [ip_network("127.0.0.0/8")],
    )
    for name, turned in (("a", None), ("b", Turned.CROWDED), ("c", Turned.HASTY)):
        caller, early, _ = callers.arrive(name, "127.0.0.1", 0.0)
        assert early is None
        assert callers.asks(caller, [HERE], 0.0) == (turned, ())
    other, _, _ = callers.arrive("d", "127.0.0.1", 0.0)
    assert callers.asks(other, [f"{HERE}, {THERE}"], 0.0) == (None, ())


def test_rooms_and_bytes_on_disk_have_a_rate() -> None:
    """An address makes so many rooms and has so much kept, and no more for now."""
    limits = Limits(
        address_rooms=1, address_rooms_rate=1, address_kept=10, address_kept_rate=10
    )
    callers: Callers[str] = Callers(limits)
    caller = in_from(callers, "a")
    assert [callers.may_open(caller, now) for now in (0, 0, 1)] == [True, False, True]
    assert callers.may_keep(caller, 0.0)
    callers.kept(caller, 25, 0.0)
    assert [callers.may_keep(caller, now) for now in (0, 1, 2)] == [False, False, True]
    other = in_from(callers, "b", THERE)
    assert callers.may_open(other, 0.0)


def test_an_address_is_forgotten_when_nothing_is_owed() -> None:
    """After the last connection nothing is remembered but what must grow back."""
    callers: Callers[str] = Callers(Limits(address_burst=4, address_rate=1))
    caller = in_from(callers, "a")
    callers.refused(caller, 0.0)
    callers.gone(caller, 0.0)
    callers.forget(10.0)
    assert callers.addresses == 1
    callers.forget(11.0)
    assert callers.addresses == 0
    callers.gone(in_from(callers, "b", THERE), 5.0)
    assert callers.addresses == 0


def test_the_addresses_remembered_are_bounded(monkeypatch: pytest.MonkeyPatch) -> None:
    """Many addresses that come and go do not fill the memory."""
    monkeypatch.setattr("server.callers.ADDRESSES", 3)
    callers: Callers[str] = Callers(Limits(address_rate=1))
    for number in range(20):
        callers.gone(in_from(callers, "x", f"192.0.2.{number}"), 0.0)
    assert callers.addresses == 3


@given(
    st.lists(
        st.tuples(
            st.sampled_from(["arrive", "asks", "entered", "refused", "gone"]),
            st.integers(0, 5),
            st.sampled_from([HERE, THERE, "127.0.0.1"]),
        ),
        max_size=60,
    )
)
def test_counts_come_out_even(steps: list[tuple[str, int, str]]) -> None:
    """Whatever happens in whichever order, in the end nobody is counted or known."""
    limits = Limits(address_strangers=2, strangers=3, address_connections=3)
    callers: Callers[int] = Callers(limits, [ip_network("127.0.0.1")])
    here: list[Caller[int]] = []
    for number, (step, which, peer) in enumerate(steps):
        if step == "arrive" or not here:
            here.append(callers.arrive(number, peer, 0.0)[0])
            continue
        caller = here[which % len(here)]
        if step == "asks":
            callers.asks(caller, [HERE], 0.0)
        elif step == "entered":
            callers.entered(caller)
        elif step == "refused":
            callers.refused(caller, 0.0)
        else:
            here.remove(caller)
            callers.gone(caller, 0.0)
        assert callers.count == len(here)
    for caller in here:
        callers.gone(caller, 0.0)
    assert callers.count == 0
    callers.forget(10**6)
    assert callers.addresses == 0
