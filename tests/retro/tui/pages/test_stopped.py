"""Where a client stops: what happened, what to do, and the own drafts."""

from __future__ import annotations

import pytest

from retro.client import commands as c
from retro.client import events as e
from retro.client.errors import ClientError
from retro.i18n import Lang
from tests.support.fullscreen import full_screen
from tests.support.scenes import meeting

FORK = (
    e.Warned(code="fork"),
    e.RoundEvent(purpose="notes", phase="fork"),
)


@pytest.mark.parametrize("lang", ["en", "nl"])
@pytest.mark.parametrize("size", [(80, 24), (40, 24)])
async def test_a_fork_stops_the_client(lang: Lang, size: tuple[int, int]) -> None:
    """It is said on a page of its own with what to do; own drafts can still be read."""
    table = meeting(lang)
    table.ok("lead", c.GoStep("write"))
    table.note("m1", "[b]mine[/b]")
    async with full_screen(table, size=size, lang=lang) as person:
        for event in FORK:
            person.session._client.events.put_nowait(event)
        await person.settle()
        titles = {"en": "This program has stopped", "nl": "Dit programma is gestopt"}
        assert titles[lang] in person.text
        assert "Ctrl+Q" in person.text
        assert "F8" not in person.text
        await person.press("pagedown", "end")
        assert "[b]mine[/b]" in person.text


async def test_help_is_still_there() -> None:
    """Looking back, where to go and export work; nothing of the session does."""
    table = meeting()
    table.ok("lead", c.GoStep("write"))
    async with full_screen(table, "lead") as person:
        for event in FORK:
            person.session._client.events.put_nowait(event)
        await person.settle()
        assert not person.app.screen.query_one(".heading").display
        assert "F5" not in person.text
        await person.press("f5", "f6", "f4", "ctrl+b")
        assert "This program has stopped" in person.text
        await person.press("f1")
        assert "Carol de Wit" in person.text
        await person.press("escape", "f9")
        assert "So far" in person.text
        await person.press("escape", "ctrl+e")
        assert "To which folder?" in person.text


@pytest.mark.parametrize("lang", ["en", "nl"])
async def test_what_was_written_stays_when_the_client_cannot_go_on(lang: Lang) -> None:
    """The server ended it: why, what now, and every draft until the person leaves."""
    table = meeting(lang)
    table.ok("lead", c.GoStep("write"))
    table.note("m1", "[b]mine[/b]")
    async with full_screen(table, lang=lang) as person:
        await person.write("half a thought")
        person._seated.stop("forgotten")
        await person.settle()
        why = {"en": "no longer knows this session", "nl": "kent deze sessie niet meer"}
        assert why[lang] in person.text
        again = {
            "en": "join again with the same link",
            "nl": "opnieuw mee met dezelfde",
        }
        assert again[lang] in person.text
        await person.press("pagedown", "end")
        assert "[b]mine[/b]" in person.text
        assert "half a thought" in person.text
        assert "F7" not in person.text
        await person.press("f9")
        await person.press("escape", "ctrl+q")
    assert isinstance(person.app.failure, ClientError)


async def test_who_leads_is_told_how_to_lead_on() -> None:
    """The facilitator is told of the command that takes the session up again."""
    table = meeting()
    table.ok("lead", c.GoStep("write"))
    async with full_screen(table, "lead") as person:
        person._seated.stop("not-taken")
        await person.settle()
        assert "retro host --resume" in person.text
        assert "F6" not in person.text
