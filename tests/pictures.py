"""Make the pictures of the documentation from the real app: python -m tests.pictures.

Every picture is a moment of a session on real engines, as its SVG; nothing is drawn by
hand, so a picture that no longer fits is made anew rather than mended.
"""

from __future__ import annotations

import asyncio
import re
from pathlib import Path
from unittest import mock

from attrs import frozen

from retro.anonymity import onion
from retro.i18n import Lang, Speech
from retro.seat import Invitation, Part, Seat
from retro.tui.app import RetroApp
from tests.support.fullscreen import full_screen
from tests.support.scenes import at, sealed_alike

FOLDER = Path(__file__).parents[1] / "docs" / "pictures"

LINK = "ws://192.168.1.7:8484/#goldfish-gratitude-franchise-recent"
LEAD = Part(lead=True, invitation=Invitation(links=(LINK,)))


@frozen(kw_only=True)
class Picture:
    """A picture: a moment, who looks, and how."""

    name: str
    moment: str
    """A moment of a session, or nothing for the start screen."""
    who: str = "m1"
    lang: Lang = "en"
    size: tuple[int, int] = (100, 28)
    theme: str = "retro-dark"
    keys: tuple[str, ...] = ()


PICTURES = (
    Picture(name="start", moment="", size=(80, 24)),
    Picture(name="welcome", moment="welcome", who="lead"),
    Picture(name="write", moment="write-drafts"),
    Picture(name="mix", moment="mix"),
    Picture(name="group", moment="group-themes", who="lead", size=(120, 32)),
    Picture(name="norms", moment="norms-result"),
    Picture(name="stemmen", moment="vote-given", lang="nl", theme="retro-light"),
    Picture(name="projector", moment="talk-timer", who="beamer"),
)


async def _start(picture: Picture) -> str:
    app = RetroApp(Speech(picture.lang), opens=lambda *_: _never)
    async with app.run_test(size=picture.size) as pilot:
        await pilot.pause()
        return app.export_screenshot(title="retro")


async def _never(_: Seat) -> None:
    """Nothing is chosen for a picture."""


async def _session(picture: Picture) -> str:
    part = LEAD if picture.who == "lead" else None
    table = at(picture.moment, picture.lang, screen=picture.who == "beamer")
    async with full_screen(
        table, picture.who, size=picture.size, lang=picture.lang, part=part
    ) as person:
        person.app.theme = picture.theme
        await person.press(*picture.keys)
        await person.settle()
        return person.app.export_screenshot(title="retro")


async def make(picture: Picture) -> str:
    """Give a picture as SVG, without the fonts it would fetch from elsewhere."""
    svg = await (_session(picture) if picture.moment else _start(picture))
    svg = re.sub(r"@font-face \{.*?\}\s*", "", svg, flags=re.DOTALL)
    # The names of its classes hold a number drawn anew each time.
    return re.sub(r"terminal-\d+", f"terminal-{picture.name}", svg)


def main() -> None:
    """Make all of them."""
    FOLDER.mkdir(exist_ok=True)
    for picture in PICTURES:
        # The order of notes is to be the same each time.
        with mock.patch.object(onion, "crypto_box_seal", sealed_alike):
            svg = asyncio.run(make(picture))
        (FOLDER / f"{picture.name}.svg").write_text(svg, encoding="utf-8")
        print(f"docs/pictures/{picture.name}.svg")


if __name__ == "__main__":
    main()
