"""What a front shows of a state, as plain frozen values in the order shown."""

from __future__ import annotations

from attrs import frozen

from formats.agenda import Step
from formats.session_file import NormStatus
from retro.session.question import options
from retro.session.state import Note, Option, State, Theme
from retro.session.walk import begun, current


@frozen(kw_only=True)
class StepView:
    """The step the session is at; `step` is the agenda's.

    `options` is what an answer can be: points of a scale, yes and no, choices or ticks.
    """

    id: int
    step: Step
    options: tuple[Option, ...]


@frozen(kw_only=True)
class NotesView:
    """All notes, and how many slots could not be read."""

    notes: tuple[Note, ...]
    unreadable: int


@frozen(kw_only=True)
class ThemeDots:
    """What a theme that is still there got in the vote."""

    id: int
    title: str
    dots: int
    people: int


@frozen(kw_only=True)
class DotsView:
    """The last vote, in the order of the themes."""

    themes: tuple[ThemeDots, ...]
    respondents: int
    people: int
    spoiled: int


@frozen(kw_only=True)
class NormView:
    """A norm with its consent; `theme` is None when it has none (any more)."""

    id: int
    text: str
    theme: int | None
    agree: int
    concern: int
    object: int
    status: NormStatus
    review: str


@frozen(kw_only=True)
class ReasonView:
    """A reason given with a consent to a norm."""

    norm: int
    text: str


@frozen(kw_only=True)
class NormsView:
    """All norms and the reasons given."""

    norms: tuple[NormView, ...]
    reasons: tuple[ReasonView, ...]


def step(state: State) -> StepView:
    """Give the step the session is at; raises `Invalid` before it began."""
    here = current(state)
    return StepView(id=state.step, step=here, options=options(here, begun(state).lang))


def notes(state: State) -> NotesView:
    """Give the notes on the board; those set aside are not there."""
    return NotesView(notes=state.board.notes, unreadable=state.unreadable)


def dots(state: State) -> DotsView | None:
    """Give the last vote, or None; themes that went or came since are left out."""
    if state.vote is None:
        return None
    votes = {vote.theme: vote for vote in state.vote.themes}
    return DotsView(
        themes=tuple(
            ThemeDots(
                id=theme.id,
                title=theme.title,
                dots=votes[theme.id].dots,
                people=votes[theme.id].people,
            )
            for theme in state.board.themes
            if theme.id in votes
        ),
        respondents=state.vote.respondents,
        people=state.vote.people,
        spoiled=state.vote.spoiled,
    )


def ranked(state: State) -> tuple[Theme, ...]:
    """Give the themes to talk about: the most dots first, equal ones as they stand."""
    found = dots(state)
    got = (
        {theme.id: (theme.dots, theme.people) for theme in found.themes}
        if found
        else {}
    )
    nothing = (-1, -1)
    return tuple(
        sorted(
            state.board.themes,
            key=lambda theme: got.get(theme.id, nothing),
            reverse=True,
        )
    )


def norms(state: State) -> NormsView:
    """Give all norms, those let go too, and what was said about their words."""
    themes = {theme.id for theme in state.board.themes}
    return NormsView(
        norms=tuple(
            NormView(
                id=norm.id,
                text=norm.text,
                theme=norm.theme if norm.theme in themes else None,
                agree=norm.agree,
                concern=norm.concern,
                object=norm.object,
                status=norm.status,
                review=norm.review,
            )
            for norm in state.board.norms
        ),
        reasons=tuple(
            ReasonView(norm=norm.id, text=text)
            for norm in state.board.norms
            for text in norm.reasons
        ),
    )
