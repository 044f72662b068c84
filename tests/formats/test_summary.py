"""A page that may leave the team holds nothing people wrote but what is agreed."""

from __future__ import annotations

from itertools import count

import attrs
import pytest
from hypothesis import given, settings

from formats.agenda import Lang
from formats.entries import Earlier
from formats.export_data import summary_json
from formats.session_file import SavedAnswers, SavedCount, SavedSession
from formats.summary import summary, summary_markdown
from tests.formats.test_markdown import shown
from tests.support.sessions import CARE_TEAM, sessions

EXPECTED = """\
# Terugkijken oktober

- Team: Team De Linde
- Datum: 14 oktober 2025
- Deelnemers: 7
- Agenda: sociale-veiligheid

## In cijfers

- Briefjes: 4
- Thema's: 3
- Hoe vrij voel je je om hier te zeggen wat je denkt? Meest gekozen: 3, door 3 van 6

## Dit spreken we af

1. We zeggen het eerst tegen elkaar

   - Opnieuw bekijken: 14 januari 2026

1 norm is nog niet afgesproken.

Wat mensen schreven, staat hier niet in; alleen wat is afgesproken.

## Waar je terechtkunt

- Vertrouwenspersoon: Loop binnen bij de vertrouwenspersoon
"""


def test_a_summary_is_one_page() -> None:
    """The whole page, to the letter."""
    assert summary_markdown(CARE_TEAM) == EXPECTED


def marked(session: SavedSession) -> tuple[SavedSession, list[str]]:
    """Put a mark in every text that people wrote, and give the marks."""
    numbers = count(1)
    marks: list[str] = []

    def mark() -> str:
        marks.append(f"mark{next(numbers):04}")
        return marks[-1]

    changed = attrs.evolve(
        session,
        notes=tuple(attrs.evolve(note, text=mark()) for note in session.notes),
        themes=tuple(attrs.evolve(theme, title=mark()) for theme in session.themes),
        answers=tuple(
            attrs.evolve(
                answers,
                counts=tuple(attrs.evolve(one, title=mark()) for one in answers.counts),
            )
            if answers.kind == "words"
            else answers
            for answers in session.answers
        ),
        norms=tuple(
            attrs.evolve(
                norm,
                text=norm.text if norm.status == "agreed" else mark(),
                theme=mark(),
                reasons=(mark(),),
                earlier=(
                    Earlier(date="", text=mark(), status="open", reasons=(mark(),)),
                ),
            )
            for norm in session.norms
        ),
    )
    return changed, marks


@settings(max_examples=40)
@given(sessions())
def test_nothing_that_people_wrote_is_in_it(session: SavedSession) -> None:
    """No note, word, reason, theme or norm that is not agreed, in either format."""
    changed, marks = marked(session)
    page, data = summary_markdown(changed), summary_json(summary(changed))
    assert not [mark for mark in marks if mark in page or mark in data]
    seen = "\n\n".join(text for _, text in shown(page))
    for norm in changed.norms:
        if norm.status == "agreed":
            assert norm.text in seen


@pytest.mark.parametrize("lang", ["nl", "en"])
def test_few_answers_are_not_told(lang: Lang) -> None:
    """Of fewer than five nothing can be read, nor how many they were."""
    few, enough = (
        SavedAnswers(
            question="Gezien?",
            kind="yesno",
            counts=(SavedCount(title="ja", count=4), SavedCount(title="nee", count=0)),
            respondents=respondents,
            people=7,
        )
        for respondents in (4, 5)
    )
    told = summary(attrs.evolve(CARE_TEAM, lang=lang, answers=(few, enough)))
    assert [(one.shown, one.most, one.respondents) for one in told.answers] == [
        (False, (), 0),
        (True, ("ja",), 5),
    ]
    page = summary_markdown(attrs.evolve(CARE_TEAM, lang=lang, answers=(few,)))
    assert "ja" not in page.split("\n- Gezien? ")[1].split("\n")[0].split()


def test_the_first_place_is_shared() -> None:
    """No answer wins by its order, and what nobody chose is not named."""
    tie = attrs.evolve(
        CARE_TEAM.answers[0],
        question="Wat?",
        counts=(SavedCount(title="A", count=3), SavedCount(title="B", count=3)),
    )
    none = attrs.evolve(tie, question="Wie?", counts=(SavedCount(title="C", count=0),))
    bare = attrs.evolve(none, question="Niets?", counts=())
    page = summary_markdown(attrs.evolve(CARE_TEAM, answers=(tie, none, bare)))
    assert "\n- Wat? Meest gekozen: A, B, door 3 van 6\n" in page
    assert "\n- Wie? Niemand koos iets.\n- Niets? Niemand koos iets.\n" in page


def test_without_norms_the_page_says_so() -> None:
    """Nothing agreed is told as such, and several that are open are counted."""
    agreed, still, gone = CARE_TEAM.norms
    assert "Nog geen normen." in summary_markdown(attrs.evolve(CARE_TEAM, norms=()))
    norms = (still, attrs.evolve(still, id=9, status="draft"), gone)
    page = summary_markdown(attrs.evolve(CARE_TEAM, norms=norms, places=()))
    assert "2 normen zijn nog niet afgesproken." in page
    assert agreed.text not in page
    assert "not agreed yet" not in summary_markdown(
        attrs.evolve(CARE_TEAM, lang="en", norms=(agreed,))
    )
