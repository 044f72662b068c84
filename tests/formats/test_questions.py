"""The same question is known as such, whatever the language, case or order."""

from __future__ import annotations

import pytest

from formats.agenda import Lang, Step
from formats.agenda_file import bundled, bundled_names
from formats.merged_figures import EXPERIENCES
from formats.questions import YES_NO, fold, identify, of, repeated
from formats.session_file import SavedAnswers
from retro.session import question
from tests.support.surveys import answers


def asked(step: Step, lang: Lang) -> SavedAnswers:
    """Give an empty result of a step, as a session saves it."""
    titles = () if step.answer == "words" else question.options(step, lang)
    return answers(
        step.question, step.answer, {option.title: 0 for option in titles}, 0
    )


def in_order(name: str, lang: Lang) -> list[SavedAnswers]:
    """Give an empty result of every question of an agenda."""
    return [asked(step, lang) for step in bundled(name, lang).steps if step.answer]


@pytest.mark.parametrize("name", bundled_names())
def test_every_bundled_question_is_one_in_both_languages(name: str) -> None:
    """Each step of an agenda is the same question in Dutch and in English."""
    dutch, english = (in_order(name, lang) for lang in ("nl", "en"))
    repeats = repeated([dutch, english])
    told = [
        [one for one, _, _ in identify(session, repeats)]
        for session in (dutch, english)
    ]
    assert told[0] == told[1]
    assert len(set(told[0])) == len(dutch)


def test_options_are_counted_by_what_a_session_calls_them() -> None:
    """Yes and no are the words that a session shows."""
    for lang in ("nl", "en"):
        step = Step(kind="ask", title="t", question="q", answer="yesno")
        shown = question.options(step, lang)
        assert YES_NO[lang] == tuple(option.title for option in shown)


def test_the_question_the_source_takes_shares_of_comes_along() -> None:
    """The interview asks about experiences with exactly these options."""
    options = [
        tuple(map(fold, step.options)) for step in bundled("interview", "en").steps
    ]
    assert options.count(EXPERIENCES) == 1


def test_own_questions_are_known_by_their_text() -> None:
    """Case and spaces do not matter; other options make another question."""
    one = answers("Is it\nQuiet?", "choice", {"Yes": 1, "Rather": 0}, 1)
    same = answers("is it quiet?", "choice", {"yes": 0, "rather": 0}, 0)
    other = answers("Is it quiet?", "choice", {"Yes": 1, "No": 0}, 1)
    assert of(one) == of(same)
    assert of(one)[0] != of(other)[0]
    assert of(one)[1] is None


def test_what_is_asked_again_is_told_apart_by_what_it_came_after() -> None:
    """What "other" meant belongs to its own question, also when one is skipped."""
    all_asked = in_order("interview", "en")
    repeats = repeated([])
    whole = identify(all_asked, repeats)
    others = [number for number, (_, before, _) in enumerate(whole) if before]
    assert len(others) > 1
    skipped = [one for number, one in enumerate(all_asked) if number != others[0]]
    told = [one for one, _, _ in identify(skipped, repeats)]
    assert told == [one for n, (one, _, _) in enumerate(whole) if n != others[0]]


def test_an_own_question_asked_thrice_is_three_questions() -> None:
    """No session answers one question twice, which would count its people double."""
    again = answers("How is it now?", "scale", {"1": 0, "2": 0}, 0)
    session = [again, again, again]
    told = [one for one, _, _ in identify(session, repeated([session]))]
    assert len(set(told)) == 3
    assert [one.nth for one in told] == [1, 2, 3]
