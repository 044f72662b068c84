"""Whatever another version sends, the number of its version can be read."""

from __future__ import annotations

import msgpack
from hypothesis import given
from hypothesis import strategies as st

from formats.entries import Begin, SignedEntry, session_version
from formats.versions import version_of
from formats.wire import SERVER_FRAMES, VERSION, Challenge, Login

ANYTHING = st.recursive(
    st.none() | st.booleans() | st.integers(0, 2**63) | st.text() | st.binary(),
    lambda inner: st.lists(inner) | st.dictionaries(st.text(), inner),
    max_leaves=8,
)


@given(st.integers(0, 2**63), st.dictionaries(st.text(), ANYTHING))
def test_a_version_is_read_whatever_is_beside_it(
    version: int, others: dict[str, object]
) -> None:
    """More fields, other fields: the number is found, on the wire and in a log."""
    fields = others | {"version": version}
    for tag in (Challenge.TAG, Login.TAG):
        assert version_of(msgpack.packb([tag, fields]), tag) == version
    body = msgpack.packb([Begin.TAG, fields])
    payload = msgpack.packb([SignedEntry.TAG, others | {"body": body}])
    assert session_version(payload) == version


@given(st.binary() | ANYTHING.map(msgpack.packb))
def test_what_is_nothing_of_ours_has_no_version(data: bytes) -> None:
    """Any other bytes give None, never an error."""
    assert version_of(data, Challenge.TAG) is None
    assert session_version(data) is None


def test_a_version_is_a_whole_number() -> None:
    """A text, or true, is none."""
    for wrong in ("2", True, None, b"\x02"):
        assert version_of(msgpack.packb(["login", {"version": wrong}]), "login") is None


def test_ours_is_read_like_any_other() -> None:
    """The number that a strict reader finds is the one that is found here."""
    challenge = Challenge(version=VERSION, nonce=bytes(32))
    assert version_of(SERVER_FRAMES.encode(challenge), Challenge.TAG) == VERSION
