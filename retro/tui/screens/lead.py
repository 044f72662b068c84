"""The form to lead a session with; every field but the name may be left as it is."""

from __future__ import annotations

from typing import ClassVar

from textual.app import ComposeResult

from formats.agenda import TITLE_BYTES
from retro.given import Unusable, brought, server_wrong, settings_or_none
from retro.i18n import N_
from retro.lives import files_of
from retro.tui.choices import Lead
from retro.tui.screens.form import Form
from retro.tui.widgets.agendas import AgendaField
from retro.tui.widgets.fields import Field
from retro.tui.widgets.files import PathField


class LeadScreen(Form[None]):
    """A name, an agenda, whose session it is, norms to review, and over what server."""

    TITLE_OF: ClassVar[str] = N_("Lead a session")
    SAYS: ClassVar[str] = N_("Enter starts it; all of this may stay as it is.")
    GO: ClassVar[str] = N_("Start")

    def __init__(self, choice: Lead, sentence: str = "") -> None:
        """Begin as `choice` was filled in."""
        super().__init__(sentence)
        self._choice = choice

    def parts(self) -> ComposeResult:
        """Give what is filled in."""
        _ = self.speech
        settings, _broken = settings_or_none(_)
        choice = self._choice
        yield Field(_("Your name"), choice.name or settings.name, id="person")
        yield AgendaField(_, choice.agenda or settings.agenda)
        yield Field(_("Team"), choice.team, placeholder=_("whose session"), id="team")
        yield Field(
            _("Title"),
            choice.title,
            placeholder=_("as in the agenda"),
            id="title",
        )
        yield PathField(
            _("Norms to review"),
            str(choice.norms or ""),
            ending=".md",
            folders=True,
            placeholder=_("norms.md from last time"),
            id="norms",
        )
        self._server = settings.server
        yield Field(
            _("Server"),
            "" if choice.here else choice.server or settings.server,
            placeholder=_("none: your own laptop"),
            id="server",
        )

    def go_on(self) -> None:
        """Lead, when everything that was filled in can be used."""
        _ = self.speech
        agenda, norms = self.query_one(AgendaField), self.query_one("#norms", PathField)
        if not (
            self.named("person")
            and self._agenda_fits(agenda)
            and self.fits("team", TITLE_BYTES)
            and self.fits("title", TITLE_BYTES)
            and self._norms_fit(agenda, norms)
        ):
            return
        server = self.value("server")
        if server and (wrong := server_wrong(_, server)):
            self.refuse("server", wrong)
            return
        self.choose(
            Lead(
                agenda=agenda.value,
                title=self.value("title"),
                team=self.value("team"),
                name=self.value("person"),
                server=server,
                here=bool(self._server) and not server,
                norms=norms.path,
            )
        )

    def _agenda_fits(self, agenda: AgendaField) -> bool:
        if wrong := agenda.why_not():
            self.refuse(agenda.id_wrong, wrong)
        return not wrong

    def _norms_fit(self, agenda: AgendaField, norms: PathField) -> bool:
        if norms.path is None:
            return True
        _ = self.speech
        try:
            brought(_, *(files_of(norms.path) or [norms.path]))
        except Unusable as error:
            self.refuse("norms", error.sentence)
            return False
        if not any(step.kind == "review" for step in agenda.read().steps):
            sentence = _("This agenda reviews no norms; choose another, or empty this.")
            self.refuse("norms", sentence)
            return False
        return True
