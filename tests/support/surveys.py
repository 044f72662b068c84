"""Saved sessions whose figures add up, to merge: any at all, and those of the study."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence

from hypothesis import strategies as st

from formats.agenda import AnswerKind, Lang
from formats.agenda_file import bundled
from formats.merging import Source
from formats.session_file import SavedAnswers, SavedCount, SavedSession

TEAMS = ("Noord", "noord", "Zuid", "West", "")
ORGANISATIONS = ("Zon", "Maan", "")
DATES = ("2025-01-10", "2025-02-20", "2025-05-01", "2025-11-30", "")
CHECK_IN = "How free do you feel to say here what you think?"
WORDS = ("Respect", "trust", "Trust", "rust", "space")


def answers(
    question: str,
    kind: AnswerKind,
    counts: Mapping[str, int],
    respondents: int,
    people: int | None = None,
) -> SavedAnswers:
    """Make the result of a question."""
    return SavedAnswers(
        question=question,
        kind=kind,
        counts=tuple(SavedCount(title=t, count=c) for t, c in counts.items()),
        respondents=respondents,
        people=respondents if people is None else people,
    )


def session(
    *given: SavedAnswers,
    lang: Lang = "en",
    team: str = "",
    date: str = "2025-01-10",
    agenda: str = "social-safety",
    title: str = "Meeting",
) -> SavedSession:
    """Make a saved session with these answers."""
    return SavedSession(
        version=1,
        lang=lang,
        title=title,
        team=team,
        date=date,
        agenda=agenda,
        people=max((one.people for one in given), default=0),
        columns=(),
        notes=(),
        unreadable=0,
        themes=(),
        vote_respondents=0,
        answers=given,
        norms=(),
        places=(),
    )


def sources(*sessions: SavedSession) -> list[Source]:
    """Give sessions as files are given: s1.retro and on."""
    return [
        Source(name=f"s{number}.retro", session=one)
        for number, one in enumerate(sessions, 1)
    ]


def interview(
    counts: Mapping[int, Sequence[int]],
    respondents: int,
    *,
    lang: Lang = "nl",
    team: str = "",
    date: str = "2025-03-01",
) -> SavedSession:
    """Make a session of the interview agenda: counts of options, by number of step."""
    steps = bundled("interview", lang).steps
    given = [
        answers(
            steps[number].question,
            steps[number].answer,
            dict(zip(steps[number].options, some, strict=True)),
            respondents,
        )
        for number, some in counts.items()
    ]
    return session(*given, lang=lang, team=team, date=date, agenda="interview")


# ------------------------------------------------------------------ any at all


@st.composite
def _one_each(
    draw: st.DrawFn, question: str, kind: AnswerKind, titles: Sequence[str]
) -> SavedAnswers:
    counts = draw(
        st.lists(st.integers(0, 4), min_size=len(titles), max_size=len(titles))
    )
    named = dict(zip(titles, counts, strict=True))
    return answers(
        question, kind, named, sum(counts), sum(counts) + draw(st.integers(0, 2))
    )


@st.composite
def _several(
    draw: st.DrawFn, question: str, kind: AnswerKind, titles: Iterable[str]
) -> SavedAnswers:
    respondents = draw(st.integers(0, 9))
    named = {title: draw(st.integers(0, respondents)) for title in titles}
    return answers(question, kind, named, respondents)


_QUESTIONS: tuple[st.SearchStrategy[SavedAnswers], ...] = (
    _one_each(CHECK_IN, "scale", ("1", "2", "3")),
    _one_each("Is it quiet?", "yesno", ("yes", "no")),
    _several("What is needed?", "ticks", ("Rest", "Time", "Other")),
    st.sets(st.sampled_from(("Respect", "Trust", "rust", "space"))).flatmap(
        lambda words: _several("Which words?", "words", sorted(words))
    ),
)


@st.composite
def surveys(draw: st.DrawFn, *, least: int = 1, asked: int = 0) -> list[Source]:
    """Draw a few sessions of a few teams, which asked some of the same questions.

    There are `least` sessions or more, each with `asked` questions or more.
    """
    found: list[Source] = []
    questions = st.lists(st.sampled_from(_QUESTIONS), unique=True, min_size=asked)
    for number in range(draw(st.integers(least, 5))):
        asked_here = draw(questions)
        given = [draw(question) for question in _QUESTIONS if question in asked_here]
        one = session(
            *given,
            team=draw(st.sampled_from(TEAMS)),
            date=draw(st.sampled_from(DATES)),
            title=f"Meeting {number}",
        )
        whose = draw(st.sampled_from(ORGANISATIONS))
        found.append(Source(name=f"{number}.retro", session=one, organisation=whose))
    return found
