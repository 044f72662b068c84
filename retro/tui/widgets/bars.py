"""The result of a question as bars of text: n of N, whole per cents."""

from __future__ import annotations

from collections.abc import Iterator

from rich.cells import cell_len
from textual.content import Content

from formats.numbers import percent
from retro.client import events as e
from retro.i18n import Speech
from retro.tui.widgets.wrapping import literal, wrap

SHORT, LONG = 16, 40
"""Cells of a bar that everyone is in, where there is little room and much."""

LABEL = 14
"""Cells that a long label needs beside its bar; with less it stands above."""

GAPS = 3
"""Cells between a label, its bar and its figures."""


def bars(
    _: Speech, answers: e.Answers, width: int = 72, *, ends: tuple[str, str] = ("", "")
) -> Content:
    """Say how many answered, and draw a bar for each answer.

    Labels wrap beside their bar, or stand above it where `width` cells are too few.
    `ends` say what the first and the last answer of a scale mean.
    """
    whole = answers.respondents
    figures = [f"{n.count:>2}  {percent(n.count, whole):>3}%" for n in answers.counts]
    figure = max(map(cell_len, figures), default=0)
    room = width - SHORT - figure - GAPS
    titles = [literal(item.title) for item in answers.counts]
    labels, below = _explained(titles, ends, room)
    longest = max(map(cell_len, labels), default=0)
    label = min(longest, room) if room >= min(longest, LABEL) else 0
    bar = max(4, min(width - label - figure - GAPS, LONG))
    lines = [
        Content.styled(line, "$foreground-muted") for line in _who(_, answers, width)
    ]
    lines.append(Content(""))
    for item, title, said in zip(answers.counts, labels, figures, strict=True):
        filled = round(bar * min(item.count, whole) / whole) if whole else 0
        drawn = Content.assemble(
            ("█" * filled, "$primary"),
            ("░" * (bar - filled), "$foreground 30%"),
            f" {said}",
        )
        if label:
            lines += _beside(title, label, drawn)
        else:
            lines += [*map(Content, wrap(title, width)), drawn]
    for text in below:
        lines += [
            Content.styled(line, "$foreground-muted") for line in wrap(text, width)
        ]
    return Content("\n").join(lines)


def _who(_: Speech, answers: e.Answers, width: int) -> list[str]:
    """Say how many answered, of how many."""
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
    return wrap(said, width)


def _explained(
    titles: list[str], ends: tuple[str, str], room: int
) -> tuple[list[str], list[str]]:
    """Put what the ends mean into their labels, or below all bars if it fits not."""
    if not any(ends) or len(titles) < 2:
        return titles, []
    low, high = map(literal, ends)
    labels = [f"{titles[0]} {low}", *titles[1:-1], f"{titles[-1]} {high}"]
    labels = [label.strip() for label in labels]
    if max(map(cell_len, labels)) <= room:
        return labels, []
    pairs = ((titles[0], low), (titles[-1], high))
    return titles, [f"{title} = {end}" for title, end in pairs if end]


def _beside(title: str, label: int, drawn: Content) -> Iterator[Content]:
    """Draw a label of several lines with its bar beside the first."""
    first, *others = wrap(title, max(2, label))
    yield Content.assemble(first + " " * (label - cell_len(first)) + "  ", drawn)
    yield from map(Content, others)
