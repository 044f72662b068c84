"""The page of the step: keys that were typed for the one before do nothing on it."""

from __future__ import annotations

from retro.client import commands as c
from retro.tui.pages.norms import NormsPage
from retro.tui.pages.write import WritePage
from retro.tui.widgets.body import Body
from tests.support.fullscreen import full_screen
from tests.support.scenes import at


async def test_the_rest_of_a_word_does_not_consent() -> None:
    """Who types while the facilitator goes on chooses nothing by it, and can then."""
    table = at("norms")
    table.ok("lead", c.GoStep("write"))
    async with full_screen(table) as person:
        person.session.look = 60.0
        await person.write("We ")
        table.ok("lead", c.GoStep("norms"))
        await person.settle()
        await person.pilot.press("a", "c", "o", "space", "a")
        await person.settle()
        assert "We check in every Monday." in person.text
        assert person.session.view.own is None or not person.session.view.own.consents
        person.session.look = 0.01
        await person.press("l")
        body = person.app.screen.query_one(Body)
        while body.has_focus:
            await person.pilot.pause()
        await person.press("a")
        own = person.session.view.own
        assert own is not None
        assert [choice.choice for choice in own.consents] == ["agree"]
        assert not body.can_focus


async def test_who_does_not_type_has_the_keys_at_once() -> None:
    """A page that comes while nobody types takes keys, as does one to type on."""
    table = at("norms")
    async with full_screen(table) as person:
        person.session.look = 60.0
        table.ok("lead", c.GoStep("write"))
        await person.settle()
        assert isinstance(person.app.screen.query_one(Body).children[0], WritePage)
        await person.write("We ")
        table.run(61)
        table.ok("lead", c.GoStep("norms"))
        await person.settle()
        assert isinstance(person.app.screen.query_one(Body).children[0], NormsPage)
        await person.press("a")
        own = person.session.view.own
        assert own is not None
        assert own.consents
