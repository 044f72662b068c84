"""The view that screens show: what every event makes of it."""

from __future__ import annotations

import pytest
from attrs import evolve

from retro.client import events as e
from retro.tui.view import View, compared, fold, read

ROSTER = e.Roster(
    epoch=2, count=2, words=("a", "b", "c", "d"), members=("Ann", "Bob"), known=False,
    added=(), removed=(), answer="",
)  # fmt: skip
WELCOME = e.Welcome(room="r", server="s", lang="en", title="T", team="X")


def step(
    id: int = 1, kind: str = "write", columns: tuple[e.ColumnItem, ...] = ()
) -> e.StepEvent:
    """Give a step."""
    return e.StepEvent(id=id, steps=9, kind=kind, title="Title", columns=columns)


def round_(
    phase: e.RoundPhase,
    purpose: str = "notes",
    *,
    seconds: int | None = None,
    reason: str | None = None,
) -> e.RoundEvent:
    """Give a moment of a round."""
    return e.RoundEvent(purpose=purpose, phase=phase, seconds=seconds, reason=reason)


def folded(*events: e.Event, view: View | None = None, now: float = 100.0) -> View:
    """Give the view after some events."""
    view = view or View()
    for event in events:
        view = fold(view, event, now)
    return view


@pytest.mark.parametrize(
    ("event", "name"),
    [
        (WELCOME, "welcome"),
        (e.People(members=("Ann",), screens=()), "people"),
        (ROSTER, "roster"),
        (e.Drafts(drafts=()), "drafts"),
        (e.Themes(themes=()), "themes"),
        (e.Mine(step=1, answer=2), "mine"),
        (e.Norms(norms=(), reasons=()), "norms"),
        (e.Places(places=(("confidant", "Carol"),)), "places"),
    ],
)
def test_a_whole_list_replaces_the_one_before(event: e.Event, name: str) -> None:
    """Events that tell the whole of something are kept as they came."""
    assert getattr(folded(event), name) is event


def test_columns_are_remembered_over_the_steps() -> None:
    """Notes keep the titles of their columns when another step comes."""
    well = e.ColumnItem(key="well", title="Goes well")
    view = folded(step(1, columns=(well,)), step(2, "group"))
    assert view.columns == {"well": "Goes well"}
    assert view.kind == "group"


def test_a_timer_ends_at_a_moment_of_the_own_clock() -> None:
    """Seconds left become a moment; 0 turns the timer off."""
    view = folded(e.TimerEvent(seconds=30))
    assert view.timer == 130.0
    assert folded(e.TimerEvent(seconds=0), view=view).timer is None


def test_a_countdown_ends_at_a_moment_of_the_own_clock() -> None:
    """The seconds of a countdown become a moment, until the mix begins."""
    view = folded(round_("countdown", seconds=20))
    assert view.countdown == 120.0
    mixing = round_("mixing")
    view = folded(mixing, view=view)
    assert view.countdown is None
    assert view.round is mixing
    assert folded(round_("countdown")).countdown == 100.0


@pytest.mark.parametrize("phase", ["done", "aborted", "burned", "fork"])
def test_a_round_that_is_over_is_the_last_one(phase: e.RoundPhase) -> None:
    """Its end is kept until the next one begins; only a fork stops the client."""
    over = round_(phase)
    view = folded(round_("mixing"), over)
    assert (view.round, view.last_round) == (None, over)
    assert view.forked == (phase == "fork")
    assert folded(round_("mixing"), view=view).last_round is None


def test_a_round_tried_again_by_itself_is_known() -> None:
    """A countdown of nothing right after an abort is the automatic second try."""
    stopped = round_("aborted", reason="stalled")
    again = folded(stopped, round_("countdown", seconds=0))
    assert again.retried is stopped
    assert folded(round_("mixing"), view=again).retried is stopped
    assert folded(round_("done"), view=again).retried is None
    assert folded(stopped, round_("countdown", seconds=20)).retried is None
    assert folded(round_("done"), round_("countdown", seconds=0)).retried is None
    assert folded(round_("countdown", seconds=0)).retried is None


