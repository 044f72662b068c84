"""Norms go home as Markdown a person would have written, and come back whole."""

from __future__ import annotations

import re

import attrs
import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from formats.agenda import Place
from formats.entries import Earlier
from formats.norms import (
    CODES,
    NormItem,
    NormsDocument,
    NormsError,
    document,
    from_markdown,
    read,
    to_markdown,
)
from formats.session_file import SavedSession
from tests.formats.test_markdown import shown
from tests.support.sessions import CARE_TEAM, HOSTILE, sessions

EXPECTED = """\
# Terugkijken oktober

- Team: Team De Linde
- Datum: 14 oktober 2025
- Deelnemers: 7
- Agenda: sociale-veiligheid

## Dit spreken we af

1. We zeggen het eerst tegen elkaar

   - Thema: Roddelen
   - Instemming: 5 akkoord, 1 met een zorg, 0 bezwaar
   - Opnieuw bekijken: 14 januari 2026

   > En als dat niet veilig voelt?

## Nog niet afgesproken

2. We vragen elke dienst hoe het gaat

   - Instemming: 3 akkoord, 1 met een zorg, 2 bezwaar

## Losgelaten

3. Telefoon weg in het overleg

## Waar je terechtkunt

- Vertrouwenspersoon: Loop binnen bij de vertrouwenspersoon
"""


def refused(source: bytes | str) -> NormsError:
    """Read what is no norms file, and give what was said of it."""
    with pytest.raises(NormsError) as caught:
        from_markdown(source)
    assert caught.value.code in CODES
    return caught.value


def test_a_file_looks_as_a_person_would_write_it() -> None:
    """The whole file, to the letter: teams keep it, and old files stay readable."""
    assert to_markdown(CARE_TEAM) == EXPECTED


def test_an_english_file_speaks_english() -> None:
    """The same norms with English labels, and its language is known again."""
    english = attrs.evolve(CARE_TEAM, lang="en")
    text = to_markdown(english)
    assert "## What we agree" in text
    assert "- Look again: 14 January 2026" in text
    assert "- Agenda: social-safety" in text
    assert from_markdown(text).lang == "en"


@given(sessions())
@example(attrs.evolve(CARE_TEAM, title="# x #", norms=()))
def test_norms_are_read_back_without_loss(session: SavedSession) -> None:
    """Every field of every norm survives, whatever the texts hold."""
    text = to_markdown(session)
    assert from_markdown(text) == document(session)
    assert from_markdown(text.replace("\n", "\r\n").encode()) == document(session)
    assert to_markdown(from_markdown(text)) == text


@given(sessions())
def test_a_renderer_shows_the_texts_and_nothing_else(session: SavedSession) -> None:
    """In CommonMark every text is there as text: no link, HTML, table or emphasis."""
    seen = shown(to_markdown(session))
    everything = "\n\n".join(text for _, text in seen)
    for norm in session.norms:
        assert norm.text in everything
        for reason in (
            *norm.reasons,
            *(r for one in norm.earlier for r in one.reasons),
        ):
            assert reason in everything
        for one in norm.earlier:
            assert one.text in everything
    assert {tag for tag, _ in seen} <= {"h1", "h2", "p"}
    if session.title:
        assert seen[0] == ("h1", session.title)


def test_nothing_but_norms_goes_home() -> None:
    """Notes, answers and votes are not in the norms file."""
    text = to_markdown(CARE_TEAM)
    assert not any(note.text in text for note in CARE_TEAM.notes)
    assert "Steun" not in text


def test_without_norms_the_file_says_so() -> None:
    """An empty list is told, and read back as empty; empty sections are left out."""
    empty = NormsDocument(lang="en")
    assert to_markdown(empty) == "## What we agree\n\nNo norms yet.\n"
    assert from_markdown(to_markdown(empty)) == empty


