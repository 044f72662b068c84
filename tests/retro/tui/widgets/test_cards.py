"""The list of cards does what keys and mouse ask, and shows what it is given."""

from __future__ import annotations

from collections.abc import AsyncIterator, Iterable
from contextlib import asynccontextmanager

import pytest
from rich.cells import cell_len
from textual import events, on
from textual.app import App, ComposeResult
from textual.binding import Binding
from textual.geometry import Region
from textual.pilot import Pilot
from textual.widgets import Input

from retro.tui.theme import DARK, LIGHT
from retro.tui.widgets.cards import Card, Cards

HOSTILE = [
    "[@click=app.quit]x[/]",
    "[/oops]",
    "[b]bold[/b] \\[b] $x {y}",
    "\x1b[31mred",
    "\x9b31mred",
    "\x1b]52;c;AAAA\x07copied",
    "\u202egnp.exe",
    "\u2066isolated",
    "a\rb\x08c\x00d",
]


class Told(App[None]):
    """One list beside an input, and everything it tells."""

    CSS = """
    Cards { width: 1fr; height: 1fr; }
    Cards.auto { height: auto; max-height: 8; }
    Input { height: 1; border: none; }
    """
    ENABLE_COMMAND_PALETTE = False
    BINDINGS = [Binding("enter", "left_over", show=False)]  # noqa: RUF012  textual's own

    def __init__(self, cards: Cards) -> None:
        """Show these cards."""
        super().__init__()
        self.cards = cards
        self.told: list[tuple[str, int]] = []
        self.left_over = 0

    def compose(self) -> ComposeResult:
        """Show the list, and something else that can have the keyboard."""
        yield self.cards
        yield Input()

    def on_mount(self) -> None:
        """Know the product's themes."""
        self.register_theme(DARK)
        self.register_theme(LIGHT)
        self.theme = DARK.name

    def action_left_over(self) -> None:
        """Count the keys that the list left."""
        self.left_over += 1

    @on(Cards.Moved)
    @on(Cards.Chosen, "#list")
    @on(Cards.Toggled)
    def _tell(self, event: Cards.Moved | Cards.Chosen | Cards.Toggled) -> None:
        assert event.cards is self.cards
        self.told.append((type(event).__name__, event.id))


class Look:
    """Somebody who looks at the list and presses keys."""

    def __init__(self, app: Told, pilot: Pilot[None]) -> None:
        """Look at the list of `app`."""
        self.app = app
        self.cards = app.cards
        self.pilot = pilot

    async def press(self, *keys: str) -> int | None:
        """Press keys; give the card the cursor is at then."""
        await self.pilot.press(*keys)
        await self.pilot.pause()
        return self.cards.cursor

    async def show(self, cards: Iterable[Card]) -> None:
        """Show other cards, and wait until they are painted."""
        self.cards.show(list(cards))
        await self.pilot.pause()

    def lines(self) -> list[str]:
        """Give the lines as they are on the screen."""
        size = self.cards.region.size
        strips = self.cards.render_lines(Region(0, 0, size.width, size.height))
        assert all(strip.cell_length == size.width for strip in strips)
        assert all(cell_len(strip.text) == size.width for strip in strips)
        return [strip.text.rstrip() for strip in strips]

    @property
    def told(self) -> list[tuple[str, int]]:
        """What was told since this was last asked."""
        told, self.app.told = self.app.told, []
        return told


@asynccontextmanager
async def looking(
    cards: Iterable[Card] = (),
    *,
    size: tuple[int, int] = (30, 11),
    empty: str = "",
    compact: bool = False,
    classes: str | None = None,
) -> AsyncIterator[Look]:
    """Show cards in a list with the keyboard; the view is a line less high."""
    app = Told(Cards(empty=empty, compact=compact, id="list", classes=classes))
    app.cards.show(list(cards))
    async with app.run_test(size=size) as pilot:
        await pilot.pause()
        yield Look(app, pilot)


