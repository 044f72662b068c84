"""The keys at the bottom: as many as fit whole, each also a place to click."""

from __future__ import annotations

from typing import Any

from rich.cells import cell_len
from textual.app import ComposeResult
from textual.binding import Binding
from textual.containers import Horizontal
from textual.content import Content
from textual.screen import Screen
from textual.widgets import Input, Static, TextArea

from retro.i18n import Speech

ALWAYS = ("actions", "where")
"""Never left out, in this order of need; they stand at the right."""


_MOVING = ("scroll_", "page_", "cursor_", "app.focus_")
"""Actions of moving about, which every list has and nobody looks up."""


def key_name(binding: Binding) -> str:
    """Name a key as it is printed on a keyboard."""
    if binding.key_display:
        return binding.key_display
    return "+".join(_NAMES.get(part, part) for part in binding.key.split("+"))


_NAMES = {
    "ctrl": "Ctrl", "shift": "Shift", "enter": "Enter", "space": "Space",
    "escape": "Esc", "up": "↑", "down": "↓", "left": "←", "right": "→",
    "plus": "+", "minus": "-",
    "question_mark": "?", "delete": "Del", "backspace": "Backspace", "tab": "Tab",
} | {f"f{n}": f"F{n}" for n in range(1, 13)}  # fmt: skip


def offered(screen: Screen[Any], *, hidden: bool = False) -> list[Binding]:
    """List what can be done on a screen now, one binding an action, in order of need.

    Letters are left out while somebody types, since they would be typed. `hidden` adds
    what the key bar does not show.
    """
    typing = isinstance(screen.focused, Input | TextArea)
    found: dict[str, Binding] = {}
    for active in screen.active_bindings.values():
        binding = active.binding
        if binding.action.startswith(_MOVING):
            continue
        letter = len(binding.key) == 1 or binding.key in {"plus", "minus", "space"}
        if active.enabled and (binding.show or hidden) and not (typing and letter):
            found.setdefault(binding.action, binding)
    return list(found.values())


class Key(Static):
    """One key and what it does; a click presses it."""

    def __init__(self, binding: Binding, label: str) -> None:
        """Show `binding` with its label in the person's language."""
        name = key_name(binding)
        super().__init__(
            Content.assemble((name, "$footer-key-foreground bold"), " ", label)
        )
        self._key = binding.key
        self.cells = cell_len(f"{name} {label}") + 2

    def on_click(self) -> None:
        """Press the key."""
        self.app.simulate_key(self._key)


class KeyBar(Horizontal):
    """The keys that matter now; all others are behind the last one."""

    def on_mount(self) -> None:
        """Follow the focus and what can be done."""
        self.screen.bindings_updated_signal.subscribe(self, self._follow)

    def _follow(self, screen: Screen[Any]) -> None:
        if self.is_attached and screen is self.screen:
            self.call_after_refresh(self.recompose)

    async def on_resize(self) -> None:
        """Fit the keys anew."""
        await self.recompose()

    def compose(self) -> ComposeResult:
        """Show the keys that fit."""
        speech: Speech = self.app.speech  # type: ignore[attr-defined]  # RetroApp's own
        keys = {b.action: Key(b, speech(b.description)) for b in offered(self.screen)}
        left = self.size.width
        fitting: set[str] = set()
        for action in (*(a for a in ALWAYS if a in keys), *keys):
            if action not in fitting and keys[action].cells <= left:
                fitting.add(action)
                left -= keys[action].cells
        yield from (k for a, k in keys.items() if a in fitting and a not in ALWAYS)
        yield Static("", classes="gap")
        yield from (keys[a] for a in reversed(ALWAYS) if a in fitting)
