"""What a front shows, in the order shown."""

from __future__ import annotations

from formats import entries as e
from retro.anonymity.ballots import Contents
from retro.client import events as ev
from retro.client import showing
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
    """A scale shows its bounds, members no tips, and all how far the session is."""
    shown = showing.step_event(Meeting.begun().at(2).state, leads=False)
    assert (shown.id, shown.title) == (2, AGENDA.steps[1].title)
    assert shown.steps == len(AGENDA.steps)
    assert (shown.min, shown.max, shown.options, shown.tips) == (1, 5, None, None)


def test_notes_are_on_the_board_with_what_could_not_be_read() -> None:
    """An unreadable slot is shown as a number, never as a note."""
    meeting = Meeting.begun().at(m.WRITE)
    meeting.collect(((b"\0fine",),), ((b"\0\xff",),), ((),), ((),))
    view = showing.notes_event(meeting.state)
    assert [note.text for note in view.notes] == ["fine"]
    assert view.unreadable == 1


def test_without_a_vote_there_are_no_dots() -> None:
    """Nothing is shown before it is counted, and themes stay in their order."""
    meeting = Meeting.begun().notes("one", "two").at(m.GROUP)
    meeting.say(e.Group(notes=(2,), title=""), e.Group(notes=(1,), title=""))
    assert showing.dots_event(meeting.state) is None
    assert [t.id for t in showing.themes_event(meeting.state).themes] == [1, 2]


def test_the_dots_of_a_vote() -> None:
    """Dots and people a theme, in the order of the themes, with who took part."""
    view = showing.dots_event(voted().state)
    assert view is not None
    assert [(theme.id, theme.dots, theme.people) for theme in view.themes] == [
        (1, 1, 1),
        (2, 5, 2),
        (3, 1, 1),
    ]
    assert (view.respondents, view.spoiled) == (2, 1)


def test_regrouping_after_a_vote() -> None:
    """A theme that is gone loses its dots, a new one has none, a title is today's."""
    meeting = voted().at(m.GROUP)
    meeting.say(e.Group(notes=(2, 3), title="New"), e.Title(theme=1, text="First"))
    view = showing.dots_event(meeting.state)
    assert view is not None
    assert [(theme.title, theme.dots) for theme in view.themes] == [("First", 1)]
    assert view.changed


def test_a_title_that_is_back_makes_the_vote_stand_again() -> None:
    """A vote is of the themes as they read then; an undo brings them back."""
    meeting = voted().at(m.GROUP)
    meeting.say(e.Title(theme=1, text="Other"))
    shown = showing.dots_event(meeting.state)
    assert shown is not None
    assert shown.changed
    meeting.say(e.Undo())
    shown = showing.dots_event(meeting.state)
    assert shown is not None
    assert not shown.changed


def test_norms_name_a_theme_only_while_it_is_there() -> None:
    """A norm outlives the theme it came from."""
    meeting = (
        voted().at(m.TALK).say(e.Norm(text="A", theme=1), e.Norm(text="B", theme=0))
    )
    assert [norm.theme for norm in showing.norms_event(meeting.state).norms] == [
        1,
        None,
    ]
    meeting.at(m.GROUP).say(e.Ungroup(theme=1))
    assert [norm.theme for norm in showing.norms_event(meeting.state).norms] == [
        None,
        None,
    ]


def test_norms_show_their_consent_and_reasons() -> None:
    """Counts, status and review date a norm; reasons beside them."""
    meeting = Meeting.begun().at(m.NORMS).say(e.Norm(text="A", theme=0))
    meeting.collect(
        ((b"\1",), ()), ((b"\1",), ()), ((b"\2",), (b"\0too vague",)), ((), ())
    )
    view = showing.norms_event(meeting.state)
    assert view.norms == (
        ev.NormItem(
            id=1,
            text="A",
            theme=None,
            agree=2,
            concern=1,
            object=0,
            status="agreed",
            review="2025-02-28",
            asked="norms",
        ),
    )
    assert view.reasons == (ev.ReasonItem(norm=1, text="too vague"),)
    meeting.say(e.Reword(norm=1, text="B"))
    view = showing.norms_event(meeting.state)
    assert view.reasons == ()
    assert view.earlier == (
        ev.EarlierItem(
            norm=1,
            date="2025-01-31",
            text="A",
            status="agreed",
            asked="norms",
            agree=2,
            concern=1,
            object=0,
            reasons=("too vague",),
        ),
    )


def test_a_norm_says_what_its_counts_are_of() -> None:
    """What was said in review is not taken for consent, nor for other words."""
    meeting = Meeting.begun(first=m.begin(norms=[("A", "")])).at(m.REVIEW)
    meeting.collect(((b"\1",), ()), ((b"\2",), ()), ((), ()), ((), ()))
    (norm,) = showing.norms_event(meeting.state).norms
    assert (norm.asked, norm.brought, norm.reworded) == ("review", True, False)
    meeting.say(e.Reword(norm=1, text="Other words"))
    (norm,) = showing.norms_event(meeting.state).norms
    assert (norm.asked, norm.brought, norm.reworded) == ("", True, True)


def test_an_empty_session_shows_nothing() -> None:
    """Before anything is said all lists are empty."""
    assert showing.themes_event(State()) == ev.Themes(themes=())
    assert showing.norms_event(State()) == ev.Norms(norms=(), reasons=())


def test_a_result_says_at_which_step_it_was_asked() -> None:
    """A result of an earlier step is not taken for the one of the step at hand."""
    meeting = Meeting.begun().at(3).collect(((b"\1",),), ((b"\2",),), ((),), ((),))
    shown = showing.answers_event(meeting.at(4).state.answers[0])
    assert (shown.step, shown.question) == (3, "Seen it?")