def several(count: int, text: str = "kaart {n}") -> list[Card]:
    """Give cards with the ids 1 up to `count`."""
    return [Card(n, text.format(n=n)) for n in range(1, count + 1)]


def wheel_down(cards: Cards) -> events.MouseScrollDown:
    """Give a turn of the wheel over the list."""
    return events.MouseScrollDown(
        cards, 5, 5, 0, 0, 0, False, False, False, screen_x=5, screen_y=5
    )


# ------------------------------------------------------------------------- the keyboard


@pytest.mark.parametrize(
    ("keys", "cursor"),
    [
        ("down", 2),
        ("j", 2),
        ("down down up", 2),
        ("j j j k", 3),
        ("up", 1),
        ("end", 30),
        ("end down", 30),
        ("end home", 1),
        ("pagedown", 5),
        ("pagedown pagedown", 9),
        ("pagedown pageup", 1),
        ("pageup", 1),
        ("end pagedown", 30),
        ("end pageup", 25),
    ],
)
async def test_keys_move_the_cursor(keys: str, cursor: int) -> None:
    """Each key moves as far as it says, never past an end, and stays in view."""
    async with looking(several(30)) as look:
        assert await look.press(*keys.split()) == cursor
        assert f"▌  kaart {cursor}" in look.lines()


async def test_keys_tell_what_the_person_wants() -> None:
    """Enter chooses the card, Space asks to mark it, moving tells where to."""
    async with looking(several(3)) as look:
        assert look.told == [("Moved", 1)]
        await look.press("down", "enter", "space")
        assert look.told == [("Moved", 2), ("Chosen", 2), ("Toggled", 2)]
        await look.press("end", "end")
        assert look.told == [("Moved", 3)]


async def test_nothing_is_done_with_a_card_out_of_sight() -> None:
    """After looking elsewhere a key first shows the card that it would act on."""
    async with looking(several(30)) as look:
        for key, told in (("enter", "Chosen"), ("space", "Toggled")):
            look.cards.scroll_to(y=40, animate=False)
            await look.press(key)
            assert look.lines()[0] == "▌  kaart 1"
            assert (told, 1) not in look.told
            await look.press(key)
            assert look.told == [(told, 1)]


async def test_an_empty_list_leaves_keys_to_others() -> None:
    """Nothing happens in a list without cards, and Enter goes to the screen."""
    async with looking() as look:
        keys = ["up", "down", "home", "end", "pageup", "pagedown", "space", "enter"]
        assert await look.press(*keys) is None
        assert look.told == []
        assert look.app.left_over == 1


async def test_a_card_higher_than_the_view_is_read_by_key() -> None:
    """Down goes through a high card before the next, and up comes back the same way."""
    words = [f"woord{n}" for n in range(40)]
    cards = [Card(1, "eerst"), Card(2, "\n".join(words)), Card(3, "laatst")]
    async with looking(cards) as look:
        for there, back, last in (("down", "up", 3), ("pagedown", "pageup", 3)):
            for key, end in ((there, last), (back, 1)):
                seen: set[str] = set()
                while look.cards.cursor != end:
                    await look.press(key)
                    seen |= {line.strip("▌ ") for line in look.lines()}
                assert set(words) <= seen


# ---------------------------------------------------------------------------- the mouse


async def test_a_click_chooses_a_card() -> None:
    """A click on any line of a card moves there and chooses it; elsewhere nothing."""
    async with looking([Card(1, "een\ntwee"), *several(3)[1:]]) as look:
        for x, y, told in (
            (5, 1, [("Moved", 1), ("Chosen", 1)]),
            (0, 3, [("Moved", 2), ("Chosen", 2)]),
            (28, 3, [("Chosen", 2)]),
            (5, 2, []),
            (5, 9, []),
        ):
            await look.pilot.click(look.cards, offset=(x, y))
            assert look.told == told


async def test_a_click_finds_its_card_when_scrolled() -> None:
    """What is clicked is what is seen, also far down the list and inside a border."""
    async with looking(several(30)) as look:
        look.cards.styles.border = ("solid", "red")
        await look.press("end")
        row = next(y for y, line in enumerate(look.lines()) if "kaart 28" in line)
        await look.pilot.click(look.cards, offset=(6, row))
        assert look.told[-1] == ("Chosen", 28)


