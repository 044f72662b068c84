"""What a session gave, to read and to count: Markdown, CSV and JSON. Pure text.

Numbers are as the source shows them: "n of N", whole per cents of those who answered,
and for ticks and words only what a threshold of them named, with what fell just below.
"""

from __future__ import annotations

import csv
import io
import json
from collections.abc import Iterator
from typing import TypedDict

from formats.agenda import Lang
from formats.markdown import block, heading
from formats.norms import about, document, places, sections
from formats.numbers import THRESHOLD, just_below, percent, reaches
from formats.session_file import SavedAnswers, SavedCount, SavedSession, SavedTheme
from formats.strict import unstructure

CSV_COLUMNS = ("id", "column", "column_title", "text", "theme")
_FORMULA = ("=", "+", "-", "@", "\t", "\r", "\uff1d", "\uff0b", "\uff20")
_BOM = "\ufeff"


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
    wrote: str
    most: str
    top: str
    agreed: str


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
        "wrote": "Briefjes: {count}",
        "most": "{question} Meest gekozen: {title}, door {count} van {of}",
        "top": "Meeste stemmen: {title}",
        "agreed": "Afgesproken: {text}",
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
        "wrote": "Notes: {count}",
        "most": "{question} Most chosen: {title}, by {count} of {of}",
        "top": "Most votes: {title}",
        "agreed": "Agreed: {text}",
    },
}


# ------------------------------------------------------------------ data


def notes_csv(session: SavedSession) -> str:
    r"""Give the notes as CSV, for a spreadsheet: `CSV_COLUMNS`, commas, CRLF.

    It starts with a byte order mark, without which Excel breaks accents; write it as
    UTF-8 with `newline=""`. A cell that would be a formula starts with an apostrophe.
    """
    titles = {column.key: column.title for column in session.columns}
    themes: dict[int, list[str]] = {}
    for theme in session.themes:
        for number in theme.notes:
            themes.setdefault(number, []).append(theme.title)
    out = io.StringIO()
    rows = csv.writer(out, lineterminator="\r\n")
    rows.writerow(CSV_COLUMNS)
    for note in session.notes:
        theme_titles = "; ".join(themes.get(note.id, ()))
        texts = (note.column, titles.get(note.column, ""), note.text, theme_titles)
        rows.writerow((note.id, *map(_cell, texts)))
    return _BOM + out.getvalue()


def _cell(text: str) -> str:
    return "'" + text if text.startswith(_FORMULA) else text


def session_json(session: SavedSession) -> str:
    """Give the whole session as JSON, with the field names of `SavedSession`."""
    return json.dumps(unstructure(session), ensure_ascii=False, indent=2) + "\n"


# ------------------------------------------------------------------ to read


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


def summary(session: SavedSession) -> str:
    """Write a session in a few lines of Markdown: who, what came out, what is agreed.

    Where several answers or themes share the first place, all of them are named.
    """
    words = _WORDS[session.lang]
    lines: list[str] = []
    for answers in session.answers:
        most = max((count.count for count in answers.counts), default=0)
        if most:
            titles = [count.title for count in answers.counts if count.count == most]
            lines.append(
                words["most"].format(
                    question=" ".join(answers.question.split()),
                    title=", ".join(titles),
                    count=most,
                    of=answers.respondents,
                )
            )
    lines.append(words["wrote"].format(count=len(session.notes)))
    voted = _by_votes(session)
    if voted and voted[0].dots:
        first = [theme for theme in voted if theme.dots == voted[0].dots]
        titles = [_title(theme, words) for theme in first]
        lines.append(words["top"].format(title=", ".join(titles)))
    lines += [
        words["agreed"].format(text=norm.text)
        for norm in session.norms
        if norm.status == "agreed"
    ]
    return about(document(session)) + _list(lines)


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
