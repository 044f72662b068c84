"""The welcome on the full screen: getting in, who is here, the words to compare."""

from __future__ import annotations

import pytest
from textual.containers import VerticalScroll

from retro.client import events as e
from retro.i18n import Lang
from retro.seat import Invitation, Part
from tests.support.fullscreen import FullScreen, full_screen
from tests.support.meeting import Meeting

LINK = "ws://192.168.1.7:8484/#goldfish-gratitude-franchise-recent"
OTHER = "ws://10.0.0.4:8484/#goldfish-gratitude-franchise-recent"
MISSING = (
    "Where to go for help is not filled in yet. This fills it in: retro settings place "
    'confidant "NAME, PHONE"'
)
LEAD = Part(
    lead=True,
    invitation=Invitation(
        links=(LINK, OTHER), advice="Let retro through.", missing=MISSING
    ),
)
NAMES = ("Anouk", "Berend", "Carolien", "Dirk-Jan", "Eva", "Fatima", "Giel")


def unanswered(*names: str) -> Meeting:
    """Seat a lead and these others, who are asked whether the words are the same."""
    table = Meeting(0)
    table.confirming = False
    for name in names:
        table.join(name)
    table.run(5)
    return table


def said(table: Meeting, name: str) -> str:
    """Give what somebody said of names and words, as all others heard it."""
    member = table.engines["lead"].core.member
    vk = table.engines[name].core.vk
    return "differ" if vk in member.differ else "same" if vk in member.same else ""


def fits(person: FullScreen) -> bool:
    """Tell whether all of the page is in view."""
    return person.app.screen.query_one(".sheet", VerticalScroll).max_scroll_y == 0


async def test_the_facilitator_shares_the_link_and_the_words() -> None:
    """The link is there whole, the words one a line and spaced, apart from the four."""
    table = unanswered("m1", "m2", "m3")
    async with full_screen(table, "lead", part=LEAD) as person:
        assert LINK in person.text
        assert "retro join --server ws://192.168.1.7:8484" in person.text
        rows = [line.strip().split("  ")[0] for line in person.lines]
        assert rows.index("g o l d f i s h") + 3 == rows.index("r e c e n t")
        words = " ".join(table.last("lead", e.Roster).words)
        assert f"Read these out loud together █ {words}" in person.text
        assert "Where to go for help is not filled in yet" in person.text


async def test_where_there_is_room_the_words_are_large() -> None:
    """On a large screen the join words are drawn in letters of several rows."""
    table = unanswered("m1", "m2", "m3")
    async with full_screen(table, "lead", size=(120, 40), part=LEAD) as person:
        assert "█▀▀ █▀█ █" in person.text
        await person.pilot.resize_terminal(80, 24)
        await person.settle()
        assert "g o l d f i s h" in person.text


@pytest.mark.parametrize("how", ["key", "mouse"])
async def test_the_link_is_copied(how: str) -> None:
    """A key or a click copies the link, and says what to do when nothing is pasted."""
    async with full_screen(Meeting(3), "lead", part=LEAD) as person:
        assert "Copied" not in person.text
        await (person.press("c") if how == "key" else person.click_on("Copy the link"))
        assert person.app.clipboard == LINK
        assert "Copied: paste it in the chat." in person.text


@pytest.mark.parametrize("how", ["key", "mouse"])
async def test_other_addresses_are_one_key_away(how: str) -> None:
    """Who cannot connect is helped with every address and what to try."""
    async with full_screen(Meeting(3), "lead", part=LEAD) as person:
        assert OTHER not in person.text
        await (person.press("o") if how == "key" else person.click_on("Can they not"))
        assert OTHER in person.text
        assert "Let retro through." in person.text
        await person.press("escape")
        assert OTHER not in person.text


async def test_a_member_sees_no_invitation() -> None:
    """The link and the join words are the facilitator's; a member has the promise."""
    async with full_screen(Meeting(3)) as person:
        await person.press("c", "o")
        assert "Copy" not in person.text
        assert "team's chat" not in person.text
        assert "What you write can still give you away" in person.text
        assert person.app.clipboard == ""


@pytest.mark.parametrize("way", ["f7", "mouse"])
async def test_same_is_said_once(way: str) -> None:
    """A function key or a click says the words are the same."""
    table = unanswered("m1", "m2", "m3")
    async with full_screen(table) as person:
        assert "Are exactly these 4 people here?" in person.text
        await (person.click_on("Same  F7") if way == "mouse" else person.press(way))
        assert said(table, "m1") == "same"
        assert "✓ You said: the same." in person.text
        assert "You are ready." in person.text
        assert "Are exactly" not in person.text
        await person.press("f7")
        assert said(table, "m1") == "same"


