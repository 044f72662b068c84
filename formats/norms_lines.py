"""The lines of a norms file, sorted into the texts they belong to.

What a line is follows from its marks and how far it is indented, as in CommonMark; what
a field is called decides only where a mark alone does not.
"""

from __future__ import annotations

import re
from typing import cast

from attrs import Factory, define, field, frozen

from formats.agenda import Lang
from formats.markdown import unescape
from formats.norms_document import LABELS, Section
from formats.text import size

CODES = (
    "not-utf8",         # the text is not UTF-8
    "too-large",        # the file; expected: the limit in bytes
    "not-norms",        # no norm in it, and no heading of a norms file
    "unknown-heading",  # norms under it; expected: the headings there are
    "unknown-field",    # expected: the labels there are
    "twice",            # a field that is there already
    "bad-date",         # expected: a date as it is written
    "bad-number",       # expected: what the count or counts look like
    "bad-status",       # expected: the words there are for it
    "empty",            # a norm without a text
    "too-long",         # expected: the limit in bytes
)  # fmt: skip
"""Every code a `NormsError` carries."""


class NormsError(ValueError):
    """What cannot be read in a norms file, with the line (from 1) or None.

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
class Lines:
    """Lines that make one text, and the line of the file the first is."""

    line: int
    lines: list[str]

    def text(self, limit: int, label: str = "") -> str:
        """Give the text; raises `NormsError` when it has more bytes than `limit`."""
        return within(limit, unescape(self.lines), self.line, label)


@define
class EarlierLines:
    """What a norm was before; `indent` is how far the line that begins it is in."""

    head: Lines
    indent: int
    fields: list[Lines] = Factory(list)
    reasons: list[Lines] = Factory(list)


@define
class NormLines:
    """A norm while it is read; `inside` is how far its content is indented."""

    text: Lines
    section: Section
    inside: int
    fields: list[Lines] = Factory(list)
    reasons: list[Lines] = Factory(list)
    earlier: list[EarlierLines] = Factory(list)

    def part(self, indent: int) -> NormLines | EarlierLines:
        """Give what something this far in belongs to: what was before, or the norm."""
        if self.earlier and indent > self.earlier[-1].indent:
            return self.earlier[-1]
        return self


@frozen
class Field:
    """A `Label: value` line; `key` is empty for a label that nobody knows."""

    line: int
    label: str
    key: str
    lang: Lang | None
    value: str


def within(limit: int, text: str, line: int, label: str) -> str:
    """Give `text`; raises `NormsError` when it has more bytes than `limit`."""
    if size(text) > limit:
        raise NormsError(line, "too-long", label, str(limit))
    return text


def labels(lang: Lang) -> dict[str, str]:
    """Give the labels of a language by their keys."""
    return cast("dict[str, str]", LABELS[lang])


def _known() -> dict[str, tuple[str, Lang | None]]:
    found: dict[str, tuple[str, Lang | None]] = {}
    for lang in LABELS:
        for key, label in labels(lang).items():
            shared = label.casefold() in found
            found[label.casefold()] = (key, None if shared else lang)
    return found


KNOWN = _known()
"""Every label, folded: its key, and the one language that has it, if one does."""

NORM_FIELDS = (
    "theme", "consent", "review", "state", "reviewed", "earlier",
)  # fmt: skip
_SECTIONS = ("agreed", "open", "letgo", "places")

_HEADING = re.compile(r" {0,3}(#{1,6})(?:\s+(.*?))??(?:\s+#+)?\s*")
_RULE = re.compile(r" {0,3}([-*_])(?:\s*\1){2,}\s*")
_NUMBERED = re.compile(r"( *[0-9]{1,9}[.)])(?: +(.*))?")
_BULLET = re.compile(r"( *)[-*+](?: +(.*))?")
_QUOTE = re.compile(r" *> ?(.*)")


def field_of(lines: Lines) -> Field:
    """Tell the label of a line from its value."""
    label, _, value = unescape(lines.lines).partition(":")
    key, lang = KNOWN.get(label.casefold(), ("", None))
    return Field(lines.line, label, key, lang, value.strip())


@define
class Sorter:
    """Sorts the lines of a file into the texts they belong to."""

    title: Lines = field(factory=lambda: Lines(1, []))
    section: str = ""
    heading: Lines = field(factory=lambda: Lines(1, []))
    about: list[Lines] = Factory(list)
    places: list[Lines] = Factory(list)
    norms: list[NormLines] = Factory(list)
    languages: list[Lang | None] = Factory(list)
    problems: list[NormsError] = Factory(list)
    _norm: NormLines | None = None
    _open: Lines | None = None
    _blank: bool = False
    _refused: Lines | None = None

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
            self._take_norm(Lines(number, [found[2] or ""]), len(found[1]) + 1)
        elif found := _BULLET.fullmatch(line):
            self._take_bullet(Lines(number, [found[2] or ""]), outside, indent)
        elif found := _QUOTE.fullmatch(line):
            self._take_quote(Lines(number, [found[1]]), indent, after_blank)
        elif after_blank and not indent:
            self._open = None
        elif self._open is not None:
            self._open.lines += ["", line] if after_blank else [line]

    def _take_heading(self, number: int, level: int, raw: str) -> None:
        self._open = self._norm = None
        if level == 1 and not (self.title.lines or self.section or self.norms):
            self.title = Lines(number, [raw])
            return
        self.heading = Lines(number, [raw])
        known, lang = KNOWN.get(unescape([raw]).casefold(), ("", None))
        self.section = known if known in _SECTIONS else "unknown"
        if self.section == known:
            self.languages.append(lang)

    def _take_norm(self, text: Lines, inside: int) -> None:
        section = self.section or "agreed"
        self._open = text
        self._norm = NormLines(text, cast("Section", section), inside)
        if section not in {"unknown", "places"}:
            self.norms.append(self._norm)
        elif self._refused is not self.heading:
            self._refused = self.heading
            detail = unescape(self.heading.lines)
            expected = ", ".join(
                names[key] for names in map(labels, LABELS) for key in _SECTIONS[:3]
            )
            self.problems.append(
                NormsError(self.heading.line, "unknown-heading", detail, expected)
            )

    def _take_bullet(self, text: Lines, outside: bool, indent: int) -> None:
        self._open = text
        key = field_of(text).key
        if self.section == "places":
            self.places.append(text)
        elif self._norm and (not outside or key in NORM_FIELDS):
            part = self._norm.part(indent)
            if key == "earlier" and part is self._norm:
                self._norm.earlier.append(EarlierLines(text, indent))
            else:
                part.fields.append(text)
        elif self.section in LABELS["nl"]:
            self._take_norm(text, indent + 2)
        elif not self.section:
            self.about.append(text)

    def _take_quote(self, text: Lines, indent: int, after_blank: bool) -> None:
        reasons = self._norm.part(indent).reasons if self._norm else []
        if reasons and self._open is reasons[-1] and not after_blank:
            reasons[-1].lines += text.lines
            return
        self._open = text
        reasons.append(text)
