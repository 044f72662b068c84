"""Sealing: only members read, nothing is moved, and sizes say little."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st
from nacl.secret import Aead

from retro.anonymity.joinwords import Secrets
from retro.anonymity.sealing import BLOCK, SealError, seal, sealed_size, unseal

SECRETS = Secrets(b"r" * 32, b"k" * 32)
CONTEXT = b"control"
payloads = st.binary(max_size=300)


@given(payloads, st.sampled_from([b"control", b"round", b""]))
def test_what_was_sealed_is_given_back(payload: bytes, context: bytes) -> None:
    """Every payload, the empty one too, comes back as it was."""
    assert unseal(SECRETS, seal(SECRETS, payload, context), context) == payload


@given(payloads, st.data())
def test_any_changed_bit_is_refused(payload: bytes, data: st.DataObject) -> None:
    """A relay that changes one bit anywhere is found out."""
    sealed = bytearray(seal(SECRETS, payload, CONTEXT))
    at = data.draw(st.integers(0, len(sealed) - 1))
    sealed[at] ^= 1 << data.draw(st.integers(0, 7))
    with pytest.raises(SealError):
        unseal(SECRETS, bytes(sealed), CONTEXT)


@given(payloads, st.data())
def test_a_part_is_refused(payload: bytes, data: st.DataObject) -> None:
    """A payload cut short, to nothing even, or made longer is refused."""
    sealed = seal(SECRETS, payload, CONTEXT)
    cut = data.draw(st.integers(0, len(sealed) - 1))
    for wrong in (sealed[:cut], sealed + b"\0"):
        with pytest.raises(SealError):
            unseal(SECRETS, wrong, CONTEXT)


@given(st.binary(max_size=200))
def test_any_bytes_are_refused_with_our_own_error(junk: bytes) -> None:
    """Whatever a relay sends is refused with SealError and nothing else."""
    with pytest.raises(SealError):
        unseal(SECRETS, junk, CONTEXT)


@pytest.mark.parametrize(
    ("secrets", "context"),
    [
        (SECRETS, b"round"),
        (SECRETS, b""),
        (Secrets(b"R" * 32, SECRETS.key), CONTEXT),
        (Secrets(SECRETS.room, b"K" * 32), CONTEXT),
    ],
)
def test_key_room_and_context_are_bound(secrets: Secrets, context: bytes) -> None:
    """A payload opens with its key, in its room and where it belongs, nowhere else."""
    sealed = seal(SECRETS, b"hello", CONTEXT)
    with pytest.raises(SealError):
        unseal(secrets, sealed, context)


@given(payloads)
def test_sizes_are_in_steps_of_a_block(payload: bytes) -> None:
    """The sealed size is what `sealed_size` says, and only its block shows."""
    size = len(seal(SECRETS, payload, CONTEXT))
    assert size == sealed_size(len(payload))
    assert (size - sealed_size(0)) % BLOCK == 0


def test_names_of_usual_length_do_not_differ_in_size() -> None:
    """A short name and a long one look the same to the relay."""
    assert sealed_size(len("Bo")) == sealed_size(len("Wilhelmina van der Veen"))


def test_the_same_payload_is_never_sealed_alike() -> None:
    """Every sealing has a nonce of its own, so equal payloads do not show."""
    assert len({seal(SECRETS, b"yes", CONTEXT) for _ in range(100)}) == 100


@pytest.mark.parametrize(
    "padded",
    [
        b"\0\0\0\2hi" + bytes(57) + b"\1",
        b"\0\0\0\2hi" + bytes(58 + BLOCK),
        b"\xff\xff\xff\xffhi" + bytes(58),
        b"\0\0\0\2hi",
        b"hi",
    ],
    ids=["not zeros", "a block too many", "too long a length", "none", "no length"],
)
def test_only_our_own_padding_is_read(padded: bytes) -> None:
    """A member cannot hide anything in the padding, nor crash a reader with it."""
    aad = SECRETS.room + CONTEXT
    sealed = bytes(Aead(SECRETS.key).encrypt(padded, aad))
    with pytest.raises(SealError):
        unseal(SECRETS, sealed, CONTEXT)
