"""What a session asks before it does something: the dialogs behind some of its keys.

Each asks in a dialog over the session and sees to what is answered; a screen that is
closed without an answer does nothing.
"""

from __future__ import annotations

from collections.abc import Callable

from textual.app import App

from retro.client import commands as c
from retro.client import events as e
from retro.tui.screens.dialogs import ConfirmDialog, TextDialog
from retro.tui.screens.sealing import Destination, ExportDialog
from retro.tui.session import Session


def _confirm(
    app: App[object], question: str, text: str, then: Callable[[], None]
) -> None:
    """Ask for yes or no, and do `then` on yes."""

    def answered(yes: bool | None) -> None:
        if yes:
            then()

    app.push_screen(ConfirmDialog(question, text), answered)


def go_on_with_few(app: App[object], session: Session, refused: e.Refused) -> None:
    """Ask the facilitator whether a small group is enough, and collect then."""

    def go_on() -> None:
        session.do(c.ConfirmSmall())
        session.do(c.Collect())

    _ = session.speech
    question = _("Go on with so few?")
    _confirm(app, question, session.why(refused), go_on)


def end(app: App[object], session: Session) -> None:
    """Ask whether the session is to end for everybody."""
    _ = session.speech
    text = _("Everybody's session ends. Everyone can still export the norms then.")
    _confirm(app, _("End the session?"), text, lambda: session.do(c.End()))


def stop(app: App[object], session: Session) -> None:
    """Ask whether the round is to be stopped while it is being mixed."""
    _ = session.speech
    text = _(
        "What people wrote stays with them. If it was nearly done, some of it may have "
        "been read; they are told then."
    )
    _confirm(app, _("Stop collecting?"), text, lambda: session.do(c.Abort()))


def differ(app: App[object], session: Session) -> None:
    """Ask whether names or words differ after all: it stops everybody."""
    _ = session.speech
    text = _("Everybody sees it then, and nothing is sent until it is cleared up.")
    question = _("Are names or words not right after all?")
    _confirm(app, question, text, lambda: session.do(c.Words("differ")))


def timer(app: App[object], session: Session) -> None:
    """Ask for the minutes of the timer."""

    def answered(minutes: str | None) -> None:
        if minutes is None:
            return
        try:
            seconds = round(float(minutes.replace(",", ".") or 0) * 60)
        except (ValueError, OverflowError):
            seconds = -1
        session.do(c.Timer(seconds))

    _ = session.speech
    prompt = _("How many minutes? Nothing or 0 turns the timer off.")
    app.push_screen(TextDialog(prompt, value="5", optional=True), answered)


def export(app: App[object], session: Session) -> None:
    """Ask for the folder or file to write to, and for a passphrase to seal it with."""

    def answered(wanted: Destination | None) -> None:
        if wanted and (passphrase := wanted.passphrase or session.part.seal):
            app.run_worker(session.seal(wanted.to, passphrase), group="sealing")
        elif wanted:
            session.export(wanted.to)

    sealed = bool(session.part.seal)
    app.push_screen(ExportDialog("retro-session/", sealed=sealed), answered)
