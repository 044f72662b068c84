"""Many saved sessions as one: each question with what every session answered to it.

The result does not depend on the order of the files, nor on which language a session
was in. A session that is there twice, as two files or saved once more later on, counts
once: counted twice, a small group would pass for a large one.
"""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping

from attrs import field, frozen

from formats.agenda import Lang
from formats.questions import (
    Bundled,
    Position,
    Question,
    fold,
    identify,
    of,
    repeated,
)
from formats.session_file import SavedAnswers, SavedSession, SessionFileError

_ONE_EACH = {"scale", "yesno", "choice"}
"""Kinds of answers of which each respondent gave one."""

_POINT = re.compile("0|[1-9][0-9]?")


@frozen(kw_only=True)
class Source:
    """A saved session, the file it came from, and whose it was if that was told.

    Where the organisation is only what a folder is called, and nobody `stated` it, a
    team of the same name in another one may well be the same team.
    """

    name: str = field(eq=False)
    session: SavedSession
    organisation: str = ""
    stated: bool = True


@frozen(kw_only=True)
class Given:
    """What one session answered; options are counted by number, words folded."""

    respondents: int
    counts: Mapping[str, int]


@frozen(kw_only=True)
class Asked:
    """A question as it is shown, and what each session (by its number) answered.

    `titles` are the answers there are, by the keys of `Given.counts`; `after` is the
    question it came after, when it was asked more than once.
    """

    question: Question
    text: str
    after: str
    low_label: str
    high_label: str
    titles: Mapping[str, str]
    given: Mapping[int, Given]


@frozen(kw_only=True)
class Merged:
    """All sessions, each once; `twice` names the files that were one of them again."""

    lang: Lang
    sources: tuple[Source, ...]
    twice: tuple[str, ...]
    asked: tuple[Asked, ...]


# ------------------------------------------------------------------ sessions


def check(session: SavedSession) -> None:
    """Raise `SessionFileError` when figures contradict each other.

    A person's file could not be counted then, and what is held back of small groups
    would not be held back.
    """
    for answers in session.answers:
        counts = [count.count for count in answers.counts]
        titles = [count.title for count in answers.counts]
        keys = set(map(fold, titles)) if answers.kind == "words" else set(titles)
        sound = (
            answers.kind != ""
            and answers.respondents <= answers.people
            and max(counts, default=0) <= answers.respondents
            and (answers.kind not in _ONE_EACH or sum(counts) == answers.respondents)
            and (answers.kind != "scale" or all(map(_POINT.fullmatch, titles)))
            and len(keys) == len(titles)
        )
        if not sound:
            raise SessionFileError("damaged", "answers")


def people(session: SavedSession) -> int:
    """Count who took part: the most that were there at the end or at any question."""
    return max(session.people, *(answers.people for answers in session.answers), 0)


def team(session: SavedSession) -> str:
    """Name the team as far as it tells it from another."""
    return fold(session.team)


def _is_part_of(one: SavedSession, other: SavedSession) -> bool:
    """Tell whether `one` is the same session as `other`, saved no later than it."""
    return (
        (team(one), one.date, one.title, one.agenda, one.lang)
        == (team(other), other.date, other.title, other.agenda, other.lang)
        and set(one.answers) <= set(other.answers)
        and (
            not one.notes
            or not other.notes
            or not {note.text for note in one.notes}.isdisjoint(
                note.text for note in other.notes
            )
        )
    )


def _once(sources: Iterable[Source]) -> tuple[list[Source], list[str]]:
    """Keep every session once, where it says the most, in an order of its own."""
    fullest = sorted(
        sources,
        key=lambda source: (
            -len(source.session.answers),
            -people(source.session),
            repr(source.session),
            not source.organisation,
            source.organisation,
            source.name,
        ),
    )
    kept: list[Source] = []
    twice: list[str] = []
    for source in fullest:
        if any(_is_part_of(source.session, other.session) for other in kept):
            twice.append(source.name)
        else:
            kept.append(source)
    kept.sort(key=lambda source: (source.session.date, repr(source.session)))
    return kept, sorted(twice)


