"""What a person chose goes into slots and comes out as the same numbers."""

from __future__ import annotations

from collections import Counter
from itertools import chain

import pytest
from hypothesis import given
from hypothesis import strategies as st

from formats.entries import MEMBERS_MAX, TEXT_BYTES, THEMES_MAX, WORD_BYTES
from formats.text import clean
from retro.anonymity import ballots as b
from tests.support.folding import mixed

texts = (
    st.text(st.characters(blacklist_categories=["Cs"]), max_size=80)
    .map(clean)
    .filter(lambda text: 0 < len(text.encode()) <= TEXT_BYTES)
)
words = (
    st.text(max_size=20)
    .map(lambda text: clean(text.replace("\n", " ")))
    .filter(lambda text: 0 < len(text.encode()) <= WORD_BYTES and "\n" not in text)
)
people = st.integers(1, 20)

NOTES = b.Ballot(kind="notes", columns=3)
SCALE = b.Ballot(kind="answer", low=1, high=5)
TICKS = b.Ballot(kind="ticks", options=3)
WORDS = b.Ballot(kind="words")
DOTS = b.Ballot(kind="dots", themes=4, budget=5, cap=3)
CONSENT = b.Ballot(kind="consent", norms=2)
ALL = (NOTES, SCALE, TICKS, WORDS, DOTS, CONSENT)


def one(lanes: b.Contents, ballot: b.Ballot) -> b.Result:
    """Read what a round of one person would yield."""
    return b.read(ballot, mixed(ballot, [lanes]))


class TestLayout:
    """The sizes and numbers of slots are those of the table, for every roster."""

    def test_a_slot_for_everything_in_the_table(self) -> None:
        """Slots a person and bytes a slot are what all clients agree on."""
        shapes = {
            ballot.kind: [(lane.slots, lane.size) for lane in ballot.lanes(16)]
            for ballot in ALL
        }
        assert shapes == {
            "notes": [(8, 321)],
            "answer": [(1, 32)],
            "ticks": [(1, 32)] * 3,
            "words": [(3, 64)],
            "dots": [(1, 64)],
            "consent": [(1, 32), (1, 32), (1, 321)],
        }

    def test_above_sixteen_people_a_person_has_six_notes(self) -> None:
        """The list of a large group stays small enough to pass on."""
        assert NOTES.lanes(17)[0].slots == b.note_slots(17) == 6

    def test_lanes_times_people_are_bounded(self) -> None:
        """A round that is too large for a hop's list is known as such beforehand."""
        assert NOTES.fits(MEMBERS_MAX)
        assert b.Ballot(kind="ticks", options=15).fits(MEMBERS_MAX)
        assert not b.Ballot(kind="ticks", options=16).fits(MEMBERS_MAX)
        assert not b.Ballot(kind="consent", norms=15).fits(MEMBERS_MAX)

    @pytest.mark.parametrize("ballot", ALL, ids=lambda ballot: ballot.kind)
    def test_everything_valid_fits_its_slot(self, ballot: b.Ballot) -> None:
        """Nothing a person can send is larger than the slot that hides its size."""
        largest = {
            "notes": b.encode_notes(NOTES, 1, [(2, "x" * TEXT_BYTES)] * 8),
            "answer": b.encode_answer(SCALE, 5),
            "ticks": b.encode_ticks(TICKS, {0, 1, 2}),
            "words": b.encode_words(WORDS, ["x" * WORD_BYTES]),
            "dots": b.encode_dots(
                b.Ballot(kind="dots", themes=THEMES_MAX, budget=100, cap=100),
                [0] * THEMES_MAX,
            ),
            "consent": b.encode_consent(CONSENT, {0: 1, 1: 3}, (1, "x" * TEXT_BYTES)),
        }[ballot.kind]
        for slots, lane in zip(largest, ballot.lanes(1), strict=True):
            assert len(slots) <= lane.slots
            assert all(len(slot) <= lane.size for slot in slots)

    @pytest.mark.parametrize("ballot", ALL, ids=lambda ballot: ballot.kind)
    def test_lanes_of_another_shape_are_known(self, ballot: b.Ballot) -> None:
        """An outcome that drops or adds a slot or a lane is not taken for a result."""
        lanes = mixed(ballot, [b.blank(ballot)] * 4)
        assert ballot.shaped(4, lanes)
        assert not ballot.shaped(5, lanes)
        assert not ballot.shaped(4, lanes[:-1])
        assert not ballot.shaped(4, (lanes[0][:-1], *lanes[1:]))
        assert not ballot.shaped(4, (*lanes, lanes[0]))


