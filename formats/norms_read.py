"""Markdown read back as norms: line by line, knowing what `norms` writes.

Lists renumbered, lines wrapped, other bullets, emphasis, Windows line ends: all read as
meant. A word where a count belongs, a date that is none, a label nobody knows: refused,
with the line, since leaving it out without a word would lose what a team agreed.
"""

from __future__ import annotations

import re
from typing import Literal, cast

from attrs import Factory, define, frozen

from formats.agenda import PROSE_BYTES, TITLE_BYTES, Lang, Place
from formats.agenda_file import canonical
from formats.entries import TEXT_BYTES
from formats.markdown import read_date, unescape
from formats.norms_document import (
    FILE_BYTES,
    LABELS,
    NormItem,
    NormsDocument,
    Section,
)
from formats.session_file import NormStatus
from formats.text import one_line, size

CODES = (
    "not-utf8",         # the text is not UTF-8
    "too-large",        # the file; expected: the limit in bytes
    "not-norms",        # no norm in it, and no heading of a norms file
    "unknown-heading",  # norms under it; expected: the headings there are
    "unknown-field",    # expected: the labels there are
    "twice",            # a field that is there already
    "bad-date",         # expected: a date as it is written
    "bad-number",       # expected: what the count or counts look like
    "empty",            # a norm without a text
    "too-long",         # expected: the limit in bytes
)  # fmt: skip
"""Every code a `NormsError` carries."""


class NormsError(ValueError):
    """A norms file that cannot be read, with the line (from 1) or None.

    `detail` is the label or heading in question, `expected` what should be there.
    """

    def __init__(
        self, line: int | None, code: str, detail: str = "", expected: str = ""
    ) -> None:
        """Carry the line, one of `CODES` and the details."""
        super().__init__(f"{code}: {detail}, line {line}: {expected}")
        self.line = line
        self.code = code
        self.detail = detail
        self.expected = expected


@define
class _Lines:
    """Lines that make one text, and the line of the file the first is."""

    line: int
    lines: list[str]

    def text(self, limit: int, label: str = "") -> str:
        return _within(limit, unescape(self.lines), self.line, label)


@define
class _Norm:
    """A norm while it is read; `inside` is how far its content is indented."""

    text: _Lines
    section: Section
    inside: int
    fields: list[_Lines] = Factory(list)
    reasons: list[_Lines] = Factory(list)


@frozen
class _Field:
    """A `Label: value` line; `key` is empty for a label that nobody knows."""

    line: int
    label: str
    key: str
    lang: Lang | None
    value: str


def _within(limit: int, text: str, line: int, label: str) -> str:
    if size(text) > limit:
        raise NormsError(line, "too-long", label, str(limit))
    return text


def _labels(lang: Lang) -> dict[str, str]:
    return cast("dict[str, str]", LABELS[lang])


def _known() -> dict[str, tuple[str, Lang | None]]:
    """Map every label to its key and the one language that has it, if one does."""
    found: dict[str, tuple[str, Lang | None]] = {}
    for lang in LABELS:
        for key, label in _labels(lang).items():
            shared = label.casefold() in found
            found[label.casefold()] = (key, None if shared else lang)
    return found


_KNOWN = _known()
_ABOUT = ("team", "date", "people", "agenda")
_FIELDS = ("theme", "consent", "review", "state")
_PLACES = ("confidant", "procedure", "emergency")
_SECTIONS = ("agreed", "open", "letgo", "places")
_COUNTS = ("agree", "concern", "object")

_HEADING = re.compile(r" {0,3}(#{1,6})(?:\s+(.*?))??(?:\s+#+)?\s*")
_RULE = re.compile(r" {0,3}([-*_])(?:\s*\1){2,}\s*")
_NUMBERED = re.compile(r"( *[0-9]{1,9}[.)])(?: +(.*))?")
_BULLET = re.compile(r"( *)[-*+](?: +(.*))?")
_QUOTE = re.compile(r" *> ?(.*)")


