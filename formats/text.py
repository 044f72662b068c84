"""What people type, made uniform and harmless; the one way text enters a session.

Uniform, because curly quotes, a decomposed accent or a Windows line end name the laptop
a note was written on. Harmless, because a note is shown raw in everybody's terminal: no
control sequence, nothing that turns the reading direction, nothing invisible, no tower
of accents. `clean` gives that form, and a reader accepts only text already in it.

The tables below are fixed rather than asked of the running Python wherever a newer
Unicode could answer differently, so that two clients of different age agree on what is
clean; for the same reason characters not assigned yet (next year's emoji) are kept.
"""

from __future__ import annotations

import re
import unicodedata
from bisect import bisect_right
from collections.abc import Iterable, Iterator
from itertools import accumulate
from typing import Any, Literal

import attrs

from formats.strict import FormatError

MARKS_MAX = 5
"""Combining marks a character may carry; more is a tower, not a language."""

HintKind = Literal["email", "phone", "name"]

_ZWJ = "\u200d"
_EMOJI_STYLE = "\ufe0f"

_SINGLE = "\u2018\u2019\u201a\u201b\u2032\u2035\u2039\u203a\u02b9\u02bb\u02bc\u02bd" \
    "\u00b4\u275b\u275c\uff07"  # fmt: skip
_DOUBLE = "\u201c\u201d\u201e\u201f\u2033\u2036\u00ab\u00bb\u02ba\u2e42\u275d\u275e" \
    "\u301d\u301e\u301f\uff02"  # fmt: skip
_DASHES = "\u2010\u2011\u2012\u2013\u2014\u2015\u2212\u2043\u02d7\u058a\u05be\u1400" \
    "\u1806\u2e17\u2e1a\u2e3a\u2e3b\u2e40\u2e5d\u301c\u3030\u30a0\ufe31\ufe32\ufe58" \
    "\ufe63\uff0d\U00010ead"  # fmt: skip
_SPACES = "\t\u00a0\u1680\u2000\u2001\u2002\u2003\u2004\u2005\u2006\u2007\u2008\u2009" \
    "\u200a\u202f\u205f\u2800\u3000"  # fmt: skip
_NEWLINES = "\r\v\f\u0085\u2028\u2029"

_REPLACED = {
    ord(character): instead
    for characters, instead in (
        (_SINGLE, "'"),
        (_DOUBLE, '"'),
        (_DASHES, "-"),
        (_SPACES, " "),
        (_NEWLINES, "\n"),
        ("\n", "\n"),
        ("\u2026", "..."),
        (_ZWJ, _ZWJ),
    )
    for character in characters
}

# Invisible, but not of a category that tells: fillers, blanks, variation selectors
# other than the emoji one, tags, and what Unicode reserves for more of these.
_INVISIBLE = (
    (0x034F, 0x034F), (0x115F, 0x1160), (0x17B4, 0x17B5), (0x180B, 0x180F),
    (0x2060, 0x206F), (0x3164, 0x3164), (0xFDD0, 0xFDEF), (0xFE00, 0xFE0E),
    (0xFFA0, 0xFFA0), (0xFFF0, 0xFFFC), (0x16FE4, 0x16FE4), (0x1D159, 0x1D159),
    (0xE0000, 0xE0FFF),
)  # fmt: skip

