"""Slots, onions and lists: what fits, what opens, what is refused."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from nacl.bindings import (
    crypto_aead_chacha20poly1305_ietf_encrypt,
    crypto_box_seal,
    crypto_scalarmult,
    crypto_scalarmult_base,
)
from nacl.utils import random

from formats.entries import LIST_BYTES
from formats.hashing import H
from retro.anonymity import onion
from retro.anonymity.onion import Lane, ListError

CTX, KH = b"c" * 32, b"k" * 32
SECRETS = [bytes([k]) * 32 for k in (1, 2, 3)]
PUBLICS = [crypto_scalarmult_base(secret) for secret in SECRETS]
LANES = (Lane(2, 8), Lane(1, 4))


def sealed(text: bytes, size: int = 8, lane: int = 0) -> bytes:
    """Seal a slot for the three of us."""
    return onion.seal_slot(
        text, size, lane, ctx=CTX, kh=KH, inner_keys=PUBLICS, secret=b"\x09" * 32
    )


def opened(
    slot: bytes, lane: int = 0, *, secrets: list[bytes] | None = None
) -> bytes | None:
    """Open a slot as the three of us."""
    return onion.open_slot(slot, lane, ctx=CTX, kh=KH, secrets=secrets or SECRETS)


@given(st.binary(max_size=8))
def test_a_slot_opens_to_what_was_sealed(text: bytes) -> None:
    """Any text that fits comes back, and every slot of a lane is of one size."""
    slot = sealed(text)
    assert len(slot) == onion.slot_size(LANES[0], 0)
    assert opened(slot) == text


def test_a_slot_opens_only_with_everybody_and_in_its_place() -> None:
    """One secret less, another lane, round or question: unreadable."""
    slot = sealed(b"text")
    assert opened(slot, secrets=SECRETS[:2]) is None
    assert opened(slot, secrets=[*SECRETS[:2], b"\x04" * 32]) is None
    assert opened(slot, 1) is None
    assert onion.open_slot(slot, 0, ctx=KH, kh=KH, secrets=SECRETS) is None
    assert onion.open_slot(slot, 0, ctx=CTX, kh=CTX, secrets=SECRETS) is None


@given(st.integers(0, 57), st.integers(0, 7))
def test_any_flipped_bit_is_unreadable(byte: int, bit: int) -> None:
    """Bit 255 of R too, which X25519 itself would ignore."""
    slot = bytearray(sealed(b"text"))
    slot[byte] ^= 1 << bit
    assert opened(bytes(slot)) is None


@pytest.mark.parametrize(
    "padded", [b"\x00\x09" + bytes(8), b"\xff\xff" + bytes(8), b"\x00\x01ab" + bytes(6)]
)
def test_a_bad_length_or_padding_is_unreadable(padded: bytes) -> None:
    """A length past the slot, or bytes after the text, cannot be read."""
    secret = b"\x09" * 32
    point = crypto_scalarmult_base(secret)
    shared = [crypto_scalarmult(secret, public) for public in PUBLICS]
    key = H("inner", CTX, KH, 0, point, *shared)
    body = crypto_aead_chacha20poly1305_ietf_encrypt(padded, None, bytes(12), key)
    assert opened(point + body) is None


@pytest.mark.parametrize(
    ("key", "usable"),
    [
        (PUBLICS[0], True),
        (bytes(32), False),
        (b"\x01" + bytes(31), False),
        ((2**255 - 19).to_bytes(32, "little"), False),
        ((2**255 - 20).to_bytes(32, "little"), False),
        (PUBLICS[0][:31] + bytes([PUBLICS[0][31] | 0x80]), False),
        (b"\xff" * 32, False),
    ],
)
def test_only_canonical_contributory_keys_are_usable(key: bytes, usable: bool) -> None:
    """Low-order and non-canonical keys are refused, whichever bit says so."""
    assert onion.usable_key(key) is usable


@settings(max_examples=25)
@given(
    st.lists(st.binary(min_size=1, max_size=8), max_size=2),
    st.lists(st.binary(min_size=1, max_size=4), max_size=1),
)
def test_wrapping_and_peeling_meet(first: list[bytes], second: list[bytes]) -> None:
    """What one member builds, the hops peel layer by layer to the inner slots."""
    inner, data = onion.build(
        LANES,
        (tuple(first), tuple(second)),
        ctx=CTX,
        kh=KH,
        inner_keys=PUBLICS,
        hop_keys=PUBLICS,
        random=random,
    )
    assert len(data) == onion.list_size(LANES, 1, 3)
    lists = onion.split(data, LANES, 1, 3)
    for public, secret in zip(PUBLICS, SECRETS, strict=True):
        lists = onion.peel(lists, public, secret)
        onion.demand_sorted(lists)
    assert onion.split(onion.join(lists), LANES, 1, 0) == lists
    assert lists == [sorted(lane) for lane in inner]
    out = onion.open_all(lists, ctx=CTX, kh=KH, secrets=SECRETS)
    assert sorted(filter(None, out[0])) == sorted(first)
    assert list(filter(None, out[1])) == second


@pytest.mark.parametrize(
    "contents",
    [((),), ((b"x",) * 3, ()), ((b"123456789",), ()), ((), (b"12345",)), ((), (), ())],
)
def test_contents_that_do_not_fit_are_refused(contents: onion.Contents) -> None:
    """Too many lanes, slots or bytes never leave as something else."""
    with pytest.raises(ValueError, match=r"lanes|slots"):
        onion.build(
            LANES,
            contents,
            ctx=CTX,
            kh=KH,
            inner_keys=PUBLICS,
            hop_keys=PUBLICS,
            random=random,
        )


def test_lists_are_refused_unless_exact_distinct_and_sorted() -> None:
    """Size, doubles within and across lanes, order, and layers that do not open."""
    with pytest.raises(ListError, match="size"):
        onion.split(b"x", LANES, 1, 0)
    for doubles in ([[b"a", b"a"]], [[b"a"], [b"a"]]):
        with pytest.raises(ListError, match="distinct"):
            onion.demand_distinct(doubles)
    with pytest.raises(ListError, match="order"):
        onion.demand_sorted([[b"a"], [b"b", b"a"]])
    with pytest.raises(ListError, match="layer"):
        onion.peel([[bytes(60)]], PUBLICS[0], SECRETS[0])
    same = [crypto_box_seal(b"copy", PUBLICS[0]) for _ in range(2)]
    with pytest.raises(ListError, match="distinct"):
        onion.peel([same], PUBLICS[0], SECRETS[0])


def test_the_result_hash_tells_blank_unreadable_and_lanes_apart() -> None:
    """Two different results never have one hash."""
    results: list[onion.Opened] = [
        ((None,),),
        ((b"",),),
        ((b"\0",),),
        ((b"", b""),),
        ((b"",), (b"",)),
        ((b"a", b"b"),),
        ((b"b", b"a"),),
    ]
    assert len({onion.out_hash(result) for result in results}) == len(results)


@pytest.mark.parametrize(
    ("members", "lanes"),
    [
        (40, (Lane(6, 321),)),
        (16, (Lane(8, 321),)),
        (40, (Lane(1, 32),) * 15),
        (40, (Lane(3, 64),)),
        (40, (*(Lane(1, 32),) * 14, Lane(1, 321))),
    ],
)
def test_the_largest_lists_fit_the_wire(members: int, lanes: tuple[Lane, ...]) -> None:
    """Every kind of round at its largest stays below the limit of a list."""
    assert onion.list_size(lanes, members, members) <= LIST_BYTES
