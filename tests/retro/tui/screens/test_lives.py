"""Norms over time: of any files, what became of each norm, on a screen of its own."""

from __future__ import annotations

import os
from pathlib import Path

import pytest
from attrs import evolve
from textual.containers import VerticalScroll

from formats.norm_life import as_earlier
from formats.norms import counted, item, to_markdown
from formats.session_file import SavedNorm, write
from retro.i18n import Lang, Speech
from tests.support.outside import AtStart, at_start, put
from tests.support.sessions import CARE_TEAM

HOSTILE = "[@click=app.quit]x[/] [/oops]"
FIRST = evolve(
    CARE_TEAM.norms[0], status="open", object=2, reasons=("Too soon", HOSTILE)
)
NOW = evolve(
    FIRST, text=f"We say it first {HOSTILE}", status="agreed", object=0, review="",
    reasons=("With care",),
)  # fmt: skip
DUE = evolve(CARE_TEAM.norms[1], status="agreed", review="2025-11-30", reasons=())


def save(path: str, date: str, *norms: SavedNorm) -> None:
    """Save a session with these norms, as a session or as its norms."""
    file = Path(path)
    file.parent.mkdir(parents=True, exist_ok=True)
    session = evolve(CARE_TEAM, date=date, norms=norms)
    made = to_markdown(session).encode() if file.suffix == ".md" else write(session)
    file.write_bytes(made)


@pytest.fixture(name="three", autouse=True)
def _three() -> None:
    """Have a norm that got other words, and one that is due, in three files here."""
    save("first.retro", "2025-03-01", FIRST)
    save("retro-session/norms.md", "2025-06-01", FIRST)
    put("retro-session/session.retro", "what was exported with it, and is not listed")
    later = evolve(NOW, earlier=(as_earlier(item(FIRST), "2025-06-01"),))
    save("elsewhere/norms-2.md", "2025-09-01", later, DUE)
    save("none.retro", "2025-09-02")
    Path("bare").mkdir()
    os.mkfifo("pipe")


async def follow(person: AtStart, *keys: str) -> None:
    """Press keys and wait until what is chosen was read."""
    await person.press(*keys)
    await person.finish()


@pytest.mark.parametrize(("lang", "size"), [("en", (80, 50)), ("nl", (40, 90))])
async def test_the_life_of_a_norm(lang: Lang, size: tuple[int, int]) -> None:
    """What it was before, counts, concerns and when to look again: all of it text."""
    _ = Speech(lang)
    async with at_start("4", "2", size=size, lang=lang) as person:
        assert person.text.count("Terugkijken oktober · Team De Linde") == 2
        await follow(person, "a", "tab", *"elsewhere", "enter")
        assert _.plural("{n} norm", "{n} norms", 2) in person.text
        assert _("{n} to be looked at again now", n=1) in person.text
        assert person.text.index(DUE.text) < person.text.index("We say it first")
        assert _.plural("{n} time before", "{n} times before", 2) in person.text
        await person.press("down", "enter")
        shown = person.text
        for text in (NOW.text, *FIRST.reasons, *NOW.reasons):
            assert text in shown
        assert shown.count(_("In the words: {words}", words=FIRST.text)) == 1
        assert _("In the words: {words}", words=NOW.text) in shown
        dates = [f" {month} 2025" for month in ("maart", "juni", "september")]
        if lang == "en":
            dates = [" March 2025", " June 2025", " September 2025"]
        places = [shown.index(date) for date in dates]
        assert places == sorted(places)
        assert shown.count(_("not agreed yet")) == 2
        assert _("agreed for the first time") in shown
        assert shown.count(counted(item(FIRST), lang)[1]) == 2
        assert counted(item(NOW), lang)[1] in shown


async def test_from_norm_to_norm_and_back() -> None:
    """Keys go to the next norm and the one before; the list is where one left."""
    async with at_start("4", "2") as person:
        await follow(person, "tab", *"elsewhere", "enter")
        await person.press("enter")
        assert "⚠ To be looked at again on 30 November 2025." in person.text
        assert "Norm before" not in person.text
        await person.press("n")
        assert "2 of 2" in person.text
        assert "Next norm" not in person.text
        await person.press("n", "left", "right", "escape", "enter")
        assert "2 of 2" in person.text
        for expected in ("Norms over time", "Follow norms over time", "Look back"):
            await person.press("escape")
            assert expected in person.text


async def test_all_of_it_by_mouse() -> None:
    """A click marks a file, shows the norms, opens one, and goes on from there."""
    async with at_start() as person:
        for words in ("Look back", "Follow norms", "retro-session/norms.md"):
            await person.click_on(words)
        assert "✓ Terugkijken" in person.text
        await person.click("#go")
        await person.finish()
        assert "1 norm · 1 file" in person.text
        await person.click_on("We zeggen het eerst")
        assert "1 June 2025" in person.text
        await person.click_on("Back")
        assert "Norms over time" in person.text


async def test_one_file_needs_no_mark() -> None:
    """Enter shows the file under the cursor; marks can be taken back."""
    async with at_start("4", "2") as person:
        await person.press("a", "a", "space", "space")
        assert "✓" not in person.text
        await follow(person, "enter")
        assert "1 norm · 1 file" in person.text


async def test_what_cannot_be_read_is_said_with_its_line() -> None:
    """The rest is shown, and the arrows reach what is below it."""
    wrong = "\n".join(f"{n}. We {n}\n   - Look again: soon" for n in range(3, 12))
    put("odd.md", f"# T\n\n{wrong}\n")
    async with at_start("4", "2") as person:
        await follow(person, "tab", *"odd", "full_stop", *"md", "enter")
        assert "not all could be read" in person.text
        await person.press("end", *["down"] * 4)
        scroll = person.app.screen.query_one(VerticalScroll)
        assert scroll.scroll_offset.y == scroll.max_scroll_y
        assert "odd.md, line 20: what stands at" in person.text


async def test_where_there_are_none_it_is_said() -> None:
    """What was named stays in its line, with why there is nothing to show."""
    async with at_start("4", "2", "tab") as person:
        for typed, sentence in (
            ("none", "There is no file none."),
            ("bare", "There are no norms in bare."),
            ("pipe", "pipe is not a file that can be read."),
            ("~no-one-here", "There is no file ~no-one-here."),
            ("x" * 300, "cannot be used"),
        ):
            await person.press("ctrl+u")
            await person.paste(typed)
            await follow(person, "enter")
            assert sentence in person.text
            assert "Follow norms over time" in person.text


async def test_an_empty_folder_is_no_empty_page(
    monkeypatch: pytest.MonkeyPatch, folders: Path
) -> None:
    """Who has no norms yet reads what makes them."""
    (folders / "empty").mkdir()
    monkeypatch.chdir(folders / "empty")
    async with at_start("4", "2") as person:
        assert "An export at the end of a session makes them" in person.text
        await follow(person, "enter")
        assert "Name a file or a folder." in person.text
