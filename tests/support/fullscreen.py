"""The full screen at a meeting of real engines, on the meeting's virtual clock.

A test seats somebody of the meeting at the app, presses keys and looks at the screen:
the room, the engines and the frames are real; only sockets and waiting are not.
"""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Collection
from contextlib import asynccontextmanager

from attrs import evolve
from rich.cells import cell_len
from textual.pilot import Pilot

from formats.session_file import SavedSession
from retro.client import commands as c
from retro.client import events as e
from retro.client.errors import ClientError
from retro.i18n import Lang, Speech
from retro.seat import Part, Seat
from retro.tui.app import RetroApp
from retro.tui.session import Session
from tests.support.meeting import Meeting


class Seated:
    """Somebody of a meeting, as a client that a front can have."""

    def __init__(self, meeting: Meeting, name: str) -> None:
        """Sit where `name` sits."""
        self.events: asyncio.Queue[e.Event] = asyncio.Queue()
        self._meeting = meeting
        self._name = name
        self._told = 0
        self._over = asyncio.Event()
        self._error: ClientError | None = None
        self.publish()

    def publish(self) -> None:
        """Pass on what the engine told since the last time.

        A roster comes with what the meeting said of it in this person's place.
        """
        told = self._meeting.events[self._name]
        said = self._meeting.engines[self._name].core.member.mine
        for event in told[self._told :]:
            if isinstance(event, e.Roster) and said and not event.answer:
                event = evolve(event, answer="same")  # noqa: PLW2901  the same roster
            self.events.put_nowait(event)
        self._told = len(told)
        if self._meeting.engines[self._name].finished:
            self._over.set()

    async def run(self) -> None:
        """Wait for the end."""
        await self._over.wait()
        if self._error is not None:
            raise self._error

    def stop(self, code: str) -> None:
        """Come to a point where the client cannot go on."""
        self._error = ClientError(code)
        self._over.set()

    async def do(self, command: c.Command) -> e.Accepted | e.Refused:
        """Carry out a command, as far as it goes without time passing."""
        answer = self._meeting.do(self._name, command)
        self.publish()
        return answer

    async def quit(self) -> None:
        """Leave the session."""
        self._over.set()

    def saved(self) -> SavedSession:
        """Give what an export may hold."""
        return self._meeting.engines[self._name].saved()

    def themes_known(self) -> Collection[int]:
        """Give the ids of the themes there are."""
        return self._meeting.engines[self._name].theme_ids()


class FullScreen:
    """The app with somebody at it. `press` and `click` wait until all is drawn."""

    def __init__(self, app: RetroApp, pilot: Pilot[None], seated: Seated) -> None:
        """Look at `app` through `pilot`."""
        self.app = app
        self.pilot = pilot
        self._seated = seated

    @property
    def session(self) -> Session:
        """The session the screens know."""
        assert self.app.session is not None
        return self.app.session

    async def settle(self) -> None:
        """Show everything the meeting told, and wait until it is drawn."""
        self._seated.publish()
        for _ in range(3):
            await self.pilot.pause()

    async def press(self, *keys: str) -> None:
        """Press keys, and wait."""
        await self.pilot.press(*keys)
        await self.settle()

    async def write(self, text: str) -> None:
        """Type a text."""
        names = {" ": "space", ".": "full_stop", ",": "comma", "?": "question_mark"}
        await self.press(*(names.get(each, each) for each in text))

    async def click(self, what: str) -> None:
        """Click on a widget."""
        assert await self.pilot.click(what)
        await self.settle()

    async def click_on(self, words: str, *, right: int = 0) -> None:
        """Click where these words stand on the screen, or so many cells beside."""
        row = next(row for row, line in enumerate(self.lines) if words in line)
        before = self.lines[row].split(words)[0]
        assert await self.pilot.click(offset=(cell_len(before) + right, row))
        await self.settle()

    @property
    def lines(self) -> list[str]:
        """The characters on the screen, line by line."""
        screen = self.app.screen
        width, height = self.app.size
        compositor = screen._compositor
        strips = compositor.render_strips(self.app.size)
        assert len(strips) == height
        return [strip.crop(0, width).text.rstrip() for strip in strips]

    @property
    def text(self) -> str:
        """All that can be read on the screen, with single spaces."""
        return " ".join(" ".join(self.lines).split())


@asynccontextmanager
async def full_screen(
    meeting: Meeting,
    name: str = "m1",
    *,
    size: tuple[int, int] = (80, 24),
    lang: Lang = "en",
    part: Part | None = None,
    notifications: bool = False,
) -> AsyncIterator[FullScreen]:
    """Seat `name` of the meeting at the full screen while the block runs."""
    engine = meeting.engines[name]
    part = part or Part(lead=engine.leads, screen=engine.core.screen)
    seated = Seated(meeting, name)

    async def opening(seat: Seat) -> None:
        await seat.play(seated, part)

    app = RetroApp(Speech(lang), opening, clock=lambda: meeting.now, look=0.0)
    async with app.run_test(size=size, notifications=notifications) as pilot:
        person = FullScreen(app, pilot, seated)
        await person.settle()
        yield person