def test_notes_were_revealed_once_there_are_any_or_a_round_is_done() -> None:
    """An empty list told because a person asked is not a revealed one."""
    nothing = e.Notes(notes=(), unreadable=0)
    assert not folded(nothing).noted
    assert not folded(round_("done", "answer")).noted
    assert not folded(round_("aborted")).noted
    assert folded(round_("done"), nothing).noted
    assert folded(e.Notes(notes=(), unreadable=1)).noted
    note = e.NoteItem(id=1, column="well", text="x")
    assert folded(e.Notes(notes=(note,), unreadable=0)).notes.notes == (note,)


def test_results_are_kept_by_the_step_that_asked() -> None:
    """A second question does not take the first one's result away."""

    def result(step: int) -> e.Answers:
        return e.Answers(
            step=step, question="?", counts=(), respondents=0, people=0, spoiled=0
        )

    assert set(folded(result(1), result(4), result(1)).answers) == {1, 4}


def test_a_warning_comes_once_and_goes_when_it_is_read() -> None:
    """The same code replaces the earlier one; the others stay."""
    missed, left = e.Warned(code="missed"), e.Warned(code="left-out")
    newer = e.Warned(code="missed", added=("Ann",))
    view = folded(missed, left, newer)
    assert view.warnings == (left, newer)
    assert read(view, left).warnings == (newer,)


def test_the_end_of_a_round_goes_when_it_is_read() -> None:
    """Only that one: a later end is news again."""
    first, second = round_("aborted", reason="stalled"), round_("burned")
    view = folded(first)
    assert read(view, first).last_round is None
    assert read(folded(second, view=view), first).last_round is second


def test_the_link_and_the_files_are_kept() -> None:
    """Whether the server is reached, and what was written."""
    view = folded(e.Link(state="down"), e.Exported(path="a"), e.Exported(path="b"))
    assert (view.link, view.exported) == ("down", ("a", "b"))


def test_the_end_stops_all_clocks() -> None:
    """After the end nothing runs any more."""
    view = folded(e.TimerEvent(seconds=5), round_("countdown", seconds=5), e.Ended())
    assert view.ended
    assert (view.round, view.countdown, view.timer) == (None, None, None)


def test_an_event_that_screens_do_not_show_changes_nothing() -> None:
    """Answers to commands are for who asked."""
    view = View()
    assert fold(view, e.Accepted(command="note"), 0.0) is view


def test_what_was_chosen_counts_at_its_own_step_alone() -> None:
    """What is known of another step is not shown as chosen here."""
    assert View().own is None
    assert View().kind == ""
    mine = e.Mine(step=1, answer=3)
    assert folded(mine).own is None
    assert folded(mine, step(1)).own is mine
    assert folded(mine, step(2)).own is None


def test_what_was_said_of_names_and_words_is_kept() -> None:
    """The client does not tell it again, so the front remembers."""
    assert compared(View(), "same") == View()
    view = compared(folded(ROSTER), "same")
    assert view.roster == evolve(ROSTER, answer="same")


def test_own_texts_that_may_be_read_stay_told() -> None:
    """What else is said of a round does not take away which texts it was about."""
    first = e.Warned(code="maybe-read", texts=("mine",))
    second = e.Warned(code="maybe-read", texts=("another",))
    choice = e.Warned(code="maybe-read")
    assert folded(first, second, choice).warnings == (first, second, choice)
    assert folded(first, first).warnings == (first,)


@pytest.mark.parametrize("code", ["missed", "maybe-read"])
def test_a_choice_ends_with_its_step(code: str) -> None:
    """ "Send nothing" must not be taken for what is asked at another step."""
    asked, told = e.Warned(code=code), e.Warned(code="maybe-read", texts=("mine",))
    assert folded(step(1), asked, step(1)).warnings == (asked,)
    assert folded(step(1), told, asked, step(2)).warnings == (told,)
