"""Which agenda: one of those that come along, by title, or a file of one's own."""

from __future__ import annotations

from textual.app import ComposeResult
from textual.containers import Vertical

from formats.agenda import Agenda
from formats.agenda_file import bundled, bundled_names, canonical
from retro.given import Unusable, read_agenda
from retro.i18n import Speech
from retro.tui.widgets.choosing import OneOf, Pick
from retro.tui.widgets.files import PathField

OWN = "own"


class AgendaField(Vertical):
    """An agenda to choose; the file is only asked for when it is one's own."""

    def __init__(self, speech: Speech, value: str) -> None:
        """Begin at `value`: a name in either language, a path, or empty."""
        super().__init__()
        self._ = speech
        self._names = bundled_names()
        name = canonical(value) if value else self._names[0]
        self._first = name if name in self._names else OWN
        self._file = "" if name in self._names else value

    def compose(self) -> ComposeResult:
        """Lay out the titles, and the file below."""
        _ = self._
        titles = [(name, bundled(name, _.lang).title) for name in self._names]
        own = (OWN, _("A file of your own"))
        yield Pick(_("Agenda"), [*titles, own], self._first, id="agenda")
        yield PathField(
            _("Agenda file"),
            self._file,
            ending=".toml",
            placeholder="agenda.toml",
            id="agenda-file",
        )

    def on_mount(self) -> None:
        """Ask for no file without need."""
        self._fit()

    def on_one_of_chosen(self, event: OneOf.Chosen) -> None:
        """Ask for the file when it is one's own."""
        event.stop()
        self._fit()

    def _fit(self) -> None:
        self.query_one(PathField).display = self._own

    @property
    def _own(self) -> bool:
        return self.query_one(Pick).value == OWN

    @property
    def id_wrong(self) -> str:
        """Where to say what is wrong."""
        return "agenda-file" if self._own else "agenda"

    @property
    def value(self) -> str:
        """The name of the agenda, or the path of one's own; empty when none is."""
        path = self.query_one(PathField).path if self._own else None
        return str(path or "") if self._own else self.query_one(Pick).value

    @property
    def unchanged(self) -> bool:
        """Whether it is still the agenda that it began at."""
        return self.value == (self._file if self._own else self._first)

    @property
    def lasting(self) -> str:
        """What to call the agenda by from any folder, also later."""
        path = self.query_one(PathField).path if self._own else None
        return str(path.resolve()) if path else self.value

    def read(self) -> Agenda:
        """Read the agenda that `why_not` found nothing wrong with."""
        path = self.query_one(PathField).path
        if self._own and path is not None:
            return read_agenda(self._, path)
        return bundled(self._names[0] if self._own else self.value, self._.lang)

    def why_not(self) -> str:
        """Say why there is no session with this agenda; nothing when there is."""
        if not self.value:
            return self._("Name the file, or choose above.")
        try:
            self.read()
        except Unusable as error:
            return error.sentence
        return ""