class TestRoundTrips:
    """The multiset that was sent is the multiset that is counted."""

    @given(st.lists(st.lists(st.tuples(st.integers(0, 2), texts), max_size=6)))
    def test_notes(self, everyone: list[list[tuple[int, str]]]) -> None:
        """Every note comes out with its column and its very text."""
        count = len(everyone)
        sent = [b.encode_notes(NOTES, count, notes) for notes in everyone]
        result = b.read(NOTES, mixed(NOTES, sent))
        assert isinstance(result, b.NotesResult)
        assert Counter(result.notes) == Counter(chain.from_iterable(everyone))
        assert result.unreadable == 0

    @given(st.lists(st.none() | st.integers(1, 5)))
    def test_answers(self, everyone: list[int | None]) -> None:
        """Counts, respondents and blanks are exact."""
        sent = [b.encode_answer(SCALE, value) for value in everyone]
        assert b.read(SCALE, mixed(SCALE, sent)) == b.AnswerResult(
            counts=tuple(everyone.count(value) for value in range(1, 6)),
            respondents=len(everyone) - everyone.count(None),
            spoiled=0,
            blank=everyone.count(None),
        )

    @given(st.lists(st.none() | st.sets(st.integers(0, 2)), min_size=1))
    def test_ticks(self, everyone: list[set[int] | None]) -> None:
        """Ticking nothing is an answer, abstaining is not."""
        sent = [b.encode_ticks(TICKS, ticked) for ticked in everyone]
        answered = [ticked for ticked in everyone if ticked is not None]
        assert b.read(TICKS, mixed(TICKS, sent)) == b.TicksResult(
            counts=tuple(
                sum(option in ticked for ticked in answered) for option in range(3)
            ),
            respondents=len(answered),
            spoiled=0,
            blank=everyone.count(None),
        )

    @given(
        st.lists(st.lists(words, max_size=3, unique_by=lambda word: word.casefold()))
    )
    def test_words(self, everyone: list[list[str]]) -> None:
        """Who gives one word counts as one respondent, like who gives three."""
        sent = [b.encode_words(WORDS, given) for given in everyone]
        result = b.read(WORDS, mixed(WORDS, sent))
        assert isinstance(result, b.WordsResult)
        assert Counter(result.words) == Counter(chain.from_iterable(everyone))
        assert result.respondents == sum(bool(given) for given in everyone)
        assert result.spoiled == 0

    def test_a_word_in_two_spellings_is_sent_once(self) -> None:
        """One person is one voice, also for who types a word twice."""
        sent = b.encode_words(WORDS, ["Trust", "trust"])
        assert sent == ((b"trust", b.NO_MORE_WORDS, b.NO_MORE_WORDS),)

    @given(
        st.lists(
            st.none()
            | st.lists(st.integers(0, 3), min_size=4, max_size=4).filter(
                lambda dots: sum(dots) <= 5
            )
        )
    )
    def test_dots(self, everyone: list[list[int] | None]) -> None:
        """Dots add up by theme, and people are counted beside them."""
        sent = [b.encode_dots(DOTS, dots) for dots in everyone]
        cast = [dots for dots in everyone if dots is not None]
        assert b.read(DOTS, mixed(DOTS, sent)) == b.DotsResult(
            dots=tuple(sum(dots[theme] for dots in cast) for theme in range(4)),
            people=tuple(sum(dots[theme] > 0 for dots in cast) for theme in range(4)),
            respondents=len(cast),
            spoiled=0,
            blank=everyone.count(None),
        )

    @given(
        st.lists(
            st.tuples(
                st.dictionaries(st.integers(0, 1), st.integers(1, 3)),
                st.none() | st.tuples(st.integers(0, 1), texts),
            )
        )
    )
    def test_consent(
        self, everyone: list[tuple[dict[int, int], tuple[int, str] | None]]
    ) -> None:
        """Each norm is counted on its own, and reasons come out without a choice."""
        sent = [b.encode_consent(CONSENT, *said) for said in everyone]
        result = b.read(CONSENT, mixed(CONSENT, sent))
        assert isinstance(result, b.ConsentResult)
        for norm in range(2):
            given_here = [said[norm] for said, _ in everyone if norm in said]
            assert result.norms[norm].counts == tuple(
                given_here.count(choice) for choice in (1, 2, 3)
            )
            assert result.norms[norm].respondents == len(given_here)
        reasons = [reason for _, reason in everyone if reason is not None]
        assert Counter(result.reasons) == Counter(reasons)
        assert result.unreadable == 0


@pytest.mark.parametrize(
    ("slots", "respondents", "spoiled"),
    [
        ((b"a", b"b", b"\0", b"c", b"d", *[b"\xff"] * 4, b"", b"", b""), 2, 2),
        ((b"a", b"\0", b"\xff", None, b"", b""), 1, 2),
    ],
)
def test_broken_words_are_counted_as_people(
    slots: tuple[bytes | None, ...], respondents: int, spoiled: int
) -> None:
    """Three slots are a person: what is broken or lacks is rounded up to people."""
    result = b.read(WORDS, (slots,))
    assert isinstance(result, b.WordsResult)
    assert (result.respondents, result.spoiled) == (respondents, spoiled)


