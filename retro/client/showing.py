"""The state of a session as events: what every front shows, in the order shown."""

from __future__ import annotations

from collections.abc import Iterable

from retro.client import events as ev
from retro.client.drafts import Draft, Drafts
from retro.session.question import (
    CHOICES,
    norm_subject,
    options,
    revealed,
    themes_subject,
)
from retro.session.state import Answers, Norm, State
from retro.session.walk import begun, current


def step_event(state: State, *, leads: bool) -> ev.StepEvent:
    """Give the step the session is at; tips only for the facilitator.

    Raises `Invalid` before the session began.
    """
    step = current(state)
    scale, dotted = step.answer == "scale", step.mode == "dots"
    chosen = options(step, begun(state).lang) if step.answer and not scale else ()
    return ev.StepEvent(
        id=state.step,
        steps=len(begun(state).agenda.steps),
        kind=step.kind,
        title=step.title,
        question=step.question or None,
        answer=step.answer or None,
        min=step.low if scale else None,
        max=step.high if scale else None,
        min_label=(step.low_label or None) if scale else None,
        max_label=(step.high_label or None) if scale else None,
        options=tuple(ev.OptionItem(id=o.id, title=o.title) for o in chosen) or None,
        columns=tuple(ev.ColumnItem(key=c.key, title=c.title) for c in step.columns)
        or None,
        mode=step.mode or None,
        budget=step.budget if dotted else None,
        max_each=step.max_each if dotted else None,
        prompts=tuple((p.word, p.meaning) for p in step.prompts) or None,
        tips=(step.tips or None) if leads else None,
    )


def notes_event(state: State) -> ev.Notes:
    """Give all notes on the board; those set aside are not there."""
    return ev.Notes(
        notes=tuple(
            ev.NoteItem(id=note.id, column=note.column, text=note.text)
            for note in state.board.notes
        ),
        unreadable=state.unreadable,
    )


def drafts_event(drafts: Drafts) -> ev.Drafts:
    """Give a person's own drafts, for that person alone."""

    def items(these: Iterable[Draft]) -> tuple[ev.NoteItem, ...]:
        return tuple(
            ev.NoteItem(id=draft.id, column=draft.column, text=draft.text)
            for draft in these
        )

    return ev.Drafts(drafts=items(drafts.notes), spent=items(drafts.spent))


def themes_event(state: State) -> ev.Themes:
    """Give all themes."""
    return ev.Themes(
        themes=tuple(
            ev.ThemeItem(id=theme.id, title=theme.title, notes=theme.notes)
            for theme in state.board.themes
        )
    )


def answers_event(answers: Answers) -> ev.Answers:
    """Give the result of one question."""
    return ev.Answers(
        step=answers.step,
        question=answers.question,
        counts=tuple(
            ev.CountItem(id=count.id, title=count.title, count=count.count)
            for count in answers.counts
        ),
        respondents=answers.respondents,
        people=answers.people,
        spoiled=answers.spoiled,
    )


def dots_event(state: State) -> ev.Dots | None:
    """Give the last vote, or None; themes that went or came since are left out."""
    if state.vote is None:
        return None
    asked = themes_subject(state.vote.step, state.board.themes)
    votes = {vote.theme: vote for vote in state.vote.themes}
    return ev.Dots(
        step=state.vote.step,
        themes=tuple(
            ev.DotsItem(
                id=theme.id,
                title=theme.title,
                dots=votes[theme.id].dots,
                people=votes[theme.id].people,
            )
            for theme in state.board.themes
            if theme.id in votes
        ),
        respondents=state.vote.respondents,
        spoiled=state.vote.spoiled,
        changed=asked not in revealed(state),
    )


def norms_event(state: State) -> ev.Norms:
    """Give all norms with their consent, those let go too, and the reasons given.

    A norm names the theme it came from only while that is there.
    """
    themes = {theme.id for theme in state.board.themes}
    over = revealed(state)
    return ev.Norms(
        norms=tuple(
            ev.NormItem(
                id=norm.id,
                text=norm.text,
                theme=norm.theme if norm.theme in themes else None,
                agree=norm.agree,
                concern=norm.concern,
                object=norm.object,
                status=norm.status,
                review=norm.review,
                asked=_asked(over, norm),
                brought=norm.brought,
                reworded=norm.revision > 1,
            )
            for norm in state.board.norms
        ),
        reasons=tuple(
            ev.ReasonItem(norm=norm.id, text=text)
            for norm in state.board.norms
            for text in norm.reasons
        ),
        earlier=tuple(
            ev.EarlierItem(
                norm=norm.id,
                date=one.date,
                text=one.text,
                status=one.status,
                asked=("review" if one.reviewed else "norms") if one.asked else "",
                agree=one.agree,
                concern=one.concern,
                object=one.object,
                reasons=one.reasons,
            )
            for norm in state.board.norms
            for one in norm.earlier
        ),
    )


def _asked(over: frozenset[str], norm: Norm) -> str:
    """Give the kind of step that last asked about a norm in these words, if any."""
    for kind in ("norms", "review"):
        if norm_subject(CHOICES[kind], norm.id, norm.revision) in over:
            return kind
    return ""


def places_event(state: State) -> ev.Places:
    """Give where to go for help; raises `Invalid` before the session began."""
    places = begun(state).agenda.places
    return ev.Places(places=tuple((place.kind, place.text) for place in places))
