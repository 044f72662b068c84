"""What can be done on a page now: keys with what they do, each a place to click."""

from __future__ import annotations

from collections.abc import Iterator

from rich.cells import cell_len
from textual.actions import parse
from textual.binding import Binding
from textual.content import Content
from textual.style import Style
from textual.widget import Widget
from textual.widgets import Static

from retro.i18n import Speech
from retro.tui.widgets.keybar import key_name

GAP = 1
"""Cells between two deeds."""


class Deeds(Static):
    """The deeds of a widget that can be done now, on as many lines as they take."""

    auto_links = False

    def __init__(self, speech: Speech, host: Widget) -> None:
        """Show the described bindings of `host` that are not in the key bar."""
        super().__init__(classes="deeds")
        self._ = speech
        self._host = host
        self._shown: list[tuple[str, str, str]] = []

    def follow(self) -> None:
        """Show what can be done now."""
        deeds = [
            (key_name(binding, self._), self._(binding.description), binding.action)
            for binding in self._possible()
        ]
        if deeds != self._shown:
            self._shown = deeds
            self._lay_out()

    def _possible(self) -> Iterator[Binding]:
        told: set[str] = set()
        for binding in Binding.make_bindings(self._host.BINDINGS):
            _, name, parameters = parse(binding.action)
            if binding.show or not binding.description or binding.action in told:
                continue
            if self._host.check_action(name, parameters):
                told.add(binding.action)
                yield binding

    def on_resize(self) -> None:
        """Fit the lines anew."""
        self._lay_out()

    def _lay_out(self) -> None:
        width = self.size.width or self.app.size.width
        lines: list[list[Content]] = [[]]
        room = width
        for key, label, action in self._shown:
            cells = cell_len(f" {label}  {key} ")
            if lines[-1] and cells > room:
                lines.append([])
                room = width
            room -= cells + GAP
            lines[-1].append(self._deed(key, label, action))
        gap = Content(" " * GAP)
        self.update(Content("\n").join(gap.join(line) for line in lines))
        self.display = bool(self._shown)

    def _deed(self, key: str, label: str, action: str) -> Content:
        deed = Content.assemble(
            f" {label}  ", (key, "$footer-key-foreground bold"), " "
        )
        deed = deed.stylize_before("on $panel")
        return deed.stylize(Style.from_meta({"@click": f"deed({action!r})"}))

    async def action_deed(self, action: str) -> None:
        """Do what was clicked."""
        await self.app.run_action(action, self._host)
