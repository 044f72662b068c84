"""What a signature covers, and the one way to make and check it.

Every signature of a session is Ed25519 over `H("sig"; type, sid, rh, rid, prev, body)`:
`type` is the wire name of what is signed, `sid` and `rh` the session and the roster it
was signed in (`Scope`), `rid` the round (the epoch for COMMIT, OPEN and CONFIRM, else
0), `prev` the hash it builds on and `body` the bytes as sent. Nothing signed for one
place can be shown in another.

`prev` of what is no round: HELLO zeros; COMMIT the hash of the gather entry; OPEN the
hash of the close entry; CONFIRM rh; a control entry the chain's head.
"""

from __future__ import annotations

from typing import cast

from attrs import field, frozen
from nacl.exceptions import CryptoError
from nacl.signing import SigningKey, VerifyKey

from formats.entries import MESSAGES, Hello, Message, SignedMessage
from formats.hashing import H
from formats.strict import FormatError, length

ZEROS = bytes(32)


@frozen
class Scope:
    """Which session and which roster: `sid` and `rh`, 32 bytes each.

    Before the first completed epoch the room id stands for `sid` and `rh` is zeros.
    """

    sid: bytes = field(validator=length(32))
    rh: bytes = field(default=ZEROS, validator=length(32))


def statement(type_: str, scope: Scope, rid: int, prev: bytes, body: bytes) -> bytes:
    """Give the 32 bytes that are signed; `rid` is 0 to 2**64 - 1."""
    return H("sig", type_, scope.sid, scope.rh, rid, prev, body)


def sign(  # noqa: PLR0917 - the order of what is signed
    key: SigningKey, type_: str, scope: Scope, rid: int, prev: bytes, body: bytes
) -> bytes:
    """Sign `body` as a `type_` in its place; 64 bytes."""
    return bytes(key.sign(statement(type_, scope, rid, prev, body)).signature)


def verify(  # noqa: PLR0917 - the order of what is signed
    vk: bytes,
    sig: bytes,
    type_: str,
    scope: Scope,
    rid: int,
    prev: bytes,
    body: bytes,
) -> bool:
    """Tell whether `sig` is `vk`'s over exactly this; never raises on bad bytes."""
    try:
        VerifyKey(vk).verify(statement(type_, scope, rid, prev, body), sig)
    except (CryptoError, ValueError, TypeError, OverflowError):
        return False
    return True


def say(
    key: SigningKey, message: Message, scope: Scope, rid: int, prev: bytes
) -> SignedMessage:
    """Encode and sign a member's message, ready to be sealed."""
    body = MESSAGES.encode(message)
    sig = sign(key, message.TAG, scope, rid, prev, body)
    return SignedMessage(rid=rid, body=body, sig=sig)


def heard(
    vk: bytes, signed: SignedMessage, scope: Scope, rid: int, prev: bytes
) -> Message | None:
    """Read a member's message; None when it is not `vk`'s in exactly this place."""
    try:
        message = cast("Message", MESSAGES.decode(signed.body))
    except FormatError:
        return None
    good = signed.rid == rid and verify(
        vk, signed.sig, message.TAG, scope, rid, prev, signed.body
    )
    return message if good else None


def hello(key: SigningKey, room: bytes, name: str, *, screen: bool) -> SignedMessage:
    """Say who came: the only message outside an epoch and a round."""
    return say(key, Hello(name=name, screen=screen), Scope(room), 0, ZEROS)


def heard_hello(vk: bytes, signed: SignedMessage, room: bytes) -> Hello | None:
    """Read a HELLO of this room; None when it is none, or not `vk`'s."""
    message = heard(vk, signed, Scope(room), 0, ZEROS)
    return message if isinstance(message, Hello) else None
