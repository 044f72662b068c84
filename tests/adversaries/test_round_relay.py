"""Adversaries 6 and 8: a relay that does as it likes at every message, and I1 to I5.

The machine below is the relay. It holds every message that was ever sent, and gives
any of them to anybody (under any sender's name), in any order and number, or changed,
or never; it shows the clock's and the facilitator's decisions when it likes, and other
SETs or other questions to some. Whatever it does must keep every invariant.
"""

from __future__ import annotations

import pytest
from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, rule
from nacl.bindings import crypto_scalarmult_base

from formats.entries import MESSAGES, Ask, Go, Onions, Ping, Pong, Reveal
from retro.anonymity.keys import verify
from retro.anonymity.onion import Lane
from retro.anonymity.round_effects import AllDone, AllHere, Opened, Revealed, Send, Stop
from tests.adversaries.table import HEAD, SCOPE, Parcel, Table, honestly, opening

N = 4
PEOPLE = st.integers(0, N - 1)
ONCE = {"keys", "onions", "hop", "mixed", "go", "reveal", "done", "fail"}


class Relay(RuleBasedStateMachine):
    """A relay that is an adversary, around four honest clients."""

    def __init__(self) -> None:
        """Begin with nothing sent."""
        super().__init__()
        self.table: Table
        self.pending: list[Parcel] = []
        self.outers: dict[int, bytes] = {}
        self.inners: dict[int, bytes] = {}

    @initialize(fork=st.sampled_from([None] * 6 + [1, 3]), honest=st.integers(-9, 110))
    def open(self, fork: int | None, honest: int) -> None:
        """Open the round, perhaps with another question for one of them.

        The relay plays fair for `honest` messages after SET before it turns.
        """
        openings = {} if fork is None else {fork: opening(log=b"f" * 32)}
        self.table = Table(
            N,
            (Lane(1, 4),),
            texts={k: ((b"t%d" % k,),) for k in range(N)},
            relay=self.hold,
            openings=openings,
            aborts=False,
        )
        for number, round_ in enumerate(self.table.rounds):
            self.table.take(number, round_.start())
            self.inners[number] = round_._inner
            self.outers[number] = round_._outer
        if honest >= 0:
            self.deliver_all()
            self.show_set_to_all()
            self.deliver_all(honest)

    def hold(self, parcel: Parcel) -> tuple[Parcel, ...]:
        """Keep what is sent, instead of delivering it."""
        self.pending.append(parcel)
        return ()

    @rule(count=st.integers(1, 60), data=st.randoms(use_true_random=False))
    def deliver_shuffled(self, count: int, data: object) -> None:
        """Deliver some of what waits, in any order."""
        shuffle = getattr(data, "shuffle", None)
        assert shuffle
        shuffle(self.pending)
        for _ in range(min(count, len(self.pending))):
            self.table.deliver(self.pending.pop())

    @rule()
    def deliver_all(self, most: int = 400) -> None:
        """Deliver all that waits, and what comes of it, in order."""
        for _ in range(most):
            if not self.pending:
                break
            self.table.deliver(self.pending.pop(0))

    @rule(at=st.integers(0, 500))
    def drop(self, at: int) -> None:
        """Lose one message for good."""
        if self.pending:
            self.pending.pop(at % len(self.pending))

    @rule(at=st.integers(0, 500), to=PEOPLE)
    def again(self, at: int, to: int) -> None:
        """Deliver any message that was ever sent to anybody, again."""
        if self.table.wire:
            old = self.table.wire[at % len(self.table.wire)]
            self.table.deliver(Parcel(old.sender, self.table.vks[to], old.send))

    @rule(at=st.integers(0, 500), byte=st.integers(0, 2000), part=st.booleans())
    def tamper(self, at: int, byte: int, part: bool) -> None:
        """Flip a bit of a body or a signature."""
        if self.pending:
            parcel = self.pending[at % len(self.pending)]
            body, sig = bytearray(parcel.send.body), bytearray(parcel.send.sig)
            target = body if part else sig
            target[byte % len(target)] ^= 1
            send = Send(None, parcel.send.type, bytes(body), bytes(sig))
            self.table.deliver(Parcel(parcel.sender, parcel.to, send))

    @rule(at=st.integers(0, 500), sender=PEOPLE)
    def misattribute(self, at: int, sender: int) -> None:
        """Deliver a message under another's name."""
        if self.pending:
            parcel = self.pending[at % len(self.pending)]
            name = self.table.vks[sender]
            self.table.deliver(Parcel(name, parcel.to, parcel.send))

    @rule(number=PEOPLE, whole=st.sampled_from([True, True, True, False]))
    def show_set(self, number: int, whole: bool) -> None:
        """Show SET to one of them: the right one, or one too small."""
        members = self.table.vks if whole else self.table.vks[:3]
        round_ = self.table.rounds[number]
        if not round_.members:
            self.table.take(number, round_.set_members(members, floor=0, head=HEAD))

    @rule()
    def show_set_to_all(self) -> None:
        """Show the right SET to everybody who has none."""
        for number in range(N):
            self.show_set(number, whole=True)

    @rule(number=PEOPLE)
    def abort(self, number: int) -> None:
        """Show an ABORT to one of them."""
        self.table.take(number, self.table.rounds[number].abort("abort"))

    @rule(number=PEOPLE)
    def time_out(self, number: int) -> None:
        """Let one of them wait in vain."""
        self.table.take(number, self.table.rounds[number].give_up("late"))

    @rule(number=PEOPLE)
    def reconnect(self, number: int) -> None:
        """Let one of them send again what it holds, as after a restart of the relay."""
        for send in self.table.rounds[number].resend():
            for to in self.table.vks if send.to is None else (send.to,):
                self.pending.append(Parcel(self.table.vks[number], to, send))

    @rule()
    def lead_goes(self) -> None:
        """Let the facilitator's client believe that all answered its ping."""
        self.table.take(0, self.table.rounds[0].go())

    @invariant()
    def i1_no_outer_secret_leaves(self) -> None:
        """No message holds an outer secret."""
        for parcel in self.table.wire:
            assert not any(key in parcel.send.body for key in self.outers.values())

    @invariant()
    def i2_inner_secret_leaves_only_with_all_gos(self) -> None:
        """An inner secret is only in a REVEAL, after n GOs over its own T."""
        go = MESSAGES.encode(Go(go=True))
        for parcel in self.table.wire:
            number = self.table.number(parcel.sender)
            message = MESSAGES.decode(parcel.send.body)
            if not isinstance(message, Reveal):
                held = [k for k in self.inners.values() if k in parcel.send.body]
                assert not held
                continue
            assert message.secret == self.inners[number]
            mixed = self.table.rounds[number].mixed
            assert mixed
            for vk, sig in zip(self.table.vks, message.gos, strict=True):
                assert verify(vk, sig, "go", SCOPE, 1, mixed, go)

    @invariant()
    def i3_one_signature_a_phase(self) -> None:
        """Nobody ever signed two different messages of one phase."""
        said: dict[tuple[bytes, str], bytes] = {}
        for parcel in self.table.wire:
            if parcel.send.type in ONCE:
                slot = (parcel.sender, parcel.send.type)
                assert said.setdefault(slot, parcel.send.body) == parcel.send.body

    @invariant()
    def i4_sizes_say_nothing(self) -> None:
        """All ONIONS are of one size, whatever is in them."""
        sizes = {
            len(parcel.send.body)
            for parcel in self.table.wire
            if parcel.send.type == Onions.TAG
        }
        assert len(sizes) <= 1

    @invariant()
    def i5_a_round_is_read_only_when_all_revealed(self) -> None:
        """Who reads has everybody's REVEAL: all texts are spent, and all read alike."""
        read = [e for k in range(N) for e in self.table.of(k, Opened)]
        if read:
            assert self.table.revealed() == list(range(N))
            assert len(set(read)) == 1
            assert isinstance(read[0], Opened)
            want = [b"t%d" % k for k in range(N)]
            assert sorted(filter(None, read[0].lanes[0])) == want

    @invariant()
    def secrets_go_with_the_round(self) -> None:
        """Who is done or stopped holds no secret any more."""
        for round_ in self.table.rounds:
            if round_.state in {"out", "done", "aborted", "burned"}:
                assert round_._inner == b""
                assert round_._outer == b""
                mixing = round_._mixing
                assert mixing is None or not (mixing._outer or mixing._mine)


