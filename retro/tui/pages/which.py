"""Which page shows a session at one moment, read from disk when it is first shown."""

from __future__ import annotations

from importlib import import_module

from retro.tui.pages.page import Page
from retro.tui.view import View

PAGES = {
    "welcome": ("welcome", "WelcomePage"),
    "ask": ("ask", "AskPage"),
    "review": ("review", "ReviewPage"),
    "write": ("write", "WritePage"),
    "group": ("group", "GroupPage"),
    "vote": ("vote", "VotePage"),
    "talk": ("talk", "TalkPage"),
    "norms": ("norms", "NormsPage"),
    "close": ("close", "ClosePage"),
    "mix": ("mix", "MixPage"),
    "stopped": ("stopped", "StoppedPage"),
    "ended": ("ended", "EndedPage"),
    "present": ("present", "PresentPage"),
}
"""The module and class of each page; read when it is first shown."""

MIXING = {"mixing", "holding"}
"""Phases of a round that have a page; it is counted down on the page of the step."""


def which_page(view: View) -> tuple[str, int]:
    """Give the name of the page to show, and the step it is for; "" before the first.

    A page of another step is another page, even if of the same name.
    """
    if view.step is None:
        return ("", -1)
    if view.screen:
        return ("present", 0)
    if view.ended:
        return ("ended", 0)
    if view.stopped:
        return ("stopped", 0)
    if view.round is not None and view.round.phase in MIXING:
        return ("mix", 0)
    return (view.step.kind, view.step.id)


def page_class(name: str) -> type[Page]:
    """Give the page of that name."""
    module, class_name = PAGES[name]
    found: type[Page] = getattr(import_module(f"retro.tui.pages.{module}"), class_name)
    return found
