"""What pages are made of: places for texts, buttons that act, a sheet that scrolls."""

from __future__ import annotations

from abc import abstractmethod
from collections.abc import Iterator

from textual.containers import VerticalScroll
from textual.content import Content
from textual.widget import Widget
from textual.widgets import Button, Static

from retro.client import events as e
from retro.tui.pages.page import Page


def button(label: str, action: str, *, main: bool = False) -> Button:
    """Make a button that does `action`, as its key does."""
    return Button(
        Content(label),
        name=action,
        variant="primary" if main else "default",
        compact=True,
    )


def place(name: str, *, quiet: bool = False) -> Static:
    """Make a place for a text, by its class; empty it takes no room."""
    found = Static(classes=f"{name} quiet" if quiet else name)
    found.display = False
    return found


def heading(title: str) -> Static:
    """Make the heading of a part."""
    return Static(Content(title), classes="heading")


def prompts(step: e.StepEvent, between: str = "\n") -> Content:
    """Give the words that the step explains, with `between` one and the next."""
    return Content(between).join(
        Content.assemble((word, "bold"), f": {meaning}")
        for word, meaning in step.prompts or ()
    )


class ButtonPage(Page):
    """A page with texts that come and go, and buttons that do what keys do."""

    def head(self) -> Iterator[Widget]:
        """Give the step's title, its question, and a place for what to do now."""
        step = self.view.step
        yield Static(Content(step.title if step else ""), classes="title")
        question = step.question if step else None
        if step and question and question != step.title:
            yield Static(Content(question), classes="question")
        yield place("todo")

    def put(self, selector: str, text: Content | str) -> None:
        """Show a text at its place; without a text the place takes no room."""
        found = self.query_one(selector, Static)
        content = Content(text) if isinstance(text, str) else text
        if content != found.content:
            found.update(content)
        found.display = bool(content)

    async def on_button_pressed(self, event: Button.Pressed) -> None:
        """Do what the button says."""
        event.stop()
        await self.run_action(event.button.name or "")


class SheetPage(ButtonPage):
    """A page whose parts stand below each other and scroll together."""

    def compose(self) -> Iterator[Widget]:
        """Put the parts on the sheet."""
        with VerticalScroll(classes="sheet"):
            yield from self.parts()

    @abstractmethod
    def parts(self) -> Iterator[Widget]:
        """Give the parts, the first on top."""
