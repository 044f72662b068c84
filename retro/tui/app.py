"""The app: one seat at this computer, from the start screen to the end of a session.

What is led, joined or tried is prepared by the commands, the same for every front; the
app only gives them a `Seat` to ask, tell and play at.
"""

from __future__ import annotations

import asyncio
import time
from collections.abc import Awaitable, Callable
from pathlib import Path, PurePath
from typing import ClassVar

from textual.app import App
from textual.binding import Binding, BindingType
from textual.worker import Worker, WorkerFailed

from retro.client.errors import ClientError
from retro.i18n import N_, Speech
from retro.seat import Seat
from retro.tui.choices import Choice
from retro.tui.screens.waiting import WaitingScreen
from retro.tui.seat import ScreenSeat
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
        Binding("escape", "give_up", N_("Back")),
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
        for theme in THEMES:
            self.register_theme(theme)
        self.theme = DARK.name  # before the sheets are read, or they are read twice
        self.speech = speech
        self.session: Session | None = None
        self.failure: Exception | None = None
        self.told: list[str] = []
        self.clock = clock
        self.look = look
        self._opening = opening
        self._opens = opens
        self._failures = failures
        self._cannot = cannot
        self._chosen: Choice | None = None
        self._work: Worker[None] | None = None
        self._left = asyncio.Event()

    # ------------------------------------------------------------------ beginning

    def on_mount(self) -> None:
        """Begin with the opening, or let the person choose."""
        if self._opening is not None:
            self.open(self._opening)
        else:
            self.show_start()

    def show_start(self, sentence: str = "", again: Choice | None = None) -> None:
        """Show the start screen, with what went wrong before if anything did.

        `again` is the choice that it went wrong with, to be mended.
        """
        from retro.tui.screens.start import StartScreen  # noqa: PLC0415  only then

        self.session = None
        self.told.clear()
        self._chosen = again
        self._back_to_nothing()
        self.push_screen(StartScreen(sentence, again))

    def choose(self, choice: Choice) -> None:
        """Begin with what the person chose at the start screen."""
        assert self._opens is not None  # nosec B101  # noqa: S101  for the type checker
        self._chosen = choice
        self.open(self._opens(choice, self.speech))

    def open(self, opening: Opening) -> None:
        """Carry out an opening, and show that it is under way."""
        self._left.clear()
        self._back_to_nothing()
        self.push_screen(WaitingScreen())
        self._work = self.run_worker(self._carry_out(opening), exclusive=True)

    def _back_to_nothing(self) -> None:
        while len(self.screen_stack) > 1:
            self.pop_screen()

    async def _carry_out(self, opening: Opening) -> None:
        try:
            await opening(ScreenSeat(self))
        except self._failures as error:
            if self.session is not None and self.session.view.cannot:
                await self._left.wait()  # what was written is only on the screen
            if self._opening is None:
                self.show_start(self._cannot(self.speech, error), self._chosen)
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

    # ------------------------------------------------------------------ saying

    def say(self, sentence: str, wrong: bool = False) -> None:
        """Show one sentence that passes; people's words in it stay literal."""
        self.notify(
            sentence, severity="warning" if wrong else "information", markup=False
        )

    # ------------------------------------------------------------------ leaving

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:
        """Offer to give up only what is under way and no session yet."""
        if action != "give_up":
            return True
        begun = self.session is not None and self.session.view.welcome is not None
        return self._work is not None and self._work.is_running and not begun

    def action_give_up(self) -> None:
        """Give up what is being opened, and go back to where it was chosen."""
        if self._work is not None:
            self._work.cancel()
        if self._opening is not None:
            self.exit()
        else:
            self.show_start(again=self._chosen)

    def action_leave(self) -> None:
        """Leave: at once when nothing is under way, else after asking."""
        from retro.tui.screens.dialogs import ConfirmDialog, leaving  # noqa: PLC0415

        session = self.session
        if session is None or session.view.welcome is None or self._left.is_set():
            self.exit()
        elif session.view.ended or session.view.cannot:
            self._left.set()
        elif not isinstance(self.screen, ConfirmDialog):

            def answered(leave: bool | None) -> None:
                if leave:
                    self.run_worker(session.leave())

            self.push_screen(leaving(self.speech, lead=session.part.lead), answered)

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
