"""Joining: the link or the words, completed and checked while they are typed."""

from __future__ import annotations

from pathlib import Path

import pytest

from retro.given import Unusable
from retro.i18n import Lang, Speech
from retro.tui.choices import Join
from retro.tui.widgets.fields import Entry
from tests.support.outside import at_start, put

LINK = "ws://192.168.1.7:8484/#goldfish-gratitude-franchise-recent"
WORDS = "goldfish gratitude franchise recent"


@pytest.mark.parametrize(
    "pasted",
    [
        LINK,
        f"  {LINK}\n",
        f'"{LINK}"',
        f"retro join {LINK}",
        f"Colleagues join with: retro join {LINK}\r\n",
        f"Hi all!\nwe meet at <{LINK}>",
    ],
)
async def test_a_link_is_found_in_what_was_pasted(pasted: str) -> None:
    """Whatever stands around a link in the team's chat does not matter."""
    async with at_start("2") as person:
        await person.paste(pasted)
        assert "This link is whole." in person.text
        assert "Where" not in person.text.replace("Where to go", "")
        await person.press("down")
        await person.write("Ina")
        await person.press("enter")
        assert person.chosen == [Join(invitation=LINK, name="Ina")]


async def test_words_are_completed_with_tab_and_the_arrow() -> None:
    """Two letters are enough where they begin one word; Tab and → write the rest."""
    async with at_start("2") as person:
        await person.write("goldf")
        assert "goldfish" in person.lines[3]
        await person.press("tab")
        await person.write("gratit")
        await person.press("right")
        await person.write("-Franch")
        await person.press("tab", "r", "e", "c", "e", "n", "t")
        assert "These are four join words." in person.text
        await person.press("tab", "tab")
        await person.write("Ina")
        await person.press("enter")
        assert person.chosen == [
            Join(invitation="goldfish gratitude-Franchise recent", name="Ina")
        ]


async def test_words_that_may_be_meant_are_clicked() -> None:
    """Under the line stand the words that the letters begin; a click takes one."""
    async with at_start("2") as person:
        await person.write("goldfish grat")
        assert "grateful grater gratitude" in person.text
        await person.click_on("gratitude")
        assert "goldfish gratitude" in person.text
        assert "grater" not in person.text
        await person.write("franchise")
        assert "goldfish gratitude franchise" in person.text


async def test_the_first_word_decides_the_language_of_the_others() -> None:
    """After an English word only English ones are offered."""
    async with at_start("2") as person:
        await person.write("goldfish kik")
        assert "kikker" not in person.text
        await person.press("ctrl+u")
        await person.write("kik")
        assert "kikker" in person.text


@pytest.mark.parametrize("lang", ["en", "nl"])
async def test_an_unknown_word_is_named_at_once(lang: Lang) -> None:
    """A word that is on no list is named with the nearest, before anybody asks."""
    async with at_start("2", lang=lang) as person:
        await person.write("goldfish golx ")
        sentence = Speech(lang)(
            "{word} is not a join word; near it are: {nearest}.",
            word="golx",
            nearest="gold, golfer, galaxy",
        )
        assert sentence in person.text
        await person.press("enter")
        assert person.chosen == []
        await person.press("backspace", "backspace", "d", "space")
        assert "golx" not in person.text


async def test_a_word_of_the_other_language_is_named() -> None:
    """Words of both lists cannot be of one session."""
    async with at_start("2") as person:
        await person.write("goldfish appel ")
        assert "appel is of the other language's words" in person.text


@pytest.mark.parametrize(
    ("typed", "sentence"),
    [
        ("", "Give the four join words, or the link."),
        ("goldfish gratitude", "Give the four join words, or the link."),
        ("http://x/#a-b-c-d", "That is no link"),
        (f"{WORDS} apple", "Give the four join words, or the link."),
        (LINK.replace("goldfish", "goldfisj"), "goldfisj is not a join word"),
    ],
)
async def test_what_nobody_can_join_with_is_said_and_kept(
    typed: str, sentence: str
) -> None:
    """Enter on something that is no invitation says why, and keeps it."""
    async with at_start("2") as person:
        await person.paste(typed)
        await person.press("enter")
        assert sentence in person.text
        assert person.app.screen.query(Entry).first().value == typed
        assert person.chosen == []


