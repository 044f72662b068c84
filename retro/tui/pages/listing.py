"""Pages of lists: what to do now, the lists, what can be done with a card of one."""

from __future__ import annotations

from textual.content import Content
from textual.widgets import Static

from retro.client import events as e
from retro.tui.asking import collects
from retro.tui.pages.page import Page
from retro.tui.session import Answered
from retro.tui.view import View
from retro.tui.widgets.cards import Cards
from retro.tui.widgets.deeds import Deeds


class ListPage(Page):
    """A page that follows where the cursor is with what can be done there.

    Its `#question`, `#todo` and `Deeds` are laid out by the page itself.
    """

    def ask(self, view: View, todo: str, *, question: str = "") -> None:
        """Show the question of the step, and in one sentence what to do now."""
        step = view.step
        asked = question or (step.question or step.title if step else "")
        self.query_one("#question", Static).update(Content(asked))
        self.query_one("#todo", Static).update(Content(todo))

    def lead_on(self, view: View, todo: str) -> str:
        """Add for the facilitator how to go on from here."""
        if not view.lead or view.round is not None:
            return todo
        _ = self._
        if collects(view):
            then = _("When everyone is ready, F5 collects.")
        else:
            then = _("F6 goes to the next step.")
        return f"{todo} {then}"

    def kept(self, place: str, text: str) -> Answered:
        """Keep a typed text for the next time it is asked, should it be refused."""

        def answered(answer: e.Accepted | e.Refused) -> None:
            if isinstance(answer, e.Refused):
                self.session.unsent[place] = text

        return answered

    def changed(self) -> None:
        """Have all keys follow what can be done now."""
        super().changed()
        for deeds in self.query(Deeds):
            deeds.follow()

    def on_cards_moved(self, event: Cards.Moved) -> None:
        """Offer what can be done with the card under the cursor."""
        event.stop()
        self.changed()

    def on_descendant_focus(self) -> None:
        """Offer what can be done in the list that has the keyboard."""
        self.changed()
