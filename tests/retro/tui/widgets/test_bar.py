"""The header: one quiet line, of which nothing is ever cut."""

from __future__ import annotations

import pytest
from rich.cells import cell_len

from retro.client import commands as c
from retro.i18n import Lang
from retro.tui.widgets.bar import fitted
from tests.support.fullscreen import full_screen
from tests.support.scenes import at, meeting


@pytest.mark.parametrize("lang", ["en", "nl"])
@pytest.mark.parametrize("size", [(80, 24), (120, 40)])
async def test_where_the_session_is_and_who_is_here(
    lang: Lang, size: tuple[int, int]
) -> None:
    """The step, the people and the connection, as far as they fit."""
    async with full_screen(at("write", lang), size=size, lang=lang) as person:
        line = person.lines[0]
        step = {"en": "Step 4 of 9 · Write", "nl": "Stap 4 van 9 · Schrijven"}[lang]
        assert step in line
        assert {"en": "6 people", "nl": "6 mensen"}[lang] in line
        assert line.endswith("● online")


@pytest.mark.parametrize(
    ("width", "line"),
    [
        (20, "long title   5:00 on"),
        (18, "title      5:00 on"),
        (16, "title    5:00 on"),
        (14, "title  5:00 on"),
        (13, "      5:00 on"),
        (7, "5:00 on"),
        (6, "  5:00"),
        (4, "5:00"),
        (3, ""),
    ],
)
def test_what_does_not_fit_is_left_out_whole(width: int, line: str) -> None:
    """First of the left, then of the right; never a part of a word."""
    said = fitted(["long title", "title", ""], ["5:00 on", "5:00"], width)
    assert said == line


async def test_the_projector_is_named_however_narrow() -> None:
    """Everyone sees that it is there; what the session is called can wait."""
    async with full_screen(at("talk-timer", screen=True)) as person:
        for width in (80, 60, 40, 28):
            await person.pilot.resize_terminal(width, 24)
            await person.settle()
            line = person.lines[0]
            assert cell_len(line) < width
            assert "1 screen" in line
            assert "⏱ 5:00" in line
            assert ("● online" in line) == (width >= 60)


@pytest.mark.parametrize("lang", ["en", "nl"])
async def test_a_broken_connection_is_said_in_words(lang: Lang) -> None:
    """Calmly, and also where there is hardly any room; it goes when all is well."""
    table = at("write", lang)
    async with full_screen(table, lang=lang) as person:
        table.disconnect("m1")
        table.settle()
        await person.settle()
        long = {"en": "your notes stay here", "nl": "je briefjes blijven hier"}[lang]
        assert long in person.lines[0]
        assert ("Step 4 of 9" in person.lines[0]) == (lang == "en")
        await person.pilot.resize_terminal(40, 24)
        await person.settle()
        assert person.lines[0].endswith("○ offline")
        table.connect("m1")
        await person.settle()
        assert person.lines[0].endswith("● online")


async def test_a_title_is_shown_literally() -> None:
    """Whatever a session is called."""
    table = meeting()
    table.ok("lead", c.GoStep("write"))
    async with full_screen(table, size=(120, 40)) as person:
        step = person.session.view.step
        assert step is not None
        title = "[@click=app.quit]x[/] \x1b[31m"
        person.session._client.events.put_nowait(
            type(step)(id=4, steps=9, kind="write", title=title, columns=step.columns)
        )
        await person.settle()
        assert "[@click=app.quit]x[/] [31m" in person.lines[0]


async def test_after_the_end_it_says_so() -> None:
    """There is no connection to look at any more."""
    async with full_screen(at("ended")) as person:
        assert person.lines[0].strip() == "The session is over"