async def test_a_name_is_needed_and_comes_from_settings(settings_file: Path) -> None:
    """Without a name nobody joins; the one of settings is there already."""
    async with at_start("2") as person:
        await person.paste(LINK)
        await person.press("enter")
        assert "A name is needed here." in person.text
        await person.paste("I" * 65)
        await person.press("enter")
        assert "Too long: 65 bytes, and 64 fit." in person.text
        assert person.chosen == []
    put(settings_file, 'name = "Carol"')
    async with at_start("2") as person:
        await person.paste(LINK)
        await person.press("enter")
        assert person.chosen == [Join(invitation=LINK, name="Carol")]


@pytest.mark.parametrize("how", ["space", "click"])
async def test_a_projector_needs_no_name(how: str) -> None:
    """Ticked by key or by mouse, this is a screen for the room."""
    async with at_start("2") as person:
        await person.paste(LINK)
        if how == "click":
            await person.click_on("This is the projector")
        else:
            await person.press("down", "down", "space")
        assert "[x] This is the projector" in person.text
        assert "Your name" not in person.text
        await person.press("enter")
        assert person.chosen == [Join(invitation=LINK, screen=True)]


async def test_words_alone_ask_where(settings_file: Path) -> None:
    """Only words leave open which server; a wrong address is said at its field."""
    async with at_start("2") as person:
        await person.paste(WORDS)
        assert "Words alone do not say where" in person.text
        await person.press("down")
        await person.paste("example.org")
        await person.press("down")
        await person.write("Ina")
        await person.press("enter")
        assert "example.org is no address of a server" in person.text
        await person.press("home")
        await person.write("wss://")
        await person.press("enter")
        assert person.chosen == [
            Join(invitation=WORDS, name="Ina", server="wss://example.org")
        ]
    put(settings_file, 'server = "wss://retro.example.org"\nname = "Ina"')
    async with at_start("2") as person:
        await person.paste(WORDS)
        await person.press("enter")
        assert person.chosen == [
            Join(invitation=WORDS, name="Ina", server="wss://retro.example.org")
        ]


async def test_what_was_typed_is_there_after_a_failure() -> None:
    """A session that cannot be reached leaves the form as it was, with the reason."""
    async with at_start("2") as person:
        person.fails = Unusable("Nothing answers there.")
        await person.paste(WORDS)
        await person.press("down", "down")
        await person.write("Ina")
        await person.press("enter")
        assert "Nothing answers there." in person.text
        assert WORDS in person.text
        assert "Ina" in person.text
        person.fails = None
        await person.press("enter")
        assert person.chosen[1:] == person.chosen[:1]
        assert "connecting" in person.text
        await person.press("escape")
        assert WORDS in person.text
        await person.press("escape")
        assert "What do you want to do?" in person.text
        assert "Nothing answers there." not in person.text


@pytest.mark.parametrize("button", ["Join", "Back"])
async def test_the_buttons_do_what_they_say(button: str) -> None:
    """The mouse goes on and goes back."""
    async with at_start("2") as person:
        await person.paste(LINK)
        await person.press("down", *"Ina")
        await person.click("#go" if button == "Join" else "#back")
        assert len(person.chosen) == (button == "Join")
        assert ("connecting" if button == "Join" else "What do you want") in person.text


@pytest.mark.parametrize("lang", ["en", "nl"])
async def test_forty_columns_are_enough(lang: Lang) -> None:
    """In a narrow terminal all labels and sentences are there, whole."""
    _ = Speech(lang)
    async with at_start("2", size=(40, 24), lang=lang) as person:
        for said in (
            _("Link or words"),
            _("Paste the link, or type the four words; Tab completes a word."),
            _("Your name"),
            _("This is the projector: shows what all see, takes no part"),
            _("Join"),
            _("Back"),
        ):
            assert said in person.text


async def test_what_controls_a_terminal_is_not_kept() -> None:
    """A paste with control sequences in it is shown and used without them."""
    async with at_start("2") as person:
        await person.paste("goldfish\x1b]52;c;x\x07 \u202egratitude ")
        assert "\x1b" not in person.text
        assert "\u202e" not in person.text
        assert person.app.is_running


async def test_where_the_keyboard_is_can_be_seen_without_colour() -> None:
    """A bar stands at the tick while the keyboard is there, and only then."""
    async with at_start("2", "tab", "tab") as person:
        assert "▌[ ] This is the projector" in " ".join(person.text.split())
        await person.press("tab")
        assert "▌" not in person.text
