"""Leading: Enter is enough with a name, and what is wrong is said at its field."""

from __future__ import annotations

from pathlib import Path

import pytest

from formats.agenda_file import bundled
from retro.given import Unusable
from retro.i18n import Lang, Speech
from retro.tui.choices import Lead
from tests.support.outside import AtStart, at_start, put

AGENDA = """\
name = "own"
lang = "en"
title = "Our own"

[[steps]]
kind = "welcome"
title = "Welcome"

[[steps]]
kind = "close"
title = "Close"
"""
NORMS = "# Norms\n\n## What we agree\n\n1. We knock first.\n"


@pytest.fixture(name="named")
def _named(settings_file: Path) -> Path:
    """Have a name in the settings."""
    put(settings_file, 'name = "Ina"\n')
    return settings_file


async def test_a_lead_in_a_hurry_presses_enter_twice(named: Path) -> None:
    """With a name in the settings everything else has a default."""
    async with at_start("enter", "enter") as person:
        assert person.chosen == [Lead(agenda="social-safety", name="Ina")]


async def test_a_name_is_all_that_is_needed() -> None:
    """Without one, Enter says so and the cursor is there."""
    async with at_start("enter", "enter") as person:
        assert "A name is needed here." in person.text
        await person.press(*"Ina", "enter")
        assert person.chosen == [Lead(agenda="social-safety", name="Ina")]


@pytest.mark.parametrize("lang", ["en", "nl"])
async def test_agendas_are_chosen_by_title(named: Path, lang: Lang) -> None:
    """The agendas that come along stand there in the person's language."""
    async with at_start("1", "down", lang=lang) as person:
        for name in ("social-safety", "interview", "went-well"):
            assert bundled(name, lang).title in person.text
        await person.press("down", "down", "enter")
        assert person.chosen == [Lead(agenda="norms-review", name="Ina")]
    async with at_start("1", lang=lang) as person:
        await person.click_on(bundled("went-well", lang).title)
        await person.press("enter")
        assert person.chosen == [Lead(agenda="went-well", name="Ina")]


async def _own_agenda(person: AtStart, path: str) -> None:
    """Choose an agenda of one's own, and name it."""
    await person.click_on("A file of your own")
    await person.press("down")
    await person.paste(path)
    await person.press("enter")


async def test_an_agenda_of_ones_own(named: Path) -> None:
    """A file is asked for when it is wanted, with Tab to complete it."""
    put("mine.toml", AGENDA)
    async with at_start("1") as person:
        assert "Agenda file" not in person.text
        await _own_agenda(person, "")
        assert "Name the file, or choose above." in person.text
        await person.press("m", "i", "tab", "enter")
        assert person.chosen == [Lead(agenda="mine.toml", name="Ina")]


@pytest.mark.parametrize(
    ("lines", "sentence"),
    [
        (None, "There is no file mine.toml."),
        (AGENDA.replace('"close"', '"shut"'), "mine.toml, line 10: "),
        ("nonsense", "mine.toml, line 1: this line is not TOML."),
    ],
)
async def test_a_broken_agenda_is_named_with_its_line(
    named: Path, lines: str | None, sentence: str
) -> None:
    """What is wrong stands at the file, and the form is as it was."""
    if lines:
        put("mine.toml", lines)
    async with at_start("1") as person:
        await _own_agenda(person, "mine.toml")
        assert sentence in person.text
        assert "mine.toml" in person.text
        assert person.chosen == []
        put("mine.toml", AGENDA)
        await person.press("enter")
        assert len(person.chosen) == 1


async def test_everything_can_be_filled_in(named: Path) -> None:
    """All that is filled in goes along, clean."""
    put("norms.md", NORMS)
    async with at_start("1", "tab", "tab") as person:
        await person.paste("  Team\u202e East\n")
        await person.press("tab", *"Autumn", "tab")
        await person.paste("norms.md")
        await person.press("tab")
        await person.paste("wss://example.org")
        await person.press("enter")
        assert person.chosen == [
            Lead(
                agenda="social-safety",
                team="Team East",
                title="Autumn",
                name="Ina",
                server="wss://example.org",
                norms=Path("norms.md"),
            )
        ]


