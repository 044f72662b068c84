"""The seconds until a round begins, over whatever page people are still busy on."""

from __future__ import annotations

from collections.abc import Iterator
from math import ceil

from textual.content import Content
from textual.widgets import Static

from retro.sentences import REASONS, said
from retro.tui.session import Session
from retro.tui.view import View


class Countdown(Static):
    """One line for who writes or chooses; the focus stays where it is."""

    def __init__(self, session: Session) -> None:
        """Prepare to show `session`."""
        super().__init__()
        self._session = session
        self._ = session.speech
        self._said = ""

    def on_mount(self) -> None:
        """Take no room while nothing is counted down."""
        self.display = False

    def show(self, view: View, *, unsaved: bool = False) -> None:
        """Show the seconds that are left; `unsaved`: some text is not saved yet."""
        shown = view.countdown is not None and not view.screen and not view.ended
        sentence = " ".join(self._sentences(view, unsaved)) if shown else ""
        if sentence != self._said:
            self._said = sentence
            self.update(Content(sentence))
            self.display = shown

    def _sentences(self, view: View, unsaved: bool) -> Iterator[str]:
        _, moment = self._, view.countdown or 0.0
        left = max(0, ceil(moment - self._session.clock()))
        if view.retried is not None:
            reason = said(_, REASONS, view.retried.reason or "")
            yield _("It stopped: {reason}. Trying once more.", reason=reason)
        elif not left:
            yield _("Collecting: waiting for every laptop to answer.")
        else:
            yield _.plural(
                "Collecting in {n} second.", "Collecting in {n} seconds.", left
            )
            if unsaved:
                yield _("Unsaved text does not go along: press Enter to save it.")
            elif view.own is not None and view.own.blank:
                yield _("You send nothing this time.")
            elif view.kind == "write":
                yield _("What you save now still goes along.")
            else:
                yield _("You can still change what you chose.")
