"""What `host`, `join` and `demo` share: a name, an agenda, one person's client."""

from __future__ import annotations

import asyncio
import sys
from collections.abc import Callable, Coroutine, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any, TypeVar

from attrs import evolve

from formats.agenda import Agenda, Place
from formats.agenda_file import AgendaError, bundled, parse
from formats.entries import NAME_BYTES
from formats.text import one_line, size
from retro.cli.common import Fail, Here
from retro.i18n import Speech
from retro.plain.front import AnyClient, Front, Reader, Source
from retro.sentences import AGENDA_ERRORS, TOML_KINDS, said

if TYPE_CHECKING:
    from retro.client.commands import Command
    from retro.plain.lines import Lines

T = TypeVar("T")
DEFAULT_AGENDA = "social-safety"


def write(line: str) -> None:
    """Put one line out at once, also into a pipe."""
    sys.stdout.write(f"{line}\n")
    sys.stdout.flush()


async def ask(lines: Lines, question: str) -> str:
    """Ask at a terminal, or take the next line of a pipe without a word."""
    if sys.stdin is not None and sys.stdin.isatty():
        sys.stdout.write(f"{question} ")
        sys.stdout.flush()
    return (await lines.next() or "").strip()


def checked_name(_: Speech, name: str) -> str:
    """Give a name as it will be shown, or fail when it cannot be one."""
    shown = one_line(name)
    if not shown:
        raise Fail(_("A name is needed: give it with --name."), 2)
    if size(shown) > NAME_BYTES:
        raise Fail(
            _(
                "That name is too long: {size} bytes, and {limit} fit.",
                size=size(shown),
                limit=NAME_BYTES,
            ),
            2,
        )
    return shown


async def name_of(here: Here, lines: Lines, given: str | None) -> str:
    """Find the person's name: as given, in settings, or by asking at a terminal.

    A program that gives none is "Someone"; the login name is never told to others.
    """
    _ = here.speech
    name = here.settings.name if given is None else given
    if not name and given is None:
        asked = sys.stdin is not None and sys.stdin.isatty()
        question = _("Your name, as the others see it:")
        name = await ask(lines, question) if asked else _("Someone")
    return checked_name(_, name)


def read_agenda(_: Speech, path: Path) -> Agenda:
    """Read an agenda of the user's own, or fail with the line and what was expected."""
    try:
        return parse(path.read_bytes())
    except FileNotFoundError:
        raise Fail(_("There is no file {path}.", path=path)) from None
    except AgendaError as error:
        raise Fail(agenda_sentence(_, path, error)) from error


def agenda_sentence(_: Speech, path: Path, error: AgendaError) -> str:
    """Say what is wrong with an agenda file, and where."""
    sentence = AGENDA_ERRORS.get(error.code, AGENDA_ERRORS["syntax"])
    expected = said(_, TOML_KINDS, error.expected)
    wrong = _(sentence, key=error.key or "TOML", expected=expected)
    if error.line is None:
        return _("{path}: {wrong}", path=path, wrong=wrong)
    return _("{path}, line {line}: {wrong}", path=path, line=error.line, wrong=wrong)


def find_agenda(here: Here, asked: str | None) -> Agenda:
    """Give the agenda by that name or in that file, with where to go from settings."""
    _ = here.speech
    name = asked or here.settings.agenda or DEFAULT_AGENDA
    path = Path(name).expanduser()
    if path.suffix == ".toml" or len(path.parts) > 1 or path.is_file():
        agenda = read_agenda(_, path)
    else:
        try:
            agenda = bundled(name, _.lang)
        except AgendaError as error:
            raise Fail(
                _(
                    "There is no agenda {name}; there are {names}, or give a file.",
                    name=name,
                    names=error.expected,
                ),
                2,
            ) from error
    places = tuple(Place(kind=kind, text=text) for kind, text in here.settings.places)
    return evolve(agenda, places=places) if places else agenda


def reader(
    here: Here, *, as_json: bool, lead: bool = False, screen: bool = False
) -> Reader:
    """Speak to this user on stdout."""
    return Reader(
        speech=here.speech,
        write=write,
        json=as_json,
        lead=lead,
        screen=screen,
        names=here.settings.names,
        look=1.0 if sys.stdin.isatty() and not as_json else 0.0,
    )


async def play(
    client: AnyClient,
    lines: Source,
    reading: Reader,
    *,
    first: Sequence[Command] = (),
    out: Path | None = None,
) -> bool:
    """Be in the session to its end; say whether it ended (else the person left).

    `first` is carried out as soon as the client is in. With `out` the files are written
    there when it has ended. Ctrl-C leaves.
    """
    front = Front(client, lines, reading, first=first, out=out)
    await front.run()
    return front.ended


def run(main: Callable[[], Coroutine[Any, Any, T]]) -> T | None:
    """Run a coroutine; None when the person pressed Ctrl-C, which is a way to leave."""
    try:
        return asyncio.run(main())
    except KeyboardInterrupt:
        return None
