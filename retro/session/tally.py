"""What came out of a round, as results: whole counts, nothing rounded.

Everyone recounts them from the revealed slots, so no order of members, no clock and no
language stands in the arithmetic.
"""

from __future__ import annotations

from calendar import monthrange
from collections import Counter, defaultdict
from collections.abc import Iterable
from datetime import date

from attrs import evolve

from retro.anonymity.ballots import (
    AnswerResult,
    DotsResult,
    TicksResult,
    WordsResult,
)
from retro.session.arrange import past
from retro.session.question import REVIEW
from retro.session.state import Answers, Count, Norm, Question, ThemeVotes, Vote


def more_than_half(count: int, of: int) -> bool:
    """Tell whether `count` is a majority of `of`, exactly: half is not."""
    return 2 * count > of


def review_date(begun: str, months: int) -> str:
    """Give the ISO date `months` after `begun`: the same day, or the month's last."""
    start = date.fromisoformat(begun)
    year, month = divmod(start.year * 12 + start.month - 1 + months, 12)
    day = min(start.day, monthrange(year, month + 1)[1])
    return date(year, month + 1, day).isoformat()


def count_words(words: Iterable[str], respondents: int) -> tuple[Count, ...]:
    """Count equal words whatever their case, the most given first.

    Each is shown in its most common spelling. One person is one voice, so no word
    counts for more than the respondents, even if somebody sent it thrice.
    """
    spellings: defaultdict[str, Counter[str]] = defaultdict(Counter)
    for word in words:
        spellings[word.casefold()][word] += 1
    ranked = sorted(
        (
            -spelled.total(),
            folded,
            min(spelled, key=lambda word: (-spelled[word], word)),
        )
        for folded, spelled in spellings.items()
    )
    return tuple(
        Count(id=number, title=title, count=min(-negative, respondents))
        for number, (negative, _, title) in enumerate(ranked, 1)
    )


def answers(
    question: Question, result: AnswerResult | TicksResult | WordsResult, people: int
) -> Answers:
    """Give the result of a question to `people` members."""
    if isinstance(result, WordsResult):
        counts = count_words(result.words, result.respondents)
    else:
        counts = tuple(
            Count(id=option.id, title=option.title, count=count)
            for option, count in zip(question.options, result.counts, strict=True)
        )
    return Answers(
        step=question.step,
        question=question.text,
        kind=question.answer,
        counts=counts,
        respondents=result.respondents,
        people=people,
        spoiled=result.spoiled,
    )


def vote(question: Question, result: DotsResult | TicksResult, people: int) -> Vote:
    """Give the result of a vote; who recognises a theme is counted as one dot."""
    dots = givers = result.counts if isinstance(result, TicksResult) else result.dots
    if isinstance(result, DotsResult):
        givers = result.people
    return Vote(
        step=question.step,
        mode="dots" if isinstance(result, DotsResult) else "recognise",
        themes=tuple(
            ThemeVotes(theme=theme, dots=number, people=giving)
            for theme, number, giving in zip(question.themes, dots, givers, strict=True)
        ),
        respondents=result.respondents,
        people=people,
        spoiled=result.spoiled,
    )


def consented(
    norm: Norm,
    question: Question,
    result: AnswerResult,
    reasons: tuple[str, ...],
    *,
    people: int,
    date: str,
    review: str,
) -> Norm:
    """Give the norm after `people` members were asked about it.

    In draft: agreed when nobody objects and more than half of all who took part agree,
    concerns included; else open. Under review: more than half of the respondents keep
    it, and it stands as agreed, or let it go; else it is a draft, to be reworded (the
    counts are then of keep, reword, let go). Agreed norms get the review date `review`.
    What was said in a review stays beside the consent, as of `date`; asked the same
    again, only the last result counts.
    """
    agree, concern, against = result.counts
    reviewed = question.choices == REVIEW
    again = norm.reviewed and not reviewed
    norm = evolve(
        norm,
        earlier=past(norm, date) if again else norm.earlier,
        reviewed=reviewed,
        asked=True,
        agree=agree,
        concern=concern,
        object=against,
        reasons=reasons,
        status="open",
    )
    agreed = not against and more_than_half(agree + concern, people)
    if reviewed:
        agreed = more_than_half(agree, result.respondents)
        gone = more_than_half(against, result.respondents)
        norm = evolve(norm, status="let-go" if gone else "draft")
    return evolve(norm, status="agreed", review=review) if agreed else norm
