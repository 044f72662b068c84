"""A played colleague: a real client, and someone who reacts to what it shows."""

from __future__ import annotations

import asyncio
import random

from retro.client import commands as c
from retro.client import events as e
from retro.demo.script import Part
from retro.seat import AnyClient


class Colleague:
    """Reacts to the events of one client as its part says.

    `take` handles one event; `done` names what was reacted to, so that the automatic
    facilitator, who sits in the same process, knows when to go on.
    """

    def __init__(self, client: AnyClient, part: Part, *, number: int) -> None:
        """Play `part` with `client`; `number` makes the choices that are nobody's "
        "own."""
        self.part = part
        self.done: set[str] = set()
        self._client = client
        self._chance = random.Random(number)  # noqa: S311  a play, not a secret
        self._scale = list(part.scale)
        self._step: e.StepEvent | None = None
        self._notes: tuple[e.NoteItem, ...] = ()
        self._themes: tuple[e.ThemeItem, ...] = ()
        self._changed = asyncio.Condition()
        self._concerned = not part.concern

    async def live(self) -> None:
        """React until the session is over."""
        while not isinstance(event := await self._client.events.get(), e.Ended):
            await self.take(event)

    async def until(self, what: str) -> None:
        """Wait until this colleague has reacted to `what`."""
        async with self._changed:
            await self._changed.wait_for(lambda: what in self.done)

    async def take(self, event: e.Event) -> None:
        """React to one event."""
        match event:
            case e.Roster(epoch=epoch, answer=answer):
                if not answer:
                    await self._client.do(c.Words("same"))
                await self._did(f"roster:{epoch}")
            case e.StepEvent():
                self._step = event
                await self._enter(event)
                await self._did(f"step:{event.id}")
            case e.Notes(notes=notes):
                self._notes = notes
            case e.Themes(themes=themes):
                self._themes = themes
            case e.Norms():
                await self._weigh(event)
            case _:
                pass

    async def _did(self, what: str) -> None:
        async with self._changed:
            self.done.add(what)
            self._changed.notify_all()

    async def _enter(self, step: e.StepEvent) -> None:
        """Do what the step asks of everyone."""
        if step.kind == "write":
            await self._write(step)
        elif step.kind == "vote":
            await self._vote(step)
        elif step.answer:
            await self._answer(step)

    async def _write(self, step: e.StepEvent) -> None:
        keys = [column.key for column in step.columns or ()]
        order = {"well": 0, "unsafe": 1, "need": 2}
        for note in self.part.notes:
            at = order.get(note.column, 0) % len(keys)
            column = note.column if note.column in keys else keys[at]
            await self._client.do(c.Note(column, note.text))

    async def _answer(self, step: e.StepEvent) -> None:
        options = [option.id for option in step.options or ()]
        if step.answer == "words":
            for word in self.part.words:
                await self._client.do(c.Word(word))
        elif step.answer == "ticks":
            ticked = self._chance.sample(options, min(2, len(options)))
            await self._client.do(c.Tick(tuple(sorted(ticked))))
        elif step.answer == "scale":
            value = self._scale.pop(0) if self._scale else self.part.scale[-1]
            low, high = step.min or 0, step.max or 0
            await self._client.do(c.Answer(str(min(max(value, low), high))))
        elif options:
            await self._client.do(c.Answer(str(self._chance.choice(options))))

    def _likes(self) -> list[e.ThemeItem]:
        """Order the themes by how many of one's own texts are in them."""
        own = {note.text for note in self.part.notes}
        mine = {note.id for note in self._notes if note.text in own}
        shuffled = self._chance.sample(self._themes, len(self._themes))
        return sorted(shuffled, key=lambda theme: -len(mine & set(theme.notes)))

    async def _vote(self, step: e.StepEvent) -> None:
        likes = self._likes()
        if step.mode == "recognise":
            ticked = sorted(theme.id for theme in likes[:2])
            await self._client.do(c.Tick(tuple(ticked)))
            return
        left, values = step.budget or 0, []
        for theme in likes:
            dots = min(left, step.max_each or 0)
            values += [f"{theme.id}={dots}"] if dots else []
            left -= dots
        if values:
            await self._client.do(c.Dots(tuple(values)))

    async def _weigh(self, event: e.Norms) -> None:
        """Say what one thinks of each norm that is new or worded anew."""
        for norm in event.norms:
            key = f"norm:{norm.id}:{norm.text}"
            if norm.status == "draft" and key not in self.done:
                choice, reason = self._opinion(norm)
                await self._client.do(c.Consent(norm.id, choice, reason))
                await self._did(key)

    def _opinion(self, norm: e.NormItem) -> tuple[str, str]:
        if self._step is not None and self._step.kind == "review":
            return "keep", ""
        first = not any(key.startswith("norm:") for key in self.done)
        if self.part.objection and first:
            return "object", self.part.objection
        if not self._concerned and self._chance.random() < 0.5:
            self._concerned = True
            return "concern", self.part.concern
        return "agree", ""
