"""Shares as the source shows them, in whole numbers so that no rounding decides."""

from __future__ import annotations

from collections.abc import Mapping
from fractions import Fraction

THRESHOLD = 25
"""Per cent of the respondents from which an answer counts as a theme."""


def percent(count: int, of: int) -> int:
    """Give the share in whole per cents, half rounded up; of nobody it is 0."""
    return (200 * count + of) // (2 * of) if of else 0


def reaches(count: int, of: int, threshold: Fraction | int = THRESHOLD) -> bool:
    """Tell whether the share is at least `threshold` per cent: 7 of 29 is not 25 %."""
    return of > 0 and 100 * count >= threshold * of


def just_below(count: int, of: int, threshold: Fraction | int = THRESHOLD) -> bool:
    """Tell whether one more would have reached the threshold."""
    return not reaches(count, of, threshold) and reaches(count + 1, of, threshold)


def mean(counts: Mapping[int, int]) -> Fraction:
    """Give the mean of points by how often each was given, to one decimal, half up."""
    of = sum(counts.values())
    total = sum(point * count for point, count in counts.items())
    return Fraction((20 * total + of) // (2 * of), 10)


def median(counts: Mapping[int, int]) -> Fraction:
    """Give the middle of points by how often each was given, or of the middle two."""
    points = sorted(point for point, count in counts.items() for _ in range(count))
    return Fraction(points[(len(points) - 1) // 2] + points[len(points) // 2], 2)


def bar(share: Fraction, width: int = 20) -> str:
    """Draw a share from 0 to 1 as a bar; what is not nothing is seen as something."""
    filled = max(int(share * width + Fraction(1, 2)), int(share > 0))
    return "█" * filled + "░" * (width - filled)
