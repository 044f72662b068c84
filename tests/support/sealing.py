"""Sealed sessions to test with, which take no time to open."""

from __future__ import annotations

import itertools

import pytest

from formats import sealed_file
from formats.sealed_file import FRESH_BYTES, LEAST, seal
from formats.session_file import SavedSession, write
from tests.support.sessions import CARE_TEAM

WORDS = "vier kleine grijze mussen"
"""A passphrase."""

_numbers = itertools.count()


def sealed(session: SavedSession = CARE_TEAM, passphrase: str = WORDS) -> bytes:
    """Give a session's file, sealed."""
    fresh = next(_numbers).to_bytes(FRESH_BYTES, "big")
    return seal(write(session), passphrase, fresh, cost=LEAST)


def cheap(monkeypatch: pytest.MonkeyPatch) -> None:
    """Have everything that is sealed here take no time to open."""
    defaults = sealed_file.seal.__kwdefaults__ or {}
    monkeypatch.setitem(defaults, "cost", LEAST)
