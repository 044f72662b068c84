"""Sessions are put together whole, once, and the same in any order."""

from __future__ import annotations

import random

import pytest
from attrs import evolve
from hypothesis import given
from hypothesis import strategies as st

from formats.agenda import AnswerKind
from formats.merged_figures import build
from formats.merged_report import Wanted
from formats.merging import Source, check, merge, people
from formats.session_file import SavedNote, SessionFileError
from tests.support.surveys import (
    CHECK_IN,
    answers,
    interview,
    session,
    sources,
    surveys,
)

DUTCH = "Hoe vrij voel je je om hier te zeggen wat je denkt?"
SCALE = {"1": 0, "2": 1, "3": 1, "4": 3, "5": 1}


@given(surveys(), st.randoms(use_true_random=False))
def test_the_order_of_files_does_not_matter(
    given_sources: list[Source], chance: random.Random
) -> None:
    """The same files give the same report, however they are named on the line."""
    mixed = list(given_sources)
    chance.shuffle(mixed)
    wanted = Wanted(by="team")
    assert build(merge(mixed, "en"), wanted) == build(
        merge(given_sources, "en"), wanted
    )


def test_sessions_in_two_languages_are_one() -> None:
    """A bundled question, its options and its words are counted across languages."""
    words = "Which words come to mind when you think of social safety?"
    woorden = "Welke woorden komen bij je op als je denkt aan sociale veiligheid?"
    merged = merge(
        sources(
            session(
                answers(CHECK_IN, "scale", SCALE, 6),
                answers(words, "words", {"trust": 3, "calm": 2}, 6),
            ),
            session(
                answers(DUTCH, "scale", SCALE, 6),
                answers(woorden, "words", {"Vertrouwen": 4, "Calm": 1}, 6),
                lang="nl",
            ),
        ),
        "nl",
    )
    free, said = merged.asked
    assert (free.text, said.text) == (DUTCH, woorden)
    assert free.low_label == "helemaal niet vrij"
    assert len(free.given) == 2
    assert said.titles == {"calm": "calm", "vertrouwen": "Vertrouwen"}
    assert [one.counts["vertrouwen"] for one in said.given.values()] == [3, 4]


def test_words_are_shown_as_written_most() -> None:
    """Case does not matter; the most common way to write a word is shown."""
    question = "Which words?"
    one = answers(question, "words", {"RUST": 2}, 5)
    two = answers(question, "words", {"Rust": 3}, 5)
    three = answers(question, "words", {"RUST": 2}, 5)
    given_sessions = sources(session(one), session(two), session(three, team="Zuid"))
    (asked,) = merge(given_sessions, "en").asked
    assert asked.titles == {"rust": "RUST"}


def test_a_person_is_one_voice_for_two_words_that_are_one() -> None:
    """A word in two languages in one session counts for no more than its people."""
    question = "Which words come to mind when you think of social safety?"
    both = answers(question, "words", {"trust": 4, "vertrouwen": 4}, 5)
    (asked,) = merge(sources(session(both)), "en").asked
    assert asked.given[0].counts == {"trust": 5}


def test_a_session_that_is_there_twice_counts_once() -> None:
    """Copies, and one saved before its last questions, are one session."""
    first = answers(CHECK_IN, "scale", SCALE, 6)
    last = answers("Was this worth our time?", "scale", SCALE, 6)
    note = SavedNote(id=1, column="c", text="Tea")
    early, late = session(first), evolve(session(first, last), notes=(note,))
    merged = merge(sources(early, late, late), "en")
    assert [one.session for one in merged.sources] == [late]
    assert merged.twice == ("s1.retro", "s3.retro")


def test_two_sessions_are_not_taken_for_one() -> None:
    """Another team, day, answer or board makes another session."""
    one = evolve(
        session(answers(CHECK_IN, "scale", SCALE, 6)),
        notes=(SavedNote(id=1, column="c", text="Tea"),),
    )
    others = [
        evolve(one, team="Noord"),
        evolve(one, date="2025-01-11"),
        evolve(one, notes=(SavedNote(id=1, column="c", text="Rest"),)),
        evolve(one, answers=(answers(CHECK_IN, "scale", {**SCALE, "1": 1}, 7),)),
    ]
    merged = merge(sources(one, *others), "en")
    assert len(merged.sources) == 5
    assert merged.twice == ()


def test_questions_stand_in_the_order_they_were_asked() -> None:
    """Those of agendas that come along, own ones, and the close; gaps do not matter."""
    own = [
        answers(text, "yesno", {"yes": 0, "no": 0}, 0) for text in ("Z?", "B?", "A?")
    ]
    close = answers("Was this worth our time?", "scale", SCALE, 6)
    merged = merge(
        sources(
            session(*own, close),
            session(own[2], close, title="Short"),
            interview({2: [1, 2, 3, 4], 1: []}, 10),
            session(answers(CHECK_IN, "scale", SCALE, 6), close, title="Other"),
        ),
        "en",
    )
    assert [one.text for one in merged.asked] == [
        CHECK_IN,
        "Which words come to mind when you think of social safety?",
        "Have you been in an unsafe situation between colleagues yourself, "
        "or seen one happen?",
        "Z?",
        "B?",
        "A?",
        "Was this worth our time?",
    ]


@pytest.mark.parametrize(
    ("kind", "counts", "respondents", "asked"),
    [
        ("ticks", {"a": 6}, 5, 5),
        ("ticks", {"a": 1}, 5, 4),
        ("choice", {"a": 1, "b": 2}, 4, 4),
        ("scale", {"one": 5}, 5, 5),
        ("words", {"a": 1, "A": 1}, 5, 5),
        ("", {}, 0, 0),
    ],
)
def test_figures_that_contradict_each_other_are_refused(
    kind: AnswerKind, counts: dict[str, int], respondents: int, asked: int
) -> None:
    """Made-up figures would let a small group pass for a large one."""
    wrong = session(answers("Q?", kind, counts, respondents, asked))
    with pytest.raises(SessionFileError) as error:
        check(wrong)
    assert (error.value.code, error.value.where) == ("damaged", "answers")
    with pytest.raises(SessionFileError):
        merge(sources(wrong), "en")


def test_who_left_before_the_end_took_part() -> None:
    """The participants are the most that were there at once."""
    assert people(evolve(session(answers("Q?", "words", {}, 3, 9)), people=7)) == 9
    assert people(evolve(session(), people=7)) == 7
