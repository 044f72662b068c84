"""What the word lists promise to people who say, hear and type their words."""

from __future__ import annotations

import fnmatch
import re
from itertools import combinations
from pathlib import Path

import pytest

from retro.anonymity.joinwords import LANGS, join_words, roster_words

LISTS = Path(__file__).parents[3] / "docs" / "word_lists"


def made(name: str) -> list[str]:
    """Read the lines of a hand-made list, without its comments."""
    lines = (LISTS / name).read_text(encoding="ascii").splitlines()
    return [line for line in lines if not line.startswith("#")]


def reach(word: str) -> set[str]:
    """Give the word, and the word without each of its letters."""
    return {word, *(word[:i] + word[i + 1 :] for i in range(len(word)))}


def distance(a: str, b: str) -> int:
    """Count the letters to add, drop, change or swap to make `a` of `b`."""
    rows = [list(range(len(b) + 1))]
    for i, x in enumerate(a, 1):
        row = [i]
        for j, y in enumerate(b, 1):
            best = min(rows[-1][j] + 1, row[-1] + 1, rows[-1][j - 1] + (x != y))
            if i > 1 and j > 1 and x == b[j - 2] and a[i - 2] == y:
                best = min(best, rows[-2][j - 2] + 1)
            row.append(best)
        rows.append(row)
    return rows[-1][-1]


@pytest.mark.parametrize("lang", LANGS)
def test_four_join_words_are_48_bits(lang: str) -> None:
    """A join list has exactly 4096 different words, in alphabetical order."""
    words = join_words(lang)
    assert len(words) == 4096
    assert list(words) == sorted(set(words))


@pytest.mark.parametrize("lang", LANGS)
def test_a_roster_word_is_8_bits(lang: str) -> None:
    """A roster list has exactly 256 different words, all of them join words."""
    words = roster_words(lang)
    assert len(words) == 256
    assert list(words) == sorted(set(words))
    assert set(words) < set(join_words(lang))


@pytest.mark.parametrize("lang", LANGS)
def test_every_keyboard_types_every_word(lang: str) -> None:
    """Words are 4 to 9 letters of a to z, without capitals or accents."""
    for word in join_words(lang):
        assert word.isascii()
        assert word.isalpha()
        assert word.islower()
        assert 4 <= len(word) <= 9


def test_words_tell_their_language() -> None:
    """The Dutch and the English list share no word."""
    assert set(join_words("nl")).isdisjoint(join_words("en"))


@pytest.mark.parametrize("lang", LANGS)
def test_one_slip_never_makes_another_word(lang: str) -> None:
    """A letter more, less, other or swapped is never another word of the list."""
    seen: dict[str, str] = {}
    for word in join_words(lang):
        for part in reach(word):
            assert part not in seen, (word, seen[part])
        seen.update(dict.fromkeys(reach(word), word))


@pytest.mark.parametrize("lang", LANGS)
def test_roster_words_do_not_sound_alike(lang: str) -> None:
    """Any two words read out loud in the room differ in three letters or more."""
    for a, b in combinations(roster_words(lang), 2):
        assert distance(a, b) >= 3, (a, b)


@pytest.mark.parametrize("lang", LANGS)
def test_no_blocked_word_is_on_a_list(lang: str) -> None:
    """What must never come up in a team that talks about safety does not."""
    blocked = " ".join(made(f"blocked_{lang}.txt")).split()
    things = " ".join(made(f"concrete_{lang}.txt")).split()
    pattern = re.compile("|".join(map(fnmatch.translate, blocked)))
    assert not list(filter(pattern.match, set(join_words(lang)).difference(things)))
