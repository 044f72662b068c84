"""The line client: lines in, events out, one client between them."""

from __future__ import annotations

import asyncio
import contextlib
import json
from collections.abc import Callable, Coroutine, Sequence
from pathlib import Path
from typing import Any, Protocol, TypeVar

from attrs import evolve, frozen

from formats.text import hint
from retro import files
from retro.client import commands as c
from retro.client import events as e
from retro.client.errors import ClientError
from retro.i18n import Speech
from retro.plain.advice import why
from retro.plain.helping import help_lines, usage
from retro.plain.parser import HelpOn, Wrong, parse
from retro.plain.say import HintEvent, Speaker
from retro.seat import AnyClient

T = TypeVar("T")


class Source(Protocol):
    """Where lines come from: `lines.Lines`, or somebody who makes them up."""

    async def next(self) -> str | None:
        """Give the next line, or None when there are no more."""


@frozen(kw_only=True)
class Reader:
    """For whom the line client speaks.

    `names` are those the local hint looks for; `write` puts one line out, at once.
    """

    speech: Speech
    write: Callable[[str], None]
    json: bool = False
    lead: bool = False
    screen: bool = False
    names: Sequence[str] = ()
    look: float = 0.0
    """Seconds a list must have been on the screen before "same" is taken to be of it:
    a person cannot compare faster than that, and a program that reads has 0."""


class _Last(e.Event):
    """Nothing comes after this."""