async def test_the_wheel_scrolls_and_leaves_the_cursor() -> None:
    """The wheel moves nothing but the view; a key returns to the cursor."""
    async with looking(several(30)) as look:
        for _ in range(8):
            look.cards.post_message(wheel_down(look.cards))
        await look.pilot.pause()
        assert look.cards.scroll_offset.y > 0
        assert look.cards.cursor == 1
        assert await look.press("down") == 2
        assert "▌  kaart 2" in look.lines()


# ---------------------------------------------------------------------------- the looks


async def test_cards_look_as_designed() -> None:
    """Lead, hanging text, quiet line and marks stand where they can be told apart."""
    cards = [
        Card(1, "iedereen komt aan het woord", lead="12", meta="agreed · 6 of 7"),
        Card(2, "gekozen", marked=True),
        Card(3, "al gedaan", muted=True),
    ]
    async with looking(cards, size=(22, 12)) as look:
        assert look.lines() == [
            "▌  12 iedereen komt",
            "▌     aan het woord",
            "▌└ agreed · 6 of 7",
            "",
            " ✓ gekozen",
            "",
            " · al gedaan",
            *[""] * 4,
        ]


async def test_the_quiet_line_cannot_be_written() -> None:
    """No person's text reaches the column with the mark of the quiet line."""
    async with looking([Card(1, "eens\n└ agreed · 7 of 7", meta="draft")]) as look:
        assert look.lines()[:3] == ["▌  eens", "▌  └ agreed · 7 of 7", "▌└ draft"]


async def test_the_cursor_shows_who_has_the_keyboard() -> None:
    """The bar is strong with the keyboard, thin without, and absent in a mere view."""
    async with looking(several(2)) as look:
        assert look.lines()[0] == "▌  kaart 1"
        await look.press("tab")
        assert look.lines()[0] == "▏  kaart 1"
        look.cards.can_focus = False
        look.cards.refresh()
        assert look.lines()[0] == "   kaart 1"


async def test_a_compact_list_has_no_blank_lines() -> None:
    """Compact cards follow each other line by line."""
    async with looking(several(3), compact=True) as look:
        assert look.lines()[:4] == ["▌  kaart 1", "   kaart 2", "   kaart 3", ""]
        await look.pilot.click(look.cards, offset=(5, 2))
        assert look.told[-1] == ("Chosen", 3)


async def test_marks_are_styled_too() -> None:
    """A mark is a character and a style, so each is told without the other."""
    async with looking([Card(1, "a"), Card(2, "b", marked=True)]) as look:
        strips = look.cards.render_lines(Region(0, 0, 30, 3))
        plain, marked = (list(strips[y])[-1].style for y in (0, 2))
        assert plain is not None
        assert marked is not None
        assert marked.bold
        assert not plain.bold


@pytest.mark.parametrize("text", HOSTILE)
async def test_hostile_text_is_only_text(text: str) -> None:
    """Markup is shown, and nothing a terminal would obey is in any line."""
    card = Card(1, text, lead=text[:3], meta=text)
    async with looking([card], empty=text, size=(60, 11)) as look:
        await look.pilot.click(look.cards, offset=(8, 0))
        shown = "".join(look.lines())
        assert shown.isprintable()
        if text.isprintable():
            assert shown.count(text) == 2
        await look.show([])
        assert "".join(look.lines()).isprintable()


@pytest.mark.parametrize("width", [8, 9, 13, 40])
async def test_wide_characters_keep_the_lines_whole(width: int) -> None:
    """CJK, emoji and long words fold at any width; every line is exactly as wide."""
    family = "👩‍👩‍👧"
    text = f"日本語の文章 {family}{family} sociaalveiligheidsgroep ❤️ 👍🏽"
    async with looking([Card(1, text, lead="●○", meta=text)], size=(width, 61)) as look:
        shown = "".join(line[3:] for line in look.lines()).replace(" ", "")
        assert shown == ("●○" + text + text).replace(" ", "")


