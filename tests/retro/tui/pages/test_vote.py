"""Voting on the full screen: dots and ticks, by key and by mouse, then the result."""

from __future__ import annotations

from typing import Literal

import pytest
from attrs import evolve

from retro.client import commands as c
from retro.client import events as e
from retro.i18n import Lang
from tests.support.fullscreen import full_screen
from tests.support.meeting import AGENDA, Meeting
from tests.support.scenes import at


def dots(table: Meeting, name: str = "m1") -> list[int]:
    """Give the dots somebody gave, a number a theme."""
    told = table.told(name, e.Mine)
    return [item.dots for item in told[-1].dots or ()] if told else []


def ticks(table: Meeting) -> tuple[int, ...] | None:
    """Give what `m1` ticked."""
    told = table.told("m1", e.Mine)
    return told[-1].ticks if told else None


def voting(
    titles: list[str], *, mode: Literal["dots", "recognise"] = "dots", others: int = 3
) -> Meeting:
    """Give a meeting that votes on themes of one note each."""
    steps = tuple(
        evolve(step, mode=mode, budget=0, max_each=0)
        if step.kind == "vote" and mode == "recognise"
        else step
        for step in AGENDA.steps
    )
    table = Meeting(others, agenda=evolve(AGENDA, steps=steps))
    table.ok("lead", c.GoStep("write"))
    people = [*table.engines]
    for number in range(len(titles)):
        table.note(people[number % len(people)], f"note {number}")
    table.ok("lead", c.ConfirmSmall())
    table.ok("lead", c.Collect(0))
    table.run(30)
    table.ok("lead", c.GoStep("group"))
    for note, title in zip(table.last("lead", e.Notes).notes, titles, strict=True):
        table.ok("lead", c.Group((note.id,), title))
    table.ok("lead", c.GoStep("vote"))
    return table


async def test_dots_are_given_and_taken_by_key_and_what_is_left_is_said() -> None:
    """Every change is kept at once, and what is left to give stays in view."""
    table = at("vote")
    async with full_screen(table) as person:
        assert "5 of 5 dots left" in person.text
        await person.press("plus", "right", "space")
        assert dots(table) == [3, 0]
        assert "2 of 5 dots left" in person.text
        assert "●●●" in person.text
        await person.press("minus", "left", "down", "1", "equals_sign")
        assert dots(table) == [1, 2]
        await person.press("0")
        assert dots(table) == [1, 0]
        assert "4 of 5 dots left" in person.text


async def test_dots_are_given_and_taken_by_mouse() -> None:
    """A click on a theme or its [+] gives a dot, one on [-] takes it back."""
    table = at("vote")
    async with full_screen(table) as person:
        await person.click_on("Talking with")
        await person.click_on("[+] Good", right=1)
        await person.click_on("[+] Good", right=8)
        assert dots(table) == [1, 2]
        await person.click_on("[-] ●●○", right=1)
        assert dots(table) == [1, 1]
        await person.click_on("One dot more")
        await person.click_on("One dot less")
        assert sum(dots(table)) == 2


async def test_no_more_dots_than_there_are_nor_on_one_theme() -> None:
    """What cannot be given is said in a calm sentence, and nothing changes."""
    table = at("vote")
    async with full_screen(table) as person:
        await person.press("plus", "plus", "plus", "plus")
        assert "At most 3 dots go on one theme." in person.text
        assert dots(table) == [3, 0]
        await person.press("9")
        assert dots(table) == [3, 0]
        await person.press("down")
        assert "At most 3 dots go on one theme." not in person.text
        await person.press("2", "plus")
        assert "All your dots are given." in person.text
        assert dots(table) == [3, 2]
        await person.press("minus")
        assert "All your dots are given." not in person.text
        assert "1 of 5 dots left" in person.text


async def test_what_was_given_is_shown_again() -> None:
    """The screen shows what the engine knows, so nothing is lost by going away."""
    async with full_screen(at("vote-given")) as person:
        assert "[-] ●●● [+] Talking with" in person.text
        assert "[-] ●○○ [+] Good" in person.text
        assert "1 of 5 dots left" in person.text
        await person.press("ctrl+b")
        assert "You send nothing this time." in person.text
        await person.press("minus")
        assert "You send nothing this time." not in person.text


async def test_dots_can_be_changed_while_it_is_counted_down() -> None:
    """Until the round begins a person may think again."""
    table = at("vote-given")
    table.ok("lead", c.Collect(20))
    async with full_screen(table) as person:
        await person.press("minus")
        assert dots(table) == [2, 1]
        await person.click_on("Good to each other")
        assert dots(table) == [2, 2]


async def test_the_notes_of_a_theme_are_a_key_or_a_click_away() -> None:
    """Who forgot what a theme was about can look."""
    async with full_screen(at("vote")) as person:
        await person.press("enter")
        assert "• Jokes about [b]sick leave[/b]" in person.text
        await person.press("escape", "down")
        await person.click_on("Read the notes")
        assert "• New colleagues get a buddy" in person.text


