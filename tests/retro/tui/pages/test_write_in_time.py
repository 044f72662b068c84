"""Writing while the session goes on: steps, rounds and the connection take no text."""

from __future__ import annotations

from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager

import pytest

from retro.client import commands as c
from retro.client import events as e
from retro.tui.widgets.editor import Area
from tests.support.fullscreen import FullScreen, full_screen
from tests.support.meeting import Meeting
from tests.support.scenes import at, meeting


def writing(*, noted: Sequence[str] = ()) -> Meeting:
    """Begin a session of six, at the writing step, with a note by each of these."""
    table = meeting()
    table.ok("lead", c.GoStep("write"))
    for name in noted:
        table.note(name, f"by {name}")
    return table


def drafted(table: Meeting) -> list[str]:
    """Give the drafts of `m1`."""
    return [draft.text for draft in table.engines["m1"].core.drafts.notes]


def typed(person: FullScreen) -> str:
    """Give the text in the editor."""
    return person.app.screen.query_one(Area).text


async def passing(table: Meeting, person: FullScreen, seconds: float) -> None:
    """Let time pass, and show what came of it."""
    table.run(seconds)
    await person.settle()


@asynccontextmanager
async def in_the_mix(table: Meeting, person: FullScreen) -> AsyncIterator[None]:
    """Collect, and be in the mix while the block runs; then let it come out."""
    held = table.tap

    table.tap = lambda sender, frame: (
        [] if Meeting.message(frame) == "hop" else held(sender, frame)
    )
    table.ok("lead", c.Collect(0))
    await passing(table, person, 1)
    assert "Mixing the notes" in person.text
    yield
    table.tap = held
    await passing(table, person, 60)


async def test_a_step_of_the_facilitator_takes_no_text() -> None:
    """What was half typed, and for which column, is there on the return."""
    table = writing()
    async with full_screen(table) as person:
        await person.press("tab", "h", "a", "l", "f")
        table.ok("lead", c.Next())
        await person.settle()
        assert "New note for" not in person.text
        table.ok("lead", c.Back())
        await person.settle()
        assert typed(person) == "half"
        await person.press("!")
        assert typed(person) == "half!"
        assert "New note for: What feels unsafe" in person.text


async def test_a_step_of_the_facilitator_takes_no_change() -> None:
    """A note that was being changed is still being changed on the return."""
    table = writing(noted=["m1"])
    async with full_screen(table) as person:
        await person.press("n", "up", "enter", "!")
        table.ok("lead", c.Next())
        await person.settle()
        table.ok("lead", c.Back())
        await person.settle()
        assert typed(person) == "by m1!"
        await person.press("enter")
        assert drafted(table) == ["by m1!"]
        assert typed(person) == "n"


async def test_a_countdown_warns_and_pulls_nobody_away() -> None:
    """The seconds are counted over the page; unsaved text is named as such."""
    table = writing()
    async with full_screen(table) as person:
        await person.press("h", "a")
        table.ok("lead", c.Collect(20))
        await person.settle()
        assert "Collecting in 20 seconds. Unsaved text does not go along" in person.text
        await person.press("l", "f")
        assert typed(person) == "half"
        table.run(3)
        await person.press("enter")
        assert drafted(table) == ["half"]
        assert "Collecting in 17 seconds. What you save now" in person.text


async def test_unsaved_text_outlives_the_mix() -> None:
    """What was saved is collected; what was not stays, for a second time."""
    table = writing(noted=["m2", "m3"])
    async with full_screen(table) as person:
        await person.press("a", "enter", "h", "a", "l", "f")
        async with in_the_mix(table, person):
            await person.press("x", "enter", "backspace")
        assert "3 notes were collected." in person.text
        assert typed(person) == "half"
        assert drafted(table) == []
        assert "What goes well · 3" in person.text
        await person.press("enter")
        assert "✎ half" in person.text
        assert "└ yours, not collected yet" in person.text
        table.ok("lead", c.Collect(0))
        await passing(table, person, 60)
        assert "4 notes were collected." in person.text
        assert "✎" not in person.text


async def test_a_change_to_a_note_that_was_collected_becomes_a_new_note() -> None:
    """Nothing that was typed is lost, and the person hears what became of it."""
    table = writing(noted=["m1", "m2"])
    async with full_screen(table) as person:
        await person.press("n", "up", "enter", "!")
        async with in_the_mix(table, person):
            pass
        assert "2 notes were collected." in person.text
        assert typed(person) == "n\nby m1!"
        assert "New note for: What goes well" in person.text
        (said,) = person.app._notifications
        assert said.message.startswith("That note was collected as it was.")


