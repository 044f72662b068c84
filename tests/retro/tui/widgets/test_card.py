"""Cards take their lines, and a pile knows whose each line is."""

from hypothesis import given
from hypothesis import strategies as st
from rich.cells import cell_len

from formats.text import clean
from retro.tui.widgets.card import Card, Pile, lay_out

TEXTS = st.text("ab é 日👍\n", max_size=60).map(clean)
CARDS = st.builds(
    Card,
    id=st.integers(1, 12),
    text=TEXTS,
    lead=st.sampled_from(["", "3", "12", "●●○", "[x]"]),
    meta=st.sampled_from(["", "agreed · 6 of 7"]),
    marked=st.booleans(),
)
LISTS = st.lists(CARDS, max_size=8, unique_by=lambda card: card.id)
ROOMS = st.integers(2, 40)


@given(CARDS, ROOMS)
def test_a_card_fits_its_room(card: Card, room: int) -> None:
    """Text, lead and meta are all there, in lines no wider than the room."""
    laid = lay_out(card, room)
    assert all(cell_len(line) <= room for line in (*laid.text, *laid.meta))
    whole = "".join(laid.text).replace(" ", "")
    assert whole == "".join((card.lead + card.text).split())
    assert "".join(laid.meta).replace(" ", "") == card.meta.replace(" ", "")


def test_text_hangs_beside_its_lead() -> None:
    """Lines after the first are indented; a lead without room has its own line."""
    card = Card(1, "iedereen komt aan het woord", lead="12", meta="agreed")
    assert lay_out(card, 18) == (
        ["12 iedereen komt", "   aan het woord"],
        ["agreed"],
    )
    assert lay_out(card, 8).text == ["12", "iedereen", "komt aan", "het", "woord"]


@given(LISTS, ROOMS, st.integers(0, 1))
def test_a_pile_knows_whose_a_line_is(cards: list[Card], room: int, gap: int) -> None:
    """Cards follow each other with only the gap between, and fill the height."""
    pile = Pile(cards, room=room, gap=gap)
    line = 0
    for place in range(len(cards)):
        laid = pile.laid(place)
        top, end = pile.span(place)
        assert (top, end) == (line, line + len(laid.text) + len(laid.meta))
        assert all(pile.place_at(within) == place for within in range(top, end + gap))
        line = end + gap
    assert pile.height == max(0, line - gap)
    assert pile.place_at(line + 5) == max(0, len(cards) - 1)


@given(LISTS, LISTS, ROOMS)
def test_only_what_is_new_is_laid_out(
    before: list[Card], after: list[Card], room: int
) -> None:
    """A pile like another is the pile it would be alone, and takes over what it can."""
    old = Pile(before, room=room)
    new = Pile(after, room=room, like=old)
    alone = Pile(after, room=room)
    assert new.cards == alone.cards
    assert new.height == alone.height
    for place, card in enumerate(new.cards):
        assert new.laid(place) == alone.laid(place)
        if card in before:
            assert new.laid(place) is old.laid(old.places[card.id])


@given(LISTS, LISTS, ROOMS)
def test_lines_outside_the_changed_ones_are_the_same(
    before: list[Card], after: list[Card], room: int
) -> None:
    """To paint what changed is enough, however cards come, go and move."""
    old = Pile(before, room=room)
    new = Pile(after, room=room, like=old)
    changed = new.changed(old)

    def at(pile: Pile, line: int) -> tuple[Card, int] | None:
        return next(
            (
                (card, line - pile.span(place)[0])
                for place, card in enumerate(pile.cards)
                if line in range(*pile.span(place))
            ),
            None,
        )

    for line in range(max(old.height, new.height)):
        if line not in changed:
            assert at(old, line) == at(new, line)


def test_nothing_changed_is_no_lines() -> None:
    """The same cards again need no paint, and one that changed only its own lines."""
    cards = [Card(number, "een twee drie") for number in range(5)]
    old = Pile(cards, room=20)
    assert not Pile(
        [Card(n, "een twee drie") for n in range(5)], like=old, room=20
    ).changed(old)
    other = [*cards[:2], Card(2, "vier vijf zes"), *cards[3:]]
    assert Pile(other, room=20, like=old).changed(old) == range(4, 6)


def test_the_nearest_card_that_is_left() -> None:
    """A card that is gone is followed by the next that is left, else the one before."""
    old = Pile([Card(number, "") for number in (1, 2, 3, 4)])
    assert Pile([Card(4, ""), Card(1, "")]).nearest(2, old) == 4
    assert Pile([Card(1, ""), Card(2, "")]).nearest(3, old) == 2
    assert Pile([Card(3, ""), Card(9, "")]).nearest(3, old) == 3
    assert Pile([Card(8, ""), Card(9, "")]).nearest(3, old) == 8
    assert Pile([Card(8, ""), Card(9, "")]).nearest(None, Pile()) == 8
    assert Pile().nearest(3, old) is None
