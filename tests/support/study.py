"""The study as 29 people could have answered it, with the counts that it published.

Nobody knows who answered what, so answers are dealt round: every count is exactly the
study's where it gave one, and everybody gives some of them. Where it gave none (how
many named a theme that it lists) the count is ours, above its threshold of 25 %.
"""

from __future__ import annotations

from collections.abc import Sequence
from itertools import cycle, islice

from attrs import frozen

from formats.agenda import Lang, Step
from formats.agenda_file import bundled

RESPONDENTS = 29


@frozen(kw_only=True)
class Organisation:
    """One of the three: its session was in `lang`, with some of the respondents."""

    key: str
    name: str
    lang: Lang
    respondents: range
    places: tuple[tuple[str, str], ...]


ORGANISATIONS = (
    Organisation(
        key="waterkant",
        name="De Waterkant",
        lang="nl",
        respondents=range(9),
        places=(("confidant", "Noor, 030 123"),),
    ),
    Organisation(
        key="zonnehof",
        name="Zonnehof",
        lang="nl",
        respondents=range(9, 19),
        places=(("confidant", "Youssef, 030 456"),),
    ),
    Organisation(
        key="oakfield",
        name="Oakfield",
        lang="en",
        respondents=range(19, 29),
        places=(("confidant", "Grace, 030 789"),),
    ),
)

EXPERIENCES = (6, 14, 5, 4)
"""No; here; elsewhere; both: 23 of 29 had any, 18 of those 23 here."""
NEEDS = (14, 10, 8, 7, 0)
CARE_WORKERS = 13
"""45 % of 29; those of 0 to 5 years of service are 52 %."""
FEW_YEARS = 15

COUNTS: dict[int, tuple[int, ...]] = {
    1: (15, 12, 11, 8),
    2: EXPERIENCES,
    3: (15, 12, 10, 0),
    5: (9, 8, 6, 6, 4, 5, 5, 6, 3, 4, 8, 3, 4, 0),
    7: (17, 12, 9, 0),
    9: (13, 11, 8, 0),
    11: (13, 12, 10, 9, 0),
    13: NEEDS,
    15: (12, 9, 8, 0),
    17: (CARE_WORKERS, 5, 4, 4, 2, 1, 0),
    18: (FEW_YEARS, 5, 4, 3, 2),
    19: (0, 1, 5, 13, 10),
}
"""How many give each answer, by the number of the step; words are those prompted."""

FIGURES = (2, 13, 17, 18)
"""The steps of which the study gives figures; the others are themes without one."""

UNSAFE = frozenset({3, 5})
"""The steps that only those answer who met an unsafe situation."""


def _dealt(counts: Sequence[int], people: Sequence[int]) -> dict[int, tuple[int, ...]]:
    """Deal each answer to as many people as gave it, going round, nobody twice."""
    turn = cycle(people)
    given: dict[int, tuple[int, ...]] = dict.fromkeys(range(RESPONDENTS), ())
    for answer, count in enumerate(counts):
        for person in islice(turn, count):
            given[person] += (answer,)
    return given


def _round(step: int, among: Sequence[int] = range(RESPONDENTS)) -> list[int]:
    """Put people in an order of this step's own, of all organisations through another.

    29 is a prime, so that every stride comes by everybody once.
    """
    everybody = (place * (step + 2) % RESPONDENTS for place in range(RESPONDENTS))
    return [person for person in everybody if person in among]


def answers() -> dict[int, dict[int, tuple[int, ...]]]:
    """Give what everybody answers: by step, then by person, options from 0."""
    given = {
        step: _dealt(counts, _round(step))
        for step, counts in COUNTS.items()
        if step not in UNSAFE
    }
    met = [person for person, options in given[2].items() if options != (0,)]
    for step in UNSAFE:
        given[step] = _dealt(COUNTS[step], _round(step, met))
    return dict(sorted(given.items()))


def lines(step: Step, options: tuple[int, ...]) -> list[str]:
    """Give what somebody types in the line client to answer so."""
    if step.answer == "words":
        return [f"word {step.prompts[option].word}" for option in options]
    if step.answer == "ticks":
        return [" ".join(["tick", *(str(option + 1) for option in options)])]
    (option,) = options
    return [f"answer {option + step.low if step.answer == 'scale' else option + 1}"]


def agenda_steps(lang: Lang) -> tuple[Step, ...]:
    """Give the steps of the agenda that the study is played with."""
    return bundled("interview", lang).steps


PUBLISHED: dict[Lang, tuple[str, ...]] = {
    "nl": (
        "Meegemaakt of gezien: 23 van 29 (79%); daarvan hier: 18 van 23 (78%).",
        "Ruimte om elkaar aan te spreken en feedback te geven en te krijgen: "
        "14 van 29 (48%)",
        "Meer bewustwording rond sociale veiligheid: 10 van 29 (34%)",
        "Zichtbare en duidelijke meldprocedures: 8 van 29 (28%)",
        "Net daaronder: Ondersteuning voor leidinggevenden: 7 van 29 (24%).",
        "Zorgmedewerker: 13 van 29 (45%)",
        "0 tot 5 jaar: 15 van 29 (52%)",
    ),
    "en": (
        "Experienced or seen: 23 of 29 (79%); of those, here: 18 of 23 (78%).",
        "Room to speak up to each other and to give and get feedback: 14 of 29 (48%)",
        "More awareness of social safety: 10 of 29 (34%)",
        "Visible and clear reporting procedures: 8 of 29 (28%)",
        "Just below: Support for managers: 7 of 29 (24%).",
        "Care worker: 13 of 29 (45%)",
        "0 to 5 years: 15 of 29 (52%)",
    ),
}
"""Ends of lines of the report: what the study published, as it is said here."""
