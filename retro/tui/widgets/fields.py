"""The parts of a form: a line to fill in, one of a few, a tick.

Enter goes on from any of them, the arrows go from one to the next. What is wrong with
a part is said at the part, and what was typed stays.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import ClassVar

from textual import on
from textual.actions import SkipAction
from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import Horizontal, Vertical
from textual.content import Content
from textual.message import Message
from textual.suggester import Suggester
from textual.widgets import Static

from formats.text import one_line
from retro.i18n import N_
from retro.tui.widgets.editor import Line

Completes = Callable[[str], str]
"""Gives a text completed, or as it is."""

HERE, AWAY = "▌", " "
CHOSEN, OTHER = "●", "○"
TICKED, UNTICKED = "[x]", "[ ]"


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
        shown.update(Content(f"⚠ {sentence}" if sentence else ""))
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


class One(Static):
    """One of a few, to click."""

    class Clicked(Message):
        """Somebody wants this one."""

        def __init__(self, key: str) -> None:
            """Tell its key."""
            super().__init__()
            self.key = key

    def __init__(self, key: str, title: str) -> None:
        """Show `title`, and tell `key`."""
        super().__init__()
        self.key = key
        self._title = title

    def draw(self, chosen: bool, here: bool) -> None:
        """Show whether it is chosen, and whether the keyboard is at it."""
        mark = CHOSEN if chosen else OTHER
        pointer = HERE if chosen and here else AWAY
        style = "bold" if chosen else ""
        self.update(Content.assemble(f"{pointer} {mark} ", (self._title, style)))

    def on_click(self) -> None:
        """Tell."""
        self.post_message(self.Clicked(self.key))


class OneOf(Vertical, can_focus=True):
    """One of a few is chosen; the arrows choose another, and so does a click."""

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("up,left", "choose(-1)", N_("The one above"), show=False),
        Binding("down,right", "choose(1)", N_("The one below"), show=False),
    ]

    class Chosen(Message):
        """Another one is chosen."""

    def __init__(self, options: Sequence[tuple[str, str]], chosen: str) -> None:
        """Let one of `options` be chosen: each a key and a title."""
        super().__init__()
        self._keys = [key for key, _ in options]
        self._ones = [One(key, title) for key, title in options]
        self.value = chosen if chosen in self._keys else self._keys[0]

    def compose(self) -> ComposeResult:
        """Lay them out under each other."""
        yield from self._ones

    def on_mount(self) -> None:
        """Show which is chosen."""
        self._draw()

    def on_focus(self) -> None:
        """Show that the keyboard is here."""
        self._draw()

    def on_blur(self) -> None:
        """Show that the keyboard is elsewhere."""
        self._draw()

    def _draw(self) -> None:
        for one in self._ones:
            one.draw(one.key == self.value, self.has_focus)

    def _choose(self, key: str) -> None:
        if key != self.value:
            self.value = key
            self._draw()
            self.post_message(self.Chosen())

    @on(One.Clicked)
    def _clicked(self, event: One.Clicked) -> None:
        """Choose the one that was clicked."""
        event.stop()
        self.focus()
        self._choose(event.key)

    def action_choose(self, by: int) -> None:
        """Choose the one above or below; beyond them the key is another part's."""
        at = self._keys.index(self.value) + by
        if not 0 <= at < len(self._keys):
            raise SkipAction
        self._choose(self._keys[at])


class Pick(Part):
    """One of a few, with a label."""

    def __init__(
        self,
        label: str,
        options: Sequence[tuple[str, str]],
        chosen: str,
        *,
        explains: str = "",
        id: str,
    ) -> None:
        """Let one of `options` be chosen, `chosen` to begin with."""
        super().__init__(label, explains=explains, id=id)
        self._one_of = OneOf(options, chosen)

    def filled(self) -> ComposeResult:
        """Give the list."""
        yield self._one_of

    @property
    def value(self) -> str:
        """The key of the one that is chosen."""
        return self._one_of.value


class Tick(Horizontal, can_focus=True):
    """Something that is so or not; Space or a click turns it."""

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("space", "turn", N_("Tick")),
    ]

    class Turned(Message):
        """It is ticked, or no longer."""

    def __init__(self, label: str, ticked: bool = False, *, id: str) -> None:
        """Begin ticked or not."""
        super().__init__(id=id)
        self._label = label
        self.value = ticked

    def compose(self) -> ComposeResult:
        """Lay out the box beside the text."""
        yield Static(classes="box")
        yield Static(Content(self._label))

    def on_mount(self) -> None:
        """Show whether it is ticked."""
        self._draw()

    def on_focus(self) -> None:
        """Show that the keyboard is here."""
        self._draw()

    def on_blur(self) -> None:
        """Show that the keyboard is elsewhere."""
        self._draw()

    def _draw(self) -> None:
        pointer = HERE if self.has_focus else AWAY
        mark = TICKED if self.value else UNTICKED
        self.query_one(".box", Static).update(Content(f"{pointer}{mark}"))

    def on_click(self) -> None:
        """Turn it."""
        self.action_turn()

    def action_turn(self) -> None:
        """Tick it, or no longer."""
        self.value = not self.value
        self._draw()
        self.post_message(self.Turned())
