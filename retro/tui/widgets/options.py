"""A list of answers inside a page that scrolls: as high as it is, the page follows."""

from __future__ import annotations

from textual.containers import VerticalScroll
from textual.geometry import Region

from retro.tui.widgets.cards import Cards


class Options(Cards):
    """Answers to choose from. Going up at the first shows what stands above it."""

    DEFAULT_CSS = "Options { height: auto; overflow: hidden hidden; }"

    def _go(self, place: int) -> None:
        super()._go(place)
        if place <= 0:
            self._sheet.scroll_home(animate=False)
        else:
            self.call_after_refresh(self._follow)

    @property
    def _sheet(self) -> VerticalScroll:
        """The page that scrolls."""
        return next(one for one in self.ancestors if isinstance(one, VerticalScroll))

    def _follow(self) -> None:
        """Bring the answer under the cursor in view."""
        if (at := self._at) is None:
            return
        sheet = self._sheet
        top, end = self._pile.span(at)
        line = self.region.y + top - sheet.region.y + sheet.scroll_offset.y
        region = Region(0, line, 1, end - top)
        sheet.scroll_to_region(region, animate=False, x_axis=False)

    def action_down(self) -> None:
        """Go to the answer below; at the last one show what stands below it."""
        if self._at == len(self.cards) - 1:
            self._sheet.scroll_relative(y=self._sheet.size.height // 2, animate=False)
        else:
            super().action_down()

    def action_page_up(self) -> None:
        """Turn the page back."""
        self._sheet.scroll_page_up(animate=False)

    def action_page_down(self) -> None:
        """Turn the page."""
        self._sheet.scroll_page_down(animate=False)
