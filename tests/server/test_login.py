"""Who a login says it is, and whether it is."""

from __future__ import annotations

from typing import Any

import attrs
import pytest
from nacl.signing import SigningKey

from formats.wire import LeadProof, Login, login_bytes
from server.login import check_login

NONCE = b"n" * 32
MINE, LEADS = SigningKey(b"m" * 32), SigningKey(b"l" * 32)
MESSAGE = login_bytes(b"R" * 32, NONCE, b"c" * 32)
PROOF = LeadProof(key=bytes(LEADS.verify_key), sig=LEADS.sign(MESSAGE).signature)
LOGIN = Login(
    version=1,
    room=b"R" * 32,
    key=bytes(MINE.verify_key),
    nonce=b"c" * 32,
    sig=MINE.sign(MESSAGE).signature,
    lead=None,
    create=False,
    boot=b"",
    seq=0,
    have=0,
)


@pytest.mark.parametrize("lead", [None, PROOF])
def test_good(lead: LeadProof | None) -> None:
    """A member, and a facilitator, who signed this challenge are who they say."""
    assert check_login(attrs.evolve(LOGIN, lead=lead), NONCE) is None


@pytest.mark.parametrize(
    "change",
    [
        {"room": b"Q" * 32},
        {"nonce": b"d" * 32},
        {"sig": MINE.sign(b"something else").signature},
        {"key": bytes(LEADS.verify_key)},
        {"key": bytes(32)},
        {"key": b"\xff" * 32},
        {"lead": LeadProof(key=PROOF.key, sig=LOGIN.sig)},
        {"lead": LeadProof(key=LOGIN.key, sig=PROOF.sig)},
    ],
)
def test_bad(change: dict[str, Any]) -> None:
    """A signature over anything else, or of another key, is refused."""
    assert check_login(attrs.evolve(LOGIN, **change), NONCE) == "bad-signature"


def test_other_challenge() -> None:
    """A login answers one challenge."""
    assert check_login(LOGIN, b"x" * 32) == "bad-signature"


def test_version() -> None:
    """Another version of the contract is named as such."""
    assert check_login(attrs.evolve(LOGIN, version=2), NONCE) == "version"
