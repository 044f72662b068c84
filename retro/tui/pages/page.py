"""What every page of a session shares."""

from __future__ import annotations

from typing import ClassVar

from textual.containers import Vertical

from retro.client import commands as c
from retro.tui.session import Answered, Session
from retro.tui.view import View


class Page(Vertical):
    """One step of the session on the screen.

    `show` is called after every change and once after mounting; a page keeps nothing of
    the session itself, only what its own widgets are in the middle of.
    """

    AT_ONCE: ClassVar[bool] = False
    """Whether it takes the keys at once, also of who still types: no letter acts."""

    def __init__(self, session: Session) -> None:
        """Prepare to show `session`."""
        super().__init__()
        self.session = session
        self._ = session.speech

    @property
    def view(self) -> View:
        """The session as it is now."""
        return self.session.view

    def show(self, view: View) -> None:
        """Show what changed."""

    def start(self) -> None:
        """Put the focus where a person begins."""
        for widget in self.query("*"):
            if widget.focusable:
                widget.focus()
                return

    def do(self, command: c.Command, answered: Answered | None = None) -> None:
        """Ask for something."""
        self.session.do(command, answered)

    def changed(self) -> None:
        """Have the keys at the bottom follow what can be done now."""
        self.refresh_bindings()

    def unsaved(self) -> bool:
        """Say whether some text was typed that a round would not take along."""
        return False

    def tick(self) -> None:
        """Let a second pass on what shows time."""
