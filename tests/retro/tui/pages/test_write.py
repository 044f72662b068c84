"""Writing on the full screen: saving, changing, deleting notes, by key and mouse."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

import pytest
from textual.pilot import Pilot

from retro.client import commands as c
from retro.client import events as e
from retro.i18n import Lang
from retro.seat import Part
from retro.tui.widgets.cards import Cards
from retro.tui.widgets.editor import Area
from tests.support.fullscreen import FullScreen, Seated, full_screen
from tests.support.meeting import Meeting
from tests.support.scenes import meeting

Drafted = list[tuple[str, str]]


def writing(others: int = 5, lang: Lang = "en") -> Meeting:
    """Begin a session, at the writing step."""
    table = meeting(lang, others)
    table.ok("lead", c.GoStep("write"))
    return table


def drafted(table: Meeting, name: str = "m1") -> Drafted:
    """Give the drafts of somebody, as their client has them."""
    return [(d.column, d.text) for d in table.engines[name].core.drafts.notes]


def typed(person: FullScreen) -> str:
    """Give the text in the editor."""
    return person.app.screen.query_one(Area).text


@asynccontextmanager
async def at_the_desk(
    table: Meeting, *, size: tuple[int, int] = (80, 24), lang: Lang = "en"
) -> AsyncIterator[FullScreen]:
    """Seat `m1` while the block runs."""
    async with full_screen(table, "m1", size=size, lang=lang) as person:
        yield person


async def test_enter_saves_a_note() -> None:
    """The note stands in its column, and the editor is empty for the next."""
    table = writing()
    async with at_the_desk(table) as person:
        assert "We write in silence." in person.text
        await person.write("We laugh a lot")
        assert drafted(table) == []
        await person.press("enter")
        assert drafted(table) == [("well", "We laugh a lot")]
        assert typed(person) == ""
        assert "✎ We laugh a lot" in person.text
        await person.press("enter", "space", "enter")
        assert len(drafted(table)) == 1


async def test_a_note_has_more_lines() -> None:
    """Ctrl+J begins one."""
    table = writing()
    async with at_the_desk(table) as person:
        await person.write("one")
        await person.press("ctrl+j")
        await person.write("two")
        await person.press("enter")
        assert drafted(table) == [("well", "one\ntwo")]


async def test_what_is_too_long_stays_and_is_counted() -> None:
    """Nothing is cut and nothing is saved until it fits."""
    table = writing()
    async with at_the_desk(table) as person:
        person.app.screen.query_one(Area).take("é" * 161)
        await person.press("enter")
        assert "2 bytes too long; nothing is cut" in person.text
        assert typed(person) == "é" * 161
        assert drafted(table) == []
        await person.press("backspace")
        assert "0 bytes left" in person.text
        await person.press("enter")
        assert drafted(table) == [("well", "é" * 160)]


async def test_a_note_too_many_stays_in_the_editor() -> None:
    """A refusal is said in words; what was typed is still there."""
    table = writing()
    for number in range(8):
        table.note("m1", f"note {number}")
    async with at_the_desk(table) as person:
        await person.write("one more")
        await person.press("enter")
        assert typed(person) == "one more"
        assert len(drafted(table)) == 8
        (said,) = person.app._notifications
        assert said.message == "One person can send 8 here; drop another first."


async def test_what_is_typed_while_a_note_is_saved_stays(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """Only what was saved leaves the editor, and it is saved once."""
    table, gate = writing(), asyncio.Event()
    do = Seated.do

    async def slowly(self: Seated, command: c.Command) -> e.Accepted | e.Refused:
        await gate.wait()
        return await do(self, command)

    monkeypatch.setattr(Seated, "do", slowly)
    async with at_the_desk(table) as person:
        await person.write("one")
        await person.press("enter", "t", "w", "o", "enter")
        gate.set()
        await person.settle()
        assert drafted(table) == [("well", "one")]
        assert typed(person) == "two"
        await person.press("enter")
        assert drafted(table) == [("well", "one"), ("well", "two")]


async def test_the_column_is_chosen_by_key() -> None:
    """It is said above the editor and marked; what is half typed goes along."""
    table = writing()
    async with at_the_desk(table) as person:
        assert "▶ What goes well" in person.text
        assert "New note for: What goes well" in person.text
        await person.write("half")
        await person.press("tab")
        assert "▶ What feels unsafe" in person.text
        assert "New note for: What feels unsafe" in person.text
        await person.press("enter", "tab", "tab")
        assert "New note for: What goes well" in person.text
        await person.press("shift+tab", "x", "enter")
        assert drafted(table) == [("unsafe", "half"), ("need", "x")]


async def test_the_column_is_chosen_by_mouse() -> None:
    """A click on a title, or on the key at the bottom; typing goes on."""
    table = writing()
    async with at_the_desk(table) as person:
        await person.click_on("What we need")
        await person.write("quiet")
        await person.press("enter")
        await person.click_on("Next column")
        await person.write("laughs")
        await person.press("enter")
        assert drafted(table) == [("need", "quiet"), ("well", "laughs")]


async def test_a_note_is_changed_by_key() -> None:
    """Up to the notes, Enter to change, Enter to keep; half a new note waits."""
    table = writing()
    table.note("m1", "first")
    table.note("m1", "second")
    async with at_the_desk(table) as person:
        await person.write("half")
        await person.press("up", "down", "enter")
        assert "Changing your note in: What goes well" in person.text
        assert typed(person) == "second"
        await person.write(" thought")
        await person.press("enter")
        assert drafted(table) == [("well", "first"), ("well", "second thought")]
        assert typed(person) == "half"
        assert "New note for: What goes well" in person.text


async def test_a_change_can_be_left() -> None:
    """Escape leaves the note as it was."""
    table = writing()
    table.note("m1", "first")
    async with at_the_desk(table) as person:
        await person.press("up", "enter", "x", "x", "escape")
        assert drafted(table) == [("well", "first")]
        assert typed(person) == ""
        await person.press("up", "escape", "n")
        assert typed(person) == "n"


async def test_a_note_is_changed_by_mouse() -> None:
    """A click on it brings it to the editor; another one waits for the change."""
    table = writing()
    table.note("m1", "first")
    table.note("m1", "second", "need")
    async with at_the_desk(table) as person:
        await person.click_on("second")
        assert "Changing your note in: What we need" in person.text
        await person.click_on("first")
        assert typed(person) == "first"
        await person.write("s")
        await person.click_on("second")
        assert typed(person) == "firsts"
        await person.click_on("What feels unsafe")
        assert "Changing your note in: What goes well" in person.text
        await person.click_on("Save")
        assert drafted(table) == [("well", "firsts"), ("need", "second")]


async def test_the_arrows_go_through_the_columns() -> None:
    """Among the notes left and right go on to the next column that has any."""
    table = writing()
    table.note("m1", "first")
    table.note("m1", "second", "need")
    async with at_the_desk(table) as person:
        await person.press("up", "left", "enter")
        assert typed(person) == "second"
        await person.press("escape", "up", "left", "a")
        assert "New note for: What feels unsafe" in person.text
        assert typed(person) == "a"


@pytest.mark.parametrize("key", ["delete", "backspace", "ctrl+d"])
async def test_a_note_is_deleted_and_put_back_by_key(key: str) -> None:
    """A mistake is one key away from mended."""
    table = writing()
    table.note("m1", "first")
    async with at_the_desk(table) as person:
        await person.press("up", key)
        assert drafted(table) == []
        assert "Ctrl+Z Put back" in person.text
        await person.press("ctrl+z")
        assert drafted(table) == [("well", "first")]
        assert "Put back" not in person.text
        await person.press("ctrl+z", "escape", "a")
        assert drafted(table) == [("well", "first")]
        assert typed(person) == "a"


async def test_a_note_is_deleted_while_it_is_changed() -> None:
    """By key, by mouse, or by leaving nothing of it."""
    table = writing()
    for text in ("first", "second", "x"):
        table.note("m1", text)
    async with at_the_desk(table) as person:
        await person.press("up", "enter", "ctrl+d")
        assert drafted(table) == [("well", "second"), ("well", "x")]
        assert "New note for" in person.text
        await person.click_on("second")
        await person.click_on("Delete")
        assert drafted(table) == [("well", "x")]
        await person.click_on("Put back")
        assert drafted(table) == [("well", "x"), ("well", "second")]
        await person.click_on("x", right=0)
        await person.press("backspace", "enter")
        assert drafted(table) == [("well", "second")]


async def test_a_refused_deletion_changes_nothing() -> None:
    """What a round just took cannot be deleted; it is said."""
    table = writing()
    table.note("m1", "first")
    async with at_the_desk(table) as person:
        await person.press("up")
        table.engines["m1"].core.drafts.drop(1)
        await person.press("delete")
        (said,) = person.app._notifications
        assert said.message == "There is nothing with number 1."
        assert "Put back" not in person.text


async def test_letters_among_the_notes_do_nothing() -> None:
    """Who thinks to be writing there can do no harm."""
    table = writing()
    table.note("m1", "first")
    async with at_the_desk(table) as person:
        await person.press("up", *"deuoxyz")
        assert drafted(table) == [("well", "first")]
        assert "Enter Change Del Delete" in person.text


async def test_sending_nothing_can_be_taken_back() -> None:
    """It is said, and the same key or a new note changes it."""
    table = writing()
    async with at_the_desk(table) as person:
        await person.press("ctrl+b")
        assert "You send nothing this time." in person.text
        await person.press("ctrl+b")
        assert "We write in silence." in person.text
        await person.press("ctrl+b", "a", "enter")
        assert "We write in silence." in person.text
        assert drafted(table) == [("well", "a")]


async def test_a_hint_is_given_while_typing() -> None:
    """What may point at someone is said here, on this laptop."""
    part = Part(names=("Anna",))
    async with full_screen(writing(), "m1", part=part) as person:
        await person.write("see a@b.nl")
        assert "⚠ This may point at someone: an e-mail address." in person.text
        await person.write(" or anna")
        assert "someone: an e-mail address and a name." in person.text
        await person.press("ctrl+u")
        assert "⚠" not in person.text


@pytest.mark.parametrize("lang", ["en", "nl"])
@pytest.mark.parametrize("size", [(80, 24), (120, 40), (40, 24)])
async def test_all_there_is_to_know_fits(lang: Lang, size: tuple[int, int]) -> None:
    """At every size: the question or the columns, where the note goes, the promise."""
    titles = {
        "en": ["What goes well", "What feels unsafe", "What we need"],
        "nl": ["Wat gaat goed", "Wat voelt onveilig", "Wat hebben we nodig"],
    }[lang]
    table = writing(lang=lang)
    table.note("m1", "first")
    async with at_the_desk(table, size=size, lang=lang) as person:
        short = {"en": "see F3.", "nl": "zie F3."}[lang]
        long = {"en": "only you know.", "nl": "alleen jij weet."}[lang]
        target = {"en": "New note for: ", "nl": "Nieuw briefje bij: "}[lang]
        assert [title in person.text for title in titles] == [True] * 3
        assert "✎ first" in person.text
        assert target + titles[0] in person.text
        assert (long if size == (120, 40) else short) in person.text
        assert ("320" in person.text) == (target in person.text)


async def test_where_it_is_narrow_one_column_is_open() -> None:
    """The others are titles; a resize at any moment keeps what is typed."""
    table = writing()
    table.note("m1", "first")
    table.note("m1", "second", "unsafe")
    async with at_the_desk(table, size=(40, 24)) as person:
        assert "first" in person.text
        assert "second" not in person.text
        await person.write("half")
        await person.press("tab")
        assert "first" not in person.text
        assert "second" in person.text
        await person.pilot.resize_terminal(120, 40)
        await person.settle()
        assert "first" in person.text
        assert typed(person) == "half"
        assert "New note for: What feels unsafe" in person.text


async def test_typing_leaves_the_columns_alone(monkeypatch: pytest.MonkeyPatch) -> None:
    """However many notes there are, a key in the editor draws none of them anew."""
    table = writing()
    async with at_the_desk(table) as person:
        await person.write("a")
        drawn: list[Pilot[None]] = []
        monkeypatch.setattr(Cards, "show", lambda *_: drawn.append(person.pilot))
        monkeypatch.setattr(Cards, "render_line", lambda *_: drawn.append(person.pilot))
        await person.write("bcdefg hij")
        assert drawn == []
        assert typed(person) == "abcdefg hij"
