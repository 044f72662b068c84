"""Everything that can be done now, with its keys; type to find, Enter to do it."""

from __future__ import annotations

from typing import Any, ClassVar

from rich.cells import cell_len
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
from retro.tui.widgets.keybar import Offer, key_name, offered

HELP = {
    "where", "promise", "so_far", "notice", "tips", "toggle_light", "leave",
}  # fmt: skip
"""Actions that help people on, rather than do something in the session."""

HEADINGS = (N_("At this step"), N_("In this session"), N_("Help and the rest"))
OUTSIDE = N_("On this screen")
"""The heading of what is neither, before and beside a session."""


class ActionsScreen(Dialog[None]):
    """The command palette and the list of keys in one."""

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("up", "move(-1)", N_("Up"), show=False, priority=True),
        Binding("down", "move(1)", N_("Down"), show=False, priority=True),
    ]

    def __init__(self, screen: Screen[Any]) -> None:
        """List what `screen` offers."""
        super().__init__()
        self._below = screen
        self._found: list[Offer | None] = []

    def compose(self) -> ComposeResult:
        """Lay out the line to type in and the list."""
        _ = self.speech
        with Vertical(classes="dialog reading"):
            yield Static(Content(_("What you can do here")), classes="title")
            yield Line(placeholder=_("Type to find something"))
            yield OptionList(classes="long")
            yield Static(Content(_("Enter: do it · Esc: back")), classes="quiet")

    def on_mount(self) -> None:
        """List everything."""
        self._all = [
            offer
            for offer in offered(self._below, hidden=True)
            if offer.binding.action != "actions"
        ]
        names = (key_name(offer.binding, self.speech) for offer in self._all)
        self._width = max(map(cell_len, names), default=0)
        self._list("")
        self.query_one(Line).focus()

    # ------------------------------------------------------------------ the list

    def _list(self, wanted: str) -> None:
        """List what has `wanted` in its name, each part under its heading."""
        options = self.query_one(OptionList)
        options.clear_options()
        self._found = []
        for number, heading in enumerate(HEADINGS):
            part = [
                offer
                for offer in self._all
                if self._part(offer) == number
                and wanted.casefold() in self._label(offer).casefold()
            ]
            if part:
                said = OUTSIDE if self._outside and number == 1 else heading
                title = Content.styled(self.speech(said), "bold")
                options.add_option(Option(title, disabled=True))
                options.add_options(map(self._option, part))
                self._found += [None, *part]
        if self._found:
            options.highlighted = 1

    def _part(self, offer: Offer) -> int:
        """Say under which heading something belongs."""
        if offer.binding.action in HELP:
            return 2
        return 1 if self._outside or offer.node in (self._below, self.app) else 0

    @property
    def _outside(self) -> bool:
        """Whether there is no session to do something in."""
        return self.app.session is None  # type: ignore[attr-defined]  # RetroApp's own

    def _label(self, offer: Offer) -> str:
        return self.speech(offer.binding.description)

    def _option(self, offer: Offer) -> Option:
        name = key_name(offer.binding, self.speech)
        key = f"  {name}{' ' * (self._width - cell_len(name))}  "
        return Option(
            Content.assemble((key, "$footer-key-foreground"), self._label(offer))
        )

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

    # ------------------------------------------------------------------ doing

    def on_input_submitted(self) -> None:
        """Do what is marked."""
        marked = self.query_one(OptionList).highlighted
        if marked is not None:
            self._do(marked)

    def on_option_list_option_selected(self, event: OptionList.OptionSelected) -> None:
        """Do what was clicked."""
        self._do(event.option_index)

    def _do(self, index: int) -> None:
        """Close, and have the part of the screen that offered it do it."""
        offer = self._found[index]
        if offer is not None:
            self.dismiss(None)
            self.app.call_later(self._run, offer)

    async def _run(self, offer: Offer) -> None:
        if offer.node.is_attached:
            await self.app.run_action(offer.binding.action, offer.node)
