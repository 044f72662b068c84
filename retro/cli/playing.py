"""What `host`, `join` and `demo` share: a name and an agenda."""

from __future__ import annotations

from attrs import evolve

from formats.agenda import Agenda, Place
from formats.agenda_file import AgendaError, bundled
from formats.entries import NAME_BYTES
from formats.text import one_line, size
from retro.cli.common import Fail, Here
from retro.given import read_agenda
from retro.i18n import Speech
from retro.paths import at_home
from retro.seat import Seat

DEFAULT_AGENDA = "social-safety"


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


async def name_of(here: Here, seat: Seat, given: str | None) -> str:
    """Find the person's name: as given, in settings, or by asking."""
    name = here.settings.name if given is None else given
    if not name and given is None:
        name = await seat.ask("name")
    return checked_name(here.speech, name)


def find_agenda(here: Here, asked: str | None) -> Agenda:
    """Give the agenda by that name or in that file, with where to go from settings."""
    _ = here.speech
    name = asked or here.settings.agenda or DEFAULT_AGENDA
    path = at_home(name)
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
