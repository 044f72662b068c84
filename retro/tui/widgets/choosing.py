"""The parts of a form that are chosen: one of a few, a tick."""

from __future__ import annotations

from collections.abc import Sequence
from typing import ClassVar

from textual import on
from textual.actions import SkipAction
from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import Horizontal, Vertical
from textual.content import Content
from textual.message import Message
from textual.widgets import Static

from retro.i18n import N_
from retro.tui.widgets.fields import Part

HERE, AWAY = "▌", " "
CHOSEN, OTHER = "●", "○"
TICKED, UNTICKED = "[x]", "[ ]"


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

    def watch_has_focus(self, has_focus: bool) -> None:
        """Show whether the keyboard is here."""
        super().watch_has_focus(has_focus)
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

    def watch_has_focus(self, has_focus: bool) -> None:
        """Show whether the keyboard is here."""
        super().watch_has_focus(has_focus)
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
