"""Every screen outside a session as it stands, character by character.

Who meant a change runs pytest with `--snapshot-update` and reads the difference. Words
that must be there are asserted besides.
"""

from __future__ import annotations

from pathlib import Path

import pytest
from syrupy.assertion import SnapshotAssertion
from syrupy.extensions.single_file import SingleFileSnapshotExtension, WriteMode

from formats.session_file import write
from retro.i18n import Lang, Speech
from retro.tui.screens.back import WAYS as BACK
from retro.tui.screens.start import WAYS
from tests.support.outside import at_start
from tests.support.sessions import CARE_TEAM


class Screens(SingleFileSnapshotExtension):
    """All screens of one size and language in a text file, to read top to bottom."""

    file_extension = "txt"
    _write_mode = WriteMode.TEXT


@pytest.fixture(name="here", autouse=True)
def _here(monkeypatch: pytest.MonkeyPatch) -> None:
    """Have a saved session and settings here, at the same paths every time."""
    Path("session.retro").write_bytes(write(CARE_TEAM))
    Path("settings.toml").write_text('name = "Ina"\n')
    monkeypatch.setattr("retro.paths.settings_file", lambda: Path("settings.toml"))


@pytest.mark.parametrize(
    ("size", "lang"),
    [((80, 24), "en"), ((80, 24), "nl"), ((120, 40), "en"), ((40, 24), "nl")],
)
async def test_every_screen_outside_a_session(
    size: tuple[int, int], lang: Lang, snapshot: SnapshotAssertion
) -> None:
    """Each stands on the screen as it was agreed to look."""
    _ = Speech(lang)
    seen = []
    async with at_start(size=size, lang=lang) as person:

        def keep(name: str, *words: str) -> None:
            for expected in words:
                assert expected in person.text, name
            seen.append("\n".join([f"== {name}", *person.lines]))

        keep("start", *(_(title) for _key, title, _explains, _action in WAYS[:4]))
        await person.press("2")
        keep("join", _("Link or words"), _("Your name"))
        await person.paste("goldfish gratitude golx ")
        keep("join-wrong", "golx")
        await person.press("escape", "1")
        keep("lead", _("Agenda"), "Ina")
        await person.press("escape", "4")
        keep("back", *(_(title) for _key, title, _explains, _action in BACK))
        await person.press("1")
        keep("saved", CARE_TEAM.title)
        await person.press("enter")
        keep("reread", CARE_TEAM.title, CARE_TEAM.team)
        await person.press("escape", "escape", "2", "space")
        keep("norms", CARE_TEAM.title)
        await person.press("enter")
        await person.finish()
        keep("lives", CARE_TEAM.norms[0].text)
        await person.press("enter")
        keep("life", _("agreed for the first time"), CARE_TEAM.norms[0].reasons[0])
        await person.press("escape", "escape", "escape", "3")
        keep("report", CARE_TEAM.title)
        await person.press("enter")
        await person.finish()
        keep("report-read", "6")
        await person.press("escape", "escape", "escape", "5")
        keep("settings", "Ina", _("Confidant"))
    shots = snapshot.use_extension(Screens)
    name = f"{lang}-{size[0]}x{size[1]}"
    assert "\n\n".join(seen) + "\n" == shots(name=name)
