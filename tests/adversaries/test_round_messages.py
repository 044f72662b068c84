"""Adversaries 4, 5, 7, 9 and 10: what members and the relay can say to whom."""

from __future__ import annotations

from collections.abc import Iterable

import pytest
from nacl.bindings import crypto_scalarmult_base

from formats.entries import MESSAGES, Done, Fail, Farewell, Go, Keys, Message, Reveal
from formats.hashing import H
from retro.anonymity.keys import Scope
from retro.anonymity.round_effects import (
    AllDone,
    LeftOut,
    NeedTexts,
    Opened,
    Progress,
    Revealed,
    Send,
    Stop,
)
from tests.adversaries.table import (
    HEAD,
    SCOPE,
    Parcel,
    Table,
    honestly,
    opening,
)

SIZES = [4, 5, 17]
STOPPED = {"aborted", "mixing", "go"}
PHASES = ["keys", "onions", "hop", "mixed", "go", "reveal"]


def ctx() -> bytes:
    """Give the ctx of a table's round."""
    return H("ctx", SCOPE.sid, SCOPE.rh, opening())


# ------------------------------------------------------------ 3: keys that do not count

GOOD = crypto_scalarmult_base(b"\x05" * 32)
LOW = bytes(32)
EIGHT = bytes.fromhex(
    "e0eb7a7c3b41b8ae1656e3faf19fc46ada098deb9c32b1fd866205165f49b800"
)
"""A point of order 8."""
OVER = (2**255 - 19 + 9).to_bytes(32, "little")
HIGH_BIT = GOOD[:31] + bytes([GOOD[31] | 0x80])


@pytest.mark.parametrize(
    ("inner", "outer"),
    [
        (LOW, GOOD), (GOOD, LOW), (EIGHT, GOOD), (GOOD, EIGHT), (OVER, GOOD),
        (GOOD, HIGH_BIT), (GOOD, GOOD),
    ],
)  # fmt: skip
def test_keys_that_are_weak_or_not_canonical_count_as_absent(
    inner: bytes, outer: bytes
) -> None:
    """Low-order, non-canonical and equal keys are as if they never came."""
    table = Table(5, absent=frozenset({4}))
    table.start()
    send = table.forge(4, Keys(inner=inner, outer=outer), ctx())
    table.post(4, send)
    table.drain()
    assert table.rounds[0].arrived == table.vks[:4]


def test_keys_of_somebody_else_count_as_absent() -> None:
    """A copy of another member's inner or outer key never gets into SET."""
    table = Table(6, absent=frozenset({4, 5}))
    table.start()
    theirs = next(p.send for p in table.wire if p.sender == table.vks[1])
    keys = MESSAGES.decode(theirs.body)
    table.post(4, table.forge(4, Keys(inner=keys.inner, outer=GOOD), ctx()))
    table.post(5, table.forge(5, Keys(inner=keys.outer, outer=GOOD), ctx()))
    table.drain()
    assert table.rounds[0].arrived == table.vks[:4]


def test_a_set_with_a_copied_key_is_refused() -> None:
    """A facilitator that lets a copied key into SET stops the round."""
    table = Table(5, absent=frozenset({4}))
    table.start()
    theirs = next(p.send for p in table.wire if p.sender == table.vks[1])
    keys = MESSAGES.decode(theirs.body)
    table.post(4, table.forge(4, Keys(inner=keys.inner, outer=GOOD), ctx()))
    table.drain()
    table.set(table.vks)
    table.drain()
    assert set(table.stops()) == {"set"}
    assert not table.of(1, NeedTexts)


# ---------------------------------------------------- 4: false FAIL, NOGO, half the GOs


@pytest.mark.parametrize("n", SIZES)
@pytest.mark.parametrize("phase", PHASES[:-1])
@pytest.mark.parametrize("message", [Fail(reason="list", hop=1, spent=0), Go(go=False)])
def test_a_false_objection_stops_the_round_or_changes_nothing(
    n: int, phase: str, message: Message
) -> None:
    """Before my GO an objection ends it, nothing revealed; after it none counts."""
    table = Table(n)
    said = False

    def relay(parcel: Parcel) -> Iterable[Parcel]:
        nonlocal said
        if parcel.send.type == phase and not said:
            said = True
            prev = table.rounds[1]._latest
            table.post(1, table.forge(1, message, prev))
        return (parcel,)

    table.relay = relay
    table.play()
    assert said
    assert table.revealed() in ([], list(range(n)))
    if not table.revealed():
        assert all(
            table.rounds[k].state in {"aborted", "mixing", "go"} for k in range(n)
        )


