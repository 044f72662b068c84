"""Looking for what people typed in what somebody else holds."""

from __future__ import annotations

import base64
from collections.abc import Iterable, Iterator
from pathlib import Path

LONG = 7
"""A secret of so many letters is nowhere by chance."""


def spellings(secret: str) -> Iterator[bytes]:
    """Give the ways in which a text could lie somewhere."""
    plain = secret.encode()
    yield plain
    for wide in ("utf-16-le", "utf-16-be", "utf-32-le", "utf-32-be"):
        yield secret.encode(wide)
    yield plain.hex().encode()
    yield plain.hex().upper().encode()
    for shift in range(3):  # only the letters that no neighbour has a part in
        coded = base64.b64encode(bytes(shift) + plain)
        inner = coded[4 * (shift > 0) : -4]
        if len(inner) >= LONG:
            yield inner


def found(where: bytes, secrets: Iterable[str]) -> list[str]:
    """Give the secrets that are in these bytes, in any spelling."""
    return [
        secret
        for secret in secrets
        if any(spelling in where for spelling in spellings(secret))
    ]


def memory(pid: int) -> bytes:
    """Read all memory of a running process that it can read itself."""
    parts = []
    with Path(f"/proc/{pid}/mem").open("rb", buffering=0) as mem:
        for line in Path(f"/proc/{pid}/maps").read_text().splitlines():
            place, mode, *_ = line.split()
            start, end = (int(at, 16) for at in place.split("-"))
            if not mode.startswith("r") or start >= 1 << 63:
                continue
            try:
                mem.seek(start)
                while start < end and (part := mem.read(min(end - start, 1 << 24))):
                    parts.append(part)
                    start += len(part)
            except OSError:  # a page of the kernel's, which nobody can read
                continue
    return b"".join(parts)
