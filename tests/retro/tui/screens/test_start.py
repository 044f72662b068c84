"""The start screen: everything a person can begin with, by key and by mouse."""

from __future__ import annotations

from pathlib import Path

import pytest

from retro import resume
from retro.given import Unusable
from retro.i18n import Lang, Speech
from retro.resume import Resume
from retro.tui.choices import Choice, LeadOn, Try
from retro.tui.screens.start import WAYS
from retro.tui.widgets.menu import MenuItem
from tests.support.outside import AtStart, at_start, put, text_of

TITLES = {
    "1": "Lead a session",
    "2": "Join a session",
    "3": "One moment",
    "4": "Look back",
    "5": "Settings",
}


def broken_off(title: str = "Our session") -> Path:
    """Keep a session that can be led on with."""
    folder = resume.folder_of(b"\x01" * 32)
    kept = Resume(
        seed="0" * 64, words=("a", "b", "c", "d"), url="ws://x/", host="", port=0,
        lang="en", title=title,
    )  # fmt: skip
    resume.keep(folder, kept)
    return folder


@pytest.mark.parametrize("key", TITLES)
async def test_every_way_by_its_key(key: str) -> None:
    """A number opens what stands beside it."""
    async with at_start(key) as person:
        assert person.lines[1 if key != "3" else 11].strip().startswith(TITLES[key])


@pytest.mark.parametrize("key", TITLES)
async def test_every_way_with_the_arrows(key: str) -> None:
    """The arrows go from one choice to the next, and Enter opens it."""
    async with at_start(*["down"] * (int(key) - 1), "enter") as person:
        assert TITLES[key] in person.text
        assert "What do you want to do?" not in person.text


@pytest.mark.parametrize("way", WAYS)
async def test_every_way_by_mouse(way: tuple[str, str, str, str]) -> None:
    """A click on a choice, or on what explains it, opens it."""
    key, title, explains, _ = way
    for words in (title, explains):
        async with at_start() as person:
            await person.click_on(words)
            assert TITLES[key] in person.text
            assert "What do you want to do?" not in person.text


async def test_trying_is_chosen_at_once() -> None:
    """Trying needs no form, and is in the person's language."""
    async with at_start("3", lang="nl") as person:
        assert person.chosen == [Try()]
        assert person.langs == ["nl"]


async def test_escape_gives_up_what_is_being_opened() -> None:
    """Who waits for something that does not come is back with one key."""
    async with at_start("3") as person:
        assert "connecting" in person.text
        await person.press("escape")
        assert "What do you want to do?" in person.text
        await person.press("3")
        assert len(person.chosen) == 2
        await person.click_on("Back")
        assert "What do you want to do?" in person.text


# ---------------------------------------------------------------------- language


@pytest.mark.parametrize(
    ("lang", "how"), [("en", "l"), ("nl", "l"), ("en", "#nl"), ("nl", "#en")]
)
async def test_the_language_turns_at_once_and_is_remembered(
    lang: Lang, how: str, folders: Path
) -> None:
    """One key or click speaks the other language, now and the next time."""
    other: Lang = "en" if lang == "nl" else "nl"
    async with at_start(lang=lang) as person:
        assert Speech(lang)("What do you want to do?") in person.text
        await (person.press(how) if len(how) == 1 else person.click(how))
        for _, title, explains, _action in WAYS:
            assert Speech(other)(title) in person.text
            assert Speech(other)(explains) in person.text
        assert Speech(other)("Where to go") in person.lines[-1]
        await person.press("3")
        assert person.langs == [other]
    written = (folders / "config" / "retro" / "settings.toml").read_text()
    assert written.strip() == f'lang = "{other}"'


async def test_a_click_on_the_spoken_language_changes_nothing(folders: Path) -> None:
    """The language that is spoken stays, and nothing is written."""
    async with at_start() as person:
        await person.click("#en")
        assert "What do you want to do?" in person.text
    assert not (folders / "config").exists()


async def test_a_language_that_cannot_be_remembered_is_spoken_all_the_same(
    folders: Path,
) -> None:
    """Where settings cannot be written, that is one sentence and no obstacle."""
    (folders / "config").write_text("a file where the folder would be")
    async with at_start("l") as person:
        assert "Wat wil je doen?" in person.text
        assert "niet worden onthouden" in person.text


# ---------------------------------------------------------------------- sizes


