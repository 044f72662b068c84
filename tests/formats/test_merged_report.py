"""One report over many sessions: its figures, what it says, and as data."""

from __future__ import annotations

import csv
import json
from fractions import Fraction
from typing import Any

import attrs
import pytest
from hypothesis import given

from formats.agenda import Lang, Place
from formats.agenda_file import bundled
from formats.merged_data import COLUMNS, HELD_BACK, report_csv, report_json
from formats.merged_figures import build, period_of
from formats.merged_markdown import markdown
from formats.merged_report import MergedReport, Period, Wanted
from formats.merged_words import WORDS, caveats, decimal, named
from formats.merging import Source, merge
from formats.session_file import SavedSession
from tests.formats.test_markdown import shown
from tests.support.schemas import wrong
from tests.support.surveys import (
    CHECK_IN,
    answers,
    interview,
    session,
    sources,
    surveys,
)

NEEDS = 13
STUDY = [
    Source(name=f"{team}.retro", session=one, organisation=team)
    for team, one in (
        (
            "A",
            interview({2: [2, 3, 2, 2], NEEDS: [4, 3, 3, 2, 0]}, 9, team="Interviews"),
        ),
        (
            "B",
            interview(
                {2: [2, 4, 1, 3], NEEDS: [5, 4, 2, 3, 0]},
                10,
                lang="en",
                team="Interviews",
                date="2025-06-30",
            ),
        ),
        (
            "C",
            interview({2: [2, 3, 2, 3], NEEDS: [5, 3, 3, 2, 0]}, 10, team="Interviews"),
        ),
    )
]
"""The counts of the study as three organisations could have given them."""


def report(
    given_sources: list[Source],
    lang: Lang = "en",
    **wanted: Any,  # noqa: ANN401 - the fields of Wanted
) -> MergedReport:
    """Make a report."""
    return build(merge(given_sources, lang), attrs.evolve(Wanted(), **wanted))


def scale(*counts: int) -> SavedSession:
    """Make a session of a check-in with so many at each of its five points."""
    titles = dict(zip("12345", counts, strict=True))
    return session(answers(CHECK_IN, "scale", titles, sum(counts)))


# ------------------------------------------------------------------ as the source


def test_the_study_is_counted_as_it_counted() -> None:
    """23 of 29, 18 of 23, and what was needed by 14, 10 and 8; 7 fell just below."""
    assert bundled("interview", "nl").steps[NEEDS].question == "Wat is er nodig?"
    text = markdown(report(STUDY, "nl"))
    for line in (
        "Meegemaakt of gezien: 23 van 29 (79%); daarvan hier: 18 van 23 (78%).",
        "- ██████████░░░░░░░░░░ Ruimte om elkaar aan te spreken en feedback te geven "
        "en te krijgen: 14 van 29 (48%)",
        "- ███████░░░░░░░░░░░░░ Meer bewustwording rond sociale veiligheid: "
        "10 van 29 (34%)",
        "- ██████░░░░░░░░░░░░░░ Zichtbare en duidelijke meldprocedures: 8 van 29 (28%)",
        "Net daaronder: Ondersteuning voor leidinggevenden: 7 van 29 (24%).",
        "- Deelnemers, per sessie geteld: 29",
        "- Organisaties: A, B, C",
        "- Datum: 1 maart 2025 tot en met 30 juni 2025",
    ):
        assert f"\n{line}\n" in text
    assert "Just below" not in markdown(report(STUDY, threshold=Fraction(24)))


@pytest.mark.parametrize("lang", ["nl", "en"])
def test_organisations_stand_beside_each_other(lang: Lang) -> None:
    """Each has its own figures and themes."""
    made = report(STUDY, lang, by="organisation")
    _, needs = made.questions
    assert [
        (group.name, group.figures.respondents, group.figures.answers[0].count)
        for group in needs.groups
    ] == [("A", 9, 4), ("B", 10, 5), ("C", 10, 5)]
    assert WORDS[lang]["by"]["organisation"] in markdown(made)


# ------------------------------------------------------------------ what it says