@pytest.mark.parametrize("way", ["f8", "mouse"])
async def test_differ_says_what_happens_then(way: str) -> None:
    """Who says that they differ learns what comes of it, and is not asked on."""
    table = unanswered("m1", "m2", "m3")
    async with full_screen(table, size=(80, 30)) as person:
        await (person.click_on("Differ  F8") if way == "mouse" else person.press(way))
        assert said(table, "m1") == "differ"
        assert "✗ You said: they differ. Nothing of yours is sent." in person.text
        assert "then you are asked again" in person.text
        await person.press("f7")
        assert said(table, "m1") == "differ"


async def test_no_letter_answers_what_is_asked_about_trust() -> None:
    """Whoever still types when the page comes says nothing of names and words by it."""
    table = unanswered("m1", "m2", "m3")
    async with full_screen(table) as person:
        await person.write("said ")
        await person.press("enter")
        assert said(table, "m1") == ""
        assert "Are exactly these 4 people here?" in person.text


async def test_who_confirmed_is_asked_about_the_change() -> None:
    """Who said "same" before sees who came; the newcomer compares the whole list."""
    table = Meeting(4)
    table.confirming = False
    table.join("Eva")
    table.run(5)
    async with full_screen(table) as person:
        assert "Who is here changed: +Eva." in person.text
        await person.press("f7")
        assert said(table, "m1") == "same"
    async with full_screen(table, "Eva") as person:
        assert "Are exactly these 6 people here?" in person.text


async def test_somebody_who_just_came_in_is_named() -> None:
    """Between an arrival and the new list the page says what is going on."""
    table = Meeting(4)
    table.join("Eva")
    async with full_screen(table) as person:
        assert "Eva just came in: the list is made anew." in person.text
        table.run(5)
        await person.settle()
        assert "just came in" not in person.text


async def test_with_too_few_people_it_says_who_is_needed() -> None:
    """Alone or with few the page says how many are needed, before there are words."""
    table = unanswered()
    async with full_screen(table, "lead", part=LEAD) as person:
        assert "At least three others are needed." in person.text
        assert "1 person is here: lead" in person.text
        assert "Read these out loud" not in person.text
        table.join("m1")
        table.run(5)
        await person.settle()
        assert "At least three others are needed." in person.text
    async with full_screen(table) as person:
        assert "at least four are needed" in person.text


@pytest.mark.parametrize("lang", ["en", "nl"])
@pytest.mark.parametrize("name", ["lead", "Eva"])
async def test_eight_people_fit_in_one_view(name: str, lang: Lang) -> None:
    """At 80x24 nobody has to scroll, not even the facilitator with all there is."""
    table = unanswered(*NAMES)
    part = LEAD if name == "lead" else None
    async with full_screen(table, name, lang=lang, part=part) as person:
        assert fits(person)
        for each in NAMES:
            assert each in person.text
        assert "F8" in person.text


@pytest.mark.parametrize("lang", ["en", "nl"])
async def test_in_forty_columns_everything_can_be_reached(lang: Lang) -> None:
    """A narrow screen wraps and scrolls: nothing is cut and both answers are there."""
    table = unanswered(*NAMES)
    size = (40, 24)
    async with full_screen(table, "lead", size=size, lang=lang, part=LEAD) as person:
        seen = person.text
        await person.press("end")
        seen += " " + person.text
        same, differ = (
            ("Hetzelfde", "Verschilt") if lang == "nl" else ("Same", "Differ")
        )
        assert f"{same} F7" in seen
        assert f"{differ} F8" in seen
        for line in seen.split():
            assert len(line) <= 40


async def test_a_hostile_name_stays_text() -> None:
    """A name that looks like markup is shown as it was typed, in every place."""
    table = unanswered("m1", "m2", "[@click=app.quit]x[/] [b]")
    table.run(5)
    async with full_screen(table) as person:
        assert "[@click=app.quit]x[/] [b]" in person.text
        table.join("[/oops]")
        await person.settle()
        assert "[/oops] just came in" in person.text


async def test_a_projector_is_named() -> None:
    """Everyone sees that a screen is watching along."""
    table = Meeting(3)
    table.join("beamer", screen=True)
    table.run(5)
    async with full_screen(table) as person:
        assert "A screen is watching along: beamer" in person.text
