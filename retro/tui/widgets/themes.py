"""The themes to vote on, each with its dots and a place to click for more or less."""

from __future__ import annotations

from textual import events
from textual.message import Message

from retro.tui.widgets.card_view import GUTTER
from retro.tui.widgets.cards import Cards

LESS, MORE = "[-]", "[+]"
DRAWN = 10
"""Up to so many dots are drawn one by one."""


def drawn(given: int, of: int) -> str:
    """Draw dots given and left."""
    return "●" * given + "○" * (of - given) if of <= DRAWN else f"{given}/{of}"


class Themes(Cards):
    """The themes to vote on: a click on one is a vote for it, on its [-] one less."""

    class Clicked(Message):
        """A theme was clicked, to give it more or less."""

        def __init__(self, id: int, more: bool) -> None:
            """Tell of the theme `id`."""
            super().__init__()
            self.id = id
            self.more = more

    voting = True

    def on_click(self, event: events.Click) -> None:
        """Vote for the theme that was clicked, while a vote is asked."""
        offset = event.get_content_offset(self)
        if not self.voting or offset is None or not self.cards:
            return
        event.prevent_default()
        line = self.scroll_offset.y + offset.y
        place = self._pile.place_at(line)
        top, end = self._pile.span(place)
        if line < end:
            self.cursor = self.cards[place].id
            lead = self.cards[place].lead
            less = (
                line == top and lead.startswith(LESS) and offset.x < GUTTER + len(LESS)
            )
            self.post_message(self.Clicked(self.cards[place].id, not less))
