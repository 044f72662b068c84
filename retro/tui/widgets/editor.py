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
from textual.widget import Widget
from textual.widgets import Input, Static, TextArea

from formats.text import HintKind, clean, hint, one_line, size
from retro.i18n import N_, Speech
from retro.sentences import HINTS, said

MOVES = (
    ("up", "cursor_up"), ("down", "cursor_down"),
    ("left", "cursor_left"), ("right", "cursor_right"),
    ("shift+up", "cursor_up(True)"), ("shift+down", "cursor_down(True)"),
    ("shift+left", "cursor_left(True)"), ("shift+right", "cursor_right(True)"),
    ("ctrl+left", "cursor_word_left"), ("ctrl+right", "cursor_word_right"),
    ("ctrl+shift+left", "cursor_word_left(True)"),
    ("ctrl+shift+right", "cursor_word_right(True)"),
    ("home", "cursor_line_start"), ("end", "cursor_line_end"),
    ("shift+home", "cursor_line_start(True)"), ("shift+end", "cursor_line_end(True)"),
    ("pageup", "cursor_page_up"), ("pagedown", "cursor_page_down"),
    ("ctrl+a", "select_all"), ("backspace", "delete_left"), ("delete", "delete_right"),
    ("ctrl+w,ctrl+backspace,alt+backspace", "delete_word_left"),
    ("alt+delete", "delete_word_right"), ("ctrl+u", "delete_to_start_of_line"),
    ("ctrl+k", "delete_to_end_of_line_or_delete_line"),
    ("ctrl+x,super+x", "cut"), ("ctrl+c,super+c", "copy"), ("ctrl+v", "paste"),
    ("ctrl+z,super+z", "undo"), ("ctrl+y,super+y", "redo"),
)  # fmt: skip
"""How to move about and change text: keys, and the text area's own action."""


PASTE_MOST = 8_000
"""Characters a field takes by pasting: far more fits nowhere, and a whole file would
keep the terminal busy for minutes."""


def harmless(pasted: str, there: int, *, lines: bool) -> str | None:
    """Give what was pasted without what would control the terminal; None: too much.

    A space at either end stays one, since a text goes on there; `there` is how many
    characters are there already.
    """
    if there + len(pasted) > PASTE_MOST:
        return None
    text = clean(pasted) if lines else one_line(pasted)
    before = " " * (pasted[:1].isspace() and bool(text))
    after = " " * (pasted[-1:].isspace() and bool(text))
    return f"{before}{text}{after}"


def refuse_paste(widget: Widget, pasted: str) -> None:
    """Tell that a paste is too much, and that nothing of it was taken."""
    _: Speech = widget.app.speech  # type: ignore[attr-defined]  # RetroApp's own
    text = _(
        "That is too much to paste here ({n} characters). Nothing was pasted.",
        n=len(pasted),
    )
    widget.notify(text, severity="warning", markup=False)


class Line(Input):
    """One line of text; a paste is made one line."""

    def on_mount(self) -> None:
        """Keep still."""
        self.cursor_blink = False

    def take(self, pasted: str) -> None:
        """Put what was pasted at the cursor, or instead of what is selected."""
        text = harmless(pasted, len(self.value), lines=False)
        if text is None:
            refuse_paste(self, pasted)
        else:
            self.replace(text, *sorted(self.selection))

    def _on_paste(self, event: events.Paste) -> None:
        """Take what the terminal pasted."""
        event.stop()
        event.prevent_default()
        self.take(event.text)

    def action_paste(self) -> None:
        """Paste what was copied here."""
        self.take(self.app.clipboard)


class Area(TextArea, inherit_bindings=False):
    """A few lines of text: Enter is done, Ctrl+J begins a new line.

    The text area's own function keys are left out: they are the session's.
    """

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("enter", "done", N_("Save")),
        Binding("ctrl+j,shift+enter", "newline", N_("New line"), show=False),
        *(Binding(keys, action, show=False) for keys, action in MOVES),
    ]

    class Done(Message):
        """The person pressed Enter."""

    class Above(Message):
        """The person went up from the first line."""

    def action_done(self) -> None:
        """Tell that the text is done."""
        self.post_message(self.Done())

    def action_newline(self) -> None:
        """Begin a new line."""
        self.insert("\n")

    async def _on_key(self, event: events.Key) -> None:
        """Leave Enter to its binding; all other keys are the text area's."""
        if event.key == "enter":
            event.prevent_default()
        else:
            await super()._on_key(event)

    def action_cursor_up(self, select: bool = False) -> None:
        """Go a line up; from the first line, tell so."""
        if not select and self.navigator.is_first_wrapped_line(self.cursor_location):
            self.post_message(self.Above())
        else:
            super().action_cursor_up(select)

    def on_mount(self) -> None:
        """Keep still."""
        self.cursor_blink = False

    def take(self, pasted: str) -> None:
        """Put what was pasted at the cursor, or instead of what is selected."""
        text = harmless(pasted, len(self.text), lines=True)
        if text is None:
            refuse_paste(self, pasted)
        else:
            result = self.replace(text, *sorted(self.selection))
            self.move_cursor(result.end_location)

    async def _on_paste(self, event: events.Paste) -> None:
        """Take what the terminal pasted."""
        event.stop()
        event.prevent_default()
        self.take(event.text)

    def action_paste(self) -> None:
        """Paste what was copied here."""
        self.take(self.app.clipboard)


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
        self._kinds: tuple[HintKind, ...] = ()

    def compose(self) -> ComposeResult:
        """Lay out the text, the hint and the count."""
        yield Area(
            self._first, placeholder=self._placeholder, soft_wrap=True, compact=True
        )
        yield Static(classes="hint")
        yield Static(classes="count")

    def on_mount(self) -> None:
        """Count from the start, and go on where the text ends."""
        self.query_one(".hint").display = False
        area = self.query_one(Area)
        area.move_cursor(area.document.end)
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
        """Show what is left; lines move only when there is more or less to say."""
        _ = self._
        text = self.text
        left = self._limit - size(clean(text))
        if left < 0:
            count = _.plural(
                "{n} byte too long; nothing is cut",
                "{n} bytes too long; nothing is cut",
                -left,
            )
        else:
            count = _.plural("{n} byte left", "{n} bytes left", left)
        line = self.query_one(".count", Static)
        over = left < 0
        line.update(Content(count), layout=over != line.has_class("-over"))
        line.set_class(over, "-over")
        kinds = hint(text, self._names)
        if kinds != self._kinds:
            self._kinds = kinds
            found = _.listed([said(_, HINTS, kind) for kind in kinds])
            sentence = _("⚠ This may point at someone: {kinds}.", kinds=found)
            warning = self.query_one(".hint", Static)
            warning.update(Content(sentence))
            warning.display = bool(kinds)