def test_a_scale_is_shown_with_its_spread_and_over_time() -> None:
    """Counts at each point, mean, median, what the ends mean; each period again."""
    early, late = scale(1, 1, 1, 2, 0), scale(0, 0, 1, 4, 2)
    made = report(
        sources(early, attrs.evolve(late, date="2025-12-31")), different_people=True
    )
    text = markdown(made)
    part = text[text.index("### How") : text.index("## About")]
    assert part == (
        "### How free do you feel to say here what you think?\n\n"
        "12 answers. 1 is: not free at all; 5: completely free.\n\n"
        "- ██░░░░░░░░░░░░░░░░░░ 1: 1 of 12 (8%)\n"
        "- ██░░░░░░░░░░░░░░░░░░ 2: 1 of 12 (8%)\n"
        "- ███░░░░░░░░░░░░░░░░░ 3: 2 of 12 (17%)\n"
        "- ██████████░░░░░░░░░░ 4: 6 of 12 (50%)\n"
        "- ███░░░░░░░░░░░░░░░░░ 5: 2 of 12 (17%)\n\n"
        "Mean 3.6, median 4.\n\n"
        "#### Over time\n\n"
        "- ███████████░░░░░░░░░ Q1 2025: mean 2.8, median 3, 5 answers "
        "(1: 1, 2: 1, 3: 1, 4: 2, 5: 0)\n"
        "- ████████████████░░░░ Q4 2025: mean 4.1, median 4, 7 answers "
        "(1: 0, 2: 0, 3: 1, 4: 4, 5: 2)\n\n"
    )


def test_too_few_answers_are_named_as_such() -> None:
    """A report of fewer than five people shows no figure, and says why."""
    made = report(sources(scale(0, 0, 4, 0, 0)))
    assert made.participants is None
    assert made.questions[0].figures is None
    text = markdown(made)
    assert "Fewer than 5 different people answered this, as far as is known. " in text
    assert "- Participants, counted in each session: fewer than 5\n" in text
    assert "4 of" not in text
    (row,) = list(csv.reader(report_csv(made).splitlines()))[1:]
    assert row == [CHECK_IN, "", "scale", "", "", "", "", "", "", HELD_BACK]


def test_a_team_of_four_that_meets_thrice_is_still_of_four() -> None:
    """Sessions of one team are taken for the same people, unless somebody knows."""
    times = ("2025-01-01", "2025-05-01", "2025-09-01")
    meetings = sources(
        *(attrs.evolve(scale(0, 0, 4, 0, 0), team="Noord", date=day) for day in times)
    )
    assert report(meetings).questions[0].figures is None
    told = report(meetings, different_people=True).questions[0]
    assert told.figures is not None
    assert told.figures.respondents == 12
    assert told.trend == ()
    assert told.trend_held_back == ("2025-Q1", "2025-Q2", "2025-Q3")


def test_a_guessed_organisation_makes_nobody_another_person() -> None:
    """A team of three is of three, whatever the folders of its sessions are called."""
    one = answers("Is it quiet?", "yesno", {"yes": 2, "no": 1}, 3)
    for stated in (False, True):
        found = [
            Source(name=str(n), session=session(one, team="Noord", date=date),
                   organisation=f"map {n}", stated=stated)
            for n, date in enumerate(("2025-01-10", "2025-05-01"))
        ]  # fmt: skip
        (question,) = build(merge(found, "nl"), Wanted(by="organisation")).questions
        assert (question.figures is not None) == stated


def test_who_has_no_team_name_may_be_anybody() -> None:
    """A session that does not say whose it was adds nobody to those that do."""
    named = attrs.evolve(scale(0, 0, 4, 0, 0), team="Noord")
    nameless = scale(0, 0, 0, 4, 0)
    assert report(sources(named, nameless)).questions[0].figures is None
    more = attrs.evolve(named, team="Zuid")
    assert report(sources(named, nameless, more)).questions[0].figures is not None


def test_groups_that_are_held_back_are_named() -> None:
    """A reader learns which are missing, and where there is no name what it lacks."""
    given_sources = sources(
        attrs.evolve(scale(0, 0, 4, 3, 0), team="Noord"),
        attrs.evolve(scale(0, 0, 2, 3, 0), team="Zuid"),
        scale(0, 0, 2, 2, 0),
    )
    made = report(given_sources, by="team")
    text = markdown(made)
    assert "#### By team\n\n- ██████████████░░░░░░ Noord: mean 3.4" in text
    assert "Not shown apart: no team name, Zuid.\n" in text
    rows = list(csv.reader(report_csv(made).splitlines()))
    assert [row[4] for row in rows if row[9] == HELD_BACK] == ["", "Zuid"]


