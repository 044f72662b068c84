"""The board: as many lists beside each other as can be read."""

from __future__ import annotations

import pytest
from textual.app import App, ComposeResult

from retro.i18n import Speech
from retro.tui.app import STYLES
from retro.tui.widgets.board import THEMES, Board
from retro.tui.widgets.card import Card
from retro.tui.widgets.cards import Cards

TITLES = {"well": "What goes well", "unsafe": "What feels unsafe", "need": "We need"}


class Boarding(App[None]):
    """An app with one board."""

    CSS_PATH = STYLES

    def compose(self) -> ComposeResult:
        """Show it."""
        yield Board(Speech("en"), TITLES)

    def on_mount(self) -> None:
        """Put two notes in each column but the second, and a theme."""
        lists = {
            key: [Card(10 * at + n, f"{key} {n}") for n in (1, 2)]
            for at, key in enumerate(TITLES, 1)
        }
        self.board.show(lists | {"unsafe": [], THEMES: [Card(1, "theme")]})
        self.board.start()

    @property
    def board(self) -> Board:
        """The board."""
        return self.query_one(Board)

    def unfolded(self) -> int:
        """Count the lists that can be read."""
        return sum(cards.display for cards in self.query(Cards))


@pytest.mark.parametrize(
    ("width", "lists", "beside"), [(120, 4, True), (80, 4, False), (40, 1, False)]
)
async def test_as_many_lists_as_can_be_read(
    width: int, lists: int, beside: bool
) -> None:
    """Themes stand beside the columns or below them, or one list is unfolded."""
    app = Boarding()
    async with app.run_test(size=(width, 30)) as pilot:
        await pilot.pause()
        assert app.unfolded() == lists
        themes = app.query(Cards).last()
        assert (themes.region.y < 10 and themes.display) == beside


async def test_the_keyboard_goes_round_the_lists_that_hold_something() -> None:
    """An empty column is passed over, and after the themes comes the first."""
    app = Boarding()
    async with app.run_test(size=(40, 20)) as pilot:
        places = []
        for _ in range(4):
            places.append((app.board.cards.cards[0].text, app.board.at_themes))
            app.board.go(1)
            await pilot.pause()
            assert app.board.cards.has_focus
        assert places == [
            ("well 1", False),
            ("need 1", False),
            ("theme", True),
            ("well 1", False),
        ]


async def test_a_list_is_chosen_by_its_title_or_a_click_in_it() -> None:
    """What has the keyboard is marked, however one got there."""
    app = Boarding()
    async with app.run_test(size=(80, 30)) as pilot:
        await pilot.click(offset=(60, 0))
        assert app.board.cards.cards[0].text == "need 1"
        await pilot.click(offset=(5, 2))
        assert app.board.cards.cards[0].text == "well 1"
        heads = [str(head.render()) for head in app.query(".head")]
        assert [head[0] for head in heads] == ["▶", " ", " ", " "]


async def test_when_the_chosen_list_is_emptied_another_is_chosen() -> None:
    """The keyboard is never in a list that is gone."""
    app = Boarding()
    async with app.run_test(size=(80, 30)) as pilot:
        app.board.go(-1)
        assert app.board.at_themes
        lists = {key: [Card(9, "x")] if key == "need" else [] for key in TITLES}
        app.board.show(lists | {THEMES: []})
        await pilot.pause()
        assert app.board.cards.cards[0].text == "x"
        app.board.show(dict.fromkeys((*TITLES, THEMES), ()))
        app.board.start()
        await pilot.pause()
        assert app.is_running
