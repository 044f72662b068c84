"""A row of choices: the points of a scale, or yes and no.

One widget that draws all of them, so that a row that does not fit becomes smaller, and
then more rows, and none is ever cut.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import ClassVar

from rich.cells import cell_len
from textual import events
from textual.binding import Binding, BindingType
from textual.content import Content
from textual.geometry import Size
from textual.message import Message
from textual.reactive import reactive
from textual.widget import Widget

from retro.client.events import OptionItem
from retro.i18n import N_
from retro.tui.widgets.wrapping import wrap

PADS = (2, 1)
"""Cells at either side of a label in its box, where there is more room and less."""

SMALL = 4
"""Cells that a choice takes around its label between brackets."""

_LIGHT, _HEAVY = ("╭─╮", "│", "╰─╯"), ("┏━┓", "┃", "┗━┛")
"""The frame of a choice and of the chosen one: above it, beside it, below it."""


def _wide(frame: str, cells: int) -> str:
    """Give the top or the bottom of a frame around so many cells."""
    return frame[0] + frame[1] * cells + frame[2]


class Points(Widget, can_focus=True):
    """Choices beside each other; what is chosen is shown by who knows, with `show`."""

    ALLOW_SELECT = False

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("left", "move(-1)", N_("Left"), show=False),
        Binding("right", "move(1)", N_("Right"), show=False),
        Binding("enter,space", "choose", N_("Choose"), show=False),
    ]

    DEFAULT_CSS = "Points { height: auto; }"

    cursor: reactive[int] = reactive(0)
    """The place of the choice that the keyboard is at."""

    class Chosen(Message):
        """The person wants this one."""

        def __init__(self, id: int) -> None:
            """Tell of the choice with this id."""
            super().__init__()
            self.id = id

    def __init__(
        self, items: Sequence[OptionItem], *, ends: tuple[str, str] = ("", "")
    ) -> None:
        """Offer `items`; `ends` say what the first and the last of them mean."""
        super().__init__()
        self._items = tuple(items)
        self._ends_mean = ends
        self._label = max((cell_len(item.title) for item in self._items), default=0)
        self._chosen: int | None = None

    def show(self, chosen: int | None) -> None:
        """Mark the choice with this id, and no other."""
        if chosen == self._chosen:
            return
        self._chosen = chosen
        ids = [item.id for item in self._items]
        if chosen in ids:
            self.cursor = ids.index(chosen)
        self.refresh()

    # ------------------------------------------------------------------ drawing

    def _pad(self, width: int) -> int:
        """Give the cells beside each label in its box; 0 when boxes do not fit."""
        many = len(self._items)
        fits = (pad for pad in PADS if (self._label + 2 + 2 * pad) * many <= width)
        return next(fits, 0)

    def _cell(self, pad: int) -> int:
        """Give the cells that a choice takes."""
        return self._label + 2 + 2 * pad if pad else self._label + SMALL

    def _in_row(self, width: int) -> int:
        """Give how many choices stand in one row."""
        if self._pad(width):
            return len(self._items)
        return max(1, width // self._cell(0))

    def _lines(self, width: int) -> list[Content]:
        if width <= 0:
            return []
        pad, many = self._pad(width), self._in_row(width)
        places = range(len(self._items))
        if pad:
            lines = self._boxes(pad)
        else:
            lines = [
                Content.assemble(
                    *(self._small(n) for n in places[start : start + many])
                )
                for start in places[::many]
            ]
        return lines + self._ends(self._cell(pad) * many if pad else 0, width)

    def _boxes(self, pad: int) -> list[Content]:
        """Draw every choice in a box, the chosen one in a heavy one."""
        rows: list[list[Content]] = [[], [], []]
        inner = self._label + 2 * pad
        for place, item in enumerate(self._items):
            chosen = item.id == self._chosen
            top, side, bottom = _HEAVY if chosen else _LIGHT
            frame = "bold $primary" if chosen else "$foreground-muted"
            rows[0].append(Content.styled(_wide(top, inner), frame))
            rows[1].append(Content.styled(side, frame))
            rows[1].append(self._inner(place, pad, pad))
            rows[1].append(Content.styled(side, frame))
            rows[2].append(Content.styled(_wide(bottom, inner), frame))
        return [Content.assemble(*row) for row in rows]

    def _small(self, place: int) -> Content:
        """Draw a choice between brackets."""
        return Content.assemble("[", self._inner(place, 1, 0), "] ")

    def _inner(self, place: int, before: int, after: int) -> Content:
        """Draw a choice itself: its mark and its label."""
        item = self._items[place]
        chosen = item.id == self._chosen
        here = self.has_focus and place == self.cursor
        mark = "✓" if chosen else " "
        label = " " * (self._label - cell_len(item.title)) + item.title
        styles = ["bold"] * (chosen or here) + ["reverse"] * here
        return Content.styled(
            mark.ljust(before) + label + " " * after, " ".join(styles)
        )

    def _ends(self, row: int, width: int) -> list[Content]:
        """Say what the first and the last choice mean: below them, or on own lines."""
        low, high = self._ends_mean
        gap = row - cell_len(low) - cell_len(high)
        if not (low or high):
            return []
        if gap >= 2:
            return [Content(low + " " * gap + high)]
        said = (
            f"{item.title} = {text}"
            for item, text in ((self._items[0], low), (self._items[-1], high))
            if text
        )
        return [Content(line) for text in said for line in wrap(text, width)]

    def get_content_height(self, container: Size, viewport: Size, width: int) -> int:
        """Take as many lines as there are."""
        return len(self._lines(width))

    def render(self) -> Content:
        """Draw the choices and what the ends mean."""
        return Content("\n").join(self._lines(self.content_size.width))

    # ------------------------------------------------------------------ choosing

    def action_move(self, by: int) -> None:
        """Go to the choice beside this one."""
        self.cursor = max(0, min(self.cursor + by, len(self._items) - 1))

    def action_choose(self) -> None:
        """Tell that the person wants the choice the keyboard is at."""
        self.post_message(self.Chosen(self._items[self.cursor].id))

    def on_click(self, event: events.Click) -> None:
        """Choose what was clicked."""
        offset = event.get_content_offset(self)
        if offset is None:
            return
        width = self.content_size.width
        pad, many = self._pad(width), self._in_row(width)
        row, column = offset.y // (3 if pad else 1), offset.x // self._cell(pad)
        place = row * many + column
        if column < many and place < len(self._items):
            self.cursor = place
            self.action_choose()
