"""Settings: everything set once, saved where it was, wrong values at their field."""

from __future__ import annotations

import errno
from pathlib import Path

import pytest
from textual.geometry import Size

from retro.i18n import Lang, Speech
from retro.settings import load
from retro.tui.widgets.fields import Entry, Field, Part
from tests.support.outside import AtStart, at_start, put, text_of


async def fill(person: AtStart, id: str, text: str) -> None:
    """Have a field hold `text` alone."""
    person.app.screen.query_one(f"#{id}", Part).begin()
    await person.press("end", "ctrl+u")
    await person.paste(text)


def kept(folders: Path) -> Path:
    """Give the settings file."""
    return folders / "config" / "retro" / "settings.toml"


async def test_everything_can_be_set_and_is_saved(folders: Path) -> None:
    """All fields go into the file, and the start screen is back with the news."""
    async with at_start("5") as person:
        await fill(person, "person", "Ina")
        await fill(person, "confidant", "Carol, 030 123")
        await fill(person, "procedure", "Intranet [b]")
        await fill(person, "emergency", "112")
        await fill(person, "months", "6")
        await fill(person, "server", "wss://example.org")
        await fill(person, "names", " Anna,Bob , ")
        await person.press("enter")
        assert "Saved." in person.text
        assert "What do you want to do?" in person.text
    settings = load(kept(folders))
    assert settings.name == "Ina"
    assert settings.lang == ""
    assert settings.server == "wss://example.org"
    assert settings.agenda == ""
    assert settings.review_months == 6
    assert settings.names == ("Anna", "Bob")
    assert settings.places == (
        ("confidant", "Carol, 030 123"),
        ("procedure", "Intranet [b]"),
        ("emergency", "112"),
    )


async def test_the_language_is_spoken_at_once(folders: Path) -> None:
    """Another language is chosen by its name, and is there when it is saved."""
    async with at_start("5", "tab", "up", "enter") as person:
        assert "Wat wil je doen?" in person.text
        assert "Bewaard." in person.text
    assert load(kept(folders)).lang == "nl"
    async with at_start("5", lang="nl", size=(80, 50)) as person:
        await person.click_on("English")
        await person.click("#go")
        assert "What do you want to do?" in person.text
    assert load(kept(folders)).lang == "en"


async def test_what_is_not_touched_stays_as_written(settings_file: Path) -> None:
    """Comments, further places and own ways of writing outlive a save."""
    before = """\
# mine
name = "Ina"  # me
[[places]]
kind = "confidant"
text = "Carol"
[[places]]
kind = "confidant"
text = "Dave"
[[places]]
kind = "procedure"
text = "two\\nlines"
"""
    put(settings_file, before)
    async with at_start("5") as person:
        assert "Carol" in person.text
        await person.press("enter")
        assert text_of(settings_file) == before
        await person.press("5")
        await fill(person, "confidant", "Erin")
        await person.press("enter")
    after = text_of(settings_file)
    assert "# mine" in after
    assert "# me" in after
    assert [text for _, text in load(settings_file).places] == [
        "Erin", "Dave", "two\nlines",
    ]  # fmt: skip


async def test_what_is_emptied_is_removed(settings_file: Path) -> None:
    """An empty field takes the setting out of the file."""
    put(
        settings_file,
        'name = "Ina"\nnames = ["Bob"]\nreview_months = 5\n'
        '[[places]]\nkind = "emergency"\ntext = "112"\n',
    )
    async with at_start("5") as person:
        for id in ("person", "names", "emergency", "months"):
            await fill(person, id, "")
        await person.press("enter")
    assert text_of(settings_file).strip() == ""


@pytest.mark.parametrize(
    ("id", "typed", "sentence"),
    [
        ("person", "I" * 65, "Too long: 65 bytes, and 64 fit."),
        ("server", "example.org", 'Own server is an address such as "wss://'),
        ("months", "25", "is a whole number of months, 1 to 24."),
        ("months", "soon", "is a whole number of months, 1 to 24."),
        ("confidant", "x" * 2000, "Too long: 2000 bytes"),
    ],
)
async def test_what_is_wrong_is_said_at_its_field(
    id: str, typed: str, sentence: str, folders: Path
) -> None:
    """A wrong value is named where it was typed, stays there, and nothing is saved."""
    async with at_start("5", size=(80, 45)) as person:
        await fill(person, id, typed)
        await person.press("enter")
        assert sentence in person.text
        field = person.app.screen.query_one(f"#{id}", Field)
        assert field.value == typed
        assert field.query_one(Entry).has_focus
    assert not kept(folders).exists()