def _field(lines: _Lines) -> _Field:
    label, _, value = unescape(lines.lines).partition(":")
    key, lang = _KNOWN.get(label.casefold(), ("", None))
    return _Field(lines.line, label, key, lang, value.strip())


class _Sorter:
    """Sorts the lines of a file into the texts they belong to."""

    def __init__(self) -> None:
        self.title = _Lines(1, [])
        self.section = ""
        self.heading = _Lines(1, [])
        self.about: list[_Lines] = []
        self.places: list[_Lines] = []
        self.norms: list[_Norm] = []
        self.languages: list[Lang | None] = []
        self._norm: _Norm | None = None
        self._open: _Lines | None = None
        self._blank = False

    def take(self, number: int, line: str) -> None:
        """Take one line; what is open goes on unless the line starts something."""
        after_blank, self._blank = self._blank, not line.strip()
        if self._blank:
            return
        indent = len(line) - len(line.lstrip())
        outside = self._norm is None or indent < self._norm.inside
        if found := _HEADING.fullmatch(line):
            self._take_heading(number, len(found[1]), found[2] or "")
        elif _RULE.fullmatch(line):
            self._open = None
        elif outside and (found := _NUMBERED.fullmatch(line)):
            self._take_norm(_Lines(number, [found[2] or ""]), len(found[1]) + 1)
        elif found := _BULLET.fullmatch(line):
            text = _Lines(number, [found[2] or ""])
            self._take_bullet(text, outside, len(found[1]) + 2)
        elif found := _QUOTE.fullmatch(line):
            self._take_quote(number, found[1], after_blank)
        elif after_blank and not indent:
            self._open = None
        elif self._open is not None:
            self._open.lines += ["", line] if after_blank else [line]

    def _take_heading(self, number: int, level: int, raw: str) -> None:
        self._open = self._norm = None
        if level == 1 and not (self.title.lines or self.section or self.norms):
            self.title = _Lines(number, [raw])
            return
        self.heading = _Lines(number, [raw])
        known, lang = _KNOWN.get(unescape([raw]).casefold(), ("", None))
        self.section = known if known in _SECTIONS else "unknown"
        if self.section == known:
            self.languages.append(lang)

    def _take_norm(self, text: _Lines, inside: int) -> None:
        section = self.section or "agreed"
        if section in {"unknown", "places"}:
            detail = unescape(self.heading.lines)
            expected = ", ".join(
                labels[key] for labels in map(_labels, LABELS) for key in _SECTIONS[:3]
            )
            raise NormsError(self.heading.line, "unknown-heading", detail, expected)
        self._open = text
        self._norm = _Norm(text, cast("Section", section), inside)
        self.norms.append(self._norm)

    def _take_bullet(self, text: _Lines, outside: bool, inside: int) -> None:
        self._open = text
        key = _field(text).key
        if self.section == "places":
            self.places.append(text)
        elif self._norm and (not outside or key in _FIELDS):
            self._norm.fields.append(text)
        elif self.section in LABELS["nl"]:
            self._take_norm(text, inside)
        elif not self.section:
            self.about.append(text)

    def _take_quote(self, number: int, text: str, after_blank: bool) -> None:
        reasons = self._norm.reasons if self._norm else []
        if reasons and self._open is reasons[-1] and not after_blank:
            reasons[-1].lines.append(text)
            return
        self._open = _Lines(number, [text])
        reasons.append(self._open)


