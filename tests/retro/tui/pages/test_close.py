"""The close and what comes after the end: files, thanks, where to go."""

from __future__ import annotations

from pathlib import Path

import pytest
from attrs import evolve
from textual.containers import VerticalScroll

from retro.client import commands as c
from retro.client import events as e
from retro.i18n import Lang
from tests.support.fullscreen import full_screen
from tests.support.meeting import Meeting
from tests.support.scenes import NORMS, PLACES, at


async def test_the_close_asks_and_says_what_there_is_to_take_home() -> None:
    """The question, the norms, the files, thanks and where to go are in one view."""
    table = at("close")
    async with full_screen(table) as person:
        for expected in (
            "Was this worth our time?",
            "You agreed on 2 norms together.",
            "Who took part is not in them.",
            "Thank you for being part of it.",
            PLACES["en"][0],
            PLACES["en"][1],
        ):
            assert expected in person.text
        await person.press("5")
        assert table.last("m1", e.Mine).answer == 5
        assert person.app.screen.query_one(".sheet", VerticalScroll).max_scroll_y == 0


@pytest.mark.parametrize("how", ["key", "mouse"])
async def test_the_close_exports(
    how: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """By key and by mouse the files are written, and the page names them."""
    monkeypatch.chdir(tmp_path)
    async with full_screen(at("close"), size=(100, 40)) as person:
        await (person.press("ctrl+e") if how == "key" else person.click_on("Export  "))
        await person.press("enter")
        assert (tmp_path / "retro-session" / "norms.md").exists()
        assert "✓ Written: " in person.text
        assert "norms.md" in person.text


async def test_the_close_tells_the_facilitator_how_to_end() -> None:
    """The one who leads is told the key that ends it for all, and is asked first."""
    table = at("close-result")
    async with full_screen(table, "lead", size=(80, 30)) as person:
        assert "6 of 6 answered" in person.text
        assert "F6 ends the session for everyone" in person.text
        await person.press("f6")
        assert "End the session?" in person.text
        await person.press("escape")
        assert not person.session.view.ended


@pytest.mark.parametrize("lang", ["en", "nl"])
@pytest.mark.parametrize("name", ["lead", "m1"])
async def test_the_end_shows_what_was_agreed(name: str, lang: Lang) -> None:
    """After the end there are thanks, the norms with their date, and where to go."""
    async with full_screen(at("ended", lang), name, lang=lang) as person:
        month = {"en": "22 February 2027", "nl": "22 februari 2027"}[lang]
        for expected in (NORMS[lang][0], month, *PLACES[lang], "Ctrl+Q", "Ctrl+E"):
            assert expected in person.text
        assert NORMS[lang][1] not in person.text
        assert person.app.screen.query_one(".sheet", VerticalScroll).max_scroll_y == 0


async def test_norms_of_other_dates_have_each_their_own() -> None:
    """Norms that are looked at again on different days say so one by one."""
    async with full_screen(at("ended")) as person:
        view = person.session.view
        first, *others = view.norms.norms
        changed = (evolve(first, status="agreed", review="2026-12-31"), *others)
        person.session.view = evolve(view, norms=evolve(view.norms, norms=changed))
        await person.pilot.resize_terminal(100, 30)
        person.app.screen.query_one("EndedPage").show(person.session.view)  # type: ignore[attr-defined]  # a page's own
        await person.settle()
        assert "(look at it again on 31 December 2026)" in person.text
        assert "(look at it again on 22 February 2027)" in person.text


@pytest.mark.parametrize("how", ["key", "mouse"])
async def test_the_end_exports_looks_back_and_leaves(
    how: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """After the end one can still export and look back, and leaves at once."""
    monkeypatch.chdir(tmp_path)
    async with full_screen(at("ended"), size=(100, 40)) as person:
        await (person.press("ctrl+e") if how == "key" else person.click_on("Export  "))
        await person.press("enter")
        assert (tmp_path / "retro-session" / "norms.md").exists()
        assert "norms.md" in person.text
        await (person.press("f9") if how == "key" else person.click_on("Look back  "))
        assert "How free do you feel to say here what you think?" in person.text
        await person.press("escape")
        await (person.press("ctrl+q") if how == "key" else person.click_on("Leave  "))
        assert not person.app.is_running


async def test_without_norms_or_places_the_end_says_so() -> None:
    """Nothing agreed and nowhere to go are sentences, never empty headings."""
    table = Meeting(4)
    table.ok("lead", c.End())
    table.run(5)
    async with full_screen(table) as person:
        assert "No norms were agreed on this time." in person.text
        assert "In danger, call 112." in person.text
        assert "You agreed on" not in person.text


@pytest.mark.parametrize("lang", ["en", "nl"])
@pytest.mark.parametrize("moment", ["close", "ended"])
async def test_no_button_is_cut_in_forty_columns(moment: str, lang: Lang) -> None:
    """The buttons of both pages are whole on a narrow screen, in either language."""
    async with full_screen(at(moment, lang), size=(40, 40), lang=lang) as person:
        export = {"en": "Export", "nl": "Exporteren"}[lang]
        assert f"{export} Ctrl+E" in person.text
        assert PLACES[lang][1] in person.text
