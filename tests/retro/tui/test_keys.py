"""Whatever somebody presses, wherever they are: nothing ever raises.

Every moment of a session is tried with random keys by its facilitator, a member and a
projector: the app runs on, and it can still say where to go for help. `RETRO_KEYS` in
the environment sets how many sequences each of them is tried with.
"""

from __future__ import annotations

import os
import random

import pytest

from tests.support.fullscreen import FullScreen, full_screen
from tests.support.scenes import NAMES, at

KEYS = (
    *"abcdefghijklmnopqrstuvwxyz0123456789", *("f1", "f2", "f3", "f4", "f5", "f6"),
    *("f7", "f8", "f9", "f12", "enter", "escape", "space", "tab", "shift+tab"),
    *("up", "down", "left", "right", "home", "end", "pageup", "pagedown", "delete"),
    *("backspace", "ctrl+p", "ctrl+t", "ctrl+z", "ctrl+b", "ctrl+e", "ctrl+j"),
    *("question_mark", "plus", "minus", "full_stop", "ctrl+v", "ctrl+a", "ctrl+k"),
)  # fmt: skip
OFTEN = ("enter", "space", "tab", "down", "escape", "enter", "space", "tab")
SEQUENCES = int(os.environ.get("RETRO_KEYS", "1"))
"""Sequences for each of the people at each moment; before a release many more."""

LENGTH = 7
SIZES = ((80, 24), (120, 40), (40, 24))


async def _still_there(person: FullScreen) -> None:
    """Close whatever lies on top, and ask where to go."""
    for _ in range(4):
        await person.press("escape")
    if person.app.is_running and person.app.session is not None:
        await person.press("f1")
        assert "Carol de Wit" in person.text
        await person.press("escape")


@pytest.mark.parametrize("name", ["lead", "m1", "beamer"])
@pytest.mark.parametrize("moment", NAMES)
async def test_random_keys_never_raise(
    moment: str, name: str, tmp_path: object, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Keys nobody thought of, at this moment, do no harm to who sits there."""
    monkeypatch.chdir(str(tmp_path))
    chance = random.Random(f"{moment} {name}")
    size = chance.choice(SIZES)
    async with full_screen(at(moment, screen=True), name, size=size) as person:
        for _ in range(SEQUENCES):
            keys = chance.choices(KEYS + OFTEN * 4, k=LENGTH)
            await person.press(*keys)
            if chance.random() < 0.2:
                await person.pilot.resize_terminal(*chance.choice(SIZES))
        await _still_there(person)
