"""The session on the screen: a header, the page of the step, the keys.

One screen for the whole session, so that what lies over it (help, where to go, a text
being typed) stays when the facilitator moves on; the page of the step is swapped below.
"""

from __future__ import annotations

from importlib import import_module
from typing import ClassVar

from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import Container, Horizontal
from textual.message import Message
from textual.screen import Screen

from retro.client import commands as c
from retro.i18n import N_
from retro.tui.pages.page import Page
from retro.tui.session import Session
from retro.tui.widgets.bar import Bar
from retro.tui.widgets.keybar import KeyBar
from retro.tui.widgets.lead import LeadPanel
from retro.tui.widgets.notices import Notices

PAGES = {
    "welcome": ("welcome", "WelcomePage"),
    "ask": ("ask", "AskPage"),
    "review": ("review", "ReviewPage"),
    "write": ("write", "WritePage"),
    "group": ("group", "GroupPage"),
    "vote": ("vote", "VotePage"),
    "talk": ("talk", "TalkPage"),
    "norms": ("norms", "NormsPage"),
    "close": ("close", "ClosePage"),
    "mix": ("mix", "MixPage"),
    "ended": ("ended", "EndedPage"),
    "present": ("present", "PresentPage"),
}
"""The module and class of each page; read when it is first shown."""

ASKING = {"ask", "review", "write", "vote", "norms"}
SECOND = 1.0


def page_class(name: str) -> type[Page]:
    """Give the page of that name."""
    module, class_name = PAGES[name]
    found: type[Page] = getattr(import_module(f"retro.tui.pages.{module}"), class_name)
    return found


