"""Slots, onions and lists: the cryptography of one anonymous round.

A *lane* is a list of its own with slots of one exact size. A slot is sealed twice over:
the *inner* seal opens only with the inner secrets of all n members together; around it
lie n *layers*, a SealedBox for every hop, the last hop's innermost. A *list* is every
member's slots, lane after lane, each lane sorted by bytes: sorted, a list says nothing
but which slots it holds, so a hop has no permutation to keep secret.

Sizes in bytes: inner = size + 50 (R 32, length 2, tag 16); a layer adds 48.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence

from attrs import frozen
from nacl.bindings import (
    crypto_aead_chacha20poly1305_ietf_decrypt,
    crypto_aead_chacha20poly1305_ietf_encrypt,
    crypto_box_seal,
    crypto_box_seal_open,
    crypto_scalarmult,
    crypto_scalarmult_base,
)
from nacl.exceptions import CryptoError

from formats.hashing import H

INNER_OVERHEAD = 32 + 2 + 16
LAYER_OVERHEAD = 48
_NONCE = bytes(12)
_ORDER = 2**255 - 19

Contents = tuple[tuple[bytes, ...], ...]
"""What a member sends: lane by lane the filled slots; those that lack are blank."""

Lists = list[list[bytes]]
"""The slots of a list, lane by lane, each still under some layers."""

Opened = tuple[tuple[bytes | None, ...], ...]
"""What came out, lane by lane in the list's order; b"" is blank, None unreadable."""


class ListError(ValueError):
    """A list is not what it must be: its size, order, distinctness or a layer."""


@frozen
class Lane:
    """A list of its own: `slots` for each member, of at most `size` bytes of text."""

    slots: int
    size: int


def slot_size(lane: Lane, layers: int) -> int:
    """Give the bytes of one sealed slot of `lane` under this many layers."""
    return lane.size + INNER_OVERHEAD + LAYER_OVERHEAD * layers


def list_size(lanes: Sequence[Lane], members: int, layers: int) -> int:
    """Give the bytes of a whole list with the slots of this many members."""
    return sum(members * lane.slots * slot_size(lane, layers) for lane in lanes)


def usable_key(key: bytes) -> bool:
    """Tell whether an X25519 public key is canonical and contributory.

    A low-order key would make every shared secret zero; two encodings of one key would
    let a copy pass for another.
    """
    if int.from_bytes(key, "little") >= _ORDER:
        return False
    try:
        crypto_scalarmult(bytes(32), key)
    except CryptoError:
        return False
    return True


def _inner_key(
    ctx: bytes, kh: bytes, lane: int, point: bytes, shared: list[bytes]
) -> bytes:
    return H("inner", ctx, kh, lane, point, *shared)


def seal_slot(
    text: bytes,
    size: int,
    lane: int,
    *,
    ctx: bytes,
    kh: bytes,
    inner_keys: Sequence[bytes],
    secret: bytes,
) -> bytes:
    """Seal one slot for all `inner_keys` together; `secret` is fresh for this slot."""
    point = crypto_scalarmult_base(secret)
    shared = [crypto_scalarmult(secret, key) for key in inner_keys]
    padded = len(text).to_bytes(2, "big") + text + bytes(size - len(text))
    return point + crypto_aead_chacha20poly1305_ietf_encrypt(
        padded, None, _NONCE, _inner_key(ctx, kh, lane, point, shared)
    )


def open_slot(
    sealed: bytes, lane: int, *, ctx: bytes, kh: bytes, secrets: Sequence[bytes]
) -> bytes | None:
    """Open one slot with everybody's inner secret; None when it cannot be read.

    A low-order R, a failed seal, a bad length and padding that is not zero are all one:
    unreadable, never an error.
    """
    point = sealed[:32]
    try:
        shared = [crypto_scalarmult(secret, point) for secret in secrets]
        padded = crypto_aead_chacha20poly1305_ietf_decrypt(
            sealed[32:], None, _NONCE, _inner_key(ctx, kh, lane, point, shared)
        )
    except CryptoError:
        return None
    end = 2 + int.from_bytes(padded[:2], "big")
    if end > len(padded) or any(padded[end:]):
        return None
    return padded[2:end]