@pytest.mark.parametrize(
    ("tabs", "typed", "sentence"),
    [
        (2, "x" * 201, "Too long: 201 bytes, and 200 fit."),
        (3, "x" * 201, "Too long: 201 bytes, and 200 fit."),
        (4, "nowhere.md", "There is no file nowhere.md."),
        (4, "broken.md", "broken.md: there are no norms in this file."),
        (5, "example.org", "example.org is no address of a server"),
    ],
)
async def test_what_is_wrong_is_said_at_its_field(
    named: Path, tabs: int, typed: str, sentence: str
) -> None:
    """Each field says what is wrong with it and keeps what was typed."""
    put("broken.md", "nothing here")
    async with at_start("1", *["tab"] * tabs) as person:
        await person.paste(typed)
        await person.press("enter")
        assert sentence in person.text
        assert typed[-20:] in person.text
        assert person.chosen == []
        await person.press("ctrl+u", "enter")
        assert len(person.chosen) == 1


async def test_norms_need_an_agenda_that_reviews_them(named: Path) -> None:
    """Norms that no step would review, of a folder here, are not left in silence."""
    Path("last").mkdir()  # noqa: ASYNC240
    put("last/norms.md", NORMS)
    async with at_start("1", "tab", "down", "tab", "tab", "tab") as person:
        await person.paste("last")
        await person.press("enter")
        assert "This agenda reviews no norms" in person.text
        assert person.chosen == []


async def test_the_server_of_settings_can_be_left_out(named: Path) -> None:
    """It stands there already; emptied, the relay is on this laptop."""
    put(named, 'name = "Ina"\nserver = "wss://example.org"\n')
    async with at_start("1", "enter") as person:
        assert person.chosen == [
            Lead(agenda="social-safety", name="Ina", server="wss://example.org")
        ]
    async with at_start("1", *["tab"] * 5, "ctrl+u", "enter") as person:
        assert person.chosen == [Lead(agenda="social-safety", name="Ina", here=True)]


async def test_what_was_typed_is_there_after_a_failure(named: Path) -> None:
    """A session that cannot begin leaves the form as it was, with the reason."""
    put("mine.toml", AGENDA)
    async with at_start("1") as person:
        person.fails = Unusable("Nothing can listen here.")
        await person.press("down", "down", "tab", *"East")
        await _own_agenda(person, "mine.toml")
        assert "Nothing can listen here." in person.text
        assert "East" in person.text
        assert "mine.toml" in person.text
        person.fails = None
        await person.press("enter")
        assert person.chosen[1] == person.chosen[0]


@pytest.mark.parametrize("lang", ["en", "nl"])
@pytest.mark.parametrize("size", [(80, 24), (40, 24)])
async def test_all_of_it_is_there_at_once(lang: Lang, size: tuple[int, int]) -> None:
    """At 80 by 24 the whole form stands on the screen; at 40 every label is whole."""
    _ = Speech(lang)
    async with at_start("1", size=size, lang=lang) as person:
        said = [_("Your name"), _("Agenda"), _("Team"), _("Title")]
        if size == (80, 24):
            said += [_("Norms to review"), _("Server"), _("Start"), _("Back")]
            assert person.app.screen.query_one(".leaf").max_scroll_y == 0
        for words in said:
            assert words in person.text


@pytest.mark.parametrize("button", ["#go", "#back"])
async def test_the_buttons_do_what_they_say(named: Path, button: str) -> None:
    """The mouse goes on and goes back."""
    async with at_start("1") as person:
        await person.click(button)
        assert len(person.chosen) == (button == "#go")


async def test_escape_goes_back(named: Path) -> None:
    """Esc leaves the form for the start screen."""
    async with at_start("1", "escape") as person:
        assert "What do you want to do?" in person.text


async def test_where_the_keyboard_is_can_be_seen_without_colour(named: Path) -> None:
    """A bar stands at the agenda while the keyboard is there, and only then."""
    async with at_start("1", "tab") as person:
        assert "▌ ● Social safety" in person.text
        await person.press("tab")
        assert "▌" not in person.text