TestRelay = Relay.TestCase
TestRelay.settings = settings(
    max_examples=40,
    stateful_step_count=25,
    deadline=None,
    suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large],
)


@pytest.mark.parametrize("n", [4, 5, 17])
def test_reordering_and_repeating_are_harmless(n: int) -> None:
    """The latest message first and everything twice: the round is read all the same."""
    table = Table(n, relay=lambda parcel: (parcel, parcel), backwards=True)
    table.play()
    assert all(table.of(number, AllDone) for number in range(n))


@pytest.mark.parametrize("n", [4, 5])
@pytest.mark.parametrize("victim", [0, 1])
def test_a_kill_at_every_step_reveals_nothing_or_can_be_read(
    n: int, victim: int
) -> None:
    """Who falls silent at any message burns nobody, unless it had sent its GO."""
    total = len(_played(n).wire)
    for last in range(0, total, 3):
        table = Table(n)
        count = 0

        def relay(
            parcel: Parcel, table: Table = table, last: int = last
        ) -> tuple[Parcel, ...]:
            nonlocal count
            count += 1
            gone = count > last and table.vks[victim] in (parcel.sender, parcel.to)
            return () if gone else (parcel,)

        table.relay = relay
        table.play()
        if table.revealed() and table.vks[victim] in table.rounds[0].members:
            sent = [p for p in table.wire if p.sender == table.vks[victim]]
            assert any(p.send.type == "go" for p in sent)


