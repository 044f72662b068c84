"""What the session holds as cards."""

from __future__ import annotations

from typing import Any

from retro.client import events as e
from retro.i18n import Speech
from retro.tui.lists import (
    by_dots,
    columns,
    dots_cards,
    norm_cards,
    note_cards,
    texts_of,
    theme_cards,
    voted,
)
from retro.tui.view import View

EN = Speech("en")


def norm(number: int, **values: Any) -> e.NormItem:  # noqa: ANN401  fields of a norm
    """Make a norm."""
    usual: dict[str, Any] = {
        "text": f"norm {number}", "theme": None, "agree": 0, "concern": 0, "object": 0,
        "status": "draft", "review": "",
    }  # fmt: skip
    return e.NormItem(id=number, **(usual | values))


def seen(kind: str, *norms: e.NormItem, **values: Any) -> View:  # noqa: ANN401  a view
    """Make a view at a step of this kind, with these norms."""
    return View(
        step=e.StepEvent(id=2, steps=3, kind=kind, title="T"),
        norms=e.Norms(norms=norms, reasons=values.pop("reasons", ())),
        **values,
    )


BOARD = View(
    notes=e.Notes(
        notes=(
            e.NoteItem(id=1, column="well", text="one"),
            e.NoteItem(id=2, column="well", text="two"),
            e.NoteItem(id=3, column="other", text="three"),
        ),
        unreadable=0,
    ),
    columns={"well": "What goes well", "need": "What we need"},
    themes=e.Themes(
        themes=(
            e.ThemeItem(id=4, title="A", notes=(1, 3)),
            e.ThemeItem(id=7, title="B", notes=(2,)),
        )
    ),
)


def test_a_column_nobody_named_goes_by_its_key() -> None:
    """No note is left out because a title was missed."""
    assert columns(BOARD) == {
        "well": "What goes well",
        "need": "What we need",
        "other": "other",
    }


def test_notes_in_a_theme_come_last_and_name_it() -> None:
    """What still has to be grouped stands first; what is selected is marked."""
    board = View(notes=BOARD.notes, themes=e.Themes(themes=BOARD.themes.themes[:1]))
    cards = note_cards(EN, board, "well", marked={2})
    assert [(card.id, card.marked, card.meta) for card in cards] == [
        (2, True, ""),
        (1, False, "theme 4"),
    ]


def test_themes_say_how_many_notes_they_have() -> None:
    """A theme goes by the number that never changes."""
    cards = theme_cards(EN, BOARD.themes.themes)
    assert [(card.lead, card.text) for card in cards] == [
        ("4", "A · 2 notes"),
        ("7", "B · 1 note"),
    ]
    assert texts_of(BOARD, 4) == ["one", "three"]
    assert texts_of(BOARD, 5) == []


DOTS = e.Dots(
    step=2,
    themes=(
        e.DotsItem(id=4, title="A", dots=1, people=1),
        e.DotsItem(id=7, title="B", dots=4, people=2),
    ),
    respondents=3,
    spoiled=2,
)


def test_a_result_is_in_the_order_of_the_dots() -> None:
    """The most chosen has the full bar, and all is said in words too."""
    cards = dots_cards(EN, DOTS, recognise=False)
    assert [card.id for card in cards] == [7, 4]
    assert cards[0].meta == "████████████ 4 dots from 2 people"
    assert cards[1].meta == "███░░░░░░░░░ 1 dot from 1 person"
    assert voted(EN, DOTS) == "3 people voted. 2 answers could not be counted."
    view = View(themes=BOARD.themes, dots=DOTS)
    assert [theme.id for theme in by_dots(view)] == [7, 4]
    assert [theme.id for theme in by_dots(View(themes=BOARD.themes))] == [4, 7]


def test_recognised_is_of_who_took_part() -> None:
    """A full bar is everybody, not the most."""
    cards = dots_cards(EN, DOTS, recognise=True)
    assert cards[1].meta == "████░░░░░░░░ 1 of 3 recognise it"


def test_a_norm_says_how_it_stands() -> None:
    """Counts are of consent, or of the review when that is where they are from."""
    agreed = norm(1, status="agreed", asked="norms", agree=3, review="2027-02-01")
    kept = norm(2, status="agreed", asked="review", agree=3, brought=True)
    cards = norm_cards(EN, seen("norms", agreed, kept))
    assert cards[0].meta == (
        "agreed · 3 agree, 0 with a concern, 0 object\n"
        "look at it again on 1 February 2027"
    )
    assert cards[1].meta == "agreed · 3 keep it, 0 want other words, 0 let it go"


def test_reasons_are_quoted_under_their_norm() -> None:
    """A reason stands with the norm it is about, and no other."""
    cards = norm_cards(
        EN,
        seen(
            "norms",
            norm(1, status="open", asked="norms", object=1),
            norm(2),
            reasons=(e.ReasonItem(norm=1, text="too vague"),),
        ),
    )
    assert cards[0].text == "norm 1\n“too vague”"
    assert cards[1].text == "norm 2"


def test_the_own_choice_is_shown_to_its_person_alone() -> None:
    """A person sees what they chose; a projector never says anything of it."""
    own = e.Mine(
        step=2,
        consents=(e.NormChoice(norm=1, choice="object"),),
        reason=e.ReasonItem(norm=1, text="no"),
    )
    asked = norm(1), norm(2), norm(3, reworded=True)
    cards = norm_cards(EN, seen("norms", *asked, mine=own))
    assert cards[0].marked
    assert cards[0].meta == "You object\nYour reason: “no”\ndraft"
    assert cards[1].meta == "You did not choose yet\ndraft"
    assert cards[2].meta == "Reworded: choose again\ndraft"
    wall = norm_cards(EN, seen("norms", *asked, screen=True))
    assert [card.meta for card in wall] == ["draft"] * 3


def test_a_review_lists_what_the_team_brought() -> None:
    """A norm of this session is not reviewed, one let go is in the background."""
    brought = norm(1, brought=True), norm(2, brought=True, status="let-go")
    cards = norm_cards(EN, seen("review", *brought, norm(3)))
    assert [(card.id, card.muted) for card in cards] == [(1, False), (2, True)]
    assert cards[0].meta == "You did not choose yet\nfrom last time"
    titled = seen("norms", norm(4, theme=7), themes=BOARD.themes)
    assert "from theme: B" in norm_cards(EN, titled)[0].meta
