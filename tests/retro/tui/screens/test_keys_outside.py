"""Whatever somebody presses before a session: nothing ever raises."""

from __future__ import annotations

import os
import random
from pathlib import Path

import pytest

from formats.session_file import write
from tests.support.outside import at_start
from tests.support.sessions import CARE_TEAM

KEYS = (
    *"abcdlqe0124579", *("f1", "f3", "f12", "enter", "escape", "space", "tab"),
    *("up", "down", "left", "right", "home", "end", "pageup", "pagedown", "delete"),
    *("backspace", "shift+tab", "ctrl+p", "ctrl+e", "ctrl+u", "question_mark", "minus"),
)  # fmt: skip
OFTEN = ("enter", "space", "tab", "down", "up", "tab")
SEQUENCES = int(os.environ.get("RETRO_KEYS", "1"))
LENGTH = 12
SIZES = ((80, 24), (120, 40), (40, 24))


@pytest.fixture(name="session", autouse=True)
def _session(folders: Path) -> None:
    """Have a saved session here, and a broken one."""
    Path("session.retro").write_bytes(write(CARE_TEAM))
    Path("broken.retro").write_bytes(b"nonsense")


@pytest.mark.parametrize("first", ["1", "2", "3", "41", "42", "43", "5", "l"])
async def test_random_keys_never_raise(first: str) -> None:
    """Keys nobody thought of leave an app that still shows a way to begin."""
    chance = random.Random(first)
    async with at_start(size=chance.choice(SIZES)) as person:
        for _ in range(SEQUENCES):
            await person.press(*first, *chance.choices(KEYS + OFTEN * 3, k=LENGTH))
            if chance.random() < 0.5:
                await person.pilot.resize_terminal(*chance.choice(SIZES))
            await person.finish()
            for _ in range(6):
                await person.press("escape")
        assert person.app.is_running
        assert "1" in person.text
