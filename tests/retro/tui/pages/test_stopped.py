"""Where a client stops: what happened, what to do, and the own drafts."""

from __future__ import annotations

import pytest

from retro.client import commands as c
from retro.client import events as e
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
        titles = {"en": "This client has stopped", "nl": "Dit programma is gestopt"}
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
        assert "This client has stopped" in person.text
        await person.press("f1")
        assert "Carol de Wit" in person.text
        await person.press("escape", "f9")
        assert "So far" in person.text
        await person.press("escape", "ctrl+e")
        assert "To which folder?" in person.text
