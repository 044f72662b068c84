"""The keys at the bottom: whole labels, the ones that matter, each a place to click."""

from __future__ import annotations

import pytest
from textual.binding import Binding
from textual.content import Content

from retro.client import commands as c
from retro.i18n import Lang, Speech
from retro.tui.widgets.keybar import KeyBar, key_name, offered
from tests.support.fullscreen import full_screen
from tests.support.scenes import NAMES, at, meeting, moments


@pytest.mark.parametrize(
    ("key", "en", "nl"),
    [
        ("f5", "F5", "F5"),
        ("ctrl+j", "Ctrl+J", "Ctrl+J"),
        ("shift+tab", "Shift+Tab", "Shift+Tab"),
        ("space", "Space", "Spatie"),
        ("question_mark", "?", "?"),
        ("plus", "+", "+"),
        ("minus", "-", "-"),
        ("n", "N", "N"),
        ("delete", "Del", "Del"),
        ("escape", "Esc", "Esc"),
        ("pagedown", "PgDn", "PgDn"),
        ("up", "↑", "↑"),
    ],
)
def test_a_key_is_named_as_on_a_keyboard(key: str, en: str, nl: str) -> None:
    """In the language of who looks at it."""
    binding = Binding(key, "x", "X")
    assert key_name(binding, Speech("en")) == en
    assert key_name(binding, Speech("nl")) == nl
    shown = Binding(key, "x", "X", key_display="Fn")
    assert key_name(shown, Speech("en")) == "Fn"


@pytest.mark.parametrize(
    ("name", "lang", "width"),
    [("lead", "nl", 80), ("lead", "nl", 40), ("lead", "en", 80), ("m1", "nl", 80)],
)
async def test_no_label_is_cut_at_any_moment(name: str, lang: Lang, width: int) -> None:
    """Whatever is shown is there whole; help is always shown."""
    speech = Speech(lang)
    table = meeting(lang)
    story = moments(table, lang)
    async with full_screen(table, name, size=(width, 24), lang=lang) as person:
        for _ in NAMES:
            next(story)
            await person.settle()
            line = left = person.lines[-1]
            for offer in offered(person.app.screen):
                key = key_name(offer.binding, speech)
                label = f"{key} {speech(offer.binding.description)}"
                left = left.replace(f" {label} ", " ").removesuffix(f" {label}")
            assert left.strip() == ""
            assert speech("All keys") in line
            assert speech("Where to go") in line


async def test_a_click_presses_the_key() -> None:
    """On any cell of it; beside the keys nothing happens."""
    table = at("write-drafts")
    async with full_screen(table, "lead") as person:
        await person.click_on("Next step")
        assert "Step 5 of 9" in person.text
        bar = person.app.screen.query_one(KeyBar)
        await person.click_on("Where to go", right=-3)
        assert "Carol de Wit" in person.text
        await person.press("escape")
        gap = next(x for x in range(80) if bar.key_at(x) is None)
        before = person.lines
        await person.pilot.click(offset=(gap + 1, 23))
        await person.settle()
        assert person.lines == before


async def test_the_key_under_the_mouse_is_lit() -> None:
    """One at a time, and none when the mouse is elsewhere."""
    async with full_screen(at("write")) as person:
        bar = person.app.screen.query_one(KeyBar)

        def lit() -> str:
            content = bar.content
            assert isinstance(content, Content)
            spans = [s for s in content.spans if "30%" in str(s.style)]
            return "".join(content.plain[s.start : s.end] for s in spans)

        assert lit() == ""
        await person.pilot.hover(offset=(2, 23))
        assert lit() == "Enter Save  "
        await person.pilot.hover(offset=(14, 23))
        assert lit() == "Tab Next column  "
        await person.pilot.hover(offset=(2, 5))
        assert lit() == ""


async def test_the_keys_follow_what_can_be_done() -> None:
    """Among the notes others matter than in the editor, and letters only there."""
    table = at("write-drafts")
    async with full_screen(table) as person:
        assert "Ctrl+P All keys" in person.lines[-1]
        await person.press("up")
        assert "Enter Change" in person.lines[-1]
        assert "? All keys" in person.lines[-1]
        await person.press("escape")
        assert "Enter Save" in person.lines[-1]


async def test_typing_draws_the_keys_no_more_than_once(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """A key in the editor changes nothing of what can be done."""
    async with full_screen(at("write")) as person:
        await person.write("a")
        drawn: list[KeyBar] = []
        monkeypatch.setattr(KeyBar, "update", lambda bar, *_: drawn.append(bar))
        await person.write("bc de")
        person.app.screen.refresh_bindings()
        await person.settle()
        assert drawn == []


async def test_only_what_we_offer_is_listed() -> None:
    """Nothing of what Textual itself binds, and nothing without a name."""
    async with full_screen(at("write")) as person:
        actions = {o.binding.action for o in offered(person.app.screen, hidden=True)}
        assert {"done", "newline", "column(1)", "where", "leave"} <= actions
        assert not {a for a in actions if a.startswith(("cursor", "scroll", "select"))}
        assert "screen.copy_text" not in actions
        assert "delete_left" not in actions


async def test_what_leads_comes_before_what_a_page_offers() -> None:
    """In Dutch at 80 columns collecting and going on are always there."""
    table = meeting("nl")
    table.ok("lead", c.GoStep("write"))
    async with full_screen(table, "lead", lang="nl") as person:
        assert "F5 Verzamelen en tonen  F6 Volgende stap" in person.lines[-1]
