"""What a person may choose, and what a round would send of it."""

from __future__ import annotations

import pytest

from formats import entries as e
from retro.anonymity.ballots import Contents
from retro.client.choices import Choices, written
from retro.client.errors import NotAccepted
from retro.session.question import question
from retro.session.state import Question
from tests.support import folding as m
from tests.support.folding import Meeting

SCALE, TICKS, WORDS = 2, 5, 6


def asked(step: int) -> Question:
    """Give what is asked at a step."""
    return question(Meeting.begun().at(step).state)


def sent(choices: Choices, about: Question) -> Contents:
    """Give what the slots of a round would hold."""
    return choices.contents(about, {})


@pytest.mark.parametrize(
    ("typed", "code"), [(" \n ", "bad-value"), ("x" * 65, "too-long")]
)
def test_a_word_that_is_none_is_refused(typed: str, code: str) -> None:
    """Nothing is cut and nothing is kept."""
    choices = Choices()
    with pytest.raises(NotAccepted) as refused:
        choices.word(asked(WORDS), typed)
    assert refused.value.code == code
    assert choices.shown(asked(WORDS), {}).words == ()


def test_lines_stay_only_where_they_may() -> None:
    """A reason may have more lines, a word is one."""
    assert written("a\nb", 10, lines=True) == "a\nb"
    assert written("a\nb", 10, lines=False) == "a b"


def test_a_person_has_three_words() -> None:
    """The fourth is refused, until one is taken back."""
    choices, about = Choices(), asked(WORDS)
    for word in "abc":
        choices.word(about, word)
    with pytest.raises(NotAccepted, match="too-many-notes"):
        choices.word(about, "d")
    choices.drop_word(about, 3)
    choices.word(about, "d")
    assert sent(choices, about) == ((b"a", b"b", b"d"),)


def test_only_what_is_on_the_screen_can_be_chosen() -> None:
    """A point outside the scale or an unknown option is refused by its number."""
    choices = Choices()
    with pytest.raises(NotAccepted, match="bad-value"):
        choices.answer(asked(SCALE), 6)
    with pytest.raises(NotAccepted, match="no-such-id"):
        choices.tick(asked(TICKS), (1, 4))
    assert sent(choices, asked(SCALE)) == ((),)
    assert sent(choices, asked(TICKS)) == ((), (), ())


def test_what_is_shown_is_what_is_sent() -> None:
    """An answer, and ticks by their options."""
    choices = Choices()
    choices.answer(asked(SCALE), 4)
    choices.tick(asked(TICKS), (3,))
    assert sent(choices, asked(SCALE)) == ((b"\4",),)
    assert sent(choices, asked(TICKS)) == ((b"\0",), (b"\0",), (b"\1",))
    assert choices.shown(asked(SCALE), {}).answer == 4
    assert choices.shown(asked(TICKS), {}).ticks == (3,)


def test_dots_and_consents_are_sent_as_given_and_then_forgotten() -> None:
    """What a round brought to everybody is no choice any more."""
    meeting = Meeting.begun().notes("one").at(m.GROUP)
    meeting.say(e.Group(notes=(1,), title="")).at(m.VOTE)
    choices, vote = Choices(), question(meeting.state)
    with pytest.raises(NotAccepted, match="over-max"):
        choices.dots(vote, (4,))
    choices.dots(vote, (2,))
    assert sent(choices, vote) == ((b"\2",),)
    meeting.at(m.NORMS).say(e.Norm(text="A", theme=0), e.Norm(text="B", theme=0))
    norms, words = question(meeting.state), {1: 1, 2: 1}
    choices.consent(norms, (2, 1), 3, "too vague")
    choices.consent(norms, (1, 1), 1, "")
    reasoned = ((b"\1",), (b"\3",), (b"\1too vague",))
    assert choices.contents(norms, words) == reasoned
    choices.forget(vote)
    assert choices.contents(norms, words) == reasoned
    choices.forget(norms)
    assert sent(choices, vote) == ((),)
    assert choices.contents(norms, words) == ((), (), ())


def test_a_reason_stays_until_another_comes_or_it_is_taken_back() -> None:
    """A choice without words leaves a reason be; only its own norm takes it back."""
    meeting = Meeting.begun().at(m.NORMS)
    meeting.say(e.Norm(text="A", theme=0), e.Norm(text="B", theme=0))
    norms, words, choices = question(meeting.state), {1: 1, 2: 1}, Choices()
    choices.consent(norms, (1, 1), 3, "too vague")
    choices.consent(norms, (1, 1), 2, "")
    choices.consent(norms, (2, 1), 1, None)
    reason = choices.shown(norms, words).reason
    assert reason is not None
    assert (reason.norm, reason.text) == (1, "too vague")
    choices.consent(norms, (1, 1), 2, None)
    assert choices.shown(norms, words).reason is None
