"""`retro` alone in a real terminal: what somebody does who knows no command."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from retro.settings import load
from tests.support.processes import Stage
from tests.support.terminals import Terminal


@pytest.fixture(name="terminal")
def _terminal(stage: Stage) -> Iterator[Terminal]:
    """Type `retro` at a terminal; nothing of it outlives the test."""
    computer = stage.computer("Ina")
    terminal = Terminal("Ina", [str(stage.installed.command)], computer)
    yield terminal
    terminal.kill()


def test_the_way_of_somebody_who_knows_no_command(
    terminal: Terminal, stage: Stage
) -> None:
    """The language, the settings, a wrong word, no server, a session led and left."""
    terminal.sees("What do you want to do?", "English")
    terminal.press("l")
    terminal.sees("Wat wil je doen?", "Instellingen")

    terminal.press("5")
    terminal.sees("Vertrouwenspersoon")
    terminal.write("Ina")
    terminal.press("tab")
    terminal.sees("▌ ● Nederlands")
    terminal.press("tab")
    terminal.sees_no("▌ ● Nederlands")
    terminal.paste("Carol, 030 123")
    terminal.sees("Carol, 030 123")
    terminal.press("enter")
    terminal.sees("Wat wil je doen?", "Bewaard.")
    kept = load(stage.computer("Ina").folder / "config" / "retro" / "settings.toml")
    assert (kept.name, kept.lang) == ("Ina", "nl")
    assert kept.places == (("confidant", "Carol, 030 123"),)

    terminal.press("2")
    terminal.sees("Link of woorden", "Ina")
    terminal.write("goldfish golx ")
    terminal.sees("golx is geen deelneemwoord", "gold")
    terminal.press("ctrl+u")
    terminal.sees_no("golx")
    terminal.paste(
        "\nretro join ws://127.0.0.1:9/#goldfish-gratitude-franchise-recent\n"
    )
    terminal.sees("Deze link klopt.")
    terminal.press("enter")
    terminal.sees("niet te bereiken", "gratitude")

    terminal.press("escape")
    terminal.sees("Wat wil je doen?")
    terminal.press("f1")
    terminal.sees("Carol, 030 123")
    terminal.press("escape")
    terminal.sees_no("Carol, 030 123")
    terminal.press("enter")
    terminal.sees("Normen om te herzien")
    terminal.press("enter")
    terminal.sees("Stap 1 van 9")
    terminal.press("ctrl+q", "left", "enter")
    terminal.sees("Verder leiden: Sociale veiligheid")
    terminal.press("ctrl+q")
    assert terminal.ended() == 0
