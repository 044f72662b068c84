"""After the end: thanks, what was agreed, the files, where to go, how to leave."""

from __future__ import annotations

from collections.abc import Iterator

from textual.containers import Horizontal
from textual.content import Content
from textual.widget import Widget
from textual.widgets import Static

from formats.markdown import written_date
from retro.i18n import Speech
from retro.tui.pages.close import places, taken_home
from retro.tui.pages.sheet import SheetPage, button, heading, place
from retro.tui.view import View


class EndedPage(SheetPage):
    """The session is over; nothing more is sent, everything can still be read."""

    def parts(self) -> Iterator[Widget]:
        """Lay out thanks, the norms, the files, and where to go."""
        _ = self._
        yield Static(Content(_("The session is over")), classes="title")
        yield place("todo")
        yield heading(_("What we agree"))
        yield place("agreed")
        yield heading(_("To take home"))
        yield place("take")
        with Horizontal(classes="row"):
            yield button(_("Export  Ctrl+E"), "screen.export")
            yield button(_("Look back  F9"), "screen.so_far")
            yield button(_("Leave  Ctrl+Q"), "app.leave")
        yield heading(_("Where to go"))
        yield place("places")

    def show(self, view: View) -> None:
        """Show what was agreed and what was written."""
        _ = self._
        thanks = _("Thank you for being part of it.")
        leave = _("Export what you want to keep, then leave with Ctrl+Q.")
        self.put(".todo", f"{thanks} {leave}")
        self.put(".agreed", agreed(_, view))
        self.put(".take", Content("\n").join(taken_home(_, view)))
        self.put(".places", places(_, view))


def agreed(_: Speech, view: View) -> Content:
    """Give the norms that were agreed on, and when to look at them again."""
    norms = [norm for norm in view.norms.norms if norm.status == "agreed"]
    if not norms:
        return Content(_("No norms were agreed on this time."))
    dates = {norm.review: written_date(norm.review, _.lang) for norm in norms}
    again = {
        iso: f" ({_('look at it again on {date}', date=date)})" if date else ""
        for iso, date in dates.items()
    }
    same = len(dates) == 1
    lines = [
        Content.assemble(
            ("✓ ", "$primary"),
            norm.text,
            ("" if same else again[norm.review], "$foreground-muted"),
        )
        for norm in norms
    ]
    date = dates[norms[0].review]
    if same and date:
        lines.append(Content(_("We look at this again on {date}.", date=date)))
    return Content("\n").join(lines)
