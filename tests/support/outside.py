"""The full screen before a session: what is chosen there is kept, and opens nothing."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager, suppress
from pathlib import Path

from textual import events
from textual.pilot import Pilot
from textual.worker import WorkerCancelled

from retro.given import Unusable
from retro.i18n import Lang, Speech
from retro.seat import Seat
from retro.tui.app import Opening, RetroApp
from retro.tui.choices import Choice
from tests.support.fullscreen import FullScreen

KEYS = {
    " ": "space", ".": "full_stop", ",": "comma", "-": "minus", "/": "slash",
    ":": "colon", "#": "number_sign", "@": "at", "'": "apostrophe", "~": "tilde",
    "_": "underscore",
}  # fmt: skip


def put(path: Path | str, text: str) -> None:
    """Write a file, as somebody else would meanwhile."""
    Path(path).write_text(text, encoding="utf-8")


def text_of(path: Path | str) -> str:
    """Read a file."""
    return Path(path).read_text(encoding="utf-8")


class AtStart(FullScreen):
    """Somebody at the start screen; `fails` is what the next choice ends with."""

    def __init__(self, lang: Lang) -> None:
        """Make an app in this language."""
        self.chosen: list[Choice] = []
        self.langs: list[Lang] = []
        self.fails: Exception | None = None
        self.app = RetroApp(
            Speech(lang),
            opens=self._opens,
            failures=(Unusable,),
            cannot=lambda _, error: str(error),
        )

    def sit(self, pilot: Pilot[None]) -> AtStart:
        """Use the keyboard and the mouse through `pilot`."""
        self.pilot = pilot
        return self

    def _opens(self, choice: Choice, speech: Speech) -> Opening:
        self.chosen.append(choice)
        self.langs.append(speech.lang)

        async def opening(seat: Seat) -> None:
            if self.fails is not None:
                raise self.fails
            await asyncio.Event().wait()

        return opening

    @property
    def text(self) -> str:
        """All that can be read, without the bars beside it."""
        return " ".join(" ".join(self.lines).replace("█", "").split())

    async def settle(self) -> None:
        """Wait until everything is drawn."""
        for _ in range(3):
            await self.pilot.pause()

    async def finish(self) -> None:
        """Wait until what is done beside this screen is done, and drawn."""
        here = [work for work in self.app.workers if work.node is self.app.screen]
        with suppress(WorkerCancelled):
            for work in here:
                await work.wait()
        await self.settle()

    async def write(self, text: str) -> None:
        """Type a text."""
        await self.press(*(KEYS.get(each, each) for each in text))

    async def paste(self, text: str) -> None:
        """Paste a text where the keyboard is."""
        assert self.app.screen.focused is not None
        self.app.screen.focused.post_message(events.Paste(text))
        await self.settle()


@asynccontextmanager
async def at_start(
    *keys: str, size: tuple[int, int] = (80, 24), lang: Lang = "en"
) -> AsyncIterator[AtStart]:
    """Sit at the start screen while the block runs, after pressing these keys."""
    person = AtStart(lang)
    async with person.app.run_test(size=size, notifications=True) as pilot:
        person.sit(pilot)
        await person.settle()
        await person.press(*keys)
        yield person
