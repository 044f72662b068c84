"""The addresses of this laptop that colleagues can type."""

from __future__ import annotations

import contextlib
import ipaddress
import socket

_ELSEWHERE = ("192.0.2.1", 9)  # a documentation address: nothing is ever sent there
_EVERY = {"", "0.0.0.0", "::", "*"}  # nosec B104  # noqa: S104  recognised here, not bound


def listens_everywhere(host: str) -> bool:
    """Say whether a relay bound to `host` is reached at every address."""
    return host in _EVERY


def own_addresses() -> tuple[str, ...]:
    """List this laptop's IPv4 addresses, the one of its main network first.

    Loopback and self-assigned addresses are left out: no colleague reaches those.
    """
    found: list[str] = []
    udp = socket.socket(socket.AF_INET, socket.SOCK_DGRAM)
    with udp as probe, contextlib.suppress(OSError):
        probe.connect(_ELSEWHERE)  # asks the routing table; UDP sends nothing yet
        found.append(probe.getsockname()[0])
    with contextlib.suppress(OSError):
        for info in socket.getaddrinfo(socket.gethostname(), None, socket.AF_INET):
            found.append(str(info[4][0]))
    usable = [address for address in found if _is_usable(address)]
    return tuple(dict.fromkeys(usable))


def _is_usable(address: str) -> bool:
    parsed = ipaddress.ip_address(address)
    return not (parsed.is_loopback or parsed.is_link_local or parsed.is_unspecified)