BY_HAND = """\ufeffOnze normen
===

# Team **De Linde**

* **Team:** De *Linde*
* deelnemers: 5
+ Datum: 2026-03-01

A word about us.

---

## dit spreken we af ##

7) We zeggen het
eerst tegen elkaar   
\t- THEMA: Roddelen
\t- Consent: 4 agree; 1 with a concern

\t> een zorg
 die doorloopt
\t>
\t> en nog

\t> nog een

Een opmerking tussendoor.

7) Twee
- Opnieuw bekijken: 1-6-2026
- Een norm met een streepje
  - Thema: Los

## Onze eigen kop

Eigen tekst
- met een lijst
> en een citaat

### Waar je terechtkunt
1 telefoon
- Noodgeval: 112

  of de buren
"""  # noqa: W291 - the trailing spaces are what an editor leaves


def test_a_file_changed_by_hand_is_read_as_meant() -> None:
    """Other bullets, numbers, emphasis, wrapping and remarks do no harm."""
    assert from_markdown(BY_HAND) == NormsDocument(
        lang="nl",
        title="Team De Linde",
        team="De Linde",
        people=5,
        date="2026-03-01",
        norms=(
            NormItem(
                text="We zeggen het eerst tegen elkaar",
                theme="Roddelen",
                asked=True,
                agree=4,
                concern=1,
                reasons=("een zorg die doorloopt\n\nen nog", "nog een"),
            ),
            NormItem(text="Twee", review="2026-06-01"),
            NormItem(text="Een norm met een streepje", theme="Los"),
        ),
        places=(Place(kind="emergency", text="112\n\nof de buren"),),
    )


LIVED = """\
# T

## What we agree

1. We say it to each other first.

   - Reviewed: 5 keep it, 1 say it differently, 0 let it go

   > Still hard at night.

   - Earlier: 9 March 2026, not agreed yet
     - In the words: We always say it.
     - Consent: 4 agree, 1 with a concern, 2 object

     > Always is a lot.

     > Not to my manager.

   - Earlier: date unknown, agreed
"""


def test_a_norm_tells_what_it_was_before() -> None:
    """Earlier words, counts and concerns stand with the norm, to the letter."""
    norm = NormItem(
        text="We say it to each other first.",
        asked=True,
        reviewed=True,
        agree=5,
        concern=1,
        reasons=("Still hard at night.",),
        earlier=(
            Earlier(
                date="2026-03-09",
                text="We always say it.",
                status="open",
                asked=True,
                agree=4,
                concern=1,
                object=2,
                reasons=("Always is a lot.", "Not to my manager."),
            ),
            Earlier(date="", text="We say it to each other first.", status="agreed"),
        ),
    )
    lived = NormsDocument(lang="en", title="T", norms=(norm,))
    assert to_markdown(lived) == LIVED
    assert from_markdown(LIVED) == lived


def test_what_is_added_by_hand_belongs_to_what_it_stands_under() -> None:
    """A field or quote is of an earlier wording only when it is further in than it."""
    text = LIVED + "\n   - Theme: Night\n   - look again: 2026-10-1\n   > And I.\n"
    document, problems = read(text)
    assert [(one.line, one.code) for one in problems] == [(22, "bad-date")]
    (norm,) = document.norms
    assert (norm.theme, norm.review) == ("Night", "")
    assert norm.reasons == ("Still hard at night.", "And I.")
    assert len(norm.earlier) == 2


def test_everything_that_makes_no_sense_is_told_with_its_line() -> None:
    """All that can be read is there, and every line that cannot is named, in order."""
    broken = (
        LIVED.replace("4 agree", "four agree")
        .replace("not agreed yet", "so so")
        .replace("5 keep it", "5 keep it, 1 agree")
        .replace("date unknown", "once")
        .replace("   > Still", "   - Consent: 3 agree\n   > Still")
    ) + (
        f"2. {'x' * 321}\n\n   > {'y' * 321}\n\n3.\n   - Consent: 1000001 agree\n"
        "## Ours\n1. A\n   - Theme: B\n2. C\n## Where to go\n- Confidant: " + "z" * 1001
    )
    document, problems = read(broken)
    assert [(one.line, one.code) for one in problems] == [
        (7, "bad-number"),
        (9, "twice"),
        (12, "bad-status"),
        (14, "bad-number"),
        (20, "bad-date"),
        (21, "too-long"),
        (23, "too-long"),
        (25, "empty"),
        (26, "bad-number"),
        (27, "unknown-heading"),
        (32, "too-long"),
    ]
    (norm,) = document.norms
    assert norm.text == "We say it to each other first."
    assert not norm.asked
    assert norm.earlier[0].reasons == ("Always is a lot.", "Not to my manager.")
    assert document.places == ()
    with pytest.raises(NormsError) as caught:
        from_markdown(broken)
    assert caught.value.line == 7
    with pytest.raises(NormsError, match="unknown-heading"):
        read("# T\n## Ours\n1. A\n")


