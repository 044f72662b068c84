"""What to type when something was refused or a person is warned.

Sentences of every front say what is the matter; what to do about it differs by front.
Here one types, so these stand behind the fact in the line client alone.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from retro.client.events import Refused
from retro.i18n import N_, Speech
from retro.sentences import ERRORS, WARNINGS, said, with_detail

AFTER_ERROR: Mapping[str, str] = {
    "small-group": N_(
        "If you want to go on with these people, type confirm, and collect again."
    ),
    "words-open": N_("When enough people have said it, type collect again."),
    "words-differ": N_("When it is right, everyone types words same."),
}
"""What to type after an error, by its code."""

AFTER_WARNING: Mapping[str, str] = {
    "missed": N_("Type send to send yours anyway, or blank to send nothing."),
    "maybe-read-before": N_("Type send to send it again, or blank to send nothing."),
    "fork": N_("Type notes to read what you wrote, and quit to leave."),
}
"""What to type after a warning, by its code."""


def why(_: Speech, refused: Refused) -> str:
    """Say why a command was refused, and what to type then."""
    fact = with_detail(_, ERRORS, refused.code, refused.detail)
    if refused.code in AFTER_ERROR:
        return f"{fact} {_(AFTER_ERROR[refused.code])}"
    return fact


def warning(_: Speech, code: str) -> Iterator[str]:
    """Say what a person is warned of, and then what to type."""
    yield said(_, WARNINGS, code)
    if code in AFTER_WARNING:
        yield _(AFTER_WARNING[code])
