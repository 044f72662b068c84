"""What somebody types or pastes to join with, as it grows: what it is so far; pure."""

from __future__ import annotations

import re

from attrs import frozen

from formats.text import one_line
from retro.anonymity.joinwords import (
    COUNT,
    LANGS,
    WordsError,
    check,
    join_words,
    parse,
    split,
)

LONGEST = 1000
"""Characters that are looked at; no link or words are longer."""

MEANT = 5
"""How many words are named that the one being typed may become."""

_ENOUGH = 2
"""Letters from which on a word is completed; fewer begin hundreds of words."""

_LINK = re.compile(r"\bwss?://[^\s\"'<>]+", re.IGNORECASE)
_BEGINS = re.compile(r"wss?:", re.IGNORECASE)
_COMMAND = re.compile(r"^.*\bretro +join\b", re.IGNORECASE)
_TYPING = re.compile(r"[^\W_]+$")


@frozen(kw_only=True)
class Look:
    """What a text is so far: whole, wrong already, or neither yet.

    `meant` are the words that the last one, being typed, may become.
    """

    link: bool = False
    whole: bool = False
    wrong: WordsError | None = None
    meant: tuple[str, ...] = ()


def tidy(text: str) -> str:
    """Take the link or the words out of what was typed or pasted around them."""
    line = one_line(text[:LONGEST])
    found = _LINK.search(line)
    return found[0] if found else _COMMAND.sub("", line).strip(" \"'<>")


def look(text: str) -> Look:
    """Say what `text` is so far; the last word may still be being typed."""
    given = tidy(text)
    link = "://" in given or bool(_BEGINS.match(given))
    words = split(given)
    try:
        parse(given)
    except WordsError as error:
        unfinished = error.code in {"wrong-count", "bad-link"}
        if link or len(words) > COUNT:
            return Look(link=link, wrong=None if unfinished and link else error)
    else:
        return Look(link=link, whole=True)
    meant: tuple[str, ...] = ()
    if _TYPING.search(text) and len(words[-1]) >= _ENOUGH:
        meant = _beginning(words[-1], _languages(words[:-1]))
    # Until no word begins like it, the last one is not wrong but unfinished.
    typing = _TYPING.search(text) and (meant or len(words[-1]) < _ENOUGH)
    return Look(wrong=_wrong(words[:-1] if typing else words), meant=meant)


def completed(text: str) -> str:
    """Give `text` with its last word completed, or as it is."""
    seen = look(text)
    typed = _TYPING.search(text)
    begun = split(typed[0])[-1] if typed else ""
    if not seen.meant or begun in seen.meant or not seen.meant[0].startswith(begun):
        return text  # the last: what was pasted holds characters that are not looked at
    return text + seen.meant[0][len(begun) :]


def put(text: str, word: str) -> str:
    """Give `text` with `word` in the place of the one being typed, to type on."""
    before = _TYPING.sub("", text) + word
    return before + behind(before)


def behind(text: str) -> str:
    """Give what stands between the words of `text` and a next one, if there is one."""
    return " " if len(split(text)) < COUNT else ""


def _wrong(words: list[str]) -> WordsError | None:
    try:
        check(words) if words else None
    except WordsError as error:
        return error
    return None


def _languages(words: list[str]) -> tuple[str, ...]:
    """Give the languages that a next word may be of; the first one decides."""
    try:
        return (check(words[:1]),) if words else LANGS
    except WordsError:
        return LANGS


def _beginning(start: str, langs: tuple[str, ...]) -> tuple[str, ...]:
    words = (word for lang in langs for word in join_words(lang))
    return tuple(sorted(word for word in words if word.startswith(start))[:MEANT])