@pytest.mark.parametrize("lang", ["en", "nl"])
async def test_all_of_it_fits_the_usual_terminal(lang: Lang) -> None:
    """At 80 by 24 nothing scrolls and nothing is cut, with all there can be."""
    broken_off()
    async with at_start(size=(80, 24), lang=lang) as person:
        await person.app.screen.query_one("#ways").wait_for_refresh()
        assert person.app.screen.query_one("#ways").max_scroll_y == 0
        _ = Speech(lang)
        for _key, title, explains, _action in WAYS:
            assert any(_(title) in line for line in person.lines)
            assert any(_(explains) in line for line in person.lines)


@pytest.mark.parametrize("lang", ["en", "nl"])
async def test_forty_columns_are_enough(lang: Lang) -> None:
    """In a narrow terminal every word is there, wrapped and not cut."""
    async with at_start(size=(40, 24), lang=lang) as person:
        _ = Speech(lang)
        for _key, title, explains, _action in WAYS:
            assert _(title) in person.text
            assert _(explains) in person.text


# ---------------------------------------------------------------------- leading on


@pytest.mark.parametrize("how", ["enter", "0", "click"])
async def test_the_session_that_broke_off_comes_first(how: str) -> None:
    """Who led a session that broke off can lead on with the first choice."""
    broken_off("A team's [b]title[/b]")
    async with at_start() as person:
        first = person.app.screen.query(MenuItem).first()
        assert first.has_focus
        assert "Lead on: A team's [b]title[/b]" in person.text
        await (person.click("#lead_on") if how == "click" else person.press(how))
        assert person.chosen == [LeadOn()]


async def test_leading_on_is_only_offered_where_there_is_something() -> None:
    """Without a session that broke off there is no such choice, nor such keys."""
    async with at_start("0", "delete") as person:
        assert person.chosen == []
        assert "Lead on" not in person.text
        assert "What do you want to do?" in person.text


async def test_a_session_that_broke_off_can_be_forgotten() -> None:
    """Delete asks, and then nothing of it is kept here; no keeps it."""
    folder = broken_off()
    async with at_start("delete", "enter") as person:
        assert folder.exists()
        await person.press("delete", "left", "enter")
        assert not folder.exists()
        assert "Lead on" not in person.text


# ---------------------------------------------------------------------- what failed


async def test_what_failed_stands_at_the_top() -> None:
    """A choice that could not be opened leads back here, with the reason."""
    async with at_start() as person:
        person.fails = Unusable("The server was out of reach [b].")
        await person.press("3")
        assert "The server was out of reach [b]." in person.text
        assert "What do you want to do?" in person.text
        await person.press("l")
        assert "Wat wil je doen?" in person.text


async def test_broken_settings_keep_nobody_from_starting(settings_file: Path) -> None:
    """The line is named calmly, and every choice still works."""
    put(settings_file, '\nname = "Ina"\nlang = "fr"\n')
    async with at_start() as person:
        assert "settings.toml, line 3" in person.text
        assert "works without them" in person.text
        await person.press("l")
        assert "regel 3" in person.text
        await person.press("3")
        assert person.chosen == [Try()]
    assert "fr" in text_of(settings_file)


# ---------------------------------------------------------------------- the rest


async def test_where_to_go_is_one_key_away(settings_file: Path) -> None:
    """F1 shows what the settings have, before any session."""
    put(settings_file, '[[places]]\nkind = "confidant"\ntext = "Carol [b], 030 123"\n')
    async with at_start("f1") as person:
        assert "Carol [b], 030 123" in person.text


async def test_what_is_anonymous_is_one_key_away() -> None:
    """F3 tells the whole truth before anybody joins."""
    async with at_start("f3") as person:
        assert "can still give you away" in person.text


async def _pick(person: AtStart, words: str) -> list[Choice]:
    """Do something from the list of all keys."""
    await person.press("question_mark")
    await person.write(words)
    await person.press("enter")
    return person.chosen


async def test_everything_is_in_the_list_of_keys() -> None:
    """Who knows no key finds every choice by typing what it is."""
    async with at_start() as person:
        assert await _pick(person, "simulated") == [Try()]
    async with at_start() as person:
        await _pick(person, "nederlands")
        assert "Wat wil je doen?" in person.text


async def test_leaving() -> None:
    """Ctrl+Q leaves at once where nothing is under way."""
    async with at_start("ctrl+q") as person:
        assert not person.app.is_running


async def test_the_list_of_keys_speaks_of_no_session() -> None:
    """Before a session the headings say where these keys are of use."""
    async with at_start("question_mark") as person:
        assert "On this screen" in person.text
        assert "session" not in person.text.split("Lead a session")[0]
    async with at_start("1", "tab", "ctrl+p") as person:
        assert "The one below" in person.text
        assert "At this step" not in person.text
