"""Text in Markdown that stays text, and read back as the text it was.

What is written is plain CommonMark with as few backslashes as keep a text from becoming
structure, emphasis, a link or HTML (in the dialect of GitHub too). Reading takes what a
person or an editor may have made of it since.
"""

from __future__ import annotations

import html
import re
from datetime import date

from formats.agenda import Lang
from formats.text import clean

_INLINE = re.compile(
    r"[\\`*_\[<~|]|(?<=\S)@|&(?=[#\w])|:(?=//)|(?<=www)\.", re.IGNORECASE
)
_LINE_START = re.compile(r"^(?=[#+\->=:])", re.MULTILINE)
_NUMBER_START = re.compile(r"^([0-9]+)(?=[.)])", re.MULTILINE)


def escape(text: str) -> str:
    """Write clean text so that CommonMark shows it as it is; lines stay lines."""
    text = _INLINE.sub(r"\\\g<0>", text)
    return _NUMBER_START.sub(r"\1\\", _LINE_START.sub(r"\\", text))


def heading(level: int, text: str) -> str:
    """Write a heading; a "#" at its end would be taken for its closing."""
    return "#" * level + " " + re.sub(r"(?<!\\)#", r"\#", escape(text)) + "\n"


def block(first: str, rest: str, text: str) -> str:
    """Write clean text after `first`, its further lines after `rest`.

    A new line is a hard break, an empty one starts a paragraph.
    """
    lines = escape(text).split("\n")
    written = first
    for here, after in zip(lines, [*lines[1:], ""], strict=True):
        written += here + ("\\" if here and after else "") + "\n" + rest
    written = written.removesuffix(rest)
    return re.sub(r"[ ]+$", "", written, flags=re.MULTILINE)


_ESCAPED = re.compile(r"\\([!-/:-@\[-`{-~])")
_HIDDEN = 0xE000
"""Where escaped characters wait; clean text has no character of private use."""
_PRIVATE = re.compile("[\ue000-\uf8ff]")
_LINK = re.compile(r"!?\[([^\]\n]*)\]\([^)\n]*\)")
_AUTOLINK = re.compile(r"<((?:https?://|mailto:)?[^<>\s]+[.@][^<>\s]+)>")
_STRONG = re.compile(r"(?<!\w)(\*\*|__)(?=\S)(.+?)(?<=\S)\1(?!\w)")
_EMPHASIS = re.compile(r"(?<!\w)([*_`])(?=\S)(.+?)(?<=\S)\1(?!\w)")


def unescape(lines: list[str]) -> str:
    """Read the lines of a text back: breaks, escapes, and marks added by hand."""
    joined = ""
    for line in lines:
        backslashes = len(line) - len(line.rstrip("\\"))
        if not line.strip():
            joined = joined.rstrip() + "\n\n"
        elif backslashes % 2:
            joined += line[:-1].strip() + "\n"
        else:
            joined += line.strip() + ("\n" if line.endswith("  ") else " ")
    text = _PRIVATE.sub("", joined)
    text = _ESCAPED.sub(lambda found: chr(_HIDDEN + ord(found[1])), text)
    for pattern, kept in (
        (_LINK, r"\1"), (_AUTOLINK, r"\1"), (_STRONG, r"\2"), (_EMPHASIS, r"\2"),
    ):  # fmt: skip
        text = pattern.sub(kept, text)
    text = html.unescape(text)
    return clean(_PRIVATE.sub(lambda found: chr(ord(found[0]) - _HIDDEN), text))


_MONTHS: dict[Lang, tuple[str, ...]] = {
    "nl": (
        "januari", "februari", "maart", "april", "mei", "juni", "juli", "augustus",
        "september", "oktober", "november", "december",
    ),
    "en": (
        "January", "February", "March", "April", "May", "June", "July", "August",
        "September", "October", "November", "December",
    ),
}  # fmt: skip


def written_date(iso: str, lang: Lang) -> str:
    """Write an ISO date as people do: "14 oktober 2025"; no date is an empty text."""
    try:
        day = date.fromisoformat(iso)
    except ValueError:
        return ""
    return f"{day.day} {_MONTHS[lang][day.month - 1]} {day.year:04}"


def read_date(text: str) -> str:
    """Read a date in words of either language, as 14-10-2025 or as ISO, to ISO.

    Raises `ValueError` when it is none of those.
    """
    folded = text.casefold()
    for months in _MONTHS.values():
        for number, month in enumerate(months, 1):
            folded = re.sub(rf"\s*\b{month.casefold()}\b\s*", f"-{number}-", folded)
    if found := re.fullmatch(r"([0-9]{1,2})-([0-9]{1,2})-([0-9]{4})", folded):
        return date(int(found[3]), int(found[2]), int(found[1])).isoformat()
    if re.fullmatch(r"[0-9]{4}-[0-9]{2}-[0-9]{2}", folded):
        return date.fromisoformat(folded).isoformat()
    raise ValueError("no date")
