"""What a session gave, to read: Markdown, and pure text.

Numbers are as the source shows them: "n of N", whole per cents of those who answered,
and for ticks and words only what a threshold of them named, with what fell just below.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import TypedDict

from formats.agenda import Lang
from formats.markdown import block, heading
from formats.norms import about, document, places, sections
from formats.numbers import THRESHOLD, just_below, percent, reaches
from formats.session_file import SavedAnswers, SavedCount, SavedSession, SavedTheme


class _Words(TypedDict):
    answers: str
    respondents: str
    rest: str
    nothing: str
    below: str
    votes: str
    voted: str
    dots: str
    recognised: str
    untitled: str
    notes: str
    theme: str
    no_notes: str
    unreadable: str
    caveats: str
    caveat: tuple[str, ...]
    dot: tuple[str, str]
    person: tuple[str, str]


_WORDS: dict[Lang, _Words] = {
    "nl": {
        "answers": "Antwoorden",
        "respondents": "Antwoorden van {count} van de {of} deelnemers.",
        "rest": "Getoond: wat minstens {threshold}% van hen noemde.",
        "nothing": "Niets werd door zoveel mensen genoemd.",
        "below": "Net daaronder: {titles}.",
        "votes": "Stemmen",
        "voted": "Stemmen van {count} van de {of} deelnemers.",
        "dots": "{title}: {dots} van {people}",
        "recognised": "{title}: herkend door {count} van {of} ({percent}%)",
        "untitled": "zonder titel",
        "notes": "Briefjes",
        "theme": "Thema: {title}",
        "no_notes": "Geen briefjes.",
        "unreadable": "Onleesbaar aangekomen en dus niet getoond: {count}.",
        "caveats": "Bij deze cijfers",
        "caveat": (
            "Dit gaat over één sessie, met {people} deelnemers.",
            "Wie er niet was, telt niet mee; een leeg antwoord is geen antwoord.",
            "Percentages zijn van wie antwoord gaf, afgerond op hele procenten. "
            "In een klein team is één persoon al veel procent.",
        ),
        "dot": ("stip", "stippen"),
        "person": ("persoon", "mensen"),
    },
    "en": {
        "answers": "Answers",
        "respondents": "Answers from {count} of {of} participants.",
        "rest": "Shown: what at least {threshold}% of them named.",
        "nothing": "Nothing was named by that many.",
        "below": "Just below: {titles}.",
        "votes": "Votes",
        "voted": "Votes from {count} of {of} participants.",
        "dots": "{title}: {dots} from {people}",
        "recognised": "{title}: recognised by {count} of {of} ({percent}%)",
        "untitled": "untitled",
        "notes": "Notes",
        "theme": "Theme: {title}",
        "no_notes": "No notes.",
        "unreadable": "Arrived unreadable and therefore not shown: {count}.",
        "caveats": "About these numbers",
        "caveat": (
            "This is about one session, with {people} participants.",
            "Who was not there is not counted; an empty answer is no answer.",
            "Per cents are of those who answered, rounded to whole per cents. "
            "In a small team one person is many per cent.",
        ),
        "dot": ("dot", "dots"),
        "person": ("person", "people"),
    },
}


def report_markdown(session: SavedSession, threshold: int = THRESHOLD) -> str:
    """Write the whole session as Markdown; `threshold` is in per cents."""
    words = _WORDS[session.lang]
    parts = [about(document(session))]
    if session.answers:
        parts.append(heading(2, words["answers"]))
        for answers in session.answers:
            parts += _answers(answers, words, threshold)
    if any(theme.voted for theme in session.themes):
        parts += _votes(session, words)
    parts += _notes(session, words)
    if session.norms:
        parts.append(sections(document(session)))
    parts.append(heading(2, words["caveats"]))
    caveats = [line.format(people=session.people) for line in words["caveat"]]
    parts.append(_list(caveats))
    parts.append(places(session.places, session.lang))
    return "\n".join(part for part in parts if part)


def notes_markdown(session: SavedSession) -> str:
    """Write the notes of a session as Markdown, with who and when, and where to go."""
    where = places(session.places, session.lang)
    notes = _notes(session, _WORDS[session.lang])
    parts = [about(document(session)), *notes, where]
    return "\n".join(part for part in parts if part)


def _list(lines: list[str]) -> str:
    return "".join(block("- ", "  ", line) for line in lines)


def _answers(answers: SavedAnswers, words: _Words, threshold: int) -> Iterator[str]:
    of = answers.respondents
    yield heading(3, " ".join(answers.question.split()))
    yield words["respondents"].format(count=of, of=answers.people) + "\n"
    shown = list(answers.counts)
    below: list[SavedCount] = []
    if answers.kind in {"ticks", "words"}:
        yield words["rest"].format(threshold=threshold) + "\n"
        below = [one for one in shown if just_below(one.count, of, threshold)]
        shown = [one for one in shown if reaches(one.count, of, threshold)]
        if not shown:
            yield words["nothing"] + "\n"
    lines = [
        f"{one.title}: {one.count} ({percent(one.count, of)}%)"
        if one.count
        else f"{one.title}: 0"
        for one in shown
    ]
    yield _list(lines)
    if below:
        titles = ", ".join(f"{one.title} ({one.count})" for one in below)
        yield block("", "", words["below"].format(titles=titles))


def _by_votes(session: SavedSession) -> list[SavedTheme]:
    voted = [theme for theme in session.themes if theme.voted]
    return sorted(voted, key=lambda theme: (-theme.dots, theme.id))


def _counted(count: int, words: tuple[str, str]) -> str:
    return f"{count} {words[0] if count == 1 else words[1]}"


def _title(theme: SavedTheme, words: _Words) -> str:
    return theme.title or words["untitled"]


def _votes(session: SavedSession, words: _Words) -> Iterator[str]:
    of = session.vote_respondents
    yield heading(2, words["votes"])
    yield words["voted"].format(count=of, of=session.people) + "\n"
    line = words["recognised" if session.vote_mode == "recognise" else "dots"]
    yield _list(
        [
            line.format(
                title=_title(theme, words),
                dots=_counted(theme.dots, words["dot"]),
                people=_counted(theme.people, words["person"]),
                count=theme.people,
                of=of,
                percent=percent(theme.people, of),
            )
            for theme in _by_votes(session)
        ]
    )


def _notes(session: SavedSession, words: _Words) -> Iterator[str]:
    """Write the notes column by column, and in a column theme by theme."""
    yield heading(2, words["notes"])
    if not session.notes:
        yield words["no_notes"] + "\n"
    for column in session.columns:
        here = [note for note in session.notes if note.column == column.key]
        if not here:
            continue
        yield heading(3, column.title)
        written = ""
        grouped: set[int] = set()
        for theme in session.themes:
            inside = [note for note in here if note.id in theme.notes]
            grouped.update(note.id for note in inside)
            if inside:
                title = words["theme"].format(title=_title(theme, words))
                written += block("- ", "  ", title)
            written += "".join(block("  - ", "    ", note.text) for note in inside)
        written += _list([note.text for note in here if note.id not in grouped])
        yield written
    if session.unreadable:
        yield words["unreadable"].format(count=session.unreadable) + "\n"
