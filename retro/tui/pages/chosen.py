"""What a person is told about what they chose themselves; pure."""

from __future__ import annotations

from textual.content import Content

from retro.client import events as e
from retro.i18n import N_, Speech

_KEPT = N_("Kept on this laptop until it is collected; you can change it until then.")


def chosen(_: Speech, step: e.StepEvent, own: e.Mine | None) -> Content:
    """Say what is chosen at a question, and what becomes of it."""
    if own is not None and own.blank:
        return Content(
            _("You send nothing this time. If you want to after all, just answer.")
        )
    said = "" if own is None else _said(_, step, own)
    if not said:
        return Content(_("You did not answer yet."))
    return Content.assemble((f"✓ {said}", "bold $primary"), " ", _(_KEPT))


def _said(_: Speech, step: e.StepEvent, own: e.Mine) -> str:
    """Say the choice itself; nothing when there is none."""
    if own.answer is not None:
        titles = {option.id: option.title for option in step.options or ()}
        return _("You chose: {choice}.", choice=titles.get(own.answer, own.answer))
    if own.ticks is not None:
        if not own.ticks:
            return _("You said: none of these.")
        return _.plural("You ticked {n}.", "You ticked {n}.", len(own.ticks))
    if own.words:
        return _.plural("You gave {n} word.", "You gave {n} words.", len(own.words))
    return ""
