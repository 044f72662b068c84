"""The vote: dots on the themes, or a tick at what one recognises; then the result."""

from __future__ import annotations

from typing import ClassVar

from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.content import Content
from textual.widgets import Static

from retro.client import commands as c
from retro.client import events as e
from retro.i18n import N_
from retro.tui.asking import choosing, vote_result
from retro.tui.lists import dots_cards, notes_in, voted
from retro.tui.pages.listing import ListPage
from retro.tui.session import Session
from retro.tui.view import View
from retro.tui.widgets.cards import Card, Cards
from retro.tui.widgets.deeds import Deeds
from retro.tui.widgets.themes import DRAWN, LESS, MORE, Themes, drawn


class VotePage(ListPage):
    """What each person gives stays on their laptop until all is collected."""

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("plus", "more", N_("One dot more"), key_display="+", show=False),
        Binding("minus", "less", N_("One dot less"), key_display="-", show=False),
        Binding("equals_sign,right", "more", show=False),
        Binding("left", "less", show=False),
        Binding("space", "tick", N_("I recognise this"), show=False),
        Binding("n,N", "none", N_("I recognise none"), show=False),
        Binding("enter", "read", N_("Read the notes"), show=False),
        *(Binding(str(n), f"give({n})", show=False) for n in range(10)),
    ]

    def __init__(self, session: Session) -> None:
        """Begin with what the engine knows was given."""
        super().__init__(session)
        self._wanted: dict[int, int] | None = None
        self._unanswered = 0
        self._refused = ""

    def compose(self) -> ComposeResult:
        """Lay out the question, what is left to give, and the themes."""
        yield Static(id="question", classes="title")
        yield Static(id="left")
        yield Static(id="todo", classes="todo")
        yield Themes(empty=self._("There are no themes to vote on yet."))
        yield Deeds(self._, self)

    # ------------------------------------------------------------------ showing

    @property
    def _recognising(self) -> bool:
        step = self.view.step
        return step is not None and step.mode == "recognise"

    @property
    def _budget(self) -> int:
        step = self.view.step
        return step.budget or 0 if step else 0

    @property
    def _most(self) -> int:
        step = self.view.step
        return step.max_each or self._budget if step else 0

    def given(self) -> dict[int, int]:
        """Give what this person gave each theme, be it not confirmed yet."""
        if self._wanted is not None:
            return self._wanted
        own = self.view.own
        if own is None:
            return {}
        if self._recognising:
            return dict.fromkeys(own.ticks or (), 1)
        return {item.theme: item.dots for item in own.dots or ()}

    def show(self, view: View) -> None:
        """Show the themes to vote on, or the result."""
        self.set_class(bool(self._refused), "-refused")
        if not self._unanswered:
            self._wanted = None
        result = vote_result(view)
        themes = self.query_one(Themes)
        themes.voting = result is None
        self.query_one("#left", Static).display = result is None and bool(
            view.themes.themes
        )
        if result is not None:
            themes.show(dots_cards(self._, result, recognise=self._recognising))
            self.ask(view, self.lead_on(view, voted(self._, result)))
        else:
            themes.show([self._card(theme) for theme in view.themes.themes])
            self.query_one("#left", Static).update(self._left())
            self.ask(view, self._todo(view))
        self.changed()

    def _card(self, theme: e.ThemeItem) -> Card:
        given = self.given().get(theme.id, 0)
        lead = f"{LESS} {drawn(given, self._most)} {MORE}"
        if self._recognising:
            lead = "[x]" if given else "[ ]"
        return Card(
            theme.id,
            theme.title,
            lead=lead,
            meta=notes_in(self._, theme),
            marked=bool(given),
        )

    def _left(self) -> Content:
        _, given = self._, self.given()
        if self._recognising:
            return Content.assemble((self._ticked(), "bold"))
        budget, left = self._budget, self._budget - sum(given.values())
        words = _("{left} of {budget} dots left", left=left, budget=budget)
        return Content.assemble(
            (drawn(left, budget) + "  " if budget <= DRAWN else "", "$accent"),
            (words, "bold"),
            "  ",
            (_("at most {max} on a theme", max=self._most), "$text-muted"),
        )

    def _ticked(self) -> str:
        """Say how many themes are ticked; none is an answer too."""
        _, own, given = self._, self.view.own, self.given()
        if own is not None and own.ticks == () and not any(given.values()):
            return _("You said: none of these.")
        every = len(self.view.themes.themes)
        return _("You recognise {n} of {all}.", n=sum(given.values()), all=every)

    def _todo(self, view: View) -> str:
        _ = self._
        if not view.themes.themes:
            if view.lead:
                return _("Go back with F4 and make themes first.")
            return _("The facilitator makes themes first.")
        if self._refused:
            return self._refused
        if view.own is not None and view.own.blank:
            return _("You send nothing this time. Choose something to take part.")
        if self._recognising:
            how = _("Tick what you recognise, with Space or a click.")
        else:
            how = _("Give a dot with + or a click, take it back with - or [-].")
        stays = _("It stays on this laptop until it is collected.")
        return self.lead_on(view, f"{how} {stays}")

    # ------------------------------------------------------------------ voting

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:
        """Offer what goes with dots or with ticks, while a vote is asked."""
        if self.query_one(Themes).cursor is None:
            return False
        if action == "read":
            return True
        if vote_result(self.view) is not None or not choosing(self.view):
            return False
        return (action in {"tick", "none"}) is self._recognising

    def on_themes_clicked(self, event: Themes.Clicked) -> None:
        """Vote with the mouse."""
        event.stop()
        if choosing(self.view):
            self._give_more(1 if event.more else -1)

    def on_cards_toggled(self, event: Cards.Toggled) -> None:
        """Vote with Space."""
        event.stop()
        if self.check_action("tick" if self._recognising else "more", ()):
            self._give_more(1)

    def on_cards_moved(self, event: Cards.Moved) -> None:
        """Leave what could not be given at another theme behind."""
        if self._refused:
            self._refused = ""
            self.show(self.view)

    def on_cards_chosen(self, event: Cards.Chosen) -> None:
        """Show the notes of a theme."""
        event.stop()
        self.action_read()

    def action_more(self) -> None:
        """Give the theme under the cursor a dot."""
        self._give_more(1)

    def action_less(self) -> None:
        """Take a dot back."""
        self._give_more(-1)

    def action_tick(self) -> None:
        """Tick the theme under the cursor, or no longer."""
        self._give_more(1)

    def action_none(self) -> None:
        """Say that one recognises none of the themes, which is an answer too."""
        self._send({}, c.Tick(()))

    def action_give(self, dots: int) -> None:
        """Give the theme under the cursor so many dots."""
        theme = self.query_one(Themes).cursor
        self._give_more(dots - self.given().get(theme or 0, 0))

    def _give_more(self, by: int) -> None:
        theme = self.query_one(Themes).cursor
        themes = [one.id for one in self.view.themes.themes]
        if theme not in themes:
            return
        given = {one: self.given().get(one, 0) for one in themes}
        if self._recognising:
            given[theme] = 1 - given[theme]
            self._send(given, c.Tick(tuple(one for one in themes if given[one])))
            return
        given[theme] = max(0, given[theme] + by)
        _ = self._
        if given[theme] > self._most:
            self._say(_("At most {max} dots go on one theme.", max=self._most))
        elif sum(given.values()) > self._budget:
            self._say(_("All your dots are given. Take one back from another theme."))
        else:
            pairs = tuple(f"{one}={number}" for one, number in given.items())
            self._send(given, c.Dots(pairs))

    def _say(self, why: str) -> None:
        self._refused = why
        self.app.bell()
        self.show(self.view)

    def _send(self, given: dict[int, int], command: c.Command) -> None:
        self._refused = ""
        self.remove_class("-refused")
        self._wanted = given
        self._unanswered += 1
        self.do(command, self._answered)
        self._redraw()

    def _answered(self, answer: e.Accepted | e.Refused) -> None:
        self._unanswered -= 1
        if isinstance(answer, e.Refused):
            self._wanted = None
            if self.is_attached:
                self.show(self.view)

    def _redraw(self) -> None:
        view = self.view
        self.query_one(Themes).show([self._card(t) for t in view.themes.themes])
        self.query_one("#left", Static).update(self._left())
        self.ask(view, self._todo(view))

    def action_read(self) -> None:
        """Show the notes of the theme under the cursor."""
        from retro.tui.screens.picking import theme_notes  # noqa: PLC0415  only then

        theme = self.query_one(Themes).cursor
        if theme is not None:
            self.app.push_screen(theme_notes(self._, self.view, theme))
