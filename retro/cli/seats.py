"""Which front a person sits at, and how a command runs there.

The full screen at a terminal; lines with `--plain` or `--json`, and wherever stdin or
stdout is no terminal.
"""

from __future__ import annotations

import asyncio
import os
import signal
import sys
import time
from collections.abc import Awaitable, Callable
from typing import TYPE_CHECKING, Literal

from retro.cli.common import Here, at_terminal, cannot
from retro.client.errors import ClientError
from retro.given import Unusable
from retro.i18n import N_, Speech
from retro.plain.front import Front, Reader, Source
from retro.plain.lines import Lines
from retro.resume import forget_stale
from retro.seat import AnyClient, Invitation, Part, Seat
from retro.signals import heed_signals

if TYPE_CHECKING:
    from retro.tui.app import RetroApp

Opening = Callable[[Seat], Awaitable[None]]

FORESEEN = (Unusable, ClientError, OSError)
"""What may end an opening, and is one sentence to the person."""

LOOKS = (
    "TEXTUAL_ANIMATIONS", "TEXTUAL_COLOR_SYSTEM", "TEXTUAL_DIM_FACTOR",
    "TEXTUAL_DISABLE_KITTY_KEY", "TEXTUAL_FPS", "TEXTUAL_SMOOTH_SCROLL",
    "TEXTUAL_SPEEDUPS",
)  # fmt: skip
"""What Textual may be told by the environment; all else it is told there is ignored."""

_QUESTIONS = {
    "name": N_("Your name, as the others see it:"),
    "invitation": N_("The link, or the four words:"),
}


def write(line: str) -> None:
    """Put one line out at once, also into a pipe."""
    sys.stdout.write(f"{line}\n")
    sys.stdout.flush()


class PlainSeat:
    """A seat at the line client; `source` gives the lines, else stdin does."""

    def __init__(
        self, here: Here, *, as_json: bool, source: Source | None = None
    ) -> None:
        """Sit down; call it inside the running loop."""
        self._here = here
        self._json = as_json
        self._source = source
        self._stdin: Lines | None = None

    @property
    def _lines(self) -> Source:
        """Where lines come from; stdin is only read once somebody wants one."""
        if self._source is None:
            self._source = self._stdin = Lines.of_stdin()
            self._stdin.start()
        return self._source

    async def ask(self, wanted: Literal["name", "invitation"]) -> str:
        """Ask at a terminal, or take the next line of a pipe without a word.

        A program that gives no name is "Someone"; the login name is never told.
        """
        _ = self._here.speech
        if sys.stdin is not None and sys.stdin.isatty():
            sys.stdout.write(f"{_(_QUESTIONS[wanted])} ")
            sys.stdout.flush()
        elif wanted == "name":
            return _("Someone")
        return (await self._lines.next() or "").strip()

    def tell(self, line: str) -> None:
        """Write a line, unless a program reads events."""
        if not self._json:
            write(line)

    async def play(self, client: AnyClient, part: Part) -> bool:
        """Be in the session, line by line. Ctrl-C leaves."""
        for line in _invitation(self._here, part.invitation):
            self.tell(line)
        here = self._here
        reading = Reader(
            speech=here.speech,
            write=write,
            json=self._json,
            lead=part.lead,
            screen=part.screen,
            names=part.names,
            look=1.0 if sys.stdin.isatty() and not self._json else 0.0,
        )
        front = Front(
            client,
            self._lines,
            reading,
            first=part.first,
            out=part.out,
            seal=part.seal,
        )
        await front.run()
        return front.ended


def _invitation(here: Here, invitation: Invitation | None) -> list[str]:
    """Say how colleagues get in, and what is not filled in."""
    if invitation is None:
        return []
    _ = here.speech
    lines = [
        _("Colleagues join with: retro join {link}", link=link)
        for link in invitation.links
    ]
    return [*lines, *filter(None, (invitation.advice, invitation.missing))]


def sit(here: Here, opening: Opening, *, plain: bool, as_json: bool = False) -> None:
    """Carry out `opening` at the front that fits this terminal."""
    if plain or as_json or not at_terminal():
        forget_stale(time.time())
        run(lambda: opening(PlainSeat(here, as_json=as_json)))
    else:
        full_screen(here, opening)


def full_screen(here: Here, opening: Opening | None = None) -> None:
    """Carry out `opening` on the full screen, or whatever is chosen there."""
    forget_stale(time.time())
    keep_to_the_screen()
    from retro.cli.start import opening_of  # noqa: PLC0415  only when it runs
    from retro.tui.app import RetroApp  # noqa: PLC0415  textual takes its time

    app = RetroApp(
        here.speech, opening, opens=opening_of, failures=FORESEEN, cannot=sentence
    )
    stopped = asyncio.run(_shown(app))
    for line in app.told:
        write(line)
    if stopped:
        raise KeyboardInterrupt
    if app.failure is not None:
        raise app.failure


async def _shown(app: RetroApp) -> bool:
    """Run the app; say whether the system stopped it, which leaves a usable terminal.

    By itself the end would come at once, with the terminal still the app's.
    """
    heed_signals()
    loop, stopped = asyncio.get_running_loop(), asyncio.Event()

    def stop() -> None:
        stopped.set()
        app.exit()

    def signalled(*_: object) -> None:
        loop.call_soon_threadsafe(stop)

    before = signal.signal(signal.SIGTERM, signalled)
    try:
        await app.run_async()
    finally:
        signal.signal(signal.SIGTERM, before)
    return stopped.is_set()


def keep_to_the_screen() -> None:
    """Have Textual write nothing but the screen, whatever its developers' switches say.

    With those it logs every key and every text to a file, sends them to a console,
    takes pictures of the screen, presses keys, or hands all over to a browser.
    """
    for name in [name for name in os.environ if name.startswith("TEXTUAL")]:
        if name not in LOOKS:
            del os.environ[name]


def sentence(_: Speech, error: Exception) -> str:
    """Say in one sentence why an opening failed."""
    return error.sentence if isinstance(error, Unusable) else cannot(_, error)


def run(main: Callable[[], Awaitable[None]]) -> None:
    """Run a coroutine; Ctrl-C is a way to leave."""

    async def awaited() -> None:
        heed_signals()
        await main()

    try:
        asyncio.run(awaited())
    except KeyboardInterrupt:
        return
