"""The one hash of the protocol: `H(tag; x...)` of docs/protocol.md.

BLAKE2b-256 over the protocol name and version, the tag and every field, each prefixed
by its 4-byte big-endian length; a list is its 4-byte count and then its elements, each
prefixed likewise; integers are 8 bytes big-endian. Two calls under one tag with fields
of the same kinds never hash the same bytes, whatever the fields hold.
"""

from __future__ import annotations

from collections.abc import Sequence
from hashlib import blake2b

PROTOCOL = b"retro/1"

Field = bytes | str | int | Sequence["Field"]


def _encode(value: Field) -> bytes:
    if isinstance(value, bytes):
        return value
    if isinstance(value, str):
        return value.encode()
    if isinstance(value, int):
        return value.to_bytes(8, "big")
    return len(value).to_bytes(4, "big") + b"".join(map(_prefixed, value))


def _prefixed(value: Field) -> bytes:
    data = _encode(value)
    return len(data).to_bytes(4, "big") + data


def H(tag: str, *fields: Field) -> bytes:
    """Hash `fields` under `tag`, to 32 bytes."""
    hashed = blake2b(_prefixed(PROTOCOL), digest_size=32)
    hashed.update(_prefixed(tag))
    for value in fields:
        hashed.update(_prefixed(value))
    return hashed.digest()
