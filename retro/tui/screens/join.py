"""The form to join a session with."""

from __future__ import annotations

from typing import ClassVar

from textual.app import ComposeResult

from retro.given import server_wrong, settings_or_none
from retro.i18n import N_
from retro.tui.choices import Join
from retro.tui.invitation import look
from retro.tui.screens.form import Form
from retro.tui.widgets.choosing import Tick
from retro.tui.widgets.fields import Field
from retro.tui.widgets.inviting import InvitationField


class JoinScreen(Form[None]):
    """The link or the words, a name, and whether this is the projector."""

    AIRY: ClassVar[bool] = True
    TITLE_OF: ClassVar[str] = N_("Join a session")
    GO: ClassVar[str] = N_("Join")

    def __init__(self, choice: Join, sentence: str = "") -> None:
        """Begin as `choice` was filled in."""
        super().__init__(sentence)
        self._choice = choice

    def parts(self) -> ComposeResult:
        """Give what is filled in."""
        _ = self.speech
        settings, _broken = settings_or_none(_)
        choice = self._choice
        yield InvitationField(_, choice.invitation, id="invitation")
        yield Field(
            _("Where"),
            choice.server or settings.server,
            placeholder="ws://127.0.0.1:8484/",
            explains=_(
                "Words alone do not say where the session is. Ask for the link, or "
                "give the server's address; empty is this laptop."
            ),
            id="server",
        )
        yield Field(
            _("Your name"),
            choice.name or settings.name,
            explains=_("As the others see it."),
            id="person",
        )
        yield Tick(
            _("This is the projector: shows what all see, takes no part"),
            choice.screen,
            id="screen",
        )

    def on_mount(self) -> None:
        """Ask for no more than the link leaves open."""
        self._fit()

    def on_input_changed(self) -> None:
        """Ask for the server only with words, which do not say it."""
        self._fit()

    def on_tick_turned(self) -> None:
        """Ask for no name of a projector."""
        self._fit()

    def _fit(self) -> None:
        given = self.query_one(InvitationField).invitation
        self.query_one("#server").display = bool(given) and not look(given).link
        self.query_one("#person").display = not self.query_one(Tick).value

    def go_on(self) -> None:
        """Join, when all that is needed is there."""
        _ = self.speech
        field = self.query_one(InvitationField)
        if wrong := field.why_not():
            self.refuse("invitation", wrong)
            return
        words = not look(field.invitation).link
        server = self.value("server") if words else ""
        if server and (wrong := server_wrong(_, server)):
            self.refuse("server", wrong)
            return
        screen = self.query_one(Tick).value
        if not screen and not self.named("person"):
            return
        self.choose(
            Join(
                invitation=field.invitation,
                name=self.value("person"),
                server=server,
                screen=screen,
            )
        )
