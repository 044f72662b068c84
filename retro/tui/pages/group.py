"""The grouping: the notes in their columns, and the themes that are made of them."""

from __future__ import annotations

from typing import ClassVar

from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.content import Content
from textual.widgets import Static

from retro.client import commands as c
from retro.client import events as e
from retro.i18n import N_
from retro.sentences import PLACES, said
from retro.tui.lists import columns, note_cards, theme_cards, themes_of
from retro.tui.pages.listing import ListPage
from retro.tui.session import Session
from retro.tui.view import View
from retro.tui.widgets.board import THEMES, Board
from retro.tui.widgets.cards import Cards
from retro.tui.widgets.deeds import Deeds


class GroupPage(ListPage):
    """All notes together; the facilitator puts together what belongs together."""

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("g,G", "group", N_("Make a theme"), show=False),
        Binding("a,A", "add", N_("Add to a theme"), show=False),
        Binding("o,O", "out", N_("Take out of its theme"), show=False),
        Binding("escape", "clear", N_("Select nothing"), show=False),
        Binding("x,X", "aside", N_("Set aside"), show=False),
        Binding("enter", "read", N_("Read the notes"), show=False),
        Binding("t,T", "title", N_("Other title"), show=False),
        Binding("u,U", "ungroup", N_("Take the theme apart"), show=False),
        Binding("ctrl+z", "undo", N_("Undo"), key_display="Ctrl+Z", show=False),
        Binding("left", "go(-1)", show=False),
        Binding("right", "go(1)", show=False),
    ]

    def __init__(self, session: Session) -> None:
        """Begin with nothing selected."""
        super().__init__(session)
        self._selected: set[int] = set()
        self._grouped: set[int] = set()
        self.board = Board(self._, columns(self.view))

    def compose(self) -> ComposeResult:
        """Lay out what to do now, the board, and what can be done."""
        yield Static(id="todo", classes="todo")
        yield self.board
        yield Deeds(self._, self)

    # ------------------------------------------------------------------ showing

    def show(self, view: View) -> None:
        """Show the notes and the themes as they are now."""
        titles = columns(view)
        if (*titles, THEMES) != self.board.keys:  # a column came back by an undo
            self.board = Board(self._, titles)
            self.refresh(recompose=True)
            self.call_after_refresh(self._show_anew)
        if not self.board.is_mounted:
            return
        self._selected &= {note.id for note in view.notes.notes}
        lists = {
            key: note_cards(self._, view, key, marked=self._selected) for key in titles
        }
        with self.app.batch_update():
            self.board.show(lists | {THEMES: theme_cards(self._, view.themes.themes)})
            grouped = {*themes_of(view)}
            self.board.leave(grouped - self._grouped)
            self._grouped = grouped
            self.query_one("#todo", Static).update(Content(self._todo(view)))
        self.changed()

    def _show_anew(self) -> None:
        """Show the new board, and give it the keyboard that the old one had."""
        self.show(self.view)
        self.start()

    def _todo(self, view: View) -> str:
        _ = self._
        if not view.notes.notes:
            return _("There are no notes to group.")
        if not view.lead:
            return _(
                "The facilitator puts together what belongs together. Look and talk "
                "along; nobody needs to say which note was theirs."
            )
        if self._selected:
            return _.plural(
                "{n} note selected. Press G to make a theme of it.",
                "{n} notes selected. Press G to make a theme of them.",
                len(self._selected),
            )
        if len(themes_of(view)) == len(view.notes.notes):
            return _("Every note is in a theme. F6 goes to the next step.")
        return _(
            "Select notes that belong together with Space or a click, then press G to "
            "make a theme."
        )

    def start(self) -> None:
        """Begin in the first list with notes."""
        self.board.start()

    # ------------------------------------------------------------------ selecting

    def on_cards_toggled(self, event: Cards.Toggled) -> None:
        """Select a note, or no longer."""
        event.stop()
        self._choose(event)

    def on_cards_chosen(self, event: Cards.Chosen) -> None:
        """Select a note; show the notes of a theme."""
        event.stop()
        self._choose(event)

    def _choose(self, event: Cards.Toggled | Cards.Chosen) -> None:
        if self.board.at_themes:
            self.action_read()
        elif self.view.lead:
            self._selected ^= {event.id}
            self.show(self.view)

    def action_clear(self) -> None:
        """Select nothing any more."""
        self._selected.clear()
        self.show(self.view)

    # ------------------------------------------------------------------ doing

    @property
    def _note(self) -> int | None:
        """The note under the cursor of the list that has the keyboard."""
        return None if self.board.at_themes else self.board.cards.cursor

    @property
    def _theme(self) -> e.ThemeItem | None:
        """The theme under the cursor, while the themes have the keyboard."""
        if not self.board.at_themes:
            return None
        at = self.board.cards.cursor
        return next((one for one in self.view.themes.themes if one.id == at), None)

    def action_go(self, by: int) -> None:
        """Go to the list beside this one."""
        self.board.go(by)

    def _chosen(self) -> tuple[int, ...]:
        """Give the selected notes, or else the one under the cursor."""
        here = self._note
        return tuple(sorted(self._selected or ({here} if here is not None else set())))

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:
        """Offer what can be done with what is selected, or under the cursor."""
        view = self.view
        if action in {"go"}:
            return True
        if action == "read":
            return self._theme is not None
        if not view.lead or view.round is not None:
            return False
        grouped = themes_of(view)
        match action:
            case "group":
                return bool(self._chosen())
            case "add":
                return bool(self._chosen() and view.themes.themes)
            case "out":
                return any(note in grouped for note in self._chosen())
            case "clear":
                return bool(self._selected)
            case "aside":
                return self._note is not None
            case "title" | "ungroup":
                return self._theme is not None
        return True

    def _done(self, answer: e.Accepted | e.Refused) -> None:
        if isinstance(answer, e.Accepted) and self.is_attached:
            self.action_clear()

    def action_group(self) -> None:
        """Make a theme of the selected notes, under a title."""
        from retro.tui.screens.dialogs import TextDialog  # noqa: PLC0415  only then

        _, notes = self._, self._chosen()

        def answered(title: str | None) -> None:
            if title is not None:
                self.do(c.Group(notes, title), self._done)

        prompt = _.plural(
            "A title for the theme with this {n} note",
            "A title for the theme with these {n} notes",
            len(notes),
        )
        explains = _("Without a title it gets the first words of its first note.")
        self.app.push_screen(
            TextDialog(prompt, explains=explains, optional=True), answered
        )

    def action_add(self) -> None:
        """Add the selected notes to a theme there is."""
        from retro.tui.screens.picking import PickDialog  # noqa: PLC0415  only then

        _, notes = self._, self._chosen()

        def answered(picked: int | None) -> None:
            for theme in self.view.themes.themes:
                if theme.id == picked:
                    together = tuple(sorted({*theme.notes, *notes}))
                    self.do(c.Group(together, theme.title), self._done)

        cards = theme_cards(_, self.view.themes.themes)
        question = _.plural(
            "Add this {n} note to which theme?",
            "Add these {n} notes to which theme?",
            len(notes),
        )
        self.app.push_screen(PickDialog(question, cards), answered)

    def action_out(self) -> None:
        """Take the selected notes out of their themes; the rest stays together."""
        notes = {*self._chosen()}
        for theme in self.view.themes.themes:
            rest = tuple(note for note in theme.notes if note not in notes)
            if len(rest) == len(theme.notes):
                continue
            if rest:
                self.do(c.Group(rest, theme.title))
            self.do(c.Ungroup(theme.id), self._done)

    def action_aside(self) -> None:
        """Set the note under the cursor aside, after asking."""
        from retro.tui.screens.dialogs import ConfirmDialog  # noqa: PLC0415  only then

        _, note = self._, self._note
        text = next((n.text for n in self.view.notes.notes if n.id == note), "")

        def answered(sure: bool | None) -> None:
            if sure and note is not None:
                self.do(c.Aside(note))

        places = [f"{said(_, PLACES, k)}: {t}" for k, t in self.view.places.places]
        lines = [
            f"“{text}”",
            _(
                "It goes off every screen and out of every export. Nobody learns who "
                "wrote it. Undo brings it back, until the next result."
            ),
            _("Tell the team where such a thing can be taken:"),
            *(places or [_("Press F1 for where to go.")]),
        ]
        question = _("Set this note aside?")
        self.app.push_screen(ConfirmDialog(question, "\n".join(lines)), answered)

    def action_read(self) -> None:
        """Show the notes of the theme under the cursor."""
        from retro.tui.screens.picking import theme_notes  # noqa: PLC0415  only then

        theme = self._theme
        if theme is not None:
            self.app.push_screen(theme_notes(self._, self.view, theme.id))

    def action_title(self) -> None:
        """Give the theme under the cursor another title."""
        from retro.tui.screens.dialogs import TextDialog  # noqa: PLC0415  only then

        theme = self._theme
        if theme is None:
            return

        def answered(title: str | None) -> None:
            if title:
                self.do(c.Title(theme.id, title))

        prompt = self._("Another title for this theme")
        self.app.push_screen(TextDialog(prompt, value=theme.title), answered)

    def action_ungroup(self) -> None:
        """Take the theme under the cursor apart; its notes stay."""
        theme = self._theme
        if theme is not None:
            self.do(c.Ungroup(theme.id))

    def action_undo(self) -> None:
        """Take back the last change."""
        self.do(c.Undo())
