"""The round's parts alone: the inbox, the mixing, and what a round shows of itself.

What a round does among others, honest or not, is in tests/adversaries.
"""

from __future__ import annotations

import hashlib

import pytest
from nacl.bindings import (
    crypto_core_ed25519_scalar_add,
    crypto_core_ed25519_scalar_mul,
    crypto_core_ed25519_scalar_reduce,
    crypto_scalarmult_base,
    crypto_scalarmult_ed25519_base_noclamp,
)
from nacl.signing import SigningKey

from formats.entries import MESSAGES, Fail, Keys
from retro.anonymity.keys import sign, statement, verify
from retro.anonymity.mixing import CANDIDATES_MAX, Mixing
from retro.anonymity.onion import Lane, listed
from retro.anonymity.round_effects import AllDone, Frozen, NeedTexts, Revealed, Send
from retro.anonymity.round_inbox import WAITING_MAX, Heard, Inbox
from retro.anonymity.spent import Only
from tests.adversaries.table import HEAD, SCOPE, Table, drip, person

CTX = b"c" * 32
ANNA, BOB = person(1), person(2)
VK = bytes(ANNA.verify_key)


def keys(seed: int) -> Keys:
    """Give a member's keys."""
    inner, outer = bytes([seed]) * 32, bytes([seed + 100]) * 32
    return Keys(
        inner=crypto_scalarmult_base(inner), outer=crypto_scalarmult_base(outer)
    )


def heard(message: Keys | Fail, key: SigningKey = ANNA, prev: bytes = CTX) -> Heard:
    """Give a message as it comes in."""
    body = MESSAGES.encode(message)
    return Heard(message, body, sign(key, message.TAG, SCOPE, 1, prev, body))


def another_signature(key: SigningKey, said: bytes) -> bytes:
    """Sign again with a nonce of my own: as valid as the first, and different."""
    seed = hashlib.sha512(bytes(key)).digest()
    low, middle, high = seed[0] & 248, seed[1:31], (seed[31] & 127) | 64
    scalar = crypto_core_ed25519_scalar_reduce(
        bytes([low]) + middle + bytes([high]) + bytes(32)
    )
    nonce = crypto_core_ed25519_scalar_reduce(b"\x07" * 64)
    point = crypto_scalarmult_ed25519_base_noclamp(nonce)
    hashed = hashlib.sha512(point + bytes(key.verify_key) + said).digest()
    factor = crypto_core_ed25519_scalar_reduce(hashed)
    product = crypto_core_ed25519_scalar_mul(factor, scalar)
    return point + crypto_core_ed25519_scalar_add(nonce, product)


def test_two_signatures_of_one_statement_are_no_double() -> None:
    """Who signs the same twice in two ways said one thing."""
    inbox = Inbox(SCOPE, 1, CTX)
    first = heard(keys(1))
    sig = another_signature(ANNA, statement("keys", SCOPE, 1, CTX, first.body))
    assert sig != first.sig
    assert verify(VK, sig, "keys", SCOPE, 1, CTX, first.body)
    inbox.put("keys", VK, first)
    inbox.put("keys", VK, Heard(first.message, first.body, sig))
    fresh, double = inbox.settle()
    assert [one for _, _, one in fresh] == [first]
    assert not double


def test_two_statements_of_one_phase_are_a_double() -> None:
    """The first is kept and the second reported, whether they come together or not."""
    for together in (True, False):
        inbox = Inbox(SCOPE, 1, CTX)
        inbox.put("keys", VK, heard(keys(1)))
        assert together or inbox.settle()[1] is False
        inbox.put("keys", VK, heard(keys(2)))
        assert inbox.settle()[1] is True
        kept = inbox.get("keys", VK)
        assert kept is not None
        assert kept.message == keys(1)


def test_what_does_not_verify_is_as_if_it_never_came() -> None:
    """A forgery takes nobody's place."""
    inbox = Inbox(SCOPE, 1, CTX)
    inbox.put("keys", VK, heard(keys(1), BOB))
    assert inbox.settle() == ([], False)
    inbox.put("keys", VK, heard(keys(2)))
    assert len(inbox.settle()[0]) == 1


def test_what_does_not_count_never_keeps_out_what_does() -> None:
    """No number of forgeries, nor weak keys before good ones, takes a place."""
    inbox = Inbox(SCOPE, 1, CTX)
    for seed in range(1, WAITING_MAX + 1):
        inbox.put("keys", VK, heard(keys(seed), BOB))
    assert inbox.settle() == ([], False)
    good = keys(9)
    inbox.put("keys", VK, heard(Keys(inner=good.inner, outer=good.inner)))
    inbox.put("keys", VK, heard(good))
    fresh, double = inbox.settle()
    assert [one.message for _, _, one in fresh] == [good]
    assert not double


def test_only_a_few_messages_wait_for_what_is_not_known_yet() -> None:
    """Whoever floods a phase that cannot be verified yet costs a bounded memory."""
    inbox = Inbox(SCOPE, 1, CTX)
    for hop in range(10):
        fail = Fail(reason="list", hop=hop, spent=0)
        inbox.put("fail", VK, heard(fail, prev=b"later" + bytes(27)))
        assert inbox.settle() == ([], False)
    assert len(inbox._waiting["fail", VK]) == WAITING_MAX


def mixings() -> list[Mixing]:
    """Give the parts of four members in one mixing, in the order of their hops."""
    vks = [bytes(person(k).verify_key) for k in range(4)]
    parts = [
        Mixing(
            ctx=CTX,
            members=vks,
            keys=[keys(k + 1) for k in range(4)],
            lanes=(Lane(1, 4),),
            me=vk,
            outer=bytes([k + 101]) * 32,
        )
        for k, vk in enumerate(vks)
    ]
    return sorted(parts, key=lambda mixing: mixing.number)


