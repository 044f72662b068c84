"""Make the pictures of the documentation from the real app: python -m tests.pictures.

Every picture is a moment of a session on real engines, as its SVG; nothing is drawn by
hand, so a picture that no longer fits is made anew rather than mended.
"""

from __future__ import annotations

import asyncio
import re
from collections.abc import Iterator
from contextlib import chdir, contextmanager
from pathlib import Path
from shutil import copyfile
from tempfile import TemporaryDirectory
from unittest import mock

from attrs import frozen

from retro.anonymity import onion
from retro.i18n import Lang, Speech
from retro.seat import Invitation, Part, Seat
from retro.tui.app import RetroApp
from tests.support.fullscreen import full_screen
from tests.support.scenes import at, sealed_alike

DOCS = Path(__file__).parents[1] / "docs"
FOLDER = DOCS / "pictures"
READ = "read"
"""In the place of a key: wait until files were read."""

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
    Picture(
        name="life", moment="", size=(80, 28), keys=("4", "2", "enter", READ, "enter")
    ),
    Picture(
        name="report",
        moment="",
        lang="nl",
        keys=("4", "3", "a", "enter", READ, "pagedown", "pagedown"),
    ),
)


async def _start(picture: Picture) -> str:
    app = RetroApp(Speech(picture.lang), opens=lambda *_: _never)
    async with app.run_test(size=picture.size) as pilot:
        for key in picture.keys:
            if key == READ:
                await app.workers.wait_for_complete()
            else:
                await pilot.press(key)
            await pilot.pause()
        await pilot.pause()
        return app.export_screenshot(title="retro")


@contextmanager
def examples() -> Iterator[None]:
    """Be in a folder with the norms and the sessions of the documentation."""
    page = (DOCS / "file-formats.md").read_text(encoding="utf-8")
    norms = re.search(r"```markdown\n(# [^`]*## Let go[^`]*)```", page)
    assert norms
    with TemporaryDirectory() as folder, chdir(folder):
        for session in sorted((DOCS / "examples").glob("*.retro")):
            copyfile(session, session.name)
        Path("norms.md").write_text(norms[1], encoding="utf-8")
        yield


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
    with examples():
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