# ------------------------------------------------------------------ questions


def most(counted: Counter[str]) -> str:
    """Give what was written most; of equals the first by its letters."""
    return min(counted, key=lambda text: (-counted[text], text), default="")


@frozen(kw_only=True)
class _Answer:
    """One session's answers to one question, with what tells it from others."""

    session: int
    position: Position
    before: SavedAnswers | None
    answers: SavedAnswers


def merge(sources: Iterable[Source], lang: Lang) -> Merged:
    """Put sessions together, with questions and options as `lang` shows them.

    Raises `SessionFileError` for a session that contradicts itself.
    """
    kept, twice = _once(sources)
    for source in kept:
        check(source.session)
    repeats = repeated(source.session.answers for source in kept)
    found: defaultdict[Question, list[_Answer]] = defaultdict(list)
    for number, source in enumerate(kept):
        answers = source.session.answers
        told = identify(answers, repeats)
        for given, (question, before, position) in zip(answers, told, strict=True):
            found[question].append(
                _Answer(session=number, position=position, before=before, answers=given)
            )
    # Where sessions skipped questions, the latest place is the one that tells most.
    ordered = sorted(
        found,
        key=lambda question: (
            min(one.position[0] for one in found[question]),
            max(one.position[1:] for one in found[question]),
            question,
        ),
    )
    return Merged(
        lang=lang,
        sources=tuple(kept),
        twice=tuple(twice),
        asked=tuple(_asked(question, found[question], lang) for question in ordered),
    )


def _shown(all_answers: Iterable[SavedAnswers], lang: Lang) -> str:
    """Give the text of a question that these are all answers to."""
    texts: Counter[str] = Counter()
    for answers in all_answers:
        known = of(answers)[1]
        texts[known.steps[lang].question if known else answers.question] += 1
    return most(texts)


def _asked(question: Question, all_answers: list[_Answer], lang: Lang) -> Asked:
    known = of(all_answers[0].answers)[1]
    counted = _words if question.kind == "words" else _options
    titles, given = counted(all_answers, known, lang)
    step = known.steps[lang] if known else None
    return Asked(
        question=question,
        text=_shown((one.answers for one in all_answers), lang),
        after=_shown((one.before for one in all_answers if one.before), lang),
        low_label=step.low_label if step else "",
        high_label=step.high_label if step else "",
        titles=titles,
        given=given,
    )


def _options(
    all_answers: list[_Answer], known: Bundled | None, lang: Lang
) -> tuple[dict[str, str], dict[int, Given]]:
    given: dict[int, Given] = {}
    written: defaultdict[str, Counter[str]] = defaultdict(Counter)
    for one in all_answers:
        counts: dict[str, int] = {}
        for number, count in enumerate(one.answers.counts):
            counts[str(number)] = count.count
            written[str(number)][count.title] += 1
        given[one.session] = Given(respondents=one.answers.respondents, counts=counts)
    titles = {key: most(written[key]) for key in written}
    if known:
        titles = dict(zip(titles, known.titles(lang), strict=True))
    return titles, given


def _words(
    all_answers: list[_Answer], known: Bundled | None, lang: Lang
) -> tuple[dict[str, str], dict[int, Given]]:
    """Count words as one whatever their case, each as it was written most."""
    prompts = known.words(lang) if known else {}
    given: dict[int, Given] = {}
    written: defaultdict[str, Counter[str]] = defaultdict(Counter)
    for one in all_answers:
        counts: Counter[str] = Counter()
        for count in one.answers.counts:
            title = prompts.get(fold(count.title), count.title)
            counts[fold(title)] += count.count
            written[fold(title)][title] += count.count
        of_whom = one.answers.respondents
        within = {word: min(count, of_whom) for word, count in counts.items()}
        given[one.session] = Given(respondents=of_whom, counts=within)
    titles = {word: most(written[word]) for word in sorted(written)}
    return titles, given
