"""What everybody in a round checks alike: SET and the keys."""

from __future__ import annotations

from collections.abc import Sequence

from nacl.bindings import crypto_scalarmult_base

from formats.entries import Keys
from retro.anonymity.onion import usable_key

SMALLEST = 4
"""The facilitator, who knows their own notes, and three others."""


def set_holds(
    members: Sequence[bytes], *, roster: Sequence[bytes], lead: bytes, floor: int
) -> bool:
    """Tell whether SET may be: in the roster's order, with the lead, large enough."""
    inside = set(members)
    return (
        tuple(members) == tuple(key for key in roster if key in inside)
        and lead in inside
        and len(members) >= max(SMALLEST, floor)
    )


def keys_sound(keys: Keys) -> bool:
    """Tell whether one member's keys are canonical, contributory and two."""
    return (
        keys.inner != keys.outer and usable_key(keys.inner) and usable_key(keys.outer)
    )


def keys_distinct(keys: Sequence[Keys]) -> bool:
    """Tell whether no key stands twice among everybody's keys."""
    points = {point for one in keys for point in (one.inner, one.outer)}
    return len(points) == 2 * len(keys)


def opens(secret: bytes, public: bytes) -> bool:
    """Tell whether an inner secret belongs to the inner key that was announced."""
    return crypto_scalarmult_base(secret) == public


__all__ = [
    "SMALLEST",
    "keys_distinct",
    "keys_sound",
    "opens",
    "set_holds",
]
