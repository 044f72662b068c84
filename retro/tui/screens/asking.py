"""One thing that is asked before a session can be opened: a name, or the link."""

from __future__ import annotations

from typing import ClassVar, Literal

from textual.app import ComposeResult

from retro.i18n import N_
from retro.tui.screens.form import Form
from retro.tui.widgets.fields import Field
from retro.tui.widgets.inviting import InvitationField


class AskingScreen(Form[str]):
    """Gives what was asked for only when it can be used; Escape gives it all up."""

    AIRY: ClassVar[bool] = True
    TITLE_OF: ClassVar[str] = N_("One thing first")

    def __init__(self, wanted: Literal["name", "invitation"]) -> None:
        """Ask for `wanted`."""
        super().__init__()
        self._wanted = wanted

    def parts(self) -> ComposeResult:
        """Give the one field."""
        _ = self.speech
        if self._wanted == "invitation":
            yield InvitationField(_, id="invitation")
        else:
            yield Field(
                _("Your name"), explains=_("As the others see it."), id="person"
            )

    def go_on(self) -> None:
        """Give it, when it can be used."""
        if self._wanted == "name":
            if self.named("person"):
                self.dismiss(self.value("person"))
            return
        field = self.query_one(InvitationField)
        if wrong := field.why_not():
            self.refuse("invitation", wrong)
        else:
            self.dismiss(field.invitation)

    def action_back(self) -> None:
        """Give up what was being opened."""
        self.app.action_give_up()  # type: ignore[attr-defined]  # RetroApp's own