def test_one_option_is_a_question_too() -> None:
    """Ticks of a single option are read like those of many."""
    ballot = b.Ballot(kind="ticks", options=1)
    sent = [b.encode_ticks(ballot, ticked) for ticked in ({0}, set(), None)]
    result = b.read(ballot, mixed(ballot, sent))
    assert result == b.TicksResult(counts=(1,), respondents=2, spoiled=0, blank=1)


class TestRefusals:
    """A choice that does not fit is refused with the reason a person is told."""

    @pytest.mark.parametrize(
        ("code", "notes"),
        [
            ("too-many-notes", [(0, "x")] * 9),
            ("unknown-column", [(3, "x")]),
            ("unknown-column", [(-1, "x")]),
            ("too-long", [(0, "x" * 321)]),
            ("too-long", [(0, "é" * 161)]),
            ("bad-value", [(0, "")]),
            ("bad-value", [(0, "curly \u2019 quote")]),
        ],
    )
    def test_notes(self, code: str, notes: list[tuple[int, str]]) -> None:
        """Too many, too long, unclean and empty notes never reach a slot."""
        with pytest.raises(b.BallotError) as refused:
            b.encode_notes(NOTES, 16, notes)
        assert refused.value.code == code

    def test_a_seventh_note_in_a_large_group(self) -> None:
        """The number of slots follows the number of people."""
        with pytest.raises(b.BallotError, match=r"^too-many-notes$"):
            b.encode_notes(NOTES, 17, [(0, "x")] * 7)

    @pytest.mark.parametrize("value", [0, 6, -1])
    def test_answers(self, value: int) -> None:
        """A value outside the scale is refused."""
        with pytest.raises(b.BallotError, match=r"^bad-value$"):
            b.encode_answer(SCALE, value)

    @pytest.mark.parametrize("ticked", [{3}, {-1}])
    def test_ticks(self, ticked: set[int]) -> None:
        """An option that is not there is refused."""
        with pytest.raises(b.BallotError, match=r"^no-such-id$"):
            b.encode_ticks(TICKS, ticked)

    @pytest.mark.parametrize(
        ("code", "given_words"),
        [
            ("too-many-notes", ["a", "b", "c", "d"]),
            ("too-long", ["x" * 65]),
            ("bad-value", [""]),
            ("bad-value", ["two\nlines"]),
        ],
    )
    def test_words(self, code: str, given_words: list[str]) -> None:
        """At most three, short, of one line."""
        with pytest.raises(b.BallotError, match=f"^{code}$"):
            b.encode_words(WORDS, given_words)

    @pytest.mark.parametrize(
        ("code", "dots"),
        [
            ("bad-value", [1, 1, 1]),
            ("bad-value", [1, 1, 1, -1]),
            ("over-max", [4, 0, 0, 0]),
            ("over-budget", [3, 3, 0, 0]),
        ],
    )
    def test_dots(self, code: str, dots: list[int]) -> None:
        """Nobody has more dots than the others, in all or on one theme."""
        with pytest.raises(b.BallotError, match=f"^{code}$"):
            b.encode_dots(DOTS, dots)

    @pytest.mark.parametrize(
        ("code", "choices", "reason"),
        [
            ("no-such-id", {2: 1}, None),
            ("bad-value", {0: 0}, None),
            ("bad-value", {0: 4}, None),
            ("no-such-id", {0: 1}, (2, "because")),
            ("too-long", {0: 1}, (0, "x" * 321)),
        ],
    )
    def test_consent(
        self, code: str, choices: dict[int, int], reason: tuple[int, str] | None
    ) -> None:
        """A norm or choice that is not there is refused."""
        with pytest.raises(b.BallotError, match=f"^{code}$"):
            b.encode_consent(CONSENT, choices, reason)


@given(st.sampled_from(ALL), people, st.data())
def test_reading_never_fails(ballot: b.Ballot, count: int, data: st.DataObject) -> None:
    """Whatever bytes were in the slots, everybody gets the same counts and no error."""
    slot = st.none() | st.binary(max_size=6)
    lanes = tuple(
        tuple(data.draw(st.lists(slot, min_size=size, max_size=size)))
        for size in (lane.slots * count for lane in ballot.lanes(count))
    )
    result = b.read(ballot, lanes)
    if isinstance(result, b.AnswerResult | b.DotsResult):
        assert result.respondents + result.spoiled + result.blank == count
    if isinstance(result, b.TicksResult):
        assert all(number <= result.respondents for number in result.counts)
        assert 0 <= result.spoiled <= count
    if isinstance(result, b.WordsResult):
        assert max(result.respondents, result.spoiled) <= count
    if isinstance(result, b.NotesResult):
        assert len(result.notes) + result.unreadable + lanes[0].count(b"") == len(
            lanes[0]
        )
