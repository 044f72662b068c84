"""The wire: every frame between a client and the relay, and what each one promises.

One websocket, binary messages only, one frame a message, each `[tag, fields]` in
msgpack's one canonical encoding (`formats.strict`). No subprotocol, no header of our
own, no meaning in the URL's path, so that every proxy works. Times are seconds, sizes
bytes. All payloads are sealed by the clients; the relay can read none of them.

Logging in
    The relay speaks first: `Challenge`. The client answers with one `Login` within the
    relay's patience (10 s), else `Closing("slow")`. `sig` is the member key's Ed25519
    signature over `login_bytes(room, relay nonce, client nonce)`; a facilitator adds
    `lead`: the facilitator key, and its signature over the same bytes. The relay
    answers `Admitted`, or `Refused` and closes. `create` with `lead` makes the room if
    it is missing, and the room's facilitator key is then that one, for good; `create`
    on a room that exists is a plain login. Anything but a login here is
    `Refused("malformed")`. A room without any control entry is not durable: after a
    restart of the relay its facilitator must log in before others can.

Who is connected
    A member key has one connection: a new login with it replaces the old one, and a
    login with `lead` replaces a facilitator's connection of another member key; the
    replaced get `Closing("replaced")`. `Peers` goes to everybody on every change, and
    to a newcomer after its backlog. It is a hint without a place in the order.

Order
    A room has one counter for `Control` and `Said`, from 1, in one *boot*. A boot is
    one stretch of the relay's memory of a room: `Admitted.boot` names it, and it is
    another one after a restart or when a room nobody was in has been put away. Every
    member sees its frames in rising `seq`; there are gaps, where something went to
    others.

Coming back
    `boot` and `seq` of the last frame seen make a login a resumption. When the boot is
    the same, `Admitted.resumed` is true and what follows is everything after `seq` that
    is for this member; else `resumed` is false and what follows is everything the relay
    holds that is for this member. Control entries before index `have` are left out of
    both. All in order, then live. Nothing is lost but cleared round traffic. After
    another boot a member sends its messages of the open round again: the relay had them
    in memory only.

Sending
    `Append` is a control entry: the facilitator's connection alone, `index` exactly the
    number of entries before it, acknowledged and sent on (to everybody, sender too)
    only when it is on disk. `clears` lets the relay forget all round traffic that came
    before it; `ends` is the last entry there will be, after which the room is deleted
    sooner. `Post` is round traffic, to one member key, connected or not, or with an
    empty `to` to everybody, sender too. What one connection sends is taken in the order
    it was sent, across both.

    Every `Append` and `Post` gets `Taken` or `Rejected`, or none when the connection
    breaks: then it is sent again under the same `id` after coming back. The same `id`
    of the same sender is taken once and acknowledged each time; a control entry's also
    after another boot (with another `seq`), whichever member key the facilitator has. A
    `Post`'s id is remembered for this boot, the latest some ten thousand in a room.

Ending
    `Closing` precedes every deliberate close by the relay after the login. A reader too
    slow to keep up is cut off without a word, and resumes. The websocket's close code
    carries no meaning but for 1012: the relay stops, come back later. An unreadable
    frame is `Closing("malformed")`. A room is deleted a day after its last control
    entry, an hour after one that `ends`; who is still there gets `Closing("expired")`.
    To a room that has ended come back only those who have something of it (`have` or
    `boot`) or are its facilitator; others get `Refused("ended")`.
"""

from __future__ import annotations

from typing import Any, ClassVar, Literal

import attrs
from attrs import field, frozen

from formats.hashing import H
from formats.strict import Family, FormatError, at_most, length, within

VERSION = 1
"""Of this contract, in `Challenge` and `Login`."""
POST_BYTES = 1_600_000
"""The largest payload of a `Post`: a hop's list, padded and sealed."""
APPEND_BYTES = 576 * 1024
"""The largest payload of an `Append` that a relay takes, unless it is set lower."""
CONNECTIONS_MAX = 64
"""The most connections in one room: the members and some screens."""
FRAME_BYTES = POST_BYTES + 1024
"""The largest frame."""
INDEX_MAX = 2**53
"""The largest counter on the wire."""

RefusedCode = Literal[
    "version",
    "no-such-room",
    "bad-signature",
    "not-facilitator",
    "room-full",
    "server-full",
    "malformed",
    "ended",
]
RejectedCode = Literal[
    "not-facilitator",
    "out-of-order",
    "too-large",
    "malformed",
    "room-full",
    "ended",
    "slow-down",
]
ClosingCode = Literal["replaced", "shutdown", "expired", "slow", "malformed"]


def login_bytes(room: bytes, relay_nonce: bytes, client_nonce: bytes) -> bytes:
    """Give the 32 bytes that a login signs; no other signature is over this form."""
    return H("login", room, relay_nonce, client_nonce)


def _empty_or(exact: int) -> Any:  # noqa: ANN401 - an attrs validator
    """Validate that a `bytes` field is empty or has exactly this many bytes."""

    def check(_: object, attribute: attrs.Attribute[bytes], value: bytes) -> None:
        if len(value) not in (0, exact):
            raise FormatError("wrong-size", attribute.name)

    return check


