"""What the facilitator arranges on the board, each a function from board to board.

Undo keeps the board before; nothing here remembers. A title or a norm is one clean
line, since both end as a line of a document. Raises `Invalid`: `no-such-id`,
`bad-value`, `over-max` (as many themes or norms as there can be), `out-of-step`.
"""

from __future__ import annotations

from collections.abc import Iterable

from attrs import evolve

from formats.entries import THEMES_MAX, Earlier
from formats.text import clean, shorten
from retro.session.state import Board, Invalid, Norm, Theme, require, require_line

TITLE_SHOWN = 60
"""A theme without a title gets this much of its first note, in graphemes."""


def theme_of(board: Board, wanted: int) -> Theme:
    """Give the theme with this id."""
    for theme in board.themes:
        if theme.id == wanted:
            return theme
    raise Invalid("no-such-id")


def norm_of(board: Board, wanted: int) -> Norm:
    """Give the norm with this id."""
    for norm in board.norms:
        if norm.id == wanted:
            return norm
    raise Invalid("no-such-id")


def with_norms(board: Board, changed: Iterable[Norm]) -> Board:
    """Put changed norms in the place of those with their ids."""
    by_id = {norm.id: norm for norm in changed}
    return evolve(board, norms=tuple(by_id.get(norm.id, norm) for norm in board.norms))


def _without(themes: Iterable[Theme], notes: Iterable[int]) -> tuple[Theme, ...]:
    """Take notes out of their themes; a theme without notes is gone."""
    taken = frozenset(notes)
    left = (
        evolve(theme, notes=tuple(note for note in theme.notes if note not in taken))
        for theme in themes
    )
    return tuple(theme for theme in left if theme.notes)


def group(board: Board, number: int, notes: tuple[int, ...], title: str) -> Board:
    """Make theme `number` of these notes, taking them out of the themes they were in.

    Without a title it gets the beginning of the first note named.
    """
    known = {note.id: note for note in board.notes}
    require(notes and len(set(notes)) == len(notes), "bad-value")
    require(known.keys() >= set(notes), "no-such-id")
    first = known[notes[0]].text.replace("\n", " ")
    title = title or clean(shorten(first, TITLE_SHOWN))
    require_line(title)
    themes = _without(board.themes, notes)
    require(len(themes) < THEMES_MAX, "over-max")
    new = Theme(id=number, title=title, notes=tuple(sorted(notes)))
    return evolve(board, themes=(*themes, new))


def ungroup(board: Board, theme: int) -> Board:
    """Dissolve a theme; its notes stay."""
    gone = theme_of(board, theme)
    return evolve(board, themes=tuple(one for one in board.themes if one != gone))


def title(board: Board, theme: int, text: str) -> Board:
    """Give a theme another title."""
    titled = theme_of(board, theme)
    require_line(text)
    themes = tuple(
        evolve(one, title=text) if one == titled else one for one in board.themes
    )
    return evolve(board, themes=themes)


def aside(board: Board, note: int) -> Board:
    """Take a note off the board; only a board to go back to still holds it."""
    notes = tuple(one for one in board.notes if one.id != note)
    require(len(notes) < len(board.notes), "no-such-id")
    return evolve(board, notes=notes, themes=_without(board.themes, [note]))


def draft(board: Board, number: int, text: str, theme: int) -> Board:
    """Add norm `number` in draft, from a theme or from none (0)."""
    require_line(text)
    if theme:
        theme_of(board, theme)
    require(len(board.norms) < THEMES_MAX, "over-max")
    return evolve(board, norms=(*board.norms, Norm(id=number, text=text, theme=theme)))


def past(norm: Norm, date: str) -> tuple[Earlier, ...]:
    """Give what a norm was before, with what was said today of the words it has."""
    if not norm.asked:
        return norm.earlier
    today = Earlier(
        date=date,
        text=norm.text,
        status=norm.status,
        asked=True,
        reviewed=norm.reviewed,
        agree=norm.agree,
        concern=norm.concern,
        object=norm.object,
        reasons=norm.reasons,
    )
    return (*norm.earlier, today)


def reword(board: Board, norm: int, text: str, revision: int, date: str) -> Board:
    """Give a norm other words: a draft again, as all was said about the old words.

    What was said of those stays with it, as of `date`.
    """
    old = norm_of(board, norm)
    require_line(text)
    new = Norm(
        id=old.id,
        text=text,
        theme=old.theme,
        revision=revision,
        brought=old.brought,
        due=old.due,
        review=old.due,
        origin=old.origin,
        earlier=past(old, date),
    )
    return with_norms(board, [new])


def let_go(board: Board, norm: int) -> Board:
    """Let a norm go; it stays in the list as such, and other words bring it back."""
    old = norm_of(board, norm)
    require(old.status != "let-go", "out-of-step")
    return with_norms(board, [evolve(old, status="let-go")])
