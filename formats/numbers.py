"""Shares as the source shows them, in whole numbers so that no rounding decides."""

from __future__ import annotations

THRESHOLD = 25
"""Per cent of the respondents from which an answer counts as a theme."""


def percent(count: int, of: int) -> int:
    """Give the share in whole per cents, half rounded up; of nobody it is 0."""
    return (200 * count + of) // (2 * of) if of else 0


def reaches(count: int, of: int, threshold: int = THRESHOLD) -> bool:
    """Tell whether the share is at least `threshold` per cent: 7 of 29 is not 25 %."""
    return of > 0 and 100 * count >= threshold * of


def just_below(count: int, of: int, threshold: int = THRESHOLD) -> bool:
    """Tell whether one more would have reached the threshold."""
    return not reaches(count, of, threshold) and reaches(count + 1, of, threshold)
