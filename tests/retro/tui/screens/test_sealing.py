"""On the screens: sealing what is exported, and opening what is sealed."""

from __future__ import annotations

from pathlib import Path

import pytest
from attrs import evolve
from textual import events

from formats.sealed_file import is_sealed, unseal
from formats.session_file import read
from retro.i18n import Lang, Speech
from retro.seat import Part
from retro.tui.screens.sealing import ExportDialog, Secret
from tests.support.fullscreen import FullScreen, full_screen
from tests.support.outside import at_start
from tests.support.scenes import at
from tests.support.sealing import WORDS, cheap, sealed
from tests.support.sessions import CARE_TEAM

TITLE = "Behind the seal"


@pytest.fixture(name="file", autouse=True)
def _file(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Have one sealed session here, and seal cheaply."""
    cheap(monkeypatch)
    monkeypatch.chdir(tmp_path)
    file = tmp_path / "session.retro"
    file.write_bytes(sealed(evolve(CARE_TEAM, title=TITLE)))
    return file


def contents(path: str) -> bytes:
    """Read a file."""
    return Path(path).read_bytes()


def names(folder: str) -> list[str]:
    """List what is in a folder, nothing when there is none."""
    return sorted(path.name for path in Path(folder).glob("*"))


def remove(file: Path) -> None:
    """Remove a file, as somebody else would meanwhile."""
    file.unlink()


def said(person: FullScreen) -> str:
    """Give what stands on the screen, without the frame around a dialog."""
    return " ".join(person.text.replace("│", " ").split())


async def write(person: FullScreen, text: str) -> None:
    """Put a text where the keyboard is, at once."""
    await person.pilot.pause()  # until the keyboard is there
    assert person.app.screen.focused is not None
    person.app.screen.focused.post_message(events.Paste(text))
    await person.pilot.pause()


async def waits(person: FullScreen) -> None:
    """Wait until what was begun beside the screen is done."""
    await person.pilot.pause()  # until it is begun
    for worker in [*person.app.workers]:
        if worker.group == "sealing":
            await worker.wait()
    await person.pilot.pause()


@pytest.mark.parametrize("lang", ["en", "nl"])
async def test_a_sealed_session_opens_with_its_passphrase(lang: Lang) -> None:
    """The list says that it is sealed; a wrong passphrase is one sentence, the right
    one shows the session, and what is typed never stands on the screen.
    """
    _ = Speech(lang)
    async with at_start("4", "1", lang=lang) as person:
        assert _("Sealed with a passphrase") in person.text
        assert TITLE not in person.text
        await person.press("enter")
        assert _("This session is sealed") in person.text
        await person.press(*"wrong", "space", *"one")
        assert "wrong" not in person.text
        await person.press("enter")
        await waits(person)
        wrong = _("that is not its passphrase, or the file was changed.")
        assert wrong in said(person)
        assert person.app.screen.query_one(Secret).value == ""
        assert all(len(line) <= 80 for line in person.lines)
        await write(person, WORDS)
        assert wrong not in said(person)
        await person.press("enter")
        await waits(person)
        assert TITLE in person.text
        await person.press("escape")
        assert _("Sealed with a passphrase") in person.text


async def test_escape_opens_nothing(file: Path) -> None:
    """Who has no passphrase goes back; a file that went away meanwhile is said."""
    async with at_start("4", "1", "enter") as person:
        await person.press("enter", "escape")
        assert "Sealed with a passphrase" in person.text
        await person.press("enter")
        remove(file)
        await write(person, WORDS)
        await person.click_on("OK")
        await waits(person)
        assert "There is no file session.retro." in person.text


@pytest.mark.parametrize("lang", ["en", "nl"])
async def test_an_export_of_a_session_is_sealed(lang: Lang) -> None:
    """At 80 by 24: folder, passphrase, once more; and one sealed file is written."""
    _ = Speech(lang)
    async with full_screen(at("close", lang), "m1", lang=lang) as person:
        await person.press("ctrl+e")
        for part in (_("Passphrase, or leave empty"), _("The same once more"), "OK"):
            assert part in person.text
        await person.press("down")
        await write(person, WORDS)
        await person.press("enter")
        assert _("The two are not the same; type the passphrase again.") in person.text
        await write(person, WORDS)
        assert "mussen" not in person.text
        await person.press("enter")
        await waits(person)
        assert names("retro-session") == ["session.retro"]
        data = contents("retro-session/session.retro")
        assert is_sealed(data)
        assert read(unseal(data, WORDS)).title


async def test_a_passphrase_that_is_too_short_is_refused() -> None:
    """It says how long one is; nothing is written, and an emptied one seals nothing."""
    async with full_screen(at("close"), "m1") as person:
        await person.press("ctrl+e", "down", *"short", "down", *"short", "enter")
        assert "at least 8 characters" in person.text
        assert names("retro-session") == []
        await person.press("ctrl+u", "down", "ctrl+u", "enter")
        assert len(names("retro-session")) == 3


async def test_with_seal_given_at_the_start_it_is_not_asked_again() -> None:
    """`--seal` seals every export of the session, and the dialog says so."""
    async with full_screen(at("close"), "m1") as person:
        session = person.session
        session.part = Part(seal=WORDS)
        assert WORDS not in repr(session.part)
        await person.press("ctrl+e")
        assert isinstance(person.app.screen, ExportDialog)
        assert "sealed with the passphrase you gave at the start" in person.text
        assert not person.app.screen.query(Secret)
        await person.press("enter")
        await waits(person)
        assert read(unseal(contents("retro-session/session.retro"), WORDS)).title
        await person.press("ctrl+e", "ctrl+u", *"norms", "full_stop", *"md", "enter")
        await waits(person)
        assert "norms.md" not in names(".")


async def test_a_passphrase_cannot_be_copied() -> None:
    """Select all and copy takes nothing to the clipboard."""
    async with at_start("4", "1", "enter") as person:
        await write(person, WORDS)
        await person.press("ctrl+a", "ctrl+c", "ctrl+x")
        assert person.app.clipboard == ""
        assert person.app.screen.query_one(Secret).value == WORDS
