"""The last step: was it worth our time, what to take home, thanks, where to go."""

from __future__ import annotations

from collections.abc import Iterator

from textual.containers import Horizontal
from textual.content import Content
from textual.widget import Widget

from retro.i18n import Speech
from retro.sentences import PLACES, said
from retro.tui.pages.ask import AskPage
from retro.tui.pages.sheet import button, heading, place
from retro.tui.view import View


class ClosePage(AskPage):
    """The last question, and what there is to take home."""

    def parts(self) -> Iterator[Widget]:
        """Lay out the question, the files, thanks and where to go."""
        _ = self._
        yield from super().parts()
        yield heading(_("To take home"))
        yield place("take")
        with Horizontal(classes="row"):
            yield button(_("Export  Ctrl+E"), "screen.export")
        yield place("thanks")
        yield heading(_("Where to go"))
        yield place("places")

    def show(self, view: View) -> None:
        """Show the question, and how much there is to take home."""
        _ = self._
        super().show(view)
        self.put(".take", Content("\n").join(taken_home(_, view)))
        thanks = _("Thank you for being part of it.")
        if view.lead:
            thanks += " " + _("F6 ends the session for everyone; it asks you first.")
        self.put(".thanks", thanks)
        self.put(".places", places(_, view))


def taken_home(_: Speech, view: View) -> Iterator[Content]:
    """Say how many norms there are, and what an export writes."""
    agreed = sum(norm.status == "agreed" for norm in view.norms.norms)
    if agreed:
        yield Content(
            _.plural(
                "You agreed on {n} norm together.",
                "You agreed on {n} norms together.",
                agreed,
            )
        )
    yield Content(
        _(
            "An export writes the norms, the notes and the session to a folder you "
            "choose. Who took part is not in them."
        )
    )
    for path in view.exported:
        yield Content.assemble(("✓ ", "$primary"), _("Written: {path}", path=path))


def places(_: Speech, view: View) -> Content:
    """Give where to go for help, in full."""
    if not view.places.places:
        return Content(_("Nobody filled in where to go for help. In danger, call 112."))
    return Content("\n").join(
        Content.assemble((f"{said(_, PLACES, kind)}: ", "bold"), text)
        for kind, text in view.places.places
    )
