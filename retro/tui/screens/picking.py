"""Pick one of a list, over a session: a theme to add to, or to draft a norm from."""

from __future__ import annotations

from collections.abc import Sequence

from textual.app import ComposeResult
from textual.containers import Vertical
from textual.content import Content
from textual.widgets import Button, Static

from retro.i18n import Speech
from retro.tui.lists import texts_of
from retro.tui.screens.dialogs import Dialog
from retro.tui.screens.reading import Reading
from retro.tui.view import View
from retro.tui.widgets.cards import Card, Cards


class PickDialog(Dialog[int]):
    """A question that one of some cards answers; its id, or None when it was closed."""

    def __init__(
        self, question: str, cards: Sequence[Card], explains: str = ""
    ) -> None:
        """Ask `question`, with `explains` below it."""
        super().__init__()
        self._question = question
        self._explains = explains
        self._cards = cards

    def compose(self) -> ComposeResult:
        """Lay out the question and what there is to pick from."""
        _ = self.speech
        with Vertical(classes="dialog reading"):
            yield Static(Content(self._question), classes="title")
            if self._explains:
                yield Static(Content(self._explains), classes="quiet")
            yield Cards(compact=True)
            with Vertical(classes="buttons"):
                yield Button(_("Cancel"), id="cancel", compact=True)
            keys = _("↑ ↓ and Enter, or click · Esc: cancel")
            yield Static(Content(keys), classes="quiet")

    def on_mount(self) -> None:
        """Show the cards; the first is under the cursor."""
        cards = self.query_one(Cards)
        cards.show(self._cards)
        cards.focus()

    def on_cards_chosen(self, event: Cards.Chosen) -> None:
        """Give what was picked."""
        event.stop()
        self.dismiss(event.id)

    def on_button_pressed(self, event: Button.Pressed) -> None:
        """Close without picking."""
        event.stop()
        self.dismiss(None)


def theme_notes(_: Speech, view: View, theme: int) -> Reading:
    """Make the page with the notes of a theme."""
    titles = {one.id: one.title for one in view.themes.themes}
    notes = [Content(f"• {text}\n") for text in texts_of(view, theme)]
    text = Content("\n").join(notes) if notes else Content(_("There is nothing in it."))
    return Reading(titles.get(theme, ""), [("", text)])
