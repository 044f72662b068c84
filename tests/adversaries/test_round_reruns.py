"""Adversary 9 with real rounds: after the very end, every kind of re-run.

The ledger of each client decides as it does in a session; the facilitator and the
relay pick SET, `again` and what is shown to whom, and keep every REVEAL they saw.
"""

from __future__ import annotations

import pytest
from attrs import define, field

from retro.anonymity.round_effects import AllDone, LeftOut, Opened, Revealed
from retro.anonymity.spent import Asked, Ledger, Verdict
from tests.adversaries.table import Parcel, Relay, Table, honestly

STEP = frozenset({"step:4"})
N = 5


def withheld(parcel: Parcel) -> tuple[Parcel, ...]:
    """Keep every REVEAL from the members."""
    return () if parcel.send.type == "reveal" else (parcel,)


@define
class Session:
    """Some people with their ledgers, asked one ballot question again and again."""

    n: int = N
    ledgers: dict[int, Ledger] = field(init=False)
    rid: int = 0

    def __attrs_post_init__(self) -> None:
        """Nobody was asked anything yet."""
        vks = Table(self.n).vks
        self.ledgers = {number: Ledger(vk) for number, vk in enumerate(vks)}

    def verdicts(self, again: int) -> dict[int, Verdict]:
        """Ask each ledger."""
        return {
            number: ledger.may_send(STEP, again=again, lead=number == 0, notes=False)
            for number, ledger in self.ledgers.items()
        }

    def collect(
        self,
        away: tuple[int, ...] = (),
        *,
        again: int = 0,
        relay: Relay = honestly,
        stop: bool = False,
    ) -> Table:
        """Run a round without some people; `stop` ends it by ABORT."""
        self.rid += 1
        verdicts = self.verdicts(again)
        sends = {"send", "blank", "frozen"}
        silent = {k for k, verdict in verdicts.items() if verdict.answer not in sends}
        table = Table(self.n, rid=self.rid, absent=frozenset({*away, *silent}))
        table.relay = relay
        table.texts = {
            k: ((b"opinion %d" % k,),)
            for k, verdict in verdicts.items()
            if verdict.answer != "blank"
        }
        for number, round_ in enumerate(table.rounds):
            round_.only = verdicts[number].only
        table.start()
        members = table.rounds[0].arrived
        question = Asked(STEP, STEP, members, table.vks[0])
        for number, ledger in self.ledgers.items():
            self.ledgers[number] = ledger.met(self.rid, question)
        table.set()
        table.drain()
        if stop:
            table.abort()
        for number in range(self.n):
            ledger = self.ledgers[number]
            if table.of(number, Revealed):
                ledger = ledger.revealed(self.rid)
            read = bool(table.of(0, AllDone))
            after = ledger.done(self.rid) if read else ledger.aborted(self.rid)
            self.ledgers[number] = after
        return table


def burned(n: int = N) -> Session:
    """Give a session whose first round everybody revealed in, and nobody read."""
    session = Session(n)
    table = session.collect(relay=withheld, stop=True)
    assert table.revealed() == list(range(n))
    return session


def test_a_burned_question_is_not_asked_of_fewer() -> None:
    """With one person less the round stops: nobody shows as the difference."""
    for again in (0, 1):
        session = burned()
        table = session.collect((4,), again=again)
        assert table.revealed() == []
        assert not any(p.send.type == "onions" for p in table.wire)


@pytest.mark.parametrize("n", [4, 5, 17])
def test_a_burned_question_is_repeated_with_exactly_its_set(n: int) -> None:
    """`again` with everybody there sends what was frozen, and is read."""
    session = burned(n)
    table = session.collect(again=1)
    assert all(table.of(number, AllDone) for number in range(n))
    opened = table.of(1, Opened)[0]
    assert isinstance(opened, Opened)
    assert {b"opinion %d" % k for k in range(n)} == set(filter(None, opened.lanes[0]))


def test_only_persons_can_open_a_burned_ballot_again_and_only_with_blanks() -> None:
    """After a choice by each person the round goes on, with nobody's opinion twice."""
    session = burned()
    table = session.collect()
    assert table.revealed() == []
    for number, ledger in session.ledgers.items():
        session.ledgers[number] = ledger.chose(STEP, "blank", notes=False)
    table = session.collect((4,))
    assert table.revealed() == [0, 1, 2, 3]
    opened = table.of(1, Opened)[0]
    assert isinstance(opened, Opened)
    assert set(opened.lanes[0]) == {b""}


def test_one_person_who_did_not_choose_stops_what_the_others_chose() -> None:
    """A client whose texts are spent objects to any other SET, also from outside it."""
    session = burned()
    for number in range(4):
        ledger = session.ledgers[number]
        session.ledgers[number] = ledger.chose(STEP, "blank", notes=False)
    table = session.collect()
    assert table.revealed() == []
    assert "spent" in table.stops()


def test_a_retry_with_fewer_after_a_round_that_showed_nothing_is_free() -> None:
    """Before GO nothing was revealed: the others retry, the missing one is asked."""
    session = Session()
    table = session.collect(
        relay=lambda p: () if p.send.type == "mixed" else (p,), stop=True
    )
    assert table.revealed() == []
    table = session.collect((4,))
    assert table.revealed() == [0, 1, 2, 3]
    assert session.verdicts(0)[4].answer == "ask"
    table = session.collect()
    assert table.rounds[4].state == "out"
    assert not table.of(4, LeftOut)


@pytest.mark.parametrize("first", range(N))
def test_a_go_shown_to_one_first_gives_no_two_readable_rounds(first: int) -> None:
    """Only `first` gets all GOs and reveals, the rest sees ABORT: it was never read."""
    session = Session()
    vks = Table(N).vks

    def some(parcel: Parcel) -> tuple[Parcel, ...]:
        last = parcel.send.type == "go" and parcel.sender == vks[0]
        if parcel.send.type == "reveal" or (last and parcel.to != vks[first]):
            return ()
        return (parcel,)

    table = session.collect(relay=some, stop=True)
    assert set(table.revealed()) == {0, first}
    table = session.collect((4,) if first != 4 else (3,))
    if first:
        assert table.revealed() == []
