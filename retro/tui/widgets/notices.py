"""What a person must see and answer, whatever step the session is at.

Never a dialog: nobody is pulled away while typing, and no letter that was meant for a
note may answer a question about trust. So the answers are function keys and clicks.
"""

from __future__ import annotations

from collections.abc import Iterator

from attrs import frozen
from textual.app import ComposeResult
from textual.containers import Horizontal, Vertical
from textual.content import Content
from textual.widgets import Button, Static

from retro.client import commands as c
from retro.client import events as e
from retro.i18n import N_
from retro.sentences import WARNINGS, said
from retro.tui.session import Session
from retro.tui.view import View

CHOOSING = {"missed", "maybe-read-before"}
"""Warnings that want a choice: send after all, or send nothing."""


@frozen
class Notice:
    """One thing to be told: its text, and what can be answered (name, label)."""

    text: str
    answers: tuple[tuple[str, str], ...]
    warning: e.Warned | None = None


class Notices(Vertical, can_focus=False):
    """The notices that wait, one at a time, the most urgent first."""

    def __init__(self, session: Session) -> None:
        """Prepare to show `session`."""
        super().__init__()
        self._session = session
        self._ = session.speech
        self._shown: tuple[Notice | None, int] = (None, 0)

    def compose(self) -> ComposeResult:
        """Show the first notice."""
        notice, more = self._shown
        if notice is None:
            return
        _ = self._
        yield Static(Content(notice.text), classes="text")
        with Horizontal(classes="answers"):
            for name, label in notice.answers:
                button = Button(_(label), id=name, compact=True)
                button.can_focus = False
                yield button
            if more:
                yield Static(_.plural("{n} more", "{n} more", more), classes="more")

    def show(self, view: View) -> None:
        """Show what waits now."""
        waiting = list(self._waiting(view))
        shown = (waiting[0] if waiting else None, max(0, len(waiting) - 1))
        if shown != self._shown:
            self._shown = shown
            self.display = bool(waiting)
            self.refresh(recompose=True)

    def on_mount(self) -> None:
        """Take no room while there is nothing to say."""
        self.display = False

    def _waiting(self, view: View) -> Iterator[Notice]:
        if view.ended or view.screen:
            return
        for warning in reversed(view.warnings):
            yield self._warned(warning)
        roster = view.roster
        if roster is not None and not roster.answer and view.kind != "welcome":
            yield Notice(self._roster(roster), (_SAME, _DIFFER))

    def _roster(self, roster: e.Roster) -> str:
        """Ask whether the names and the four words are the same here."""
        _ = self._
        words = " ".join(roster.words)
        if roster.known and (roster.added or roster.removed):
            changes = [f"+{name}" for name in roster.added]
            changes += [f"-{name}" for name in roster.removed]
            who = _("Who is here changed: {changes}.", changes=", ".join(changes))
        else:
            names = _.listed(list(roster.members))
            who = _("Is exactly this who is here: {names}?", names=names)
        return f"{who} " + _(
            "The four words: {words}. The same on every screen?", words=words
        )

    def _warned(self, warning: e.Warned) -> Notice:
        _ = self._
        code = warning.code
        if code == "maybe-read" and not warning.texts:
            code = "maybe-read-before"
        parts = [said(_, WARNINGS, code)]
        if warning.added:
            parts.append(
                _("Compared with then: with {names}.", names=_.listed(warning.added))
            )
        if warning.removed:
            parts.append(
                _(
                    "Compared with then: without {names}.",
                    names=_.listed(warning.removed),
                )
            )
        parts += [f"- {text}" for text in warning.texts]
        answers = (_SEND, _NOTHING) if code in CHOOSING else (_READ,)
        separator = "\n" if warning.texts else " "
        return Notice(separator.join(parts), answers, warning)

    def on_button_pressed(self, event: Button.Pressed) -> None:
        """Answer the notice."""
        event.stop()
        self.answer(str(event.button.id))

    def answer(self, name: str) -> None:
        """Give the answer of that name to the notice that is shown."""
        notice = self._shown[0]
        if notice is None or name not in dict(notice.answers):
            return
        command = _COMMANDS.get(name)
        if command is not None:
            self._session.do(command)
        if notice.warning is not None:
            self._session.dismiss(notice.warning)


_SAME = ("same", N_("Same  F7"))
_DIFFER = ("differ", N_("Differ  F8"))
_SEND = ("send", N_("Send mine anyway  F7"))
_NOTHING = ("nothing", N_("Send nothing  F8"))
_READ = ("read", N_("I have read this  F8"))
_COMMANDS: dict[str, c.Command] = {
    "same": c.Words("same"),
    "differ": c.Words("differ"),
    "send": c.Send(),
    "nothing": c.Blank(),
}