async def test_the_empty_sentence() -> None:
    """A list without cards says so, wrapped to its width, until it has some."""
    async with looking(empty="Nog geen briefjes hier.", size=(17, 8)) as look:
        assert look.lines()[:3] == ["   Nog geen", "   briefjes", "   hier."]
        await look.show(several(1))
        assert look.lines()[:3] == ["▌  kaart 1", "", ""]
        await look.show([])
        assert look.lines()[:3] == ["   Nog geen", "   briefjes", "   hier."]


async def test_a_change_of_theme_or_focus_paints_anew() -> None:
    """No line keeps the colours of another theme."""
    async with looking(several(3)) as look:
        region = Region(0, 0, 30, 3)

        def colours() -> list[object]:
            return [
                part.style for line in look.cards.render_lines(region) for part in line
            ]

        dark = colours()
        look.app.theme = LIGHT.name
        await look.pilot.pause()
        light = colours()
        assert not {str(style) for style in dark} & {str(style) for style in light}
        look.app.theme = DARK.name
        await look.pilot.pause()
        assert colours() == dark


# -------------------------------------------------------------------------- other cards


async def test_the_cursor_stays_on_its_card() -> None:
    """Other cards before it, a new order or a new text do not move the cursor."""
    async with looking(several(5)) as look:
        await look.press("down", "down")
        assert look.told[-1] == ("Moved", 3)
        await look.show([Card(9, "nieuw"), *reversed(several(5, "anders {n}"))])
        assert look.cards.cursor == 3
        assert "▌  anders 3" in look.lines()
        assert look.told == []


async def test_the_cursor_goes_to_the_nearest() -> None:
    """Without its card the cursor goes to the next, else the one before, or none."""
    async with looking(several(5)) as look:
        await look.press("down", "down")
        for left, cursor in (([1, 2, 4, 5], 4), ([1, 2], 2), ([8, 9], 8)):
            await look.show([Card(n, f"kaart {n}") for n in left])
            assert look.cards.cursor == cursor
            assert look.told[-1] == ("Moved", cursor)
            assert f"▌  kaart {cursor}" in look.lines()
        await look.show([])
        assert look.cards.cursor is None
        assert look.told == []


async def test_what_is_read_stays_in_its_place() -> None:
    """Cards that come or go above do not move what is on the screen."""
    async with looking(several(30)) as look:
        await look.press("tab")
        look.cards.scroll_to(y=20, animate=False)
        await look.pilot.pause()
        before = look.lines()
        await look.show([Card(99, "een\ntwee\ndrie"), *several(30)])
        assert look.lines() == before
        await look.show(several(30)[3:])
        assert look.lines() == before


async def test_the_cursor_stays_in_its_place() -> None:
    """With the keyboard it is the cursor's card that stays where it is."""
    async with looking(several(30)) as look:
        await look.press(*["down"] * 14)
        row = look.lines().index("▌  kaart 15")
        await look.show([*several(30)[2:20], Card(99, "een\ntwee"), *several(2)])
        assert look.lines().index("▌  kaart 15") == row
        await look.show(reversed(several(30)))
        assert look.lines().index("▌  kaart 15") == row


async def test_the_top_stays_the_top() -> None:
    """Who looks at the top of a list sees what comes there."""
    async with looking(several(30)) as look:
        await look.press("tab")
        await look.show([Card(99, "nieuw"), *several(30)])
        assert look.lines()[0] == "   nieuw"
        assert look.cards.cursor == 1


async def test_only_what_changed_is_drawn_again() -> None:
    """A card that stays the same keeps its very strips, also when others grow."""
    async with looking(several(4)) as look:
        region = Region(0, 0, 30, 10)
        look.cards.render_lines(region)
        before = [look.cards.render_line(y) for y in (0, 4)]
        await look.show([Card(1, "kaart 1"), Card(2, "langer\nnu"), *several(4)[2:]])
        assert look.lines()[2:6] == ["   langer", "   nu", "", "   kaart 3"]
        assert [look.cards.render_line(y) for y in (0, 5)] == before


