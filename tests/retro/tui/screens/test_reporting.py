"""One report over several sessions: made, read and written from the start screen."""

from __future__ import annotations

from functools import partial
from pathlib import Path

import pytest
from attrs import evolve

from formats.merged_report import By, MergedReport, Wanted
from formats.merged_told import Line, Title, told
from formats.session_file import SavedSession, write
from retro.given import read_session
from retro.i18n import Lang, Speech
from retro.reporting import make, written
from tests.support.outside import AtStart, at_start, put, text_of
from tests.support.sealing import WORDS, sealed
from tests.support.sessions import CARE_TEAM
from tests.support.surveys import answers

HOSTILE = "[@click=app.quit]x[/] [/oops]"
TICKS = answers(f"Wat helpt? {HOSTILE}", "ticks", {"Rust": 5, HOSTILE: 3, "Tijd": 1}, 6)
NAMED = answers("Welke woorden?", "words", {"rust": 4, "👩‍👩‍👧 tijd": 2}, 6)


def session(team: str, date: str) -> SavedSession:
    """Make a session of a team."""
    return evolve(
        CARE_TEAM, team=team, date=date, answers=(*CARE_TEAM.answers, TICKS, NAMED)
    )


def save(name: str, what: SavedSession) -> None:
    """Save a session."""
    path = Path(name)
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(write(what))


@pytest.fixture(name="three", autouse=True)
def _three(folders: Path) -> None:
    """Have sessions of three teams here, in folders of two organisations."""
    for name, team, date in (
        ("Zon/noord.retro", f"Noord {HOSTILE}", "2025-01-10"),
        ("Zon/zuid.retro", "Zuid", "2025-06-01"),
        ("Maan/west.retro", "West", "2025-06-02"),
    ):
        save(name, session(team, date))


def made_by_command(lang: Lang, path: str, by: By = "") -> MergedReport:
    """Make a report as the command does."""
    _ = Speech(lang)
    return make(
        _,
        [Path(path)],
        Wanted(by=by),
        lang=lang,
        organisations={},
        opens=partial(read_session, _),
    ).report


async def report(person: AtStart, *keys: str) -> None:
    """Press keys at the form and wait until what was asked for is read."""
    await person.press(*keys)
    await person.finish()


@pytest.mark.parametrize(("lang", "width"), [("en", 120), ("nl", 40)])
async def test_all_of_a_report_is_on_the_screen(lang: Lang, width: int) -> None:
    """Every title, sentence, figure and bar, in the language asked for, as text."""
    _ = Speech(lang)
    async with at_start("4", "3", size=(width, 220), lang=lang) as person:
        await person.click_on(_("Each team too"))
        person.app.screen.query_one("#file Entry").focus()
        await person.paste(".")
        await report(person, "enter")
        made = made_by_command(lang, ".", by="team")
        shown = person.text.replace("░", "")
        for part in told(made):
            rows = (part,) if isinstance(part, Title | Line) else part
            for row in rows:
                assert " ".join(row.text.split()) in " ".join(shown.split()), row
        assert any("░" in line for line in person.lines)


async def test_it_is_made_as_the_form_says() -> None:
    """Groups, threshold, language and who was there; what is wrong is said there."""
    async with at_start("4", "3", size=(80, 60)) as person:
        await report(person, *"Zon", "tab", "tab", "down", "down")
        await report(person, "tab", "ctrl+u", *"0", "enter")
        assert "A per cent up to 100, such as 25 or 33.3." in person.text
        await report(person, "ctrl+u", *"60", "tab", "up", "tab", "space", "enter")
        shown = person.text
        assert shown.startswith("Rapport over 2 sessies")
        assert "Organisaties: Zon" in shown
        assert "minstens 60% noemde" in shown
        assert "dat niemand in meer dan één" in shown


