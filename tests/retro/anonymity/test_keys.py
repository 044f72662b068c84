"""Signatures: one form, bound to their place, and robust against any bytes."""

from __future__ import annotations

import pytest
from attrs import evolve
from hypothesis import given
from hypothesis import strategies as st

from formats.entries import ENTRIES, MESSAGES, Hello, Ping, Pong, SignedMessage
from formats.strict import FormatError
from retro.anonymity.keys import (
    ZEROS,
    Scope,
    heard,
    heard_hello,
    hello,
    say,
    sign,
    verify,
)
from tests.support.team import key

KEY = key("signer")
VK = bytes(KEY.verify_key)
SCOPE = Scope(b"s" * 32, b"r" * 32)
PREV = b"p" * 32
SIG = sign(KEY, "go", SCOPE, 7, PREV, b"body")

# Ed25519 points of low order: with these as keys anything could pass as signed.
LOW_ORDER = (
    bytes(32),
    b"\1" + bytes(31),
    bytes.fromhex("26e8958fc2b227b045c3f489f2ef98f0d5dfac05d3c63339b13802886d53fc05"),
    bytes.fromhex("c7176a703d4dd84fba3c0b760d10670f2a2053fa2c39ccc64ec7fd7792ac037a"),
    bytes.fromhex("ecffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff7f"),
)


def test_a_signature_is_good_in_its_own_place() -> None:
    """What was signed verifies under the signer's key."""
    assert verify(VK, SIG, "go", SCOPE, 7, PREV, b"body")


@pytest.mark.parametrize(
    ("type_", "scope", "rid", "prev", "body"),
    [
        ("done", SCOPE, 7, PREV, b"body"),
        ("go", evolve(SCOPE, sid=b"S" * 32), 7, PREV, b"body"),
        ("go", evolve(SCOPE, rh=b"R" * 32), 7, PREV, b"body"),
        ("go", SCOPE, 8, PREV, b"body"),
        ("go", SCOPE, 7, b"P" * 32, b"body"),
        ("go", SCOPE, 7, PREV, b"Body"),
        ("go", SCOPE, 7, PREV + b"b", b"ody"),
    ],
)
def test_a_signature_is_good_nowhere_else(
    type_: str, scope: Scope, rid: int, prev: bytes, body: bytes
) -> None:
    """Another type, scope, round, predecessor or body is another statement."""
    assert not verify(VK, SIG, type_, scope, rid, prev, body)


def test_another_member_did_not_sign_it() -> None:
    """A signature is its signer's alone."""
    other = bytes(key("other").verify_key)
    assert not verify(other, SIG, "go", SCOPE, 7, PREV, b"body")


@given(vk=st.binary(max_size=70), sig=st.binary(max_size=130))
def test_no_bytes_make_verify_raise(vk: bytes, sig: bytes) -> None:
    """Malformed keys and signatures are bad signatures, never errors."""
    assert not verify(vk, SIG, "go", SCOPE, 7, PREV, b"body") or vk == VK
    assert not verify(VK, sig, "go", SCOPE, 7, PREV, b"body") or sig == SIG


@pytest.mark.parametrize("rid", [-1, 2**64])
def test_a_round_number_that_cannot_be_is_a_bad_signature(rid: int) -> None:
    """A number no integer field can hold does not raise either."""
    assert not verify(VK, SIG, "go", SCOPE, rid, PREV, b"body")


@pytest.mark.parametrize("vk", LOW_ORDER)
def test_a_key_of_low_order_signs_nothing(vk: bytes) -> None:
    """Keys for which a signature could be made without a secret are refused."""
    for point in LOW_ORDER:
        assert not verify(vk, point + bytes(32), "go", SCOPE, 7, PREV, b"body")


@given(bit=st.integers(0, 511))
def test_one_flipped_bit_spoils_a_signature(bit: int) -> None:
    """Every bit of a signature counts."""
    spoiled = bytearray(SIG)
    spoiled[bit // 8] ^= 1 << bit % 8
    assert not verify(VK, bytes(spoiled), "go", SCOPE, 7, PREV, b"body")


@pytest.mark.parametrize("size", [0, 31, 33])
def test_a_scope_has_its_sizes(size: int) -> None:
    """A scope cannot be made of hashes of another size."""
    with pytest.raises(FormatError):
        Scope(bytes(size))
    with pytest.raises(FormatError):
        Scope(ZEROS, bytes(size))


def test_what_a_member_says_is_heard() -> None:
    """A message comes through as it was said, in its place."""
    signed = say(KEY, Ping(), SCOPE, 3, PREV)
    assert heard(VK, signed, SCOPE, 3, PREV) == Ping()


def test_what_a_member_did_not_say_is_not_heard() -> None:
    """Another round number, another body or no message at all is nothing."""
    signed = say(KEY, Ping(), SCOPE, 3, PREV)
    pong = MESSAGES.encode(Pong())
    assert heard(VK, signed, SCOPE, 4, PREV) is None
    assert heard(VK, evolve(signed, rid=4), SCOPE, 4, PREV) is None
    assert heard(VK, evolve(signed, rid=4), SCOPE, 3, PREV) is None
    assert heard(VK, evolve(signed, body=pong), SCOPE, 3, PREV) is None
    assert heard(VK, evolve(signed, body=b"\xc1"), SCOPE, 3, PREV) is None


def test_a_hello_is_of_one_room() -> None:
    """A HELLO is read in its own room, and in no other."""
    room = b"m" * 32
    signed = hello(KEY, room, "Anna", screen=False)
    assert heard_hello(VK, signed, room) == Hello(name="Anna", screen=False)
    assert heard_hello(VK, signed, b"n" * 32) is None


def test_another_message_is_no_hello() -> None:
    """Only a HELLO is taken for one, even when well signed in its place."""
    room = b"m" * 32
    signed = say(KEY, Ping(), Scope(room), 0, ZEROS)
    assert heard_hello(VK, signed, room) is None
    assert heard_hello(VK, SignedMessage(rid=0, body=b"", sig=bytes(64)), room) is None


def test_no_entry_and_message_share_a_type() -> None:
    """What fk signs can never be read as what a member signs, nor the reverse."""
    assert not ENTRIES.tags & MESSAGES.tags
