"""A state as the session file keeps it: what is left to read, and nothing about who."""

from __future__ import annotations

from formats.entries import NormStatus
from formats.session_file import (
    SavedAnswers,
    SavedCount,
    SavedNorm,
    SavedNote,
    SavedSession,
    SavedTheme,
)
from retro.session.state import Norm, State, ThemeVotes
from retro.session.walk import begun


def _status(norm: Norm) -> NormStatus:
    """Give how it stands with a norm; one that nobody touched stands as it did."""
    untouched = norm.status == "draft" and norm.revision == 1 and not norm.asked
    return norm.earlier[-1].status if untouched and norm.earlier else norm.status


def saved(state: State, people: int) -> SavedSession:
    """Give what is saved of a session with `people` members.

    Notes set aside are not on the board, and so nowhere in the file. Raises `Invalid`
    before the session began.
    """
    begin = begun(state)
    columns = {
        column.key: column for step in begin.agenda.steps for column in step.columns
    }
    votes = {one.theme: one for one in state.vote.themes} if state.vote else {}
    none = ThemeVotes(theme=0, dots=0, people=0)
    titles = {theme.id: theme.title for theme in state.board.themes}
    return SavedSession(
        version=1,
        lang=begin.lang,
        title=begin.title,
        team=begin.team,
        date=begin.date,
        agenda=begin.agenda.name,
        people=people,
        columns=tuple(columns.values()),
        notes=tuple(
            SavedNote(id=note.id, column=note.column, text=note.text)
            for note in state.board.notes
        ),
        unreadable=state.unreadable,
        themes=tuple(
            SavedTheme(
                id=theme.id,
                title=theme.title,
                notes=theme.notes,
                voted=theme.id in votes,
                dots=votes.get(theme.id, none).dots,
                people=votes.get(theme.id, none).people,
            )
            for theme in state.board.themes
        ),
        vote_respondents=state.vote.respondents if state.vote else 0,
        answers=tuple(
            SavedAnswers(
                question=answers.question,
                kind=answers.kind,
                counts=tuple(
                    SavedCount(title=count.title, count=count.count)
                    for count in answers.counts
                ),
                respondents=answers.respondents,
                people=answers.people,
            )
            for answers in state.answers
        ),
        norms=tuple(
            SavedNorm(
                id=norm.id,
                text=norm.text,
                theme=titles.get(norm.theme, norm.origin),
                asked=norm.asked,
                agree=norm.agree,
                concern=norm.concern,
                object=norm.object,
                status=_status(norm),
                review=norm.review,
                reasons=norm.reasons,
                reviewed=norm.reviewed,
                earlier=norm.earlier,
            )
            for norm in state.board.norms
        ),
        places=begin.agenda.places,
        vote_mode=state.vote.mode if state.vote else "",
    )
