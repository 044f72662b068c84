"""Saved sessions to test with: any at all, and one a care team could have had."""

from __future__ import annotations

from hypothesis import strategies as st

from formats.agenda import Column, Place
from formats.entries import Earlier
from formats.session_file import (
    SavedAnswers,
    SavedCount,
    SavedNorm,
    SavedNote,
    SavedSession,
    SavedTheme,
)
from formats.strict import structure
from formats.text import clean, one_line, shorten

HOSTILE = st.one_of(
    st.text(max_size=30),
    st.lists(
        st.sampled_from(
            ["1. ", "# ", "- ", "+ ", "> ", "* ", "---", "===", "\n", "\n\n", "    ",
             "**a**", "_b_", "`", "```", "~~~", "[x](http://x.nl)", "![i](j)", "<b>",
             "<!--", "-->", "&amp;", "&#65;", "&copy", "|", "\\", "\\\\", "a", "Zeg",
             "http://a.nl", "www.a.nl", "a@b.nl", "👩\u200d👩\u200d👧", "é", "~", "^",
             "[x]: y", "[ ]", "{}", "$", ":", "::", "(", ")", "]", "!", "=", "+1", "@",
             "Thema:", "Review:", "Akkoord:", "Team:", "1)", "12.", "\"", "'", " ",
             "4 akkoord", "2026-01-01", "Themes", "Normen", "## ", "concern", "."]
        ),
        max_size=8,
    ).map("".join),
)  # fmt: skip
"""Text that would be structure in Markdown, HTML or CSV if it were let."""

LINES = HOSTILE.map(lambda text: clean(shorten(clean(text), 300, unit="bytes")))
LINE = HOSTILE.map(lambda text: one_line(shorten(one_line(text), 180, unit="bytes")))
COUNT = st.integers(0, 40)
DATE = st.dates().map(str)


@st.composite
def sessions(draw: st.DrawFn) -> SavedSession:
    """Draw any session that can be saved."""
    columns = tuple(
        Column(key=f"c{number}", title=draw(LINE))
        for number in range(draw(st.integers(1, 3)))
    )
    notes = tuple(
        SavedNote(
            id=number,
            column=draw(st.sampled_from(columns)).key,
            text=draw(LINES),
        )
        for number in range(1, draw(st.integers(1, 5)))
    )
    ids = [note.id for note in notes]
    themes = tuple(
        SavedTheme(
            id=number,
            title=draw(LINE),
            notes=tuple(draw(st.sets(st.sampled_from(ids)))) if ids else (),
            voted=draw(st.booleans()),
            dots=draw(COUNT),
            people=draw(COUNT),
        )
        for number in range(1, draw(st.integers(1, 4)))
    )
    return SavedSession(
        version=1,
        lang=draw(st.sampled_from(["nl", "en"])),
        title=draw(LINE),
        team=draw(LINE),
        date=draw(DATE),
        agenda=draw(st.sampled_from(["social-safety", "went-well", "own"])),
        people=draw(COUNT),
        columns=columns,
        notes=notes,
        unreadable=draw(COUNT),
        themes=themes,
        vote_respondents=draw(COUNT),
        answers=tuple(draw(st.lists(answers(), max_size=3))),
        norms=draw(norms()),
        places=draw(places()),
        vote_mode=draw(st.sampled_from(["", "dots", "recognise"])),
    )


@st.composite
def answers(draw: st.DrawFn) -> SavedAnswers:
    """Draw the result of a question."""
    counts = draw(st.lists(st.builds(SavedCount, title=LINE, count=COUNT), max_size=5))
    return SavedAnswers(
        question=draw(LINES),
        kind=draw(st.sampled_from(["scale", "yesno", "choice", "ticks", "words"])),
        counts=tuple(counts),
        respondents=draw(COUNT),
        people=draw(COUNT),
    )


