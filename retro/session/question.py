"""What a collect asks at the step the session is at.

A question stands for all of its parts in the order shown, so that two clients that
agree on the log agree on the ballot, byte for byte.
"""

from __future__ import annotations

from collections.abc import Callable

from attrs import evolve

from formats.agenda import Lang, Step, StepKind
from formats.hashing import H
from retro.anonymity.ballots import CELLS_MAX, Ballot
from retro.session.state import Invalid, Norm, Option, Question, State, Theme
from retro.session.walk import begun, current

CONSENT = ("agree", "concern", "object")
"""What can be said of a norm in draft; on the ballot they are 1, 2 and 3."""

REVIEW = ("keep", "reword", "let-go")
"""What can be said of a norm the team brought, likewise."""

CHOICES: dict[StepKind, tuple[str, ...]] = {"review": REVIEW, "norms": CONSENT}
"""What can be said of norms, by the kind of step that asks it."""

_NORM_FAMILY: dict[tuple[str, ...], str] = {REVIEW: "review", CONSENT: "norm"}
_YES_NO: dict[Lang, tuple[str, str]] = {"nl": ("ja", "nee"), "en": ("yes", "no")}


def options(step: Step, lang: Lang) -> tuple[Option, ...]:
    """Give what can be chosen: points of the scale by value, all else from 1."""
    if step.answer == "scale":
        points = range(step.low, step.high + 1)
        return tuple(Option(id=point, title=str(point)) for point in points)
    titles = _YES_NO[lang] if step.answer == "yesno" else step.options
    return tuple(Option(id=n, title=title) for n, title in enumerate(titles, 1))


def norm_subject(choices: tuple[str, ...], norm: int, revision: int) -> str:
    """Name the question of what people think of a norm in these very words."""
    return f"{_NORM_FAMILY[choices]}:{norm}:{revision}"


def themes_subject(step: int, themes: tuple[Theme, ...]) -> str:
    """Name the question of what people choose, at a step, of these very themes."""
    shown = H("themes", [[theme.id, theme.title, theme.notes] for theme in themes])
    return f"themes:{step}:{shown.hex()}"


def _about(state: State, ballot: Ballot) -> Question:
    """Make the question of this step, about nothing but the step itself."""
    step = current(state)
    here = frozenset({f"step:{state.step}"})
    return Question(
        kind=ballot.kind,
        ballot=ballot,
        step=state.step,
        text=step.question or step.title,
        subjects=here,
        family=here,
        answer=step.answer,
    )


def revealed(state: State) -> frozenset[str]:
    """Give the subjects of every round that was revealed."""
    return frozenset().union(*(asked.subjects for asked in state.asked))


def _new(state: State, question: Question) -> Question:
    """Refuse what was revealed already: a ballot is cast once."""
    if question.subjects & revealed(state):
        raise Invalid("out-of-step")
    if not question.ballot.fits(state.people):
        raise Invalid("over-max")
    return question


def _write(state: State) -> Question:
    columns = tuple(column.key for column in current(state).columns)
    ballot = Ballot(kind="notes", columns=len(columns))
    return evolve(_about(state, ballot), columns=columns)


def _ask(state: State) -> Question:
    step = current(state)
    choices = options(step, begun(state).lang)
    if not step.answer:
        raise Invalid("out-of-step")
    if step.answer == "words":
        ballot = Ballot(kind="words")
    elif step.answer == "ticks":
        ballot = Ballot(kind="ticks", options=len(choices))
    else:
        ballot = Ballot(kind="answer", low=choices[0].id, high=choices[-1].id)
    return _new(state, evolve(_about(state, ballot), options=choices))


def _vote(state: State) -> Question:
    themes = state.board.themes
    if not themes:
        raise Invalid("no-themes")
    step = current(state)
    if step.mode == "recognise":
        ballot = Ballot(kind="ticks", options=len(themes))
    else:
        ballot = Ballot(
            kind="dots", themes=len(themes), budget=step.budget, cap=step.max_each
        )
    return _new(
        state,
        evolve(
            _about(state, ballot),
            subjects=frozenset({themes_subject(state.step, themes)}),
            themes=tuple(theme.id for theme in themes),
        ),
    )


def _norms(
    state: State, choices: tuple[str, ...], wanted: Callable[[Norm], bool]
) -> Question:
    """Ask about the drafts that are `wanted` and not asked in these words yet.

    No more of them than fit in one round of this roster; the rest is for the next.
    """
    over = revealed(state)
    asked = [
        norm
        for norm in state.board.norms
        if norm.status == "draft"
        and wanted(norm)
        and norm_subject(choices, norm.id, norm.revision) not in over
    ][: CELLS_MAX // max(state.people, 1) - 1]
    if not asked:
        raise Invalid("out-of-step")
    return evolve(
        _about(state, Ballot(kind="consent", norms=len(asked), choices=len(choices))),
        subjects=frozenset(
            norm_subject(choices, norm.id, norm.revision) for norm in asked
        ),
        family=frozenset(f"{_NORM_FAMILY[choices]}:{norm.id}" for norm in asked),
        norms=tuple(norm.id for norm in asked),
        choices=choices,
    )


def _review(state: State) -> Question:
    return _norms(state, REVIEW, lambda norm: norm.brought and norm.revision == 1)


def _consent(state: State) -> Question:
    return _norms(state, CONSENT, lambda _: True)


def _nothing(_: State) -> Question:
    raise Invalid("out-of-step")


_BY_KIND: dict[StepKind, Callable[[State], Question]] = {
    "welcome": _nothing,
    "ask": _ask,
    "review": _review,
    "write": _write,
    "group": _nothing,
    "vote": _vote,
    "talk": _nothing,
    "norms": _consent,
    "close": _ask,
}


def question(state: State) -> Question:
    """Give what a collect would ask now.

    Raises `Invalid`: `out-of-step` when there is nothing to ask here (another kind of
    step, or a ballot that was revealed and has not changed since), `no-themes` when
    there is nothing to vote on, `over-max` when it has too many parts for this roster.
    Notes can be collected again and again.
    """
    if state.ended:
        raise Invalid("out-of-step")
    return _BY_KIND[current(state).kind](state)
