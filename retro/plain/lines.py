"""Lines of stdin, read in a thread: the one way that works on every system."""

from __future__ import annotations

import asyncio
import contextlib
import io
import os
import sys
import threading
from collections.abc import Iterator

LINE_BYTES = 64 * 1024
"""A longer line is cut here; no text a session takes comes near it."""

_AHEAD = 64
_CHUNK = 16 * 1024


class Lines:
    """An asynchronous line reader over a raw byte stream.

    Raw, because a thread that waits in a buffered stdin holds its lock, and Python
    aborts at exit when it cannot take that lock.
    """

    def __init__(self, source: io.RawIOBase | None, encoding: str = "utf-8") -> None:
        """Prepare to read `source`; None is an input that is over already."""
        self._source = source
        self._encoding = encoding
        self._queue: asyncio.Queue[str | None] = asyncio.Queue()
        self._room = threading.Semaphore(_AHEAD)
        self._over = False

    @classmethod
    def of_stdin(cls) -> Lines:
        """Read this process's own stdin, also when it has none."""
        buffer = getattr(sys.stdin, "buffer", None)
        raw = getattr(buffer, "raw", buffer)
        if not isinstance(raw, io.RawIOBase) or raw.closed:
            return cls(None)
        with contextlib.suppress(OSError, AttributeError, ValueError):
            os.set_blocking(raw.fileno(), True)
        return cls(raw, sys.stdin.encoding or "utf-8")

    def start(self) -> None:
        """Begin to read; call it once, inside the running loop."""
        loop = asyncio.get_running_loop()
        reader = threading.Thread(target=self._read, args=(loop,), daemon=True)
        reader.start()

    async def next(self) -> str | None:
        """Give the next line without its end, or None when there are no more."""
        if self._over:
            return None
        line = await self._queue.get()
        self._room.release()
        self._over = line is None
        return line

    def _read(self, loop: asyncio.AbstractEventLoop) -> None:
        # The loop may be closed before the input is: then nobody waits for a line.
        with contextlib.suppress(RuntimeError):
            for line in self._split():
                text = line[:LINE_BYTES].decode(self._encoding, errors="replace")
                self._put(loop, text.rstrip("\r"))
            self._put(loop, None)

    def _put(self, loop: asyncio.AbstractEventLoop, line: str | None) -> None:
        self._room.acquire()
        loop.call_soon_threadsafe(self._queue.put_nowait, line)

    def _split(self) -> Iterator[bytes]:
        rest = b""
        while chunk := self._chunk():
            *lines, rest = (rest + chunk).split(b"\n")
            yield from lines
            rest = rest[:LINE_BYTES]
        if rest:
            yield rest

    def _chunk(self) -> bytes:
        try:
            return (self._source.read(_CHUNK) if self._source else b"") or b""
        except (OSError, ValueError):
            return b""