def _played(n: int) -> Table:
    table = Table(n)
    table.play()
    return table


@pytest.mark.parametrize("phase", ["keys", "onions", "hop", "mixed", "go", "reveal"])
def test_a_relay_that_forgot_everything_gets_it_again(phase: str) -> None:
    """After a restart of the relay every client's `resend` lets the round go on."""
    table = Table(5)
    table.relay = lambda parcel: () if parcel.send.type == phase else (parcel,)
    table.start()
    if phase != "keys":
        table.set()
        table.drain()
    assert not any(table.of(number, AllDone) for number in range(5))
    table.relay = honestly
    for _ in range(6):
        for number, round_ in enumerate(table.rounds):
            for send in round_.resend():
                table.post(number, send)
        table.drain()
        if not table.rounds[0].members:
            table.set()
            table.drain()
    assert all(table.of(number, AllDone) for number in range(5))
    assert all(len(table.of(number, Revealed)) == 1 for number in range(5))


def test_lists_that_do_not_match_are_asked_for_again() -> None:
    """A spoiled list counts as not received: the hop before gives it again."""
    table = Table(4)
    spoiled: set[tuple[bytes, int]] = set()

    def relay(parcel: Parcel) -> tuple[Parcel, ...]:
        slot = (parcel.to, len(parcel.send.body))
        if parcel.send.type == "mixed" and slot not in spoiled:
            spoiled.add(slot)
            message = MESSAGES.decode(parcel.send.body)
            data = bytes([message.data[0] ^ 1]) + message.data[1:]
            body = MESSAGES.encode(type(message)(hop=message.hop, data=data))
            send = Send(parcel.to, "mixed", body, parcel.send.sig)
            return (Parcel(parcel.sender, parcel.to, send),)
        return (parcel,)

    table.relay = relay
    table.play()
    assert [p for p in table.wire if p.send.type == "ask"]
    assert all(table.of(number, AllDone) for number in range(4))


def test_a_list_that_never_matches_stops_the_round() -> None:
    """After a few spoiled lists the round stops, and the hop is named by its number."""
    table = Table(4, aborts=False)

    def relay(parcel: Parcel) -> tuple[Parcel, ...]:
        message = MESSAGES.decode(parcel.send.body)
        if parcel.send.type == "mixed" and message.hop == 2:
            body = MESSAGES.encode(type(message)(hop=2, data=b"spoiled"))
            send = Send(parcel.to, "mixed", body, parcel.send.sig)
            return (Parcel(parcel.sender, parcel.to, send),)
        return (parcel,)

    table.relay = relay
    table.play()
    assert set(table.stops()) == {"list"}
    assert Stop("list", 2) in table.of(table.at_hop(3), Stop)
    assert Stop("list", 2) in table.of(table.at_hop(1), Stop)
    asks = [p for p in table.wire if p.send.type == "ask"]
    assert len(asks) == 3


def test_an_ask_is_answered_to_whom_it_may_concern_and_a_few_times() -> None:
    """A list is given again to the next hop alone, and no more than three times."""
    table = Table(5, relay=lambda p: () if p.send.type == "ping" else (p,))
    table.play()
    second, third, other = (table.at_hop(k) for k in (2, 3, 4))
    for asker, times in ((third, 3), (other, 0)):
        before = len(table.wire)
        ask = table.forge(asker, Ask(hop=2), table.mixing(asker).ts[2])
        wrong = table.forge(asker, Ask(hop=2), table.mixing(asker).ts[1])
        early = table.forge(asker, Ask(hop=1), table.mixing(asker).ts[1])
        for send in (wrong, early):
            table.deliver(Parcel(table.vks[asker], table.vks[second], send))
        assert len(table.wire) == before
        for _ in range(5):
            table.deliver(Parcel(table.vks[asker], table.vks[second], ask))
        given = table.wire[before:]
        assert [p.to for p in given] == [table.vks[asker]] * times
    last = table.at_hop(5)
    ask = table.forge(third, Ask(hop=5), table.mixing(third).ts[5])
    before = len(table.wire)
    table.deliver(Parcel(table.vks[third], table.vks[last], ask))
    assert [p.to for p in table.wire[before:]] == [table.vks[third]]


