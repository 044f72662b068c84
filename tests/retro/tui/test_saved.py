"""Any saved session as a view: nothing of it is left out, and every page takes it."""

from __future__ import annotations

from hypothesis import given, settings

from formats.session_file import SavedSession
from retro.i18n import LANGS, Speech
from retro.tui import lists
from retro.tui.saved import view_of
from tests.support.sessions import sessions


@settings(deadline=None, max_examples=30)
@given(sessions())
def test_all_of_a_session_is_in_its_view(session: SavedSession) -> None:
    """Notes, themes, answers, votes, norms and places are there as they were saved."""
    view = view_of(session)
    assert [note.text for note in view.notes.notes] == [n.text for n in session.notes]
    assert [*view.columns] == [column.key for column in session.columns]
    assert [theme.notes for theme in view.themes.themes] == [
        theme.notes for theme in session.themes
    ]
    assert [a.respondents for a in view.answers.values()] == [
        a.respondents for a in session.answers
    ]
    assert (view.dots is not None) == bool(session.vote_mode)
    assert [norm.text for norm in view.norms.norms] == [n.text for n in session.norms]
    assert len(view.norms.earlier) == sum(len(n.earlier) for n in session.norms)
    assert len(view.places.places) == len(session.places)


@settings(deadline=None, max_examples=30)
@given(sessions())
def test_every_list_takes_it(session: SavedSession) -> None:
    """The lists that a session's pages show can be made of it in both languages."""
    view = view_of(session)
    for lang in LANGS:
        _ = Speech(lang)
        assert len(lists.norm_cards(_, view)) == len(session.norms)
        assert all(lists.was(_, one) for one in view.norms.earlier)
        assert {*lists.columns(view)} >= {note.column for note in session.notes}