async def test_a_note_that_was_only_looked_at_is_collected_and_gone() -> None:
    """Without a change there is nothing to keep, and nothing to send twice."""
    table = writing(noted=["m1", "m2"])
    async with full_screen(table) as person:
        await person.press("up", "enter")
        async with in_the_mix(table, person):
            pass
        assert typed(person) == ""
        assert "New note for" in person.text
        assert list(person.app._notifications) == []


async def test_a_round_that_fails_leaves_the_notes_as_they_were() -> None:
    """The drafts are still there to change and to be sent again."""
    async with full_screen(at("mix-aborted")) as person:
        assert "Collecting stopped: a laptop gave no answer in time." in person.text
        assert "✎ We help each other" in person.text
        await person.press("f8")
        assert "Collecting stopped" not in person.text
        await person.press("up", "delete")
        assert person.text.count("✎") == 1


async def test_notes_come_all_at_once_in_their_columns() -> None:
    """As text, whatever stands in them; what could not be read is said."""
    async with full_screen(at("notes"), size=(120, 40)) as person:
        assert "6 notes were collected." in person.text
        assert "Jokes about [b]sick leave[/b]" in person.text
        assert "\\[oops] are not funny" in person.text
        assert "What feels unsafe · 2" in person.text
        await person.press("up", "enter", "delete")
        assert typed(person) == ""
        assert "6 notes were collected." in person.text


async def show(person: FullScreen, *events: e.Event) -> None:
    """Let the client tell something that hardly ever happens."""
    for event in events:
        person.session._client.events.put_nowait(event)
    await person.settle()


async def test_notes_that_could_not_be_read_are_counted() -> None:
    """They are somebody's: the team knows that they are missing."""
    note = e.NoteItem(id=1, column="well", text="x")
    async with full_screen(writing()) as person:
        await show(person, e.Notes(notes=(note,), unreadable=2))
        assert "1 note was collected. 2 could not be read." in person.text


async def test_what_may_have_been_read_is_shown_apart() -> None:
    """It is said of each note, and it can neither be changed nor deleted."""
    spent = e.NoteItem(id=1, column="well", text="was sent")
    draft = e.NoteItem(id=2, column="well", text="is not")
    async with full_screen(writing()) as person:
        await show(person, e.Drafts(drafts=(draft,), spent=(spent,)))
        assert "✎ is not" in person.text
        assert "· was sent" in person.text
        assert "not sent again: it may have been" in person.text
        await person.press("up", "end", "enter", "delete")
        assert typed(person) == ""
        assert "was sent" in person.text


async def test_a_broken_connection_takes_no_text_and_no_key() -> None:
    """Notes are saved without it, it is said calmly, and all goes on afterwards."""
    table = writing(noted=["m2", "m3"])
    async with full_screen(table) as person:
        await person.press("h", "a")
        table.disconnect("m1")
        await passing(table, person, 0)
        assert "○ offline, trying again; your notes stay here" in person.text
        await person.press("l", "f", "enter", "n", "e", "x")
        assert drafted(table) == ["half"]
        table.connect("m1")
        await passing(table, person, 5)
        assert "● online" in person.text
        await person.press("t")
        assert typed(person) == "next"
        table.ok("lead", c.Collect(0))
        await passing(table, person, 60)
        assert "3 notes were collected." in person.text
        assert typed(person) == "next"


async def test_a_connection_that_breaks_in_the_mix_comes_back_to_the_text() -> None:
    """Whatever became of the round, the person is at their text again."""
    table = writing(noted=["m1", "m2", "m3"])
    async with full_screen(table) as person:
        await person.press("h", "a", "l", "f")
        async with in_the_mix(table, person):
            table.disconnect("m1")
            await passing(table, person, 5)
            table.connect("m1")
        assert typed(person) == "half"
        await person.press("!")
        assert typed(person) == "half!"


@pytest.mark.parametrize("key", ["f1", "f3", "f9", "ctrl+p", "ctrl+e"])
async def test_what_lies_over_the_page_stays_when_the_step_moves(key: str) -> None:
    """Help, or a text being typed, is not taken away; below it is the new page."""
    table = writing()
    async with full_screen(table) as person:
        await person.press(key)
        over = person.app.screen
        table.ok("lead", c.GoStep("ask"))
        await person.settle()
        assert person.app.screen is over
        await person.press("escape")
        assert person.app.screen.focused is not None