async def test_an_agenda_for_every_session(folders: Path) -> None:
    """One that comes along is kept by name, one's own by a path that lasts."""
    async with at_start("5", size=(80, 45)) as person:
        await person.click_on("What went well")
        await person.press("enter")
    assert load(kept(folders)).agenda == "went-well"
    async with at_start("5", size=(80, 45)) as person:
        await person.click_on("A file of your own")
        await person.press("enter")
        assert "Name the file" in person.text
        await fill(person, "agenda-file", "gone.toml")
        await person.press("enter")
        assert "There is no file gone.toml." in person.text
        put(
            "own.toml",
            'name = "own"\nlang = "en"\ntitle = "T"\n'
            '[[steps]]\nkind = "welcome"\ntitle = "W"\n'
            '[[steps]]\nkind = "close"\ntitle = "C"\n',
        )
        await fill(person, "agenda-file", "own.toml")
        await person.press("enter")
        assert "Saved." in person.text
    assert load(kept(folders)).agenda == str(folders / "here" / "own.toml")
    async with at_start("5", size=(80, 45)) as person:
        file = person.app.screen.query_one("#agenda-file", Field)
        assert file.value == str(folders / "here" / "own.toml")
        await person.press("enter")
        assert "Saved." in person.text


async def test_a_broken_file_is_said_and_left_alone(settings_file: Path) -> None:
    """What is typed cannot be saved over a file that is wrong; it names the line."""
    put(settings_file, 'name = "Ina"\nlang = "fr"\n')
    async with at_start("5") as person:
        assert "settings.toml, line 2" in person.text
        await fill(person, "person", "Bob")
        await person.press("enter")
        assert "settings.toml, line 2" in person.text
        assert "Bob" in person.text
        put(settings_file, 'lang = "nl"\n')
        await person.press("enter")
        assert "What do you want to do?" in person.text
    assert load(settings_file).name == "Bob"


async def test_a_folder_that_cannot_be_written_is_said(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """Where the file cannot be written, that is said and what was typed stays."""

    def full(path: Path, changes: object) -> None:
        raise OSError(errno.ENOSPC, "No space left on device", str(path))

    monkeypatch.setattr("retro.settings.save", full)
    async with at_start("5") as person:
        await fill(person, "person", "Bob")
        await person.press("enter")
        assert "cannot be used: No space left on device." in person.text
        assert "Bob" in person.text


@pytest.mark.parametrize("how", ["escape", "#back"])
async def test_going_back_saves_nothing(how: str, folders: Path) -> None:
    """Esc, or a click, leaves everything as it was."""
    async with at_start("5", *"Ina", size=(80, 50)) as person:
        await (person.press(how) if how == "escape" else person.click(how))
        assert "What do you want to do?" in person.text
        assert "Saved." not in person.text
    assert not kept(folders).exists()


@pytest.mark.parametrize("lang", ["en", "nl"])
@pytest.mark.parametrize("width", [80, 40])
async def test_it_says_why_and_where(lang: Lang, width: int, folders: Path) -> None:
    """Why places matter and where the file is stand there, whole at any width."""
    _ = Speech(lang)
    async with at_start("5", size=(width, 70), lang=lang) as person:
        assert person.app.size == Size(width, 70)
        for said in (
            _("Where to go for help"),
            _("Confidant"),
            _("Reporting procedure"),
            _("Emergency"),
            _(
                "Who feels unsafe must find help at once. This is behind F1 on "
                "everyone's screen, and in every export of sessions you lead."
            ),
            _(
                "While you write you are told when one of these names is in it. Only "
                "this laptop looks."
            ),
        ):
            assert said in person.text
        assert "settings.toml" in person.text.replace(" ", "")
