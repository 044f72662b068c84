"""Small dialogs over a session: a text to type, a question to answer."""

from __future__ import annotations

from typing import ClassVar, Generic, TypeVar

from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import Horizontal, Vertical
from textual.content import Content
from textual.screen import ModalScreen
from textual.widget import Widget
from textual.widgets import Button, Static

from formats.entries import TEXT_BYTES
from formats.text import clean
from retro.i18n import N_, Speech
from retro.tui.widgets.editor import Area, Editor

T = TypeVar("T")


class Dialog(ModalScreen[T], Generic[T]):
    """Something in the middle of the screen that Escape closes."""

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("escape", "close", N_("Close"), show=False),
    ]

    @property
    def speech(self) -> Speech:
        """The person's language."""
        found: Speech = self.app.speech  # type: ignore[attr-defined]  # RetroApp's own
        return found

    def action_close(self) -> None:
        """Close without an answer."""
        self.dismiss(None)

    def on_resize(self) -> None:
        """Give what may be long the lines that all else leaves, so nothing is cut."""
        self.call_after_refresh(self._fit)

    def _fit(self) -> None:
        for long in self.query(".long"):
            dialog = long.parent
            if isinstance(dialog, Widget):
                others = (each for each in dialog.children if each is not long)
                taken = sum(
                    e.outer_size.height + e.styles.margin.height for e in others
                )
                room = self.size.height * 9 // 10 - dialog.gutter.height - taken
                long.styles.max_height = max(3, room)


class ConfirmDialog(Dialog[bool]):
    """A question that wants yes or no; nothing happens by accident."""

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("left,right,up,down", "other", show=False),
    ]

    def __init__(self, question: str, text: str = "") -> None:
        """Ask `question`, explained by `text`."""
        super().__init__()
        self._question = question
        self._text = text

    def compose(self) -> ComposeResult:
        """Lay out the question; No has the focus."""
        _ = self.speech
        with Vertical(classes="dialog"):
            yield Static(Content(self._question), classes="title")
            if self._text:
                yield Static(Content(self._text))
            with Horizontal(classes="buttons"):
                yield Button(_("Yes"), id="yes")
                yield Button(_("No"), id="no", variant="primary")

    def on_mount(self) -> None:
        """Begin at No."""
        self.query_one("#no").focus()

    def action_other(self) -> None:
        """Go to the other button."""
        self.focus_next()

    def on_button_pressed(self, event: Button.Pressed) -> None:
        """Give the answer."""
        event.stop()
        self.dismiss(event.button.id == "yes")


def leaving(_: Speech, *, lead: bool) -> ConfirmDialog:
    """Make the question whether to leave a session, which may be led here."""
    warning = (
        _("You lead this session; without you it stops. You can come back to it.")
        if lead
        else _("What you wrote and did not send yet is gone then.")
    )
    return ConfirmDialog(_("Leave the session?"), warning)


class TextDialog(Dialog[str]):
    """A text to type: a title, a norm, a reason, a folder. None when it was closed.

    `optional` lets an empty text through; `explains` stands under the prompt.
    """

    def __init__(
        self,
        prompt: str,
        *,
        value: str = "",
        limit: int = TEXT_BYTES,
        explains: str = "",
        optional: bool = False,
        names: tuple[str, ...] = (),
    ) -> None:
        """Ask for a text of at most `limit` bytes, beginning with `value`."""
        super().__init__()
        self._prompt = prompt
        self._value = value
        self._limit = limit
        self._explains = explains
        self._optional = optional
        self._names = names

    def compose(self) -> ComposeResult:
        """Lay out the prompt, the editor and how to go on."""
        _ = self.speech
        with Vertical(classes="dialog"):
            yield Static(Content(self._prompt), classes="title")
            if self._explains:
                yield Static(Content(self._explains), classes="quiet")
            yield Editor(_, self._limit, text=self._value, names=self._names)
            with Horizontal(classes="buttons"):
                yield Button(_("OK"), id="ok", variant="primary")
                yield Button(_("Cancel"), id="cancel")
            yield Static(Content(_("Enter: OK · Esc: cancel")), classes="quiet")

    def on_mount(self) -> None:
        """Begin in the text."""
        self.query_one(Area).focus()

    def on_area_done(self) -> None:
        """Give the text, unless it is empty or too long."""
        editor = self.query_one(Editor)
        text = clean(editor.text)
        if not editor.over and (text or self._optional):
            self.dismiss(text)
        else:
            self.query_one(Area).focus()

    def on_button_pressed(self, event: Button.Pressed) -> None:
        """Do what the button says."""
        event.stop()
        if event.button.id == "ok":
            self.on_area_done()
        else:
            self.dismiss(None)