def test_a_bare_list_is_norms_too() -> None:
    """A title and a numbered list is enough; the language is the reader's."""
    read = from_markdown("# Onze regels\n\n1. We luisteren\n2. We bellen\n", "en")
    assert [norm.text for norm in read.norms] == ["We luisteren", "We bellen"]
    assert {norm.status for norm in read.norms} == {"agreed"}
    assert read.lang == "en"


@pytest.mark.parametrize(
    ("old", "new", "line", "code", "said"),
    [
        ("14 januari", "32 januari", 14, "bad-date", ("Opnieuw bekijken", "14-10-")),
        ("5 akkoord", "vijf akkoord", 13, "bad-number",
         ("Instemming", "0 akkoord, 0 met een zorg, 0 bezwaar")),
        ("5 akkoord", "5 prima", 13, "bad-number", ("Instemming", "0 akkoord")),
        ("Deelnemers: 7", "Deelnemers: zeven", 5, "bad-number", ("Deelnemers", "7")),
        ("Thema:", "Tema:", 12, "unknown-field", ("Tema", "Thema, Instemming, Opn")),
        ("Vertrouwenspersoon", "Buurman", 30, "unknown-field",
         ("Buurman", "Vertrouwenspersoon, Meldprocedure, Noodgeval, Confidant")),
        ("- Team", "- Ploeg", 3, "unknown-field", ("Ploeg", "Team, Datum")),
        ("## Losgelaten", "## Weg ermee", 24, "unknown-heading",
         ("Weg ermee", "Dit spreken we af, Nog niet afgesproken, Losgelaten, What")),
        ("- Datum", "- Team", 4, "twice", ("Team", "")),
        ("We vragen elke dienst hoe het gaat", "", 20, "empty", ("", "")),
        ("We vragen elke dienst", "x" * 321, 20, "too-long", ("", "320")),
        ("Roddelen", "x" * 321, 12, "too-long", ("Thema", "320")),
    ],
)  # fmt: skip
def test_a_broken_file_is_told_where(
    old: str, new: str, line: int, code: str, said: tuple[str, str]
) -> None:
    """One clear reason with the line, the label and what was expected there."""
    assert old in EXPECTED
    error = refused(EXPECTED.replace(old, new, 1))
    assert (error.line, error.code, error.detail) == (line, code, said[0])
    assert error.expected.startswith(said[1])


def test_other_files_are_not_norms() -> None:
    """A text without norms, bytes that are no text, and a file without end."""
    assert refused("# Boodschappen\n\n- melk\n").code == "not-norms"
    assert refused("").line is None
    error = refused(b"# Normen\n\n\xff")
    assert (error.code, error.line) == ("not-utf8", 3)
    assert refused("1. x\n" * 1_000_000).code == "too-large"


@given(HOSTILE, st.integers(0, len(EXPECTED)), st.integers(0, 60))
def test_any_change_is_read_or_told_where(put: str, at: int, cut: int) -> None:
    """A damaged file gives norms, or an error with a line of the file."""
    source = EXPECTED[:at] + put + EXPECTED[at + cut :]
    line: int | None = 1
    try:
        from_markdown(source)
    except NormsError as error:
        line = error.line
    lines = len(re.split("\r\n|\r|\n", source))
    assert line is None or 1 <= line <= lines
