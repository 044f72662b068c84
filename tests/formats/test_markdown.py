"""Text in Markdown stays text, for CommonMark and for our own reader."""

from __future__ import annotations

from itertools import pairwise

import pytest
from hypothesis import given
from markdown_it import MarkdownIt

from formats.agenda import Lang
from formats.markdown import (
    block,
    escape,
    heading,
    read_date,
    unescape,
    written_date,
)
from tests.support.sessions import DATE, LINE, LINES

RENDER = MarkdownIt("commonmark").enable(["table", "strikethrough"])


def shown(markdown: str) -> list[tuple[str, str]]:
    """Give what a reader of rendered Markdown sees: the blocks and their text."""
    found = []
    tokens = RENDER.parse(markdown)
    for before, token in pairwise(tokens):
        if token.type == "inline":
            parts = token.children or []
            kinds = {part.type for part in parts}
            assert kinds <= {"text", "text_special", "hardbreak"}, kinds
            text = "".join(
                "\n" if part.type == "hardbreak" else part.content for part in parts
            )
            found.append((before.tag, text))
        else:
            assert token.type not in {"fence", "code_block", "html_block", "hr"}
    return found


@given(LINES)
def test_escaped_text_is_shown_as_it_is(text: str) -> None:
    """Nothing in a text becomes structure, emphasis, a link or HTML."""
    paragraphs = [("p", part) for part in text.split("\n\n") if part]
    assert shown(block("", "", text)) == paragraphs
    in_list = shown(block("1. ", "   ", "x" + text))
    assert "\n\n".join(part for _, part in in_list) == "x" + text


@given(LINE)
def test_a_heading_holds_its_whole_text(text: str) -> None:
    """A title is one heading, whatever it ends in."""
    assert shown(heading(2, text + "x")) == [("h2", text + "x")]
    assert heading(1, "C# #") == "# C\\# \\#\n"


@given(LINES)
def test_a_written_text_is_read_back(text: str) -> None:
    """Our reader takes away exactly what was put in."""
    assert unescape(block("", "", text).splitlines()) == text


def test_ordinary_text_is_left_alone() -> None:
    """People's sentences carry no backslashes that nothing needs."""
    text = 'Zó\'n dag: 3 - 2 (of 5)! Jan & Piet? 100% #1, a/b; "ja" + nee = 1.5'
    assert escape(text) == text


@pytest.mark.parametrize(
    ("by_hand", "text"),
    [
        (["**Niet** *zo*, maar _zo_ en `zo`"], "Niet zo, maar zo en zo"),
        (["2 * 3 * 4 en a_b_c"], "2 * 3 * 4 en a_b_c"),
        (["zie [de site](http://x.nl) en <http://y.nl>"], "zie de site en http://y.nl"),
        (["Jan &amp; Piet &lt;3"], "Jan & Piet <3"),
        (["een regel", "die doorloopt"], "een regel die doorloopt"),
        (["een regel  ", "en nog een\\", "en een"], "een regel\nen nog een\nen een"),
        (["alinea", "", "alinea"], "alinea\n\nalinea"),
        (["\\*letterlijk\\* \\\\"], "*letterlijk* \\"),
        (["krul \u201cen\u201d \ue041 \x1b[m"], 'krul "en" [m'),
    ],
)
def test_what_people_add_by_hand_is_read_as_text(by_hand: list[str], text: str) -> None:
    """Emphasis, links, entities and wrapped lines are read for what they say."""
    assert unescape(by_hand) == text


@given(DATE)
def test_dates_are_written_in_words_and_read_back(iso: str) -> None:
    """A date survives in both languages."""
    langs: tuple[Lang, ...] = ("nl", "en")
    for lang in langs:
        assert read_date(written_date(iso, lang)) == iso


@pytest.mark.parametrize(
    ("text", "iso"),
    [
        ("14 Januari 2026", "2026-01-14"),
        ("14-1-2026", "2026-01-14"),
        ("2026-01-14", "2026-01-14"),
        ("1 may 2026", "2026-05-01"),
    ],
)
def test_dates_are_read_as_people_write_them(text: str, iso: str) -> None:
    """Numbers, ISO and words in either language, any case."""
    assert read_date(text) == iso


@pytest.mark.parametrize("text", ["", "volgend jaar", "31-2-2026", "2026-13-01", "mei"])
def test_what_is_no_date_is_refused(text: str) -> None:
    """A date is never guessed."""
    with pytest.raises(ValueError, match=r"date|day|month"):
        read_date(text)


def test_no_date_is_written_as_nothing() -> None:
    """A field that holds no date is left out."""
    assert written_date("soon", "en") == ""
