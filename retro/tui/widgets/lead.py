"""The facilitator's side: the tips of the step and the two controls; nobody else's."""

from __future__ import annotations

from textual.app import ComposeResult
from textual.containers import VerticalScroll
from textual.content import Content
from textual.widgets import Button, Static

from retro.tui.session import Session
from retro.tui.view import View


class LeadPanel(VerticalScroll, can_focus=False):
    """What only the facilitator sees; its buttons are for the mouse, keys do it too."""

    def __init__(self, session: Session) -> None:
        """Prepare to show `session`."""
        super().__init__()
        self._session = session
        self._step = -1

    def compose(self) -> ComposeResult:
        """Lay out the controls and a place for tips."""
        _ = self._session.speech
        yield Static(Content(_("You lead")), classes="title")
        yield Button(_("Collect and show  F5"), id="collect", variant="primary")
        yield Button(_("Next step  F6"), id="next")
        yield Button(_("End the session  F6"), id="end")
        yield Static(id="tips")

    def on_mount(self) -> None:
        """Leave the focus to the page: from here its keys would not work."""
        for button in self.query(Button):
            button.can_focus = False

    def show(self, view: View) -> None:
        """Show the tips of the step, and the controls that do something now."""
        for name in ("collect", "next", "end"):
            able = self.screen.check_action(name, ())
            self.query_one(f"#{name}", Button).display = bool(able)
        if view.step is None or view.step.id == self._step:
            return
        self._step = view.step.id
        tips = view.step.tips or ()
        self.query_one("#tips", Static).update(
            Content("\n\n").join(
                Content.assemble(("• ", "$accent"), tip) for tip in tips
            )
        )

    async def on_button_pressed(self, event: Button.Pressed) -> None:
        """Do what the button says."""
        event.stop()
        await self.screen.run_action(str(event.button.id))
