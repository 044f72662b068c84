"""The lists and results of a session, one item a line; pure."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from formats.text import one_line
from retro.client import events as e
from retro.i18n import N_, Speech
from retro.sentences import STATUSES, said


def _column(key: str, titles: Mapping[str, str]) -> str:
    return one_line(titles.get(key, key))


def notes(_: Speech, event: e.Notes, titles: Mapping[str, str]) -> Iterator[str]:
    """Say all notes on the board, by the titles of their columns."""
    yield _.plural("There is {n} note.", "There are {n} notes.", len(event.notes))
    for note in event.notes:
        yield _(
            "Note {id}, {column}: {text}",
            id=note.id,
            column=_column(note.column, titles),
            text=one_line(note.text),
        )
    if event.unreadable:
        yield _.plural(
            "{n} note could not be read.",
            "{n} notes could not be read.",
            event.unreadable,
        )


def drafts(_: Speech, event: e.Drafts, titles: Mapping[str, str]) -> Iterator[str]:
    """Say the reader's own drafts."""
    yield _.plural(
        "You have {n} draft, on this laptop alone.",
        "You have {n} drafts, on this laptop alone.",
        len(event.drafts),
    )
    for draft in event.drafts:
        yield _(
            "Draft {id}, {column}: {text}",
            id=draft.id,
            column=_column(draft.column, titles),
            text=one_line(draft.text),
        )
    for draft in event.spent:
        yield _("May have been read: {text}", text=one_line(draft.text))


def themes(_: Speech, event: e.Themes) -> Iterator[str]:
    """Say all themes with the numbers of their notes."""
    yield _.plural("There is {n} theme.", "There are {n} themes.", len(event.themes))
    for theme in event.themes:
        yield _.plural(
            "Theme {id}, {title}: note {notes}.",
            "Theme {id}, {title}: notes {notes}.",
            len(theme.notes),
            id=theme.id,
            title=one_line(theme.title),
            notes=", ".join(map(str, theme.notes)),
        )


def answers(_: Speech, event: e.Answers) -> Iterator[str]:
    """Say the result of a question."""
    yield _(
        "{question} {respondents} of {people} answered.",
        question=one_line(event.question),
        respondents=event.respondents,
        people=event.people,
    )
    for item in event.counts:
        yield f"{one_line(item.title)}: {item.count}"
    yield from _spoiled(_, event.spoiled)


def _spoiled(_: Speech, spoiled: int) -> Iterator[str]:
    if spoiled:
        yield _.plural(
            "{n} answer could not be counted.",
            "{n} answers could not be counted.",
            spoiled,
        )


def dots(_: Speech, event: e.Dots) -> Iterator[str]:
    """Say the result of a vote."""
    yield _.plural("{n} person voted.", "{n} people voted.", event.respondents)
    for item in event.themes:
        yield _.plural(
            "Theme {id}, {title}: {n} dot, {people} voted for it.",
            "Theme {id}, {title}: {n} dots, {people} voted for it.",
            item.dots,
            id=item.id,
            title=one_line(item.title),
            people=item.people,
        )
    yield from _spoiled(_, event.spoiled)


_COUNTED = {
    False: N_(
        "Norm {id}, {status}, {agree} agree, {concern} with a concern, "
        "{object} object: {text}"
    ),
    True: N_(
        "Norm {id}, {status}, {agree} keep it, {concern} say it differently, "
        "{object} let it go: {text}"
    ),
}
"""A norm with its counts: asked in draft, and in review."""


def norms(_: Speech, event: e.Norms) -> Iterator[str]:
    """Say all norms, how they stand, and the reasons given.

    Of a norm that is not asked about yet in these words, what was said before too.
    """
    yield _.plural("There is {n} norm.", "There are {n} norms.", len(event.norms))
    for norm in event.norms:
        counts = norm.agree + norm.concern + norm.object
        status = said(_, STATUSES, norm.status)
        text = one_line(norm.text)
        if not counts:
            yield _("Norm {id}, {status}: {text}", id=norm.id, status=status, text=text)
            continue
        sentence = _COUNTED[norm.asked == "review"]
        yield _(
            sentence,
            id=norm.id,
            status=status,
            agree=norm.agree,
            concern=norm.concern,
            object=norm.object,
            text=text,
        )
        if norm.status == "agreed" and norm.review:
            yield _("To be looked at again on {date}.", date=norm.review)
    for reason in event.reasons:
        yield _(
            "A reason with norm {id}: {text}",
            id=reason.norm,
            text=one_line(reason.text),
        )
    waiting = {norm.id for norm in event.norms if not norm.asked}
    for one in event.earlier:
        if one.norm in waiting:
            yield from _earlier(_, one)


def _earlier(_: Speech, one: e.EarlierItem) -> Iterator[str]:
    """Say what a norm was before, and what was said of it then."""
    status = said(_, STATUSES, one.status)
    text = one_line(one.text)
    if one.date:
        yield _(
            "Norm {id} on {date}, {status}: {text}",
            id=one.norm,
            date=one.date,
            status=status,
            text=text,
        )
    else:
        yield _(
            "Norm {id} before, {status}: {text}", id=one.norm, status=status, text=text
        )
    for reason in one.reasons:
        yield _("A reason then: {text}", text=one_line(reason))
