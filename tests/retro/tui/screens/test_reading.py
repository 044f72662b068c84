"""Pages to read over a session: whole at any size, closed by any key that opens one."""

from __future__ import annotations

import pytest
from textual.containers import VerticalScroll

from retro.client import commands as c
from retro.client import events as e
from retro.i18n import Lang, Speech
from retro.sentences import REST
from retro.tui.screens.reading import Reading, promise, so_far, where
from retro.tui.screens.session import SessionScreen
from retro.tui.view import View
from tests.support.fullscreen import FullScreen, full_screen
from tests.support.scenes import at, meeting

HOSTILE = "[@click=app.quit]x[/] [/oops]"


async def read(person: FullScreen) -> str:
    """Give all that can be read by scrolling to the end."""
    seen: list[str] = []
    while True:
        for line in person.lines:
            text = line.strip(" │▁▂▃▄▅▆▇█").strip()  # the frame and the scrollbar
            if text and text not in seen:
                seen.append(text)
        scroll = person.app.screen.query_one(VerticalScroll)
        if scroll.scroll_offset.y >= scroll.max_scroll_y:
            return " ".join(seen)
        await person.press("pagedown")


@pytest.mark.parametrize("lang", ["en", "nl"])
@pytest.mark.parametrize("size", [(80, 24), (40, 24), (40, 12)])
async def test_the_whole_truth_can_be_read(lang: Lang, size: tuple[int, int]) -> None:
    """The promise and the rest of the truth, with the keys alone; nothing is cut."""
    _ = Speech(lang)
    async with full_screen(at("write", lang), size=size, lang=lang) as person:
        await person.press("f3")
        text = await read(person)
        assert _("Esc: back · ↑ ↓: scroll") in person.text
        words = set(" ".join(map(_, REST)).split())
        assert words <= set(text.split())


@pytest.mark.parametrize("key", ["escape", "q", "enter", "f1", "f3", "f9"])
async def test_any_key_that_may_be_meant_closes(key: str) -> None:
    """Nobody is stuck on a page to read."""
    async with full_screen(at("write")) as person:
        await person.press("f1")
        assert isinstance(person.app.screen, Reading)
        await person.press(key)
        assert isinstance(person.app.screen, SessionScreen)
        await person.press("x")
        assert "x" in person.text


async def test_everything_so_far_is_there() -> None:
    """Results, norms with how it stands with them, votes, and the notes by column."""
    async with full_screen(at("norms-result"), size=(80, 24)) as person:
        await person.press("f9")
        text = await read(person)
        for words in (
            "How free do you feel",
            "We first tell the person it is about. (agreed)",
            "We check in every Monday. (not agreed yet)",
            "Phones stay in the bag during handover. (agreed)",
            "18  Talking with, not about",
            "What feels unsafe",
            "• New colleagues get a buddy",
            "[b]sick leave[/b] \\[oops]",
        ):
            assert words in text


async def test_results_fit_where_it_is_narrow() -> None:
    """Bars are drawn for the width there is, also after a resize."""
    async with full_screen(at("ask-result"), size=(120, 40)) as person:
        await person.press("f9")
        wide = max(line.count("░") for line in person.lines)
        await person.pilot.resize_terminal(40, 24)
        await person.settle()
        bars = [line for line in person.lines if "%" in line]
        assert len(bars) == 5
        assert 0 < max(line.count("░") for line in bars) < wide


async def test_nothing_so_far_says_so() -> None:
    """An empty page is a sentence."""
    table = meeting()
    async with full_screen(table) as person:
        page = so_far(Speech("en"), View())
        person.app.push_screen(page)
        await person.settle()
        assert "Nothing was collected yet." in person.text


async def test_a_page_is_never_empty_where_help_is_meant() -> None:
    """Without places there is at least the number that always answers."""
    async with full_screen(meeting()) as person:
        person.app.push_screen(where(Speech("nl"), View()))
        await person.settle()
        assert "112" in person.text


async def test_what_people_wrote_stays_text() -> None:
    """In titles, places, norms and votes."""
    norm = e.NormItem(
        id=1, text=HOSTILE, theme=None, agree=0, concern=0, object=0, status="odd",
        review="",
    )  # fmt: skip
    view = View(
        places=e.Places(places=(("[b]kind", HOSTILE),)),
        norms=e.Norms(norms=(norm,), reasons=()),
    )
    async with full_screen(meeting()) as person:
        for page in (
            where(Speech("en"), view),
            so_far(Speech("en"), view),
            Reading(HOSTILE, [(HOSTILE, promise(Speech("en"))._sections[0][1])]),
        ):
            person.app.push_screen(page)
            await person.settle()
            assert HOSTILE in person.text
            await person.press("escape")


async def test_a_page_stays_when_the_step_moves() -> None:
    """Reading goes on; below it the session does too."""
    table = at("write")
    async with full_screen(table) as person:
        await person.press("f3")
        table.ok("lead", c.GoStep("talk"))
        await person.settle()
        assert isinstance(person.app.screen, Reading)
        await person.press("escape")
        assert "Step 7 of 9" in person.text