@pytest.mark.parametrize("n", SIZES)
def test_a_go_together_with_a_nogo_reveals_for_all_or_none(n: int) -> None:
    """One member says GO to some and NOGO to the others."""
    table = Table(n)

    def relay(parcel: Parcel) -> Iterable[Parcel]:
        mine = parcel.send.type == "go" and parcel.sender == table.vks[1]
        if mine and table.number(parcel.to) % 2:
            prev = table.rounds[1].mixed
            assert prev
            nogo = table.forge(1, Go(go=False), prev, parcel.to)
            return (Parcel(parcel.sender, parcel.to, nogo), parcel)
        return (parcel,)

    table.relay = relay
    table.play()
    assert table.revealed() in ([], list(range(n)))


@pytest.mark.parametrize(("hop", "told"), [(None, 1), (3, 3)])
def test_who_gives_up_tells_all_where_it_stopped(hop: int | None, told: int) -> None:
    """A time-out of one ends the round for all before its GO, at the same laptop."""
    table = Table(4, relay=lambda p: () if p.send.type == "hop" else (p,), aborts=False)
    table.play()
    second, third = table.at_hop(2), table.at_hop(3)
    table.take(second, table.rounds[second].give_up("late", hop))
    table.drain()
    assert table.of(second, Stop) == [Stop("late", told)]
    assert table.of(third, Stop) == [Stop("list", told)]


def test_a_nogo_stops_whoever_has_not_sent_its_go() -> None:
    """One member that misses its texts ends the round, and all are told where."""
    table = Table(4, relay=lambda p: () if p.send.type == "ping" else (p,))
    table.play()
    prev = table.rounds[1].mixed
    assert prev
    table.post(1, table.forge(1, Go(go=False), prev))
    table.drain()
    assert table.of(0, Stop) == [Stop("nogo", 4)]
    assert table.rounds[0]._inner == b""


@pytest.mark.parametrize("n", SIZES)
def test_who_missed_a_go_continues_from_any_reveal(n: int) -> None:
    """n GOs seen by only half: a REVEAL carries them to the other half."""
    table = Table(n)

    def relay(parcel: Parcel) -> Iterable[Parcel]:
        half = table.number(parcel.to) >= n // 2
        if parcel.send.type == "go" and half and parcel.sender == table.vks[0]:
            return ()
        return (parcel,)

    table.relay = relay
    table.play()
    assert all(table.of(number, AllDone) for number in range(n))


def test_a_reveal_with_forged_gos_moves_nobody() -> None:
    """GOs that do not verify, or too few of them, are no reason to reveal."""
    for gos in ((b"\0" * 64,) * 4, (b"\0" * 64,)):
        table = Table(4, relay=lambda p: () if p.send.type == "ping" else (p,))
        table.play()
        prev = table.rounds[1].mixed
        assert prev
        secret = table.rounds[1]._inner
        table.post(1, table.forge(1, Reveal(secret=secret, gos=gos), prev))
        table.drain()
        assert table.revealed() == []


def test_a_wrong_inner_secret_is_no_reveal() -> None:
    """A REVEAL counts only when its secret belongs to the announced key."""
    table = Table(4)

    def relay(parcel: Parcel) -> Iterable[Parcel]:
        if parcel.send.type == "reveal" and parcel.sender == table.vks[1]:
            reveal = MESSAGES.decode(parcel.send.body)
            wrong = Reveal(secret=b"\x01" * 32, gos=reveal.gos)
            prev = table.rounds[1].mixed
            assert prev
            return (Parcel(parcel.sender, parcel.to, table.forge(1, wrong, prev)),)
        return (parcel,)

    table.relay = relay
    table.play()
    assert table.opened(2) is None
    assert table.opened(1) is not None


# --------------------------------------------------------------- 5: two of what is once


@pytest.mark.parametrize("n", SIZES)
@pytest.mark.parametrize("both", [False, True])
def test_two_keys_of_one_member_reveal_nothing(n: int, both: bool) -> None:
    """Two KEYS, to different members or to the same, never lead to a reveal."""
    table = Table(n)
    other = Keys(inner=GOOD, outer=crypto_scalarmult_base(b"\x06" * 32))

    def relay(parcel: Parcel) -> Iterable[Parcel]:
        if parcel.send.type == "keys" and parcel.sender == table.vks[1]:
            second = Parcel(parcel.sender, parcel.to, table.forge(1, other, ctx()))
            if both:
                return (parcel, second)
            return (second if table.number(parcel.to) % 2 else parcel,)
        return (parcel,)

    table.relay = relay
    table.play()
    assert table.revealed() == []
    assert ("double" in table.stops()) == both


