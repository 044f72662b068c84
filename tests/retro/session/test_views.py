"""What a front shows, in the order shown."""

from __future__ import annotations

from formats import entries as e
from retro.anonymity.ballots import Contents
from retro.session import views
from retro.session.state import State
from tests.support import folding as m
from tests.support.folding import AGENDA, Meeting


def voted() -> Meeting:
    """Give a session where the second of three themes got the most dots."""
    meeting = Meeting.begun().notes("one", "two", "three").at(m.GROUP)
    meeting.say(*[e.Group(notes=(note,), title="") for note in (1, 2, 3)])
    dots: list[Contents] = [((bytes([1, 3, 1]),),), ((bytes([0, 2, 0]),),), ((),)]
    return meeting.at(m.VOTE).collect(*dots, ((b"\5\5\5",),))


def test_a_step_shows_what_can_be_answered() -> None:
    """The points of a scale are there to choose from."""
    view = views.step(Meeting.begun().at(2).state)
    assert (view.id, view.step) == (2, AGENDA.steps[1])
    assert [option.title for option in view.options] == ["1", "2", "3", "4", "5"]


def test_notes_are_on_the_board_with_what_could_not_be_read() -> None:
    """An unreadable slot is shown as a number, never as a note."""
    meeting = Meeting.begun().at(m.WRITE)
    meeting.collect(((b"\0fine",),), ((b"\0\xff",),), ((),), ((),))
    view = views.notes(meeting.state)
    assert [note.text for note in view.notes] == ["fine"]
    assert view.unreadable == 1


def test_without_a_vote_there_are_no_dots() -> None:
    """Nothing is shown before it is counted, and themes stay in their order."""
    meeting = Meeting.begun().notes("one", "two").at(m.GROUP)
    meeting.say(e.Group(notes=(2,), title=""), e.Group(notes=(1,), title=""))
    assert views.dots(meeting.state) is None
    assert [theme.id for theme in views.ranked(meeting.state)] == [1, 2]


def test_the_dots_of_a_vote() -> None:
    """Dots and people a theme, in the order of the themes, with who took part."""
    view = views.dots(voted().state)
    assert view is not None
    assert [(theme.id, theme.dots, theme.people) for theme in view.themes] == [
        (1, 1, 1),
        (2, 5, 2),
        (3, 1, 1),
    ]
    assert (view.respondents, view.people, view.spoiled) == (2, 4, 1)


def test_regrouping_after_a_vote() -> None:
    """A theme that is gone loses its dots, a new one has none, a title is today's."""
    meeting = voted().at(m.GROUP)
    meeting.say(e.Group(notes=(2, 3), title="New"), e.Title(theme=1, text="First"))
    view = views.dots(meeting.state)
    assert view is not None
    assert [(theme.title, theme.dots) for theme in view.themes] == [("First", 1)]
    assert [theme.id for theme in views.ranked(meeting.state)] == [1, 4]


def test_the_top_theme_comes_first() -> None:
    """Talk begins with what got the most dots; equal ones keep their order."""
    assert [theme.id for theme in views.ranked(voted().state)] == [2, 1, 3]


def test_norms_name_a_theme_only_while_it_is_there() -> None:
    """A norm outlives the theme it came from."""
    meeting = (
        voted().at(m.TALK).say(e.Norm(text="A", theme=1), e.Norm(text="B", theme=0))
    )
    assert [norm.theme for norm in views.norms(meeting.state).norms] == [1, None]
    meeting.at(m.GROUP).say(e.Ungroup(theme=1))
    assert [norm.theme for norm in views.norms(meeting.state).norms] == [None, None]


def test_norms_show_their_consent_and_reasons() -> None:
    """Counts, status and review date a norm; reasons beside them."""
    meeting = Meeting.begun().at(m.NORMS).say(e.Norm(text="A", theme=0))
    meeting.collect(
        ((b"\1",), ()), ((b"\1",), ()), ((b"\2",), (b"\0too vague",)), ((), ())
    )
    view = views.norms(meeting.state)
    assert view.norms == (
        views.NormView(
            id=1,
            text="A",
            theme=None,
            agree=2,
            concern=1,
            object=0,
            status="agreed",
            review="2025-02-28",
        ),
    )
    assert view.reasons == (views.ReasonView(norm=1, text="too vague"),)


def test_an_empty_session_shows_nothing() -> None:
    """Before anything is said all lists are empty."""
    assert views.ranked(State()) == ()
    assert views.norms(State()) == views.NormsView(norms=(), reasons=())