def test_what_is_asked_too_early_is_nothing() -> None:
    """Whoever asks for a list, or who is here, too early gets and breaks nothing."""
    table = Table(4, relay=lambda p: () if p.send.type == "hop" else (p,))
    asks = [(2, table.forge(2, Ask(hop=hop), HEAD)) for hop in range(1, 5)]
    asks += [(0, table.forge(0, Ping(), HEAD)), (0, table.forge(0, Pong(), HEAD))]
    for step in (table.start, table.set, table.drain):
        step()
        for number, ask in asks:
            assert table.rounds[1].receive(table.vks[number], ask.body, ask.sig) == []
    assert {round_.state for round_ in table.rounds} == {"mixing"}


def test_a_ping_is_answered_every_time_and_only_the_facilitators() -> None:
    """The facilitator may ask more than once who is there; nobody else may."""
    table = Table(4, relay=lambda p: () if p.send.type == "ping" else (p,))
    table.play()
    pings = [p for p in table.wire if p.send.type == "ping"]
    for _ in range(2):
        before = len(table.wire)
        table.deliver(Parcel(table.vks[0], table.vks[1], pings[0].send))
        assert [p.send.type for p in table.wire[before:]] == ["pong"]
    mixed = table.rounds[2].mixed
    assert mixed
    before = len(table.wire)
    other = table.forge(2, Ping(), mixed)
    table.deliver(Parcel(table.vks[2], table.vks[1], other))
    forged = table.forge(2, Pong(), HEAD)
    table.deliver(Parcel(table.vks[2], table.vks[0], forged))
    assert len(table.wire) == before
    assert table.rounds[1].ping() == []


def test_only_members_themselves_say_that_they_are_here() -> None:
    """A relay cannot answer for anybody, nor ask: GO does not leave on its word."""
    table = Table(
        5, absent=frozenset({4}), relay=lambda p: () if p.send.type == "ping" else (p,)
    )
    table.play()
    mixed = table.rounds[0].mixed
    assert mixed
    for number, prev in [(1, HEAD), (2, HEAD), (3, HEAD), (4, mixed), (1, mixed)]:
        pong = table.forge(number, Pong(), prev)
        table.deliver(Parcel(table.vks[number], table.vks[0], pong))
    for number in (2, 3):
        ping = table.forge(number, Ping(), mixed)
        table.deliver(Parcel(table.vks[number], table.vks[0], ping))
    assert not table.of(0, AllHere)
    for send in (table.forge(0, Ping(), HEAD), table.forge(0, Pong(), mixed)):
        assert table.rounds[1].receive(table.vks[0], send.body, send.sig) == []
    for number in (2, 3):
        assert not table.of(0, AllHere)
        pong = table.forge(number, Pong(), mixed)
        table.deliver(Parcel(table.vks[number], table.vks[0], pong))
    assert table.of(0, AllHere)


def test_the_facilitator_goes_last_and_only_when_it_may() -> None:
    """`go` and `ping` before all other GOs are in do nothing."""
    table = Table(4, relay=lambda p: () if p.send.type == "go" else (p,))
    table.play()
    assert table.rounds[0].state == "mixing"
    assert table.rounds[0].go() == []
    assert table.rounds[1].go() == []
    assert table.rounds[0].mixed
    assert crypto_scalarmult_base(table.rounds[0]._inner)


@pytest.mark.parametrize("known", [False, True])
def test_nobody_is_pinged_before_my_own_texts_are_found(known: bool) -> None:
    """Before a client holds and likes the last list it asks nobody to be there."""

    def relay(parcel: Parcel) -> tuple[Parcel, ...]:
        last = parcel.send.type == "mixed" and parcel.send.to is None
        return () if last or (parcel.send.type == "hop" and not known) else (parcel,)

    table = Table(4, relay=relay)
    table.play()
    round_ = table.rounds[table.at_hop(1)]
    assert round_.state == "mixing"
    assert (round_.mixed is not None) == known
    assert round_.ping() == []


def test_the_facilitator_goes_once_and_never_after_an_abort() -> None:
    """A GO that was decided on too late, or twice, does not leave."""
    table = Table(4, relay=lambda p: () if p.send.type == "ping" else (p,))
    table.play()
    table.take(0, table.rounds[0].abort("abort"))
    assert table.rounds[0].go() == []
    assert table.rounds[0].state == "aborted"
    table = Table(4)
    table.play()
    assert table.rounds[0].go() == []
    assert table.rounds[0].state == "done"
