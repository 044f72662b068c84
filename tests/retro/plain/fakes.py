"""A client and a stdin that do as a test says."""

from __future__ import annotations

import asyncio
from collections.abc import Collection

from formats.session_file import SavedSession
from retro.client import commands as c
from retro.client import events as e
from retro.client.errors import ClientError

SAVED = SavedSession(
    version=1,
    lang="en",
    title="Meeting",
    team="Sun",
    date="2026-03-02",
    agenda="social-safety",
    people=5,
    columns=(),
    notes=(),
    unreadable=0,
    themes=(),
    vote_respondents=0,
    answers=(),
    norms=(),
    places=(),
)


class FakeClient:
    """A session that ends when the test says so; `answers` are what `do` gives."""

    def __init__(self, saved: SavedSession | None = SAVED) -> None:
        """Start with nothing done and nothing to refuse."""
        self.events: asyncio.Queue[e.Event] = asyncio.Queue()
        self.done: list[c.Command] = []
        self.answers: dict[type[c.Command], e.Refused] = {}
        self.causes: dict[type[c.Command], e.Event] = {}
        self.error: ClientError | None = None
        self._saved = saved
        self._over = asyncio.Event()

    async def run(self) -> None:
        """Wait for the end."""
        if self.error is not None:
            raise self.error
        await self._over.wait()

    async def do(self, command: c.Command) -> e.Accepted | e.Refused:
        """Note the command; show what it causes, then answer."""
        self.done.append(command)
        if type(command) in self.causes:
            self.events.put_nowait(self.causes[type(command)])
        await asyncio.sleep(0)
        if type(command) in self.answers:
            return self.answers[type(command)]
        return e.Accepted(command=command.VERB)

    async def quit(self) -> None:
        """Leave."""
        self._over.set()

    def end(self) -> None:
        """End the session."""
        self.events.put_nowait(e.Ended())
        self._over.set()

    def saved(self) -> SavedSession:
        """Give the session to export."""
        if self._saved is None:
            raise ClientError("not-begun")
        return self._saved

    def themes_known(self) -> Collection[int]:
        """There is a theme 2."""
        return {2}


class Typed:
    """A stdin with these lines, and then open until the session is over."""

    def __init__(self, *lines: str) -> None:
        """Have `lines` ready."""
        self._lines = list(lines)
        self.read = asyncio.Event()

    async def next(self) -> str | None:
        """Give the next line; wait for ever after the last."""
        if self._lines:
            return self._lines.pop(0)
        self.read.set()
        await asyncio.Event().wait()
        return None
