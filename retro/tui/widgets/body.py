"""Where the page of the step stands, and when a page that came gets the keys."""

from __future__ import annotations

from textual import events, on
from textual.containers import Container
from textual.timer import Timer
from textual.widgets import Input, TextArea

from retro.tui.pages.page import Page
from retro.tui.session import Session


class Body(Container):
    """One page at a time.

    The facilitator may go on while people type, and pages have keys of one letter. So
    that the rest of a word neither votes nor consents, the body itself takes the keys
    of whoever still types, until they stopped for as long as it takes to look up.
    """

    def __init__(self, session: Session) -> None:
        """Begin without a page."""
        super().__init__(id="body")
        self._session = session
        self._typed = float("-inf")
        self._waiting: Timer | None = None
        self._page: Page | None = None

    async def turn_to(self, page: Page) -> None:
        """Put `page` in the place of the one before."""
        with self.app.batch_update():
            await self.remove_children()
            await self.mount(page)

    def begin(self, page: Page) -> None:
        """Give the page the keys, as soon as they are meant for it."""
        self._stop_waiting()
        self._page = page
        if page.AT_ONCE or self._session.clock() >= self._typed + self._session.look:
            self._give()
        else:
            self.can_focus = True
            self.focus()
            self._wait()

    def _wait(self) -> None:
        self._waiting = self.set_timer(self._session.look, self._give)

    def _stop_waiting(self) -> None:
        if self._waiting is not None:
            self._waiting.stop()
            self._waiting = None

    def _give(self) -> None:
        self._stop_waiting()
        if self._page is not None:
            self._page.start()
        self.can_focus = False

    @on(Input.Changed)
    @on(TextArea.Changed)
    def _typing(self) -> None:
        self._typed = self._session.clock()

    def on_key(self, event: events.Key) -> None:
        """Wait on while somebody types."""
        if self._waiting is not None and event.is_printable:
            event.stop()
            self._stop_waiting()
            self._wait()
