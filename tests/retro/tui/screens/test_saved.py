"""Saved sessions: those that lie here, any other file, and all that is in one."""

from __future__ import annotations

import os
from pathlib import Path

import pytest
from attrs import evolve

from formats.session_file import read, write
from retro.i18n import Lang, Speech
from tests.support.outside import at_start
from tests.support.sessions import CARE_TEAM

HOSTILE = "[@click=app.quit]x[/] [/oops]"


def put_bytes(path: str, data: bytes) -> None:
    """Write a file."""
    Path(path).write_bytes(data)


def title_of(path: str) -> str:
    """Give the title of a saved session."""
    return read(Path(path).read_bytes()).title


def save(path: str, title: str = "Terugkijken oktober", age: int = 0) -> Path:
    """Save a session of that title, so many seconds ago."""
    file = Path(path)
    file.parent.mkdir(parents=True, exist_ok=True)
    file.write_bytes(write(evolve(CARE_TEAM, title=title)))
    os.utime(file, (1e9 - age, 1e9 - age))
    return file


@pytest.fixture(name="three", autouse=True)
def _three() -> None:
    """Have sessions in this folder and in what an export and the demo make."""
    save("own.retro", "The oldest", age=20)
    save("retro-session-2/session.retro", "The newest")
    save("retro-demo/session.retro", "The demo", age=10)
    save("elsewhere/session.retro", "Not here")


async def test_the_newest_comes_first() -> None:
    """All that lie here are listed by title, and Enter opens the newest."""
    async with at_start("4", "1") as person:
        shown = person.text
        assert (
            shown.index("The newest") < shown.index("The demo") < shown.index("The old")
        )
        assert "Not here" not in shown
        assert "14 October 2025" in shown
        await person.press("enter")
        assert person.lines[1].strip() == "The newest"


@pytest.mark.parametrize("how", ["arrows", "click", "button"])
async def test_any_of_them_is_opened(how: str) -> None:
    """The arrows, the mouse and the button open what they point at."""
    async with at_start("4", "1") as person:
        if how == "click":
            await person.click_on("The demo")
        else:
            await person.press("down")
            await (person.press("enter") if how == "arrows" else person.click("#go"))
        assert person.lines[1].strip() == "The demo"


async def test_any_other_file_is_named() -> None:
    """A path is typed with Tab to complete it, or dropped on the terminal."""
    async with at_start("4", "1", "tab") as person:
        await person.press("e", "l", "tab", "s", "tab", "enter")
        assert person.lines[1].strip() == "Not here"
        await person.press("escape", "ctrl+u")
        file = save("my folder/it\u2019s.retro", "Dropped")
        await person.paste(str(file.absolute()).replace(" ", "\\ ") + "\n")
        await person.press("enter")
        assert person.lines[1].strip() == "Dropped"


@pytest.mark.parametrize(
    ("data", "sentence"),
    [
        (b"nonsense", "this is no saved session."),
        (b"retro session 1\n\xff", "this saved session is damaged."),
        (b"retro session 9\n", "a newer version of retro wrote this session"),
        (None, "There is no file broken.retro."),
    ],
)
async def test_a_file_that_is_none_is_said(data: bytes | None, sentence: str) -> None:
    """What is wrong with a file stands in the list, and where it was named."""
    if data is not None:
        put_bytes("broken.retro", data)
    async with at_start("4", "1") as person:
        if data is not None:
            assert f"broken.retro: {sentence}" in person.text
            await person.click_on("broken.retro")
            assert person.text.count(sentence) == 2
        await person.press("tab", *"broken", "full_stop", *"retro", "enter")
        assert sentence in person.text
        assert "Open a saved session" in person.text


@pytest.mark.parametrize("lang", ["en", "nl"])
async def test_where_there_is_none_it_says_how_one_is_made(
    lang: Lang, monkeypatch: pytest.MonkeyPatch, folders: Path
) -> None:
    """An empty folder is no empty page."""
    (folders / "empty").mkdir()
    monkeypatch.chdir(folders / "empty")
    _ = Speech(lang)
    async with at_start("4", "1", lang=lang) as person:
        assert "session.retro" in person.text
        await person.press("enter")
        assert _("Name a file that ends in .retro.") in person.text
        await person.press("escape", "escape")
        assert _("What do you want to do?") in person.text


# ---------------------------------------------------------------------- reading one


@pytest.mark.parametrize("size", [(80, 120), (40, 160)])
async def test_all_that_was_saved_is_there(size: tuple[int, int]) -> None:
    """Who, when, results, norms, themes, notes and where to go, all of it text."""
    note = CARE_TEAM.notes[0]
    session = evolve(
        CARE_TEAM,
        title=f"Title {HOSTILE}",
        notes=(evolve(note, text=f"Note {HOSTILE}"), *CARE_TEAM.notes[1:]),
    )
    put_bytes("x.retro", write(session))
    async with at_start("4", "1", "enter", size=size) as person:
        shown = person.text
        assert f"Title {HOSTILE}" in shown
        assert f"Note {HOSTILE}" in shown
        assert "Team De Linde · 14 October 2025 · 7 people took part" in shown
        for answers in session.answers:
            assert answers.question in shown
            assert f"{answers.respondents} of {answers.people} answered" in shown
        for norm in session.norms:
            assert " ".join(norm.text.split()) in shown
            for earlier in norm.earlier:
                assert " ".join(earlier.text.split()) in shown
        for theme in session.themes:
            assert f"Theme: {theme.title}" in shown
        for each in session.notes:
            for line in each.text.split("\n"):
                assert line in shown
        for place in session.places:
            assert place.text in shown


@pytest.mark.parametrize("how", ["e", "ctrl+e", "click"])
async def test_it_can_be_exported_again(how: str) -> None:
    """Export writes the files to a folder, or says why it does not."""
    async with at_start("4", "1", "enter") as person:
        await (person.click_on("Export") if how == "click" else person.press(how))
        assert "retro-session-2/" in person.text
        await person.press("ctrl+u", *"out", "slash", "enter")
        assert "Written: out/norms.md" in person.text
        assert title_of("out/session.retro") == "The newest"
        await person.press("e", "ctrl+u", *"out", "slash", *"x")
        await person.press("full_stop", *"pdf", "enter")
        assert "ends in .md, .csv or .retro" in person.text


async def test_f1_is_where_to_go_in_that_session() -> None:
    """F1 shows what that session had, whatever the settings say now."""
    async with at_start("4", "1", "enter", "f1") as person:
        for place in CARE_TEAM.places:
            assert place.text in person.text
        await person.press("escape", "escape")
        assert "Open a saved session" in person.text


@pytest.mark.parametrize("key", ["escape", "q"])
async def test_going_back(key: str) -> None:
    """One key goes back to the list, and another back to the start."""
    async with at_start("4", "1", "enter", "end", "pageup", key) as person:
        assert "Choose one with the arrows" in person.text
        await person.press("escape", "escape")
        assert "What do you want to do?" in person.text


async def test_the_name_of_a_folder_does_nothing_to_the_terminal() -> None:
    """A folder that came from elsewhere may be called what a terminal would obey."""
    save("retro-session\x1b]52;c;SGFjaw==\x07\u202e/session.retro", age=-1)
    async with at_start("4", "1", "enter") as person:
        assert "Terugkijken oktober" in person.text
        await person.press("ctrl+e")
        assert "To which folder?" in person.text
        assert all(line.isprintable() for line in person.lines)
