"""One list for everything that is many: notes, themes, norms, choices.

A widget a note would cost a team with 500 notes seconds; `Cards` is one widget that
draws lines. A card is laid out when it is new or changed, drawn when it is in view, and
kept as it was drawn until it, the width or the theme changes.
"""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Sequence
from itertools import accumulate
from typing import ClassVar

from rich.cells import cell_len
from rich.segment import Segment
from rich.style import Style
from textual import events
from textual.actions import SkipAction
from textual.binding import Binding, BindingType
from textual.geometry import Region, Size
from textual.message import Message
from textual.reactive import reactive
from textual.scroll_view import ScrollView
from textual.strip import Strip

from retro.i18n import N_
from retro.tui.widgets.card import Card, Laid, lay_out
from retro.tui.widgets.wrapping import literal, wrap

__all__ = ["Card", "Cards"]

GUTTER = 3
"""Cells before a card's text: the cursor, the mark, a space."""

HERE, AWAY, MARKED, MUTED, META = "▌", "▏", "✓", "·", "└"


class Cards(ScrollView, can_focus=True, inherit_bindings=False):
    """A list of cards with a cursor; `empty` is a sentence shown when there are none.

    The cursor is a bar beside its card, a thin one while the keyboard is elsewhere, and
    none in a list that cannot have the keyboard at all.
    """

    ALLOW_SELECT = False

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

    COMPONENT_CLASSES: ClassVar[set[str]] = {
        "cards--bar",
        "cards--cursor",
        "cards--mark",
        "cards--marked",
        "cards--muted",
        "cards--quiet",
    }

    DEFAULT_CSS = """
    Cards {
        overflow: hidden auto;
        scrollbar-gutter: stable;
        scrollbar-size: 0 1;
        & > .cards--marked { text-style: bold; }
        & > .cards--muted, & > .cards--quiet, & > .cards--bar { color: $text-muted; }
        & > .cards--mark { color: $primary; text-style: bold; }
        &:focus > .cards--bar { color: $primary; }
        &:focus > .cards--cursor { background: $primary 15%; }
    }
    """

    cursor: reactive[int | None] = reactive[int | None](None, repaint=False)
    """The id of the card under the cursor; None when there are no cards."""

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

    def __init__(
        self,
        *,
        empty: str = "",
        compact: bool = False,
        id: str | None = None,
        classes: str | None = None,
    ) -> None:
        """Start without cards; a `compact` list has no blank line between them."""
        super().__init__(id=id, classes=classes)
        self._empty = literal(empty)
        self._gap = 0 if compact else 1
        self._cards: tuple[Card, ...] = ()
        self._places: dict[int, int] = {}
        self._laid: dict[int, Laid] = {}
        self._tops = [0]
        self._drawn: dict[int, tuple[str, list[Strip]]] = {}
        self._width = self._rows = 0

    # ------------------------------------------------------------------ the cards

    @property
    def cards(self) -> tuple[Card, ...]:
        """The cards as they were last shown."""
        return self._cards

    def show(self, cards: Sequence[Card]) -> None:
        """Show these cards instead; what stays the same stays where it is.

        The cursor stays on its card, or goes to the nearest that is left. A card in
        view stays in its place on the screen if it can.
        """
        before, tops, new = self._cards, self._tops, tuple(cards)
        if new == before:
            return
        held, follow = self._held(), self.has_focus and self._in_view()
        gone = {card.id: card for card in before}
        changed = [card.id for card in new if gone.pop(card.id, None) != card]
        for id_ in (*gone, *changed):
            self._laid.pop(id_, None)
            self._drawn.pop(id_, None)
        self._cards = new
        self._places = {card.id: place for place, card in enumerate(new)}
        self._measure()
        ids = [card.id for card in before]
        self.cursor = self._nearest(ids)
        if tops == self._tops and ids == [*self._places]:
            for id_ in changed:
                self._refresh_card(id_)
        else:
            self._hold(held, follow)
            self.refresh(layout=not self._width)

    def _nearest(self, before: list[int]) -> int | None:
        """Give the card for the cursor, now that the cards `before` are replaced."""
        if not self._cards or self.cursor in self._places:
            return self.cursor if self._cards else None
        at = before.index(self.cursor) if self.cursor in before else 0
        near = (*before[at:], *reversed(before[:at]))
        return next((id_ for id_ in near if id_ in self._places), self._cards[0].id)

    # ------------------------------------------------------------------ the layout

    def _fit(self, width: int) -> None:
        """Lay all cards out in lines of `width` cells, if they are not."""
        if width > 0 and width != self._width:
            held, follow = self._held(), self._in_view()
            self._width = width
            self._laid.clear()
            self._drawn.clear()
            self._measure()
            self._hold(held, follow)

    def _measure(self) -> None:
        """Lay out the cards that are not yet, and find the line each begins at."""
        if not self._width:
            return
        room = max(2, self._width - GUTTER)
        heights = []
        for card in self._cards:
            laid = self._laid.get(card.id)
            if laid is None:
                laid = self._laid[card.id] = lay_out(card, room)
            heights.append(len(laid.text) + len(laid.meta) + self._gap)
        self._tops = [*accumulate(heights, initial=0)]
        lines = self._tops[-1] - self._gap if heights else len(wrap(self._empty, room))
        self.virtual_size = Size(self._width, lines)

    def get_content_height(self, container: Size, viewport: Size, width: int) -> int:
        """Give the lines of all cards, for a list that is as high as it needs."""
        self._fit(width - self.scrollbar_size_vertical)
        return self.virtual_size.height

    def on_resize(self) -> None:
        """Lay out for the new width; the cursor's card stays in view if it was."""
        region = self.scrollable_content_region
        follow = not self._rows or self._in_view()
        self._fit(region.width)
        self._rows = region.height
        self._hold(None, follow)

    def _span(self, place: int) -> tuple[int, int]:
        """Give the line that a card begins at, and the one after its last."""
        if place + 1 >= len(self._tops):
            return 0, 0
        return self._tops[place], self._tops[place + 1] - self._gap

    def _place_at(self, line: int) -> int:
        """Give the place in the list of the card at a line, within the list."""
        return max(0, min(bisect_right(self._tops, line), len(self._cards)) - 1)

    # ------------------------------------------------------------------ the view

    @property
    def _at(self) -> int | None:
        """The place in the list of the card under the cursor."""
        return None if self.cursor is None else self._places.get(self.cursor)

    def _in_view(self) -> bool:
        """Tell whether any line of the card under the cursor is on the screen."""
        if (at := self._at) is None:
            return False
        top, end = self._span(at)
        return top < self.scroll_offset.y + self._rows and end > self.scroll_offset.y

    def _held(self) -> tuple[int, int] | None:
        """Give the card that is to keep its place on the screen, and its row there.

        None at the top of the list, which stays at the top.
        """
        line = self.scroll_offset.y
        if not line or not self._cards:
            return None
        at = self._at if self._in_view() and self.has_focus else None
        place = self._place_at(line) if at is None else at
        return self._cards[place].id, self._span(place)[0] - line

    def _hold(self, held: tuple[int, int] | None, follow: bool) -> None:
        """Scroll so that a card is at its row again, the cursor in view if wanted."""
        line = self.scroll_offset.y
        if held is not None and held[0] in self._places:
            line = self._span(self._places[held[0]])[0] - held[1]
        if follow and (at := self._at) is not None:
            low, high = sorted(self._reach(at))
            line = max(low, min(line, high))
        self.scroll_to(y=line, animate=False, force=True)

    def _reach(self, place: int) -> tuple[int, int]:
        """Give the two lines to scroll to with a card at the top, and at the bottom.

        A card that is higher than the view fills it anywhere between.
        """
        top, end = self._span(place)
        return top, end - self._rows

    # ------------------------------------------------------------------ the cursor

    def validate_cursor(self, wanted: int | None) -> int | None:
        """Stay where it is rather than go to a card that is not in the list."""
        if wanted in self._places or not self._cards:
            return wanted if self._cards else None
        return self.cursor

    def watch_cursor(self, before: int | None, now: int | None) -> None:
        """Show the cursor at its new card, and tell."""
        if before != now:
            self._refresh_card(before)
            self._refresh_card(now)
            self._hold(None, follow=bool(self._rows))
            if now is not None:
                self.post_message(self.Moved(self, now))

    def _refresh_card(self, id_: int | None) -> None:
        """Draw the card again where it is on the screen."""
        if id_ is not None and id_ in self._places:
            top, end = self._span(self._places[id_])
            self.refresh_lines(top, end - top)

    def _go(self, place: int) -> None:
        """Put the cursor on the card at a place, or the nearest in the list."""
        if not self._cards:
            raise SkipAction
        place = max(0, min(place, len(self._cards) - 1))
        self.cursor = self._cards[place].id
        self._hold(None, follow=True)

    def _step(self, place: int, rows: int) -> None:
        """Go to the card at `place`, or `rows` on within a card that fills the view."""
        if (at := self._at) is not None:
            low, high = self._reach(at)
            line = self.scroll_offset.y
            if (low <= line < high and rows > 0) or (low < line <= high and rows < 0):
                self.scroll_to(y=max(low, min(line + rows, high)), animate=False)
                return
        self._go(place)

    def _turn(self, way: int) -> None:
        """Go as many cards up or down as the view is high, and one at least."""
        at, rows = self._at or 0, way * max(1, self._rows - 1)
        there = self._place_at(self._span(at)[0] + rows)
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
        self._go(len(self._cards))

    def action_page_up(self) -> None:
        """Go a view's height up."""
        self._turn(-1)

    def action_page_down(self) -> None:
        """Go a view's height down."""
        self._turn(1)

    def action_choose(self) -> None:
        """Tell that the person wants the card under the cursor."""
        if self.cursor is None:
            raise SkipAction
        self.post_message(self.Chosen(self, self.cursor))

    def action_mark(self) -> None:
        """Tell that the person wants the card under the cursor marked, or no longer."""
        if self.cursor is None:
            raise SkipAction
        self.post_message(self.Toggled(self, self.cursor))

    def on_click(self, event: events.Click) -> None:
        """Put the cursor on the card that was clicked, and choose it."""
        offset = event.get_content_offset(self)
        if offset is None or not self._cards:
            return
        line = self.scroll_offset.y + offset.y
        place = self._place_at(line)
        if line < self._span(place)[1]:
            self.cursor = self._cards[place].id
            self.action_choose()

    # ------------------------------------------------------------------ drawing

    def notify_style_update(self) -> None:
        """Draw anew after a change of theme or focus."""
        super().notify_style_update()
        self._drawn.clear()

    def render_lines(self, crop: Region) -> list[Strip]:
        """Give the lines of a region, laid out for the width there is now."""
        self._fit(self.scrollable_content_region.width)
        return super().render_lines(crop)

    def render_line(self, y: int) -> Strip:
        """Give one line of what is in view."""
        line = self.scroll_offset.y + y
        if not self._cards:
            return self._empty_line(line)
        place = self._place_at(line)
        strips = self._strips(self._cards[place])
        at = line - self._tops[place]
        return strips[at] if at < len(strips) else self._line("", "")

    def _strips(self, card: Card) -> list[Strip]:
        """Give a card's lines as they are drawn now, with or without the cursor."""
        bar = ""
        if card.id == self.cursor and self.can_focus:
            bar = HERE if self.has_focus else AWAY
        bar_drawn, strips = self._drawn.get(card.id, ("", []))
        if not strips or bar != bar_drawn:
            strips = self._draw(card, bar)
            self._drawn[card.id] = bar, strips
        return strips

    def _draw(self, card: Card, bar: str) -> list[Strip]:
        """Draw a card with the bar that its cursor has, if any."""
        text, meta = self._laid[card.id]
        names = ["cards--muted"] * card.muted + ["cards--marked"] * card.marked
        mark = MARKED if card.marked else MUTED if card.muted else " "
        marks = [mark, *(" " for _ in text[1:])]
        strips = [
            self._line(line, mark, bar, *names)
            for line, mark in zip(text, marks, strict=True)
        ]
        marks = [META, *(" " for _ in meta[1:])]
        strips += [
            self._line(line, mark, bar, "cards--quiet")
            for line, mark in zip(meta, marks, strict=False)
        ]
        return strips

    def _line(self, text: str, mark: str, bar: str = "", *names: str) -> Strip:
        """Draw one line: the bar, a mark, and text in a style of these components."""
        under = ("cards--cursor",) if bar else ()

        def style(*names: str) -> Style:
            return self.get_visual_style(*names, *under).rich_style

        padded = text + " " * (self._width - GUTTER - cell_len(text))
        gutter = [
            Segment(bar or " ", style("cards--bar")),
            Segment(f"{mark or ' '} ", style("cards--mark")),
        ]
        return Strip([*gutter, Segment(padded, style(*names))], self._width)

    def _empty_line(self, line: int) -> Strip:
        """Draw a line of the sentence that stands there when there are no cards."""
        lines = wrap(self._empty, max(2, self._width - GUTTER))
        return self._line(
            lines[line] if line < len(lines) else "", "", "", "cards--quiet"
        )
