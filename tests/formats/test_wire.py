"""The wire takes exactly its frames, and nothing but `FormatError` leaves it."""

from __future__ import annotations

from typing import Any

import attrs
import msgpack
import pytest
from hypothesis import given
from hypothesis import strategies as st

from formats.hashing import H
from formats.strict import Family, FormatError
from formats.wire import (
    APPEND_BYTES,
    CLIENT_FRAMES,
    CONNECTIONS_MAX,
    FRAME_BYTES,
    POST_BYTES,
    SERVER_FRAMES,
    VERSION,
    Admitted,
    Append,
    Challenge,
    ClientFrame,
    Closing,
    Control,
    LeadProof,
    Login,
    Peers,
    Post,
    Refused,
    Rejected,
    Said,
    ServerFrame,
    Taken,
    login_bytes,
)

Frame = ClientFrame | ServerFrame
LEAD = LeadProof(key=b"f" * 32, sig=b"l" * 64)
LOGIN = Login(
    version=1,
    room=b"r" * 32,
    key=b"k" * 32,
    nonce=b"n" * 32,
    sig=b"s" * 64,
    lead=LEAD,
    create=True,
    boot=b"b" * 16,
    seq=7,
    have=3,
)
CLIENT: list[ClientFrame] = [
    LOGIN,
    attrs.evolve(LOGIN, lead=None, boot=b"", create=False),
    Append(id=b"i" * 16, index=0, payload=b"p", clears=False, ends=True),
    Post(id=b"i" * 16, to=b"", payload=b"p"),
    Post(id=b"i" * 16, to=b"t" * 32, payload=b"p" * POST_BYTES),
]
SERVER: list[ServerFrame] = [
    Challenge(version=1, nonce=b"n" * 32),
    Admitted(boot=b"b" * 16, resumed=False, count=2, lead=True),
    Refused(code="no-such-room"),
    Taken(id=b"i" * 16, seq=1),
    Rejected(id=b"i" * 16, code="slow-down"),
    Control(seq=1, index=0, payload=b"p"),
    Said(seq=1, sender=b"s" * 32, payload=b"p" * POST_BYTES),
    Peers(keys=(b"k" * 32,) * CONNECTIONS_MAX, lead=b""),
    Closing(code="shutdown"),
]
FRAMES: list[tuple[Family, Frame]] = [(CLIENT_FRAMES, frame) for frame in CLIENT]
FRAMES += [(SERVER_FRAMES, frame) for frame in SERVER]
FIELDS = [
    pytest.param(family, frame, name, id=f"{frame.TAG}{place}-{name}")
    for place, (family, frame) in enumerate(FRAMES)
    for name in attrs.fields_dict(type(frame))
]

every_frame = pytest.mark.parametrize(("family", "frame"), FRAMES)
every_field = pytest.mark.parametrize(("family", "frame", "name"), FIELDS)


def plain(family: Family, frame: Frame) -> tuple[str, dict[str, Any]]:
    """Take a frame apart into its tag and its fields."""
    tag, fields = msgpack.unpackb(family.encode(frame))
    return tag, fields


def refused(family: Family, value: object) -> str:
    """Give the code with which `value`, packed, is refused."""
    with pytest.raises(FormatError) as caught:
        family.decode(msgpack.packb(value))
    return caught.value.code


@every_frame
def test_round_trip(family: Family, frame: Frame) -> None:
    """Every frame, the largest too, reads back as it was written."""
    assert family.decode(family.encode(frame)) == frame


def test_families_hold_every_frame() -> None:
    """What is tested here is all there is."""
    assert {frame.TAG for frame in CLIENT} == CLIENT_FRAMES.tags
    assert {frame.TAG for frame in SERVER} == SERVER_FRAMES.tags


def test_families_are_apart() -> None:
    """Neither side reads a frame of its own back from the other."""
    assert refused(CLIENT_FRAMES, ["taken", {}]) == "unknown-kind"
    assert refused(SERVER_FRAMES, ["login", {}]) == "unknown-kind"


@pytest.mark.parametrize("value", [None, 1, "post", [], ["post"], {}, ["post", {}, 0]])
def test_shape(value: object) -> None:
    """Only a pair of a tag and fields is a frame."""
    assert refused(CLIENT_FRAMES, value) == "malformed"


@every_field
def test_missing_field(family: Family, frame: Frame, name: str) -> None:
    """No field has a default."""
    tag, fields = plain(family, frame)
    del fields[name]
    assert refused(family, [tag, fields]) == "missing-field"


@every_frame
def test_unknown_field(family: Family, frame: Frame) -> None:
    """A field that is not in the contract is refused."""
    tag, fields = plain(family, frame)
    assert refused(family, [tag, fields | {"more": 1}]) == "unknown-field"


@every_field
def test_wrong_type(family: Family, frame: Frame, name: str) -> None:
    """A field of another type or range is refused, never made to fit."""
    tag, fields = plain(family, frame)
    wrong: list[object] = [True, 1, 400_000_000, "1", b"1", [], {}]
    never: list[object] = [-1, 2**63, 1.5, [1], {"key": 1}]
    for value in never + [
        value for value in wrong if type(value) is not type(fields[name])
    ]:
        assert refused(family, [tag, fields | {name: value}])