@pytest.mark.parametrize("n", [5, 17])
def test_two_sets_reveal_nothing(n: int) -> None:
    """SETs that differ between members never lead to a reveal."""
    table = Table(n)
    table.start()
    for number, round_ in enumerate(table.rounds):
        members = table.vks if number % 2 else table.vks[:-1]
        table.take(number, round_.set_members(members, floor=0, head=HEAD))
        table.take(number, round_.hold_over())
    table.drain()
    assert table.revealed() == []


def test_a_second_set_stops_the_round() -> None:
    """A client that is given SET twice does not go on with either."""
    table = Table(5)
    table.start()
    table.set(table.vks, hold=True)
    table.aborts = False
    table.take(1, table.rounds[1].set_members(table.vks[:-1], floor=0, head=HEAD))
    assert table.rounds[1].state == "aborted"


@pytest.mark.parametrize("phase", ["hop", "onions"])
def test_two_different_messages_of_one_phase_stop_the_round(phase: str) -> None:
    """A member that signs two things for one phase is not believed in either."""
    table = Table(4, aborts=False)

    def relay(parcel: Parcel) -> Iterable[Parcel]:
        if parcel.send.type != phase:
            return (parcel,)
        number = table.number(parcel.sender)
        message = MESSAGES.decode(parcel.send.body)
        mixing = table.mixing(number)
        if phase == "hop":
            message = type(message)(hop=message.hop, listed=b"x" * 32)
            prev = mixing.ts[mixing.number - 1]
        else:
            message, prev = type(message)(data=b"other"), mixing.ts[0]
        return (
            parcel,
            Parcel(parcel.sender, parcel.to, table.forge(number, message, prev)),
        )

    table.relay = relay
    table.play()
    assert table.revealed() == []
    stops = [e for each in table.effects for e in each if isinstance(e, Stop)]
    assert "double" in {stop.reason for stop in stops}
    assert all(stop.hop for stop in stops)


# ------------------------------------------------------- 7: replays and the wrong phase


@pytest.mark.parametrize(
    "later",
    [
        {"rid": 2},
        {"scope": Scope(b"z" * 32, SCOPE.rh)},
        {"scope": Scope(SCOPE.sid, b"z" * 32)},
    ],
)
def test_nothing_of_one_round_counts_in_another(later: dict[str, object]) -> None:
    """Every message of a round is worthless in the next round, roster or session."""
    old = Table(4)
    old.play()
    new = Table(4, **later)  # type: ignore[arg-type]  # one of its fields
    new.start()
    effects = list(map(len, new.effects))
    for parcel in old.wire:
        new.deliver(parcel)
    assert list(map(len, new.effects)) == effects
    new.set()
    new.drain()
    for parcel in old.wire:
        new.deliver(parcel)
    assert all(new.of(number, AllDone) for number in range(4))


def test_a_message_signed_as_another_kind_is_not_received() -> None:
    """A signature for one kind of message is none for any other."""
    table = Table(4, relay=lambda p: () if p.send.type == "ping" else (p,))
    table.play()
    assert table.rounds[1].state == "go"
    for parcel in list(table.wire):
        for other in table.wire[:40]:
            if other.send.type != parcel.send.type:
                send = Send(None, other.send.type, other.send.body, parcel.send.sig)
                table.deliver(Parcel(parcel.sender, table.vks[1], send))
    assert table.revealed() == []
    assert table.rounds[1].state == "go"


def test_what_is_no_message_of_a_round_is_not_heard() -> None:
    """Garbage, strangers, echoes and messages of epochs change nothing."""
    table = Table(4)
    table.start()
    round_ = table.rounds[1]
    sent = table.wire[0].send
    stranger = Table(5).vks[4]
    assert round_.receive(table.vks[2], b"garbage", b"\0" * 64) == []
    assert round_.receive(stranger, sent.body, sent.sig) == []
    assert round_.receive(table.vks[1], sent.body, sent.sig) == []
    farewell = table.forge(2, Farewell(head=HEAD), ctx())
    assert round_.receive(table.vks[2], farewell.body, farewell.sig) == []