def test_a_team_of_the_same_name_elsewhere_is_another_team() -> None:
    """Two organisations may each have a team Noord; a team is written one way."""
    told = (("Noord", "Zon"), ("Noord", "Maan"), ("NOORD", "Maan"), ("", "Maan"))
    given_sources = [
        Source(
            name=str(number),
            session=attrs.evolve(
                scale(0, 0, 3, 3, 0), team=team, date=f"2025-01-0{number}"
            ),
            organisation=organisation,
        )
        for number, (team, organisation) in enumerate(told, 1)
    ]
    made = report(given_sources, by="team")
    assert made.teams == ("Maan", "NOORD (Maan)", "Noord (Zon)")
    assert [group.name for group in made.questions[0].groups] == list(made.teams)


def test_a_word_of_one_person_is_not_in_a_report() -> None:
    """What one person wrote could be known as theirs, however low the threshold."""
    words = answers("Which words?", "words", {"rest": 2, "Ann": 1, "calm": 5}, 5)
    made = report(sources(session(words)), threshold=Fraction(1))
    for text in (markdown(made), report_csv(made), report_json(made)):
        assert "Ann" not in text
        assert "rest" in text
    (question,) = report(sources(session(words)), threshold=Fraction(50)).questions
    assert question.figures is not None
    assert [(one.title, one.standing) for one in question.figures.answers] == [
        ("calm", "theme"),
        ("rest", "below"),
    ]


def test_a_question_says_in_how_many_sessions_it_was_asked() -> None:
    """Where not all were asked, the number of answers is seen for what it is."""
    other = session(answers("Else?", "yesno", {"yes": 3, "no": 3}, 6), title="Other")
    text = markdown(report(sources(scale(0, 0, 2, 2, 2), other)))
    assert "6 answers. Asked in 1 of the 2 sessions.\n" in text


def test_what_nobody_named_enough_is_said() -> None:
    """Where nothing reached the threshold that is said, for a group too."""
    given_sources = sources(
        session(answers("Q?", "ticks", {"a": 4, "b": 1}, 9), team="Noord"),
        session(answers("Q?", "ticks", {"a": 5, "b": 1}, 9), team="Zuid"),
    )
    made = report(given_sources, by="team", threshold=Fraction(50))
    text = markdown(made)
    assert "named.\n\n- ██████████░░░░░░░░░░ a: 9 of 18 (50%)\n\n#### By team" in text
    assert "- Noord: 9 answers\n  - Nothing was named by that many.\n" in text
    assert "- Zuid: 9 answers\n  - a: 5 (56%)\n" in text
    nothing = markdown(report(given_sources, threshold=Fraction(80)))
    assert "Nothing was named by that many.\n" in nothing


def test_what_other_meant_is_said_to_belong_to_its_question() -> None:
    """Two questions of the same text are told apart by what they came after."""
    other = "What did you mean by 'Other'?"
    asked = [
        answers("Causes?", "yesno", {"yes": 3, "no": 2}, 5),
        answers(other, "words", {}, 5),
        answers("Needs?", "yesno", {"yes": 3, "no": 2}, 5),
        answers(other, "words", {}, 5),
    ]
    text = markdown(report(sources(session(*asked))))
    assert "After the question: Causes?\n" in text
    assert "After the question: Needs?\n" in text


@pytest.mark.parametrize(
    ("iso", "period", "name", "dutch", "english"),
    [
        ("2025-10-14", "year", "2025", "2025", "2025"),
        ("2025-10-14", "quarter", "2025-Q4", "4e kwartaal 2025", "Q4 2025"),
        ("2025-09-30", "quarter", "2025-Q3", "3e kwartaal 2025", "Q3 2025"),
        ("2025-10-14", "month", "2025-10", "oktober 2025", "October 2025"),
        ("soon", "month", "", "zonder datum", "no date"),
    ],
)
def test_periods_are_named_as_people_do(
    iso: str, period: Period, name: str, dutch: str, english: str
) -> None:
    """A period has one name for programs and another for people."""
    assert period_of(iso, period) == name
    assert named(name, "period", "nl") == dutch
    assert named(name, "period", "en") == english


def test_caveats_are_those_that_matter() -> None:
    """One session has no people in two; what was done to the files is said."""
    one = caveats(report(sources(scale(0, 0, 2, 2, 2))))
    assert len(one) == 4
    words = session(answers("Q?", "words", {}, 5), team="Noord", lang="nl")
    several = sources(scale(0, 0, 2, 2, 2), scale(0, 0, 2, 2, 2), words)
    assert len(caveats(report(several))) == 8
    assert "One file was" in caveats(report(several))[-1]
    several = sources(*[scale(0, 0, 2, 2, 2)] * 3, words)
    assert "2 files were" in caveats(report(several, different_people=True))[-1]


