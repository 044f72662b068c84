"""A question: how to answer it, what you chose, and then what all answered."""

from __future__ import annotations

from collections.abc import Iterator
from typing import ClassVar

from textual.binding import Binding, BindingType
from textual.containers import Horizontal, VerticalScroll
from textual.content import Content
from textual.widget import Widget
from textual.widgets import Button, Input

from retro.client import commands as c
from retro.client import events as e
from retro.i18n import N_
from retro.sentences import PROMISE
from retro.tui.pages.chosen import chosen
from retro.tui.pages.sheet import SheetPage, button, place, prompts
from retro.tui.session import Session
from retro.tui.view import View
from retro.tui.widgets.bars import bars
from retro.tui.widgets.cards import Card
from retro.tui.widgets.given import Given
from retro.tui.widgets.options import Options
from retro.tui.widgets.points import Points

_HOW = {
    "scale": N_("Press or click a number."),
    "yesno": N_("Yes or no? Press y or n, or click on it."),
    "choice": N_("Choose one: go to it with ↑ and ↓ and press Enter, or click on it."),
    "ticks": N_("Tick all that fits: with ↑, ↓ and the space bar, or click on it."),
    "words": N_("Give one to three words: type a word and press Enter."),
}
"""What to do, by how the question is answered."""

_NOBODY = N_("Nobody sees who answered what (F3).")
YES, NO = 1, 2


