"""Grouping on the full screen: by key and by mouse, and read-only for members."""

from __future__ import annotations

import pytest
from attrs import evolve

from retro.client import commands as c
from retro.client import events as e
from retro.i18n import Lang
from tests.support.fullscreen import FullScreen, full_screen
from tests.support.meeting import Meeting
from tests.support.scenes import NOTES, THEMES, at


def themes(table: Meeting) -> list[tuple[str, int]]:
    """Give the title of every theme, and how many notes it has."""
    told = table.told("lead", e.Themes)
    return [(t.title, len(t.notes)) for t in told[-1].themes] if told else []


def notes(table: Meeting) -> list[str]:
    """Give the texts on the board."""
    return [note.text for note in table.last("lead", e.Notes).notes]


async def to_themes(person: FullScreen) -> None:
    """Go to the list of themes, which is the one before the first column."""
    await person.press("left")
    assert "▶ Themes" in person.text


async def test_notes_of_two_columns_become_a_theme_by_key() -> None:
    """Space selects over the columns, G asks for a title, and the count is in view."""
    table = at("group")
    async with full_screen(table, "lead") as person:
        await person.press("space")
        assert "1 note selected" in person.text
        await person.press("right", "space")
        assert "2 notes selected" in person.text
        await person.press("g")
        await person.write("busy days")
        await person.press("enter")
        assert themes(table) == [("busy days", 2)]
        assert "selected" not in person.text
        assert "busy days · 2 notes" in person.text


async def test_notes_become_a_theme_by_mouse() -> None:
    """A click selects a note, and a click on what can be done does it."""
    table = at("group")
    async with full_screen(table, "lead") as person:
        await person.click_on("New colleagues")
        await person.click_on("Jokes about")
        await person.click_on("Jokes about")
        await person.click_on("Make a theme")
        await person.click_on("OK")
        assert themes(table) == [("New colleagues get a buddy 👩‍⚕️", 1)]


async def test_a_single_note_is_a_theme_without_selecting() -> None:
    """Without a selection the note under the cursor is meant; Esc makes nothing."""
    table = at("group")
    async with full_screen(table, "lead") as person:
        await person.press("right", "g", "escape")
        assert themes(table) == []
        await person.press("G", "enter")
        assert [size for _, size in themes(table)] == [1]


async def test_escape_selects_nothing() -> None:
    """One key lets go of all that was selected."""
    async with full_screen(at("group"), "lead") as person:
        await person.press("space", "right", "space", "escape")
        assert "Select notes that belong together" in person.text
        assert "✓" not in person.text


async def test_a_note_is_added_to_a_theme_and_taken_out_again() -> None:
    """A note can go into a theme there is, by picking it, and out of one."""
    table = at("group-themes")
    title = THEMES["en"][1]
    async with full_screen(table, "lead") as person:
        await person.click_on("A fixed moment")
        await person.click_on("Add to a theme")
        await person.press("down", "enter")
        assert (title, 3) in themes(table)
        await person.click_on("A fixed moment")
        await person.click_on("Take out of its theme")
        assert (title, 2) in themes(table)
        assert len(themes(table)) == 2


async def test_a_theme_of_which_all_is_taken_out_is_gone() -> None:
    """Taking out every note of a theme leaves no empty theme."""
    table = at("group")
    async with full_screen(table, "lead") as person:
        await person.press("space", "right", "space", "g", "enter")
        assert len(themes(table)) == 1
        await person.press("end", "o")
        assert [size for _, size in themes(table)] == [1]
        await person.press("left", "end", "o")
        assert themes(table) == []


async def test_a_theme_is_read_retitled_and_taken_apart() -> None:
    """What can be done with a theme is offered where its list has the keyboard."""
    table = at("group-themes")
    async with full_screen(table, "lead") as person:
        await to_themes(person)
        await person.press("enter")
        assert "• Mistakes are talked about in the corridor" in person.text
        await person.press("escape", "t", "ctrl+a", "delete")
        await person.write("in the open")
        await person.press("enter")
        assert ("in the open", 2) in themes(table)
        await person.click_on("Take the theme apart")
        assert [title for title, _ in themes(table)] == [THEMES["en"][1]]
        await person.press("u")
        assert themes(table) == []
        assert "▶ What goes well" in person.text


async def test_the_last_change_is_taken_back_with_one_key() -> None:
    """Grouping is never final: undo brings back what was there before."""
    table = at("group-themes")
    async with full_screen(table, "lead") as person:
        before = themes(table)
        await to_themes(person)
        await person.press("u")
        assert themes(table) != before
        await person.press("ctrl+z")
        assert themes(table) == before
        await person.click_on("Undo")
        assert len(themes(table)) == 1


async def test_a_note_is_set_aside_only_after_asking() -> None:
    """The question says what happens and where to go; No is where one begins."""
    table = at("group")
    async with full_screen(table, "lead") as person:
        await person.click_on("Jokes about")
        await person.press("x")
        assert "Set this note aside?" in person.text
        assert "Nobody learns" in person.text
        assert "Carol de Wit" in person.text
        await person.press("enter")
        assert len(notes(table)) == 6
        await person.press("x", "left", "enter")
        assert NOTES["en"][3][1] not in notes(table)
        assert "Jokes about" not in person.text
        assert "selected" not in person.text


