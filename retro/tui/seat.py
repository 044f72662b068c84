"""The seat of the full-screen client: what a command asks, tells and plays there."""

from __future__ import annotations

from typing import TYPE_CHECKING, Literal

from retro.seat import AnyClient, Part
from retro.tui.session import Session

if TYPE_CHECKING:
    from retro.tui.app import RetroApp


class ScreenSeat:
    """Somebody who sits at `app`."""

    def __init__(self, app: RetroApp) -> None:
        """Sit down."""
        self._app = app

    async def ask(self, wanted: Literal["name", "invitation"]) -> str:
        """Ask for what is wanted on a screen of its own."""
        from retro.tui.screens.asking import AskingScreen  # noqa: PLC0415  only then

        return await self._app.push_screen_wait(AskingScreen(wanted))

    def tell(self, line: str) -> None:
        """Keep a line for when the screen is the terminal's again."""
        self._app.told.append(line)

    async def play(self, client: AnyClient, part: Part) -> bool:
        """Show the session until it is over or the person leaves."""
        from retro.tui.screens.session import SessionScreen  # noqa: PLC0415  only then

        app = self._app
        session = Session(
            client,
            app.speech,
            part,
            changed=self._changed,
            say=app.say,
            clock=app.clock,
            look=app.look,
        )
        app.session = session
        await app.switch_screen(SessionScreen(session))
        return await session.live()

    def _changed(self) -> None:
        from retro.tui.screens.session import SessionScreen  # noqa: PLC0415  known

        for screen in self._app.screen_stack:
            if isinstance(screen, SessionScreen):
                screen.post_message(SessionScreen.Changed())
