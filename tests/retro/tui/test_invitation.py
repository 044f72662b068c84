"""What is typed to join with, as it grows: what it is, and what it may become."""

from __future__ import annotations

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from retro.anonymity.joinwords import WordsError, join_words, parse, split
from retro.tui.invitation import LONGEST, completed, look, put, tidy

LINK = "wss://example.org/#goldfish-gratitude-franchise-recent"


@pytest.mark.parametrize(
    ("typed", "bare"),
    [
        ("", ""),
        ("  goldfish  gratitude ", "goldfish gratitude"),
        ("retro join goldfish gratitude", "goldfish gratitude"),
        ("$ retro  join 'goldfish'", "goldfish"),
        (f"come in: {LINK} until noon", LINK),
        (f"<{LINK}>", LINK),
        ("x" * 2000, "x" * LONGEST),
    ],
)
def test_what_stands_around_is_left_out(typed: str, bare: str) -> None:
    """A command, quotes and a message around it are no part of an invitation."""
    assert tidy(typed) == bare


@pytest.mark.parametrize(
    ("typed", "whole", "link", "code", "meant"),
    [
        ("", False, False, "", ()),
        ("g", False, False, "", ()),
        ("goldf", False, False, "", ("goldfish",)),
        ("goldfish", False, False, "", ("goldfish",)),
        ("goldfish ", False, False, "", ()),
        ("goldfisj", False, False, "unknown-word", ()),
        ("goldfish grat", False, False, "", ("grateful", "grater", "gratitude")),
        ("goldfish kikk", False, False, "unknown-word", ()),
        ("goldfish kikker ", False, False, "mixed-lists", ()),
        ("x goldf", False, False, "unknown-word", ("goldfish",)),
        ("goldfish gratitude franchise rece", False, False, "", ("receipt",)),
        ("goldfish gratitude franchise recent", True, False, "", ()),
        ("goldfish gratitude franchise recent apple", False, False, "wrong-count", ()),
        (LINK, True, True, "", ()),
        ("wss://exam", False, True, "", ()),
        (LINK[:-2], False, True, "unknown-word", ()),
        ("ws:", False, True, "", ()),
        ("---", False, False, "", ()),
    ],
)
def test_what_it_is_so_far(
    typed: str, whole: bool, link: bool, code: str, meant: tuple[str, ...]
) -> None:
    """A word being typed is wrong only when no word begins like it."""
    seen = look(typed)
    assert (seen.whole, seen.link) == (whole, link)
    assert (seen.wrong.code if seen.wrong else "") == code
    assert seen.meant[: len(meant)] == meant
    assert bool(seen.meant) == bool(meant)


@pytest.mark.parametrize(
    ("typed", "then"),
    [
        ("goldf", "goldfish"),
        ("Goldf", "Goldfish"),
        ("one-goldf", "one-goldfish"),
        ("goldfish", "goldfish"),
        ("goldfish ", "goldfish "),
        ("q", "q"),
        ("", ""),
        (LINK, LINK),
    ],
)
def test_completing(typed: str, then: str) -> None:
    """Only a word that is begun and not there yet is completed."""
    assert completed(typed) == then


@pytest.mark.parametrize(
    ("typed", "then"),
    [
        ("grat", "gratitude "),
        ("a-grat", "a-gratitude "),
        ("a b c grat", "a b c gratitude"),
    ],
)
def test_putting_a_word_in_the_place_of_the_one_typed(typed: str, then: str) -> None:
    """After the fourth there is nothing more to type."""
    assert put(typed, "gratitude") == then


@settings(deadline=None)
@given(
    st.one_of(
        st.text(max_size=60),
        st.lists(
            st.sampled_from(
                ["goldfish", "kikker", "gold", "é", "\uff27\uff2f", "-", "ws://", "#"]
            )
        ).map(" ".join),
    )
)
@example("A\x08B")
def test_nothing_that_can_be_typed_fails(typed: str) -> None:
    """Whatever is typed, there is an answer, and it agrees with who parses in the end.

    A completion only adds letters, and the last word is one of a list then.
    """
    seen = look(typed)
    try:
        parse(tidy(typed))
    except WordsError:
        assert not seen.whole
    else:
        assert seen.whole
    then = completed(typed)
    assert then.startswith(typed)
    known = {*join_words("nl"), *join_words("en")}
    assert then == typed or split(then)[-1] in known