def build(
    lanes: Sequence[Lane],
    contents: Contents,
    *,
    ctx: bytes,
    kh: bytes,
    inner_keys: Sequence[bytes],
    hop_keys: Sequence[bytes],
    random: Callable[[int], bytes],
) -> tuple[Lists, bytes]:
    """Seal and wrap all slots of one member: the inner slots, and the data of ONIONS.

    `inner_keys` are in SET's order, `hop_keys` the outer keys in the hops' order.
    Raises `ValueError` when `contents` do not fit `lanes`. Nothing that leaves here
    depends on how many slots are filled.
    """
    if len(contents) != len(lanes):
        raise ValueError("lanes")
    inner: Lists = []
    wrapped: list[bytes] = []
    layers = tuple(reversed(hop_keys))
    for number, (lane, texts) in enumerate(zip(lanes, contents, strict=True)):
        if len(texts) > lane.slots or any(len(text) > lane.size for text in texts):
            raise ValueError("slots")
        blanks = (b"",) * (lane.slots - len(texts))
        mine = [
            seal_slot(
                text,
                lane.size,
                number,
                ctx=ctx,
                kh=kh,
                inner_keys=inner_keys,
                secret=random(32),
            )
            for text in texts + blanks
        ]
        inner.append(mine)
        for slot in mine:
            for key in layers:
                slot = crypto_box_seal(slot, key)  # noqa: PLW2901 - wrapped in place
            wrapped.append(slot)
    return inner, b"".join(wrapped)


def split(data: bytes, lanes: Sequence[Lane], members: int, layers: int) -> Lists:
    """Cut a list into its slots; raises `ListError` unless its size is exact."""
    if len(data) != list_size(lanes, members, layers):
        raise ListError("size")
    lists: Lists = []
    at = 0
    for lane in lanes:
        size = slot_size(lane, layers)
        end = at + members * lane.slots * size
        lists.append([data[start : start + size] for start in range(at, end, size)])
        at = end
    return lists


def join(lists: Lists) -> bytes:
    """Write a list down: lane after lane, slot after slot."""
    return b"".join(b"".join(lane) for lane in lists)


def demand_distinct(lists: Lists) -> None:
    """Raise `ListError` when any slot stands twice in a list, in one lane or two."""
    if len({slot for lane in lists for slot in lane}) != sum(map(len, lists)):
        raise ListError("distinct")


def demand_sorted(lists: Lists) -> None:
    """Raise `ListError` unless each lane of a hop's list is sorted.

    In any other order a hop could say more than which slots there are.
    """
    if any(lane != sorted(lane) for lane in lists):
        raise ListError("order")


def peel(lists: Lists, public: bytes, secret: bytes) -> Lists:
    """Take one layer off every slot and sort each lane.

    Raises `ListError` when slots are not distinct, before or after, or one does not
    open: a hop that went on with such a list would help to mark a member's slots.
    """
    demand_distinct(lists)
    try:
        peeled = [
            sorted([crypto_box_seal_open(slot, public, secret) for slot in lane])
            for lane in lists
        ]
    except CryptoError as error:
        raise ListError("layer") from error
    demand_distinct(peeled)
    return peeled


def open_all(
    lists: Lists, *, ctx: bytes, kh: bytes, secrets: Sequence[bytes]
) -> Opened:
    """Open every slot of the last list; `secrets` are in SET's order."""
    return tuple(
        tuple(open_slot(slot, number, ctx=ctx, kh=kh, secrets=secrets) for slot in lane)
        for number, lane in enumerate(lists)
    )


def listed(data: bytes) -> bytes:
    """Hash a list as HOP promises it."""
    return H("mixed", data)


def out_hash(opened: Opened) -> bytes:
    """Hash what came out, as DONE seals it: 0 for unreadable, or 1 and the text."""
    return H(
        "out",
        *(
            [b"\0" if text is None else b"\1" + text for text in lane]
            for lane in opened
        ),
    )


__all__ = [
    "Contents",
    "Lane",
    "ListError",
    "Lists",
    "Opened",
    "build",
    "demand_distinct",
    "demand_sorted",
    "join",
    "list_size",
    "listed",
    "open_all",
    "open_slot",
    "out_hash",
    "peel",
    "seal_slot",
    "slot_size",
    "split",
    "usable_key",
]
