"""The relay's log: one line of JSON an event; and how often each happened.

It holds codes, counts, sizes and the first bytes of room ids; never a payload, a key, a
name or an address. What others write to Python's log is told by its kind alone.
"""

from __future__ import annotations

import json
import logging
import time
from collections import Counter
from collections.abc import Mapping
from typing import Literal

from server.limits import Bucket

Level = Literal["error", "info", "debug"]

EVENTS: Mapping[str, Level] = {
    "failed": "error",
    "not-loaded": "error",
    "not-stored": "error",
    "not-swept": "error",
    "certificate-kept": "error",
    "certificate-renewed": "info",
    "started": "info",
    "stopped": "info",
    "turned-away": "info",
    "refused": "info",
    "closing": "info",
    "cut": "info",
    "opened": "debug",
    "entered": "debug",
    "left": "debug",
    "expired": "debug",
}
"""Every event there is. What is of one room is `debug`: it says when people met."""

LEVELS: Mapping[Level, int] = {
    "error": logging.ERROR,
    "info": logging.INFO,
    "debug": logging.DEBUG,
}

counted: Counter[tuple[str, str]] = Counter()
"""How often each event (with its code or reason) happened, but those of one room."""

_log = logging.getLogger("server.relay")

SILENT = logging.getLogger("server.relay.carrier")
"""For who serves websockets: their own log names addresses, and is not written."""
SILENT.setLevel(logging.CRITICAL + 1)


LINES, LINES_RATE = 1000, 10
"""So many lines are written at once, and a second for long; what is more is counted."""


def note(event: str, *, room: bytes = b"", **facts: str | int) -> None:
    """Log `event` with its `facts`, and the short id of the `room` it is about."""
    level = LEVELS[EVENTS[event]]
    if level > logging.DEBUG:
        counted[event, str(facts.get("code", facts.get("reason", "")))] += 1
    if _log.isEnabledFor(level):
        where = {"room": room[:4].hex()} if room else {}
        _log.log(level, "%s", json.dumps({"event": event, **where, **facts}))


class _Enough(logging.Filter):
    """Keeps who attacks from filling the disk with lines about it."""

    def __init__(self) -> None:
        """Begin with all lines there may be."""
        super().__init__()
        self._lines = Bucket(LINES, LINES_RATE, time.monotonic())
        self._left_out = 0

    def filter(self, record: logging.LogRecord) -> bool:
        """Let a line pass if it is not too many; the next tells how many were."""
        if record.levelno <= logging.DEBUG:
            return True
        if not self._lines.take(time.monotonic()):
            self._left_out += 1
            return False
        record.left_out, self._left_out = self._left_out, 0
        return True


class _Lines(logging.Formatter):
    """Writes our events with their time, and of all else only that it was."""

    def format(self, record: logging.LogRecord) -> str:
        """Make one line of JSON; the time is in UTC, to the second."""
        if record.name == _log.name:
            facts = json.loads(record.getMessage())
        else:
            kind = record.exc_info and record.exc_info[0]
            reason = kind.__name__ if kind else ""
            facts = {"event": "library", "from": record.name, "reason": reason}
        at = time.strftime("%Y-%m-%dT%H:%M:%SZ", time.gmtime(record.created))
        level = record.levelname.lower()
        if left_out := getattr(record, "left_out", 0):
            facts["left_out"] = left_out
        return json.dumps({"time": at, "level": level, **facts})


def write_notes(level: Level) -> None:
    """Write events of `level` and above to stderr, and what libraries warn of."""
    handler = logging.StreamHandler()
    handler.setLevel(LEVELS[level])
    handler.setFormatter(_Lines())
    handler.addFilter(_Enough())
    logging.basicConfig(handlers=[handler], level=logging.WARNING)
    _log.setLevel(logging.DEBUG)
