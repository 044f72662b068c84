"""What the consent on norms and the review of norms have in common: one list."""

from __future__ import annotations

from abc import abstractmethod

from textual.app import ComposeResult
from textual.containers import Horizontal, VerticalScroll
from textual.content import Content
from textual.widgets import Static

from retro.client import commands as c
from retro.client import events as e
from retro.sentences import said
from retro.tui.asking import choosing, norm_open
from retro.tui.lists import CHOSEN, before, norm_cards, was
from retro.tui.pages.listing import ListPage
from retro.tui.pages.sheet import prompts
from retro.tui.screens.reading import Reading
from retro.tui.view import View
from retro.tui.widgets.cards import Cards
from retro.tui.widgets.deeds import Deeds

WIDE = 100
"""Cells from which the study's words stand beside the norms."""


class ConsentPage(ListPage):
    """Norms, and what one thinks of each; collected together, without names."""

    ASKS_REASON: frozenset[str] = frozenset()
    """The choices that one may want to give a reason for."""

    EMPTY = ""

    def compose(self) -> ComposeResult:
        """Lay out the question, the norms and the words beside them."""
        yield Static(id="question", classes="title")
        yield Static(id="todo", classes="todo")
        with Horizontal(id="norms"):
            yield Cards(empty=self._(self.EMPTY))
            with VerticalScroll(id="prompts", can_focus=False):
                yield Static()
        yield Deeds(self._, self)

    # ------------------------------------------------------------------ showing

    def show(self, view: View) -> None:
        """Show the norms as they stand."""
        self.query_one(Cards).show(norm_cards(self._, view))
        self.ask(view, self.lead_on(view, self.todo(view)))
        if view.step is not None:
            words = self.query_one("#prompts Static", Static)
            words.update(prompts(view.step, "\n\n"))
        self.changed()

    def start(self) -> None:
        """Begin at the first norm with something to choose, to say or to talk of."""
        own, unsent = self.view.own, self.session.unsent
        done = {choice.norm for choice in own.consents} if own else set()
        norms = self.view.norms.norms
        asked = [norm.id for norm in norms if norm_open(self.view, norm)]
        unsaid = [n for n in asked if n not in done or f"reason:{n}" in unsent]
        talked = [norm.id for norm in norms if norm.status == "open"]
        self.query_one(Cards).cursor = next(iter([*unsaid, *asked, *talked]), None)
        super().start()

    @abstractmethod
    def todo(self, view: View) -> str:
        """Say in one sentence what to do now."""

    def chosen(self, view: View) -> tuple[int, int]:
        """Give how many norms one chose for, and of how many."""
        asked = {norm.id for norm in view.norms.norms if norm_open(view, norm)}
        own = view.own
        done = {choice.norm for choice in own.consents} if own else set()
        return len(asked & done), len(asked)

    def on_resize(self) -> None:
        """Show the words beside the norms where there is room for both."""
        step = self.view.step
        beside = self.size.width >= WIDE and bool(step and step.prompts)
        self.query_one("#prompts").display = beside

    @property
    def norm(self) -> e.NormItem | None:
        """The norm under the cursor."""
        at = self.query_one(Cards).cursor
        return next((norm for norm in self.view.norms.norms if norm.id == at), None)

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:
        """Offer what can be done with the norm under the cursor."""
        view, norm = self.view, self.norm
        if action == "prompts":
            return bool(view.step and view.step.prompts)
        if action == "before":
            return norm is not None and bool(before(view, norm.id))
        if action == "choose":
            return norm is not None and norm_open(view, norm) and choosing(view)
        if not view.lead or view.round is not None:
            return False
        if action == "let_go":
            return norm is not None and norm.status != "let-go"
        return action == "new" or norm is not None

    # ------------------------------------------------------------------ choosing

    def action_choose(self, choice: str) -> None:
        """Say what one thinks of the norm; some choices may want a reason."""
        norm = self.norm
        if norm is None:
            return
        if choice not in self.ASKS_REASON:
            self.do(c.Consent(norm.id, choice, None))
            return
        self.do(c.Consent(norm.id, choice))
        self._ask_why(norm, choice)

    def _ask_why(self, norm: e.NormItem, choice: str) -> None:
        """Ask for a reason; the choice is made already, and stays without one."""
        from retro.tui.screens.dialogs import TextDialog  # noqa: PLC0415  only then

        _, own = self._, self.view.own
        given = own.reason if own else None
        before = given.text if given and given.norm == norm.id else ""
        place = f"reason:{norm.id}"

        def answered(reason: str | None) -> None:
            if reason is not None:
                consent = c.Consent(norm.id, choice, reason or None)
                self.do(consent, self.kept(place, reason))

        explains = _(
            "You may leave this empty. Your name is not with it. In one round you can "
            "give a reason with one norm: the last one counts."
        )
        dialog = TextDialog(
            _("{chosen}. Do you want to say why?", chosen=said(_, CHOSEN, choice)),
            value=self.session.unsent.pop(place, before),
            explains=f"“{norm.text}”\n\n{explains}",
            optional=True,
            names=tuple(self.session.part.names),
        )
        self.app.push_screen(dialog, answered)

    def action_prompts(self) -> None:
        """Show the words that help to think of norms."""
        step = self.view.step
        words = [(w, Content(meaning)) for w, meaning in (step and step.prompts) or ()]
        self.app.push_screen(Reading(self._("Words that help"), words))

    def action_before(self) -> None:
        """Show what the norm was before, and what was said of it then."""
        norm = self.norm
        if norm is None:
            return
        parts = [was(self._, one) for one in before(self.view, norm.id)]
        sections = [(date, Content("\n".join(lines))) for date, lines in parts]
        self.app.push_screen(Reading(norm.text, sections))

    # ------------------------------------------------------------------ leading

    def action_reword(self) -> None:
        """Give the norm other words; what was said of the old ones is gone."""
        from retro.tui.screens.dialogs import TextDialog  # noqa: PLC0415  only then

        norm, _ = self.norm, self._
        if norm is None:
            return
        place = f"reword:{norm.id}"

        def answered(text: str | None) -> None:
            if text and text != norm.text:
                self.do(c.Reword(norm.id, text), self.kept(place, text))

        explains = _(
            "Everyone chooses again then: the old choices were on other words."
        )
        self.app.push_screen(
            TextDialog(
                _("Other words for this norm"),
                value=self.session.unsent.pop(place, norm.text),
                explains=explains,
            ),
            answered,
        )

    def action_let_go(self) -> None:
        """Let the norm go, after asking."""
        from retro.tui.screens.dialogs import ConfirmDialog  # noqa: PLC0415  only then

        norm, _ = self.norm, self._
        if norm is None:
            return

        def answered(sure: bool | None) -> None:
            if sure:
                self.do(c.LetGo(norm.id))

        text = _("It stays in the list as let go. Undo or other words bring it back.")
        dialog = ConfirmDialog(_("Let this norm go?"), f"“{norm.text}”\n\n{text}")
        self.app.push_screen(dialog, answered)
