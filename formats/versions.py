"""What of other versions of this program can be understood: that they are another.

Every form has a number. A value of another number may have any other shape; only these
stay the same for ever, so that a person can be told which side is to be updated: it is
`[tag, fields]`, and `fields` has the whole number `version`. (The entry that begins a
session lies in the `body` of a signed one, which stays so too.)
"""

from __future__ import annotations

import msgpack


def version_of(data: bytes, tag: str) -> int | None:
    """Give the version that `data` says it has; None if it is no `tag` of any."""
    version = field_of(data, tag, "version")
    return version if type(version) is int else None


def field_of(data: bytes, tag: str, name: str) -> object:
    """Give one field of a `tag`, whatever else it holds; None if there is none."""
    try:
        plain = msgpack.unpackb(data, raw=False, strict_map_key=True)
    except (ValueError, RecursionError):
        return None
    if type(plain) is not list or len(plain) != 2 or plain[0] != tag:
        return None
    return plain[1].get(name) if type(plain[1]) is dict else None