_EMOJI = (
    "\u00a9\u00ae\u203c\u2049\u2122\u2139\u2194-\u2199\u21a9\u21aa\u231a\u231b\u2328"
    "\u2388\u23cf\u23e9-\u23f3\u23f8-\u23fa\u24c2\u25aa\u25ab\u25b6\u25c0"
    "\u25fb-\u25fe\u2600-\u2605\u2607-\u2612\u2614-\u2685\u2690-\u2705\u2708-\u2712"
    "\u2714\u2716\u271d\u2721\u2728\u2733\u2734\u2744\u2747\u274c\u274e\u2753-\u2755"
    "\u2757\u2763-\u2767\u2795-\u2797\u27a1\u27b0\u27bf\u2934\u2935\u2b05-\u2b07"
    "\u2b1b\u2b1c\u2b50\u2b55\u303d\u3297\u3299\U0001f000-\U0001f0ff"
    "\U0001f10d-\U0001f10f\U0001f12f\U0001f16c-\U0001f171\U0001f17e\U0001f17f"
    "\U0001f18e\U0001f191-\U0001f19a\U0001f1ad-\U0001f1e5\U0001f201-\U0001f20f"
    "\U0001f21a\U0001f22f\U0001f232-\U0001f23a\U0001f23c-\U0001f23f"
    "\U0001f249-\U0001f3fa\U0001f400-\U0001f53d\U0001f546-\U0001f64f"
    "\U0001f680-\U0001f6ff\U0001f774-\U0001f77f\U0001f7d5-\U0001f7ff"
    "\U0001f80c-\U0001f80f\U0001f848-\U0001f84f\U0001f85a-\U0001f85f"
    "\U0001f888-\U0001f88f\U0001f8ae-\U0001f8ff\U0001f90c-\U0001f93a"
    "\U0001f93c-\U0001f945\U0001f947-\U0001faff\U0001fc00-\U0001fffd"
)
"""Extended_Pictographic of Unicode 15, as a character class; it reserves room ahead."""

_SKIN = "\U0001f3fb-\U0001f3ff"
_FLAG = "\U0001f1e6-\U0001f1ff"

_STRAY_STYLE = re.compile(rf"(?<![{_EMOJI}])\ufe0f(?!(?<=[0-9#*]\ufe0f)\u20e3)")
_STRAY_JOINER = re.compile(rf"(?<![{_EMOJI}{_SKIN}\ufe0f])\u200d|\u200d(?![{_EMOJI}])")
_SPACES_RUN = re.compile(" {2,}")
_BLANK_LINES = re.compile(r"\n{3,}")


class _Characters:
    """The table `str.translate` asks: what becomes of one character."""

    def __getitem__(self, code: int) -> str | None:
        if code in _REPLACED:
            return _REPLACED[code]
        if code & 0xFFFE == 0xFFFE or any(a <= code <= b for a, b in _INVISIBLE):
            return None
        if unicodedata.category(chr(code)) in {"Cc", "Cf", "Co", "Cs"}:
            return None
        raise LookupError(code)  # as it is


_CHARACTERS: Any = _Characters()


def _is_mark(character: str) -> bool:
    return unicodedata.category(character).startswith("M")


def _bounded(text: str) -> Iterator[str]:
    """Leave out marks without anything to stand on, and those above `MARKS_MAX`."""
    marks = MARKS_MAX
    for character in text:
        if not _is_mark(character):
            marks = MARKS_MAX if character in " \n" else 0
        elif marks == MARKS_MAX:
            continue
        else:
            marks += 1
        yield character


def _pass(text: str) -> str:
    text = unicodedata.normalize("NFC", text).replace("\r\n", "\n")
    text = text.translate(_CHARACTERS)
    text = _STRAY_JOINER.sub("", _STRAY_STYLE.sub("", text))
    text = "".join(_bounded(text))
    text = "\n".join(line.strip() for line in _SPACES_RUN.sub(" ", text).split("\n"))
    text = _BLANK_LINES.sub("\n\n", text).strip()
    return unicodedata.normalize("NFC", text)


def clean(text: str) -> str:
    """Give what a person typed in its uniform, harmless form; clean text is unchanged.

    NFC, straight quotes, one dash, three dots, single spaces, newlines with at most one
    empty line in a row, no space around a line, nothing invisible but what holds an
    emoji together.
    """
    while (cleaned := _pass(text)) != text:
        text = cleaned
    return text


def is_clean(text: str) -> bool:
    """Tell whether `text` is in the form of `clean`, the only one a reader accepts."""
    return _pass(text) == text


def one_line(text: str) -> str:
    """Clean a name or a title: as `clean`, with its lines joined by a space."""
    return clean(clean(text).replace("\n", " "))


def size(text: str) -> int:
    """Count the bytes of `text` in UTF-8, the unit every limit is in."""
    return len(text.encode(errors="surrogatepass"))


