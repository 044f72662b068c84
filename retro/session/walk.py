"""Walking over the agenda: which step is next, before, or meant by what was typed.

A review of norms is skipped when the team brought none.
"""

from __future__ import annotations

from formats.agenda import Step
from formats.entries import Begin
from retro.session.state import Invalid, State


def begun(state: State) -> Begin:
    """Give what the session began with; `out-of-step` before that."""
    if state.begin is None:
        raise Invalid("out-of-step")
    return state.begin


def current(state: State) -> Step:
    """Give the step the session is at; `out-of-step` before it began."""
    return begun(state).agenda.steps[state.step - 1]


def open_steps(begin: Begin) -> tuple[int, ...]:
    """Give the numbers of the steps that this session has, in order."""
    return tuple(
        number
        for number, step in enumerate(begin.agenda.steps, 1)
        if step.kind != "review" or begin.norms
    )


def next_step(state: State) -> int:
    """Give the number of the step after this one; past the end: `out-of-step`."""
    for number in open_steps(begun(state)):
        if number > state.step:
            return number
    raise Invalid("out-of-step")


def step_back(state: State) -> int:
    """Give the number of the step before this one; before the first: `out-of-step`."""
    for number in reversed(open_steps(begun(state))):
        if number < state.step:
            return number
    raise Invalid("out-of-step")


def find_step(state: State, wanted: str) -> int:
    """Give the number of the step meant by a number or a kind.

    Of several steps of a kind it is the first after this one, else the first of all. A
    number that is no step is `out-of-step`, anything else `no-such-id`.
    """
    begin = begun(state)
    steps = open_steps(begin)
    if wanted.isascii() and wanted.isdecimal():
        # Compared as text, since a number may be too long to convert.
        for number in steps:
            if str(number) == (wanted.lstrip("0") or "0"):
                return number
        raise Invalid("out-of-step")
    kind = wanted.casefold()
    found = [n for n in steps if begin.agenda.steps[n - 1].kind == kind]
    if not found:
        raise Invalid("no-such-id")
    return next((number for number in found if number > state.step), found[0])
