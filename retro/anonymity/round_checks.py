"""What everybody in a round checks alike: SET, the keys, the hops, my slots."""

from __future__ import annotations

from collections.abc import Sequence

from nacl.bindings import crypto_scalarmult_base

from formats.entries import Keys
from formats.hashing import H
from retro.anonymity.onion import Lists, usable_key

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


def hop_order(kh: bytes, members: Sequence[bytes]) -> tuple[bytes, ...]:
    """Order the hops as nobody could choose: by a hash over everybody's keys."""
    return tuple(sorted(members, key=lambda member: H("order", kh, member)))


def all_there(lists: Lists, mine: Lists) -> bool:
    """Tell whether each of my inner slots stands once in the last list, in its lane.

    The list's slots must have been found distinct, so being there is being there once.
    """
    return all(set(lane).issuperset(own) for lane, own in zip(lists, mine, strict=True))


def opens(secret: bytes, public: bytes) -> bool:
    """Tell whether an inner secret belongs to the inner key that was announced."""
    return crypto_scalarmult_base(secret) == public


__all__ = [
    "SMALLEST",
    "all_there",
    "hop_order",
    "keys_distinct",
    "keys_sound",
    "opens",
    "set_holds",
]