_GRAPHEME = re.compile(
    rf"[{_FLAG}]{{2}}"
    rf"|[{_EMOJI}](?:[\ufe0f{_SKIN}]|\u200d[{_EMOJI}])*"
    rf"|\r\n|.",
    re.DOTALL,
)


def graphemes(text: str) -> list[str]:
    """Split `text` into what people see as characters, each with its marks."""
    found: list[str] = []
    for part in _GRAPHEME.findall(text):
        if found and _is_mark(part[0]):
            found[-1] += part
        else:
            found.append(part)
    return found


def shorten(
    text: str, limit: int, *, unit: Literal["graphemes", "bytes"] = "graphemes"
) -> str:
    """Cut `text` between graphemes to at most `limit`, ending in "…" when cut.

    For display alone: what a person writes is refused when too long, never cut. Below
    the size of the "…" itself the result is empty.
    """
    measure = len if unit == "bytes" else lambda _: 1
    parts = graphemes(text)
    ends = list(accumulate(measure(part.encode()) for part in parts))
    if not parts or ends[-1] <= limit:
        return text
    left = limit - measure("…".encode())
    kept = "".join(parts[: bisect_right(ends, left)]).rstrip()
    return kept + "…" if left >= 0 else ""


_EMAIL = re.compile(r"[^\s@<>(),;]+@[^\s@<>(),;]+\.\w{2,}")
_PHONE = re.compile(r"(?<![\w.])(?:\+|\(?0)(?:[ ()./-]{0,3}\d)*")
_LONG_NUMBER = re.compile(r"(?<!\d)\d{9,15}(?!\d)")


def _folded(text: str) -> str:
    """Without case and accents, so that "josé" is found in "JOSE"."""
    decomposed = unicodedata.normalize("NFKD", text.casefold())
    return "".join(filter(lambda character: not _is_mark(character), decomposed))


def _name_parts(names: Iterable[str]) -> Iterator[str]:
    for name in names:
        for part in (name, *(word for word in name.split() if word[0].isupper())):
            if len(folded := _folded(part).strip()) > 1:
                yield re.escape(folded)


def hint(text: str, names: Iterable[str] = ()) -> tuple[HintKind, ...]:
    """Tell what in a draft may point at someone; computed here, never sent anywhere.

    Kinds, in this order: `email`, `phone` (a long number counts as one), `name` (one of
    `names`, or a part of it that starts with a capital, whatever its case or accents).
    """
    kinds: list[HintKind] = []
    if _EMAIL.search(text):
        kinds.append("email")
    called = (re.findall(r"\d", match[0]) for match in _PHONE.finditer(text))
    if _LONG_NUMBER.search(text) or any(9 <= len(digits) <= 15 for digits in called):
        kinds.append("phone")
    parts = "|".join(_name_parts(names))
    if parts and re.search(rf"(?<!\w)(?:{parts})(?!\w)", _folded(text)):
        kinds.append("name")
    return tuple(kinds)


@attrs.frozen
class Cleaned:
    """Validate that a text field is clean and at most `limit` bytes of UTF-8.

    One line, unless `lines`. Raises `FormatError`: `too-large` or `not-clean`.
    """

    limit: int
    lines: bool = attrs.field(default=False, kw_only=True)

    def __call__(self, _: object, attribute: attrs.Attribute[str], value: str) -> None:
        """Raise `FormatError` when it is not."""
        if size(value) > self.limit:
            raise FormatError("too-large", attribute.name)
        if not is_clean(value) or ("\n" in value and not self.lines):
            raise FormatError("not-clean", attribute.name)


@attrs.frozen
class AllCleaned:
    """Validate that a tuple has at most `items` texts, each as `Cleaned` wants it."""

    items: int
    each: Cleaned

    def __call__(
        self, _: object, attribute: attrs.Attribute[Any], value: tuple[str, ...]
    ) -> None:
        """Raise `FormatError` when it has more, or one is not."""
        if len(value) > self.items:
            raise FormatError("too-large", attribute.name)
        for text in value:
            self.each(None, attribute, text)