async def test_every_change_reaches_the_screen() -> None:
    """What is on the screen after a change is what a new list would show."""
    lists = [
        several(12),
        several(12, "kaart {n}\nmeer"),
        several(3),
        [*several(3), Card(4, "x", marked=True)],
        several(40, "een lange zin over kaart {n} die niet past"),
        several(2),
        [],
        several(20)[::-1],
        [Card(n, "", lead=str(n), meta="stil") for n in range(1, 15)],
    ]
    async with looking(several(30)) as look:
        for cards in lists:
            await look.show(cards)
            now = look.lines()
            look.cards.notify_style_update()
            look.cards.refresh()
            await look.pilot.pause()
            assert look.lines() == now
            assert look.cards.cards == tuple(cards)
            bar = look.cards.show_vertical_scrollbar
            assert bar == (look.cards.virtual_size.height > 10)


# ---------------------------------------------------------------------------- the space


async def test_cards_shown_before_the_list_has_a_width() -> None:
    """A cursor put before the list is on the screen is in view when it is."""
    app = Told(Cards(id="list"))
    app.cards.show(several(30))
    app.cards.cursor = 25
    async with app.run_test(size=(30, 11)) as pilot:
        await pilot.pause()
        assert "▌  kaart 25" in Look(app, pilot).lines()


async def test_the_cursor_can_be_put() -> None:
    """A screen can put the cursor on a card by its id, and on no other."""
    async with looking(several(30)) as look:
        look.cards.cursor = 20
        await look.pilot.pause()
        assert look.told[-1] == ("Moved", 20)
        assert "▌  kaart 20" in look.lines()
        look.cards.cursor = 77
        assert look.cards.cursor == 20
        look.cards.cursor = None
        assert look.cards.cursor == 20


async def test_another_width_keeps_the_cursor_in_view() -> None:
    """Narrower, wider, lower and higher: the cursor's card is still there to see."""
    text = "kaart {n} met een zin die over meer dan een regel gaat"
    async with looking(several(40, text), size=(40, 20)) as look:
        await look.press("end", "up", "up")
        for width, height in ((14, 20), (90, 20), (90, 6), (8, 30), (40, 20)):
            await look.pilot.resize_terminal(width, height)
            await look.pilot.pause()
            barred = "".join(line[3:] for line in look.lines() if line[:1] == "▌")
            assert barred.replace(" ", "").startswith("kaart38")


async def test_another_width_keeps_what_is_read() -> None:
    """Without the cursor in view it is the first card on the screen that stays."""
    async with looking(several(40, "kaart {n} met een zin"), size=(40, 11)) as look:
        look.cards.scroll_to(y=20, animate=False)
        await look.pilot.pause()
        await look.pilot.resize_terminal(15, 11)
        await look.pilot.pause()
        assert look.lines()[0] == "   kaart 11"


async def test_a_list_as_high_as_its_cards() -> None:
    """With automatic height a list grows and shrinks with its cards, to a limit."""
    async with looking(several(2), size=(30, 20), classes="auto") as look:
        for cards, height in (
            (several(2), 3),
            (several(1), 1),
            ([Card(1, "een zin die niet op een regel past")], 2),
            (several(9), 8),
            (several(3), 5),
        ):
            await look.show(cards)
            await look.pilot.pause()
            assert look.cards.size.height == height


async def test_five_hundred_cards() -> None:
    """Every card of a long list can be read to its last word, by key alone."""
    text = "Briefje {n} over de overdracht, met een paar woorden meer, tot hier{n}."
    async with looking(several(500, text), size=(34, 40)) as look:
        seen: set[str] = set()
        at = None
        while at != look.cards.cursor:
            at = look.cards.cursor
            seen |= set("\n".join(look.lines()).split())
            await look.press("pagedown")
        assert look.cards.cursor == 500
        assert {f"hier{n}." for n in range(1, 501)} <= seen
