"""Where people type: what is pasted or typed stays harmless, whole and quick."""

from __future__ import annotations

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

import pytest
from textual import events
from textual.app import App, ComposeResult
from textual.pilot import Pilot
from textual.widgets import Static

from retro.i18n import Speech
from retro.tui.widgets.editor import PASTE_MOST, Area, Editor, Line, harmless

EVIL = "a\x1b[31mb\x1b]52;c;aGk=\x07c\x9b31md\u202ee\u2066f\u200bg\r\nh\x00"
"""What a terminal would obey: colours, the clipboard, C1, the reading direction."""


class Desk(App[None]):
    """A line and an editor, and what they told."""

    def __init__(self, text: str = "", limit: int = 20) -> None:
        """Begin with a text."""
        super().__init__()
        self.speech = Speech("en")
        self.told: list[str] = []
        self._text = text
        self._limit = limit

    def compose(self) -> ComposeResult:
        """Lay them out."""
        yield Line()
        yield Editor(self.speech, self._limit, text=self._text, names=("Anna",))

    def on_area_done(self) -> None:
        """Remember that somebody was done."""
        self.told.append("done")

    def on_area_above(self) -> None:
        """Remember that somebody went up."""
        self.told.append("above")


@asynccontextmanager
async def desk(text: str = "") -> AsyncIterator[tuple[Desk, Pilot[None], Area]]:
    """Sit at the editor while the block runs."""
    app = Desk(text)
    async with app.run_test(size=(60, 20)) as pilot:
        area = app.query_one(Area)
        area.focus()
        await pilot.pause()
        yield app, pilot, area


async def paste(pilot: Pilot[None], text: str) -> None:
    """Paste as a terminal does."""
    pilot.app.post_message(events.Paste(text))
    await pilot.pause()
    await pilot.pause()


def said(app: Desk, kind: str) -> str:
    """Give what stands beside the text."""
    line = app.query_one(f"Editor .{kind}", Static)
    return str(line.content) if line.display else ""


async def test_a_paste_is_cleaned_in_the_editor() -> None:
    """No control sequence reaches the terminal; lines stay lines."""
    async with desk("<>") as (_, pilot, area):
        await pilot.press("left")
        await paste(pilot, EVIL)
        assert area.text == "<a[31mb]52;c;aGk=c31mdefg\nh>"
        await pilot.press("x")
        assert area.text.endswith("hx>")


async def test_a_paste_is_one_line_in_a_line() -> None:
    """And just as harmless; it takes the place of what was selected."""
    async with desk() as (app, pilot, _):
        line = app.query_one(Line)
        line.focus()
        await paste(pilot, EVIL)
        assert line.value == "a[31mb]52;c;aGk=c31mdefg h"
        await pilot.press("ctrl+shift+a")
        await paste(pilot, "new\nwords")
        assert line.value == "new words"


async def test_a_paste_takes_the_place_of_what_was_selected() -> None:
    """As everywhere else on a computer."""
    async with desk("old words") as (_, pilot, area):
        await pilot.press("ctrl+a")
        await paste(pilot, "new")
        assert area.text == "new"


async def test_what_was_copied_here_is_pasted_as_carefully() -> None:
    """The app's own clipboard is no way around it."""
    async with desk() as (app, pilot, area):
        app._clipboard = EVIL
        await pilot.press("ctrl+v")
        assert "\x1b" not in area.text
        line = app.query_one(Line)
        line.focus()
        await pilot.press("ctrl+v")
        assert "\x1b" not in line.value
        assert area.text.startswith("a[31m")
        assert line.value.startswith("a[31m")


@pytest.mark.parametrize("field", [Area, Line])
async def test_a_whole_file_is_not_pasted(field: type[Area | Line]) -> None:
    """It is said, nothing is cut, and the terminal goes on at once."""
    async with desk() as (app, pilot, _):
        app.query_one(field).focus()
        await paste(pilot, "kept ")
        await paste(pilot, "\x1b[31m" + "x" * 1_000_000)
        (told,) = app._notifications
        assert "1000005 characters" in told.message
        await pilot.press("y")
        area, line = app.query_one(Area), app.query_one(Line)
        assert (area.text if field is Area else line.value) == "kept y"


