"""A norm is followed from file to file, and nothing that was said of it is lost."""

from __future__ import annotations

from attrs import evolve
from hypothesis import given, settings
from hypothesis import strategies as st

from formats.entries import Earlier
from formats.norm_life import Life, as_earlier, brought, lives
from formats.norms import document
from formats.norms_document import NormItem, NormsDocument
from formats.session_file import SavedSession
from formats.text import is_clean
from tests.support.sessions import sessions

MARCH = NormsDocument(
    lang="en",
    team="Sun",
    date="2026-03-09",
    norms=(
        NormItem(text="We say it", asked=True, agree=4, concern=1, reasons=("hm",)),
        NormItem(text="We ring"),
    ),
)
JUNE = evolve(
    MARCH,
    date="2026-06-09",
    norms=(
        NormItem(text="We ring", status="let-go"),
        NormItem(
            text="We say it first",
            earlier=(
                as_earlier(MARCH.norms[0], MARCH.date),
                Earlier(date="2026-06-09", text="We say", status="open", asked=True),
            ),
        ),
        NormItem(text="We say", theme="New"),
    ),
)


def texts(life: Life) -> list[str]:
    """Give the words a norm had, in their order."""
    return [version.text for version in life.versions]


def test_a_norm_is_followed_through_other_words() -> None:
    """Equal words are the same norm; other words are, when the file says so."""
    for order in ((MARCH, JUNE), (JUNE, MARCH)):
        rang, said, new = lives(order)
        assert texts(said) == ["We say it", "We say", "We say it first"]
        assert order[said.source] is JUNE
        assert said.versions[0].reasons == ("hm",)
        assert [one.status for one in rang.versions] == ["agreed", "let-go"]
        assert (texts(new), new.item.theme) == (["We say"], "New")


def test_words_of_long_ago_are_enough() -> None:
    """Between two files there may be one that nobody kept."""
    first = evolve(MARCH, norms=(NormItem(text="A"),))
    before = (
        Earlier(date="", text="a", status="agreed"),
        Earlier(date="2026-05-01", text="B", status="agreed"),
    )
    later = evolve(JUNE, norms=(NormItem(text="C", earlier=before),))
    newest = evolve(JUNE, date="", norms=(NormItem(text="b"),))
    (life,) = lives((newest, later, first))
    assert texts(life) == ["A", "a", "B", "C", "b"]
    assert (life.source, life.item) == (0, newest.norms[0])


def test_the_same_file_twice_says_nothing_twice() -> None:
    """A session and its norms.md, given both, are one time in a norm's life."""
    once, twice = lives((JUNE,)), lives((JUNE, JUNE))
    assert [one.versions for one in once] == [one.versions for one in twice]


def test_teams_have_their_own_norms() -> None:
    """Two teams that agree the same words live each with their own."""
    other = evolve(MARCH, team="Moon", date="2026-04-01")
    assert len(lives((MARCH, other))) == 4
    assert len(lives((MARCH, evolve(other, team=" sun")))) == 2


def test_a_norm_that_is_brought_has_its_life_with_it() -> None:
    """What was said last time is earlier now; lines are one, as on a screen."""
    (life,) = lives((evolve(MARCH, norms=(NormItem(text="We\nsay", theme="a\nb"),)),))
    norm = brought(life)
    assert (norm.text, norm.theme) == ("We say", "a b")
    assert texts(life) == ["We\nsay"]


@settings(max_examples=30)
@given(st.lists(sessions(), max_size=3))
def test_nothing_that_was_said_is_lost(several: list[SavedSession]) -> None:
    """Every norm, wording and concern of every file is in some life, once each."""
    documents = [document(session) for session in several]
    found = lives(documents)
    for given_one in documents:
        here = [
            life for life in found if any(life.item is one for one in given_one.norms)
        ]
        assert len(here) == len({id(life.item) for life in here})
    versions = {version for life in found for version in life.versions}
    for given_one in documents:
        for item in given_one.norms:
            assert {*item.earlier, as_earlier(item, given_one.date)} <= versions
    for life in found:
        norm = brought(life)
        assert norm.earlier == life.versions
        assert is_clean(norm.text)
        assert "\n" not in norm.text
