"""The app: one seat at this computer, from the start screen to the end of a session.

What is led, joined or tried is prepared by the commands, the same for every front; the
app only gives them a `Seat` to ask, tell and play at.
"""

from __future__ import annotations

import asyncio
import time
from collections.abc import Awaitable, Callable
from pathlib import Path, PurePath
from typing import ClassVar, Literal

from textual.app import App
from textual.binding import Binding, BindingType
from textual.worker import WorkerFailed

from retro.client.errors import ClientError
from retro.i18n import N_, Speech
from retro.seat import AnyClient, Part, Seat
from retro.tui.choices import Choice
from retro.tui.screens.waiting import WaitingScreen
from retro.tui.session import LOOK, Session
from retro.tui.theme import DARK, LIGHT, THEMES

Opening = Callable[[Seat], Awaitable[None]]

STYLES: list[str | PurePath] = [*sorted(Path(__file__).parent.rglob("*.tcss"))]


class RetroApp(App[None]):
    """The full-screen client.

    `opening` is what to begin with; without it the start screen lets the person choose,
    and `opens` makes an opening of that choice in a language. An opening may fail with
    one of `failures`, of which `cannot` makes a sentence.
    """

    CSS_PATH = STYLES
    TITLE = "retro"
    ENABLE_COMMAND_PALETTE = False
    HORIZONTAL_BREAKPOINTS = [  # noqa: RUF012  textual's own declaration
        (0, "-narrow"),
        (64, "-normal"),
        (110, "-wide"),
    ]
    VERTICAL_BREAKPOINTS = [(0, "-low"), (30, "-high")]  # noqa: RUF012  the same
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("ctrl+q", "leave", N_("Leave"), show=False, priority=True),
        Binding("f12", "toggle_light", N_("Light or dark"), show=False),
    ]

    def __init__(
        self,
        speech: Speech,
        opening: Opening | None = None,
        *,
        opens: Callable[[Choice, Speech], Opening] | None = None,
        failures: tuple[type[Exception], ...] = (ClientError,),
        cannot: Callable[[Speech, Exception], str] = lambda _, error: str(error),
        clock: Callable[[], float] = time.monotonic,
        look: float = LOOK,
    ) -> None:
        """Prepare to show the start screen, or `opening` at once."""
        super().__init__()
        self.speech = speech
        self.session: Session | None = None
        self.failure: Exception | None = None
        self.told: list[str] = []
        self._opening = opening
        self._opens = opens
        self._failures = failures
        self._cannot = cannot
        self._clock = clock
        self._look = look
        self._left = asyncio.Event()

    # ------------------------------------------------------------------ beginning

    def on_mount(self) -> None:
        """Begin with the opening, or let the person choose."""
        for theme in THEMES:
            self.register_theme(theme)
        self.theme = DARK.name
        if self._opening is not None:
            self.open(self._opening)
        else:
            self.show_start()

    def show_start(self, sentence: str = "") -> None:
        """Show the start screen, with what went wrong before if anything did."""
        from retro.tui.screens.start import StartScreen  # noqa: PLC0415  only then

        self._back_to_nothing()
        self.push_screen(StartScreen(sentence))

    def choose(self, choice: Choice) -> None:
        """Begin with what the person chose at the start screen."""
        assert self._opens is not None  # noqa: S101  for the type checker
        self.open(self._opens(choice, self.speech))

    def open(self, opening: Opening) -> None:
        """Carry out an opening, and show that it is under way."""
        self._back_to_nothing()
        self.push_screen(WaitingScreen())
        self.run_worker(self._carry_out(opening), exclusive=True)

    def _back_to_nothing(self) -> None:
        while len(self.screen_stack) > 1:
            self.pop_screen()

    async def _carry_out(self, opening: Opening) -> None:
        try:
            await opening(self)
        except self._failures as error:
            if self._opening is None:
                self.show_start(self._cannot(self.speech, error))
            else:
                self.failure = error
                self.exit()
            return
        if self.session is not None and self.session.view.ended:
            await self._left.wait()
        if self._opening is not None:
            self.exit()
        else:
            self.show_start()

    # ------------------------------------------------------------------ a seat

    async def ask(self, wanted: Literal["name", "invitation"]) -> str:
        """Ask for what is wanted on a screen of its own."""
        from retro.tui.screens.asking import AskingScreen  # noqa: PLC0415  only then

        return await self.push_screen_wait(AskingScreen(wanted))

    def tell(self, line: str) -> None:
        """Keep a line for when the screen is the terminal's again."""
        self.told.append(line)

    async def play(self, client: AnyClient, part: Part) -> bool:
        """Show the session until it is over or the person leaves."""
        from retro.tui.screens.session import SessionScreen  # noqa: PLC0415  only then

        self._left.clear()
        session = Session(
            client,
            self.speech,
            part,
            changed=self._changed,
            say=self.say,
            clock=self._clock,
            look=self._look,
        )
        self.session = session
        await self.switch_screen(SessionScreen(session))
        return await session.live()

    def _changed(self) -> None:
        from retro.tui.screens.session import SessionScreen  # noqa: PLC0415  known

        for screen in self.screen_stack:
            if isinstance(screen, SessionScreen):
                screen.post_message(SessionScreen.Changed())

    def say(self, sentence: str, wrong: bool = False) -> None:
        """Show one sentence that passes; people's words in it stay literal."""
        severity: Literal["warning", "information"] = (
            "warning" if wrong else "information"
        )
        self.notify(sentence, severity=severity, markup=False)

    # ------------------------------------------------------------------ leaving

    async def action_leave(self) -> None:
        """Leave: at once when nothing is under way, else after asking."""
        session = self.session
        if session is None or session.view.ended or session.view.welcome is None:
            self._left.set()
            if session is None or not session.view.ended or self._opening is not None:
                self.exit()
            return
        from retro.tui.screens.dialogs import ConfirmDialog  # noqa: PLC0415  only then

        if isinstance(self.screen, ConfirmDialog):
            return
        _ = self.speech
        warning = (
            _("You lead this session; without you it stops. You can come back to it.")
            if session.part.lead
            else _("What you wrote and did not send yet is gone then.")
        )

        def answered(leave: bool | None) -> None:
            if leave:
                self.run_worker(session.leave())

        self.push_screen(ConfirmDialog(_("Leave the session?"), warning), answered)

    def action_help_quit(self) -> None:
        """Say how to leave, for who presses Ctrl+C."""
        _ = self.speech
        self.say(_("To leave, press Ctrl+Q."))

    def action_toggle_light(self) -> None:
        """Turn the colours to light or dark."""
        self.theme = LIGHT.name if self.theme == DARK.name else DARK.name

    def _fatal_error(self) -> None:
        """End on what nobody foresaw without a traceback, which would hold texts."""
        error = self._exception
        wrapped = error.error if isinstance(error, WorkerFailed) else error
        self.failure = wrapped if isinstance(wrapped, Exception) else error
        self._close_messages_no_wait()
