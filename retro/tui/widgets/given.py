"""Words that a person gives: a line to type in, and what was given so far."""

from __future__ import annotations

from textual.app import ComposeResult
from textual.containers import Horizontal, Vertical
from textual.content import Content
from textual.message import Message
from textual.widgets import Button, Input, Static

from formats.entries import WORD_BYTES
from formats.text import hint, one_line, size
from retro.anonymity.ballots import WORDS_MAX
from retro.i18n import Speech
from retro.sentences import HINTS, said
from retro.tui.widgets.editor import Line


class Given(Vertical):
    """A word at a time, to at most three; each can be taken back."""

    class Added(Message):
        """The person gives this word."""

        def __init__(self, text: str) -> None:
            """Tell of the word."""
            super().__init__()
            self.text = text

    class TakenBack(Message):
        """The person wants the word at this place, from 1, back."""

        def __init__(self, number: int) -> None:
            """Tell which."""
            super().__init__()
            self.number = number

    def __init__(
        self, speech: Speech, *, text: str = "", names: tuple[str, ...] = ()
    ) -> None:
        """Begin with `text` in the line; the hint looks for `names`."""
        super().__init__()
        self._ = speech
        self._text = text
        self._names = names

    def compose(self) -> ComposeResult:
        """Lay out the words given, and the line."""
        _ = self._
        for number in range(1, WORDS_MAX + 1):
            with Horizontal(classes="word", id=f"word-{number}"):
                yield Static(classes="text")
                yield Button(_("Take back"), name=str(number), compact=True)
        yield Line(self._text, placeholder=_("A word, then Enter"))
        yield Static(classes="remark")

    def on_mount(self) -> None:
        """Begin without words."""
        self.show(())

    @property
    def text(self) -> str:
        """What was typed and not given."""
        return one_line(self.query_one(Line).value)

    def show(self, words: tuple[str, ...]) -> None:
        """Show the words that were given."""
        for number in range(1, WORDS_MAX + 1):
            row = self.query_one(f"#word-{number}")
            row.display = number <= len(words)
            if row.display:
                word = Content.assemble(("✓ ", "$primary"), (words[number - 1], "bold"))
                row.query_one(Static).update(word)
        self.query_one(Line).display = len(words) < WORDS_MAX

    def empty(self, text: str) -> None:
        """Empty the line if `text` still stands in it: it was taken."""
        if self.text == text:
            self.query_one(Line).value = ""

    def on_input_changed(self, event: Input.Changed) -> None:
        """Say what may be the matter; the message goes on to who keeps the text."""
        _ = self._
        over = size(self.text) - WORD_BYTES
        kinds = hint(self.text, self._names)
        line = ""
        if over > 0:
            line = _.plural("{n} byte too long", "{n} bytes too long", over)
        elif kinds:
            found = _.listed([said(_, HINTS, kind) for kind in kinds])
            line = _("⚠ This may point at someone: {kinds}.", kinds=found)
        self.query_one(".remark", Static).update(Content(line))
        self.query_one(".remark").display = bool(line)

    def on_input_submitted(self, event: Input.Submitted) -> None:
        """Give the word, unless there is none."""
        event.stop()
        if self.text:
            self.post_message(self.Added(self.text))

    def on_button_pressed(self, event: Button.Pressed) -> None:
        """Take a word back."""
        event.stop()
        self.post_message(self.TakenBack(int(event.button.name or 0)))
