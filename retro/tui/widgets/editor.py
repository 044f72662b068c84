"""Where people type: one line, or a note; with the bytes that are left beside it.

What is pasted is cleaned before it is shown, since a terminal would carry out control
sequences in it. What is too long stays in the editor, and the count says how much over.
"""

from __future__ import annotations

from typing import ClassVar

from textual import events
from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import Vertical
from textual.content import Content
from textual.message import Message
from textual.widgets import Input, Static, TextArea

from formats.text import clean, hint, one_line, size
from retro.i18n import N_, Speech
from retro.sentences import HINTS, said


class Line(Input):
    """One line of text; a paste is made one line."""

    def _on_paste(self, event: events.Paste) -> None:
        """Take what was pasted without what would control the terminal."""
        super()._on_paste(events.Paste(one_line(event.text)))
        event.stop()
        event.prevent_default()


class Area(TextArea):
    """A few lines of text: Enter is done, Ctrl+J begins a new line."""

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("enter", "done", N_("Save")),
        Binding("ctrl+j,shift+enter", "newline", N_("New line"), show=False),
    ]

    class Done(Message):
        """The person pressed Enter."""

    def action_done(self) -> None:
        """Tell that the text is done."""
        self.post_message(self.Done())

    def action_newline(self) -> None:
        """Begin a new line."""
        self.insert("\n")

    async def _on_key(self, event: events.Key) -> None:
        """Leave Enter to its binding; all other keys are the text area's."""
        if event.key != "enter":
            await super()._on_key(event)

    async def _on_paste(self, event: events.Paste) -> None:
        """Take what was pasted without what would control the terminal."""
        await super()._on_paste(events.Paste(clean(event.text)))
        event.stop()
        event.prevent_default()


class Editor(Vertical):
    """A text area with what is left of `limit` bytes, and a hint on names and numbers.

    The hint is found here on this laptop and sent nowhere.
    """

    def __init__(
        self,
        speech: Speech,
        limit: int,
        *,
        text: str = "",
        placeholder: str = "",
        names: tuple[str, ...] = (),
    ) -> None:
        """Prepare to edit `text`; the hint looks for `names`."""
        super().__init__()
        self._ = speech
        self._limit = limit
        self._names = names
        self._first = text
        self._placeholder = placeholder

    def compose(self) -> ComposeResult:
        """Lay out the text, the hint and the count."""
        yield Area(
            self._first, placeholder=self._placeholder, soft_wrap=True, compact=True
        )
        yield Static(classes="count")

    def on_mount(self) -> None:
        """Count from the start."""
        self._count()

    @property
    def text(self) -> str:
        """What was typed, as it is."""
        return self.query_one(Area).text

    @text.setter
    def text(self, text: str) -> None:
        area = self.query_one(Area)
        area.text = text
        area.move_cursor(area.document.end)

    @property
    def over(self) -> int:
        """How many bytes too many were typed; 0 when it fits."""
        return max(0, size(clean(self.text)) - self._limit)

    def on_text_area_changed(self) -> None:
        """Count anew; the message goes on to whoever keeps the text."""
        self._count()

    def _count(self) -> None:
        _ = self._
        left = self._limit - size(clean(self.text))
        if left < 0:
            count = _.plural("{n} byte too long", "{n} bytes too long", -left)
        else:
            count = _.plural("{n} byte left", "{n} bytes left", left)
        line = self.query_one(".count", Static)
        kinds = hint(self.text, self._names)
        if kinds:
            found = _.listed([said(_, HINTS, kind) for kind in kinds])
            warning = _("⚠ This may point at someone: {kinds}.", kinds=found)
            line.update(Content.assemble((warning, "$warning"), "  ", count))
        else:
            line.update(Content(count))
        line.set_class(left < 0, "-over")
