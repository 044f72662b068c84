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

BOX, SMALL = 6, 4
"""Cells that a choice takes around its label, in a box and between brackets."""


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

    def _boxed(self, width: int) -> bool:
        return (self._label + BOX) * len(self._items) <= width

    def _in_row(self, width: int) -> int:
        """Give how many choices stand in one row."""
        if self._boxed(width):
            return len(self._items)
        return max(1, width // (self._label + SMALL))

    def _lines(self, width: int) -> list[Content]:
        if width <= 0:
            return []
        many = self._in_row(width)
        places = range(len(self._items))
        if self._boxed(width):
            lines = self._boxes()
            row = (self._label + BOX) * len(self._items)
        else:
            lines = [
                Content.assemble(
                    *(self._small(n) for n in places[start : start + many])
                )
                for start in places[::many]
            ]
            row = 0
        return lines + self._ends(row, width)

    def _boxes(self) -> list[Content]:
        """Draw every choice in a box, the chosen one in a heavy one."""
        rows: list[list[Content]] = [[], [], []]
        inner = self._label + BOX - 2
        for place, item in enumerate(self._items):
            chosen = item.id == self._chosen
            tl, bar, tr, side, bl, br = "┏━┓┃┗┛" if chosen else "╭─╮│╰╯"
            frame = "bold $primary" if chosen else "$text-muted"
            rows[0].append(Content.styled(f"{tl}{bar * inner}{tr}", frame))
            rows[1].append(Content.styled(side, frame))
            rows[1].append(self._inner(place, pad=2))
            rows[1].append(Content.styled(side, frame))
            rows[2].append(Content.styled(f"{bl}{bar * inner}{br}", frame))
        return [Content.assemble(*row) for row in rows]

    def _small(self, place: int) -> Content:
        """Draw a choice between brackets."""
        return Content.assemble("[", self._inner(place, pad=1, after=0), "] ")

    def _inner(self, place: int, *, pad: int, after: int | None = None) -> Content:
        """Draw a choice itself: its mark and its label."""
        item = self._items[place]
        chosen = item.id == self._chosen
        mark = "✓" if chosen else " "
        label = " " * (self._label - cell_len(item.title)) + item.title
        text = mark.ljust(pad) + label + " " * (pad if after is None else after)
        here = self.has_focus and place == self.cursor
        styles = ["bold"] * (chosen or here) + ["reverse"] * here
        return Content.styled(text, " ".join(styles))

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
        boxed = self._boxed(width)
        many = self._in_row(width)
        row = offset.y // 3 if boxed else offset.y
        column = offset.x // (self._label + (BOX if boxed else SMALL))
        place = row * many + column
        if column < many and place < len(self._items):
            self.cursor = place
            self.action_choose()