def test_where_to_go_is_in_a_report_once() -> None:
    """The places of all sessions, each once, and no empty section without any."""
    place = Place(kind="confidant", text="Carol, 030 123")
    one = attrs.evolve(scale(0, 0, 2, 2, 2), places=(place,))
    text = markdown(report(sources(one, attrs.evolve(one, team="Noord"))))
    assert text.endswith("## Where to go\n\n- Confidant: Carol, 030 123\n")
    assert "Where to go" not in markdown(report(sources(scale(0, 0, 2, 2, 2))))


def test_numbers_are_written_as_people_write_them() -> None:
    """A comma in Dutch, and no zero at the end."""
    assert decimal(3.5, "nl") == "3,5"
    assert decimal("4.0", "en") == "4"
    assert report(STUDY, threshold=Fraction("33.3")).threshold == "33.3"


def test_the_minimum_can_only_be_raised() -> None:
    """Nobody makes a report of groups of four."""
    with pytest.raises(ValueError, match="raised"):
        Wanted(minimum=4)
    assert report(sources(scale(0, 0, 2, 2, 2)), minimum=7).questions[0].figures is None


# ------------------------------------------------------------------ as text and data


@given(surveys())
def test_any_report_can_be_written_in_both_languages(
    given_sources: list[Source],
) -> None:
    """Nothing is structure that was not meant so, and no sentence lacks a value."""
    for lang in ("nl", "en"):
        made = report(given_sources, lang, by="team")
        text = markdown(made)
        assert "{" not in text
        assert {tag for tag, _ in shown(text)} <= {"h1", "h2", "h3", "h4", "p"}
        assert not wrong("merged-report", json.loads(report_json(made)))


def test_texts_of_people_stay_text() -> None:
    """A question, an option, a team or a word is no Markdown and no formula."""
    hostile = "=1+1 [x](http://x.nl) <b>"
    one = session(
        answers(f"{hostile}\n\n# Q", "ticks", {f"- {hostile}": 5}, 5),
        answers(hostile, "words", {hostile: 5}, 5),
        team=hostile,
    )
    made = report(sources(one), by="team")
    everything = "\n".join(text for _, text in shown(markdown(made)))
    assert f"### {hostile}" not in everything
    assert everything.count(hostile) > 5
    for row in csv.reader(report_csv(made, ";").splitlines(), delimiter=";"):
        assert not any(cell.startswith(("=", "-")) for cell in row)


def test_data_hold_every_figure() -> None:
    """CSV has a row an answer, JSON the names of the report; both mark themes."""
    made = report(STUDY, by="organisation")
    text = report_csv(made)
    assert text.startswith("\ufeff" + ",".join(COLUMNS) + "\r\n")
    rows = list(csv.reader(text.splitlines()))
    assert len(rows) == 1 + 4 * (4 + 5)
    assert [row[3:] for row in rows[-5:]] == [
        ["organisation", "C", "10", title, count, percent, standing]
        for title, count, percent, standing in (
            ("Room to speak up to each other and to give and get feedback", "5", "50",
             "theme"),
            ("More awareness of social safety", "3", "30", "theme"),
            ("Visible and clear reporting procedures", "3", "30", "theme"),
            ("Support for managers", "2", "20", "below"),
            ("Other", "0", "0", ""),
        )
    ]  # fmt: skip
    data = json.loads(report_json(made))
    assert not wrong("merged-report", data)
    assert set(data) == {
        *(field.name for field in attrs.fields(MergedReport)),
        "caveats",
    }
    assert data["questions"][0]["figures"]["shares"][1] == {
        "key": "here",
        "count": 18,
        "of": 23,
        "percent": 78,
    }


def test_a_trend_and_what_it_lacks_are_rows() -> None:
    """Periods stand in the CSV as groups do."""
    late = attrs.evolve(scale(0, 0, 1, 1, 0), date="2025-12-31", team="Zuid")
    later = attrs.evolve(scale(0, 0, 3, 3, 0), date="2026-03-31", team="Zuid")
    text = report_csv(report(sources(scale(0, 0, 9, 0, 0), late, later)))
    rows = list(csv.reader(text.splitlines()))
    assert {(row[3], row[4], row[9]) for row in rows[1:]} == {
        ("", "", ""),
        ("period", "2025-Q1", ""),
        ("period", "2025-Q4", HELD_BACK),
        ("period", "2026-Q1", HELD_BACK),
    }
