"""Text fits its width, whole and harmless."""

import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st
from rich.cells import cell_len

from formats.text import clean, graphemes
from retro.tui.widgets.wrapping import literal, wrap

PIECES = st.one_of(
    st.text(),
    st.text("abcdefghij    \n"),
    st.text("zé à  日本語한국漢字 \n"),
    st.sampled_from(
        [
            "👩‍👩‍👧",
            "👍🏽",
            "🇳🇱",
            "❤️",
            "1️⃣",
            "e\u0301\u0323",
            "☕",
            "™️",
            "क्षि",
            "ก็",
            " ",
            "\n",
        ]
    ),
)
TEXTS = st.lists(PIECES, max_size=12).map("".join).map(clean)
FORBIDDEN = {"Cc", "Cf", "Cs", "Co", "Zl", "Zp"}
WIDTHS = st.integers(2, 60)


def seen(text: str) -> list[str]:
    """Give what people see of a text as characters, but for spaces and lines."""
    return [part for part in graphemes(text) if not part.isspace()]


@given(TEXTS, WIDTHS)
def test_lines_fit_and_hold_the_whole_text(text: str, width: int) -> None:
    """No line is wider than the width, and no character is lost, split or added."""
    lines = wrap(text, width)
    assert lines
    assert all(cell_len(line) <= width for line in lines)
    whole = [part for line in lines for part in seen(line)]
    if all(cell_len(part) <= width for part in graphemes(text)):
        assert whole == seen(text)
    assert "".join(whole) == "".join(seen(text))


@given(TEXTS, WIDTHS)
def test_lines_break_at_spaces(text: str, width: int) -> None:
    """Words that fit on a line of their own are never broken."""
    words = text.split()
    if all(cell_len(word) <= width for word in words):
        assert [word for line in wrap(text, width) for word in line.split()] == words


@given(st.text("ab é", min_size=1), WIDTHS)
def test_the_quick_way_is_the_careful_way(text: str, width: int) -> None:
    """Text of narrow characters breaks the same whichever way it is measured."""
    text = clean(text)
    emoji = wrap(f"{text}\n☕", width)
    assert emoji[:-1] == wrap(text, width)


def test_wrapping_reads_well() -> None:
    """Lines are filled, empty lines stay, and long words fold in place."""
    assert wrap("de overdracht is rustig", 12) == ["de", "overdracht", "is rustig"]
    assert wrap("een\n\ntwee", 12) == ["een", "", "twee"]
    assert wrap("in de sociaalveiligheidsgroep", 8) == [
        "in de", "sociaalv", "eilighei", "dsgroep",
    ]  # fmt: skip
    assert wrap("日本語です", 4) == ["日本", "語で", "す"]
    assert wrap("日本語です", 5) == ["日本", "語で", "す"]
    assert wrap("👩‍👩‍👧👩‍👩‍👧👩‍👩‍👧", 4) == ["👩‍👩‍👧👩‍👩‍👧", "👩‍👩‍👧"]
    assert wrap("", 5) == [""]
    assert wrap("goed ", 4) == ["goed"]


@given(st.text(st.one_of(st.characters(), st.characters(categories=["Cc", "Cf"]))))
def test_nothing_to_obey_is_left(text: str) -> None:
    """Controls, overrides of the direction and surrogates never reach a terminal."""
    for character in literal(text):
        if character not in "\n\u200d":
            assert unicodedata.category(character) not in FORBIDDEN


@pytest.mark.parametrize(
    "text",
    ["\x1b[31m", "\x9b31m", "\x1b]52;c;AAAA\x07", "\r", "\u202e", "\u2066", "\x7f"],
)
def test_control_sequences_lose_their_control(text: str) -> None:
    """What would colour, copy, return or turn is gone, and the rest is shown."""
    assert literal(f"a{text}b").isprintable() or text == "\r"
    assert not set(text[:1]) & set(literal(f"a{text}b"))


@pytest.mark.parametrize(
    "text", ["[@click=app.quit]x[/]", "[/oops]", "een\ntwee", "👩‍👩‍👧 é 日本", "\\[b]"]
)
def test_clean_text_stays_as_it_is(text: str) -> None:
    """What is harmless is given unchanged, markup and all."""
    assert literal(text) == text
