"""Large choices under each other, each with its key and one line that explains it."""

from __future__ import annotations

from typing import ClassVar

from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import Horizontal, Vertical
from textual.content import Content
from textual.message import Message
from textual.widgets import Static


class MenuItem(Horizontal, can_focus=True):
    """One choice: Enter or a click takes it, and so does its key."""

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("enter,space", "take", show=False),
        Binding("up", "app.focus_previous", show=False),
        Binding("down", "app.focus_next", show=False),
    ]

    class Taken(Message):
        """Somebody takes this choice."""

        def __init__(self, action: str) -> None:
            """Tell the action of it."""
            super().__init__()
            self.action = action

    def __init__(self, key: str, title: str, explains: str, action: str) -> None:
        """Offer what `action` does, under `key`."""
        super().__init__(id=action)
        self._key = key
        self._title = title
        self._explains = explains
        self._action = action

    def compose(self) -> ComposeResult:
        """Lay out the key beside the texts."""
        yield Static(Content(self._key), classes="key")
        with Vertical():
            yield Static(Content(self._title), classes="what")
            yield Static(Content(self._explains), classes="quiet")

    def on_click(self) -> None:
        """Take it."""
        self.action_take()

    def action_take(self) -> None:
        """Tell that it is taken."""
        self.post_message(self.Taken(self._action))
