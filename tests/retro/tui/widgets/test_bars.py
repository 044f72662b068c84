"""Bars of a result: every label whole, every line within its width."""

from __future__ import annotations

import pytest
from attrs import evolve
from rich.cells import cell_len

from retro.client import events as e
from retro.i18n import Speech
from retro.tui.widgets.bars import bars

_ = Speech("en")
LONG = "Who the confidant is and how to reach them, at night 👩‍⚕️ and [b]on[/b] Sundays"


def result(
    *counts: tuple[str, int], respondents: int = 4, spoiled: int = 0
) -> e.Answers:
    """Make the result of a question to six people."""
    return e.Answers(
        step=1,
        question="Why?",
        counts=tuple(
            e.CountItem(id=n, title=title, count=count)
            for n, (title, count) in enumerate(counts, 1)
        ),
        respondents=respondents,
        people=6,
        spoiled=spoiled,
    )


SCALE = result(("1", 0), ("2", 1), ("3", 3))
ENDS = ("not free at all", "completely free")


def lines(
    answers: e.Answers, width: int, ends: tuple[str, str] = ("", "")
) -> list[str]:
    """Draw the bars as lines of text."""
    return bars(_, answers, width, ends=ends).plain.split("\n")


def test_it_says_how_many_answered_before_the_bars() -> None:
    """Of how many the per cents are stands on top, with what could not be counted."""
    assert lines(SCALE, 78)[:2] == ["4 of 6 answered", ""]
    spoiled = evolve(SCALE, spoiled=2)
    assert lines(spoiled, 78)[0] == "4 of 6 answered · 2 answers could not be counted"


def test_per_cents_are_whole_and_of_the_respondents() -> None:
    """The count and the share of who answered stand behind each bar."""
    assert [line.split()[-2:] for line in lines(SCALE, 78)[2:]] == [
        ["0", "0%"],
        ["1", "25%"],
        ["3", "75%"],
    ]


def test_bars_are_as_long_as_their_share() -> None:
    """A quarter fills a quarter of the bar, and nobody fills nothing."""
    filled = [line.count("█") for line in lines(SCALE, 78)[2:]]
    whole = {line.count("█") + line.count("░") for line in lines(SCALE, 78)[2:]}
    assert len(whole) == 1
    assert filled == [0, whole.pop() // 4, max(filled)]
    assert max(filled) == 3 * filled[1]


def test_nobody_answering_is_no_division_by_nothing() -> None:
    """Without respondents every bar is empty."""
    nobody = lines(result(("1", 0), ("2", 0), respondents=0), 78)
    assert all("█" not in line for line in nobody)
    assert nobody[0] == "0 of 6 answered"
    assert lines(result(respondents=0), 78) == ["0 of 6 answered", ""]


@pytest.mark.parametrize("width", [20, 30, 38, 60, 78, 118])
def test_no_line_is_wider_and_no_label_is_cut(width: int) -> None:
    """At any width long labels wrap, beside or above their bar."""
    drawn = lines(result((LONG, 1), ("Else", 3)), width)
    assert max(map(cell_len, drawn)) <= width
    words = " ".join(
        line.split("█")[0].split("░")[0].strip() for line in drawn[2:]
    ).split()
    assert "".join(words).startswith("".join(LONG.split()))


def test_what_the_ends_of_a_scale_mean_stands_with_them() -> None:
    """Beside the first and last bar where there is room, else below all of them."""
    assert any(
        line.startswith("1 not free at all  ░") for line in lines(SCALE, 78, ENDS)
    )
    assert any(
        line.startswith("3 completely free  █") for line in lines(SCALE, 78, ENDS)
    )
    narrow = lines(SCALE, 36, ENDS)
    assert narrow[-2:] == ["1 = not free at all", "3 = completely free"]
    assert lines(SCALE, 36, ("", "free"))[-1].startswith("3 free  █")
    assert lines(SCALE, 36, ("", "free" * 5))[-1] == "3 = " + "free" * 5


def test_hostile_labels_are_drawn_as_they_are() -> None:
    """Markup stays text, and what a terminal would obey is gone."""
    drawn = "\n".join(lines(result(("[/oops] \x1b[31mx", 4)), 78))
    assert "[/oops]" in drawn
    assert "\x1b" not in drawn
