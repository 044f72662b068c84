"""What waits to be told or answered: which first, in which words, with which keys."""

from __future__ import annotations

import pytest
from attrs import evolve

from retro.client import commands as c
from retro.client import events as e
from retro.i18n import Speech
from retro.tui.notice import DIFFER, FEW, NOTHING, READ, SAME, SEND, Notice, waiting
from retro.tui.view import View, fold

ROSTER = e.Roster(
    epoch=2, count=2, words=("lamp", "tree", "book", "sea"), members=("Ann", "[b]Bob"),
    known=False, added=(), removed=(), answer="",
)  # fmt: skip
WRITE = e.StepEvent(id=4, steps=9, kind="write", title="Write")
WELCOME = e.StepEvent(id=1, steps=9, kind="welcome", title="Welcome")


def stopped(
    reason: str = "stalled", phase: e.RoundPhase = "aborted", hop: int | None = None
) -> e.RoundEvent:
    """Give the end of a round that brought nothing."""
    return e.RoundEvent(purpose="notes", phase=phase, reason=reason, hop=hop)


def notices(*events: e.Event, lead: bool = False, screen: bool = False) -> list[Notice]:
    """Give what waits after some events at the writing step."""
    view = View(lead=lead, screen=screen)
    for event in (WRITE, *events):
        view = fold(view, event, 0.0)
    return waiting(Speech("en"), view)


def only(*events: e.Event, lead: bool = False) -> Notice:
    """Give the one notice that waits."""
    (notice,) = notices(*events, lead=lead)
    return notice


def test_nothing_waits_when_all_is_well() -> None:
    """No room is taken without a reason."""
    done = e.RoundEvent(purpose="notes", phase="done")
    assert notices(evolve(ROSTER, answer="same"), done) == []


def test_everybody_is_asked_for_names_and_words_at_any_step() -> None:
    """The words, how many and all names, by the keys that are no letters."""
    notice = only(ROSTER)
    assert notice.text == (
        "The four words: lamp tree book sea. The same on every screen? "
        "Are exactly these 2 people here? Ann and [b]Bob"
    )
    assert notice.answers == (SAME, DIFFER)
    assert SAME.commands == (c.Words("same"),)
    assert DIFFER.commands == (c.Words("differ"),)


def test_who_confirmed_before_is_asked_for_the_change() -> None:
    """Only who came and who went is in question."""
    changed = evolve(ROSTER, known=True, added=("Carol",), removed=("Dirk",))
    assert only(changed).text == (
        "The four words: lamp tree book sea. The same on every screen? "
        "Who is here changed: +Carol, -Dirk."
    )
    assert "Ann" in only(evolve(ROSTER, known=True)).text


def test_the_welcome_asks_by_itself() -> None:
    """There the page shows names and words large."""
    assert notices(ROSTER, WELCOME) == []


@pytest.mark.parametrize("code", ["missed", "maybe-read"])
def test_a_choice_about_sending_comes_first(code: str) -> None:
    """Who must choose does so before anything else, and is told with whom."""
    warning = e.Warned(code=code, added=("Ann",), removed=("Bob", "Eva"))
    first, second = notices(warning, ROSTER)
    assert first.answers == (SEND, NOTHING)
    assert first.told is warning
    assert first.text.endswith(
        "Compared with then: with Ann. Compared with then: without Bob and Eva."
    )
    assert second.answers == (SAME, DIFFER)
    assert SEND.commands == (c.Send(),)
    assert NOTHING.commands == (c.Blank(),)


def test_texts_that_may_have_been_read_are_named() -> None:
    """Their writer sees which, literally, and has nothing to choose."""
    notice = only(e.Warned(code="maybe-read", texts=("[b]one", "two")))
    assert notice.text.endswith("by someone:\n- [b]one\n- two")
    assert notice.answers == (READ,)


def test_what_is_urgent_comes_before_what_came_later() -> None:
    """First that words differ, then the question, the stopped round, all the rest."""
    differ, left = e.Warned(code="words-differ"), e.Warned(code="left-out")
    lapsed, over = e.Warned(code="lapsed"), stopped()
    found = notices(left, over, ROSTER, differ, lapsed)
    assert [notice.told for notice in found] == [differ, None, over, lapsed, left]
    assert [n.answers for n in found] == [(READ,), (SAME, DIFFER), *[(READ,)] * 3]


def test_an_unknown_warning_is_said_by_its_code() -> None:
    """A newer client's code is no failure."""
    assert only(e.Warned(code="brand-new")).text == "brand-new"


@pytest.mark.parametrize(
    ("lead", "reason", "hop", "sentence"),
    [
        (False, "stalled", 2, "It got as far as laptop 2."),
        (False, "nogo", None, "the facilitator can collect again."),
        (True, "nogo", None, "Press F5 to collect again."),
        (True, "words-open", None, "Ask everybody to answer about names and words;"),
        (True, "words-differ", None, "Compare the list and the words together;"),
        (True, "small-group", None, "it is easier to guess who wrote what."),
    ],
)
def test_a_stopped_round_says_what_now(
    lead: bool, reason: str, hop: int | None, sentence: str
) -> None:
    """What happened, that nothing is lost, and what this person can do about it."""
    notice = only(stopped(reason, hop=hop), lead=lead)
    assert notice.text.startswith("Collecting stopped: ")
    assert "what you wrote or chose is still here" in notice.text
    assert sentence in notice.text


def test_a_small_group_is_confirmed_by_the_facilitator_alone() -> None:
    """One key says it is enough and collects; members only read why it stopped."""
    assert only(stopped("small-group"), lead=True).answers == (FEW, READ)
    assert FEW.commands == (c.ConfirmSmall(), c.Collect())
    assert only(stopped("small-group")).answers == (READ,)
    assert only(stopped(), lead=True).answers == (READ,)


def test_a_burned_round_does_not_say_that_nothing_was_read() -> None:
    """Nobody claims more than is so; the facilitator hears how it can be repeated."""
    said = only(stopped("burned", "burned")).text
    assert "may have been read" in said
    assert "Nothing was shown" not in said
    lead = only(stopped("burned", "burned"), lead=True).text
    assert lead == f"{said} F5 asks exactly the same people once more."


def test_the_next_round_takes_the_notice_of_the_last_away() -> None:
    """It is no news any more."""
    assert notices(stopped(), e.RoundEvent(purpose="notes", phase="countdown")) == []


def test_while_a_round_is_held_up_nothing_else_is_asked() -> None:
    """The key that says "not without them" has one meaning then."""
    held = e.RoundEvent(purpose="notes", phase="holding", missing=("Bob",))
    assert notices(ROSTER, e.Warned(code="compared", removed=("Bob",)), held) == []


def test_a_fork_is_said_by_its_page() -> None:
    """There is nothing to answer; the client has stopped."""
    assert notices(e.Warned(code="fork"), stopped("fork", "fork")) == []


def test_a_projector_and_a_session_that_is_over_ask_nothing() -> None:
    """Nobody sits there to answer."""
    assert notices(ROSTER, e.Warned(code="lead-left"), screen=True) == []
    assert notices(ROSTER, e.Warned(code="lead-left"), e.Ended()) == []
