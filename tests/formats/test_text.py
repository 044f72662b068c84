"""Typed text becomes uniform and harmless, and stays what people meant."""

from __future__ import annotations

import unicodedata

import pytest
from attrs import field, frozen
from hypothesis import example, given
from hypothesis import strategies as st

from formats.strict import FormatError
from formats.text import (
    MARKS_MAX,
    AllCleaned,
    Cleaned,
    clean,
    graphemes,
    hint,
    is_clean,
    one_line,
    shorten,
    size,
)

ZWJ = "\u200d"
FAMILY = ZWJ.join("👨👩👧")
PRIDE = f"🏳\ufe0f{ZWJ}🌈"
ASTRONAUT = f"👩🏽{ZWJ}🚀"
KEYCAP = "1\ufe0f\u20e3"
HOSTILE = st.text(
    st.one_of(
        st.characters(),
        st.sampled_from(
            "ae1# \n\t\r\v\u0085\u2028\u0301\u0338\u0327\u0344\u200b\u200d\ufe0f\ufe0e"
            "\u20e3👩🏽🚀❤🏳\U0001f1f3\u202e\u2066\u061c\u1100\u1161\u1160\u1ffd\u2019\u2013\u2026"
            "\x1b\x9b\ud800\udc00\ue000\ufffe\U000e0067\u0958\u2800\u00a0"
        ),
    ),
    max_size=40,
)


@given(HOSTILE)
@example("a\u200b\u0301")
@example(f"👩{ZWJ}{ZWJ}🚀")
@example(" \u0301 \u0301")
def test_cleaning_settles(text: str) -> None:
    """Clean text is unchanged by cleaning, so a reader can demand exactly that form."""
    once = clean(text)
    assert clean(once) == once
    assert is_clean(once)
    assert is_clean(text) == (text == once)


@given(HOSTILE)
def test_clean_text_cannot_drive_a_terminal_or_hide(text: str) -> None:
    """No control, format or private character survives but newline and ZWJ."""
    for character in clean(text):
        if character not in "\n\u200d":
            assert unicodedata.category(character) not in {"Cc", "Cf", "Cs", "Co"}
    assert not set(clean(text)) & set("\t\u00a0\u2028\u2019\u2013\u2026\u3164\ufe0e")


@given(HOSTILE)
def test_clean_text_is_composed_and_single_spaced(text: str) -> None:
    """One normal form, no doubled spaces, no edge spaces, one empty line at most."""
    result = clean(text)
    assert unicodedata.is_normalized("NFC", result)
    assert "  " not in result
    assert "\n\n\n" not in result
    assert result == "\n".join(line.strip() for line in result.strip().split("\n"))
    result.encode()


@given(HOSTILE)
def test_a_title_is_one_clean_line(text: str) -> None:
    """Names and titles never break a line, and are clean as well."""
    line = one_line(text)
    assert "\n" not in line
    assert is_clean(line)
    assert one_line(line) == line


@pytest.mark.parametrize(
    ("typed", "uniform"),
    [
        (
            "\u201cit\u2019s\u201d \u2018fine\u2019 \u00abok\u00bb \u201ezo\u201d",
            '"it\'s" \'fine\' "ok" "zo"',
        ),
        ("a \u2013 b \u2014 c \u2212 d \u2010 e", "a - b - c - d - e"),
        ("wait…", "wait..."),
        ("cafe\u0301", "café"),
        ("a\r\nb\rc\u0085d\u2028e\u2029f\vg", "a\nb\nc\nd\ne\nf\ng"),
        ("a\tb\u00a0c\u2003d   e", "a b c d e"),
        ("a\n\n\n\n\nb", "a\n\nb"),
        ("  a  \n  b  \n ", "a\nb"),
        ("\x1b[31mred\x1b[0m \x9b2J\x07", "[31mred[0m 2J"),
        ("ab\u202ecd\u2066e\u2069\u200ff\u061c", "abcdef"),
        ("so\u00adft ze\u200bro \ufeffx \u2060y", "soft zero x y"),
        ("apple \uf8ff", "apple"),
        ("\ud83d alone", "alone"),
        ("tag \U000e0041\U000e007f", "tag"),
        ("noncharacter \ufdd0\uffff\U0001ffff", "noncharacter"),
        ("\u0301leading \u0301mark", "leading mark"),
        ("", ""),
    ],
)
def test_what_names_a_laptop_or_hides_is_gone(typed: str, uniform: str) -> None:
    """The forms that differ between keyboards, and what cannot be seen, become one."""
    assert clean(typed) == uniform


@pytest.mark.parametrize("emoji", [FAMILY, PRIDE, ASTRONAUT, KEYCAP, "❤\ufe0f", "🇳🇱"])
def test_emoji_keep_what_holds_them_together(emoji: str) -> None:
    """Joiners and the emoji style survive where an emoji needs them."""
    assert clean(f"a {emoji} b") == f"a {emoji} b"
    assert graphemes(emoji) == [emoji]


@pytest.mark.parametrize(
    "stray",
    [f"a{ZWJ}b", f"ab{ZWJ}", f"{ZWJ}ab", "a\ufe0fb", "ab\u200c", "a\ufe0eb"],
)
def test_joiners_elsewhere_hide_nothing(stray: str) -> None:
    """A joiner or style outside an emoji is dropped: it could mark a text unseen."""
    assert clean(stray) == "ab"


