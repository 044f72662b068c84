"""Norms on the full screen: draft, consent with a reason, result, reword, let go."""

from __future__ import annotations

import pytest

from retro.client import commands as c
from retro.client import events as e
from retro.i18n import Lang
from tests.support.fullscreen import full_screen
from tests.support.meeting import Meeting
from tests.support.scenes import NORMS, REASONS, at

WIDE = (120, 40)


def norms(table: Meeting) -> list[tuple[str, str]]:
    """Give the text and the status of every norm."""
    return [(norm.text, norm.status) for norm in table.last("lead", e.Norms).norms]


def said(table: Meeting, name: str = "m1") -> dict[int, str]:
    """Give what somebody said of the norms, by their numbers."""
    told = table.told(name, e.Mine)
    return {one.norm: one.choice for one in told[-1].consents} if told else {}


def reason(table: Meeting) -> tuple[int, str] | None:
    """Give the reason `m1` gave, with the number of its norm."""
    given = table.last("m1", e.Mine).reason
    return None if given is None else (given.norm, given.text)


async def test_a_person_says_of_each_norm_what_they_think_by_key() -> None:
    """One key a choice; it begins at the first norm that is asked, and shows it."""
    table = at("norms")
    async with full_screen(table) as person:
        assert "0 of 2 done" in person.text
        await person.press("a")
        assert said(table) == {2: "agree"}
        assert "✓ 2 We first tell" in person.text
        assert "You agree" in person.text
        await person.press("down", "o", "escape")
        assert said(table) == {2: "agree", 3: "object"}
        assert "You object" in person.text
        assert "You chose for every norm." in person.text
        await person.press("C", "escape")
        assert said(table)[3] == "concern"


async def test_a_person_chooses_by_mouse() -> None:
    """A click on a norm and one on the choice are enough."""
    table = at("norms")
    async with full_screen(table) as person:
        await person.click_on("We check in")
        await person.click_on("Object")
        await person.click_on("Cancel")
        assert said(table) == {3: "object"}
        await person.click_on("We first tell")
        await person.click_on("Agree, with a concern")
        await person.write("slow")
        await person.click_on("OK")
        assert said(table) == {2: "concern", 3: "object"}
        assert reason(table) == (2, "slow")


async def test_a_reason_is_shown_kept_and_taken_back() -> None:
    """Whose text it is decides: it is in view, can be changed, and can be withdrawn."""
    table = at("norms")
    async with full_screen(table) as person:
        await person.press("o")
        assert "You object. Do you want to say why?" in person.text
        assert "“We first tell" in person.text
        await person.write("too vague")
        await person.press("enter")
        assert reason(table) == (2, "too vague")
        assert "Your reason: “too vague”" in person.text
        await person.press("c")
        assert "too vague" in person.text
        await person.press("escape")
        assert reason(table) == (2, "too vague")
        await person.press("c", "ctrl+a", "delete", "enter")
        assert reason(table) is None
        await person.press("o")
        await person.write("no")
        await person.press("enter", "a")
        assert (said(table), reason(table)) == ({2: "agree"}, None)


async def test_only_one_norm_has_a_reason() -> None:
    """The last reason given counts, and the screen shows which that is."""
    table = at("norms")
    async with full_screen(table) as person:
        for text in ("one", "two"):
            await person.press("o")
            await person.write(text)
            await person.press("enter", "down")
        assert reason(table) == (3, "two")
        assert "“two”" in person.text
        assert "“one”" not in person.text


async def test_choices_can_be_changed_while_it_is_counted_down() -> None:
    """Until the round begins a person may think again; the facilitator rewords not."""
    table = at("norms")
    table.ok("lead", c.Collect(20))
    async with full_screen(table) as person:
        await person.press("a")
        assert said(table) == {2: "agree"}
    async with full_screen(table, "lead") as person:
        await person.press("n")
        assert "A new norm" not in person.text


async def test_a_reason_that_came_too_late_is_not_lost() -> None:
    """Who was typing when the round began finds their words again after it stopped."""
    table = at("norms")
    async with full_screen(table) as person:
        await person.press("o")
        await person.write("too late")
        table.tap = lambda name, frame: (
            [] if (name, table.message(frame)) == ("m3", "hop") else [frame]
        )
        table.ok("lead", c.Collect(0))
        table.run(1)
        await person.press("enter")
        assert reason(table) is None
        table.ok("lead", c.Abort())
        table.run(1)
        await person.settle()
        await person.press("o")
        assert "too late" in person.text


async def test_sending_nothing_is_said() -> None:
    """Who sends nothing sees so, and takes part again by choosing."""
    async with full_screen(at("norms")) as person:
        await person.press("ctrl+b")
        assert "You send nothing this time." in person.text
        await person.press("a")
        assert "You send nothing this time." not in person.text


async def test_the_result_shows_counts_reasons_and_the_next_look() -> None:
    """How it stands is said in words, and a reason is quoted under its norm."""
    async with full_screen(at("norms-result"), "lead") as person:
        text = person.text
        assert "agreed · 6 agree, 0 with a concern, 0 object" in text
        assert "look at it again on 22 February 2027" in text
        assert "from theme: Talking with, not about" in text
        assert "not agreed yet · 5 agree, 0 with a concern, 1 object" in text
        assert text.index(f"“{REASONS['en']}”") > text.index(NORMS["en"][1])
        assert "Talk about the objections and concerns." in text
        assert "F6 goes to the next step." in text
    async with full_screen(at("norms-result")) as person:
        assert "▌ 3 We check in every Monday." in person.text
        assert "can be reworded and asked again" in person.text
        await person.press("end", "a", "n", "r", "l")
        assert "Do you want to say why?" not in person.text