class _Maker:
    """Makes values of the sorted texts, and hears which language they speak."""

    def __init__(self, languages: list[Lang | None]) -> None:
        self._heard = languages

    def lang(self, otherwise: Lang) -> Lang:
        """Give the language most labels are in."""
        dutch, english = self._heard.count("nl"), self._heard.count("en")
        if dutch == english:
            return otherwise
        return "nl" if dutch > english else "en"

    def fields(self, texts: list[_Lines], allowed: tuple[str, ...]) -> list[_Field]:
        """Tell `Label: value` lines apart by their labels, in either language."""
        found: list[_Field] = []
        for field in map(_field, texts):
            if field.key not in allowed:
                expected = ", ".join(
                    labels[key] for labels in map(_labels, LABELS) for key in allowed
                )
                raise NormsError(field.line, "unknown-field", field.label, expected)
            self._heard.append(field.lang)
            found.append(field)
        return found

    def once(self, texts: list[_Lines], allowed: tuple[str, ...]) -> dict[str, _Field]:
        """Give fields by their key, each of which stands there once."""
        found: dict[str, _Field] = {}
        for field in self.fields(texts, allowed):
            if field.key in found:
                raise NormsError(field.line, "twice", field.label)
            found[field.key] = field
        return found

    def norm(self, norm: _Norm) -> NormItem:
        """Make a norm; it is a draft when it says so among what is not agreed."""
        text = norm.text.text(TEXT_BYTES)
        if not text:
            raise NormsError(norm.text.line, "empty")
        fields = self.once(norm.fields, _FIELDS)
        statuses: dict[Section, NormStatus] = {
            "agreed": "agreed",
            "open": "draft" if "state" in fields else "open",
            "letgo": "let-go",
        }
        counts = _counts(fields.get("consent"))
        return NormItem(
            text=text,
            theme=_text(fields.get("theme"), TEXT_BYTES),
            asked="consent" in fields,
            agree=counts["agree"],
            concern=counts["concern"],
            object=counts["object"],
            status=statuses[norm.section],
            review=_date(fields.get("review")),
            reasons=tuple(reason.text(TEXT_BYTES) for reason in norm.reasons),
        )


def _text(field: _Field | None, limit: int) -> str:
    return _within(limit, field.value, field.line, field.label) if field else ""


def _date(field: _Field | None) -> str:
    if field is None:
        return ""
    try:
        return read_date(field.value)
    except ValueError as error:
        expected = "14-10-2026"
        raise NormsError(field.line, "bad-date", field.label, expected) from error


def _count(field: _Field | None) -> int:
    if field is None:
        return 0
    if not re.fullmatch(r"[0-9]{1,7}", field.value):
        raise NormsError(field.line, "bad-number", field.label, "7")
    return int(field.value)


def _counts(field: _Field | None) -> dict[str, int]:
    found = dict.fromkeys(_COUNTS, 0)
    if field is None:
        return found
    for part in re.split("[,;]", field.value):
        number, _, label = part.strip().partition(" ")
        key = _KNOWN.get(label.strip().casefold(), ("",))[0]
        if key not in found or not re.fullmatch("[0-9]{1,7}", number):
            labels = _labels(field.lang or "nl")
            expected = ", ".join(f"0 {labels[count]}" for count in _COUNTS)
            raise NormsError(field.line, "bad-number", field.label, expected)
        found[key] = int(number)
    return found


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
    """Read a norms file; raises `NormsError` with the line and what was expected.

    `lang` is what the document is in when its labels do not tell.
    """
    text = _decoded(source).replace("\r\n", "\n").replace("\r", "\n")
    sorted_out = _Sorter()
    for number, line in enumerate(text.expandtabs(4).split("\n"), 1):
        sorted_out.take(number, line)
    if not sorted_out.norms and not sorted_out.languages:
        raise NormsError(None, "not-norms")
    maker = _Maker(sorted_out.languages)
    about = maker.once(sorted_out.about, _ABOUT)
    norms = tuple(map(maker.norm, sorted_out.norms))
    where = maker.fields(sorted_out.places, _PLACES)
    return NormsDocument(
        lang=maker.lang(lang),
        title=one_line(sorted_out.title.text(TITLE_BYTES)),
        team=one_line(_text(about.get("team"), TITLE_BYTES)),
        date=_date(about.get("date")),
        people=_count(about.get("people")),
        agenda=canonical(one_line(_text(about.get("agenda"), TITLE_BYTES))),
        norms=norms,
        places=tuple(
            Place(
                kind=cast("Literal['confidant', 'procedure', 'emergency']", field.key),
                text=_text(field, PROSE_BYTES),
            )
            for field in where
        ),
    )
