"""Payloads as the relay sees them: sealed under the session key, sizes blurred.

XChaCha20-Poly1305-IETF of libsodium with a random 24-byte nonce in front. The room and
a context are authenticated with it, so a payload taken from the control log never opens
as round traffic, nor in another room. The text inside is
`4-byte big-endian length || payload || zeros` up to a multiple of 64 bytes, so that a
name or a title hardly shows in a size.
"""

from __future__ import annotations

from nacl.exceptions import CryptoError
from nacl.secret import Aead

from retro.anonymity.joinwords import Secrets

BLOCK = 64
_PREFIX = 4
_OVERHEAD = Aead.NONCE_SIZE + Aead.MACBYTES


class SealError(Exception):
    """These bytes were not sealed with this key, for this room and this context."""


def sealed_size(size: int) -> int:
    """How many bytes a payload of `size` bytes has once it is sealed."""
    return _OVERHEAD + -(-(_PREFIX + size) // BLOCK) * BLOCK


def seal(secrets: Secrets, payload: bytes, context: bytes) -> bytes:
    """Seal `payload` for this room; `context` is where it belongs, as b"control"."""
    padded = len(payload).to_bytes(_PREFIX, "big") + payload
    padded += bytes(-len(padded) % BLOCK)
    return bytes(Aead(secrets.key).encrypt(padded, secrets.room + context))


def unseal(secrets: Secrets, sealed: bytes, context: bytes) -> bytes:
    """Give back what `seal` was given, or raise SealError."""
    if len(sealed) < sealed_size(0):
        raise SealError
    try:
        padded = Aead(secrets.key).decrypt(sealed, secrets.room + context)
    except CryptoError:
        raise SealError from None
    end = _PREFIX + int.from_bytes(padded[:_PREFIX], "big")
    if sealed_size(end - _PREFIX) != len(sealed) or any(padded[end:]):
        raise SealError
    return padded[_PREFIX:end]
