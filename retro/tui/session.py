"""One session at this seat: the view that screens show, and the way to ask for things.

Data flows down: events are folded into `view`, and the screen is told to look again.
Intentions go up: a screen asks with `do`, and one worker carries commands out in the
order they were asked, so that no handler ever waits for the network.
"""

from __future__ import annotations

import asyncio
import time
from collections.abc import Callable
from math import inf
from pathlib import Path

from attrs import evolve

from formats.session_file import SavedSession
from retro.client import commands as c
from retro.client import events as e
from retro.client.errors import ClientError
from retro.i18n import Speech
from retro.seat import AnyClient, Part
from retro.sentences import ERRORS, with_detail
from retro.tui.exporting import export
from retro.tui.view import ENDED_PHASES, View, compared, fold, read

Answered = Callable[[e.Accepted | e.Refused], None]

LOOK = 1.0
"""Seconds a list of names must have been on the screen before "same" is taken to be of
it: a person cannot compare faster than that."""

_LEFT = c.Notes()
"""Asked after a round, since which drafts are left is told only to who asks."""


class Session:
    """What screens know of the session. `changed` is called after the view changed.

    `say` shows the person one sentence that passes; `unsent` keeps what was typed and
    not saved yet, by the place it was typed at, while a screen is away.
    """

    def __init__(
        self,
        client: AnyClient,
        speech: Speech,
        part: Part,
        *,
        changed: Callable[[], None],
        say: Callable[[str, bool], None],
        clock: Callable[[], float] = time.monotonic,
        look: float = LOOK,
    ) -> None:
        """Prepare to take `part` in the session of `client`."""
        self.part = part
        self.speech = speech
        self.clock = clock
        self.unsent: dict[str, str] = {}
        self.view = View(lead=part.lead, screen=part.screen)
        self._client = client
        self._changed = changed
        self._say = say
        self.look = look
        self._seen: list[tuple[int, float]] = [(-1, 0.0)]
        self._covered = False
        self._wanted: asyncio.Queue[tuple[c.Command, Answered | None]] = asyncio.Queue()

    # ------------------------------------------------------------------ living

    async def live(self) -> bool:
        """Stay until the session is over or the person left; say whether it is over.

        Raises `ClientError` when the client cannot go on; when the session had begun,
        the view says so too, with all that was told before.
        """
        showing = asyncio.create_task(self._show_events())
        carrying = asyncio.create_task(self._carry_out_all())
        try:
            await self._client.run()
            self._take_all()  # the end itself is among them
        except ClientError as error:
            self._take_all()
            if self.view.welcome is not None:
                self.view = evolve(self.view, cannot=error.code, link="down")
                self._changed()
            raise
        finally:
            for task in (showing, carrying):
                task.cancel()
            ends = await asyncio.gather(showing, carrying, return_exceptions=True)
        for end in ends:
            if isinstance(end, Exception):
                raise end
        if self.view.ended and self.part.out is not None:
            self.export(f"{self.part.out}/")
        return self.view.ended

    async def _show_events(self) -> None:
        events = self._client.events
        while True:
            self._take(await events.get())
            self._take_all()

    def _take_all(self) -> None:
        while not self._client.events.empty():
            self._take(self._client.events.get_nowait())
        self._changed()

    def _take(self, event: e.Event) -> None:
        now = self.clock()
        begun = self.view.welcome is not None
        self.view = fold(self.view, event, now)
        if isinstance(event, e.Roster):
            self._seen.append((event.epoch, inf if self._covered else now))
        elif isinstance(event, e.Welcome) and not begun:
            saved = self._client.saved()
            places = tuple((place.kind, place.text) for place in saved.places)
            self.view = fold(self.view, e.Places(places=places), now)
            used = {note.column for note in saved.notes}
            columns = {c.key: c.title for c in saved.columns if c.key in used}
            self.view = evolve(self.view, columns=columns)
            for command in self.part.first:
                self.do(command)
        elif isinstance(event, e.RoundEvent) and event.phase in ENDED_PHASES:
            self.do(_LEFT)

    async def _carry_out_all(self) -> None:
        while True:
            command, answered = await self._wanted.get()
            asked = self.view.roster
            answer = await self._client.do(command)
            if isinstance(answer, e.Refused) and command is not _LEFT:
                self._say(self.why(answer), True)
            elif isinstance(command, c.Words) and self.view.roster == asked:
                self.view = compared(self.view, command.answer)
                self._changed()
            if answered is not None:
                answered(answer)

    # ------------------------------------------------------------------ asking

    def do(self, command: c.Command, answered: Answered | None = None) -> None:
        """Have `command` carried out; a refusal is said, and `answered` is told."""
        if isinstance(command, c.Words):
            command = evolve(command, epoch=self._looked_at())
        self._wanted.put_nowait((command, answered))

    def covered(self, covered: bool) -> None:
        """Take note that something lies over the session, or no longer does.

        A list of names that came meanwhile is looked at from when it is seen.
        """
        self._covered = covered
        if not covered:
            now = self.clock()
            self._seen = [(epoch, min(since, now)) for epoch, since in self._seen]

    def _looked_at(self) -> int:
        """Give the epoch of the list that the person can have compared; -1: none."""
        latest = self.clock() - self.look
        return [epoch for epoch, shown in self._seen if shown <= latest][-1]

    def why(self, refused: e.Refused) -> str:
        """Say why a command was refused."""
        return with_detail(self.speech, ERRORS, refused.code, refused.detail)

    async def leave(self) -> None:
        """Leave the session; `live` returns."""
        await self._client.quit()

    def dismiss(self, told: e.Warned | e.RoundEvent) -> None:
        """Take away a warning, or the end of a round, that the person has read."""
        self.view = read(self.view, told)
        self._changed()

    def export(self, path: str) -> bool:
        """Write the files that `path` asks for and say which; say why not, else.

        They are sealed with the passphrase given at the start, if there was one.
        """
        if (saved := self._saved()) is None:
            return False
        return self._tell(*export(self.speech, saved, path, self.part.seal))

    async def seal(self, path: str, passphrase: str) -> None:
        """Do the same, sealed; beside the session, as it takes about a second."""
        if (saved := self._saved()) is not None:
            sealing = asyncio.to_thread(export, self.speech, saved, path, passphrase)
            self._tell(*await sealing)

    def _saved(self) -> SavedSession | None:
        """Give what can be exported, or say that there is nothing yet."""
        try:
            return self._client.saved()
        except ClientError:
            self._say(said_error(self.speech, "nothing-yet"), True)
            return None

    def _tell(self, written: tuple[Path, ...], sentence: str) -> bool:
        """Say what was written, or why nothing was; give whether anything was."""
        self._say(sentence, not written)
        for file in written:
            self._take(e.Exported(path=str(file)))
        self._changed()
        return bool(written)


def said_error(_: Speech, code: str, *detail: str) -> str:
    """Say what an error code means."""
    return with_detail(_, ERRORS, code, detail)
