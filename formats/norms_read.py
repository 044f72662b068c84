"""Markdown read back as norms, knowing what `norms` writes.

Lists renumbered, lines wrapped, other bullets, emphasis, Windows line ends: all read as
meant. A word where a count belongs, a date that is none, a label nobody knows: told
with its line, since leaving it out without a word would lose what a team agreed.
"""

from __future__ import annotations

import re
from typing import Literal, cast

from formats.agenda import PROSE_BYTES, TITLE_BYTES, Lang, Place
from formats.agenda_file import canonical
from formats.entries import COUNT_MAX, TEXT_BYTES, Earlier, NormStatus
from formats.markdown import read_date
from formats.norms_document import (
    COUNTED,
    FILE_BYTES,
    LABELS,
    STATUSES,
    UNDATED,
    NormItem,
    NormsDocument,
    Section,
)
from formats.norms_lines import (
    KNOWN,
    NORM_FIELDS,
    EarlierLines,
    Field,
    Lines,
    NormLines,
    NormsError,
    Sorter,
    field_of,
    labels,
    within,
)
from formats.text import one_line

_ABOUT = ("team", "date", "people", "agenda")
_EARLIER = ("words", "consent", "reviewed")
_PLACES = ("confidant", "procedure", "emergency")


class _Maker:
    """Makes values of the sorted texts; hears which language they speak.

    What cannot be made of a line is left out of the value and told in `problems`.
    """

    def __init__(self, sorted_out: Sorter) -> None:
        self._heard = sorted_out.languages
        self.problems = sorted_out.problems

    def lang(self, otherwise: Lang) -> Lang:
        """Give the language most labels are in."""
        dutch, english = self._heard.count("nl"), self._heard.count("en")
        if dutch == english:
            return otherwise
        return "nl" if dutch > english else "en"

    def fields(self, texts: list[Lines], allowed: tuple[str, ...]) -> list[Field]:
        """Tell `Label: value` lines apart by their labels, in either language."""
        found: list[Field] = []
        for field in map(field_of, texts):
            if field.key not in allowed:
                expected = ", ".join(
                    names[key] for names in map(labels, LABELS) for key in allowed
                )
                error = NormsError(field.line, "unknown-field", field.label, expected)
                self.problems.append(error)
                continue
            self._heard.append(field.lang)
            found.append(field)
        return found

    def once(self, texts: list[Lines], allowed: tuple[str, ...]) -> dict[str, Field]:
        """Give fields by their key; of two that are the same the first."""
        found: dict[str, Field] = {}
        for field in self.fields(texts, allowed):
            if field.key in found:
                self.problems.append(NormsError(field.line, "twice", field.label))
            found.setdefault(field.key, field)
        return found

    def text(self, lines: Lines, limit: int) -> str:
        """Give a text, or an empty one when it is too long."""
        try:
            return lines.text(limit)
        except NormsError as error:
            self.problems.append(error)
            return ""

    def texts(self, several: list[Lines]) -> tuple[str, ...]:
        """Give the texts that are not too long."""
        return tuple(filter(None, (self.text(one, TEXT_BYTES) for one in several)))

    def value(self, field: Field | None, limit: int) -> str:
        """Give the value of a field; nothing when there is none, or too much."""
        try:
            return within(limit, field.value, field.line, field.label) if field else ""
        except NormsError as error:
            self.problems.append(error)
            return ""

    def date(self, field: Field | None) -> str:
        """Give a date as ISO 8601, or nothing when it is none."""
        return self._date(field, field.value) if field else ""

    def _date(self, field: Field, value: str) -> str:
        try:
            return read_date(value)
        except ValueError:
            expected = "14-10-2026"
            error = NormsError(field.line, "bad-date", field.label, expected)
            self.problems.append(error)
            return ""

    def count(self, field: Field | None) -> int:
        """Give a whole number, or 0 when it is none."""
        if field is None:
            return 0
        number = _number(field.value)
        if number is None:
            error = NormsError(field.line, "bad-number", field.label, "7")
            self.problems.append(error)
        return number or 0

    def counts(self, fields: dict[str, Field]) -> tuple[int, int, int] | None:
        """Give the three counts of a norm, or nothing when it was not asked about."""
        reviewed = "reviewed" in fields
        names = COUNTED[reviewed]
        field = fields.get("reviewed") or fields.get("consent")
        if field is None:
            return None
        if reviewed and "consent" in fields:
            other = fields["consent"]
            self.problems.append(NormsError(other.line, "twice", other.label))
        found = dict.fromkeys(names, 0)
        for part in re.split("[,;]", field.value):
            first_word, _, label = part.strip().partition(" ")
            key = KNOWN.get(label.strip().casefold(), ("",))[0]
            number = _number(first_word)
            if key not in found or number is None:
                spoken = labels(field.lang or "nl")
                expected = ", ".join(f"0 {spoken[name]}" for name in names)
                error = NormsError(field.line, "bad-number", field.label, expected)
                self.problems.append(error)
                return None
            found[key] = number
        return found[names[0]], found[names[1]], found[names[2]]

    def norm(self, norm: NormLines) -> NormItem | None:
        """Make a norm; it is a draft when it says so among what is not agreed."""
        before = len(self.problems)
        text = self.text(norm.text, TEXT_BYTES)
        if not text and len(self.problems) == before:
            self.problems.append(NormsError(norm.text.line, "empty"))
        fields = self.once(norm.fields, NORM_FIELDS)
        statuses: dict[Section, NormStatus] = {
            "agreed": "agreed",
            "open": "draft" if "state" in fields else "open",
            "letgo": "let-go",
        }
        counts = self.counts(fields)
        agree, concern, against = counts or (0, 0, 0)
        made = NormItem(
            text=text,
            theme=self.value(fields.get("theme"), TEXT_BYTES),
            asked=counts is not None,
            agree=agree,
            concern=concern,
            object=against,
            status=statuses[norm.section],
            review=self.date(fields.get("review")),
            reasons=self.texts(norm.reasons),
            reviewed=counts is not None and "reviewed" in fields,
            earlier=tuple(self.earlier(one, text) for one in norm.earlier),
        )
        return made if text else None

    def earlier(self, lines: EarlierLines, text: str) -> Earlier:
        """Make what a norm was before; its words are `text` unless it has others."""
        head = field_of(lines.head)
        self._heard.append(head.lang)
        when, _, how = (part.strip() for part in head.value.partition(","))
        unknown = when.casefold() in UNDATED.values()
        fields = self.once(lines.fields, _EARLIER)
        counts = self.counts(fields)
        agree, concern, against = counts or (0, 0, 0)
        return Earlier(
            date="" if unknown else self._date(head, when),
            text=self.value(fields.get("words"), TEXT_BYTES) or text,
            status=self._status(head, how),
            asked=counts is not None,
            reviewed=counts is not None and "reviewed" in fields,
            agree=agree,
            concern=concern,
            object=against,
            reasons=self.texts(lines.reasons),
        )

    def _status(self, field: Field, value: str) -> NormStatus:
        for words in STATUSES.values():
            for status, word in words.items():
                if value.casefold() == word:
                    return status
        expected = ", ".join(STATUSES[field.lang or "nl"].values())
        error = NormsError(field.line, "bad-status", field.label, expected)
        self.problems.append(error)
        return "agreed"


