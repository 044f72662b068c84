"""The notes at the writing step: own drafts, what was collected, what may be read."""

from __future__ import annotations

from typing import ClassVar

from textual.binding import Binding, BindingType
from textual.content import Content

from retro.i18n import N_, Speech
from retro.tui.view import View
from retro.tui.widgets.cards import Card, Cards

SPENT = -1_000_000
"""Added to the id of the card of a spent draft, to tell it from the others."""


def note_cards(_: Speech, view: View, key: str) -> list[Card]:
    """Give the cards of a column: own drafts, everybody's notes, what was spent.

    A draft's card has the draft's number below zero as its id, so that it is never that
    of a note.
    """
    meta = _("yours, not collected yet") if view.noted else ""
    cards = [
        Card(id=-draft.id, text=draft.text, lead="✎", meta=meta)
        for draft in view.drafts.drafts
        if draft.column == key
    ]
    cards += [
        Card(id=note.id, text=note.text)
        for note in view.notes.notes
        if note.column == key
    ]
    spent = _("not sent again: it may have been read")
    cards += [
        Card(id=SPENT - draft.id, text=draft.text, meta=spent, muted=True)
        for draft in view.drafts.spent
        if draft.column == key
    ]
    return cards


def state(_: Speech, view: View) -> str:
    """Say how it stands with the notes: silence, what came, or nothing of mine."""
    if view.own is not None and view.own.blank:
        return _("You send nothing this time. Ctrl+B or a new note changes that.")
    if not view.noted:
        return _("We write in silence. Until it is collected, only you see your notes.")
    parts = [
        _.plural(
            "{n} note was collected.",
            "{n} notes were collected.",
            len(view.notes.notes),
        )
    ]
    if view.notes.unreadable:
        parts.append(
            _.plural(
                "{n} could not be read.",
                "{n} could not be read.",
                view.notes.unreadable,
            )
        )
    parts.append(_("What you write now waits for a next time."))
    return " ".join(parts)


def target(_: Speech, column: str, *, changing: bool) -> Content:
    """Say what Enter will do with the text in the editor."""
    if changing:
        text = _("Changing your note in: {column}", column=column)
        keys = _("Enter: keep the change · Esc: leave it as it was")
    else:
        text = _("New note for: {column}", column=column)
        keys = _("Enter: save · Tab: other column")
    return Content.assemble((text, "bold $accent"), "   ", (keys, "$foreground-muted"))


class Notes(Cards):
    """The notes of a column; who wrote one can change it until it is collected.

    Only who went there has the keyboard in it, and sees a cursor: while somebody writes
    it would lead them off.
    """

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("enter", "choose", N_("Change")),
    ]

    def on_blur(self) -> None:
        """Show no cursor any more."""
        self.can_focus = False
        self.refresh()

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:
        """Offer to change only what is an own draft."""
        draft = self.cursor is not None and SPENT < self.cursor < 0
        return draft if action == "choose" else True