@every_field
def test_none(family: Family, frame: Frame, name: str) -> None:
    """Nothing may be None but the facilitator's part of a login."""
    tag, fields = plain(family, frame)
    data = msgpack.packb([tag, fields | {name: None}])
    if name == "lead" and tag == "login":
        assert family.decode(data).lead is None
    else:
        with pytest.raises(FormatError):
            family.decode(data)


@every_frame
def test_trailing_bytes(family: Family, frame: Frame) -> None:
    """One message is one frame."""
    data = family.encode(frame)
    if len(data) < FRAME_BYTES - 1:
        with pytest.raises(FormatError) as caught:
            family.decode(data + b"\0")
        assert caught.value.code == "trailing"
    with pytest.raises(FormatError):
        family.decode(data[:-1])


def test_oversized() -> None:
    """Above the limit nothing is even looked at, and nothing is written."""
    with pytest.raises(FormatError) as caught:
        CLIENT_FRAMES.decode(bytes(FRAME_BYTES + 1))
    assert caught.value.code == "too-large"
    with pytest.raises(FormatError):
        Post(id=bytes(16), to=b"", payload=bytes(POST_BYTES + 1))
    assert APPEND_BYTES <= POST_BYTES < FRAME_BYTES


def test_not_canonical() -> None:
    """A number written longer than needed is not the one encoding."""
    data = SERVER_FRAMES.encode(Taken(id=bytes(16), seq=1))
    assert data.endswith(b"\x01")
    with pytest.raises(FormatError) as caught:
        SERVER_FRAMES.decode(data[:-1] + b"\xcc\x01")
    assert caught.value.code == "not-canonical"


@pytest.mark.parametrize("lead", [{}, [], "lead", {"key": bytes(32)}, 5, True])
def test_lead_proof_is_strict(lead: object) -> None:
    """The facilitator's part of a login is read as strictly as the login."""
    tag, fields = plain(CLIENT_FRAMES, LOGIN)
    assert refused(CLIENT_FRAMES, [tag, fields | {"lead": lead}])


def test_peers_are_bounded() -> None:
    """A list of keys is no longer than a room is large, and holds only keys."""
    for keys in ([bytes(32)] * (CONNECTIONS_MAX + 1), [bytes(31)], [1], bytes(32)):
        assert refused(SERVER_FRAMES, ["peers", {"keys": keys, "lead": b""}])
    for size, count, code in (
        (32, CONNECTIONS_MAX + 1, "too-large"),
        (31, 1, "wrong-size"),
    ):
        with pytest.raises(FormatError) as caught:
            Peers(keys=(bytes(size),) * count, lead=b"")
        assert (caught.value.code, caught.value.where) == (code, "keys")


# ------------------------------------------------------------------ the contract

Field = tuple[list[Any], list[tuple[Any, str]]]
"""What a field takes, and what it does not, and why: `{}` is the name of the field.

Numbers stand here as other clients know them, and not by the names of the code.
"""


def exactly(size: int) -> Field:
    """Describe bytes of one size."""
    return [bytes(size)], [
        (bytes(n), "wrong-size: {}") for n in (0, size - 1, size + 1)
    ]


def empty_or(size: int) -> Field:
    """Describe bytes of one size, or none."""
    return [b"", bytes(size)], [
        (bytes(n), "wrong-size: {}") for n in (1, size - 1, size + 1)
    ]


def up_to(size: int) -> Field:
    """Describe bytes that have a largest size."""
    return [b"", bytes(size)], [(bytes(size + 1), "too-large: {}")]


def counter(low: int, high: int = 2**53) -> Field:
    """Describe a number in a range."""
    return [low, high], [(n, "out-of-range: {}") for n in (low - 1, high + 1)]


def one_of(codes: str) -> Field:
    """Describe a code out of a closed set."""
    return list(codes.split()), [(word, "malformed") for word in ("", "because")]


