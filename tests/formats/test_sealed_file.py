"""A file sealed with a passphrase."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from nacl.pwhash import argon2id

from formats import sealed_file
from formats.sealed_file import (
    BLOCK,
    FRESH_BYTES,
    LEAST,
    LIMIT,
    MAGIC,
    Cost,
    SealedError,
    is_sealed,
    seal,
    unseal,
)

FRESH = bytes(range(FRESH_BYTES))
SEALED = seal(b"what Anna wrote", "horse staple", FRESH, cost=LEAST)
HEAD = len(MAGIC) + 2
MEMORY_AT = HEAD + 4


def code(data: bytes, passphrase: str = "horse staple") -> str:  # noqa: S107  a test's
    """Give the code with which a file is refused."""
    with pytest.raises(SealedError) as error:
        unseal(data, passphrase)
    assert error.value.code in sealed_file.CODES
    return error.value.code


@settings(max_examples=50)
@given(st.binary(max_size=3 * BLOCK), st.text(), st.binary(min_size=40, max_size=40))
def test_what_is_sealed_opens_with_its_passphrase(
    content: bytes, passphrase: str, fresh: bytes
) -> None:
    """Any content comes back whole, under any passphrase."""
    sealed = seal(content, passphrase, fresh, cost=LEAST)
    assert is_sealed(sealed)
    assert unseal(sealed, passphrase) == content
    assert code(sealed, passphrase + "x") == "wrong-passphrase"


def test_nothing_of_it_can_be_read_and_its_size_says_little() -> None:
    """The text is not in the file, and a little more or less gives the same size."""
    assert b"Anna" not in SEALED
    sizes = {len(seal(bytes(n), "x", FRESH, cost=LEAST)) for n in range(0, 4000, 500)}
    assert sizes == {HEAD + 12 + FRESH_BYTES + BLOCK + 16}


def test_the_same_accents_are_the_same_passphrase() -> None:
    """One keyboard makes é of one character and another of two; both open it."""
    sealed = seal(b"x", "caf\u00e9 noir", FRESH, cost=LEAST)
    assert unseal(sealed, "cafe\u0301 noir") == b"x"


def test_any_changed_byte_is_refused() -> None:
    """Every byte counts: of the line, the salt, the nonce and what is sealed."""
    for at in [*range(HEAD), *range(MEMORY_AT + 8, len(SEALED), 97)]:
        changed = bytearray(SEALED)
        changed[at] ^= 1
        code(bytes(changed))
    for end in (0, HEAD, HEAD + 20, len(SEALED) - 1, len(SEALED) - 17):
        code(SEALED[:end])
    assert code(SEALED + b"x") == "wrong-passphrase"
    assert code(SEALED + bytes(LIMIT)) == "damaged"


@pytest.mark.parametrize(
    "cost",
    [
        Cost(1, 64 * 2**30),
        Cost(1, 2**30 + 1),
        Cost(1, 2**64 - 1),
        Cost(5, 8192),
        Cost(2**32 - 1, 8192),
        Cost(0, 8192),
        Cost(1, 8191),
        Cost(1, 0),
    ],
    ids=str,
)
def test_a_hostile_file_cannot_ask_for_the_machine(
    cost: Cost, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A header that asks for 64 GiB, or for days, is refused, and nothing is spent."""

    def spent(*_: object, **__: object) -> bytes:
        raise AssertionError("the key was derived")

    monkeypatch.setattr(argon2id, "kdf", spent)
    head = SEALED[:HEAD] + cost.passes.to_bytes(4, "big")
    hostile = head + cost.memory.to_bytes(8, "big") + SEALED[MEMORY_AT + 8 :]
    assert code(hostile) == "too-costly"


def test_a_computer_without_the_memory_says_so(monkeypatch: pytest.MonkeyPatch) -> None:
    """What libsodium cannot get is a code, not a crash."""

    def none(*_: object, **__: object) -> bytes:
        raise MemoryError

    monkeypatch.setattr(argon2id, "kdf", none)
    assert code(SEALED) == "no-memory"
    with pytest.raises(SealedError, match="no-memory"):
        seal(b"", "x", FRESH, cost=LEAST)


def test_another_version_is_told_apart() -> None:
    """A file of a later version is no damaged one, and other files are none."""
    assert code(b"retro sealed 2\n" + SEALED[HEAD:]) == "other-version"
    assert is_sealed(b"retro sealed 2\n")
    assert code(b"retro session 1\n") == "not-sealed"
    assert code(b"") == "not-sealed"
    assert not is_sealed(b"retro session 1\n")


def test_what_is_misused_is_refused_at_once() -> None:
    """Too much to seal has a code; a nonce of another length is a fault of ours."""
    with pytest.raises(SealedError, match="damaged"):
        seal(bytes(LIMIT), "x", FRESH, cost=LEAST)
    with pytest.raises(ValueError, match="39"):
        seal(b"", "x", FRESH[1:], cost=LEAST)


def test_the_arrangement_of_the_bytes_stays() -> None:
    """A file of today opens tomorrow: every byte is where the page says it is."""
    head = b"retro sealed 1\n" + (1).to_bytes(4, "big") + (8192).to_bytes(8, "big")
    assert SEALED[: len(head)] == head
    assert SEALED[len(head) :][:FRESH_BYTES] == FRESH
    sealed = SEALED[len(head) + FRESH_BYTES :]
    assert sealed[:16].hex() == "5b16e61ad5796cfd2054b805caa6aed8"
    assert len(sealed) == BLOCK + 16
