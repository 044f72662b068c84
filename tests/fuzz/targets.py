"""What is fuzzed: for each target bytes go in, and what comes out must be in order.

An unreadable input is refused with the error that its reader promises; anything else
that leaves is a finding. What is read must be written as the same bytes again.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from pathlib import Path

from formats import session_file
from formats.entries import ENTRIES, MESSAGES, PAYLOADS, SignedEntry, session_version
from formats.session_file import SessionFileError
from formats.strict import Family, FormatError
from formats.wire import CLIENT_FRAMES, SERVER_FRAMES

CORPUS = Path(__file__).with_name("corpus")
"""A folder of inputs for each target, each of which reaches something of its own."""


def _frames(family: Family) -> Callable[[bytes], None]:
    def fuzz(data: bytes) -> None:
        try:
            frame = family.decode(data)
        except FormatError:
            return
        if family.encode(frame) != data:
            raise AssertionError("read, but not what it is written as")

    return fuzz


def _payload(data: bytes) -> None:
    """Read what is inside a seal, and what that says."""
    session_version(data)
    try:
        signed = PAYLOADS.decode(data)
    except FormatError:
        return
    inner = ENTRIES if isinstance(signed, SignedEntry) else MESSAGES
    _frames(inner)(signed.body)


def _session(data: bytes) -> None:
    try:
        session = session_file.read(data)
    except SessionFileError:
        return
    if session_file.write(session) != data:
        raise AssertionError("read, but not what it is written as")


TARGETS: Mapping[str, Callable[[bytes], None]] = {
    "client": _frames(CLIENT_FRAMES),
    "server": _frames(SERVER_FRAMES),
    "entry": _frames(ENTRIES),
    "message": _frames(MESSAGES),
    "payload": _payload,
    "session": _session,
}
"""By name: what the relay reads, a client reads, it unseals; and saved sessions."""
