"""The projector: what all see at each moment, and nothing of anybody."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st
from rich.cells import cell_len

from retro.client import commands as c
from retro.i18n import Lang
from retro.seat import Part
from retro.tui.widgets.big import big
from tests.support.fullscreen import full_screen
from tests.support.scenes import NORMS, NOTES, PLACES, THEMES, at, meeting, moments

WORDS = ("goldfish", "gratitude", "franchise", "recent")
BEAMER = Part(screen=True, words=WORDS)

SHOWN = {
    "welcome": ("people are here", "The same on every screen?", "Anouk"),
    "ask": ("How free do you feel to say here what you think?", "your own laptop"),
    "ask-result": ("6 of 6 answered", "33%"),
    "review": ("Phones stay in the bag",),
    "write": ("What goes well", "What feels unsafe", "Nobody sees who wrote what"),
    "write-countdown": ("Collecting the notes",),
    "mix": ("Mixing the notes", "shuffles them in turn"),
    "notes": (NOTES["en"][0][1][:20], "What we need"),
    "group-themes": THEMES["en"],
    "vote": THEMES["en"],
    "vote-result": ("6 people voted", "18"),
    "talk": (THEMES["en"][0], NOTES["en"][1][1][:20]),
    "norms": NORMS["en"],
    "norms-result": ("not agreed yet", "Not everyone works on Mondays."),
    "close-result": ("Was this worth our time?", "6 of 6 answered"),
    "ended": ("What we agree", NORMS["en"][0], PLACES["en"][0]),
}


@pytest.mark.parametrize("moment", SHOWN)
async def test_the_room_sees_what_it_is_about(moment: str) -> None:
    """At every step the projector shows the question, the result or the list."""
    table = at(moment, screen=True)
    async with full_screen(table, "beamer", size=(120, 40), part=BEAMER) as wall:
        for words in SHOWN[moment]:
            assert words in wall.text, words


async def test_nothing_of_anybody_is_on_the_wall() -> None:
    """Before the round nothing that somebody typed or chose can be seen there."""
    table = at("write-drafts", screen=True)
    async with full_screen(table, "beamer", part=BEAMER) as wall:
        for _, text in NOTES["en"]:
            assert text[:12] not in wall.text
        assert not wall.session.view.drafts.drafts
        assert wall.session.view.mine is None
        assert wall.session.view.step
        assert not wall.session.view.step.tips


@pytest.mark.parametrize("size", [(80, 24), (120, 40)])
async def test_join_words_are_large(size: tuple[int, int]) -> None:
    """At the welcome the join words are drawn in blocks, not in letters."""
    table = at("welcome", screen=True)
    async with full_screen(table, "beamer", size=size, part=BEAMER) as wall:
        assert "█" in wall.text
        assert "goldfish" not in wall.text


async def test_the_projector_pages_through_themes() -> None:
    """Who stands at the projector can show another theme; nothing is sent by it."""
    table = at("talk", screen=True)
    async with full_screen(table, "beamer", part=BEAMER) as wall:
        assert THEMES["en"][0] in wall.text
        await wall.press("right")
        assert THEMES["en"][1] in wall.text
        await wall.press("left", "pagedown", "pageup")
        assert THEMES["en"][0] in wall.text


async def test_the_projector_can_do_nothing_in_the_session() -> None:
    """Keys of members and facilitators do nothing on the wall."""
    table = at("ask", screen=True)
    async with full_screen(table, "beamer", part=BEAMER) as wall:
        before = table.engines["lead"].core.state
        await wall.press("f5", "f6", "f7", "f8", "1", "ctrl+b", "ctrl+z")
        assert table.engines["lead"].core.state == before
        assert table.refused("beamer", c.Words("same")) == "out-of-step"


@pytest.mark.parametrize("lang", ["en", "nl"])
async def test_every_moment_fits_a_small_wall(lang: Lang) -> None:
    """A projector of 40 columns shows every moment, in both languages."""
    table = meeting(lang)
    table.join("beamer", screen=True)
    table.run(5)
    async with full_screen(
        table, "beamer", size=(40, 24), lang=lang, part=BEAMER
    ) as wall:
        for moment in moments(table, lang):
            await wall.settle()
            assert wall.text, moment
            assert all(cell_len(line) <= 40 for line in wall.lines), moment


@given(
    texts=st.lists(st.text("abcXYZ0123456789:é", min_size=1, max_size=12), min_size=1),
    width=st.integers(1, 120),
    height=st.integers(0, 40),
)
def test_large_letters_fit_or_are_not_used(
    texts: list[str], width: int, height: int
) -> None:
    """Letters are never drawn larger than there is room; else the text is as it is."""
    drawn = big(tuple(texts), width, height)
    if drawn != "\n".join(texts):
        assert all(cell_len(line) <= width for line in drawn.splitlines())
        assert len(drawn.splitlines()) <= height
