"""What it costs the relay to deal with a frame, in units of some 35 microseconds.

A unit is a small frame that is read and answered. What a frame costs more depends on
how many it goes to and on its bytes, in and out; the numbers are rounded from
measurements (docs/benchmarks.md), upwards where they are large.
"""

from __future__ import annotations

RECEIVERS = 16
"""So many that get a small frame are a unit."""
BYTES = 32 * 1024
"""So many bytes, in or out, are a unit."""
UPGRADE = 15
LOGIN = 10
"""What a request for a websocket costs, and a login."""


def cost(size: int, receivers: int) -> float:
    """Give the cost of a frame of `size` bytes that goes to so many."""
    return 1 + receivers / RECEIVERS + size * (1 + receivers) / BYTES


def resent(size: int) -> float:
    """Give the cost of a frame of `size` bytes out of the backlog of who comes back."""
    return 1 / 2 + 2 * size / BYTES