def _keys(_: object, attribute: attrs.Attribute[Any], value: tuple[bytes, ...]) -> None:
    """Validate that a field holds keys, and no more than can be connected."""
    if len(value) > CONNECTIONS_MAX:
        raise FormatError("too-large", attribute.name)
    if any(len(key) != 32 for key in value):
        raise FormatError("wrong-size", attribute.name)


# ------------------------------------------------------------------ client to relay


@frozen(kw_only=True)
class LeadProof:
    """The facilitator key, and its signature over the login's bytes."""

    key: bytes = field(validator=length(32))
    sig: bytes = field(validator=length(64))


@frozen(kw_only=True)
class Login:
    """The first frame: into which room, as whom, and from where on.

    `key` is the member key, `nonce` the client's. `boot` (or empty) and `seq` are where
    the client was, `have` the number of control entries it holds.
    """

    TAG: ClassVar[str] = "login"
    version: int = field(validator=within(0, 2**31))
    room: bytes = field(validator=length(32))
    key: bytes = field(validator=length(32))
    nonce: bytes = field(validator=length(32))
    sig: bytes = field(validator=length(64))
    lead: LeadProof | None
    create: bool
    boot: bytes = field(validator=_empty_or(16))
    seq: int = field(validator=within(0, INDEX_MAX))
    have: int = field(validator=within(0, INDEX_MAX))


@frozen(kw_only=True)
class Append:
    """A control entry at position `index` (0 first) of the room's log."""

    TAG: ClassVar[str] = "append"
    id: bytes = field(validator=length(16))
    index: int = field(validator=within(0, INDEX_MAX))
    payload: bytes = field(validator=at_most(POST_BYTES))
    clears: bool
    ends: bool


@frozen(kw_only=True)
class Post:
    """Round traffic to the member key `to`, or to everybody when `to` is empty."""

    TAG: ClassVar[str] = "post"
    id: bytes = field(validator=length(16))
    to: bytes = field(validator=_empty_or(32))
    payload: bytes = field(validator=at_most(POST_BYTES))


# ------------------------------------------------------------------ relay to client


@frozen(kw_only=True)
class Challenge:
    """The first frame: the relay's version, and the nonce that a login signs."""

    TAG: ClassVar[str] = "challenge"
    version: int = field(validator=within(0, 2**31))
    nonce: bytes = field(validator=length(32))


@frozen(kw_only=True)
class Admitted:
    """The login stands. `count` control entries are held; `lead`: as facilitator."""

    TAG: ClassVar[str] = "admitted"
    boot: bytes = field(validator=length(16))
    resumed: bool
    count: int = field(validator=within(0, INDEX_MAX))
    lead: bool


@frozen(kw_only=True)
class Refused:
    """The login does not stand, and the connection closes."""

    TAG: ClassVar[str] = "refused"
    code: RefusedCode


@frozen(kw_only=True)
class Taken:
    """An `Append` (on disk) or a `Post` (in order) is taken, at `seq`."""

    TAG: ClassVar[str] = "taken"
    id: bytes = field(validator=length(16))
    seq: int = field(validator=within(1, INDEX_MAX))


@frozen(kw_only=True)
class Rejected:
    """An `Append` or a `Post` is not taken.

    `out-of-order`: `index` is not the next (also after another entry was rejected);
    `malformed`: the payload is empty; `slow-down`: too many frames, or too much kept on
    disk, try again in a second; `room-full`: the relay keeps no more of this room.
    """

    TAG: ClassVar[str] = "rejected"
    id: bytes = field(validator=length(16))
    code: RejectedCode


@frozen(kw_only=True)
class Control:
    """A control entry, durable."""

    TAG: ClassVar[str] = "control"
    seq: int = field(validator=within(1, INDEX_MAX))
    index: int = field(validator=within(0, INDEX_MAX))
    payload: bytes = field(validator=at_most(POST_BYTES))


@frozen(kw_only=True)
class Said:
    """Round traffic from the member key `sender`."""

    TAG: ClassVar[str] = "said"
    seq: int = field(validator=within(1, INDEX_MAX))
    sender: bytes = field(validator=length(32))
    payload: bytes = field(validator=at_most(POST_BYTES))


@frozen(kw_only=True)
class Peers:
    """The member keys connected now; `lead` is the facilitator's, or empty."""

    TAG: ClassVar[str] = "peers"
    keys: tuple[bytes, ...] = field(validator=_keys)
    lead: bytes = field(validator=_empty_or(32))


@frozen(kw_only=True)
class Closing:
    """The relay closes this connection on purpose, for this reason."""

    TAG: ClassVar[str] = "closing"
    code: ClosingCode


ClientFrame = Login | Append | Post
ServerFrame = (
    Challenge | Admitted | Refused | Taken | Rejected | Control | Said | Peers | Closing
)

CLIENT_FRAMES = Family([Login, Append, Post], limit=FRAME_BYTES)
"""What a client sends."""
SERVER_FRAMES = Family(
    [Challenge, Admitted, Refused, Taken, Rejected, Control, Said, Peers, Closing],
    limit=FRAME_BYTES,
)
"""What the relay sends."""
