"""A saved session as the screens of a session show one, and where sessions are."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

from formats.entries import Earlier
from formats.session_file import FILE_BYTES, SavedNorm, SavedSession
from retro.client import events as e
from retro.lives import KINDS, once
from retro.tui.view import View

FOLDERS = ("", "retro-session*/", "retro-demo*/")
"""Where files are looked for: in a folder, and in what exports and the demo make."""

MOST = 50
"""How many files are listed; beyond these one names the file."""


def found(folder: Path, *kinds: str) -> list[Path]:
    """List the files of these kinds in and just below a folder, the newest first."""
    dated = [
        (status.st_mtime_ns, path)
        for below in FOLDERS
        for kind in kinds
        for path in folder.glob(below + kind)
        if path.is_file() and (status := path.stat()).st_size <= FILE_BYTES
    ]
    return [path for _, path in sorted(dated, reverse=True)[:MOST]]


def sessions_in(folder: Path) -> list[Path]:
    """List the saved sessions in and just below a folder."""
    return found(folder, "*.retro")


def norms_in(folder: Path) -> list[Path]:
    """List what holds norms in and just below a folder."""
    return once(found(folder, *KINDS))


def view_of(session: SavedSession) -> View:
    """Give the view of a session that is over and was saved."""
    return View(
        welcome=e.Welcome(
            room="",
            server="",
            lang=session.lang,
            title=session.title,
            team=session.team,
        ),
        notes=e.Notes(
            notes=tuple(
                e.NoteItem(id=note.id, column=note.column, text=note.text)
                for note in session.notes
            ),
            unreadable=session.unreadable,
        ),
        columns={column.key: column.title for column in session.columns},
        themes=e.Themes(
            themes=tuple(
                e.ThemeItem(id=theme.id, title=theme.title, notes=theme.notes)
                for theme in session.themes
            )
        ),
        answers=dict(enumerate(_answers(session))),
        dots=_dots(session),
        norms=_norms(session),
        places=e.Places(
            places=tuple((place.kind, place.text) for place in session.places)
        ),
        ended=True,
    )


def _answers(session: SavedSession) -> Iterator[e.Answers]:
    for step, answers in enumerate(session.answers):
        yield e.Answers(
            step=step,
            question=answers.question,
            counts=tuple(
                e.CountItem(id=id_, title=count.title, count=count.count)
                for id_, count in enumerate(answers.counts)
            ),
            respondents=answers.respondents,
            people=answers.people,
            spoiled=0,
        )


def _dots(session: SavedSession) -> e.Dots | None:
    if not session.vote_mode:
        return None
    return e.Dots(
        step=0,
        themes=tuple(
            e.DotsItem(
                id=theme.id, title=theme.title, dots=theme.dots, people=theme.people
            )
            for theme in session.themes
            if theme.voted
        ),
        respondents=session.vote_respondents,
        spoiled=0,
    )


def _norms(session: SavedSession) -> e.Norms:
    themes = {theme.title: theme.id for theme in session.themes}
    return e.Norms(
        norms=tuple(
            e.NormItem(
                id=norm.id,
                text=norm.text,
                theme=themes.get(norm.theme),
                agree=norm.agree,
                concern=norm.concern,
                object=norm.object,
                status=norm.status,
                review=norm.review,
                asked=_asked_at(norm),
            )
            for norm in session.norms
        ),
        reasons=tuple(
            e.ReasonItem(norm=norm.id, text=reason)
            for norm in session.norms
            for reason in norm.reasons
        ),
        earlier=tuple(
            e.EarlierItem(
                norm=norm.id,
                date=one.date,
                text=one.text,
                status=one.status,
                asked=_asked_at(one),
                agree=one.agree,
                concern=one.concern,
                object=one.object,
                reasons=one.reasons,
            )
            for norm in session.norms
            for one in norm.earlier
        ),
    )


def _asked_at(norm: SavedNorm | Earlier) -> str:
    """Give the kind of step that the counts of a norm are of, if it was asked."""
    if norm.reviewed:
        return "review"
    return "norms" if norm.asked else ""