async def test_the_facilitator_rewords_and_everyone_chooses_again() -> None:
    """Other words are another question: what was said of the old ones is gone."""
    table = at("norms-chosen")
    async with full_screen(table, "lead") as person:
        await person.press("end", "r")
        assert "Everyone chooses again then" in person.text
        await person.press("enter")
        assert len(said(table)) == 2
        await person.press("R", "ctrl+a", "delete")
        await person.write("We check in every week")
        await person.press("enter")
        assert norms(table)[-1] == ("We check in every week", "draft")
        assert "Reworded: choose again" in person.text
        assert set(said(table)) == {2}
        await person.press("ctrl+z")
        assert norms(table)[-1][0] == NORMS["en"][1]


async def test_what_a_norm_was_before_is_a_key_away() -> None:
    """After rewording people can read the old words and what was said of them."""
    table = at("norms-result")
    async with full_screen(table) as person:
        await person.press("end", "h")
        assert "What it was before" not in person.text
        table.ok("lead", c.Reword(3, "We check in every week."))
        await person.settle()
        await person.click_on("What it was before")
        assert NORMS["en"][1] in person.text
        assert "5 agree, 0 with a concern, 1 object" in person.text
        assert f"“{REASONS['en']}”" in person.text


async def test_the_facilitator_lets_go_after_asking() -> None:
    """A norm that is let go stays in the list as such, and undo brings it back."""
    table = at("norms")
    async with full_screen(table, "lead") as person:
        await person.press("l", "enter")
        assert norms(table)[1][1] == "draft"
        await person.click_on("Let go")
        assert "Let this norm go?" in person.text
        await person.click_on("Yes")
        assert norms(table)[1][1] == "let-go"
        assert "let go" in person.text
        await person.press("l")
        assert "Let this norm go?" not in person.text


async def test_the_facilitator_drafts_a_norm_from_a_theme() -> None:
    """The most chosen theme is the first to pick; none is a choice too."""
    table = at("norms-empty")
    async with full_screen(table, "lead") as person:
        assert "N writes it down" in person.text
        await person.press("n")
        await person.write("We ask first")
        await person.press("enter")
        assert "Which theme is it from?" in person.text
        await person.press("enter")
        assert "from theme: Talking with, not about" in person.text
        await person.click_on("New norm")
        await person.write("We rest")
        await person.press("enter", "end", "enter")
        await person.press("n", "escape")
        drafted = table.last("lead", e.Norms).norms[1:]
        assert [(n.text, n.theme) for n in drafted] == [
            ("We ask first", 1),
            ("We rest", None),
        ]


async def test_without_themes_a_norm_is_drafted_at_once() -> None:
    """Nothing is asked that has no answer."""
    table = Meeting(4)
    table.ok("lead", c.GoStep("norms"))
    async with full_screen(table, "lead") as person:
        assert "There are no norms yet." in person.text
        await person.press("n")
        await person.write("We ask")
        await person.press("enter")
        assert norms(table) == [("We ask", "draft")]
    async with full_screen(table) as person:
        assert "We ask" in person.text
        await person.press("p", "n")
        assert "A new norm" not in person.text


async def test_the_words_that_help_are_a_key_away_and_beside_where_it_is_wide() -> None:
    """Four words with what they mean help to think of norms."""
    async with full_screen(at("norms")) as person:
        assert "Being yourself" not in person.text
        await person.press("p")
        assert "Being yourself" in person.text
        await person.press("escape")
        await person.click_on("Words that help")
        assert "Open communication" in person.text
        await person.press("escape")
        await person.pilot.resize_terminal(*WIDE)
        await person.settle()
        assert "Being yourself" in person.text


async def test_many_long_norms_scroll_and_stay_text() -> None:
    """Twenty norms of the longest texts can be reached; markup does nothing."""
    table = Meeting(4)
    table.ok("lead", c.GoStep("norms"))
    for number in range(20):
        table.ok("lead", c.Norm(f"{number} [@click=app.quit]x[/] [/oops " + "😕 " * 55))
    async with full_screen(table, size=(40, 24)) as person:
        await person.press("end", "a")
        assert said(table) == {20: "agree"}
        await person.press("o")
        assert "[@click=app.quit]" in person.text
        await person.press("escape")
        assert said(table) == {20: "object"}
    async with full_screen(table, "lead") as person:
        await person.press("r", "escape", "l", "escape")
        assert person.app.is_running


@pytest.mark.parametrize("lang", ["en", "nl"])
@pytest.mark.parametrize("size", [(80, 24), (40, 24)])
async def test_no_label_is_cut(lang: Lang, size: tuple[int, int]) -> None:
    """Every choice and control is there whole, in both languages."""
    labels = {
        "en": ("Agree, with a concern", "Object", "Other words", "Words that help"),
        "nl": ("Eens, met een zorg", "Bezwaar", "Andere woorden", "Woorden die helpen"),
    }
    async with full_screen(at("norms", lang), "lead", size=size, lang=lang) as person:
        for label in labels[lang]:
            assert label in person.text