FLAG: Field = [False, True], [(0, "wrong-type: bool"), (1, "wrong-type: bool")]
KEYS: Field = (
    [[], [bytes(32)] * 64],
    [
        ([bytes(32)] * 65, "too-large: keys"),
        ([bytes(32), bytes(31)], "wrong-size: keys"),
        ([bytes(33), bytes(32)], "wrong-size: keys"),
    ],
)
PROOF: Field = (
    [None, {"key": bytes(32), "sig": bytes(64)}],
    [
        *(({"key": bytes(n), "sig": bytes(64)}, "wrong-size: key") for n in (31, 33)),
        *(({"key": bytes(32), "sig": bytes(n)}, "wrong-size: sig") for n in (63, 65)),
    ],
)
PAYLOAD = up_to(1_600_000)
CLIENT_CONTRACT: dict[str, dict[str, Field]] = {
    "login": {
        "version": counter(0, 2**31), "room": exactly(32), "key": exactly(32),
        "nonce": exactly(32), "sig": exactly(64), "lead": PROOF, "create": FLAG,
        "boot": empty_or(16), "seq": counter(0), "have": counter(0),
    },
    "append": {
        "id": exactly(16), "index": counter(0), "payload": PAYLOAD, "clears": FLAG,
        "ends": FLAG,
    },
    "post": {"id": exactly(16), "to": empty_or(32), "payload": PAYLOAD},
}  # fmt: skip
SERVER_CONTRACT: dict[str, dict[str, Field]] = {
    "challenge": {"version": counter(0, 2**31), "nonce": exactly(32)},
    "admitted": {
        "boot": exactly(16), "resumed": FLAG, "count": counter(0), "lead": FLAG,
    },
    "refused": {
        "code": one_of(
            "version no-such-room bad-signature not-facilitator room-full server-full"
            " malformed ended"
        )
    },
    "taken": {"id": exactly(16), "seq": counter(1)},
    "rejected": {
        "id": exactly(16),
        "code": one_of(
            "not-facilitator out-of-order too-large malformed room-full ended slow-down"
        ),
    },
    "control": {"seq": counter(1), "index": counter(0), "payload": PAYLOAD},
    "said": {"seq": counter(1), "sender": exactly(32), "payload": PAYLOAD},
    "peers": {"keys": KEYS, "lead": empty_or(32)},
    "closing": {"code": one_of("replaced shutdown expired slow malformed")},
}  # fmt: skip
SIDES = ((CLIENT_FRAMES, CLIENT_CONTRACT), (SERVER_FRAMES, SERVER_CONTRACT))


@pytest.mark.parametrize(
    ("family", "tag", "fields", "name"),
    [
        pytest.param(family, tag, fields, name, id=f"{tag}-{name}")
        for family, contract in SIDES
        for tag, fields in contract.items()
        for name in fields
    ],
)
def test_bounds(family: Family, tag: str, fields: dict[str, Field], name: str) -> None:
    """A field takes what the contract gives it, to the last one, and nothing beyond."""
    least = {one: takes[0] for one, (takes, _) in fields.items()}
    takes, refuses = fields[name]
    for value in takes:
        data = msgpack.packb([tag, least | {name: value}])
        assert family.encode(family.decode(data)) == data
    for value, why in refuses:
        with pytest.raises(FormatError) as caught:
            family.decode(msgpack.packb([tag, least | {name: value}]))
        assert str(caught.value) == why.format(name)


def test_the_contract_is_whole() -> None:
    """Every frame there is stands in the table above."""
    for family, contract in SIDES:
        assert contract.keys() == family.tags


def test_numbers() -> None:
    """What the two sides must agree on is what it was when the contract was made."""
    assert VERSION == 1
    assert APPEND_BYTES == 589_824
    assert POST_BYTES + 1024 == CLIENT_FRAMES.limit == SERVER_FRAMES.limit == 1_601_024


def test_login_bytes() -> None:
    """A login signs its own form over room, relay nonce and client nonce, in order."""
    assert login_bytes(b"r", b"n", b"c") == H("login", b"r", b"n", b"c")
    assert login_bytes(b"r", b"n", b"c") != login_bytes(b"r", b"c", b"n")


values = st.recursive(
    st.none() | st.booleans() | st.integers(-(2**63), 2**64 - 1) | st.floats()
    | st.text(max_size=5) | st.binary(max_size=40),
    lambda inner: st.lists(inner, max_size=4)
    | st.dictionaries(st.text(max_size=5) | st.integers(0, 9), inner, max_size=4),
    max_leaves=8,
)  # fmt: skip


@given(st.sampled_from([CLIENT_FRAMES, SERVER_FRAMES]), st.binary(max_size=300))
def test_any_bytes(family: Family, data: bytes) -> None:
    """Whatever bytes come, what leaves is a frame or a `FormatError`."""
    try:
        frame = family.decode(data)
    except FormatError:
        return
    assert family.encode(frame) == data


@given(st.sampled_from(FRAMES), st.data())
def test_any_fields(pick: tuple[Family, Frame], data: st.DataObject) -> None:
    """Whatever stands in a field, what leaves is a frame or a `FormatError`."""
    family, frame = pick
    tag, fields = plain(family, frame)
    name = data.draw(st.sampled_from(sorted(fields)))
    packed = msgpack.packb([tag, fields | {name: data.draw(values)}])
    try:
        read = family.decode(packed)
    except FormatError:
        return
    assert family.encode(read) == packed


@given(st.sampled_from(FRAMES), st.data())
def test_any_flip(pick: tuple[Family, Frame], data: st.DataObject) -> None:
    """Whatever byte changes on the way, what leaves is a frame or a `FormatError`."""
    family, frame = pick
    packed = bytearray(family.encode(frame)[:2000])
    packed[data.draw(st.integers(0, len(packed) - 1))] = data.draw(st.integers(0, 255))
    try:
        family.decode(bytes(packed))
    except FormatError:
        return


def test_deep_nesting() -> None:
    """A frame nested beyond reason is refused."""
    with pytest.raises(FormatError):
        CLIENT_FRAMES.decode(b"\x91" * 1_000_000)
