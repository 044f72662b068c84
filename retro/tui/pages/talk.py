"""Talking: one theme with its notes, and a timer that only notifies."""

from __future__ import annotations

from collections.abc import Iterator
from typing import ClassVar

from textual.binding import Binding, BindingType
from textual.containers import Horizontal, Vertical
from textual.content import Content
from textual.widget import Widget

from retro.client import commands as c
from retro.client import events as e
from retro.i18n import N_
from retro.tui.lists import by_dots
from retro.tui.pages.sheet import ButtonPage, place, prompts
from retro.tui.view import View
from retro.tui.widgets.big import big
from retro.tui.widgets.cards import Card, Cards
from retro.tui.widgets.deeds import Deeds

MINUTE = 60
TALKING = 10 * MINUTE
CLOCK = 30
"""Cells that the large timer may take."""


class TalkPage(ButtonPage):
    """The theme with most dots first; everybody can look at the others."""

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("left", "theme(-1)", N_("Theme before"), show=False),
        Binding("right", "theme(1)", N_("Next theme"), show=False),
        Binding("p", "theme(-1)", show=False),
        Binding("n", "theme(1)", show=False),
        Binding("t", "begin", N_("Start ten minutes"), show=False),
        Binding("plus", "more", N_("One minute more"), key_display="+", show=False),
        Binding("0", "stop", N_("Stop the timer"), show=False),
    ]

    # ------------------------------------------------------------------ layout

    def compose(self) -> Iterator[Widget]:
        """Lay out the timer, the themes, and the one at hand with its notes."""
        with Horizontal(classes="top"):
            with Vertical(classes="head"):
                yield from self.head()
            yield place("clock")
        yield place("prompts")
        with Horizontal(classes="themes"):
            yield Cards(classes="list")
            with Vertical(classes="theme"):
                yield place("name")
                yield Cards(classes="notes")
        yield Deeds(self._, self)

    def start(self) -> None:
        """Begin at the notes, so that the arrows read on."""
        self.query_one(".notes", Cards).focus()

    # ------------------------------------------------------------------ showing

    def show(self, view: View) -> None:
        """Show the themes as they are now, and the timer."""
        themes = by_dots(view)
        listed = self.query_one(".list", Cards)
        cards = [Card(one.id, one.title, meta=self._chosen(one.id)) for one in themes]
        listed.show(cards)
        self.set_class(len(themes) > 1, "-several")
        self.query_one(".themes").display = bool(themes)
        self.put(".todo", self._todo(bool(themes)))
        self.put(".prompts", prompts(view.step) if view.step else "")
        self._show_theme()
        self._show_clock()
        self.changed()

    def changed(self) -> None:
        """Have all keys follow what can be done now."""
        super().changed()
        self.query_one(Deeds).follow()

    def _todo(self, themes: bool) -> str:
        _ = self._
        if not themes:
            return _(
                "There are no themes. Talk about what you read; F9 shows everything "
                "that was collected."
            )
        return _(
            "Talk about this theme. Nobody needs to say which note was theirs; do not "
            "guess."
        )

    def _chosen(self, theme: int) -> str:
        """Say how much a theme was chosen; nothing before a vote."""
        _ = self._
        voted = self.view.dots.themes if self.view.dots else ()
        found = next((item for item in voted if item.id == theme), None)
        if found is None:
            return ""
        if all(item.dots == item.people for item in voted):
            return _.plural("{n} person chose it", "{n} people chose it", found.people)
        return _.plural("{n} dot", "{n} dots", found.dots)

    def _at(self) -> e.ThemeItem | None:
        """Give the theme at hand."""
        cursor = self.query_one(".list", Cards).cursor
        found = (one for one in self.view.themes.themes if one.id == cursor)
        return next(found, None)

    def _show_theme(self) -> None:
        theme = self._at()
        if theme is None:
            return
        _ = self._
        themes = by_dots(self.view)
        parts = [Content.styled(theme.title, "bold $accent")]
        where = _(
            "theme {number} of {themes}",
            number=themes.index(theme) + 1,
            themes=len(themes),
        )
        said = " · ".join(filter(None, (where, self._chosen(theme.id))))
        parts.append(Content.styled(said, "$foreground-muted"))
        self.put(".name", Content("\n").join(parts))
        texts = {note.id: note for note in self.view.notes.notes}
        notes = [texts[number] for number in theme.notes if number in texts]
        cards = [Card(note.id, note.text, lead="•") for note in notes]
        self.query_one(".notes", Cards).show(cards)

    def _show_clock(self) -> None:
        """Show the minutes that are left, large."""
        ends = self.view.timer
        left = 0 if ends is None else max(0, round(ends - self.session.clock()))
        large = big((f"{left // 60}:{left % 60:02d}",), CLOCK, 3)
        self.put(".clock", "" if ends is None else large)

    def tick(self) -> None:
        """Let the timer run."""
        if self.view.timer is not None:
            self._show_clock()

    # ------------------------------------------------------------------ actions

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:
        """Leave the timer to the facilitator, and turn where there is another theme."""
        view = self.view
        if action == "theme":
            return len(view.themes.themes) > 1
        if action in {"begin", "more", "stop"}:
            return view.lead and (view.timer is not None) == (action != "begin")
        return True

    def action_theme(self, by: int) -> None:
        """Look at another theme; after the last comes the first."""
        ids = [theme.id for theme in by_dots(self.view)]
        listed = self.query_one(".list", Cards)
        if listed.cursor in ids:
            listed.cursor = ids[(ids.index(listed.cursor) + by) % len(ids)]

    def on_cards_moved(self, event: Cards.Moved) -> None:
        """Show the theme that was gone to."""
        if event.cards.has_class("list"):
            self._show_theme()

    def action_begin(self) -> None:
        """Start the timer."""
        self.do(c.Timer(TALKING))

    def action_more(self) -> None:
        """Give it a minute more."""
        self.do(c.Timer(MINUTE, more=True))

    def action_stop(self) -> None:
        """Stop the timer."""
        self.do(c.Timer(0))
