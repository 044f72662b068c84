"""Where files go and what seals them; and the passphrase of one that is sealed.

What is typed for a passphrase shows as dots, and is kept nowhere.
"""

from __future__ import annotations

import asyncio
from pathlib import Path
from typing import ClassVar, Generic, TypeVar

from attrs import field, frozen
from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import Horizontal, Vertical
from textual.content import Content
from textual.widgets import Button, Static

from formats.session_file import SavedSession
from formats.text import clean, one_line
from retro.given import Unusable, passphrase_wrong, read_session
from retro.tui.screens.dialogs import Dialog
from retro.tui.widgets.editor import Line

T = TypeVar("T")


@frozen(kw_only=True)
class Destination:
    """Where to write, and the passphrase to seal it with; empty for none."""

    to: str
    passphrase: str = field(default="", repr=False)


class Secret(Line):
    """A line whose characters are not shown; what it holds cannot be copied."""

    def __init__(self, *, placeholder: str = "", id: str) -> None:
        """Begin empty."""
        super().__init__(password=True, placeholder=placeholder, compact=True, id=id)

    def action_copy(self) -> None:
        """Copy nothing."""

    def action_cut(self) -> None:
        """Cut nothing."""


class _Asking(Dialog[T], Generic[T]):
    """Lines to fill in, with what is wrong with them under them."""

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("up", "app.focus_previous", show=False),
        Binding("down", "app.focus_next", show=False),
    ]

    def ending(self) -> ComposeResult:
        """Give what is the same under all: what is wrong, the buttons, the keys."""
        _ = self.speech
        yield Static(classes="wrong")
        with Horizontal(classes="buttons"):
            yield Button(_("OK"), id="ok", variant="primary")
            yield Button(_("Cancel"), id="cancel")
        yield Static(Content(_("Enter: OK · Esc: cancel")), classes="quiet")

    def on_mount(self) -> None:
        """Begin in the first line."""
        self.wrong("")
        self.query(Line).first().focus()

    def wrong(self, sentence: str) -> None:
        """Say what is wrong; nothing when it is mended."""
        shown = self.query_one(".wrong", Static)
        shown.update(Content(f"⚠ {sentence}" if sentence else ""))
        shown.display = bool(sentence)

    def typed(self, id: str) -> str:
        """Give what stands in a line, as it is."""
        return self.query_one(f"#{id}", Line).value

    def action_done(self) -> None:
        """Take what was typed, when it can be used."""

    def on_input_submitted(self) -> None:
        """Take it with Enter too."""
        self.action_done()

    def on_input_changed(self) -> None:
        """Say nothing more of what is being mended."""
        self.wrong("")

    def on_button_pressed(self, event: Button.Pressed) -> None:
        """Do what the button says."""
        event.stop()
        if event.button.id == "ok":
            self.action_done()
        else:
            self.dismiss(None)


class ExportDialog(_Asking[Destination]):
    """Where an export goes, and with which passphrase it is sealed.

    `sealed` tells that a passphrase was given at the start; then none is asked for.
    """

    def __init__(self, to: str, *, sealed: bool = False) -> None:
        """Begin with the folder `to`."""
        super().__init__()
        self._to = to
        self._sealed = sealed

    def compose(self) -> ComposeResult:
        """Lay out the lines and what they mean."""
        _ = self.speech
        with Vertical(classes="dialog"):
            prompt = _("To which folder? Or name a file: .md, .csv or .retro.")
            yield Static(Content(prompt), classes="title")
            yield Line(self._to, compact=True, select_on_focus=False, id="to")
            if self._sealed:
                says = _("It is sealed with the passphrase you gave at the start.")
                yield Static(Content(says), classes="quiet")
            else:
                says = _(
                    "With a passphrase only session.retro is written, sealed: without "
                    "it nobody can read that again, you neither."
                )
                yield Static(Content(says), classes="quiet")
                yield Secret(placeholder=_("Passphrase, or leave empty"), id="first")
                yield Secret(placeholder=_("The same once more"), id="again")
            yield from self.ending()

    def action_done(self) -> None:
        """Give what is wanted, when there is a place and the two are the same."""
        to = clean(self.typed("to"))
        if not to:
            self.query_one("#to").focus()
            return
        if self._sealed:
            self.dismiss(Destination(to=to))
            return
        first, again = self.typed("first"), self.typed("again")
        if first or again:
            wrong = passphrase_wrong(self.speech, first, again)
            if wrong:
                self.wrong(wrong)
                self.query_one("#first" if first == again else "#again").focus()
                return
        self.dismiss(Destination(to=to, passphrase=first))


class OpeningDialog(_Asking[SavedSession]):
    """Asks for the passphrase of a sealed session, and gives the session."""

    def __init__(self, path: Path) -> None:
        """Open the file at `path`."""
        super().__init__()
        self._path = path

    def compose(self) -> ComposeResult:
        """Lay out the line and what it is for."""
        _ = self.speech
        with Vertical(classes="dialog"):
            yield Static(Content(_("This session is sealed")), classes="title")
            yield Static(Content(one_line(str(self._path))), classes="quiet")
            yield Secret(placeholder=_("Its passphrase"), id="first")
            yield from self.ending()

    def action_done(self) -> None:
        """Try what was typed, beside the screen: it takes about a second."""
        if given := self.typed("first"):
            self.run_worker(self._try(given), group="sealing", exclusive=True)

    async def _try(self, given: str) -> None:
        _ = self.speech
        self.wrong("")
        try:
            session = await asyncio.to_thread(read_session, _, self._path, given)
        except Unusable as error:
            line = self.query_one("#first", Line)
            line.value = ""
            line.focus()
            self.call_after_refresh(self.wrong, error.sentence)
        else:
            self.dismiss(session)
