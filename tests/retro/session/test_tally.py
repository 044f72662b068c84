"""Results are counted exactly, and the same from whatever order the slots came in."""

from __future__ import annotations

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from formats.entries import Earlier
from retro.anonymity.ballots import AnswerResult, Ballot
from retro.session import tally
from retro.session.question import CONSENT, REVIEW
from retro.session.state import Norm, Question


@given(st.integers(0, 10**30), st.integers(0, 10**30))
def test_a_majority_is_exact(count: int, of: int) -> None:
    """Half is never more than half, at any size."""
    assert tally.more_than_half(count, of) == (count > of - count)


@pytest.mark.parametrize(
    ("begun", "months", "review"),
    [
        ("2025-01-31", 1, "2025-02-28"),
        ("2024-01-31", 1, "2024-02-29"),
        ("2025-12-15", 1, "2026-01-15"),
        ("2025-06-30", 6, "2025-12-30"),
        ("2025-03-31", 24, "2027-03-31"),
        ("2024-02-29", 12, "2025-02-28"),
    ],
)
def test_a_review_date_is_the_same_day_or_the_last(
    begun: str, months: int, review: str
) -> None:
    """A date that a month does not have becomes its last day."""
    assert tally.review_date(begun, months) == review


@given(st.dates(date(1, 1, 1), date(9990, 1, 1)), st.integers(1, 24))
def test_a_review_date_lies_in_the_month_meant(begun: date, months: int) -> None:
    """The month is exactly so many later, and the day never later than it was."""
    review = date.fromisoformat(tally.review_date(begun.isoformat(), months))
    assert (review.year - begun.year) * 12 + review.month - begun.month == months
    assert review.day <= begun.day


@given(st.lists(st.sampled_from(["Trust", "trust", "TRUST", "Respect", "ß", "SS"])))
def test_words_do_not_depend_on_the_order_of_slots(words: list[str]) -> None:
    """Sorted or not, the same words give the same list."""
    counted = tally.count_words(words, len(words))
    assert counted == tally.count_words(sorted(words), len(words))
    assert sum(count.count for count in counted) == len(words)
    assert [count.id for count in counted] == list(range(1, len(counted) + 1))
    assert len({count.title.casefold() for count in counted}) == len(counted)


def test_words_are_shown_as_most_people_spell_them() -> None:
    """Case makes no other word, and the most common spelling is the one shown."""
    counted = tally.count_words(["trust", "Trust", "trust", "Respect"], 4)
    assert [(count.title, count.count) for count in counted] == [
        ("trust", 3),
        ("Respect", 1),
    ]


def test_no_word_counts_for_more_than_the_respondents() -> None:
    """Who sends a word three times is still one voice."""
    assert tally.count_words(["x", "x", "x"], 1)[0].count == 1


def asked(choices: tuple[str, ...]) -> Question:
    """Give a question about one norm."""
    return Question(
        kind="consent",
        ballot=Ballot(kind="consent", norms=1),
        step=1,
        text="",
        subjects=frozenset(),
        family=frozenset(),
        norms=(1,),
        choices=choices,
    )


def result(agree: int, concern: int, against: int) -> AnswerResult:
    """Give a count of consents."""
    counts = (agree, concern, against)
    return AnswerResult(counts=counts, respondents=sum(counts), spoiled=0, blank=0)


@pytest.mark.parametrize(
    ("counts", "people", "status", "review"),
    [
        ((3, 0, 0), 5, "agreed", "2025-09-01"),
        ((1, 2, 0), 5, "agreed", "2025-09-01"),
        ((3, 0, 0), 6, "open", ""),  # half of all is not enough
        ((5, 0, 1), 6, "open", ""),  # one objection
        ((0, 0, 0), 4, "open", ""),
    ],
)
def test_a_norm_is_agreed_by_more_than_half_and_no_objection(
    counts: tuple[int, int, int], people: int, status: str, review: str
) -> None:
    """Silence is no consent, and one objection keeps it open."""
    norm = tally.consented(
        Norm(id=1, text="x"),
        asked(CONSENT),
        result(*counts),
        ("because",),
        people=people,
        date="2025-06-01",
        review="2025-09-01",
    )
    assert (norm.status, norm.review) == (status, review)
    assert (norm.agree, norm.concern, norm.object) == counts
    assert (norm.asked, norm.reasons) == (True, ("because",))


@pytest.mark.parametrize(
    ("counts", "status", "review"),
    [
        ((3, 1, 1), "agreed", "2025-09-01"),
        ((1, 1, 3), "let-go", "2025-03-01"),
        ((2, 1, 1), "draft", "2025-03-01"),  # half keeps it
        ((1, 3, 1), "draft", "2025-03-01"),
        ((0, 0, 0), "draft", "2025-03-01"),
    ],
)
def test_a_brought_norm_is_kept_or_let_go_by_most_respondents(
    counts: tuple[int, int, int], status: str, review: str
) -> None:
    """Without a majority of those who answered, it is a draft to be reworded."""
    norm = tally.consented(
        Norm(id=1, text="x", brought=True, due="2025-03-01", review="2025-03-01"),
        asked(REVIEW),
        result(*counts),
        (),
        people=40,
        date="2025-06-01",
        review="2025-09-01",
    )
    assert (norm.status, norm.review) == (status, review)


def test_what_a_review_said_stays_beside_the_consent() -> None:
    """Asked for consent after a review, the review is kept; asked twice, the last."""
    norm = Norm(id=1, text="x", brought=True)
    for choices, reasons in ((REVIEW, ("old",)), (REVIEW, ("hm",)), (CONSENT, ())):
        norm = tally.consented(
            norm,
            asked(choices),
            result(1, 2, 1),
            reasons,
            people=4,
            date="2025-06-01",
            review="2025-09-01",
        )
        assert norm.reviewed is (choices == REVIEW)
    assert norm.earlier == (
        Earlier(
            date="2025-06-01",
            text="x",
            status="draft",
            asked=True,
            reviewed=True,
            agree=1,
            concern=2,
            object=1,
            reasons=("hm",),
        ),
    )
