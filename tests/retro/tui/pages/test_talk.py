"""Talking on the full screen: the themes in order of their dots, and the timer."""

from __future__ import annotations

import pytest

from retro.client import commands as c
from retro.client import events as e
from retro.i18n import Lang
from tests.support.fullscreen import FullScreen, full_screen
from tests.support.meeting import Meeting
from tests.support.scenes import NOTES, THEMES, at

FIRST, SECOND = THEMES["en"]


def here(person: FullScreen) -> str:
    """Give the line that says which theme is at hand."""
    return next(line for line in person.lines if " of 2" in line).split("theme ")[1]


async def test_the_theme_with_most_dots_comes_first_with_its_notes() -> None:
    """It opens at the most chosen theme; notes are text and nothing else."""
    async with full_screen(at("talk")) as person:
        assert here(person) == "1 of 2 · 18 dots"
        assert "Jokes about [b]sick leave[/b] \\[oops] are" in person.text
        assert NOTES["en"][0][1] not in person.text
        assert "18 dots" in person.text
        assert "12 dots" in person.text
        assert "Nobody needs to say which note was theirs" in person.text


async def test_other_themes_are_browsed_by_key_and_mouse() -> None:
    """Arrows, letters and clicks go to another theme; after the last the first."""
    async with full_screen(at("talk")) as person:
        for keys, theme in (
            ("right", 2), ("right", 1), ("left", 2), ("p", 1), ("n", 2), ("n", 1),
        ):  # fmt: skip
            await person.press(keys)
            assert here(person).startswith(f"{theme} of 2")
        await person.click_on(SECOND)
        assert here(person) == "2 of 2 · 12 dots"
        assert "We help each other" in person.text
        await person.click_on("Next theme")
        assert here(person).startswith("1 of 2")
        await person.click_on("Theme before")
        assert here(person).startswith("2 of 2")


async def test_a_new_theme_does_not_take_the_reader_away() -> None:
    """Whoever reads a theme stays there while the facilitator changes others."""
    table = at("talk")
    async with full_screen(table) as person:
        await person.press("right")
        theme = next(t for t in table.last("lead", e.Themes).themes if t.title == FIRST)
        table.ok("lead", c.Back())
        table.ok("lead", c.Back())
        table.ok("lead", c.Title(theme.id, "[/oops] other"))
        table.ok("lead", c.Next())
        table.ok("lead", c.Next())
        await person.settle()
        assert "[/oops] other" in person.text


async def test_in_forty_columns_one_theme_is_shown_at_a_time() -> None:
    """A narrow screen shows the theme at hand, and turns to the others by key."""
    async with full_screen(at("talk"), size=(40, 24)) as person:
        assert FIRST in person.text
        assert SECOND not in person.text
        await person.press("n")
        assert SECOND in person.text
        await person.pilot.resize_terminal(80, 24)
        await person.settle()
        assert FIRST in person.text


@pytest.mark.parametrize("how", ["key", "mouse"])
async def test_the_facilitator_has_the_timer(how: str) -> None:
    """Ten minutes, a minute more, and stop: a key or a click each."""
    table = at("talk")

    async def do(person: FullScreen, key: str, words: str) -> None:
        await (person.press(key) if how == "key" else person.click_on(words))

    async with full_screen(table, "lead") as person:
        assert "One minute more" not in person.text
        await do(person, "t", "Start ten minutes")
        assert table.last("m1", e.TimerEvent).seconds == 600
        assert "⏱ 10:00" in person.text
        assert "█" in person.text
        await do(person, "+", "One minute more")
        assert table.last("m1", e.TimerEvent).seconds == 660
        await do(person, "0", "Stop the timer")
        assert table.last("m1", e.TimerEvent).seconds == 0
        assert "█" not in person.text


async def test_members_see_the_timer_without_its_keys() -> None:
    """A member's keys do nothing to the timer."""
    table = at("talk")
    async with full_screen(table) as person:
        await person.press("t", "+", "0")
        assert not table.told("m1", e.TimerEvent)
        table.ok("lead", c.Timer(300))
        await person.settle()
        assert "⏱ 5:00" in person.text
        assert "█▀▀" in person.text
        await person.press("+", "0")
        assert table.last("m1", e.TimerEvent).seconds == 300
        assert "Stop the timer" not in person.text


@pytest.mark.parametrize("moment", ["talk", "write"])
async def test_a_timer_that_runs_out_notifies_once(moment: str) -> None:
    """At any step all are told once; the step and the theme at hand stay."""
    table = at(moment)
    async with full_screen(table) as person:
        person.app._disable_notifications = False
        step = person.session.view.step
        table.ok("lead", c.Timer(60))
        await person.settle()
        table.run(61)
        await person.settle()
        said = [note.message for note in person.app._notifications]
        assert said == ["The timer is over. Round off when it suits you."]
        await person.press("right")
        table.run(5)
        await person.settle()
        assert len(person.app._notifications) == 1
        assert person.session.view.step == step


async def test_a_timer_that_is_stopped_notifies_nobody() -> None:
    """Stopping is no running out."""
    table = at("talk")
    async with full_screen(table) as person:
        person.app._disable_notifications = False
        table.ok("lead", c.Timer(60))
        await person.settle()
        table.ok("lead", c.Timer(0))
        await person.settle()
        assert not len(person.app._notifications)


async def test_without_themes_there_is_a_calm_sentence() -> None:
    """Nothing to browse is no empty list."""
    table = Meeting(4)
    table.ok("lead", c.GoStep("talk"))
    async with full_screen(table, "lead") as person:
        assert "There are no themes." in person.text
        await person.press("right", "left", "n", "p", "up", "enter", "space")
        assert "Next theme" not in person.text
        assert "Start ten minutes" in person.text


@pytest.mark.parametrize("lang", ["en", "nl"])
@pytest.mark.parametrize("size", [(80, 24), (40, 24)])
async def test_no_key_is_cut(size: tuple[int, int], lang: Lang) -> None:
    """What the facilitator can do is there whole, in either language."""
    async with full_screen(at("talk-timer", lang), "lead", size=size, lang=lang) as one:
        words = {
            "en": ("Theme before", "Next theme", "One minute more", "Stop the timer"),
            "nl": ("Vorig thema", "Volgend thema", "Een minuut erbij", "Timer stoppen"),
        }
        for each in words[lang]:
            assert each in "\n".join(one.lines)
