"""The notes that every app in the measurement of the client shows."""

from __future__ import annotations

COLUMNS = 3
NOTES = 500
CHANGES = 50
"""Changes a second, of one note each."""

_SENTENCE = (
    "Bij de overdracht durf ik niet altijd te zeggen wat ik heb gezien, "
    "omdat er soms om gelachen wordt. "
)
_LENGTHS = (48, 95, 160, 70, 120, 30)


def text(number: int, version: int = 0) -> str:
    """Give the text of a note; versions differ by a few words, some by a line."""
    length = _LENGTHS[number % len(_LENGTHS)] + 6 * (version % 4)
    return f"Note {number} v{version}: {(_SENTENCE * 2)[:length]}".strip()


def column(place: int) -> range:
    """Give the numbers of the notes in a column."""
    return range(place, NOTES, COLUMNS)


def changed(version: int, anywhere: bool) -> int:
    """Give the note to change for the `version`th change: any, or one in view."""
    return version * 7 % (NOTES if anywhere else 11)
