"""Every screen of a session as it stands, character by character.

A change of a screen shows as a change of a file in `__snapshots__`; who meant it runs
pytest with `--snapshot-update` and reads the difference. Words that must be there are
asserted besides, so that no update can lose them unseen.
"""

from __future__ import annotations

import pytest
from syrupy.assertion import SnapshotAssertion
from syrupy.extensions.single_file import SingleFileSnapshotExtension, WriteMode

from retro.anonymity import onion
from retro.i18n import Lang
from retro.seat import Invitation, Part
from tests.support.fullscreen import full_screen
from tests.support.scenes import (
    NAMES,
    NORMS,
    PLACES,
    THEMES,
    meeting,
    moments,
    sealed_alike,
)

LINK = "ws://192.168.1.7:8484/#goldfish-gratitude-franchise-recent"
LEAD = Part(lead=True, invitation=Invitation(links=(LINK,), advice="Firewall?"))
MEMBER = Part()

QUESTION = {
    "en": "How free do you feel to say here what you think?",
    "nl": "Hoe vrij voel je je om hier te zeggen wat je denkt?",
}


class Story(SingleFileSnapshotExtension):
    """All moments of one person's session in a text file, to read top to bottom."""

    file_extension = "txt"
    _write_mode = WriteMode.TEXT


def words(moment: str, lang: Lang) -> tuple[str, ...]:
    """Give what must stand on everybody's screen at a moment."""
    dutch = lang == "nl"
    table: dict[str, tuple[str, ...]] = {
        "welcome": ("Anouk", "Lea"),
        "ask": (QUESTION[lang],),
        "ask-answered": (QUESTION[lang],),
        "ask-result": ("33%", "6 van 6" if dutch else "6 of 6"),
        "mix": ("3", "6"),
        "group-themes": THEMES[lang],
        "vote": (THEMES[lang][0],),
        "vote-given": (THEMES[lang][0],),
        "vote-result": (THEMES[lang][0], "18"),
        "talk": (THEMES[lang][0],),
        "norms": (NORMS[lang][0],),
        "norms-result": (NORMS[lang][1],),
        "ended": (NORMS[lang][0], PLACES[lang][0]),
    }
    return table.get(moment, ())


LOOKS: list[tuple[str, Lang, tuple[int, int]]] = [
    ("m1", "en", (80, 24)),
    ("lead", "en", (80, 24)),
    ("m1", "en", (120, 40)),
    ("lead", "en", (120, 40)),
    ("m1", "nl", (80, 24)),
    ("lead", "nl", (80, 24)),
    ("m1", "nl", (40, 24)),
]


@pytest.mark.parametrize(
    ("name", "lang", "size"),
    LOOKS,
    ids=[f"{name}-{lang}-{size[0]}x{size[1]}" for name, lang, size in LOOKS],
)
async def test_every_moment(
    name: str,
    lang: Lang,
    size: tuple[int, int],
    snapshot: SnapshotAssertion,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """Each moment of a session stands on the screen as it was agreed to look."""
    monkeypatch.setattr(onion, "crypto_box_seal", sealed_alike)
    table = meeting(lang)
    part = LEAD if name == "lead" else MEMBER
    seen, screens = [], []
    async with full_screen(table, name, size=size, lang=lang, part=part) as person:
        for moment in moments(table, lang):
            await person.settle()
            seen.append(moment)
            folded = size[0] < 64 and moment in {"group-themes", "ended"}
            for expected in () if folded else words(moment, lang):
                assert expected in person.text, moment
            screens += [f"--- {moment} " + "-" * (size[0] - len(moment) - 5)]
            screens += person.lines
    assert tuple(seen) == NAMES
    assert "\n".join(screens) + "\n" == snapshot.use_extension(Story)
