"""The session file keeps what is left to read, and nothing about who."""

from __future__ import annotations

import pytest

from formats import entries as e
from formats.session_file import (
    SavedAnswers,
    SavedCount,
    SavedNorm,
    SavedNote,
    SavedTheme,
)
from formats.strict import structure, unstructure
from retro.session.saved import saved
from retro.session.state import Invalid, State
from tests.support import folding as m
from tests.support.folding import AGENDA, Meeting


def test_a_whole_session() -> None:
    """Every result is in the file, with the team, the date and where to go."""
    meeting = Meeting.begun().at(2).collect(((b"\4",),), ((b"\5",),), ((),), ((),))
    meeting.notes("one", "a harmful note", "two").at(m.GROUP)
    meeting.say(
        e.Group(notes=(1, 2), title="Listening"),
        e.Group(notes=(3,), title=""),
        e.Aside(note=1),
        e.Ungroup(theme=2),
    )
    meeting.at(m.VOTE).collect(*[((b"\2",),)] * 3, ((),))
    meeting.at(m.GROUP).say(e.Group(notes=(3,), title="Late"))
    meeting.at(m.NORMS).say(e.Norm(text="We ask", theme=1), e.Norm(text="B", theme=0))
    meeting.collect(*[((b"\1",), (), ())] * 3, ((b"\2",), (b"\3",), (b"\0too vague",)))
    file = saved(meeting.state, 4)
    assert structure(unstructure(file), type(file)) == file
    assert (file.team, file.date, file.agenda) == (
        "Team Noord",
        "2025-01-31",
        AGENDA.name,
    )
    assert (file.people, file.unreadable, file.vote_respondents) == (4, 0, 3)
    assert [column.key for column in file.columns] == ["well", "need"]
    assert file.places == AGENDA.places
    assert file.notes == (
        SavedNote(id=2, column="well", text="one"),
        SavedNote(id=3, column="well", text="two"),
    )
    assert file.themes == (
        SavedTheme(id=1, title="Listening", notes=(2,), voted=True, dots=6, people=3),
        SavedTheme(id=3, title="Late", notes=(3,), voted=False, dots=0, people=0),
    )
    points = [
        SavedCount(title=str(point), count=int(point > 3)) for point in range(1, 6)
    ]
    assert file.answers == (
        SavedAnswers(
            question="How free?",
            kind="scale",
            counts=tuple(points),
            respondents=2,
            people=4,
        ),
    )
    assert file.norms == (
        SavedNorm(
            id=1,
            text="We ask",
            theme="Listening",
            asked=True,
            agree=3,
            concern=1,
            object=0,
            status="agreed",
            review="2025-02-28",
            reasons=("too vague",),
        ),
        SavedNorm(
            id=2,
            text="B",
            theme="",
            asked=True,
            agree=0,
            concern=0,
            object=1,
            status="open",
            review="",
            reasons=(),
        ),
    )


def test_a_note_set_aside_is_nowhere_in_the_file() -> None:
    """Not as a text, not as an id, not as the title it gave."""
    meeting = Meeting.begun().notes("secret harm").at(m.GROUP)
    meeting.say(e.Group(notes=(1,), title=""), e.Aside(note=1))
    assert "secret" not in str(saved(meeting.state, 4))


def test_a_session_without_a_vote() -> None:
    """What was never voted on says so."""
    meeting = Meeting.begun().notes("one").at(m.GROUP)
    file = saved(meeting.say(e.Group(notes=(1,), title="")).state, 4)
    assert file.vote_respondents == 0
    assert not file.themes[0].voted


def test_nothing_is_saved_before_the_beginning() -> None:
    """A session that did not begin has no file."""
    with pytest.raises(Invalid, match="out-of-step"):
        saved(State(), 0)
