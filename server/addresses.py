"""Whose connection it is: the network address that is counted, and nothing else of it.

Behind a reverse proxy every connection comes from the proxy. Only a proxy that was
named as trusted is believed about whom it speaks for, and only what it wrote itself:
the last entry of `X-Forwarded-For` that is not such a proxy again. What stands before
that was written by anybody.
"""

from __future__ import annotations

from collections.abc import Iterable
from ipaddress import (
    IPv4Address,
    IPv4Network,
    IPv6Address,
    IPv6Network,
    ip_address,
)

Address = IPv4Address | IPv6Address
Network = IPv4Network | IPv6Network

HOUSE_BYTES = 8
"""Of an IPv6 address; all of a /64 belongs to one house, which may use any of it."""


def trusted(text: str, proxies: Iterable[Network]) -> bool:
    """Say whether an address, as the system writes it, is a trusted proxy's."""
    address = _read(text)
    return address is not None and _among(address, proxies)


def counted(
    peer: str, forwarded: Iterable[str] = (), proxies: Iterable[Network] = ()
) -> bytes:
    """Give what stands for the address in counts: an IPv4 address, or an IPv6 /64.

    `peer` is who is connected to us, `forwarded` the `X-Forwarded-For` headers in
    order, believed if `peer` is one of `proxies`. An entry that cannot be read counts
    as the proxy that wrote it.
    """
    found = _read(peer)
    if found is None:
        return peer.encode()
    entries = [entry for header in forwarded for entry in header.split(",")]
    while entries and _among(found, proxies):
        before = _read(entries.pop())
        if before is None:
            break
        found = before
    return found.packed if found.version == 4 else found.packed[:HOUSE_BYTES]


def _among(address: Address, networks: Iterable[Network]) -> bool:
    return any(address in network for network in networks)


def _read(text: str) -> Address | None:
    """Read an address, with a port or without; an IPv4 one written as IPv6 too."""
    text = text.strip().strip('"')
    if text.startswith("["):
        text = text[1:].partition("]")[0]
    elif text.count(":") == 1:
        text = text.partition(":")[0]
    try:
        address = ip_address(text)
    except ValueError:
        return None
    if address.version == 6 and address.ipv4_mapped is not None:
        return address.ipv4_mapped
    return address