class AskPage(SheetPage):
    """One question to everybody."""

    BINDINGS: ClassVar[list[BindingType]] = [
        *(Binding(str(n), f"point({n})", show=False) for n in range(10)),
        Binding("y,j", f"say({YES})", N_("Yes"), show=False),
        Binding("n", f"say({NO})", N_("No"), show=False),
        Binding("0", "none", N_("None of these"), show=False),
        Binding("ctrl+l", "take_back", N_("Take back the last word"), show=False),
    ]

    def __init__(self, session: Session) -> None:
        """Prepare to show `session`."""
        super().__init__(session)
        self._sent: frozenset[int] | None = None
        self._asked: bool | None = None
        self._typing = False

    # ------------------------------------------------------------------ layout

    def parts(self) -> Iterator[Widget]:
        """Lay out the question, the way to answer it, and the result."""
        _ = self._
        step = self.view.step
        yield from self.head()
        if step is not None and step.answer:
            yield from self._answer(step)
            yield place("chosen")
            with Horizontal(classes="row giving"):
                if step.answer == "ticks":
                    yield button(_("None of these  0"), "none")
                yield button(_("Send nothing this time  Ctrl+B"), "screen.blank")
            yield place("result")
        yield place("prompts")
        yield place("promise", quiet=True)

    def _answer(self, step: e.StepEvent) -> Iterator[Widget]:
        """Give the way to answer this question."""
        match step.answer:
            case "scale":
                low, high = step.min or 0, step.max or 0
                points = [
                    e.OptionItem(id=n, title=str(n)) for n in range(low, high + 1)
                ]
                ends = (step.min_label or "", step.max_label or "")
                yield Points(points, ends=ends)
            case "yesno":
                yield Points(step.options or ())
            case "words":
                text = self.session.unsent.get(self._unsent, "")
                yield Given(self._, text=text, names=tuple(self.session.part.names))
            case _:
                yield Options(compact=True)

    def start(self) -> None:
        """Begin at the answer, or at the text when there is none to give."""
        found = [*self.query(Points), *self.query(Options), *self.query(Input)]
        first = next((one for one in found if self._asked and one.display), None)
        (first or self.query_one(VerticalScroll)).focus(scroll_visible=False)

    # ------------------------------------------------------------------ showing

    def show(self, view: View) -> None:
        """Show what is chosen, or what came."""
        step = view.step
        if step is None:
            return
        result = view.answers.get(step.id)
        self.put(".todo", self._todo(step, result))
        later = step.answer == "words" and result is None
        self.put(".prompts", Content() if later else prompts(step))
        if not step.answer:
            return
        asked = result is None
        own = view.own
        for points in self.query(Points):
            points.show(own.answer if own else None)
            points.display = asked
        for options in self.query(Options):
            options.show(self._cards(step, own))
            options.display = asked
        for given in self.query(Given):
            given.show(own.words if own else ())
            given.display = asked
        self.query_one(".giving").display = asked
        self.put(".chosen", chosen(self._, step, own) if asked else "")
        self._show_result(step, result)
        promise = asked and step.answer == "words"
        self.put(".promise", self._(PROMISE) if promise else "")
        self._settle(asked, own)

    def _settle(self, asked: bool, own: e.Mine | None) -> None:
        """Keep the keyboard where it can do something."""
        if own and own.ticks is not None and frozenset(own.ticks) == self._sent:
            self._sent = None
        typing = asked and any(line.display for line in self.query(Input))
        before, self._asked = self._asked, asked
        typed, self._typing = self._typing, typing
        if before is not None and (before, typed) != (asked, typing):
            self.call_after_refresh(self.start)

    def _todo(self, step: e.StepEvent, result: e.Answers | None) -> str:
        """Say in one plain sentence what there is to do now."""
        _, lead = self._, self.view.lead
        if not step.answer:
            return _("Talk about this together.")
        if result is not None:
            return _("This is what all of you answered. Talk about it together.")
        how = f"{_(_HOW[step.answer])} {_(_NOBODY)}"
        return how + (" " + _("Has everyone answered? Press F5.") if lead else "")

    def _show_result(self, step: e.StepEvent, result: e.Answers | None) -> None:
        if result is None:
            self.put(".result", "")
            return
        ends = (step.min_label or "", step.max_label or "")
        width = max(20, self.query_one(VerticalScroll).content_size.width - 1)
        self.put(".result", bars(self._, result, width, ends=ends))

    def _cards(self, step: e.StepEvent, own: e.Mine | None) -> list[Card]:
        """Make a card of each option, with its mark."""
        if step.answer == "ticks":
            ticked = self._ticked(own)
            return [
                Card(item.id, item.title, lead="[x]" if item.id in ticked else "[ ]")
                for item in step.options or ()
            ]
        answer = own.answer if own else None
        return [
            Card(item.id, item.title, lead="(●)" if item.id == answer else "( )")
            for item in step.options or ()
        ]

    def on_resize(self) -> None:
        """Fit the bars anew."""
        self.show(self.view)

    def unsaved(self) -> bool:
        """Say whether a word was typed that was not given yet."""
        return any(given.display and given.text for given in self.query(Given))

    # ------------------------------------------------------------------ answering

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:
        """Offer the keys that answer this question."""
        step = self.view.step
        if action not in {"point", "say", "none", "take_back"}:
            return True
        if step is None or not self._asked:
            return False
        if action == "point":
            low, high = step.min or 0, step.max or 0
            return step.answer == "scale" and parameters[0] in range(low, high + 1)
        if action == "take_back":
            return bool(self.view.own and self.view.own.words)
        return step.answer == {"say": "yesno", "none": "ticks"}[action]

    def action_point(self, value: int) -> None:
        """Choose a number."""
        self.do(c.Answer(str(value)))

    def action_say(self, value: int) -> None:
        """Say yes or no."""
        self.do(c.Answer(str(value)))

    def action_none(self) -> None:
        """Tick none of them, as an answer."""
        self._tick(frozenset())

    def action_take_back(self) -> None:
        """Take back the last word."""
        own = self.view.own
        if own and own.words:
            self.do(c.Drop(len(own.words)))

    def on_points_chosen(self, event: Points.Chosen) -> None:
        """Take the choice that was made."""
        self.do(c.Answer(str(event.id)))

    def on_cards_chosen(self, event: Options.Chosen) -> None:
        """Take the option, or tick it."""
        self._choose(event.id)

    def on_cards_toggled(self, event: Options.Toggled) -> None:
        """Do the same for the space bar."""
        self._choose(event.id)

    def _choose(self, option: int) -> None:
        step = self.view.step
        if step is not None and step.answer == "ticks":
            self._tick(self._ticked(self.view.own) ^ {option})
        else:
            self.do(c.Answer(str(option)))

    def _ticked(self, own: e.Mine | None) -> frozenset[int]:
        """Give what is ticked, with what was asked for and is on its way."""
        if self._sent is not None:
            return self._sent
        return frozenset(own.ticks or () if own else ())

    def _tick(self, ticked: frozenset[int]) -> None:
        def answered(answer: e.Accepted | e.Refused) -> None:
            if isinstance(answer, e.Refused):
                self._sent = None

        self._sent = ticked
        self.do(c.Tick(tuple(sorted(ticked))), answered)

    # ------------------------------------------------------------------ words

    @property
    def _unsent(self) -> str:
        """Where a word that is typed and not given is kept."""
        return f"word-{self.view.step.id if self.view.step else 0}"

    def on_input_changed(self, event: Input.Changed) -> None:
        """Keep what is typed, for when the page goes away."""
        self.session.unsent[self._unsent] = event.value

    def on_given_added(self, event: Given.Added) -> None:
        """Give a word; it leaves the line once it was taken."""

        def answered(answer: e.Accepted | e.Refused) -> None:
            if not isinstance(answer, e.Refused):
                for given in self.query(Given):
                    given.empty(event.text)

        self.do(c.Word(event.text), answered)

    def on_given_taken_back(self, event: Given.TakenBack) -> None:
        """Take a word back."""
        self.do(c.Drop(event.number))

    async def on_button_pressed(self, event: Button.Pressed) -> None:
        """Do what the button says, and go on answering."""
        await super().on_button_pressed(event)
        self.start()
