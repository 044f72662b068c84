"""One list for everything that is many: notes, themes, norms, choices."""

from __future__ import annotations

from typing import ClassVar

from textual import events
from textual.actions import SkipAction
from textual.binding import Binding, BindingType
from textual.message import Message

from retro.i18n import N_
from retro.tui.widgets.card import Card
from retro.tui.widgets.card_view import CardView

__all__ = ["Card", "Cards"]


class Cards(CardView):
    """A list of cards, by key and by mouse; what a person wants goes up as a message.

    A key that has nothing to act on, in a list without cards, is left to others.
    """

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("up,k", "up", N_("Up"), show=False),
        Binding("down,j", "down", N_("Down"), show=False),
        Binding("home", "first", N_("First"), show=False),
        Binding("end", "last", N_("Last"), show=False),
        Binding("pageup", "page_up", N_("Page up"), show=False),
        Binding("pagedown", "page_down", N_("Page down"), show=False),
        Binding("enter", "choose", N_("Choose"), show=False),
        Binding("space", "mark", N_("Mark"), show=False),
    ]

    class _OfCard(Message):
        """Something about one card."""

        def __init__(self, cards: Cards, id: int) -> None:
            """Tell of the card `id` in `cards`."""
            super().__init__()
            self.cards = cards
            self.id = id

        @property
        def control(self) -> Cards:
            """The list, for `@on` with a selector."""
            return self.cards

    class Moved(_OfCard):
        """The cursor is on another card, be it because the one it was on is gone."""

    class Chosen(_OfCard):
        """The person wants this card: Enter, or a click on it."""

    class Toggled(_OfCard):
        """The person wants this card marked, or no longer."""

    def watch_cursor(self, before: int | None, now: int | None) -> None:
        """Draw the cursor at its new card, and tell."""
        super().watch_cursor(before, now)
        if now is not None and now != before:
            self.post_message(self.Moved(self, now))

    # ------------------------------------------------------------------ keys

    def _go(self, place: int) -> None:
        """Put the cursor on the card at a place, or the nearest in the list."""
        if not self.cards:
            raise SkipAction
        self.cursor = self.cards[max(0, min(place, len(self.cards) - 1))].id
        self._hold(None, follow=True)

    def _step(self, place: int, rows: int) -> None:
        """Go to the card at `place`; in a card higher than the view `rows` on first."""
        if (at := self._at) is not None:
            low, high = self._reach(at)
            line = self.scroll_offset.y
            if low <= line <= high and line != (high if rows > 0 else low):
                self.scroll_to(y=max(low, min(line + rows, high)), animate=False)
                return
        self._go(place)

    def _turn(self, way: int) -> None:
        """Go as many cards up or down as the view is high, and one at least."""
        if (at := self._at) is None:
            raise SkipAction
        rows = way * max(1, self._rows - 1)
        there = self._pile.place_at(self._pile.span(at)[0] + rows)
        self._step(there if there != at else at + way, rows)

    def action_up(self) -> None:
        """Go to the card above."""
        self._step((self._at or 0) - 1, -max(1, self._rows // 2))

    def action_down(self) -> None:
        """Go to the card below."""
        self._step((self._at or 0) + 1, max(1, self._rows // 2))

    def action_first(self) -> None:
        """Go to the first card."""
        self._go(0)

    def action_last(self) -> None:
        """Go to the last card."""
        self._go(len(self.cards))

    def action_page_up(self) -> None:
        """Go a view's height up."""
        self._turn(-1)

    def action_page_down(self) -> None:
        """Go a view's height down."""
        self._turn(1)

    def action_choose(self) -> None:
        """Tell that the person wants the card under the cursor."""
        self._tell(self.Chosen)

    def action_mark(self) -> None:
        """Tell that the person wants the card under the cursor marked, or no longer."""
        self._tell(self.Toggled)

    def _tell(self, wanted: type[Chosen | Toggled]) -> None:
        """Tell what the person wants of a card they see; else show it to them first."""
        if self.cursor is None:
            raise SkipAction
        if self._in_view():
            self.post_message(wanted(self, self.cursor))
        else:
            self._hold(None, follow=True)

    # ------------------------------------------------------------------ mouse

    def on_click(self, event: events.Click) -> None:
        """Put the cursor on the card that was clicked, and choose it."""
        offset = event.get_content_offset(self)
        if offset is None or not self.cards:
            return
        line = self.scroll_offset.y + offset.y
        place = self._pile.place_at(line)
        if line < self._pile.span(place)[1]:
            self.cursor = self.cards[place].id
            self.action_choose()
