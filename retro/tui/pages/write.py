"""Writing in silence: own notes by column, and one editor for whichever is chosen.

What is typed stays in `Session.unsent` until it is saved, whatever comes between. The
columns are drawn anew only when notes changed, never for a key in the editor.
"""

from __future__ import annotations

from functools import partial
from typing import ClassVar

from textual import on
from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import Horizontal
from textual.content import Content
from textual.widgets import Static, TextArea

from formats.entries import TEXT_BYTES
from formats.text import clean
from retro.client import commands as c
from retro.client import events as e
from retro.i18n import N_
from retro.sentences import PROMISE
from retro.tui.kept import Kept
from retro.tui.pages.page import Page
from retro.tui.session import Session
from retro.tui.view import View
from retro.tui.widgets.cards import Cards
from retro.tui.widgets.column import Column, Head
from retro.tui.widgets.editor import Area, Editor
from retro.tui.widgets.notes import Notes, note_cards, state, target
from retro.tui.widgets.words import Words


class WritePage(Page):
    """Own drafts, to change and delete until they are collected, and all notes then."""

    AT_ONCE: ClassVar[bool] = True
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("delete,backspace", "drop", N_("Delete")),
        Binding("ctrl+d", "drop", N_("Delete")),
        Binding("ctrl+z", "put_back", N_("Put back")),
        Binding("tab", "column(1)", N_("Next column")),
        Binding("escape", "cancel", N_("Back to writing")),
        Binding("shift+tab", "column(-1)", N_("Column before"), show=False),
        Binding("left", "column(-1)", show=False),
        Binding("right", "column(1)", show=False),
    ]

    def __init__(self, session: Session) -> None:
        """Prepare to write at the step at hand."""
        super().__init__(session)
        step = session.view.step
        self._kept = Kept(session.unsent, f"write:{step.id if step else 0}")
        self._columns = (step.columns if step else None) or ()
        self._chosen = self._kept["column"] or next((c.key for c in self._columns), "")
        self._editing = int(self._kept["draft"] or 0)
        self._saving = False
        self._dropped: e.NoteItem | None = None
        self._told: object = None

    def compose(self) -> ComposeResult:
        """Lay out the question, the columns, the editor and the promise."""
        _ = self._
        step = self.view.step
        question = step.question if step and step.question else _("What do you think?")
        yield Static(Content(question), classes="title")
        yield Words(id="state", classes="quiet")
        with Horizontal(id="columns"):
            for column in self._columns:
                yield Column(column.key, column.title, cards=Notes())
        yield Words(id="target")
        yield Editor(
            _,
            TEXT_BYTES,
            text=self._kept[self._place],
            placeholder=_("Type here"),
            names=tuple(self.session.part.names),
        )
        short = _("Nobody can see who wrote what, as long as some things hold: see F3.")
        yield Static(Content(short), id="short", classes="quiet")
        yield Static(Content(_(PROMISE)), id="promise", classes="quiet")

    # ------------------------------------------------------------------ showing

    def start(self) -> None:
        """Begin in the editor."""
        self.query_one(Area).focus()

    def show(self, view: View) -> None:
        """Show the notes, when they are others than before."""
        told = (view.drafts, view.notes, view.noted, view.own)
        if told == self._told:
            return
        self._told = told
        if self._editing and self._draft(self._editing) is None:
            self._keep_as_new()
        self.query_one("#state", Words).say(state(self._, view))
        self._show_columns()
        self._show_target()

    def _show_columns(self) -> None:
        for column in self.query(Column):
            cards = note_cards(self._, self.view, column.key)
            notes = sum(card.id > 0 for card in cards)
            count = f" · {notes}" if self.view.noted else ""
            column.show(cards, count, chosen=column.key == self._chosen)
            column.cards.can_focus = column.cards.has_focus
        self.changed()

    def _show_target(self) -> None:
        title = next((c.title for c in self._columns if c.key == self._chosen), "")
        said = target(self._, title, changing=bool(self._editing))
        self.query_one("#target", Words).say(said)

    # ------------------------------------------------------------------ typing

    @on(TextArea.Changed)
    def _typed(self) -> None:
        self._kept[self._place] = self.query_one(Editor).text

    @property
    def _place(self) -> str:
        return "change" if self._editing else "new"

    @on(Area.Done)
    def _save(self) -> None:
        """Save what was typed; it leaves the editor when it is accepted."""
        editor = self.query_one(Editor)
        text = clean(editor.text)
        if editor.over or self._saving or not (text or self._editing):
            return
        self._saving = bool(text)
        if not text:
            self._drop(self._editing)
        elif self._editing:
            self.do(c.Edit(self._editing, text), self._edited)
        else:
            self._dropped = None
            self.do(c.Note(self._chosen, text), partial(self._noted, editor.text))

    def _noted(self, typed: str, answer: e.Accepted | e.Refused) -> None:
        """Take what was saved out of the editor, and leave what was typed since."""
        self._saving = False
        if isinstance(answer, e.Accepted):
            self._kept["new"] = self._kept["new"].removeprefix(typed)
            self._restore()

    def _edited(self, answer: e.Accepted | e.Refused) -> None:
        self._saving = False
        if isinstance(answer, e.Accepted):
            self._stop_editing()

    def _restore(self) -> None:
        """Show what is kept for the editor."""
        if self.is_attached:
            self.query_one(Editor).text = self._kept[self._place]

    def unsaved(self) -> bool:
        """Say whether there is text that Enter would save."""
        return self._kept[self._place] not in {"", self._kept["was"]}

    # ------------------------------------------------------------------ drafts

    def _draft(self, number: int) -> e.NoteItem | None:
        """Give the own draft of that number, if it is there."""
        return next((d for d in self.view.drafts.drafts if d.id == number), None)

    def _marked(self) -> e.NoteItem | None:
        """Give the own draft that is being changed or has the cursor."""
        if self._editing:
            return self._draft(self._editing)
        focused = self.screen.focused
        if isinstance(focused, Cards) and focused.cursor is not None:
            return self._draft(-focused.cursor)
        return None

    @on(Cards.Chosen)
    def _card_chosen(self, event: Cards.Chosen) -> None:
        draft = self._draft(-event.id)
        if self._editing and self.unsaved():
            first = self._("First keep this change with Enter, or leave it with Esc.")
            self.notify(first, markup=False)
            self.start()
        elif draft is not None:
            self._edit(draft)

    @on(Cards.Moved)
    def _card_moved(self) -> None:
        self.changed()

    def _edit(self, draft: e.NoteItem) -> None:
        self._editing = draft.id
        self._kept["draft"] = str(draft.id)
        self._kept["was"] = self._kept["change"] = draft.text
        self._choose(draft.column)
        self._restore()
        self.start()

    def _stop_editing(self) -> None:
        self._kept["draft"] = self._kept["was"] = self._kept["change"] = ""
        self._editing = 0
        self._restore()
        if self.is_attached:
            self._show_target()
            self.changed()

    def _keep_as_new(self) -> None:
        """Keep the change of a draft that was collected while it was being changed."""
        texts = [self._kept["new"]]
        if self.unsaved():
            texts.append(self._kept["change"])
            sentence = self._(
                "That note was collected as it was. Your change is here as a new note."
            )
            self.notify(sentence, markup=False)
        self._kept["new"] = "\n".join(filter(None, texts))
        self._stop_editing()

    def action_drop(self) -> None:
        """Delete the draft under the cursor, or the one that is being changed."""
        draft = self._marked()
        if draft is not None:
            self._drop(draft.id)

    def _drop(self, number: int) -> None:
        draft = self._draft(number)

        def dropped(answer: e.Accepted | e.Refused) -> None:
            if isinstance(answer, e.Accepted):
                self._dropped = draft
                if self._editing:
                    self._stop_editing()
                self._to_notes(empty=True)  # there it can be put back

        self.do(c.Drop(number), dropped)

    def action_put_back(self) -> None:
        """Write the deleted draft once more."""
        draft, self._dropped = self._dropped, None
        if draft is not None:
            self.do(c.Note(draft.column, draft.text))

    # ------------------------------------------------------------------ columns

    def _choose(self, key: str) -> None:
        self._chosen = key
        self._kept["column"] = key
        self._show_columns()
        self._show_target()

    @on(Head.Pressed)
    def _head_pressed(self, event: Head.Pressed) -> None:
        if not self._editing:
            self._choose(event.key)
        self.start()

    def action_column(self, by: int) -> None:
        """Choose another column for the note; who reads the notes stays among them."""
        reading = isinstance(self.screen.focused, Cards)
        keys = [column.key for column in self._columns]
        self._choose(keys[(keys.index(self._chosen) + by) % len(keys)])
        if not (reading and self._to_notes()):
            self.start()

    @on(Area.Above)
    def _above(self) -> None:
        self._to_notes()

    def _to_notes(self, *, empty: bool = False) -> bool:
        """Go to the notes of the chosen column, if there are any or it may be empty."""
        for column in self.query(Column):
            if column.key == self._chosen and (column.cards.cards or empty):
                column.cards.can_focus = True
                column.cards.focus()
                return True
        return False

    def action_cancel(self) -> None:
        """Leave the draft as it was, or go from the notes back to the editor."""
        if self._editing:
            self._stop_editing()
        self.start()

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:
        """Offer only what can be done now."""
        able = {
            "drop": self._marked() is not None,
            "put_back": self._dropped is not None,
            "column": not self._editing and len(self._columns) > 1,
            "cancel": bool(self._editing) or isinstance(self.screen.focused, Cards),
        }
        return able.get(action, True)

    def on_resize(self) -> None:
        """Show the columns beside each other only where each has room to be read."""
        room = self.size.width // max(1, len(self._columns))
        self.set_class(room < 22, "-single")
