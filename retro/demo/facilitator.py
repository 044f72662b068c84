"""The automatic facilitator: types what a person would, line by line.

It is the line client's stdin: `next` gives the next line once the session is where
that line makes sense. It sees what its own client shows, and as a play in one process
it also knows when its colleagues have reacted.
"""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Callable, Sequence

from retro.client import events as e
from retro.demo.colleague import Colleague
from retro.demo.script import Script

PATIENCE = 60.0
"""Seconds to wait for a thing that must come; after that the play is over."""


class Facilitator:
    """Plays the whole agenda. `say` is told each line before it is typed."""

    def __init__(
        self, script: Script, cast: Sequence[Colleague], say: Callable[[str], None]
    ) -> None:
        """Lead `cast`; the first of it is the facilitator's own part."""
        self._script = script
        self._cast = cast
        self._say = say
        self._typing = self._play()
        self._changed = asyncio.Condition()
        self._step: e.StepEvent | None = None
        self._people = 0
        self._epoch = 0
        self._notes: tuple[e.NoteItem, ...] = ()
        self._themes: tuple[e.ThemeItem, ...] = ()
        self._norms: tuple[e.NormItem, ...] = ()
        self._round = ""
        self._refused = ""

    async def next(self) -> str | None:
        """Give the next line to type, when it is time; None when all is said."""
        try:
            line = await anext(self._typing, None)
        except TimeoutError:
            line = "quit"
        if line is not None:
            self._say(line)
        return line

    async def see(self, event: e.Event) -> None:
        """Look at what the client shows."""
        async with self._changed:
            match event:
                case e.StepEvent():
                    self._step = event
                case e.Roster():
                    self._people, self._epoch = event.count, event.epoch
                case e.Notes():
                    self._notes = event.notes
                case e.Themes():
                    self._themes = event.themes
                case e.Norms():
                    self._norms = event.norms
                case e.RoundEvent():
                    self._round = event.phase
                case e.Refused():
                    self._refused = event.code
                case e.Accepted():
                    self._refused = ""
                case _:
                    return
            self._changed.notify_all()

    async def _until(self, met: Callable[[], bool]) -> None:
        async with asyncio.timeout(PATIENCE), self._changed:
            await self._changed.wait_for(met)

    async def _all(self, what: str) -> None:
        async with asyncio.timeout(PATIENCE):
            await asyncio.gather(*(each.until(what) for each in self._cast))

    async def _play(self) -> AsyncIterator[str]:
        """Go through the agenda, whichever steps it has."""
        await self._until(lambda: self._people == len(self._cast))
        await self._all(f"roster:{self._epoch}")
        while (step := self._step) is None or step.kind != "close":
            yield "next"
            await self._until(lambda: self._step is not step)
            async for line in self._at(self._here()):
                yield line
        yield "end"

    def _here(self) -> e.StepEvent:
        assert self._step is not None  # nosec B101  # noqa: S101  for the type checker
        return self._step

    async def _at(self, step: e.StepEvent) -> AsyncIterator[str]:
        """Do what a step needs of its facilitator."""
        await self._all(f"step:{step.id}")
        if step.kind == "group":
            for line in self._groups():
                yield line
        elif step.kind == "talk":
            yield "timer 600"
            yield "timer off"
        elif step.kind == "norms":
            async for line in self._agree():
                yield line
        elif step.kind in {"write", "vote", "review"} or step.answer:
            async for line in self._collect():
                yield line

    async def _collect(self) -> AsyncIterator[str]:
        """Run a round to its end; once more when it was too early or broke off."""
        for _ in range(3):
            self._round = self._refused = ""
            yield "collect 0"
            await self._until(
                lambda: bool(self._refused) or self._round in {"done", "burned"}
            )
            if not self._refused:
                return
            await asyncio.sleep(0.5)

    def _groups(self) -> list[str]:
        """Set aside the note that hurts, and put the others where the script says."""
        parts = (self._script.leader, *self._script.colleagues)
        where = {note.text: note.theme for part in parts for note in part.notes}
        lines = [
            f"aside {note.id}" for note in self._notes if where.get(note.text) == ""
        ]
        for key, title in self._script.themes.items():
            ids = [str(note.id) for note in self._notes if where.get(note.text) == key]
            if ids:
                lines.append(f"group {' '.join(ids)} as {title}")
        return lines

    async def _agree(self) -> AsyncIterator[str]:
        """Propose the norms, ask, say one better after an objection, and ask again."""
        themes = {theme.title: theme.id for theme in self._themes}
        for norm in self._script.norms:
            theme = themes.get(self._script.themes[norm.theme])
            yield f"norm {norm.text}" + (f" from {theme}" if theme else "")
        await self._weighed(len(self._script.norms))
        async for line in self._collect():
            yield line
        better = {norm.text: norm.better for norm in self._script.norms}
        for said in self._norms:
            if said.status == "open" and better.get(said.text):
                yield f"reword {said.id} {better[said.text]}"
                await self._weighed(1)
                async for line in self._collect():
                    yield line

    async def _weighed(self, drafts: int) -> None:
        """Wait until everyone has thought about the norms in draft."""

        def open_norms() -> list[e.NormItem]:
            return [norm for norm in self._norms if norm.status == "draft"]

        await self._until(lambda: len(open_norms()) >= drafts)
        for norm in open_norms():
            await self._all(f"norm:{norm.id}:{norm.text}")
