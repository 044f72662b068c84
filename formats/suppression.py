"""What may be shown of groups so that no small one can be read or computed.

Everything a report shows of a question is a sum over one division of its sessions into
cells: the whole, a group, what a group leaves. As long as every cell that holds an
answer holds those of enough people, whatever anyone adds or subtracts is a sum over
cells too, and so about enough people; nor do sums, means or limits say anything of a
part of a cell that the cell's own figures do not say. A group that would leave a cell
too small is held back, however large it is itself (the statisticians' complementary
suppression), and groupings that overlap share the one division.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence

MINIMUM = 5
"""Fewer respondents than this are never shown apart; a report can only ask for more."""

Cell = frozenset[int]
"""Sessions, by their number."""


def publishable(
    whole: Cell,
    groupings: Sequence[Mapping[str, Cell]],
    people: Callable[[Cell], int],
    minimum: int = MINIMUM,
) -> list[frozenset[str]] | None:
    """Name the groups of each grouping that can be shown beside the whole.

    None when not even the whole can. `people` counts the respondents of some sessions;
    more sessions never have fewer. Earlier groupings go first, in each the largest
    group, so that the smallest is held back.
    """
    if people(whole) < minimum:
        return None
    cells = [whole]
    shown: list[frozenset[str]] = []
    for groups in groupings:
        here: set[str] = set()
        for name in sorted(groups, key=lambda name: (-people(groups[name]), name)):
            group = groups[name]
            finer = [
                part
                for cell in cells
                for part in (cell & group, cell - group)
                if people(part)
            ]
            if people(group) and all(people(cell) >= minimum for cell in finer):
                cells = finer
                here.add(name)
        shown.append(frozenset(here))
    return shown
