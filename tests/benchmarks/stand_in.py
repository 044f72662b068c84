"""A client that is in a session of 500 notes, and does nothing but tell of them."""

from __future__ import annotations

import asyncio
from collections.abc import Collection

from formats.session_file import SavedSession
from retro.client import commands as c
from retro.client import events as e
from tests.benchmarks.notes import CHANGES, COLUMNS, NOTES, changed, text


def _notes(version: int = 0, of: int = -1) -> e.Notes:
    """Tell of all notes, the one with number `of` in another version."""
    return e.Notes(
        notes=tuple(
            e.NoteItem(
                id=number + 1,
                column=f"c{number % COLUMNS}",
                text=text(number, version if number == of else 0),
            )
            for number in range(NOTES)
        ),
        unreadable=0,
    )


class StandIn:
    """As `retro.client.client.Client`, for a front."""

    def __init__(self) -> None:
        """Tell of a session at its writing step."""
        self.events: asyncio.Queue[e.Event] = asyncio.Queue()
        columns = tuple(
            e.ColumnItem(key=f"c{place}", title=f"Column {place}")
            for place in range(COLUMNS)
        )
        for event in (
            e.Welcome(room="", server="", lang="en", title="Notes", team=""),
            e.Link(state="up"),
            e.People(members=("Anna", "Bram", "Carla", "Driss"), screens=()),
            e.StepEvent(
                id=1, steps=1, kind="write", title="Write", question="What goes well?",
                columns=columns,
            ),
            _notes(),
        ):  # fmt: skip
            self.events.put_nowait(event)

    async def change(self, *, anywhere: bool) -> None:
        """Change a note many times a second."""
        version = 0
        while True:
            await asyncio.sleep(1 / CHANGES)
            version += 1
            self.events.put_nowait(_notes(version, changed(version, anywhere)))

    async def run(self) -> None:
        """Stay for ever."""
        await asyncio.Event().wait()

    async def do(self, command: c.Command) -> e.Accepted | e.Refused:
        """Accept anything."""
        return e.Accepted(command=command.VERB)

    async def quit(self) -> None:
        """There is nothing to leave."""

    def saved(self) -> SavedSession:
        """Give a session in which nothing was agreed."""
        return SavedSession(
            version=1, lang="en", title="Notes", team="", date="2026-01-01", agenda="x",
            people=4, columns=(), notes=(), unreadable=0, themes=(),
            vote_respondents=0, answers=(), norms=(), places=(),
        )  # fmt: skip

    def themes_known(self) -> Collection[int]:
        """There are no themes."""
        return ()