class SessionScreen(Screen[None]):
    """A session as its facilitator, a member or a projector sees it."""

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("f5", "collect", N_("Collect and show")),
        Binding("f6", "next", N_("Next step")),
        Binding("f7", "same", N_("Same"), show=False),
        Binding("f8", "differ", N_("Differ"), show=False),
        Binding("f4", "back", N_("Step back"), show=False),
        Binding("f2", "tips", N_("Tips"), show=False),
        Binding("ctrl+t", "timer", N_("Timer"), show=False),
        Binding("ctrl+z", "undo", N_("Undo the last change"), show=False),
        Binding("ctrl+b", "blank", N_("Send nothing this time"), show=False),
        Binding("f9", "so_far", N_("Look back"), show=False),
        Binding("f3", "promise", N_("What is anonymous"), show=False),
        Binding("ctrl+e", "export", N_("Export"), show=False),
        Binding("f1", "where", N_("Where to go")),
        Binding("question_mark,ctrl+p", "actions", N_("All keys"), key_display="?"),
    ]

    class Changed(Message):
        """The view of the session changed."""

    def __init__(self, session: Session) -> None:
        """Prepare to show `session`."""
        super().__init__()
        self.session = session
        self._page: Page | None = None
        self._shown: tuple[str, int] = ("", -1)

    def compose(self) -> ComposeResult:
        """Lay out the header, the notices, the page, the facilitator's side, the keys."""
        yield Bar(self.session)
        yield Notices(self.session)
        with Horizontal(id="middle"):
            yield Container(id="body")
            if self.session.part.lead:
                yield LeadPanel(self.session)
        yield KeyBar()

    async def on_mount(self) -> None:
        """Show what is known, and let the clocks in view tick."""
        self.set_class(self.session.part.lead, "-lead")
        self.set_class(self.session.part.screen, "-present")
        self.set_interval(SECOND, self._tick)
        await self.on_session_screen_changed()

    # ------------------------------------------------------------------ showing

    async def on_session_screen_changed(self) -> None:
        """Show the view as it is now, on another page if it came to that."""
        view = self.session.view
        wanted = self._wanted()
        if wanted != self._shown and wanted[0]:
            self._shown = wanted
            await self._turn_to(page_class(wanted[0])(self.session))
        for widget in (self.query_one(Bar), self.query_one(Notices)):
            widget.show(view)
        for panel in self.query(LeadPanel):
            panel.show(view)
        if self._page is not None:
            self._page.show(view)
        self.refresh_bindings()

    def _wanted(self) -> tuple[str, int]:
        """Give the page to show, and the step it is for."""
        view = self.session.view
        if view.step is None:
            return ("", -1)
        if view.screen:
            return ("present", 0)
        if view.ended:
            return ("ended", 0)
        if view.round is not None and view.round.phase in {"mixing", "holding"}:
            return ("mix", 0)
        return (view.step.kind, view.step.id)

    async def _turn_to(self, page: Page) -> None:
        body = self.query_one("#body", Container)
        with self.app.batch_update():
            await body.remove_children()
            await body.mount(page)
        self._page = page
        page.show(self.session.view)
        if self.app.screen is self:
            page.start()

    def on_screen_resume(self) -> None:
        """Give the page the focus when what lay over it is gone and nothing has it."""
        if self.focused is None and self._page is not None:
            self._page.start()

    def _tick(self) -> None:
        self.query_one(Bar).show(self.session.view)
        if self._page is not None:
            self._page.tick()

    # ------------------------------------------------------------------ actions

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:
        """Offer only what this person can do now."""
        view = self.session.view
        lead = view.lead and not view.ended
        if action in {"next", "back", "undo", "timer", "tips"}:
            return lead and view.round is None
        if action == "collect":
            return lead and view.round is None and self.collects()
        if action in {"same", "differ"}:
            return view.roster is not None and not view.screen and not view.ended
        if action == "blank":
            return self.collects() and not view.screen and not view.ended
        return action != "export" or not view.screen

    def collects(self) -> bool:
        """Say whether people give something at this step, which a round collects."""
        step = self.session.view.step
        return step is not None and (step.kind in ASKING or bool(step.answer))

    def action_collect(self) -> None:
        """Run the anonymous round of this step and show what came."""
        self.session.do(c.Collect(), self._collected)

    def _collected(self, answer: object) -> None:
        from retro.client.events import Refused  # noqa: PLC0415  one name

        if not isinstance(answer, Refused) or answer.code != "small-group":
            return
        from retro.tui.screens.dialogs import ConfirmDialog  # noqa: PLC0415  only then

        _ = self.session.speech

        def answered(go_on: bool | None) -> None:
            if go_on:
                self.session.do(c.ConfirmSmall())
                self.session.do(c.Collect())

        self.app.push_screen(
            ConfirmDialog(_("Go on with so few?"), self.session.why(answer)), answered
        )

    def action_next(self) -> None:
        """Go to the next step, or end the session after the last."""
        view = self.session.view
        if view.kind == "close":
            self._end()
        else:
            self.session.do(c.Next())

    def _end(self) -> None:
        from retro.tui.screens.dialogs import ConfirmDialog  # noqa: PLC0415  only then

        _ = self.session.speech

        def answered(end: bool | None) -> None:
            if end:
                self.session.do(c.End())

        text = _("Everybody's session ends. Everyone can still export the norms then.")
        self.app.push_screen(ConfirmDialog(_("End the session?"), text), answered)

    def action_back(self) -> None:
        """Go to the step before."""
        self.session.do(c.Back())

    def action_undo(self) -> None:
        """Take back the last change."""
        self.session.do(c.Undo())

    def action_same(self) -> None:
        """Say that names and words are the same here."""
        self.session.do(c.Words("same"))

    def action_differ(self) -> None:
        """Say that names or words differ."""
        self.session.do(c.Words("differ"))

    def action_blank(self) -> None:
        """Send nothing this time."""
        self.session.do(c.Blank())

    def action_tips(self) -> None:
        """Show or hide the facilitator's tips."""
        for panel in self.query(LeadPanel):
            panel.toggle_class("-open")

    def action_timer(self) -> None:
        """Set the timer in minutes."""
        from retro.tui.screens.dialogs import TextDialog  # noqa: PLC0415  only then

        _ = self.session.speech

        def answered(minutes: str | None) -> None:
            if minutes is None:
                return
            try:
                seconds = round(float(minutes.replace(",", ".") or 0) * 60)
            except (ValueError, OverflowError):
                seconds = -1
            self.session.do(c.Timer(seconds))

        prompt = _("How many minutes? Nothing or 0 turns the timer off.")
        self.app.push_screen(TextDialog(prompt, value="5"), answered)

    def action_export(self) -> None:
        """Write the norms, the notes and the session to a folder."""
        from retro.tui.screens.dialogs import TextDialog  # noqa: PLC0415  only then

        _ = self.session.speech

        def answered(path: str | None) -> None:
            if path:
                self.session.export(path)

        prompt = _("To which folder? Or name a file: .md, .csv or .retro.")
        self.app.push_screen(TextDialog(prompt, value="retro-session/"), answered)

    def action_where(self) -> None:
        """Show where to go for help."""
        from retro.tui.screens.reading import where  # noqa: PLC0415  only then

        self.app.push_screen(where(self.session.speech, self.session.view))

    def action_promise(self) -> None:
        """Show the whole truth about what is anonymous."""
        from retro.tui.screens.reading import promise  # noqa: PLC0415  only then

        self.app.push_screen(promise(self.session.speech))

    def action_so_far(self) -> None:
        """Show everything that was collected and agreed so far."""
        from retro.tui.screens.reading import so_far  # noqa: PLC0415  only then

        self.app.push_screen(so_far(self.session.speech, self.session.view))

    def action_actions(self) -> None:
        """Show all that can be done now, with its keys."""
        from retro.tui.screens.actions import ActionsScreen  # noqa: PLC0415  only then

        self.app.push_screen(ActionsScreen(self))