def test_a_keycap_style_needs_its_keycap() -> None:
    """The emoji style after a digit stays only before the enclosing keycap."""
    assert clean("1\ufe0f2") == "12"


def test_towers_of_accents_are_cut_to_a_language() -> None:
    """Marks above the bound are dropped, for every character anew."""
    tower = clean("z" + "\u0335" * 50 + "a" + "\u0324" * 50)
    assert tower == "z" + "\u0335" * MARKS_MAX + "a" + "\u0324" * MARKS_MAX


@pytest.mark.parametrize(
    "text",
    [
        "Việt Nam",
        "שָׁלוֹם",
        "हिन्दी",
        "ภาษาไทยที่",
        "العربية",
        "한국어",
        "naïef, zó'n coördinator",
    ],
)
def test_languages_survive(text: str) -> None:
    """Cleaning changes nothing that a language needs (but its joiners)."""
    assert clean(text) == unicodedata.normalize("NFC", text)


def test_size_is_in_bytes() -> None:
    """Limits count UTF-8, of broken text too."""
    assert (size("é"), size("a"), size("👩"), size("\ud800")) == (2, 1, 4, 3)


@given(HOSTILE)
def test_graphemes_are_the_whole_text(text: str) -> None:
    """Splitting loses and adds nothing."""
    assert "".join(graphemes(text)) == text


def test_graphemes_are_what_people_see() -> None:
    """Accents, emoji and flags count as one each."""
    text = f"e\u0302\u0323x{FAMILY}🇳🇱🇧🇪{KEYCAP}"
    assert graphemes(text) == ["e\u0302\u0323", "x", FAMILY, "🇳🇱", "🇧🇪", KEYCAP]


@given(HOSTILE, st.integers(0, 30), st.sampled_from(["graphemes", "bytes"]))
def test_shortened_text_fits(text: str, limit: int, unit: str) -> None:
    """A shortened text is within its limit and starts as the text does."""
    text = clean(text)
    short = shorten(text, limit, unit="bytes" if unit == "bytes" else "graphemes")
    counted = size(short) if unit == "bytes" else len(graphemes(short))
    assert counted <= limit
    assert short == text or text.startswith(short.removesuffix("…"))


def test_shortening_never_splits_an_emoji() -> None:
    """A cut falls between graphemes, in either unit."""
    assert shorten(f"ab{FAMILY}cd", 4) == f"ab{FAMILY}…"
    assert shorten(f"ab{FAMILY}cd", 12, unit="bytes") == "ab…"
    assert shorten("abc", 3) == "abc"
    assert shorten("abcd", 0) == ""
    assert shorten("ab cd", 4) == "ab…"
    assert shorten("abcd", 2, unit="bytes") == ""


@pytest.mark.parametrize(
    ("text", "kinds"),
    [
        ("niets bijzonders, 5 van 7 op 01-02-2025", ()),
        ("mail an.na+x@zorg.example.nl", ("email",)),
        ("bel 06-12345678 even", ("phone",)),
        ("bel +31 (0)6 12 34 56 78", ("phone",)),
        ("(020) 123 45 67", ("phone",)),
        ("nummer 123456789", ("phone",)),
        ("op 2025-01-22 om 10", ()),
        ("dat zei ANNA'S collega", ("name",)),
        ("annabel is iemand anders", ()),
        ("Jose deed dat", ("name",)),
        ("de vries kwam", ("name",)),
        ("van de week", ()),
        ("b@c.nl 0612345678 Anna", ("email", "phone", "name")),
    ],
)
def test_the_hint_sees_what_points_at_someone(
    text: str, kinds: tuple[str, ...]
) -> None:
    """Addresses, numbers and known names are noticed; ordinary text is not."""
    assert hint(text, ["Anna", "José", "Karin van de Vries", " "]) == kinds


def test_without_names_no_name_is_seen() -> None:
    """With no names known the hint still looks for addresses and numbers."""
    assert hint("Anna a@b.nl") == ("email",)


@frozen
class _Note:
    text: str = field(default="", validator=Cleaned(6, lines=True))
    title: str = field(default="", validator=Cleaned(6))
    words: tuple[str, ...] = field(default=(), validator=AllCleaned(2, Cleaned(3)))


@pytest.mark.parametrize(
    ("text", "title", "words", "code"),
    [
        ("a\tb", "", (), "not-clean"),
        ("", "a\nb", (), "not-clean"),
        ("\u00e9\u00e9\u00e9!", "", (), "too-large"),
        ("", "", ("a", "b", "c"), "too-large"),
        ("", "", ("a", "b\n"), "not-clean"),
    ],
)
def test_a_field_takes_clean_text_alone(
    text: str, title: str, words: tuple[str, ...], code: str
) -> None:
    """Text that was not cleaned, or is too long, is refused when read."""
    with pytest.raises(FormatError) as caught:
        _Note(text, title, words)
    assert caught.value.code == code


def test_a_field_takes_clean_text() -> None:
    """Clean text passes, with lines where they are allowed."""
    assert _Note("a\nb", "\u00e9", ("a", "b")).text == "a\nb"


def test_every_character_can_be_cleaned() -> None:
    """No code point raises or unsettles; the planes that differ are all walked."""
    planes = (range(0x20000), range(0xE0000, 0xE1000), range(0x10FF00, 0x110000))
    everything = "".join(chr(code) for plane in planes for code in plane)
    assert is_clean(clean(everything))
    assert clean("\x00" * 1000) == ""
