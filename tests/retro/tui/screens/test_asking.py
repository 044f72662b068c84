"""What a command asks at the full screen is only given when it can be used."""

from __future__ import annotations

import pytest

from retro.i18n import Speech
from retro.seat import Seat
from retro.tui.app import RetroApp
from tests.support.outside import AtStart

WORDS = "goldfish gratitude franchise recent"


class Asked:
    """A command that asks for one thing."""

    def __init__(self, wanted: str) -> None:
        """Ask for `wanted`."""
        self.wanted = wanted
        self.given: list[str] = []

    async def opening(self, seat: Seat) -> None:
        """Ask, and keep what was given."""
        self.given.append(await seat.ask(self.wanted))  # type: ignore[arg-type]  # both


def person_asked(asked: Asked) -> AtStart:
    """Seat somebody who is asked by a command."""
    person = AtStart("en")
    person.app = RetroApp(Speech("en"), asked.opening)
    return person


async def test_a_name_is_asked_until_it_is_one() -> None:
    """Nothing, and what is too long, is said at the field; a name goes on."""
    asked = Asked("name")
    person = person_asked(asked)
    async with person.app.run_test() as pilot:
        person.sit(pilot)
        await person.press("enter")
        assert "A name is needed here." in person.text
        await person.paste("I" * 65)
        await person.press("enter")
        assert "Too long" in person.text
        await person.press("ctrl+u", *"Ina", "enter")
    assert asked.given == ["Ina"]


async def test_the_link_or_words_are_asked_until_they_are() -> None:
    """A word that is on no list is named; the words go on as they were typed."""
    asked = Asked("invitation")
    person = person_asked(asked)
    async with person.app.run_test() as pilot:
        person.sit(pilot)
        await person.paste("one two three four")
        await person.press("enter")
        assert "is not a join word" in person.text
        await person.press("ctrl+u")
        await person.paste(f"retro join {WORDS}")
        await person.press("enter")
    assert asked.given == [WORDS]


@pytest.mark.parametrize("how", ["escape", "#back"])
async def test_giving_up_ends_what_a_command_began(how: str) -> None:
    """Who does not want to after all leaves with one key or click."""
    asked = Asked("name")
    person = person_asked(asked)
    async with person.app.run_test() as pilot:
        person.sit(pilot)
        await person.settle()
        await (person.press(how) if how == "escape" else person.click(how))
        assert not person.app.is_running
    assert asked.given == []
    assert person.app.failure is None
