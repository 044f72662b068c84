"""Small dialogs: a question where No comes first, a text that fits or stays."""

from __future__ import annotations

import re
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Any

import pytest
from textual.app import App
from textual.pilot import Pilot
from textual.screen import Screen

from retro.i18n import Lang, Speech
from retro.tui.app import STYLES, RetroApp
from retro.tui.screens.dialogs import ConfirmDialog, TextDialog
from retro.tui.theme import DARK
from retro.tui.widgets.editor import Editor, Line
from tests.support.fullscreen import FullScreen, full_screen
from tests.support.scenes import at

HOSTILE = "[@click=app.quit]x[/] [/oops]"


class Asking(App[None]):
    """Asks with one dialog, and remembers the answers."""

    CSS_PATH = STYLES
    HORIZONTAL_BREAKPOINTS = RetroApp.HORIZONTAL_BREAKPOINTS
    VERTICAL_BREAKPOINTS = RetroApp.VERTICAL_BREAKPOINTS

    def __init__(self, lang: Lang = "en") -> None:
        """Begin without an answer."""
        super().__init__()
        self.speech = Speech(lang)
        self.answers: list[object] = []
        self.register_theme(DARK)
        self.theme = DARK.name

    def ask(self, dialog: Screen[Any]) -> None:
        """Ask with a dialog."""
        self.push_screen(dialog, self.answers.append)


@asynccontextmanager
async def asking(
    *dialogs: Screen[Any], size: tuple[int, int] = (80, 24), lang: Lang = "en"
) -> AsyncIterator[tuple[Asking, Pilot[None]]]:
    """Ask with some dialogs, the last one on top, while the block runs."""
    app = Asking(lang)
    async with app.run_test(size=size) as pilot:
        for dialog in dialogs:
            app.ask(dialog)
        await pilot.pause()
        await pilot.pause()
        yield app, pilot


def screen(app: App[None]) -> str:
    """Give all that can be read, without the frames."""
    strips = app.screen._compositor.render_strips(app.size)
    text = " ".join(strip.text for strip in strips)
    return " ".join(re.sub("[─-╿▀-▟]", " ", text).split())


@pytest.mark.parametrize(
    ("keys", "answer"),
    [
        (["enter"], False),
        (["escape"], None),
        (["left", "enter"], True),
        (["right", "enter"], True),
        (["up", "down", "enter"], False),
        (["tab", "enter"], True),
        (["y", "n", "enter"], False),
    ],
)
async def test_a_question_is_answered_by_key(
    keys: list[str], answer: bool | None
) -> None:
    """No has the focus, so that nothing happens by accident; letters answer nothing."""
    async with asking(ConfirmDialog("Sure?", "It matters.")) as (app, pilot):
        assert "Sure? It matters." in screen(app)
        await pilot.press(*keys)
        assert app.answers == [answer]


@pytest.mark.parametrize(("button", "answer"), [("#yes", True), ("#no", False)])
async def test_a_question_is_answered_by_mouse(button: str, answer: bool) -> None:
    """With a click on Yes or No."""
    async with asking(ConfirmDialog("Sure?")) as (app, pilot):
        await pilot.click(button)
        assert app.answers == [answer]


async def test_a_text_is_given_with_enter() -> None:
    """Clean, beginning at the end of what was there."""
    async with asking(TextDialog("Title?", value="Talk")) as (app, pilot):
        await pilot.press("i", "n", "g", "space", "enter")
        assert app.answers == ["Talking"]


@pytest.mark.parametrize(("button", "answer"), [("#ok", "Talk"), ("#cancel", None)])
async def test_a_text_is_given_by_mouse(button: str, answer: str | None) -> None:
    """With a click on OK, or not."""
    async with asking(TextDialog("Title?", value="Talk")) as (app, pilot):
        await pilot.click(button)
        assert app.answers == [answer]


async def test_escape_gives_no_text() -> None:
    """Whatever was typed."""
    async with asking(TextDialog("Title?", value="Talk")) as (app, pilot):
        await pilot.press("x", "escape")
        assert app.answers == [None]


async def test_an_empty_text_is_no_answer_unless_it_may_be() -> None:
    """Enter waits for words, where words are needed."""
    optional = TextDialog("Reason?", optional=True, explains="It may stay empty.")
    async with asking(optional, TextDialog("Title?")) as (app, pilot):
        await pilot.press("space", "enter")
        assert app.answers == []
        await pilot.press("x", "enter")
        assert app.answers == ["x"]
        assert "It may stay empty." in screen(app)
        await pilot.press("enter")
        assert app.answers == ["x", ""]


async def test_a_text_that_is_too_long_stays() -> None:
    """With the count over, and nothing cut."""
    async with asking(TextDialog("Title?", value="12345", limit=4)) as (app, pilot):
        await pilot.press("enter")
        await pilot.click("#ok")
        assert app.answers == []
        assert "1 byte too long; nothing is cut" in screen(app)
        assert app.screen.query_one(Editor).text == "12345"
        await pilot.press("backspace", "enter")
        assert app.answers == ["1234"]


async def test_a_text_has_the_hint() -> None:
    """A name that settings know is named here too."""
    async with asking(TextDialog("Reason?", names=("Anna",))) as (app, pilot):
        await pilot.press(*"anna")
        assert "⚠ This may point at someone: a name." in screen(app)


async def test_what_people_wrote_stays_text() -> None:
    """In the question, in what explains it, and in the text."""
    text = TextDialog(HOSTILE, explains=HOSTILE, value=HOSTILE)
    async with asking(text, size=(80, 40)) as (app, pilot):
        assert screen(app).count(HOSTILE) == 3
        await pilot.press("escape")
        app.ask(ConfirmDialog(HOSTILE, HOSTILE))
        await pilot.pause()
        await pilot.pause()
        assert screen(app).count(HOSTILE) == 2


@pytest.mark.parametrize("lang", ["en", "nl"])
@pytest.mark.parametrize("size", [(80, 24), (40, 24)])
async def test_everything_fits(lang: Lang, size: tuple[int, int]) -> None:
    """The buttons and how to go on are there whole at any size."""
    text = "A sentence that explains, of some length, what the matter is. " * 2
    async with asking(
        TextDialog("Which title?", explains=text), size=size, lang=lang
    ) as (app, pilot):
        for words in ("Enter: OK", "OK", {"en": "Cancel", "nl": "Annuleren"}[lang]):
            assert words in screen(app)
        await pilot.press("escape")
        app.ask(ConfirmDialog("Sure?", text))
        await pilot.pause()
        await pilot.pause()
        for words in {"en": ("Yes", "No"), "nl": ("Ja", "Nee")}[lang]:
            assert words in screen(app)


async def test_a_dialog_keeps_what_is_typed_when_the_step_moves() -> None:
    """It stays on top, with the keyboard in it."""
    table = at("norms")
    async with full_screen(table, "lead") as person:
        await _typing_goes_on(person)


async def _typing_goes_on(person: FullScreen) -> None:
    await person.press("ctrl+e", "x")
    await person.pilot.resize_terminal(40, 24)
    await person.press("y")
    assert person.app.screen.query_one("#to", Line).value == "retro-session/xy"