async def test_a_folder_is_an_organisation_and_nothing_more() -> None:
    """It names a group, but for the folders of exports, and makes no team another."""
    three = answers("Is het stil?", "ticks", {"Ja": 3, "Nee": 1}, 3)
    for month, name in enumerate(("retro-session", "retro-session-2", "new"), 1):
        one = evolve(session("Oost", f"2025-0{month}-01"), answers=(three,))
        save(f"Oost/{name}/x.retro", one)
    async with at_start("4", "3", size=(80, 60)) as person:
        await person.click_on("Each organisation too")
        person.app.screen.query_one("#file Entry").focus()
        await report(person, *"Oost", "enter")
        assert "Organisations: Oost, new •" in person.text
        assert "3 of 3" not in person.text
        assert "9 of 9" not in person.text
        assert "Fewer than 5 different people answered this" in person.text


async def test_it_is_written_to_a_new_file() -> None:
    """As the ending asks for, as the command writes it; nothing is overwritten."""
    made = made_by_command("en", "Zon")
    async with at_start("4", "3") as person:
        await report(person, *"Zon", "enter", "e")
        assert "report.md" in person.text
        await person.press("enter")
        assert "Written: report.md" in person.text
        assert text_of("report.md") == written(made, "markdown")
        await person.press("ctrl+e")
        assert "report-2.md" in person.text
        for name, sentence in (
            ("report.md", "report.md is there already; nothing was overwritten."),
            ("r.pdf", "The name of the file ends in .md, .csv or .json."),
            ("no/r.csv", "no/r.csv cannot be used"),
            ("r.csv", "Written: r.csv"),
            ("r.json", "Written: r.json"),
        ):
            await person.press("ctrl+u")
            await person.paste(name)
            await person.press("enter")
            assert sentence in person.text
            await person.press("ctrl+e")
        assert text_of("r.csv") == written(made, "csv").replace("\r\n", "\n")
        assert text_of("r.json") == written(made, "json")


async def test_what_is_not_in_it_is_said_above_it() -> None:
    """A session that is there twice, and more to see for who knows who was there."""
    four = answers("Wat helpt?", "ticks", {"Rust": 4, "Tijd": 2}, 4)
    for name, date in (("a", "2025-06-01"), ("b", "2025-09-01"), ("c", "2025-09-01")):
        save(f"Oost/{name}.retro", evolve(session("Oost", date), answers=(four,)))
    async with at_start("4", "3", size=(80, 60)) as person:
        person.app.screen.query_one("#file Entry").focus()
        await report(person, *"Oost", "enter")
        assert "c.retro is a session that is there already" in person.text
        assert "It shows more if nobody was in two of these" in person.text
        assert "4 of 4" not in person.text
        await report(person, "escape")
        await person.click_on("Nobody was in two")
        await report(person, "enter")
        assert "It shows more" not in person.text
        assert "Rust: 8 of 8" in person.text


async def test_a_file_that_cannot_be_used_is_named() -> None:
    """Nothing is made without it; what was filled in stays."""
    put("Zon/broken.retro", "nonsense")
    async with at_start("4", "3") as person:
        await report(person, *"Zon", "enter")
        assert "broken.retro: this is no saved session." in person.text
        assert "Report on several sessions" in person.text
        await person.press("ctrl+u")
        await report(person, *"nowhere", "enter")
        assert "There is no file nowhere." in person.text


async def test_a_sealed_session_is_opened_on_the_way() -> None:
    """Its passphrase is asked for, once; without it there is no report."""
    Path("Maan/shut.retro").write_bytes(sealed(session("Oost", "2025-09-01")))  # noqa: ASYNC240
    async with at_start("4", "3") as person:
        await report(person, *"Maan", "enter")
        assert "This session is sealed" in person.text
        await person.press("escape", "enter")
        await person.finish()
        await person.paste(WORDS)
        await report(person, "enter")
        await person.finish()
        assert "Rapport" not in person.text
        assert "Report on 2 sessions" in person.text
        await report(person, "escape", "enter")
        assert "Report on 2 sessions" in person.text


async def test_by_mouse() -> None:
    """Files lying here are marked by a click and a report is made by another."""
    save("here.retro", session("Zuid", "2025-06-01"))
    async with at_start(size=(80, 50)) as person:
        for words in ("Look back", "Report on several", "here.retro"):
            await person.click_on(words)
        await person.click("#go")
        await person.finish()
        assert "Report on one session" in person.text
        await person.click_on("Write to a file")
        assert "To which file?" in person.text
