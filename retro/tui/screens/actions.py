"""Everything that can be done now, with its keys; type to find, Enter or click to do."""

from __future__ import annotations

from typing import ClassVar

from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import Vertical
from textual.content import Content
from textual.screen import Screen
from textual.widgets import OptionList, Static
from textual.widgets.option_list import Option

from retro.i18n import N_
from retro.tui.screens.dialogs import Dialog
from retro.tui.widgets.editor import Line
from retro.tui.widgets.keybar import key_name, offered


class ActionsScreen(Dialog[None]):
    """The command palette and the list of keys in one."""

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("up", "move(-1)", N_("Up"), show=False, priority=True),
        Binding("down", "move(1)", N_("Down"), show=False, priority=True),
    ]

    def __init__(self, screen: Screen[None]) -> None:
        """List what `screen` offers."""
        super().__init__()
        self._below = screen

    def compose(self) -> ComposeResult:
        """Lay out the line to type in and the list."""
        _ = self.speech
        with Vertical(classes="dialog reading"):
            yield Static(Content(_("What you can do here")), classes="title")
            yield Line(placeholder=_("Type to find something"))
            yield OptionList()
            yield Static(Content(_("Enter: do it · Esc: back")), classes="quiet")

    def on_mount(self) -> None:
        """List everything."""
        self._all = [
            (binding, self.speech(binding.description))
            for binding in offered(self._below, hidden=True)
            if binding.description and binding.action != "actions"
        ]
        self._list("")
        self.query_one(Line).focus()

    def _list(self, wanted: str) -> None:
        options = self.query_one(OptionList)
        options.clear_options()
        self._found = [
            (binding, label)
            for binding, label in self._all
            if wanted.casefold() in label.casefold()
        ]
        options.add_options(
            Option(
                Content.assemble(
                    (f"{key_name(binding):>9}  ", "$footer-key-foreground"), label
                )
            )
            for binding, label in self._found
        )
        if self._found:
            options.highlighted = 0

    def on_input_changed(self, event: Line.Changed) -> None:
        """Narrow the list to what is typed."""
        self._list(event.value.strip())

    def action_move(self, by: int) -> None:
        """Move the mark in the list while typing goes on."""
        options = self.query_one(OptionList)
        if by > 0:
            options.action_cursor_down()
        else:
            options.action_cursor_up()

    def on_input_submitted(self) -> None:
        """Do what is marked."""
        marked = self.query_one(OptionList).highlighted
        if marked is not None:
            self._do(marked)

    def on_option_list_option_selected(self, event: OptionList.OptionSelected) -> None:
        """Do what was clicked."""
        self._do(event.option_index)

    def _do(self, index: int) -> None:
        key = self._found[index][0].key
        self.dismiss(None)
        self.app.simulate_key(key)