class Front:
    """One person at a terminal, or a program at a pipe."""

    def __init__(
        self,
        client: AnyClient,
        lines: Source,
        reader: Reader,
        *,
        first: Sequence[c.Command] = (),
        out: Path | None = None,
        seal: str = "",
    ) -> None:
        """Put `client` between `lines` and what `reader` sees.

        `first` is carried out as soon as the client is in; with `out` the files are
        written into that folder when the session has ended. What is exported is sealed
        with the passphrase `seal`, if there is one.
        """
        self._client = client
        self._lines = lines
        self._reader = reader
        self._speaker = Speaker(reader.speech, lead=reader.lead, screen=reader.screen)
        self._turn = asyncio.Lock()
        self._over = asyncio.Event()
        self._in = asyncio.Event()
        self._first = first
        self._out = out
        self._seal = seal
        self._rosters: list[tuple[int, float]] = [(-1, 0.0)]
        self.ended = False

    async def run(self) -> None:
        """Stay until the session is over or the person leaves; raises ClientError."""
        showing = asyncio.create_task(self._show_events())
        typing = asyncio.create_task(self._take_lines())
        running = asyncio.create_task(self._client.run())
        try:
            await asyncio.wait({running, showing}, return_when=asyncio.FIRST_COMPLETED)
            if not running.done():  # nobody reads what is shown any more
                await self._client.quit()
            await running
        finally:
            running.cancel()
            self._over.set()
            self._client.events.put_nowait(_Last())
            ends = await asyncio.gather(
                running, typing, showing, return_exceptions=True
            )
        for end in ends[1:]:
            if isinstance(end, Exception) and not isinstance(end, OSError):
                raise end

    # ------------------------------------------------------------------ events

    async def _show_events(self) -> None:
        while True:
            event = await self._client.events.get()
            async with self._turn:  # what a command causes comes after its answer
                if isinstance(event, _Last):
                    return
                self._show(event)

    def _show(self, event: e.Event) -> None:
        if isinstance(event, e.Welcome):
            self._in.set()
        elif isinstance(event, e.Roster):
            self._rosters.append((event.epoch, asyncio.get_running_loop().time()))
        elif isinstance(event, e.Ended):
            self.ended = True
            if self._out is not None:
                self._write_out(self._out)
        if isinstance(event, e.Refused) and not event.message:
            event = evolve(event, message=self._message(event, ""))
        if self._reader.json:
            self._reader.write(json.dumps(e.as_json(event)))
        else:
            for line in self._speaker.say(event):
                self._reader.write(line)
            if isinstance(event, e.Welcome | e.Ended):
                self._say_places()

    def _say_places(self) -> None:
        """Say where to go for help, if that was filled in."""
        with contextlib.suppress(ClientError):
            saved = self._client.saved().places
            places = tuple((place.kind, place.text) for place in saved)
            for line in self._speaker.say(e.Places(places=places)) if places else ():
                self._reader.write(line)

    def _message(self, refused: e.Refused, verb: str) -> str:
        """Say why a command was refused, with how it is typed when that was wrong."""
        _ = self._reader.speech
        match verb, refused:
            case "answer", e.Refused(code="bad-value", detail=(low, high)):
                return _(
                    "Answer with a number from {low} to {high}.", low=low, high=high
                )
            case "dots", e.Refused(code="bad-value", detail=(themes,)):
                return _("Give {n} numbers, one for each theme in order.", n=themes)
            case "export", e.Refused(code="bad-value"):
                return _(
                    "A file's name ends in .md, .csv or .retro; else give a folder."
                )
            case _, e.Refused(code="bad-value") if typed := usage(_, verb):
                return _("That cannot be read; type it like this: {usage}", usage=typed)
        return why(_, refused)

    # ---------------------------------------------------------------- commands

    async def _take_lines(self) -> None:
        if self._first:
            await self._either(self._in.wait())
        for command in self._first:
            async with self._turn:
                answer = await self._client.do(command)
                if isinstance(answer, e.Refused):
                    self._refuse(answer, command.VERB)
        while (line := await self._next_line()) is not None:
            if line.strip():
                async with self._turn:
                    await self._answer(parse(line, self._client.themes_known))

    async def _next_line(self) -> str | None:
        """Give the next line; None when there are no more or the session is over."""
        return await self._either(self._lines.next())

    async def _either(self, wanted: Coroutine[Any, Any, T]) -> T | None:
        """Wait for what is wanted; None when the session is over before it comes."""
        coming = asyncio.create_task(wanted)
        over = asyncio.create_task(self._over.wait())
        await asyncio.wait({coming, over}, return_when=asyncio.FIRST_COMPLETED)
        over.cancel()
        if coming.done() and not self._over.is_set():
            return coming.result()
        coming.cancel()
        return None

    async def _answer(self, command: c.Command | Wrong) -> None:
        """Carry out one command and show its answer, then what the front adds to it."""
        match command:
            case Wrong(code=code, verb=verb):
                detail = (verb,) if code == "unknown-command" else ()
                self._refuse(e.Refused(code=code, detail=detail), verb)
            case HelpOn(topic=topic):
                self._accept(command)
                speech = self._reader.speech
                self._show(help_lines(speech, topic, lead=self._reader.lead))
            case c.Export(path=path):
                await self._export(path)
            case c.Quit():
                self._accept(command)
                await self._client.quit()
            case c.Words():
                await self._carry_out(evolve(command, epoch=self._seen()))
            case _:
                await self._carry_out(command)

    def _seen(self) -> int:
        """Give the epoch of the list that the person can have looked at; -1: none."""
        latest = asyncio.get_running_loop().time() - self._reader.look
        return [epoch for epoch, shown in self._rosters if shown <= latest][-1]

    async def _carry_out(self, command: c.Command) -> None:
        """Give the client a command, and show its answer."""
        answer = await self._client.do(command)
        if isinstance(answer, e.Refused):
            self._refuse(answer, command.VERB)
        else:
            self._show(answer)
            self._hint(command)

    def _accept(self, command: c.Command) -> None:
        self._show(e.Accepted(command=command.VERB))

    def _refuse(self, refused: e.Refused, verb: str) -> None:
        message = refused.message or self._message(refused, verb)
        self._show(evolve(refused, message=message))

    async def _export(self, path: str) -> None:
        """Write files and say which, or refuse; sealing takes about a second."""
        try:
            saved = self._client.saved()
            written = await asyncio.to_thread(files.export, saved, path, self._seal)
        except ClientError:
            self._refuse(e.Refused(code="nothing-yet"), c.Export.VERB)
        except files.ExportError as error:
            refused = e.Refused(code=error.code, detail=(error.path,))
            self._refuse(refused, c.Export.VERB)
        else:
            self._accept(c.Export(path))
            for file in written:
                self._show(e.Exported(path=str(file)))

    def _write_out(self, folder: Path) -> None:
        """Write what was asked for with `--out`, without an answer to any line."""
        try:
            saved = self._client.saved()
            for file in files.export(saved, f"{folder}/", self._seal):
                self._show(e.Exported(path=str(file)))
        except files.ExportError as error:
            refused = e.Refused(code=error.code, detail=(error.path,))
            self._refuse(refused, c.Export.VERB)

    def _hint(self, command: c.Command) -> None:
        """Say when a draft may point at someone; found here, and sent nowhere."""
        match command:
            case c.Note(text=text) | c.Edit(text=text) | c.Word(text=text):
                typed = text
            case c.Consent(reason=reason):
                typed = reason or ""
            case _:
                return
        if kinds := hint(typed, self._reader.names):
            self._show(HintEvent(kinds=kinds))