# ------------------------------------------------------------------- 9: at the very end


@pytest.mark.parametrize("n", SIZES)
def test_a_withheld_reveal_and_an_abort_burn_and_unread(n: int) -> None:
    """REVEAL withheld from all, then ABORT: who revealed is burned and nobody read."""
    table = Table(n, relay=lambda p: () if p.send.type == "reveal" else (p,))
    table.play()
    assert table.revealed() == list(range(n))
    table.abort()
    stops = [table.of(number, Stop)[-1] for number in range(n)]
    assert all(isinstance(stop, Stop) and stop.burned for stop in stops)
    assert {round_.state for round_ in table.rounds} == {"burned"}
    assert not any(table.opened(number) for number in range(n))


@pytest.mark.parametrize("n", SIZES)
def test_an_abort_shown_to_one_first_leaves_the_round_unreadable(n: int) -> None:
    """Who is shown ABORT before all GOs drops its secret: nobody can ever read."""
    table = Table(n, relay=lambda p: () if p.send.type == "ping" else (p,))
    table.play()
    secret = table.rounds[1]._inner
    assert secret
    table.take(1, table.rounds[1].abort("abort"))
    assert not table.rounds[1]._inner
    table.relay = honestly
    table.take(0, table.rounds[0].ping())
    table.take(0, table.rounds[0].go())
    table.drain()
    assert 1 not in table.revealed()
    assert not any(table.opened(number) for number in range(n))
    last = table.of(1, Stop)[-1]
    assert isinstance(last, Stop)
    assert not last.burned


def test_after_my_go_i_do_not_give_up() -> None:
    """After GO neither a time-out nor a person's wait nor a FAIL drops the secret."""
    table = Table(4, relay=lambda p: () if p.send.type == "ping" else (p,))
    table.play()
    round_ = table.rounds[1]
    assert round_.give_up("hop-late") == []
    assert round_.wait() == []
    assert round_.set_members(table.vks, floor=0, head=HEAD) == []
    prev = round_.mixed
    assert prev
    table.post(2, table.forge(2, Fail(reason="wait", hop=0, spent=0), prev))
    table.queue = type(table.queue)(p for p in table.queue if p.to == table.vks[1])
    table.drain()
    assert round_.state == "go"
    assert round_._inner


def test_a_done_that_says_something_else_is_no_seal() -> None:
    """A DONE over another result counts for nothing, and accuses nobody."""
    table = Table(4)

    def relay(parcel: Parcel) -> Iterable[Parcel]:
        if parcel.send.type == "done" and parcel.sender == table.vks[1]:
            prev = table.rounds[1].mixed
            assert prev
            other = table.forge(1, Done(out=b"o" * 32, head=HEAD), prev)
            return (Parcel(parcel.sender, parcel.to, other),)
        return (parcel,)

    table.relay = relay
    table.play()
    assert [seal.vk for seal in table.rounds[0].seals()] == [
        table.vks[0], *table.vks[2:]
    ]  # fmt: skip
    assert not table.of(0, AllDone)
    assert [p.type for p in table.rounds[0].resend()][-2:] == ["reveal", "done"]
    table.rounds[0].finish()
    assert table.rounds[0].resend() == []


# --------------------------------------------------------- 10: another question for one


@pytest.mark.parametrize("n", SIZES)
@pytest.mark.parametrize("forced", [False, True])
def test_a_member_who_is_shown_another_question_is_never_in_the_round(
    n: int, forced: bool
) -> None:
    """Another option, column or order is another log: the KEYS do not count."""
    table = Table(n, openings={n - 1: opening(log=b"other" + bytes(27))})
    table.start()
    assert table.vks[n - 1] not in table.rounds[0].arrived
    if n == 4 or forced:
        table.set(table.vks)
        table.drain()
        assert table.revealed() == []
    else:
        table.set()
        table.drain()
        assert table.of(n - 1, LeftOut)
        assert table.revealed() == list(range(n - 1))
    assert table.opened(n - 1) is None


def test_progress_counts_the_hops() -> None:
    """Everybody sees the same hops go by, and which one is waited for."""
    table = Table(4)
    table.start()
    assert table.rounds[3].hop == 0
    table.set()
    assert table.rounds[3].hop == 1
    table.drain()
    assert table.of(3, Progress) == [Progress(hop, 4) for hop in (1, 2, 3, 4)]
    assert table.rounds[3].hop == 4
    assert table.of(3, Revealed)
    assert table.of(3, Opened)
