"""The page of keys is what the screens have, no more and no less."""

from __future__ import annotations

import inspect
import pkgutil
from importlib import import_module

import retro.tui
from tests.keys import PAGE, SECTIONS, page


def test_every_class_with_keys_has_a_place_on_the_page() -> None:
    """A new screen's keys cannot be forgotten: its class has to be named."""
    placed = {f"retro.tui.{name}" for _, names in SECTIONS for name in names}
    found = set()
    for module in pkgutil.walk_packages(retro.tui.__path__, "retro.tui."):
        loaded = import_module(module.name)
        for name, value in vars(loaded).items():
            if not inspect.isclass(value) or value.__module__ != loaded.__name__:
                continue
            own = vars(value).get("BINDINGS", [])
            if any(getattr(binding, "description", "") for binding in own):
                found.add(f"{module.name}.{name}")
    assert found == placed


def test_the_page_is_made_of_the_screens() -> None:
    """docs/keys.md is what `python -m tests.keys` makes now."""
    assert PAGE.read_text(encoding="utf-8") == page()