async def test_after_grouping_one_goes_on_with_what_is_left() -> None:
    """The cursor stays with the notes that are in no theme yet."""
    table = at("group")
    async with full_screen(table, "lead") as person:
        well = [n for n in table.last("lead", e.Notes).notes if n.column == "well"]
        await person.press("space", "g", "enter")
        assert f"▌ {well[1].text[:14]}" in person.text
        await person.press("g", "enter")
        assert [size for _, size in themes(table)] == [1, 1]
        await person.press("g", "enter")
        assert len(themes(table)) == 2


async def test_members_look_on() -> None:
    """A member sees what is done and can read a theme, and changes nothing."""
    table = at("group-themes")
    async with full_screen(table, "m1") as person:
        assert "The facilitator puts together what belongs together" in person.text
        before = themes(table)
        await person.press("space", "g", "a", "x", "u", "o", "ctrl+z")
        assert themes(table) == before
        assert len(notes(table)) == 6
        assert "✓" not in person.text
        await to_themes(person)
        await person.press("enter")
        assert "•" in person.text
        await person.press("escape")
        table.ok("lead", c.Title(1, "Together"))
        await person.settle()
        assert "Together · 2 notes" in person.text


async def test_grouped_notes_stand_after_the_others_with_their_theme() -> None:
    """What still has to be grouped comes first."""
    async with full_screen(at("group-themes"), "lead", size=(120, 40)) as person:
        text = "\n".join(person.lines)
        assert text.index("A fixed moment") < text.rindex("We help each other")
        assert "theme 1" in person.text


async def test_when_all_is_grouped_it_is_said() -> None:
    """The facilitator is told that the next step can come."""
    table = at("group-themes")
    left = {note.id for note in table.last("lead", e.Notes).notes}
    for theme in table.last("lead", e.Themes).themes:
        left -= {*theme.notes}
    table.ok("lead", c.Group(tuple(left)))
    async with full_screen(table, "lead") as person:
        assert "Every note is in a theme" in person.text


async def test_one_list_at_a_time_where_it_is_narrow() -> None:
    """At 40 columns every list is a key or a click away, and shows its count."""
    async with full_screen(at("group-themes"), "lead", size=(40, 24)) as person:
        assert "▶ What goes well · 2" in person.text
        assert "Mistakes" not in person.text
        await person.press("right")
        assert "▶ What feels unsafe · 2" in person.text
        assert "Mistakes" in person.text
        await person.click_on("Themes · 2")
        assert "Talking with, not about" in person.text
        await person.click_on("What we need")
        await person.press("space")
        assert "1 note selected" in person.text
        await person.pilot.resize_terminal(120, 40)
        await person.settle()
        assert "Mistakes" in person.text
        assert "Talking with" in person.text


async def test_without_notes_there_is_nothing_to_do() -> None:
    """A session in which nobody wrote says so."""
    table = Meeting(4)
    table.ok("lead", c.GoStep("group"))
    async with full_screen(table, "lead") as person:
        assert "There are no notes to group." in person.text
        await person.press("g", "space", "x")
        assert "Set this note aside?" not in person.text


async def test_what_people_wrote_stays_text() -> None:
    """Markup in a note or a title does nothing, wherever it is shown."""
    evil = "[@click=app.quit]x[/] [/oops"
    table = at("group")
    async with full_screen(table, "lead", size=(120, 40)) as person:
        assert "Jokes about [b]sick" in person.text
        table.ok("lead", c.Group((table.last("lead", e.Notes).notes[0].id,), evil))
        await person.settle()
        assert evil in person.text
        await person.press("left", "enter")
        await person.press("escape", "t", "escape", "right", "x")
        assert person.app.is_running


@pytest.mark.parametrize("lang", ["en", "nl"])
@pytest.mark.parametrize("size", [(80, 24), (40, 24)])
async def test_no_label_is_cut(lang: Lang, size: tuple[int, int]) -> None:
    """Every deed is there whole, in both languages and also where it is narrow."""
    deeds = {
        "en": ("Make a theme", "Add to a theme", "Select nothing", "Set aside", "Undo"),
        "nl": (
            "Thema maken",
            "Bij een thema doen",
            "Niets selecteren",
            "Opzij leggen",
            "Ongedaan maken",
        ),
    }
    table = at("group-themes", lang)
    async with full_screen(table, "lead", size=size, lang=lang) as person:
        await person.press("space")
        for deed in deeds[lang]:
            assert deed in person.text


async def test_who_joins_now_knows_the_columns_too() -> None:
    """The titles of the columns do not depend on having been there at the writing."""
    table = at("group")
    table.join("late")
    table.settle()
    async with full_screen(table, "late") as person:
        assert "What feels unsafe · 2" in person.text


async def test_a_column_that_comes_back_is_shown() -> None:
    """An undo may bring back a note of a column that had none; nothing is left out."""
    table = at("group")
    async with full_screen(table, "m1") as person:
        new = e.NoteItem(id=9, column="wish", text="A wish of the team")
        told = table.last("m1", e.Notes)
        table.events["m1"].append(evolve(told, notes=(*told.notes, new)))
        await person.settle()
        await person.settle()
        await person.press("left")
        assert "A wish of the team" in person.text