@st.composite
def norms(draw: st.DrawFn) -> tuple[SavedNorm, ...]:
    """Draw norms of any status."""
    return tuple(
        SavedNorm(
            id=number,
            text=draw(LINES.filter(bool)),
            theme=draw(LINE),
            asked=(asked := draw(st.booleans())),
            agree=draw(COUNT) if asked else 0,
            concern=draw(COUNT) if asked else 0,
            object=draw(COUNT) if asked else 0,
            status=draw(st.sampled_from(["draft", "agreed", "open", "let-go"])),
            review=draw(st.one_of(st.just(""), DATE)),
            reasons=tuple(draw(st.lists(LINES.filter(bool), max_size=2))),
            reviewed=asked and draw(st.booleans()),
            earlier=tuple(draw(st.lists(earlier(), max_size=2))),
        )
        for number in range(1, draw(st.integers(1, 6)))
    )


@st.composite
def earlier(draw: st.DrawFn) -> Earlier:
    """Draw what a norm was before."""
    asked = draw(st.booleans())
    return Earlier(
        date=draw(st.one_of(st.just(""), DATE)),
        text=draw(LINES.filter(bool)),
        status=draw(st.sampled_from(["draft", "agreed", "open", "let-go"])),
        asked=asked,
        reviewed=asked and draw(st.booleans()),
        agree=draw(COUNT) if asked else 0,
        concern=draw(COUNT) if asked else 0,
        object=draw(COUNT) if asked else 0,
        reasons=tuple(draw(st.lists(LINES.filter(bool), max_size=2))),
    )


@st.composite
def places(draw: st.DrawFn) -> tuple[Place, ...]:
    """Draw where to go."""
    kinds = draw(
        st.lists(st.sampled_from(["confidant", "procedure", "emergency"]), max_size=3)
    )
    return tuple(
        structure({"kind": kind, "text": draw(LINES.filter(bool))}, Place)
        for kind in kinds
    )


CARE_TEAM = SavedSession(
    version=1,
    lang="nl",
    title="Terugkijken oktober",
    team="Team De Linde",
    date="2025-10-14",
    agenda="social-safety",
    people=7,
    columns=(
        Column(key="well", title="Wat gaat goed"),
        Column(key="unsafe", title="Wat voelt onveilig"),
        Column(key="need", title="Wat hebben we nodig"),
    ),
    notes=(
        SavedNote(id=1, column="well", text="We vangen elkaar op na een rotdienst"),
        SavedNote(
            id=2, column="unsafe", text="Er wordt over mij gepraat,\nniet met mij"
        ),
        SavedNote(id=3, column="unsafe", text="=1+1 [klik](http://x.nl) <b>hier</b>"),
        SavedNote(id=5, column="need", text="Dat we vragen hoe het gaat"),
    ),
    unreadable=1,
    themes=(
        SavedTheme(id=1, title="Roddelen", notes=(2, 3), voted=True, dots=9, people=5),
        SavedTheme(id=2, title="Steun", notes=(1,), voted=True, dots=3, people=2),
        SavedTheme(id=3, title="Later", notes=(), voted=False, dots=0, people=0),
    ),
    vote_respondents=6,
    answers=(
        SavedAnswers(
            question="Hoe vrij voel je je om hier te zeggen wat je denkt?",
            kind="scale",
            counts=tuple(
                SavedCount(title=str(point), count=count)
                for point, count in enumerate((0, 1, 3, 2, 0), 1)
            ),
            respondents=6,
            people=7,
        ),
    ),
    norms=(
        SavedNorm(
            id=1,
            text="We zeggen het eerst tegen elkaar",
            theme="Roddelen",
            asked=True,
            agree=5,
            concern=1,
            object=0,
            status="agreed",
            review="2026-01-14",
            reasons=("En als dat niet veilig voelt?",),
        ),
        SavedNorm(
            id=2,
            text="We vragen elke dienst hoe het gaat",
            theme="",
            asked=True,
            agree=3,
            concern=1,
            object=2,
            status="open",
            review="",
            reasons=(),
        ),
        SavedNorm(
            id=3,
            text="Telefoon weg in het overleg",
            theme="",
            asked=False,
            agree=0,
            concern=0,
            object=0,
            status="let-go",
            review="",
            reasons=(),
        ),
    ),
    places=(Place(kind="confidant", text="Loop binnen bij de vertrouwenspersoon"),),
    vote_mode="dots",
)
