"""All keys: whatever can be done now, found by typing, done by Enter or a click."""

from __future__ import annotations

import pytest
from textual.widgets import OptionList

from retro.client import commands as c
from retro.client import events as e
from retro.i18n import Lang
from retro.tui.screens.actions import HEADINGS, ActionsScreen
from retro.tui.screens.session import SessionScreen
from retro.tui.widgets.editor import Area
from tests.support.fullscreen import FullScreen, full_screen
from tests.support.scenes import at


def listed(person: FullScreen) -> list[str]:
    """Give the lines of the list, each heading among them."""
    options = person.app.screen.query_one(OptionList)
    return [str(option.prompt).strip() for option in options.options]


async def test_what_can_be_done_is_listed_by_what_it_is_for() -> None:
    """What this step offers, the session, and help; only what we offer."""
    async with full_screen(at("write-drafts"), "lead") as person:
        await person.press("ctrl+p")
        lines = listed(person)
        here, session, rest = (lines.index(heading) for heading in HEADINGS)
        assert here < session < rest
        assert "Enter      Save" in lines[here:session]
        assert "F5         Collect and show" in lines[session:rest]
        assert "F1         Where to go" in lines[rest:]
        assert not [line for line in lines if "Cursor" in line or "Copy" in line]
        assert not [line for line in lines if "All keys" in line]


async def test_members_are_offered_only_what_is_theirs() -> None:
    """Nothing of leading, nothing that cannot be done now."""
    async with full_screen(at("write")) as person:
        await person.press("ctrl+p")
        text = " ".join(listed(person))
        assert "Collect" not in text
        assert "Timer" not in text
        assert "message" not in text
        assert "Delete" not in text
        await person.press("escape")
        person.session._client.events.put_nowait(e.Warned(code="left-out"))
        await person.settle()
        await person.press("ctrl+p")
        assert "Read the whole message" in " ".join(listed(person))


async def test_typing_finds_and_enter_does_it() -> None:
    """Whatever the case; the first that fits is marked."""
    async with full_screen(at("write")) as person:
        await person.press("ctrl+p", *"WHERE")
        assert listed(person)[1:] == ["F1         Where to go"]
        await person.press("enter")
        assert "Carol de Wit" in person.text


async def test_the_arrows_choose_while_one_types() -> None:
    """Headings are passed over, at both ends too."""
    async with full_screen(at("write")) as person:
        await person.press("ctrl+p", *"column", "down", "enter")
        assert "New note for: What we need" in person.text
        await person.press("ctrl+p", *"column", "down", "up", "enter")
        assert "New note for: What goes well" in person.text


async def test_what_is_not_there_is_not_found() -> None:
    """And Enter does nothing then."""
    async with full_screen(at("write")) as person:
        await person.press("ctrl+p", *"zzz", "enter", "down", "up")
        assert isinstance(person.app.screen, ActionsScreen)
        await person.press("escape")
        assert isinstance(person.app.screen, SessionScreen)


async def test_a_click_does_it() -> None:
    """On a line; a click on a heading does nothing."""
    async with full_screen(at("write-drafts"), "lead") as person:
        await person.press("ctrl+p")
        await person.click_on("In this session")
        assert isinstance(person.app.screen, ActionsScreen)
        await person.click_on("Next step")
        assert "Step 5 of 9" in person.text


async def test_what_is_done_is_done_where_the_person_was() -> None:
    """From the editor Enter's own action saves the note; the text is not touched."""
    async with full_screen(at("write")) as person:
        await person.press("h", "i", "ctrl+p", *"new line", "enter", "x")
        assert person.app.screen.query_one(Area).text == "hi\nx"
        await person.press("ctrl+p", *"save", "enter")
        assert "✎ hi" in person.text


async def test_a_question_mark_opens_it_where_nobody_types() -> None:
    """Among the notes; there deleting is offered too."""
    async with full_screen(at("write-drafts")) as person:
        await person.press("up", "question_mark", *"delete", "enter")
        assert person.text.count("✎") == 1
        await person.press("question_mark", *"put back", "enter")
        assert person.text.count("✎") == 2


async def test_a_page_that_went_away_meanwhile_is_not_acted_on() -> None:
    """When the step moved, what it offered is gone, and nothing else happens."""
    table = at("write-drafts")
    async with full_screen(table) as person:
        await person.press("ctrl+p", *"next column")
        table.ok("lead", c.GoStep("talk"))
        await person.settle()
        await person.press("enter")
        assert "Step 7 of 9" in person.text


@pytest.mark.parametrize("lang", ["en", "nl"])
@pytest.mark.parametrize("size", [(80, 24), (40, 24), (120, 40)])
async def test_the_list_fits(lang: Lang, size: tuple[int, int]) -> None:
    """Names of keys stand apart from what they do, and how to go on is in view."""
    async with full_screen(at("write", lang), "lead", size=size, lang=lang) as person:
        await person.press("ctrl+p")
        foot = {"en": "Enter: do it · Esc: back", "nl": "Enter: doe het · Esc: terug"}
        assert foot[lang] in person.text
        collect = {"en": "Collect and show", "nl": "Verzamelen en tonen"}[lang]
        assert f"F5 {collect}" in person.text
