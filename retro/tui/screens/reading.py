"""Pages to read over a session: where to go, what is anonymous, what came so far."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from functools import partial
from typing import ClassVar

from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import Vertical, VerticalScroll
from textual.content import Content
from textual.widgets import Static

from retro.client import events as e
from retro.i18n import N_, Speech
from retro.sentences import PLACES, PROMISE, REST, STATUSES, said
from retro.tui.screens.dialogs import Dialog
from retro.tui.view import View
from retro.tui.widgets.bars import bars

Draws = Callable[[int], Content]
Section = tuple[str, Content | Draws]
"""A title, and what stands under it; or what draws that in a number of cells."""


class Drawn(Static):
    """What is drawn anew for every width."""

    def __init__(self, draws: Draws) -> None:
        """Show what `draws` gives."""
        super().__init__()
        self._draws = draws

    def on_resize(self) -> None:
        """Draw it for the width there is now."""
        self.update(self._draws(self.size.width))


class Reading(Dialog[None]):
    """A title and sections to scroll through; any of some keys closes it."""

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("escape,q,f1,f2,f3,f9,enter", "close", N_("Close"), show=False),
    ]

    def __init__(self, title: str, sections: Sequence[Section]) -> None:
        """Show `sections`, each with its own title unless that is empty."""
        super().__init__()
        self._title = title
        self._sections = sections

    def compose(self) -> ComposeResult:
        """Lay out the text; it has the focus, so that the arrows scroll."""
        with Vertical(classes="dialog reading"):
            yield Static(Content(self._title), classes="title")
            with VerticalScroll(classes="long"):
                for title, text in self._sections:
                    if title:
                        yield Static(Content(title), classes="heading")
                    yield Drawn(text) if callable(text) else Static(text)
            _ = self.speech
            close = _("Esc: back · ↑ ↓: scroll")
            yield Static(Content(close), classes="quiet")

    def on_mount(self) -> None:
        """Let the arrows scroll at once."""
        self.query_one(VerticalScroll).focus()


def where(_: Speech, view: View) -> Reading:
    """Make the page with where to go for help."""
    sections: list[Section] = [
        (said(_, PLACES, kind), Content(text)) for kind, text in view.places.places
    ]
    if not sections:
        nobody = _("Nobody filled in where to go for help. In danger, call 112.")
        sections = [("", Content(nobody))]
    return Reading(_("Where to go"), sections)


def tips(_: Speech, view: View) -> Reading:
    """Make the page with the facilitator's tips for the step at hand."""
    step = view.step
    sections = [("", Content(f"• {tip}")) for tip in (step and step.tips) or ()]
    if not sections:
        sections = [("", Content(_("There are no tips for this step.")))]
    return Reading(_("Tips"), sections)


def promise(_: Speech) -> Reading:
    """Make the page with the whole truth about what is anonymous."""
    rest = Content("\n").join(Content(f"• {_(sentence)}") for sentence in REST)
    sections = [("", Content(_(PROMISE))), (_("And the rest of the truth"), rest)]
    return Reading(_("What is anonymous"), sections)


def so_far(_: Speech, view: View) -> Reading:
    """Make the page with everything that was collected and agreed so far."""
    sections = list(_results(_, view))
    if not sections:
        sections = [("", Content(_("Nothing was collected yet.")))]
    return Reading(_("So far"), sections)


def _results(_: Speech, view: View) -> Iterator[Section]:
    for answers in view.answers.values():
        yield answers.question, partial(bars, _, answers)
    if view.norms.norms:
        yield (
            _("Norms"),
            Content("\n").join(_norm(_, norm) for norm in view.norms.norms),
        )
    titles = {theme.id: theme.title for theme in view.themes.themes}
    if view.dots is not None:
        lines = [
            f"{item.dots:>3}  {titles.get(item.id, item.title)}"
            for item in view.dots.themes
        ]
        yield _("Votes"), Content("\n".join(lines))
    for key, title in view.columns.items():
        notes = [note.text for note in view.notes.notes if note.column == key]
        if notes:
            yield title, Content("\n").join(Content(f"• {note}") for note in notes)


def _norm(_: Speech, norm: e.NormItem) -> Content:
    status = said(_, STATUSES, norm.status)
    return Content(f"• {norm.text} ({status})")
