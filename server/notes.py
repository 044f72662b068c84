"""The relay's log: one line of JSON an event.

It holds codes, counts, sizes and the first bytes of room ids; never a payload, a key, a
name or an address.
"""

from __future__ import annotations

import json
import logging

_log = logging.getLogger("server.relay")


def note(
    event: str, *, room: bytes = b"", error: bool = False, **facts: str | int
) -> None:
    """Log `event` with its `facts`, and the short id of the `room` it is about."""
    level = logging.ERROR if error else logging.INFO
    if _log.isEnabledFor(level):
        where = {"room": room[:4].hex()} if room else {}
        _log.log(level, "%s", json.dumps({"event": event, **where, **facts}))
