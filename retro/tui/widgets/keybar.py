"""The keys at the bottom: as many as fit whole, each also a place to click."""

from __future__ import annotations

from functools import cache
from typing import Any

from attrs import frozen
from rich.cells import cell_len
from textual import events
from textual.binding import Binding
from textual.content import Content
from textual.dom import DOMNode
from textual.keys import KEY_NAME_REPLACEMENTS, key_to_character
from textual.screen import Screen
from textual.widgets import Static

from retro.i18n import N_, Speech

ALWAYS = ("actions", "where")
"""Never left out, in this order of need; they stand at the right."""

LEADING = ("stop", "collect", "next", "end")
"""What the facilitator leads with: needed before what a page offers besides."""

_MOVING = ("scroll_", "page_", "cursor_", "app.focus_")
"""Actions of moving about, which every list has and nobody looks up."""

_NAMES = {
    "ctrl": "Ctrl", "shift": "Shift", "alt": "Alt", "enter": "Enter",
    "space": N_("Space"), "escape": "Esc", "tab": "Tab",
    "up": "↑", "down": "↓", "left": "←", "right": "→", "home": "Home", "end": "End",
    "pageup": "PgUp", "pagedown": "PgDn", "delete": "Del", "backspace": "Backspace",
} | {f"f{n}": f"F{n}" for n in range(1, 13)}  # fmt: skip

_REPLACED = {short: long for long, short in KEY_NAME_REPLACEMENTS.items()}


def key_name(binding: Binding, _: Speech) -> str:
    """Name a key as it is printed on a keyboard of people who speak this language."""
    if binding.key_display:
        return binding.key_display
    return "+".join(_part_name(part, _) for part in binding.key.split("+"))


def _part_name(part: str, _: Speech) -> str:
    if part in _NAMES:
        return _(_NAMES[part]) if part == "space" else _NAMES[part]
    return (_typed(part) or part).upper()


def _typed(key: str) -> str | None:
    """Give the character that a key types, if it types one."""
    return key_to_character(_REPLACED.get(key, key))


@cache
def _textuals(kind: type[DOMNode]) -> frozenset[tuple[str, str]]:
    """Give what Textual itself binds in a kind of widget: actions, and their labels."""
    return frozenset(
        (binding.action, binding.description)
        for base in kind.__mro__
        if base.__module__.startswith("textual.")
        for binding in Binding.make_bindings(vars(base).get("BINDINGS", ()))
    )


@frozen
class Offer:
    """Something that can be done now: its key, and the part of the screen it is of."""

    node: DOMNode
    binding: Binding


def offered(screen: Screen[Any], *, hidden: bool = False) -> list[Offer]:
    """List what can be done on a screen now, one key an action, nearest to hand first.

    Keys that would be typed by who is typing are left out. `hidden` adds what the key
    bar does not show.
    """
    found: dict[str, Offer] = {}
    focused = screen.focused
    for key, active in screen.active_bindings.items():
        binding = active.binding
        if binding.action in found or not (binding.show or hidden):
            continue
        if not active.enabled or not binding.description:
            continue
        if binding.action.startswith(_MOVING):
            continue
        if (binding.action, binding.description) in _textuals(type(active.node)):
            continue
        if focused is None or not focused.check_consume_key(key, _typed(key)):
            found[binding.action] = Offer(active.node, binding)
    return list(found.values())


@frozen
class Key:
    """One key with its label, and the cells it takes with the space after it."""

    key: str
    action: str
    name: str
    label: str

    @property
    def cells(self) -> int:
        """How many cells it takes."""
        return cell_len(self.name) + cell_len(self.label) + 3


class KeyBar(Static):
    """The keys that matter now; all others are behind the last one.

    It is drawn anew only when other keys matter, never for what is typed.
    """

    def __init__(self) -> None:
        """Start without keys."""
        super().__init__()
        self._keys: tuple[list[Key], list[Key]] = ([], [])
        self._under: Key | None = None
        self._width = 0

    def on_mount(self) -> None:
        """Follow the focus and what can be done."""
        self.screen.bindings_updated_signal.subscribe(self, self._follow)

    def _follow(self, screen: Screen[Any]) -> None:
        if self.is_attached and screen is self.screen:
            self.call_after_refresh(self._fit)

    def on_resize(self) -> None:
        """Fit the keys anew."""
        self._fit()

    def _fit(self) -> None:
        """Show the keys that fit, if they are others than those shown."""
        width = self.content_size.width
        if not self.is_attached or not width:
            return
        speech: Speech = self.app.speech  # type: ignore[attr-defined]  # RetroApp's own
        keys = {
            offer.binding.action: Key(
                offer.binding.key,
                offer.binding.action,
                key_name(offer.binding, speech),
                speech(offer.binding.description),
            )
            for offer in offered(self.screen)
        }
        left = width
        fitting: set[str] = set()
        for action in dict.fromkeys((*ALWAYS, *LEADING, *keys)):
            if action in keys and keys[action].cells <= left:
                fitting.add(action)
                left -= keys[action].cells
        here = [k for a, k in keys.items() if a in fitting and a not in ALWAYS]
        always = [keys[a] for a in reversed(ALWAYS) if a in fitting]
        if (here, always) != self._keys or width != self._width:
            self._keys, self._width = (here, always), width
            self._draw()

    def _draw(self) -> None:
        here, always = self._keys
        gap = self._width - sum(key.cells for key in (*here, *always))
        self.update(
            Content.assemble(
                *map(self._drawn, here), " " * gap, *map(self._drawn, always)
            )
        )

    def _drawn(self, key: Key) -> Content:
        name = (f"{key.name} ", "$footer-key-foreground bold")
        drawn = Content.assemble(name, f"{key.label}  ")
        return drawn.stylize("on $primary 30%") if key == self._under else drawn

    # ------------------------------------------------------------------ mouse

    def key_at(self, x: int) -> Key | None:
        """Give the key at a cell of the bar, if there is one."""
        here, always = self._keys
        for keys, start in (
            (here, 0),
            (always, self._width - sum(key.cells for key in always)),
        ):
            for key in keys:
                if start <= x < start + key.cells:
                    return key
                start += key.cells  # noqa: PLW2901  on to the next
        return None

    def on_click(self, event: events.Click) -> None:
        """Press the key that was clicked."""
        key = self.key_at(event.x - self.gutter.left)
        if key is not None:
            self.app.simulate_key(key.key)

    def on_mouse_move(self, event: events.MouseMove) -> None:
        """Light the key under the mouse."""
        self._point_at(self.key_at(event.x - self.gutter.left))

    def on_leave(self) -> None:
        """Light no key any more."""
        self._point_at(None)

    def _point_at(self, key: Key | None) -> None:
        if key != self._under:
            self._under = key
            self._draw()
