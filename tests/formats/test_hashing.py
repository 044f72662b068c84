"""The hash of the protocol is the one that is written down, and mixes up nothing."""

from __future__ import annotations

from hashlib import blake2b

import pytest
from hypothesis import given
from hypothesis import strategies as st

from formats.hashing import H

FIELDS = st.lists(st.binary(max_size=6), max_size=4)


def prefixed(data: bytes) -> bytes:
    """Write the length before the bytes, as docs/protocol.md has it."""
    return len(data).to_bytes(4, "big") + data


def test_the_hash_is_what_the_protocol_says() -> None:
    """Name, tag and fields, each behind its length; integers in 8 bytes; lists."""
    expected = b"".join(
        (
            prefixed(b"retro/1"),
            prefixed(b"tag"),
            prefixed(b"bytes"),
            prefixed("tëxt".encode()),
            prefixed((7).to_bytes(8, "big")),
            prefixed((2).to_bytes(4, "big") + prefixed(b"a") + prefixed(b"")),
        )
    )
    hashed = H("tag", b"bytes", "tëxt", 7, [b"a", b""])
    assert hashed == blake2b(expected, digest_size=32).digest()


def test_the_hash_never_changes() -> None:
    """A known value, since sessions of different versions must agree."""
    assert H("commit", "Anna", bytes(32)).hex() == KNOWN


@given(FIELDS, FIELDS)
def test_other_fields_hash_otherwise(one: list[bytes], two: list[bytes]) -> None:
    """No two lists of fields run into each other, in a list or apart."""
    assert (H("t", *one) == H("t", *two)) == (one == two)
    assert (H("t", one) == H("t", two)) == (one == two)
    assert H("t", one, two) != H("t", [*one, *two])


@given(st.integers(0, 2**64 - 1), st.text(max_size=5))
def test_tags_keep_uses_apart(number: int, tag: str) -> None:
    """The same fields under another tag are another hash."""
    assert len(H(tag, number)) == 32
    assert H(tag, number) != H(tag + "x", number)


@pytest.mark.parametrize("number", [-1, 2**64])
def test_a_number_that_does_not_fit_is_no_field(number: int) -> None:
    """A number outside 8 bytes is an error, never cut."""
    with pytest.raises(OverflowError):
        H("t", number)


KNOWN = "f5ebe6f08a4564201dc66554537a606b69563c1f3fdddaa1172ea89b24e9bbf4"
