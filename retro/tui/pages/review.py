"""The review: norms the team brought; keep each, say it differently, or let it go."""

from __future__ import annotations

from typing import ClassVar

from textual.binding import Binding, BindingType

from retro.i18n import N_
from retro.tui.pages.consenting import ConsentPage
from retro.tui.view import View


class ReviewPage(ConsentPage):
    """What was agreed before, and whether it still holds."""

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("k,K", "choose('keep')", N_("Keep it"), show=False, priority=True),
        Binding("r,R", "choose('reword')", N_("Say it differently"), show=False),
        Binding("l,L", "choose('let-go')", N_("Let it go"), show=False),
        Binding("e,E", "reword", N_("Change the words now"), show=False),
        Binding("x,X", "let_go", N_("Take it off now"), show=False),
        Binding("h,H", "before", N_("What it was before"), show=False),
    ]
    ASKS_REASON = frozenset({"reword", "let-go"})
    EMPTY = N_("The team brought no norms.")

    def todo(self, view: View) -> str:
        """Say whether to choose, or that the result is in."""
        _, (done, asked) = self._, self.chosen(view)
        if view.own is not None and view.own.blank:
            return _("You send nothing this time. Choose something to take part.")
        if not asked:
            return _(
                "What most people want happens: kept norms stand, the others are let "
                "go or get other words at the step where you make norms."
            )
        if done < asked:
            return _(
                "Say of each norm what you want with it; nobody sees who chose what "
                "(F3). {done} of {asked} done.",
                done=done,
                asked=asked,
            )
        return _(
            "You chose for every norm. You can still change it until it is collected."
        )