async def test_the_result_is_in_the_order_of_the_dots() -> None:
    """Bars, dots and people a theme, the most chosen first; nothing can be given."""
    table = voting(["a", "b", "c"])
    for name in ("lead", "m1"):
        table.ok(name, c.Dots(("1=1", "3=3")))
    table.ok("m2", c.Dots(("2=1",)))
    table.ok("lead", c.Collect(0))
    table.run(30)
    async with full_screen(table) as person:
        assert "3 people voted." in person.text
        text = person.text
        assert text.index("6 dots from 2 people") < text.index("2 dots from 2 people")
        assert "1 dot from 1 person" in text
        assert "dots left" not in text
        await person.press("plus", "3")
        assert "At most" not in person.text
        await person.click_on(" c")
        assert "• note" in person.text


async def test_spoiled_votes_are_told_of() -> None:
    """What could not be counted is said, not hidden."""
    table = at("vote-result")
    async with full_screen(table) as person:
        table.events["m1"].append(
            evolve(table.last("m1", e.Dots), respondents=5, spoiled=1)
        )
        await person.settle()
        assert "5 people voted. 1 answer could not be counted." in person.text


async def test_recognising_ticks_and_counts_people() -> None:
    """In that mode a theme is ticked or not, and the result says how many did."""
    table = voting(["a", "b"], mode="recognise")
    async with full_screen(table) as person:
        assert "You recognise 0 of 2." in person.text
        await person.press("space")
        assert ticks(table) == (1,)
        assert "[x] a" in person.text
        await person.click_on("] b", right=2)
        assert ticks(table) == (1, 2)
        await person.press("space")
        assert ticks(table) == (1,)
        await person.click_on("I recognise this")
        assert ticks(table) == (1, 2)
        assert "You recognise 2 of 2." in person.text
        await person.press("n")
        assert ticks(table) == ()
        assert "You said: none of these." in person.text
        await person.press("up", "space", "down", "space")
        assert ticks(table) == (1, 2)
        table.ok("m2", c.Tick((2,)))
        table.ok("m3", c.Tick(()))
        table.ok("lead", c.Collect(0))
        table.run(30)
        await person.settle()
        assert "2 of 3 recognise it" in person.text
        assert person.text.index(" b ") < person.text.index(" a ")


async def test_other_themes_after_the_vote_ask_again() -> None:
    """When themes came or went, the old result does not stand in the way."""
    table = at("vote-result")
    table.ok("lead", c.Back())
    table.ok("lead", c.Ungroup(2))
    table.ok("lead", c.Next())
    async with full_screen(table) as person:
        assert "5 of 5 dots left" in person.text
        await person.press("plus")
        assert dots(table) == [1]


async def test_without_themes_it_is_said_what_to_do() -> None:
    """The facilitator is told how to get themes, a member who makes them."""
    table = Meeting(4)
    table.ok("lead", c.GoStep("vote"))
    async with full_screen(table, "lead") as person:
        assert "Go back with F4 and make themes first." in person.text
        await person.press("plus", "enter", "1")
        assert person.app.is_running
    async with full_screen(table, "m1") as person:
        assert "The facilitator makes themes first." in person.text


async def test_many_long_themes_scroll_and_stay_text() -> None:
    """Thirty themes of the longest titles can all be reached; markup does nothing."""
    long = "[@click=app.quit]x[/] [/oops " + "ok 😕 " * 34
    titles = [f"{n} {long}" for n in range(30)]
    table = voting(titles, others=9)
    async with full_screen(table, size=(40, 24)) as person:
        assert "5 of 5 dots left" in person.text
        await person.press("end", "plus")
        assert dots(table)[-1] == 1
        assert "4 of 5 dots left" in person.text
        await person.press("enter", "escape")
        assert person.app.is_running


async def test_a_refused_vote_is_shown_as_it_was() -> None:
    """When the engine says no, the screen does not claim otherwise."""
    table = at("vote-given")
    async with full_screen(table) as person:
        table.ok("lead", c.Collect(0))
        table.run(1)
        await person.pilot.press("minus")
        assert table.refused("m1", c.Dots(("1=1",))) in {"busy", "out-of-step"}
        await person.settle()
        assert "2 of 5 dots left" not in person.text


@pytest.mark.parametrize("lang", ["en", "nl"])
@pytest.mark.parametrize("size", [(80, 24), (40, 24)])
async def test_no_label_is_cut(lang: Lang, size: tuple[int, int]) -> None:
    """What can be done is there whole, in both languages and where it is narrow."""
    labels = {
        "en": ("One dot more", "One dot less", "Read the notes", "dots left"),
        "nl": ("Een stip erbij", "Een stip eraf", "Briefjes lezen", "nog 5 van 5"),
    }
    async with full_screen(at("vote", lang), size=size, lang=lang) as person:
        for label in labels[lang]:
            assert label in person.text
