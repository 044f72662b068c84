"""A played colleague: a real client, and someone who reacts to what it shows."""

from __future__ import annotations

import asyncio
import random

from retro.client import commands as c
from retro.client import events as e
from retro.demo.pace import INSTANT, Pace, Pause, Seconds, Thoughts
from retro.demo.script import Part
from retro.seat import AnyClient

CONSENT_STEPS = {"review", "norms"}


class Colleague:
    """Reacts to the events of one client as its part says, in its own time.

    `take` handles one event and never waits: what there is to do is done by tasks, and
    dropped when the session moves on. `done` names what was reacted to, so that the
    automatic facilitator, who sits in the same process, knows when to go on.
    """

    def __init__(
        self,
        client: AnyClient,
        part: Part,
        *,
        number: int,
        pace: Pace = INSTANT,
        pause: Pause = asyncio.sleep,
    ) -> None:
        """Play `part` with `client`; `number` makes the choices that no part has.

        It makes the times of `pace` too, by a chance of their own: a hasty colleague
        chooses as a slow one.
        """
        self.part = part
        self.done: set[str] = set()
        self._client = client
        self._pace = pace
        self._pause = pause
        self._chance = random.Random(number)  # nosec B311  # noqa: S311  a play, not a secret
        self._haste = random.Random(f"pace {number}")  # nosec B311  # noqa: S311  the same
        self._scale = list(part.scale)
        self._points: dict[int, int] = {}
        self._said: set[tuple[int, c.Command]] = set()
        self._step: e.StepEvent | None = None
        self._notes: tuple[e.NoteItem, ...] = ()
        self._themes: tuple[e.ThemeItem, ...] = ()
        self._norms: tuple[e.NormItem, ...] = ()
        self._first = 0
        self._doing = Thoughts()
        self._weighing = Thoughts()
        self._changed = asyncio.Condition()
        self._objected = not part.objection
        self._concerned = not part.concern

    async def live(self) -> None:
        """React until the session is over."""
        try:
            while not isinstance(event := await self._client.events.get(), e.Ended):
                await self.take(event)
        finally:
            self._doing.drop(*self._doing.known)
            self._weighing.drop(*self._weighing.known)

    async def until(self, what: str) -> None:
        """Wait until this colleague has reacted to `what`."""
        async with self._changed:
            await self._changed.wait_for(lambda: what in self.done)

    async def take(self, event: e.Event) -> None:
        """Begin to react to one event; a step that is told again is no news."""
        match event:
            case e.Roster():
                self._doing.begin("roster", self._compare(event))
            case e.StepEvent() if event != self._step:
                self._step = event
                self._doing.begin("step", self._enter(event))
                self._consider()
            case e.Notes(notes=notes):
                self._notes = notes
            case e.Themes(themes=themes) if themes != self._themes:
                self._themes = themes
                if self._step is not None and self._step.kind == "vote":
                    self._doing.begin("step", self._enter(self._step))
            case e.Norms(norms=norms):
                self._norms = norms
                self._consider()
            case _:
                pass

    async def _did(self, what: str) -> None:
        async with self._changed:
            self.done.add(what)
            self._changed.notify_all()

    async def _think(self, time: Seconds) -> None:
        await self._pause(time.some(self._haste))

    async def _say(self, command: c.Command, time: Seconds) -> None:
        await self._think(time)
        await self._do(command, time)

    async def _do(self, command: c.Command, time: Seconds) -> None:
        """Say what was thought; while a round is under way, try again after `time`."""
        answer = await self._client.do(command)
        while isinstance(answer, e.Refused) and answer.code == "busy":
            await self._think(time)
            answer = await self._client.do(command)

    async def _say_once(
        self, step: e.StepEvent, command: c.Command, time: Seconds
    ) -> None:
        """Think and say what is not to be said again when the session comes back."""
        said = (step.id, command)
        if said in self._said:
            return
        await self._think(time)
        self._said.add(said)
        if isinstance(await self._client.do(command), e.Refused):
            self._said.discard(said)

    async def _compare(self, roster: e.Roster) -> None:
        """Say that the words are the same, for the roster that was looked at."""
        if not roster.answer:
            await self._say(c.Words("same", roster.epoch), self._pace.words)
        await self._did(f"roster:{roster.epoch}")

    async def _enter(self, step: e.StepEvent) -> None:
        """Do what the step asks of everyone."""
        if step.kind == "write":
            await self._write(step)
        elif step.kind == "vote":
            await self._vote(step)
        elif step.answer:
            await self._answer(step)
        await self._did(f"step:{step.id}")

    async def _write(self, step: e.StepEvent) -> None:
        keys = [column.key for column in step.columns or ()]
        order = {"well": 0, "unsafe": 1, "need": 2}
        for note in self.part.notes:
            at = order.get(note.column, 0) % len(keys)
            column = note.column if note.column in keys else keys[at]
            await self._say_once(step, c.Note(column, note.text), self._pace.note)

    async def _answer(self, step: e.StepEvent) -> None:
        options = [option.id for option in step.options or ()]
        time = self._pace.answer
        if step.answer == "words":
            for word in self.part.words:
                await self._say_once(step, c.Word(word), time)
        elif step.answer == "ticks":
            ticked = self._chance.sample(options, min(2, len(options)))
            await self._say(c.Tick(tuple(sorted(ticked))), time)
        elif step.answer == "scale":
            low, high = step.min or 0, step.max or 0
            point = min(max(self._point(step), low), high)
            await self._say(c.Answer(str(point)), time)
        elif options:
            await self._say(c.Answer(str(self._chance.choice(options))), time)

    def _point(self, step: e.StepEvent) -> int:
        """Give the part's next point, and the same one when asked the same again."""
        if step.id not in self._points:
            next_one = self._scale.pop(0) if self._scale else self.part.scale[-1]
            self._points[step.id] = next_one
        return self._points[step.id]

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
            await self._say(c.Tick(tuple(ticked)), self._pace.vote)
            return
        left, values = step.budget or 0, []
        for theme in likes:
            dots = min(left, step.max_each or 0)
            values += [f"{theme.id}={dots}"] if dots else []
            left -= dots
        if values:
            await self._say(c.Dots(tuple(values)), self._pace.vote)

    def _consider(self) -> None:
        """Begin to weigh the drafts in words that are new, where they are asked about.

        Elsewhere what was not weighed yet is dropped; so is a wording that is gone.
        """
        kind = self._step.kind if self._step else ""
        if kind not in CONSENT_STEPS:
            self._weighing.drop(*self._weighing.unfinished)
            return
        drafts = {
            f"{kind}:{norm.id}:{norm.text}": norm
            for norm in self._norms
            if norm.status == "draft"
        }
        self._weighing.drop(*(self._weighing.known - drafts.keys()))
        for key, norm in drafts.items():
            if kind == "norms":
                self._first = self._first or norm.id
            if key not in self._weighing.known:
                self._weighing.begin(key, self._weigh(norm, kind))

    async def _weigh(self, norm: e.NormItem, kind: str) -> None:
        """Say what one thinks of a norm, made up only then: else it may go unsaid."""
        await self._think(self._pace.norm)
        choice, reason = ("keep", "") if kind == "review" else self._opinion(norm)
        await self._do(c.Consent(norm.id, choice, reason), self._pace.norm)
        await self._did(f"norm:{norm.id}:{norm.text}")

    def _opinion(self, norm: e.NormItem) -> tuple[str, str]:
        if not self._objected and norm.id == self._first:
            self._objected = True
            return "object", self.part.objection
        if not self._concerned and self._chance.random() < 0.5:
            self._concerned = True
            return "concern", self.part.concern
        return "agree", ""
