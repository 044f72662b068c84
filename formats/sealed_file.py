"""A file sealed with a passphrase: whoever finds it needs that to read it.

It begins with the line `retro sealed 1`, where 1 is the version. Then comes, in numbers
of big-endian bytes, what turns the passphrase into the key: the passes of Argon2id
(4 bytes), its memory in bytes (8) and the salt (16); the nonce (24); and the content,
sealed by XChaCha20-Poly1305 with all that stands before it bound in. The content is
its length (4 bytes), itself, and zeros up to a multiple of 4096 bytes, so that the
size of a file hardly says how much is in it. Nothing here but the arrangement is ours:
the primitives are libsodium's.

A file from elsewhere may ask for any effort, so only what `MOST` allows is spent on it.
"""

from __future__ import annotations

import re
import unicodedata
from typing import Literal

from attrs import frozen
from nacl.exceptions import CryptoError
from nacl.exceptions import RuntimeError as NoMemory
from nacl.pwhash import argon2id
from nacl.secret import Aead

VERSION = 1
MAGIC = b"retro sealed "
FRESH_BYTES = argon2id.SALTBYTES + Aead.NONCE_SIZE
"""How much randomness `seal` needs: the salt and the nonce."""
BLOCK = 4096
LIMIT = 8 * 1024 * 1024
"""The largest file that is opened, and about the most that is sealed."""

_HEAD = MAGIC + b"%d\n" % VERSION
_PASSES, _MEMORY, _LENGTH = 4, 8, 4
_AT = len(_HEAD) + _PASSES + _MEMORY
_CONTENT = _AT + FRESH_BYTES

Code = Literal[
    "not-sealed",        # it does not start as a sealed file does
    "other-version",     # a version this one does not know
    "too-costly",        # it asks for more than `MOST`, or for nothing
    "no-memory",         # this computer has not the memory that the key takes
    "damaged",           # it is cut short, or too large
    "wrong-passphrase",  # not sealed with this one, or changed since
]  # fmt: skip
CODES: tuple[Code, ...] = Code.__args__  # type: ignore[attr-defined]  # a Literal's


class SealedError(ValueError):
    """A sealed file cannot be opened."""

    def __init__(self, code: Code) -> None:
        """Carry one of `CODES`."""
        super().__init__(code)
        self.code: Code = code


@frozen
class Cost:
    """What one try at a passphrase takes: passes over so many bytes of memory."""

    passes: int
    memory: int


USUAL = Cost(3, 256 * 1024 * 1024)
"""libsodium's "moderate": under a second, and as much for each guess."""
MOST = Cost(4, 1024 * 1024 * 1024)
"""Its "sensitive". More is never spent on a file, whatever it asks for."""
LEAST = Cost(1, 8 * 1024)
"""The least that Argon2id takes; tests seal with little."""


def is_sealed(data: bytes) -> bool:
    """Say whether these bytes begin as a sealed file does, of any version."""
    return data.startswith(MAGIC)


def _key(passphrase: str, salt: bytes, cost: Cost) -> bytes:
    """Turn a passphrase, however its accents were typed, into a key."""
    typed = unicodedata.normalize("NFC", passphrase).encode("utf-8", "surrogatepass")
    try:
        return argon2id.kdf(
            Aead.KEY_SIZE, typed, salt, opslimit=cost.passes, memlimit=cost.memory
        )
    except (NoMemory, MemoryError):
        raise SealedError("no-memory") from None


def seal(content: bytes, passphrase: str, fresh: bytes, *, cost: Cost = USUAL) -> bytes:
    """Seal `content`; `fresh` are `FRESH_BYTES` random bytes, never used before.

    Raises `SealedError`: `no-memory`, and `damaged` for what is too large.
    """
    if len(fresh) != FRESH_BYTES:
        raise ValueError(len(fresh))
    if len(content) > LIMIT - 2 * BLOCK:
        raise SealedError("damaged")
    salt, nonce = fresh[: argon2id.SALTBYTES], fresh[argon2id.SALTBYTES :]
    head = _HEAD + cost.passes.to_bytes(_PASSES, "big")
    head += cost.memory.to_bytes(_MEMORY, "big") + fresh
    padded = len(content).to_bytes(_LENGTH, "big") + content
    padded += bytes(-len(padded) % BLOCK)
    sealed = Aead(_key(passphrase, salt, cost)).encrypt(padded, head, nonce)
    return head + sealed.ciphertext


def unseal(data: bytes, passphrase: str) -> bytes:
    """Open a sealed file; raises `SealedError` on anything but a whole one."""
    if not data.startswith(_HEAD):
        if re.match(rb"retro sealed \d{1,9}\n", data):
            raise SealedError("other-version")
        raise SealedError("not-sealed")
    if len(data) < _CONTENT + Aead.MACBYTES + _LENGTH or len(data) > LIMIT:
        raise SealedError("damaged")
    head, sealed = data[:_CONTENT], data[_CONTENT:]
    cost = Cost(
        int.from_bytes(head[len(_HEAD) : len(_HEAD) + _PASSES], "big"),
        int.from_bytes(head[_AT - _MEMORY : _AT], "big"),
    )
    if not (
        LEAST.passes <= cost.passes <= MOST.passes
        and LEAST.memory <= cost.memory <= MOST.memory
    ):
        raise SealedError("too-costly")
    salt, nonce = head[_AT : _AT + argon2id.SALTBYTES], head[_AT + argon2id.SALTBYTES :]
    try:
        padded = Aead(_key(passphrase, salt, cost)).decrypt(sealed, head, nonce)
    except CryptoError:
        raise SealedError("wrong-passphrase") from None
    end = _LENGTH + int.from_bytes(padded[:_LENGTH], "big")
    if end > len(padded) or any(padded[end:]):
        raise SealedError("damaged")
    return bytes(padded[_LENGTH:end])
