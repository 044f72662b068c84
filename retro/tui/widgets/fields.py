"""The parts of a form, and the line to fill in.

Enter goes on from any of them, the arrows go from one to the next. What is wrong with
a part is said at the part, and what was typed stays.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import ClassVar

from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import Horizontal, Vertical
from textual.content import Content
from textual.suggester import Suggester
from textual.widgets import Static

from formats.text import one_line
from retro.i18n import N_
from retro.tui.widgets.editor import Line
from retro.tui.widgets.wrapping import literal

Completes = Callable[[str], str]
"""Gives a text completed, or as it is."""


class _Ghost(Suggester):
    """Shows behind what is typed what it would be completed to."""

    def __init__(self, completes: Completes) -> None:
        super().__init__(use_cache=False, case_sensitive=True)
        self._completes = completes

    async def get_suggestion(self, value: str) -> str | None:
        """Give what would be completed; None when nothing is."""
        completed = self._completes(value)
        return completed if completed != value else None


class Entry(Line):
    """A line of a form; Tab takes what is offered to complete it, if anything is."""

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("enter", "screen.go", N_("Go on")),
        Binding("tab", "complete", N_("Complete the word"), show=False),
        Binding("up", "app.focus_previous", show=False),
        Binding("down", "app.focus_next", show=False),
    ]

    def __init__(
        self, value: str, placeholder: str, completes: Completes | None
    ) -> None:
        """Begin with `value`."""
        super().__init__(
            one_line(value),
            placeholder=placeholder,
            suggester=_Ghost(completes) if completes else None,
            compact=True,
            select_on_focus=False,
        )
        self._completes = completes

    def action_complete(self) -> None:
        """Take what is offered, or go to the next part."""
        completed = self._completes(self.value) if self._completes else self.value
        if completed == self.value or not self.cursor_at_end:
            self.screen.focus_next()
        else:
            self.value = completed + self.behind(completed)
            self.action_end()

    def behind(self, completed: str) -> str:
        """Give what to begin the next word with, if there is one."""
        return ""


class Part(Vertical):
    """A part of a form with its label, an explanation, and what is wrong with it."""

    def __init__(self, label: str, *, explains: str = "", id: str) -> None:
        """Explain the part by `explains`, which stands under it."""
        super().__init__(id=id)
        self._label = label
        self._explains = explains

    def compose(self) -> ComposeResult:
        """Lay out the label, what is filled in, and the sentences under it."""
        with Horizontal(classes="row"):
            yield Static(Content(self._label), classes="label")
            with Vertical(classes="filled"):
                yield from self.filled()
                yield Static(Content(self._explains), classes="explains")
                yield Static(classes="wrong")

    def on_mount(self) -> None:
        """Take no room for what is not said."""
        self.explain(self._explains)

    def filled(self) -> ComposeResult:
        """Give what is filled in or chosen."""
        yield from ()

    def on_descendant_focus(self) -> None:
        """Show by the label that the keyboard is here."""
        self.add_class("-here")

    def on_descendant_blur(self) -> None:
        """Show that it is elsewhere."""
        self.remove_class("-here")

    def explain(self, sentence: str | Content) -> None:
        """Explain it by another sentence, or by none."""
        shown = self.query_one(".explains", Static)
        shown.update(sentence if isinstance(sentence, Content) else Content(sentence))
        shown.display = bool(sentence)

    def wrong(self, sentence: str) -> None:
        """Say what is wrong here; nothing when it is mended."""
        shown = self.query_one(".wrong", Static)
        shown.update(Content(f"⚠ {literal(sentence)}" if sentence else ""))
        self.set_class(bool(sentence), "-wrong")

    def begin(self) -> None:
        """Put the focus here."""
        first = next((one for one in self.query("*") if one.focusable), None)
        if first is not None:
            first.focus()


class Field(Part):
    """A line to fill in."""

    ENTRY: ClassVar[type[Entry]] = Entry

    def __init__(
        self,
        label: str,
        value: str = "",
        *,
        placeholder: str = "",
        explains: str = "",
        completes: Completes | None = None,
        id: str,
    ) -> None:
        """Begin with `value`; `completes` offers the rest of what is being typed."""
        super().__init__(label, explains=explains, id=id)
        self._entry = self.ENTRY(value, placeholder, completes)

    def filled(self) -> ComposeResult:
        """Give the line."""
        yield self._entry

    @property
    def value(self) -> str:
        """What was typed, clean and without the space around it."""
        return one_line(self._entry.value)

    @value.setter
    def value(self, text: str) -> None:
        self._entry.value = one_line(text)

    @property
    def typed(self) -> str:
        """What stands in the line, as it is."""
        return self._entry.value

    def type(self, text: str) -> None:
        """Have `text` stand in the line as if typed, the cursor behind it."""
        self._entry.value = text
        self._entry.focus()
        self._entry.action_end()

    async def on_input_changed(self) -> None:
        """Follow what is typed; the message goes on."""
        await self.follow()

    async def follow(self) -> None:
        """Say nothing more of what is being mended."""
        self.wrong("")