def test_only_a_few_lists_wait_for_their_promise() -> None:
    """A hop that sends list after list fills no memory."""
    mixing = mixings()[0]
    for k in range(5):
        mixing.take(4, b"%d" % k)
    assert len(mixing._waiting[4]) == CANDIDATES_MAX


def test_a_list_is_wanted_by_who_needs_it_and_once() -> None:
    """Nobody keeps a list but the next hop, and everybody the last, until it is read.

    What a client does not hold cannot be found on it.
    """
    parts = mixings()
    sources = [part.wrap(((),), drip(f"slots {part.number}")) for part in parts]
    for part in parts:
        number = part.number
        wanted = {hop for hop in range(1, 5) if part.wants(hop)}
        assert wanted == {number - 1, 4} - {0}
        if number > 1:
            part.take(number - 1, sources[0])
        sources = [part.mix(sources)]
        for each in parts:
            each.promise(listed(sources[0]))
        assert {hop for hop in range(1, 5) if part.wants(hop)} == {4}
        assert part._waiting.keys() == ({4} if number == 4 else set())
    for part in parts:
        part.take(4, sources[0])
        assert part.judge() is not None
        assert not any(map(part.wants, range(1, 5)))


@pytest.mark.parametrize(
    ("last", "end", "state"),
    [
        ("done", "by itself", "done"),
        ("go", "abort", "aborted"),
        ("go", "outcome", "aborted"),
        ("reveal", "abort", "burned"),
        ("reveal", "outcome", "done"),
    ],
)
def test_a_round_that_is_over_holds_no_list_and_no_secret(
    last: str, end: str, state: str
) -> None:
    """However it ended, what could link a text to its writer is gone."""
    table = Table(4, relay=lambda p: () if p.send.type == last else (p,))
    table.play()
    if end == "abort":
        table.abort()
    if end == "outcome":
        for round_ in table.rounds:
            round_.finish()
    for number, round_ in enumerate(table.rounds):
        assert round_.state == state
        mixing = table.mixing(number)
        held = (mixing._outer, mixing._mine, mixing._last, mixing._waiting)
        assert not any((*held, round_._inner, round_._outer, round_._output))


def test_the_order_of_hops_is_everybodys_and_nobodys_choice() -> None:
    """All clients order the hops alike, and other keys give another order."""
    orders = set()
    for rid in range(1, 7):
        table = Table(5, rid=rid)
        table.play()
        assert len({table.mixing(k).order for k in range(5)}) == 1
        orders.add(table.mixing(0).order)
    assert len(orders) > 1


def test_fresh_bytes_come_from_outside_and_nothing_else_is_random_in_keys() -> None:
    """With the same bytes a client sends the same KEYS, the inner secret first."""
    sent = [Table(4).rounds[1].start()[0] for _ in range(2)]
    assert sent[0] == sent[1]
    assert isinstance(sent[0], Send)
    draw = drip("1/1")
    message = MESSAGES.decode(sent[0].body)
    assert message.inner == crypto_scalarmult_base(draw(32))
    assert message.outer == crypto_scalarmult_base(draw(32))


def test_contents_that_do_not_fit_leave_the_round_waiting() -> None:
    """After a refused `submit` the texts can still be given, once."""
    table = Table(4)
    table.bound = lambda _table, number: _refused(table, number)
    table.play()
    assert all(table.of(number, AllDone) for number in range(4))
    assert table.rounds[1].submit(((b"late",),)) == []


def _refused(table: Table, number: int) -> None:
    with pytest.raises(ValueError, match="slots"):
        table.rounds[number].submit(((b"far too long for it",),))
    assert table.rounds[number].state == "keys"


def test_texts_are_asked_for_frozen_and_spent_in_this_order() -> None:
    """A client learns in time what its person may still change."""
    table = Table(4)
    table.play()
    order = [
        type(effect)
        for effect in table.effects[1]
        if isinstance(effect, (NeedTexts, Frozen, Revealed))
    ]
    assert order == [NeedTexts, Frozen, Revealed]
    kinds = [e.type if isinstance(e, Send) else type(e) for e in table.effects[1]]
    assert kinds.index(Frozen) < kinds.index("go")
    assert kinds.index(Revealed) < kinds.index("reveal")


def test_a_client_that_never_took_part_objects_to_a_set_with_other_texts() -> None:
    """Whose texts are spent sends no KEYS, and FAIL when SET is another one."""
    table = Table(5, absent=frozenset({4}))
    table.rounds[4].only = Only(7, frozenset(table.vks[1:]))
    table.start()
    table.set()
    table.drain()
    assert set(table.stops()) == {"spent"}
    fails = [p.send.body for p in table.wire if p.send.type == "fail"]
    assert MESSAGES.decode(fails[0]) == Fail(reason="spent", hop=0, spent=7)


def test_nothing_secret_is_in_what_is_printed() -> None:
    """A log line about an effect or a message shows no bytes of it."""
    table = Table(4, texts={1: ((b"confession",),)})
    table.play()
    for effect in table.effects[1]:
        assert "confession" not in repr(effect)
        if isinstance(effect, Send):
            assert "body" not in repr(effect)
            assert "sig" not in repr(effect)
    assert "Keys" not in repr(heard(keys(1)))


def test_an_abort_after_the_end_changes_nothing() -> None:
    """Who read the round keeps what it read; nothing is sent again."""
    table = Table(4)
    table.play()
    assert table.rounds[1].abort("late") == []
    assert table.rounds[1].state == "done"
    assert table.rounds[1].resend() == []
    assert table.rounds[1].set_members(table.vks, floor=0, head=HEAD) == []
    table.rounds[1].finish()
    assert table.rounds[1].state == "done"
