"""Derive the join lists and the roster lists; README.md beside it says from what.

Run it where Debian's `wdutch` and `wamerican` and the packages named in the README are
installed: `python docs/word_lists/derive.py` writes the four lists into the product,
`python docs/word_lists/derive.py nl 5000` shows the candidates, most common first.
"""

from __future__ import annotations

import fnmatch
import re
import sys
from collections.abc import Iterable, Iterator
from functools import cache
from pathlib import Path

import simplemma
import snowballstemmer
import wordfreq

HERE = Path(__file__).parent
PRODUCT = HERE.parents[1] / "retro" / "anonymity"
DICTIONARIES = {
    "nl": Path("/usr/share/dict/dutch"),
    "en": Path("/usr/share/dict/american-english"),
}
OTHER = {"nl": "en", "en": "nl"}
STEMMERS = {
    "nl": snowballstemmer.stemmer("dutch"),
    "en": snowballstemmer.stemmer("english"),
}
LENGTHS = range(4, 10)
JOIN = 4096
ROSTER = 256
ROSTER_DISTANCE = 3


def listed(name: str) -> list[str]:
    """Read a hand-made list: words apart by white space, `#` begins a comment."""
    lines = (HERE / name).read_text(encoding="ascii").splitlines()
    return [word for line in lines for word in line.partition("#")[0].split()]


@cache
def dictionary(lang: str) -> frozenset[str]:
    """Read the spelling dictionary of a language."""
    return frozenset(DICTIONARIES[lang].read_text(encoding="utf-8").split())


def concrete(lang: str) -> list[str]:
    """Read the words of things; one that is in both lists is Dutch."""
    words = dict.fromkeys(listed(f"concrete_{lang}.txt"))
    dutch = frozenset(concrete("nl")) if lang != "nl" else frozenset()
    return [
        word
        for word in words
        if word not in dutch and word in dictionary(lang) and fits(word)
    ]


def fits(word: str) -> bool:
    """Say whether everybody can type it."""
    return word.isascii() and word.isalpha() and len(word) in LENGTHS


def candidates(lang: str) -> Iterator[str]:
    """Give things first, then all that fits and is not blocked, most common first."""
    patterns = map(fnmatch.translate, listed(f"blocked_{lang}.txt"))
    blocked = re.compile("|".join(patterns))
    spelled = dictionary(lang)
    things = concrete(lang)
    stems = set(map(STEMMERS[lang].stemWord, things))
    others = frozenset(concrete(OTHER[lang]))
    yield from things
    for word in wordfreq.top_n_list(lang, 100_000):
        if not fits(word) or word in others:
            continue
        if word not in spelled or word.capitalize() in spelled:
            continue  # misspelled, or also a name of a person or a place
        if simplemma.lemmatize(word, lang) != word:
            continue  # a plural, a past tense
        here = wordfreq.zipf_frequency(word, lang)
        there = wordfreq.zipf_frequency(word, OTHER[lang])
        if (there, OTHER[lang]) > (here, lang):
            continue  # rather a word of the other language
        stem = STEMMERS[lang].stemWord(word)
        if stem not in stems:  # else a form of a more common word, or a blocked one
            stems.add(stem)
            if not blocked.match(word):
                yield word


def reach(word: str) -> set[str]:
    """Give the word itself and the word without each of its letters."""
    return {word, *(word[:i] + word[i + 1 :] for i in range(len(word)))}


def apart(words: Iterable[str]) -> Iterator[str]:
    """Drop words that one or two slips of a finger make of a more common one."""
    taken: set[str] = set()
    for word in words:
        near = reach(word)
        if taken.isdisjoint(near):
            taken |= near
            yield word


def distance(a: str, b: str) -> int:
    """Count the letters to add, drop, change or swap to make `a` of `b`."""
    before: list[int] = []
    row = list(range(len(b) + 1))
    for i, x in enumerate(a, 1):
        older, before, row = before, row, [i]
        for j, y in enumerate(b, 1):
            best = min(before[j] + 1, row[-1] + 1, before[j - 1] + (x != y))
            if i > 1 and j > 1 and x == b[j - 2] and a[i - 2] == y:
                best = min(best, older[j - 2] + 1)
            row.append(best)
    return row[-1]


def distinct(words: Iterable[str]) -> Iterator[str]:
    """Drop words that could be heard as an earlier one."""
    taken: list[str] = []
    for word in words:
        if all(distance(word, other) >= ROSTER_DISTANCE for other in taken):
            taken.append(word)
            yield word


def first(count: int, words: Iterable[str], name: str) -> list[str]:
    """Take exactly `count` words, sorted, or fail."""
    found = [word for _, word in zip(range(count), words, strict=False)]
    if len(found) < count:
        raise SystemExit(f"{name}: only {len(found)} of {count}")
    return sorted(found)


def write(name: str, words: list[str]) -> None:
    """Write one list into the product."""
    (PRODUCT / name).write_text("\n".join(words) + "\n", encoding="ascii")


def main() -> None:
    """Write all lists, or show the candidates of one."""
    if sys.argv[1:]:
        lang, count = sys.argv[1], int(sys.argv[2])
        for _, word in zip(range(count), apart(candidates(lang)), strict=False):
            print(word)
        return
    for lang in DICTIONARIES:
        join = first(JOIN, apart(candidates(lang)), f"join {lang}")
        write(f"words_{lang}.txt", join)
        things = [word for word in concrete(lang) if word in frozenset(join)]
        write(f"roster_{lang}.txt", first(ROSTER, distinct(things), f"roster {lang}"))


if __name__ == "__main__":
    main()
