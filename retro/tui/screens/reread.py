"""A saved session to read again, and to export."""

from __future__ import annotations

import asyncio
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import TYPE_CHECKING, ClassVar

from attrs import evolve
from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import VerticalScroll
from textual.content import Content
from textual.widget import Widget
from textual.widgets import Static

from formats.markdown import written_date
from formats.session_file import SavedSession
from retro.client import events as e
from retro.i18n import N_, Speech
from retro.tui import lists
from retro.tui.exporting import export
from retro.tui.pages.close import places
from retro.tui.saved import view_of
from retro.tui.screens.outside import Outside
from retro.tui.view import View
from retro.tui.widgets.bars import bars
from retro.tui.widgets.card import Card
from retro.tui.widgets.card_view import CardView
from retro.tui.widgets.keybar import KeyBar

if TYPE_CHECKING:
    from retro.tui.screens.sealing import Destination

USUAL = 76
"""Cells that a page has at a terminal of the usual width."""


class Result(Static):
    """The result of a question as bars, as wide as there is room."""

    def __init__(self, speech: Speech, answers: e.Answers) -> None:
        """Show `answers`."""
        super().__init__(bars(speech, answers, USUAL))
        self._ = speech
        self._answers = answers
        self._width = USUAL

    def on_resize(self) -> None:
        """Draw the bars for this width."""
        if self.size.width != self._width:
            self._width = self.size.width
            self.update(bars(self._, self._answers, self._width))


class Listed(CardView, can_focus=False):
    """Texts under each other, only to read."""

    def __init__(self, cards: Iterable[Card], *, compact: bool = True) -> None:
        """List `cards`."""
        super().__init__(compact=compact)
        self.show([*cards])


class RereadScreen(Outside[None]):
    """Everything that a session was saved with, on one page."""

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("e,ctrl+e", "export", N_("Export")),
        Binding("escape,q", "back", N_("Back")),
    ]

    def __init__(self, session: SavedSession, path: Path) -> None:
        """Show `session`, which was read from `path`."""
        super().__init__()
        self._session = session
        self._path = path
        self._view = view_of(session)

    def compose(self) -> ComposeResult:
        """Lay out the parts below each other."""
        _ = self.speech
        with VerticalScroll(classes="leaf"):
            yield Static(Content(self._session.title), classes="title")
            yield Static(Content(about(_, self._session)), classes="quiet")
            yield from parts(_, self._view, self._session)
        yield KeyBar()

    def on_mount(self) -> None:
        """Let the arrows scroll at once."""
        self.query_one(VerticalScroll).focus()

    def action_back(self) -> None:
        """Leave it."""
        self.dismiss()

    def action_where(self) -> None:
        """Show where to go for help, as the session had it."""
        from retro.tui.screens.reading import where  # noqa: PLC0415  only then

        self.app.push_screen(where(self.speech, self._view))

    def action_export(self) -> None:
        """Write the norms, the notes and the session to a folder."""
        from retro.tui.screens.sealing import ExportDialog  # noqa: PLC0415  only then

        _ = self.speech

        def answered(wanted: Destination | None) -> None:
            if wanted and wanted.passphrase:
                self.run_worker(self._seal(wanted), group="sealing")
            elif wanted:
                self._tell(*export(_, self._session, wanted.to))

        folder = f"{self._path.parent}/"
        if not folder.isprintable():  # a terminal would obey its name
            folder = "./"
        self.app.push_screen(ExportDialog(folder), answered)

    async def _seal(self, wanted: Destination) -> None:
        """Write the session sealed, beside the screen: it takes about a second."""
        _, to, words = self.speech, wanted.to, wanted.passphrase
        self._tell(*await asyncio.to_thread(export, _, self._session, to, words))

    def _tell(self, written: tuple[Path, ...], sentence: str) -> None:
        self.tell(sentence, not written)


def about(_: Speech, session: SavedSession) -> str:
    """Say whose session it was, when, and how many took part."""
    people = _.plural("{n} person took part", "{n} people took part", session.people)
    date = written_date(session.date, _.lang) or session.date
    return " · ".join(filter(None, (session.team, date, people)))


def parts(_: Speech, view: View, session: SavedSession) -> Iterator[Widget]:
    """Give the results, the norms, the themes with their notes, and where to go."""
    for answers in view.answers.values():
        yield _heading(answers.question)
        yield Result(_, answers)
    if view.norms.norms:
        yield _heading(_("Norms"))
        yield Listed(_norms(_, view), compact=False)
    if view.dots is not None:
        yield _heading(_("Votes"))
        yield Static(Content(lists.voted(_, view.dots)), classes="quiet")
        recognise = session.vote_mode == "recognise"
        yield Listed(lists.dots_cards(_, view.dots, recognise=recognise))
    for theme in view.themes.themes:
        yield _heading(_("Theme: {title}", title=theme.title))
        yield Listed(_notes(lists.texts_of(view, theme.id)))
    grouped = lists.themes_of(view)
    for key, title in lists.columns(view).items():
        loose = [
            note.text
            for note in view.notes.notes
            if note.column == key and note.id not in grouped
        ]
        if loose:
            yield _heading(title)
            yield Listed(_notes(loose))
    yield _heading(_("Where to go"))
    yield Static(places(_, view))


def _norms(_: Speech, view: View) -> Iterator[Card]:
    """List the norms, each with what it was before."""
    for card in lists.norm_cards(_, view):
        lines = [card.meta]
        for one in lists.before(view, card.id):
            date, (text, *rest) = lists.was(_, one)
            lines += [f"{date}: {text}", *rest]
        yield evolve(card, meta="\n".join(lines))


def _heading(text: str) -> Static:
    return Static(Content(text), classes="heading")


def _notes(texts: Iterable[str]) -> Iterator[Card]:
    return (Card(number, text, lead="•") for number, text in enumerate(texts))
