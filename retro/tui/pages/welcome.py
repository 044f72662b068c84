"""The welcome: how to get in, who is here, the four words, the promise."""

from __future__ import annotations

from collections.abc import Iterator
from typing import ClassVar

from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import VerticalScroll
from textual.content import Content
from textual.widgets import Static

from retro.client import events as e
from retro.i18n import N_
from retro.sentences import PROMISE
from retro.tui.pages.page import Page
from retro.tui.view import View


class WelcomePage(Page):
    """What everybody looks at together before anything is written."""

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("f7", "screen.same", N_("Same")),
        Binding("f8", "screen.differ", N_("Differ")),
    ]

    def compose(self) -> ComposeResult:
        """Lay out the sections."""
        with VerticalScroll():
            yield Static(id="invitation")
            yield Static(id="people")
            yield Static(id="words")
            yield Static(Content(self._(PROMISE)), id="promise")

    def show(self, view: View) -> None:
        """Show who is here and what to compare."""
        self.query_one("#people", Static).update(self._people(view))
        self.query_one("#words", Static).update(self._words(view.roster))

    def _people(self, view: View) -> Content:
        _ = self._
        names = view.people.members
        count = _.plural("{n} person is here:", "{n} people are here:", len(names))
        return Content.assemble((count, "bold"), " ", _.listed(names))

    def _words(self, roster: e.Roster | None) -> Content:
        _ = self._
        if roster is None:
            return Content(_("The four words come when three or more are here."))
        return Content("\n").join(self._question(roster))

    def _question(self, roster: e.Roster) -> Iterator[Content]:
        _ = self._
        yield Content.assemble((" ".join(roster.words), "bold $accent"))
        if roster.answer == "same":
            yield Content(_("✓ You said: the same."))
        elif roster.answer == "differ":
            yield Content(_("✗ You said: they differ. Nothing of yours is sent."))
        else:
            yield Content(_("Read them out loud. Names and words the same? F7 or F8."))