@pytest.mark.parametrize(
    ("pasted", "there", "lines", "taken"),
    [
        (" a b ", 0, True, " a b "),
        ("\n\na\n", 0, False, " a "),
        ("  ", 0, True, ""),
        ("\x1b\x07", 0, True, ""),
        ("", 0, True, ""),
        ("x" * PASTE_MOST, 0, True, "x" * PASTE_MOST),
        ("xx", PASTE_MOST - 1, True, None),
    ],
)
def test_a_text_goes_on_where_it_was_pasted(
    pasted: str, there: int, lines: bool, taken: str | None
) -> None:
    """A space at either end stays one; far too much is nothing."""
    assert harmless(pasted, there, lines=lines) == taken


async def test_keys_that_control_type_nothing() -> None:
    """However they reach us."""
    async with desk("ok") as (app, pilot, area):
        for character in ("\x1b", "\x9b", "\u202e", "\x07", "\x00"):
            app.post_message(events.Key("?", character))
        await pilot.pause()
        await pilot.press("f6", "f7", "ctrl+p", "ctrl+r", "ctrl+b", "ctrl+e", "insert")
        assert area.text == "ok"
        assert area.selection.is_empty


async def test_enter_is_done_and_control_j_a_line() -> None:
    """Enter types nothing."""
    async with desk("a") as (app, pilot, area):
        await pilot.press("enter")
        assert app.told == ["done"]
        await pilot.press("ctrl+j", "b", "shift+enter", "c")
        assert area.text == "a\nb\nc"
        assert app.told == ["done"]


async def test_up_from_the_first_line_leaves_the_text() -> None:
    """In a text of more lines, wrapped or not, it goes a line up first."""
    async with desk("long " * 30) as (app, pilot, area):
        await pilot.press("up")
        assert app.told == []
        await pilot.press("ctrl+a", "delete", "a", "ctrl+j", "b", "up")
        assert app.told == []
        await pilot.press("shift+up", "up")
        assert app.told == ["above"]
        assert area.text == "a\nb"


async def test_words_and_lines_are_deleted_and_brought_back() -> None:
    """The usual keys of an editor work."""
    async with desk("one two") as (_, pilot, area):
        await pilot.press("ctrl+w")
        assert area.text == "one "
        await pilot.press("ctrl+z")
        assert area.text == "one two"
        await pilot.press("home", "ctrl+k")
        assert area.text == ""
        await pilot.press("ctrl+z", "end", "shift+left", "ctrl+x", "home", "ctrl+v")
        assert area.text == "oone tw"


async def test_bytes_are_counted() -> None:
    """Down to nothing, and what is too much is kept and counted."""
    async with desk("x" * 18) as (app, pilot, area):
        editor = app.query_one(Editor)
        assert said(app, "count") == "2 bytes left"
        await pilot.press("y")
        assert said(app, "count") == "1 byte left"
        await paste(pilot, "é")
        assert said(app, "count") == "1 byte too long; nothing is cut"
        assert (editor.over, editor.text) == (1, area.text)
        await pilot.press("backspace")
        assert editor.over == 0


async def test_what_is_taken_out_is_not_counted() -> None:
    """Spaces that do not go along do not count."""
    async with desk("a") as (app, pilot, _):
        await pilot.press("space", "space", "space")
        assert said(app, "count") == "19 bytes left"


async def test_a_hint_comes_and_goes() -> None:
    """Only while there is something to say."""
    async with desk("dear ") as (app, pilot, _):
        assert said(app, "hint") == ""
        await paste(pilot, "anna")
        assert said(app, "hint") == "⚠ This may point at someone: a name."
        await pilot.press("x")
        assert said(app, "hint") == ""


async def test_a_text_put_in_is_gone_on_with() -> None:
    """The cursor is at its end."""
    async with desk() as (app, pilot, area):
        app.query_one(Editor).text = "one\ntwo"
        await pilot.press("!")
        assert area.text == "one\ntwo!"
