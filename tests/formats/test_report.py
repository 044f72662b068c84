"""A session to read and to count: exact numbers, and text that stays text."""

from __future__ import annotations

import attrs
import pytest
from hypothesis import given

from formats.agenda import Lang
from formats.report import (
    notes_markdown,
    report_markdown,
)
from formats.session_file import (
    SavedAnswers,
    SavedCount,
    SavedSession,
    SavedTheme,
)
from tests.formats.test_markdown import shown
from tests.support.sessions import CARE_TEAM, sessions

TICKS = SavedAnswers(
    question="Wat is er\n\nnodig?",
    kind="ticks",
    counts=(
        SavedCount(title="Feedback", count=14),
        SavedCount(title="Bewustwording", count=10),
        SavedCount(title="Meldprocedures", count=8),
        SavedCount(title="Steun voor leidinggevenden", count=7),
        SavedCount(title="Koffie", count=2),
    ),
    respondents=29,
    people=31,
)


def test_a_report_shows_shares_as_the_source_does() -> None:
    """Whole per cents from the threshold on, and by name what fell just below."""
    text = report_markdown(attrs.evolve(CARE_TEAM, answers=(TICKS,)))
    part = text[text.index("### Wat") : text.index("## Stemmen")]
    assert part == (
        "### Wat is er nodig?\n\n"
        "Antwoorden van 29 van de 31 deelnemers.\n\n"
        "Getoond: wat minstens 25% van hen noemde.\n\n"
        "- Feedback: 14 (48%)\n- Bewustwording: 10 (34%)\n- Meldprocedures: 8 (28%)\n\n"
        "Net daaronder: Steun voor leidinggevenden (7).\n\n"
    )


def test_the_threshold_can_be_set() -> None:
    """At 24 % the seventh of 29 counts; above everything the report says so."""
    session = attrs.evolve(CARE_TEAM, answers=(TICKS,))
    assert "leidinggevenden: 7 (24%)" in report_markdown(session, 24)
    assert "Net daaronder" not in report_markdown(session, 23)
    assert "Niets werd door zoveel mensen genoemd." in report_markdown(session, 90)


def test_a_report_is_whole() -> None:
    """Answers, votes, notes by column and theme, norms, caveats and where to go."""
    text = report_markdown(CARE_TEAM)
    assert [line for line in text.split("\n") if line.startswith("#")] == [
        "# Terugkijken oktober",
        "## Antwoorden",
        "### Hoe vrij voel je je om hier te zeggen wat je denkt?",
        "## Stemmen",
        "## Briefjes",
        "### Wat gaat goed",
        "### Wat voelt onveilig",
        "### Wat hebben we nodig",
        "## Dit spreken we af",
        "## Nog niet afgesproken",
        "## Losgelaten",
        "## Bij deze cijfers",
        "## Waar je terechtkunt",
    ]
    for line in (
        "- 2: 1 (17%)",
        "- 5: 0",
        "- Roddelen: 9 stippen van 5 mensen",
        "Stemmen van 6 van de 7 deelnemers.",
        "- Dat we vragen hoe het gaat",
        "Onleesbaar aangekomen en dus niet getoond: 1.",
        "1. We zeggen het eerst tegen elkaar",
    ):
        assert f"\n{line}\n" in text


def test_recognition_is_a_share_of_people() -> None:
    """Where people ticked what they recognise, the report counts people, not dots."""
    text = report_markdown(attrs.evolve(CARE_TEAM, lang="en", vote_mode="recognise"))
    assert "- Roddelen: recognised by 5 of 6 (83%)" in text


def test_one_is_written_as_one() -> None:
    """A single dot of a single person reads as such; a theme may have no title."""
    theme = SavedTheme(id=1, title="", notes=(1,), voted=True, dots=1, people=1)
    session = attrs.evolve(CARE_TEAM, lang="en", themes=(theme,))
    assert "- untitled: 1 dot from 1 person" in report_markdown(session)


@pytest.mark.parametrize("lang", ["nl", "en"])
def test_an_empty_session_has_a_report(lang: Lang) -> None:
    """A session that ended early gives a short report, without empty sections."""
    empty = attrs.evolve(
        CARE_TEAM,
        lang=lang,
        notes=(),
        themes=(),
        answers=(),
        norms=(),
        places=(),
        unreadable=0,
        vote_mode="",
    )
    text = report_markdown(empty)
    assert [tag for tag, _ in shown(text)].count("h2") == 2


@given(sessions())
def test_a_report_holds_every_text_as_text(session: SavedSession) -> None:
    """Rendered, every note and norm is there literally, and nothing is structure."""
    seen = shown(report_markdown(session))
    everything = "\n\n".join(text for _, text in seen)
    for note in session.notes:
        assert note.text in everything
    for norm in session.norms:
        assert norm.text in everything
    assert {tag for tag, _ in seen} <= {"h1", "h2", "h3", "p"}


def test_notes_alone_can_be_read_too() -> None:
    """Notes by column and theme, with where to go, and nothing of answers or norms."""
    text = notes_markdown(CARE_TEAM)
    assert [line for line in text.split("\n") if line.startswith("#")] == [
        "# Terugkijken oktober",
        "## Briefjes",
        "### Wat gaat goed",
        "### Wat voelt onveilig",
        "### Wat hebben we nodig",
        "## Waar je terechtkunt",
    ]
