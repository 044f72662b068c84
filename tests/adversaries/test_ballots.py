"""Ballots of a member who does not play by the rules: each is spoiled, none counts."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from retro.anonymity import ballots as b
from tests.support.folding import mixed

SIZES = (3, 5, 17)

SCALE = b.Ballot(kind="answer", low=1, high=5)
TICKS = b.Ballot(kind="ticks", options=3)
DOTS = b.Ballot(kind="dots", themes=3, budget=5, cap=3)
NOTES = b.Ballot(kind="notes", columns=2)
WORDS = b.Ballot(kind="words")
CONSENT = b.Ballot(kind="consent", norms=2)


@pytest.mark.parametrize("size", SIZES)
@pytest.mark.parametrize(
    "slot",
    [
        bytes([3, 3, 0]),  # overspent
        bytes([4, 0, 0]),  # too many on one theme
        bytes([255, 255, 255]),
        bytes([1, 1]),  # a theme too few
        bytes([1, 1, 1, 0]),  # padded
        bytes([1, 1, 1]) + bytes(61),
    ],
)
def test_spoiled_dots_count_for_nothing(size: int, slot: bytes) -> None:
    """Who spends more dots than they have adds none at all, and it shows."""
    honest = [b.encode_dots(DOTS, [2, 0, 3])] * (size - 1)
    result = b.read(DOTS, mixed(DOTS, [*honest, ((slot,),)]))
    assert result == b.DotsResult(
        dots=(2 * (size - 1), 0, 3 * (size - 1)),
        people=(size - 1, 0, size - 1),
        respondents=size - 1,
        spoiled=1,
        blank=0,
    )


@pytest.mark.parametrize("size", SIZES)
@pytest.mark.parametrize("slot", [b"\0", b"\6", b"\1\0", b"\1\1", b"1", b"\xff"])
def test_spoiled_answers_count_for_nothing(size: int, slot: bytes) -> None:
    """A value outside the scale, two values or a padded one is no answer."""
    honest = [b.encode_answer(SCALE, 4)] * (size - 2)
    lanes = mixed(SCALE, [*honest, ((slot,),), b.blank(SCALE)])
    assert b.read(SCALE, lanes) == b.AnswerResult(
        counts=(0, 0, 0, size - 2, 0), respondents=size - 2, spoiled=1, blank=1
    )


@pytest.mark.parametrize("size", SIZES)
def test_an_unreadable_slot_is_a_spoiled_ballot(size: int) -> None:
    """A slot nobody can open is counted, not lost: the ballots add up to the people."""
    lanes = ((None, *[b"\3"] * (size - 1)),)
    assert b.read(SCALE, lanes) == b.AnswerResult(
        counts=(0, 0, size - 1, 0, 0), respondents=size - 1, spoiled=1, blank=0
    )


@pytest.mark.parametrize("size", SIZES)
@pytest.mark.parametrize("broken", [b"\2", b"\1\0", b"x"])
def test_a_ballot_broken_in_one_lane_is_noticed(size: int, broken: bytes) -> None:
    """Ticks are all lanes or none: half a ballot shows as spoiled, though not whose."""
    honest = [b.encode_ticks(TICKS, {0})] * (size - 1)
    lanes = mixed(TICKS, [*honest, ((b"\1",), (broken,), (b"\0",))])
    assert b.read(TICKS, lanes) == b.TicksResult(
        counts=(size, 0, 0), respondents=size, spoiled=1, blank=0
    )


@pytest.mark.parametrize("size", SIZES)
def test_a_ballot_blank_in_some_lanes_is_noticed(size: int) -> None:
    """Leaving one lane blank to be recognised by it is a spoiled ballot."""
    honest = [b.encode_ticks(TICKS, {2})] * (size - 2)
    lanes = mixed(TICKS, [*honest, b.blank(TICKS), ((b"\1",), (), (b"\0",))])
    result = b.read(TICKS, lanes)
    assert isinstance(result, b.TicksResult)
    assert (result.blank, result.spoiled) == (1, 1)
    assert max(result.counts) <= result.respondents


def test_lanes_swapped_by_the_last_hop_are_not_joined() -> None:
    """Slots that end in the wrong lane do not open, and every lane shows it."""
    lanes = ((b"\1", b"\1", None), (b"\0", b"\0", None), (b"\1", b"\0", b"\0"))
    result = b.read(TICKS, lanes)
    assert result == b.TicksResult(counts=(2, 0, 1), respondents=3, spoiled=1, blank=0)


@pytest.mark.parametrize(
    "slot",
    [
        None,
        b"\2out of columns",
        b"\0",
        b"\0\xff\xfe",
        b"\0curly \xe2\x80\x99 quote",
        b"\0 padded ",
        b"\0escape \x1b[2J",
        b"\0e\xcc\x81",
        b"\0" + b"x" * 321,
        b"\0text\0\0",
    ],
)
def test_a_note_in_another_form_is_unreadable(slot: bytes | None) -> None:
    """Bytes that would name a laptop, or harm a terminal, are never shown as a note."""
    result = b.read(NOTES, ((b"\1fine", slot, *[b""] * 22),))
    assert result == b.NotesResult(notes=((1, "fine"),), unreadable=1)


@pytest.mark.parametrize(
    ("slots", "respondents", "spoiled"),
    [
        ([b"a", b"b", b"c"], 1, 0),
        ([b"a", b"b"], 1, 1),
        ([b"a", b"\0"], 1, 1),
        ([b"a", b"b", None], 1, 1),
        ([b"a", b"\0", b"two\nlines"], 1, 1),
        ([b"\0\0"], 0, 1),
        ([None, None, None], 0, 1),
        ([b"\0", b"\0", b"\0"], 1, 0),
    ],
)
def test_words_that_do_not_fill_a_ballot(
    slots: list[bytes | None], respondents: int, spoiled: int
) -> None:
    """A ballot of words is three slots; one that is not is counted as spoiled."""
    lane = (*[b"hope", b"\0", b"\0"] * 2, *slots, *[b""] * (6 - len(slots)))
    result = b.read(WORDS, (lane,))
    assert isinstance(result, b.WordsResult)
    assert (result.respondents, result.spoiled) == (2 + respondents, spoiled)


@pytest.mark.parametrize("size", SIZES)
def test_spoiled_consent_is_no_consent(size: int) -> None:
    """A choice that is not there, and a reason for no norm, change no norm's fate."""
    honest = [b.encode_consent(CONSENT, {0: 1, 1: 2}, (0, "fine"))] * (size - 1)
    lanes = mixed(CONSENT, [*honest, ((b"\4",), (b"\1\1",), (b"\2nowhere",))])
    result = b.read(CONSENT, lanes)
    assert isinstance(result, b.ConsentResult)
    assert [norm.counts for norm in result.norms] == [
        (size - 1, 0, 0),
        (0, size - 1, 0),
    ]
    assert [norm.spoiled for norm in result.norms] == [1, 1]
    assert (len(result.reasons), result.unreadable) == (size - 1, 1)


@given(st.binary(max_size=40))
def test_only_one_spelling_of_a_vote_counts(slot: bytes) -> None:
    """Two byte strings never mean the same vote, so none can carry a mark."""
    result = b.read(DOTS, ((slot,),))
    assert isinstance(result, b.DotsResult)
    if result.respondents:
        assert b.encode_dots(DOTS, result.dots) == ((slot,),)


@given(st.binary(max_size=40))
def test_only_one_spelling_of_a_note_counts(slot: bytes) -> None:
    """A note that is read is the very bytes an honest client writes for it."""
    result = b.read(NOTES, ((slot, *[b""] * 7),))
    assert isinstance(result, b.NotesResult)
    if result.notes:
        assert b.encode_notes(NOTES, 1, result.notes) == ((slot,),)
