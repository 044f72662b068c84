"""Whose connection it is, in spite of what anybody writes into a header."""

from __future__ import annotations

from ipaddress import ip_network

import pytest
from hypothesis import given
from hypothesis import strategies as st

from server.addresses import counted, trusted

LOCAL = (ip_network("127.0.0.1"), ip_network("10.0.0.0/8"), ip_network("::1"))
V4 = bytes([198, 51, 100, 7])


@pytest.mark.parametrize(
    ("peer", "forwarded"),
    [
        ("198.51.100.7", []),
        ("198.51.100.7", ["192.0.2.1"]),
        ("::ffff:198.51.100.7", []),
        ("127.0.0.1", ["198.51.100.7"]),
        ("::ffff:127.0.0.1", ["198.51.100.7"]),
        ("127.0.0.1", ["192.0.2.1, 198.51.100.7"]),
        ("127.0.0.1", ["192.0.2.1", "198.51.100.7"]),
        ("127.0.0.1", ["192.0.2.1, 198.51.100.7, 10.1.2.3"]),
        ("::1", ["198.51.100.7:50123"]),
        ("127.0.0.1", ['"::ffff:198.51.100.7"']),
    ],
)
def test_the_last_that_no_trusted_proxy_is(peer: str, forwarded: list[str]) -> None:
    """Only what a trusted proxy wrote counts; what anybody wrote before it does not."""
    assert counted(peer, forwarded, LOCAL) == V4


@pytest.mark.parametrize(
    "forwarded", [[], [""], ["unknown"], ["198.51.100.7, junk"], ["x" * 8000]]
)
def test_a_proxy_that_says_nothing_readable_counts_itself(forwarded: list[str]) -> None:
    """No header, or one that cannot be read, does not hide anybody from the counts."""
    assert counted("127.0.0.1", forwarded, LOCAL) == bytes([127, 0, 0, 1])


def test_a_house_is_one_address() -> None:
    """All of an IPv6 /64 counts as one, with and without a port or a zone."""
    house = counted("2001:db8:1:2::1")
    assert counted("2001:db8:1:2:ffff:ffff:ffff:ffff") == house
    assert counted("::1", ["[2001:db8:1:2::9]:443"], LOCAL) == house
    assert counted("2001:db8:1:3::1") != house
    assert counted("fe80::1%eth0") == counted("fe80::2")


def test_a_peer_without_an_address_counts_as_what_it_is() -> None:
    """A connection that is gone already has no address, and is nobody's proxy."""
    assert counted("", ["198.51.100.7"], LOCAL) == b""
    assert not trusted("", LOCAL)


@given(st.lists(st.text(max_size=40), max_size=5), st.text(max_size=40))
def test_anything_written_before_changes_nothing(junk: list[str], peer: str) -> None:
    """Whatever a client sends as X-Forwarded-For, it is counted where it is."""
    assert counted("127.0.0.1", [*junk, "198.51.100.7"], LOCAL) == V4
    assert counted("198.51.100.7", junk, LOCAL) == V4
    counted(peer, junk, LOCAL)  # and nothing raises
