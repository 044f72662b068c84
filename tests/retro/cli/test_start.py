"""A choice at the start screen means what the same command line means."""

from __future__ import annotations

from pathlib import Path

import pytest

from retro.cli import demo, host, join, start
from retro.cli.common import Here
from retro.cli.leading import EVERYWHERE
from retro.i18n import Speech
from retro.settings import Settings
from retro.tui.choices import Choice, Join, Lead, LeadOn, Try

LINK = "ws://x:1/#goldfish-gratitude-franchise-recent"
FILE = Path("norms.md")


class Command:
    """Stands in for what a command runs, and keeps what it was asked."""

    def __init__(self) -> None:
        """Begin with nothing asked."""
        self.here: Here | None = None
        self.asked: object = None

    async def __call__(self, here: Here, asked: object, seat: object) -> None:
        """Keep it."""
        self.here, self.asked = here, asked


@pytest.fixture(name="commands")
def _commands(monkeypatch: pytest.MonkeyPatch) -> dict[str, Command]:
    """Have a stand-in run for each of the commands."""
    found = {name: Command() for name in ("join", "lead", "demo")}
    monkeypatch.setattr("retro.cli.joining.join", found["join"])
    monkeypatch.setattr("retro.cli.leading.lead", found["lead"])
    monkeypatch.setattr("retro.demo.session.demo", found["demo"])
    return found


@pytest.mark.parametrize(
    ("choice", "name", "asked"),
    [
        (
            Join(invitation=LINK),
            "join",
            join.Asked(
                given=(LINK,), name=None, server=None, present=False, as_json=False
            ),
        ),
        (
            Join(invitation="a b", name="Ina", server="ws://y", screen=True),
            "join",
            join.Asked(
                given=("a b",), name="Ina", server="ws://y", present=True, as_json=False
            ),
        ),
        (Try(), "demo", demo.Asked()),
        (LeadOn(), "lead", host.Asked(resume=True)),
        (Lead(), "lead", host.Asked()),
        (
            Lead(agenda="a", title="t", team="o", name="n", server="s", norms=FILE),
            "lead",
            host.Asked(
                agenda="a", title="t", team="o", name="n", server="s", norms=FILE
            ),
        ),
        (Lead(here=True), "lead", host.Asked(address=EVERYWHERE)),
    ],
)
async def test_a_choice_is_a_command(
    choice: Choice, name: str, asked: object, commands: dict[str, Command]
) -> None:
    """What was filled in reaches the command; what was not is as without an option."""
    await start.opening_of(choice, Speech("nl"))(None)  # type: ignore[arg-type]  # unused
    command = commands[name]
    assert command.here is not None
    assert command.here.speech.lang == "nl"
    assert command.asked == asked


@pytest.fixture(name="broken")
def _broken(folders: Path) -> None:
    """Have settings that are wrong."""
    (folders / "config" / "retro").mkdir(parents=True)
    (folders / "config" / "retro" / "settings.toml").write_text('lang = "fr"')


@pytest.mark.usefixtures("broken")
async def test_broken_settings_keep_nobody_out(commands: dict[str, Command]) -> None:
    """Who was told of them at the start screen goes on without them."""
    await start.opening_of(Try(), Speech("en"))(None)  # type: ignore[arg-type]  # unused
    assert commands["demo"].here is not None
    assert commands["demo"].here.settings == Settings()
