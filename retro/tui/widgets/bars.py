"""The result of a question as bars of text: n of N, whole per cents."""

from __future__ import annotations

from rich.cells import cell_len
from textual.content import Content

from retro.client import events as e
from retro.i18n import Speech

FULL = 20
"""Cells of a bar that everyone is in."""


def bars(_: Speech, answers: e.Answers, width: int = 72) -> Content:
    """Draw a bar for each answer, and say how many answered.

    Below `width` cells the label stands above its bar instead of beside it.
    """
    whole = max(1, answers.respondents)
    label = max((cell_len(item.title) for item in answers.counts), default=0)
    beside = label + FULL + 10 <= width
    lines = []
    for item in answers.counts:
        filled = round(FULL * min(item.count, whole) / whole)
        bar = "█" * filled + "░" * (FULL - filled)
        percent = round(100 * item.count / whole)
        figure = f" {item.count:>2}  {percent:>3}%"
        title = item.title + " " * (label - cell_len(item.title) if beside else 0)
        gap = "  " if beside else "\n"
        lines.append(Content.assemble(title, gap, (bar, "$primary"), figure))
    said = _(
        "{respondents} of {people} answered",
        respondents=answers.respondents,
        people=answers.people,
    )
    if answers.spoiled:
        said += " · " + _.plural(
            "{n} answer could not be counted",
            "{n} answers could not be counted",
            answers.spoiled,
        )
    lines.append(Content.assemble((said, "$text-muted")))
    return Content("\n").join(lines)
