"""The session on the screen: a header, the page of the step, the keys.

One screen for the whole session, so that what lies over it (help, where to go, a text
being typed) stays when the facilitator moves on; the page of the step is swapped below.
"""

from __future__ import annotations

from functools import partial
from typing import ClassVar

from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import Horizontal
from textual.content import Content
from textual.message import Message
from textual.screen import Screen

from retro.client import commands as c
from retro.client import events as e
from retro.i18n import N_
from retro.tui.asking import collects
from retro.tui.pages.page import Page
from retro.tui.pages.which import page_class, which_page
from retro.tui.session import Session
from retro.tui.view import View
from retro.tui.widgets.bar import Bar
from retro.tui.widgets.body import Body
from retro.tui.widgets.countdown import Countdown
from retro.tui.widgets.keybar import KeyBar
from retro.tui.widgets.lead import LeadPanel
from retro.tui.widgets.notices import Notices

SECOND = 1.0


class SessionScreen(Screen[None]):
    """A session as its facilitator, a member or a projector sees it."""

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("f5", "collect", N_("Collect and show")),
        Binding("f6", "next", N_("Next step")),
        Binding("f6", "end", N_("End the session")),
        Binding("f7", "answer('f7')", N_("First answer to the message"), show=False),
        Binding("f8", "answer('f8')", N_("Last answer to the message"), show=False),
        Binding("f7", "same", N_("Names and words are the same"), show=False),
        Binding("f8", "differ", N_("Names or words differ"), show=False),
        Binding("f4", "stop", N_("Stop collecting")),
        Binding("f4", "back", N_("Step back"), show=False),
        Binding("f2", "tips", N_("Tips"), show=False),
        Binding("ctrl+t", "timer", N_("Timer"), show=False),
        Binding("ctrl+z", "undo", N_("Undo the last change"), show=False),
        Binding("ctrl+b", "blank", N_("Send nothing this time"), show=False),
        Binding("ctrl+r", "notice", N_("Read the whole message"), show=False),
        Binding("f9", "so_far", N_("Look back"), show=False),
        Binding("f3", "promise", N_("What is anonymous"), show=False),
        Binding("ctrl+e", "export", N_("Export"), show=False),
        Binding("f1", "where", N_("Where to go")),
        Binding("question_mark", "actions", N_("All keys")),
        Binding("ctrl+p", "actions", N_("All keys")),
    ]

    class Changed(Message):
        """The view of the session changed."""

    def __init__(self, session: Session) -> None:
        """Prepare to show `session`."""
        super().__init__()
        self.session = session
        self._notices = Notices(session)
        self._page: Page | None = None
        self._shown: tuple[str, int] = ("", -1)
        self._timer: float | None = None

    def compose(self) -> ComposeResult:
        """Lay out the header, the notices, the page, the tips, the keys."""
        yield Bar(self.session)
        yield self._notices
        yield Countdown(self.session)
        with Horizontal(id="middle"):
            yield Body(self.session)
            if self.session.part.lead:
                yield LeadPanel(self.session)
        yield KeyBar()

    async def on_mount(self) -> None:
        """Show what is known, and let the clocks in view tick."""
        self.set_class(self.session.part.lead, "-lead")
        self.set_class(self.session.part.screen, "-present")
        # A timer runs beside what is handled; a page may be going away just then.
        self.set_interval(SECOND, partial(self.call_later, self._tick))
        await self.on_session_screen_changed()

    # ------------------------------------------------------------------ showing

    async def on_session_screen_changed(self) -> None:
        """Show the view as it is now, on another page if it came to that."""
        view = self.session.view
        self._ring(view)
        wanted = which_page(view)
        if wanted != self._shown and wanted[0]:
            self._shown = wanted
            await self._turn_to(page_class(wanted[0])(self.session))
        for widget in (self.query_one(Bar), self._notices):
            widget.show(view)
        self._count_down()
        for panel in self.query(LeadPanel):
            panel.show(view)
        if self._page is not None:
            self._page.show(view)
        self.refresh_bindings()

    async def _turn_to(self, page: Page) -> None:
        body = self.query_one(Body)
        await body.turn_to(page)
        self._page = page
        page.show(self.session.view)
        if self.app.screen is self:
            body.begin(page)

    def on_screen_suspend(self) -> None:
        """Take note that something lies over this."""
        self.session.covered(True)

    def on_screen_resume(self) -> None:
        """Give the page the focus when what lay over it is gone and nothing has it."""
        self.session.covered(False)
        if self.focused is None and self._page is not None:
            self._page.start()

    def _ring(self, view: View) -> None:
        """Tell once, at whatever step, that the timer ran out; nothing moves by it."""
        ends, self._timer = self._timer, view.timer
        if ends is None or view.timer is not None or view.ended:
            return
        if self.session.clock() > ends - SECOND:  # else somebody stopped it
            _ = self.session.speech
            self.app.bell()
            over = _("The timer is over. Round off when it suits you.")
            self.notify(over, markup=False)

    def _tick(self) -> None:
        self.query_one(Bar).show(self.session.view)
        self._count_down()
        if self._page is not None:
            self._page.tick()

    def _count_down(self) -> None:
        unsaved = self._page is not None and self._page.unsaved()
        self.query_one(Countdown).show(self.session.view, unsaved=unsaved)

    # ------------------------------------------------------------------ actions

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:
        """Offer only what this person can do now."""
        view = self.session.view
        over = view.ended or view.stopped
        lead = view.lead and not over
        if action in {"back", "undo", "timer", "tips"}:
            return lead and view.round is None
        if action in {"next", "end"}:
            last = view.kind == "close"
            return lead and view.round is None and last == (action == "end")
        if action == "collect":
            return lead and view.round is None and collects(self.session.view)
        if action == "stop":
            return lead and view.round is not None
        if action == "answer":
            return self._notices.answers(str(parameters[0]))
        if action in {"same", "differ"}:
            return self._compares(action)
        if action == "notice":
            return self._notices.notice is not None
        if action == "blank":
            return collects(self.session.view) and not view.screen and not over
        return action != "export" or not view.screen

    def action_collect(self) -> None:
        """Run the anonymous round of this step and show what came."""
        self.session.do(c.Collect(), self._collected)

    def _collected(self, answer: e.Accepted | e.Refused) -> None:
        if isinstance(answer, e.Refused) and answer.code == "small-group":
            from retro.tui.screens import questions  # noqa: PLC0415  only then

            questions.go_on_with_few(self.app, self.session, answer)

    def action_next(self) -> None:
        """Go to the next step."""
        self.session.do(c.Next())

    def action_end(self) -> None:
        """End the session for everyone, after asking."""
        from retro.tui.screens import questions  # noqa: PLC0415  only then

        questions.end(self.app, self.session)

    def action_back(self) -> None:
        """Go to the step before."""
        self.session.do(c.Back())

    def action_undo(self) -> None:
        """Take back the last change."""
        self.session.do(c.Undo())

    def _compares(self, action: str) -> bool:
        """Say whether names and words can be answered without a notice that asks so.

        "Same" is for the welcome alone, where people are asked; that something differs
        can be said as long as it was not.
        """
        view = self.session.view
        asked = self._notices.notice is None and view.round is None
        if view.roster is None or view.screen or view.ended or not asked:
            return False
        if action == "same":
            return view.kind == "welcome" and not view.roster.answer
        return view.roster.answer != "differ"

    def action_answer(self, key: str) -> None:
        """Answer the notice."""
        self._notices.press(key)

    def action_same(self) -> None:
        """Say that names and words are the same here."""
        self.session.do(c.Words("same"))

    def action_differ(self) -> None:
        """Say that names or words differ, unless it may be an accident: then ask."""
        roster = self.session.view.roster
        asked = roster is not None and not roster.answer
        if asked and not self._notices.just_answered:
            self.session.do(c.Words("differ"))
            return
        from retro.tui.screens import questions  # noqa: PLC0415  only then

        questions.differ(self.app, self.session)

    def action_stop(self) -> None:
        """Stop the round: at once while it is counted down, else after asking."""
        running = self.session.view.round
        if running is not None and running.phase == "countdown":
            self.session.do(c.Abort())
            return
        from retro.tui.screens import questions  # noqa: PLC0415  only then

        questions.stop(self.app, self.session)

    def action_notice(self) -> None:
        """Show all of the notice, which may be longer than there is room for."""
        from retro.tui.screens.reading import Reading  # noqa: PLC0415  only then

        notice = self._notices.notice
        if notice is not None:
            _ = self.session.speech
            title = _("Message")
            self.app.push_screen(Reading(title, [("", Content(notice.text))]))

    def action_blank(self) -> None:
        """Send nothing this time, or send after all."""
        own = self.session.view.own
        blank = own is not None and own.blank
        self.session.do(c.Send() if blank else c.Blank())

    def action_tips(self) -> None:
        """Show the facilitator's tips over the page, where they can be scrolled."""
        from retro.tui.screens.reading import tips  # noqa: PLC0415  only then

        self.app.push_screen(tips(self.session.speech, self.session.view))

    def action_timer(self) -> None:
        """Set the timer in minutes."""
        from retro.tui.screens import questions  # noqa: PLC0415  only then

        questions.timer(self.app, self.session)

    def action_export(self) -> None:
        """Write the norms, the notes and the session to a folder."""
        from retro.tui.screens import questions  # noqa: PLC0415  only then

        questions.export(self.app, self.session)

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
