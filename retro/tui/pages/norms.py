"""The norms: draft them with the team, ask everyone's consent, reword, ask again."""

from __future__ import annotations

from typing import ClassVar

from textual.binding import Binding, BindingType

from retro.client import commands as c
from retro.i18n import N_
from retro.tui.lists import by_dots, theme_cards
from retro.tui.pages.consenting import ConsentPage
from retro.tui.view import View
from retro.tui.widgets.card import Card


class NormsPage(ConsentPage):
    """What the team agrees, and what each person thinks of it."""

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("a,A", "choose('agree')", N_("Agree"), show=False),
        Binding("c,C", "choose('concern')", N_("Agree, with a concern"), show=False),
        Binding("o,O", "choose('object')", N_("Object"), show=False),
        Binding("n,N", "new", N_("New norm"), show=False),
        Binding("r,R", "reword", N_("Other words"), show=False),
        Binding("l,L", "let_go", N_("Let go"), show=False),
        Binding("p,P", "prompts", N_("Words that help"), show=False),
        Binding("h,H", "before", N_("What it was before"), show=False),
    ]
    ASKS_REASON = frozenset({"concern", "object"})
    EMPTY = N_("There are no norms yet.")

    def todo(self, view: View) -> str:
        """Say whether to draft, to choose, or to talk about what came."""
        _, (done, asked) = self._, self.chosen(view)
        if all(n.brought and n.status != "draft" for n in view.norms.norms):
            if view.lead:
                return _(
                    "Say together what you want to see each other do; N writes it down."
                )
            return _("Say together what you want to see each other do.")
        if view.own is not None and view.own.blank:
            return _("You send nothing this time. Choose something to take part.")
        if not asked:
            return self._after(view)
        if done < asked:
            return _(
                "Say of each norm whether you agree; nobody sees who chose what (F3). "
                "{done} of {asked} done.",
                done=done,
                asked=asked,
            )
        return _(
            "You chose for every norm. You can still change it until it is collected."
        )

    def _after(self, view: View) -> str:
        """Say what is left to do when nothing is asked any more."""
        _ = self._
        if all(norm.status != "open" for norm in view.norms.norms):
            return _("This is what you agree. Thank each other, and talk on if needed.")
        return _(
            "Talk about the objections and concerns. A norm can be reworded and asked "
            "again."
        )

    def action_new(self) -> None:
        """Draft a norm, and say which theme it is from."""
        from retro.tui.screens.dialogs import TextDialog  # noqa: PLC0415  only then

        def answered(text: str | None) -> None:
            if text:
                self._from_theme(text)

        _ = self._
        explains = _("One sentence that says what you would see someone do.")
        value = self.session.unsent.pop("norm", "")
        dialog = TextDialog(_("A new norm"), value=value, explains=explains)
        self.app.push_screen(dialog, answered)

    def _from_theme(self, text: str) -> None:
        from retro.tui.screens.picking import PickDialog  # noqa: PLC0415  only then

        cards = theme_cards(self._, by_dots(self.view))
        if not cards:
            self.do(c.Norm(text), self.kept("norm", text))
            return

        def picked(theme: int | None) -> None:
            self.do(c.Norm(text, theme or 0), self.kept("norm", text))

        _ = self._
        none = Card(0, _("No theme"))
        dialog = PickDialog(_("Which theme is it from?"), [*cards, none])
        self.app.push_screen(dialog, picked)
