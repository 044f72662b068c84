"""Many cards in one widget that draws lines: layout, drawing, and what is in view.

A widget a note would cost a team with 500 notes seconds. Here a card is laid out when
it is new or changed, drawn when it is in view, and kept as it was drawn until it, the
width or the theme changes.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from itertools import chain, repeat
from typing import ClassVar, Self

from rich.cells import cell_len
from rich.segment import Segment
from textual.geometry import Region, Size
from textual.reactive import reactive
from textual.scroll_view import ScrollView
from textual.strip import Strip

from retro.tui.widgets.card import Card, Laid, Pile
from retro.tui.widgets.wrapping import literal, wrap

GUTTER = 3
"""Cells before a card's text, which no text can reach: the bar, a mark, a space."""

HERE, AWAY, MARKED, MUTED, META = "▌", "▏", "✓", "·", "└"


class CardView(ScrollView, can_focus=True, inherit_bindings=False):
    """Cards under each other, one of them under a cursor.

    The cursor is a bar beside its card, a thin one while the keyboard is elsewhere, and
    none in a list that cannot have the keyboard at all.
    """

    ALLOW_SELECT = False

    COMPONENT_CLASSES: ClassVar[set[str]] = {
        "cards--cursor",
        "cards--gutter",
        "cards--marked",
        "cards--quiet",
    }

    DEFAULT_CSS = """
    CardView {
        overflow: hidden auto;
        scrollbar-gutter: stable;
        scrollbar-size: 0 1;
        & > .cards--gutter { color: $primary; text-style: bold; }
        & > .cards--marked { text-style: bold; }
        & > .cards--quiet { color: $text-muted; }
        &:focus > .cards--cursor { background: $primary 15%; }
    }
    """

    cursor: reactive[int | None] = reactive[int | None](None, repaint=False)
    """The id of the card under the cursor; None when there are no cards."""

    def __init__(
        self,
        *,
        empty: str = "",
        compact: bool = False,
        id: str | None = None,
        classes: str | None = None,
    ) -> None:
        """Start without cards, and show the sentence `empty` as long as there are none.

        In a `compact` view no blank line stands between them.
        """
        super().__init__(id=id, classes=classes)
        self._empty = literal(empty)
        self._pile = Pile(gap=0 if compact else 1)
        self._drawn: dict[int, tuple[Laid, str, list[Strip]]] = {}
        self._painted: tuple[Region, list[Strip]] | None = None
        self._thumb: tuple[int, int, int] | None = None
        self._rows = 0

    # ------------------------------------------------------------------ the cards

    @property
    def cards(self) -> tuple[Card, ...]:
        """The cards as they were last shown."""
        return self._pile.cards

    def show(self, cards: Sequence[Card]) -> None:
        """Show these cards instead, each with an id of its own.

        The cursor stays on its card, or goes to the nearest that is left. What is on
        the screen stays in its place if it can.
        """
        old = self._pile
        held, follow = self._held(), self.has_focus and self._in_view()
        self._take(Pile(cards, room=old.room, gap=old.gap, like=old))
        self.cursor = self._pile.nearest(self.cursor, old)
        for gone in self._drawn.keys() - self._pile.places.keys():
            del self._drawn[gone]
        self._hold(held, follow)
        if old.room and old.cards and self.cards:
            self._paint(self._pile.changed(old))
        else:
            self.refresh(layout=not old.room)

    def validate_cursor(self, wanted: int | None) -> int | None:
        """Stay rather than go to a card that is not there."""
        places = self._pile.places
        return next((id_ for id_ in (wanted, self.cursor) if id_ in places), None)

    def watch_cursor(self, before: int | None, now: int | None) -> None:
        """Draw the cursor at its new card, in view."""
        self._paint_card(before)
        self._paint_card(now)
        self._hold(None, follow=True)

    # ------------------------------------------------------------------ the layout

    def _take(self, pile: Pile) -> None:
        """Show the cards of `pile` from now on."""
        self._pile = pile
        if pile.room:
            lines = pile.height if pile.cards else len(wrap(self._empty, pile.room))
            size = Size(GUTTER + pile.room, lines)
            if size != self.virtual_size:  # the reactive would arrange the whole screen
                self.set_reactive(ScrollView.virtual_size, size)
                self._scroll_update(size)
                if self.styles.auto_dimensions:
                    self.refresh(layout=True)

    def _scroll_update(self, virtual_size: Size) -> None:
        """Adapt the scrollbar, if it is to look different.

        To paint one costs more than a card, and Textual would after every layout.
        """
        rows, line = self.container_size.height, self.scroll_offset.y
        lines = max(virtual_size.height, rows, 1)
        thumb = rows, 8 * rows**2 // lines, 8 * rows * line // lines  # in eighths
        if thumb != self._thumb:
            self._thumb = thumb
            super()._scroll_update(virtual_size)

    def _fit(self, width: int, rows: int) -> None:
        """Lay all cards out for a view of this size, if they are not.

        The cursor's card stays in view if it was, also when a higher view scrolled.
        """
        room = max(2, width - GUTTER)
        if width <= 0 or (room, rows) == (self._pile.room, self._rows):
            return
        held, follow = self._held(), not self._rows or self._in_view()
        self._rows = rows
        follow = follow or self._in_view()
        if room != self._pile.room:
            self._take(Pile(self.cards, room=room, gap=self._pile.gap))
        self._hold(held, follow)

    def get_content_height(self, container: Size, viewport: Size, width: int) -> int:
        """Give the lines of all cards, for a view that is as high as it needs."""
        self._fit(width - self.scrollbar_size_vertical, self._rows)
        return self.virtual_size.height

    def on_resize(self) -> None:
        """Lay out for the new size."""
        self._fit(*self.scrollable_content_region.size)

    # ------------------------------------------------------------------ the view

    @property
    def _at(self) -> int | None:
        """The place in the pile of the card under the cursor."""
        return None if self.cursor is None else self._pile.places.get(self.cursor)

    def _in_view(self) -> bool:
        """Tell whether any line of the card under the cursor is on the screen."""
        if (at := self._at) is None:
            return False
        top, end = self._pile.span(at)
        return top < self.scroll_offset.y + self._rows and end > self.scroll_offset.y

    def _held(self) -> tuple[int, int] | None:
        """Give the card that is to keep its place on the screen, and its row there.

        None at the top, which stays the top.
        """
        line = self.scroll_offset.y
        if not line or not self.cards:
            return None
        at = self._at if self.has_focus and self._in_view() else None
        place = self._pile.place_at(line) if at is None else at
        return self.cards[place].id, self._pile.span(place)[0] - line

    def _hold(self, held: tuple[int, int] | None, follow: bool) -> None:
        """Scroll so that a card is at its row again, the cursor in view if wanted."""
        line, pile = self.scroll_offset.y, self._pile
        if held is not None and held[0] in pile.places:
            line = pile.span(pile.places[held[0]])[0] - held[1]
        if follow and self._rows and (at := self._at) is not None:
            low, high = sorted(self._reach(at))
            line = max(low, min(line, high))
        if self._rows:
            self.scroll_to(y=line, animate=False, force=True)

    def _reach(self, place: int) -> tuple[int, int]:
        """Give the lines to scroll to for a card to be at the top, and at the bottom.

        The second is the greater one if the card is higher than the view.
        """
        top, end = self._pile.span(place)
        return top, end - self._rows

    # ------------------------------------------------------------------ drawing

    def _paint_card(self, id_: int | None) -> None:
        """Paint a card again, if it is on the screen."""
        if id_ is not None and (place := self._pile.places.get(id_)) is not None:
            self._paint(range(*self._pile.span(place)))

    def _paint(self, lines: range) -> None:
        """Paint those of these lines again that are on the screen."""
        top = self.scroll_offset.y
        first, end = max(top, lines.start), min(top + self._rows, lines.stop)
        if first < end:
            self.refresh_lines(first, end - first)

    def notify_style_update(self) -> None:
        """Draw anew after a change of theme or focus."""
        super().notify_style_update()
        self._drawn.clear()
        self._painted = None

    def refresh(
        self,
        *regions: Region,
        repaint: bool = True,
        layout: bool = False,
        recompose: bool = False,
    ) -> Self:
        """Ask for a paint of these regions, or of all."""
        self._painted = None
        return super().refresh(
            *regions, repaint=repaint, layout=layout, recompose=recompose
        )

    def render_lines(self, crop: Region) -> list[Strip]:
        """Give the lines of a region, laid out for the width there is now.

        Textual asks for all of them when anything on the screen is painted.
        """
        if self._painted is None or self._painted[0] != crop:
            self._fit(*self.scrollable_content_region.size)
            self._painted = crop, super().render_lines(crop)
        return self._painted[1]

    def render_line(self, y: int) -> Strip:
        """Give one line of what is in view."""
        line = self.scroll_offset.y + y
        if self.cards:
            place = self._pile.place_at(line)
            strips = self._strips(place)
            line -= self._pile.span(place)[0]
        else:
            empty = wrap(self._empty, self._pile.room)
            strips = self._lines(zip(repeat(" "), empty, strict=False), "cards--quiet")
        if line < len(strips):
            return strips[line]
        return Strip.blank(self._width, self.get_visual_style().rich_style)

    def _strips(self, place: int) -> list[Strip]:
        """Give the lines of a card as they are drawn at the moment."""
        card, laid, bar = self._pile.cards[place], self._pile.laid(place), " "
        if card.id == self.cursor and self.can_focus:
            bar = HERE if self.has_focus else AWAY
        drawn = self._drawn.get(card.id)
        if drawn is None or drawn[0] is not laid or drawn[1] != bar:
            drawn = self._drawn[card.id] = laid, bar, self._draw(card, laid, bar)
        return drawn[2]

    def _draw(self, card: Card, laid: Laid, bar: str) -> list[Strip]:
        """Draw a card with its mark, and with the bar of the cursor beside it."""
        mark = MARKED if card.marked else MUTED if card.muted else " "
        names = ["cards--quiet"] * card.muted + ["cards--marked"] * card.marked
        text = zip(chain(mark, repeat(" ")), laid.text, strict=False)
        meta = zip(chain(META, repeat(" ")), laid.meta, strict=False)
        return [
            *self._lines(text, *names, bar=bar),
            *self._lines(meta, "cards--quiet", bar=bar),
        ]

    @property
    def _width(self) -> int:
        """How wide a line is, with the cells that a scrollbar may cover."""
        return GUTTER + self._pile.room + self.scrollbar_size_vertical

    def _lines(
        self, lines: Iterable[tuple[str, str]], *names: str, bar: str = " "
    ) -> list[Strip]:
        """Draw lines, each a mark and a text, in the style of these components."""
        under = ["cards--cursor"] * (bar != " ")
        beside = "cards--quiet" if bar == AWAY else "cards--gutter"
        barred, marked, styled = (
            self.get_visual_style(*style, *under).rich_style
            for style in ([beside], ["cards--gutter"], names)
        )
        width = self._width
        return [
            Strip(
                [
                    Segment(bar, barred),
                    Segment(f"{mark} ", marked),
                    Segment(text + " " * (width - GUTTER - cell_len(text)), styled),
                ],
                width,
            )
            for mark, text in lines
        ]
