"""The mix: how far it is, what happens, and what one can say while it is held up."""

from __future__ import annotations

from collections.abc import Iterator
from typing import ClassVar

from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import VerticalScroll
from textual.content import Content
from textual.widgets import Button, Static

from retro.client import commands as c
from retro.client import events as e
from retro.i18n import N_
from retro.sentences import PURPOSES, REASONS, WARNINGS, said
from retro.tui.notice import differences
from retro.tui.pages.page import Page
from retro.tui.view import View

CELLS = 40
HOLD = 10.0
"""Seconds that a round is held up for somebody to say so."""


class MixPage(Page):
    """Shown to everybody while a round is under way."""

    AT_ONCE: ClassVar[bool] = True
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("f8", "wait", N_("Not without them")),
    ]

    _told: e.RoundEvent | None = None

    def compose(self) -> ComposeResult:
        """Lay out the progress and what to know about it."""
        with VerticalScroll():
            yield Static(id="what", classes="title")
            yield Static(id="progress")
            yield Static(id="words")
            yield Button(self._("Not without them  F8"), id="wait", compact=True)

    def on_mount(self) -> None:
        """Leave the keys to the page."""
        self.can_focus = True
        self.query_one(Button).can_focus = False

    def start(self) -> None:
        """Take the keys, so that nothing typed goes anywhere."""
        self.focus()

    def show(self, view: View) -> None:
        """Show how far it is."""
        if view.round is None:
            return
        _, event = self._, view.round
        purpose = said(_, PURPOSES, event.purpose)
        held = event.phase == "holding"
        title = _("A moment's wait") if held else _("Mixing {what}", what=purpose)
        self.query_one("#what", Static).update(Content(title))
        progress = self.query_one("#progress", Static)
        progress.display = bool(event.hops)
        if event.hops:
            progress.update(self._progress(event.hop or 0, event.hops))
        words = "\n\n".join(self._held(event) if held else self._mixing(event))
        self.query_one("#words", Static).update(Content(words))
        if held and event != self._told:
            self._told = event
            self._tell(event)
        self.query_one("#wait").display = self.check_action("wait", ()) is True
        self.changed()

    def _tell(self, event: e.RoundEvent) -> None:
        """Tell who reads or types something over this page what they can stop."""
        if self.app.screen is self.screen or not self.check_action("wait", ()):
            return
        _ = self._
        names = _.listed(list(event.missing or ()))
        who = _("Not taking part now: {names}.", names=names) if names else ""
        wait = _("Rather wait for everybody? Press Esc, and then F8.")
        self.app.bell()
        text = f"{who} {wait}".strip()
        self.notify(text, severity="warning", timeout=HOLD, markup=False)

    def _progress(self, hop: int, hops: int) -> Content:
        """Draw how many laptops had their turn."""
        _ = self._
        width = max(8, min(CELLS, self.size.width - 24))
        done = width * hop // hops
        words = _("laptop {hop} of {hops}", hop=min(hop + 1, hops), hops=hops)
        return Content.assemble(
            ("█" * done, "$primary"), ("░" * (width - done), "$text-muted"), "  ", words
        )

    def _mixing(self, event: e.RoundEvent) -> Iterator[str]:
        _, retried = self._, self.view.retried
        if retried is not None:
            reason = said(_, REASONS, retried.reason or "")
            yield _("It stopped: {reason}. Trying once more.", reason=reason)
        yield _(
            "The laptops pass everything on and each one shuffles it, so that nobody "
            "can tell whose is whose. F3 says when that holds."
        )
        if event.hops and event.hop == event.hops:
            yield _("All laptops had their turn. Each now looks whether all is there.")
        yield _("This takes a moment. You need not do anything.")

    def _held(self, event: e.RoundEvent) -> Iterator[str]:
        _ = self._
        names = _.listed(list(event.missing or ()))
        if event.reason == "waiting":
            if names:
                yield _("All is shuffled; the laptop of {names} is gone.", names=names)
            else:
                yield _("All is shuffled; one laptop gives no answer.")
            yield _("It goes on by itself when that laptop is back.")
            if self.view.lead:
                yield _("F4 stops it; what was sent may have been read then.")
            return
        if names:
            yield _("Not taking part now: {names}.", names=names)
            yield _(
                "After 10 seconds it goes on without them; what they wrote stays on "
                "their laptop. With fewer people it is easier to guess who wrote what."
            )
        for warning in self.view.warnings:
            if warning.code == "compared":
                yield " ".join(
                    (said(_, WARNINGS, "compared"), *differences(_, warning))
                )
        yield _("Rather wait for everybody? Then press F8: nothing is sent.")

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:
        """Offer to wait only while the round is held up for somebody."""
        event = self.view.round
        if action == "wait":
            return (
                event is not None
                and event.phase == "holding"
                and event.reason != "waiting"
                and not self.view.screen
            )
        return True

    def action_wait(self) -> None:
        """Say that the round is not to go on without who is missing."""
        self.do(c.Wait())

    def on_button_pressed(self, event: Button.Pressed) -> None:
        """Do what the button says."""
        event.stop()
        self.action_wait()

    def on_resize(self) -> None:
        """Fit the bar anew."""
        self.show(self.view)