def _number(text: str) -> int | None:
    """Read a count; nothing when it is none, or more than there can be."""
    found = int(text) if re.fullmatch(r"[0-9]{1,7}", text) else COUNT_MAX + 1
    return found if found <= COUNT_MAX else None


def _decoded(source: bytes | str) -> str:
    if len(source) > FILE_BYTES:
        raise NormsError(None, "too-large", expected=str(FILE_BYTES))
    if isinstance(source, str):
        return source.removeprefix("\ufeff")
    try:
        return source.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        line = source.count(b"\n", 0, error.start) + 1
        raise NormsError(line, "not-utf8") from error


def from_markdown(source: bytes | str, lang: Lang = "nl") -> NormsDocument:
    """Read a norms file whole; raises `NormsError` with the first line that is wrong.

    `lang` is what the document is in when its labels do not tell.
    """
    document, problems = read(source, lang)
    if problems:
        raise problems[0]
    return document


def read(
    source: bytes | str, lang: Lang = "nl"
) -> tuple[NormsDocument, tuple[NormsError, ...]]:
    """Read a norms file as far as it makes sense; with it, line by line, what does not.

    What does not is not in the document. Raises `NormsError` when nothing makes sense.
    """
    text = _decoded(source).replace("\r\n", "\n").replace("\r", "\n")
    sorted_out = Sorter()
    for number, line in enumerate(text.expandtabs(4).split("\n"), 1):
        sorted_out.take(number, line)
    if not sorted_out.norms and not sorted_out.languages:
        raise (*sorted_out.problems, NormsError(None, "not-norms"))[0]
    maker = _Maker(sorted_out)
    about = maker.once(sorted_out.about, _ABOUT)
    norms = tuple(filter(None, map(maker.norm, sorted_out.norms)))
    where = maker.fields(sorted_out.places, _PLACES)
    document = NormsDocument(
        lang=maker.lang(lang),
        title=one_line(maker.text(sorted_out.title, TITLE_BYTES)),
        team=one_line(maker.value(about.get("team"), TITLE_BYTES)),
        date=maker.date(about.get("date")),
        people=maker.count(about.get("people")),
        agenda=canonical(one_line(maker.value(about.get("agenda"), TITLE_BYTES))),
        norms=norms,
        places=tuple(
            Place(
                kind=cast("Literal['confidant', 'procedure', 'emergency']", field.key),
                text=text,
            )
            for field in where
            if (text := maker.value(field, PROSE_BYTES))
        ),
    )
    return document, tuple(sorted(maker.problems, key=lambda one: one.line or 0))
