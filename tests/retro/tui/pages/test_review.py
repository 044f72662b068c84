"""Reviewing earlier norms on the full screen: keep, say differently, or let go."""

from __future__ import annotations

import pytest

from formats.entries import BroughtNorm
from retro.client import commands as c
from retro.client import events as e
from retro.i18n import Lang
from tests.support.fullscreen import full_screen
from tests.support.meeting import Meeting
from tests.support.scenes import at

BROUGHT = ("We ask first", "We rest", "Phones away")


def reviewing() -> Meeting:
    """Give a meeting that looks at three earlier norms."""
    table = Meeting(4, norms=tuple(BroughtNorm(text=t, review="") for t in BROUGHT))
    table.ok("lead", c.GoStep("review"))
    return table


def said(table: Meeting, name: str = "m1") -> dict[int, str]:
    """Give what somebody said of the norms, by their numbers."""
    told = table.told(name, e.Mine)
    return {one.norm: one.choice for one in told[-1].consents} if told else {}


def norms(table: Meeting) -> list[tuple[str, str]]:
    """Give the text and the status of every norm."""
    return [(norm.text, norm.status) for norm in table.last("lead", e.Norms).norms]


async def test_a_person_says_what_they_want_with_each_norm() -> None:
    """Keep, other words or let go, by key; a reason can be given where it helps."""
    table = reviewing()
    async with full_screen(table) as person:
        assert "from last time" in person.text
        assert "0 of 3 done" in person.text
        await person.press("k", "down", "r")
        assert "You want other words. Do you want to say why?" in person.text
        await person.write("unclear")
        await person.press("enter", "down", "l", "escape")
        assert said(table) == {1: "keep", 2: "reword", 3: "let-go"}
        assert "Your reason: “unclear”" in person.text
        assert "You chose for every norm." in person.text


async def test_a_person_chooses_by_mouse() -> None:
    """A click on a norm and one on the choice are enough."""
    table = reviewing()
    async with full_screen(table) as person:
        await person.click_on("We rest")
        await person.click_on("Keep it")
        await person.click_on("Phones away")
        await person.click_on("Let it go")
        await person.click_on("Cancel")
        assert said(table) == {2: "keep", 3: "let-go"}


async def test_the_result_says_what_becomes_of_each_norm() -> None:
    """Counts are of keep, other words and let go, never of consent."""
    table = reviewing()
    for name in table.engines:
        for norm, choice in enumerate(("keep", "reword", "let-go"), 1):
            table.ok(name, c.Consent(norm, choice))
    table.ok("lead", c.ConfirmSmall())
    table.ok("lead", c.Collect(0))
    table.run(30)
    async with full_screen(table) as person:
        text = person.text
        assert "agreed · 5 keep it, 0 want other words, 0 let it go" in text
        assert "draft · 0 keep it, 5 want other words, 0 let it go" in text
        assert "let go · 0 keep it, 0 want other words, 5 let it go" in text
        assert "What most people want happens" in text
        await person.press("k", "down", "k", "r", "l")
        assert "say why" not in person.text


async def test_the_facilitator_can_reword_and_let_go_now() -> None:
    """A norm with other words is not asked here, but where norms are made."""
    table = reviewing()
    async with full_screen(table, "lead") as person:
        await person.press("e", "ctrl+a", "delete")
        await person.write("We ask")
        await person.press("enter")
        assert norms(table)[0] == ("We ask", "draft")
        await person.press("k")
        assert said(table, "lead") == {}
        await person.press("down", "x")
        await person.click_on("Yes")
        assert norms(table)[1][1] == "let-go"
        await person.press("down", "k")
        assert said(table, "lead") == {3: "keep"}
        await person.press("ctrl+z")
        assert norms(table)[1][1] == "draft"
        table.ok("lead", c.GoStep("norms"))
        await person.settle()
        await person.press("home", "a")
        assert said(table, "lead")[1] == "agree"


async def test_only_earlier_norms_are_reviewed() -> None:
    """A norm of this session is not in the review when one goes back to it."""
    table = reviewing()
    table.ok("lead", c.GoStep("norms"))
    table.ok("lead", c.Norm("Brand new"))
    table.ok("lead", c.GoStep("review"))
    async with full_screen(table) as person:
        assert "Phones away" in person.text
        assert "Brand new" not in person.text


@pytest.mark.parametrize("lang", ["en", "nl"])
@pytest.mark.parametrize("size", [(80, 24), (40, 24)])
async def test_no_label_is_cut(lang: Lang, size: tuple[int, int]) -> None:
    """Every choice and control is there whole, in both languages."""
    labels = {
        "en": ("Keep it", "Say it differently", "Let it go", "Change the words now"),
        "nl": ("Houden", "Anders zeggen", "Loslaten", "Nu andere woorden geven"),
    }
    async with full_screen(at("review", lang), "lead", size=size, lang=lang) as person:
        for label in labels[lang]:
            assert label in person.text
