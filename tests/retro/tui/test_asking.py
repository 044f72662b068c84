"""What is open at a moment of a session, and what only looks so."""

from __future__ import annotations

import pytest

from retro.client import commands as c
from retro.tui.asking import collects
from tests.support.fullscreen import full_screen
from tests.support.meeting import Meeting
from tests.support.scenes import at

OPEN = {
    "welcome": False, "ask": True, "ask-result": False, "review": True,
    "review-result": False, "write": True, "notes": True, "group": False, "vote": True,
    "vote-result": False, "talk": False, "norms-empty": False, "norms": True,
    "norms-result": False, "close": True, "close-result": False,
}  # fmt: skip


@pytest.mark.parametrize("moment", OPEN)
async def test_collecting_is_offered_while_something_is_asked(moment: str) -> None:
    """The main key is there when a round would bring something, and not else."""
    async with full_screen(at(moment), "lead") as person:
        assert collects(person.session.view) == OPEN[moment]
        assert ("Collect and show" in person.text) == OPEN[moment]


async def test_without_themes_there_is_nothing_to_collect() -> None:
    """A vote needs something to vote on."""
    table = Meeting(4)
    table.ok("lead", c.GoStep("vote"))
    async with full_screen(table, "lead") as person:
        assert not collects(person.session.view)
