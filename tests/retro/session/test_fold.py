"""Each entry changes what it should, and only when it makes sense."""

from __future__ import annotations

from collections.abc import Iterable

import pytest
from attrs import evolve

from formats import entries as e
from retro.anonymity.ballots import blank
from retro.session.fold import IN_A_ROUND, TRANSITIONS, apply
from retro.session.state import Answers, Count, Invalid, Note, State, ThemeVotes, Vote
from tests.support import folding as m
from tests.support.folding import Meeting, begin, epoch, member, open_round


def refused(meeting: Meeting, entry: e.Entry) -> str:
    """Give the code with which an entry is refused; nothing may have changed."""
    before = meeting.state
    with pytest.raises(Invalid) as error:
        meeting.say(entry)
    assert meeting.state is before
    return error.value.code


def members(numbers: Iterable[int]) -> tuple[bytes, ...]:
    """Give the keys of these members."""
    return tuple(map(member, numbers))


def test_every_entry_has_its_place_in_the_table() -> None:
    """No entry that can travel is one that no client knows what to do with."""
    assert TRANSITIONS.keys() == e.ENTRIES.tags
    assert TRANSITIONS.keys() >= IN_A_ROUND


def test_nothing_happens_after_the_end() -> None:
    """The end is the last word, and the timer stops."""
    meeting = Meeting.begun().say(e.Timer(seconds=60, started=0), e.End())
    assert meeting.state.ended
    assert meeting.state.timer is None
    assert refused(meeting, e.Move(step=2)) == "out-of-step"
    assert refused(meeting, e.End()) == "out-of-step"


def test_the_timer_is_set_and_put_off() -> None:
    """Everybody's timer counts from the same moment."""
    meeting = Meeting.begun().say(e.Timer(seconds=60, started=1_700_000_000))
    assert meeting.state.timer == e.Timer(seconds=60, started=1_700_000_000)
    assert meeting.say(e.Timer(seconds=0, started=0)).state.timer is None
    assert refused(meeting, e.Timer(seconds=5, started=-1)) == "bad-value"


def test_a_small_group_is_confirmed_once() -> None:
    """The confirmation holds for the rest of the session."""
    assert not Meeting.begun().state.small
    assert Meeting.begun().say(e.ConfirmSmall()).at(2).state.small


class TestEpochs:
    """The roster counts from the moment that everybody opened."""

    def test_people_are_those_of_the_last_complete_epoch(self) -> None:
        """A list that is closed and not opened changes nothing yet."""
        meeting = Meeting.begun(4)
        gather, close, seated = epoch(2, 6)
        assert meeting.say(gather, close).state.people == 4
        assert meeting.say(seated).state.people == 6

    def test_an_epoch_completes_only_after_its_own_close(self) -> None:
        """A new attempt abandons the one before."""
        meeting = Meeting.begun(4)
        _, close, seated = epoch(2, 6)
        assert refused(meeting, seated) == "out-of-step"
        meeting.say(close)
        assert refused(meeting, e.Seated(epoch=3, openings=())) == "out-of-step"
        meeting.say(e.Gather(epoch=3))
        assert refused(meeting, seated) == "out-of-step"


class TestRounds:
    """One round at a time, of the question as it stood."""

    @pytest.mark.parametrize(
        "entry",
        [
            e.Move(step=1),
            e.End(),
            e.Undo(),
            e.Aside(note=1),
            e.ConfirmSmall(),
            e.Timer(seconds=1, started=0),
            e.Gather(epoch=2),
            e.OpenRound(rid=2, qid=2, kind="notes", again=0, seconds=0, log=bytes(32)),
        ],
    )
    def test_nothing_moves_while_a_round_is_open(self, entry: e.Entry) -> None:
        """What people are answering does not change under their hands."""
        meeting = Meeting.begun().at(m.WRITE)
        meeting.open()
        assert refused(meeting, entry) == "busy"

    def test_a_round_asks_what_the_step_asks(self) -> None:
        """A round of another kind, or where nothing is asked, is refused."""
        meeting = Meeting.begun().at(2)
        wrong = e.OpenRound(
            rid=1, qid=1, kind="notes", again=0, seconds=0, log=bytes(32)
        )
        assert refused(meeting, wrong) == "bad-value"
        assert refused(meeting.at(1), wrong) == "out-of-step"
        assert refused(meeting.at(m.VOTE), wrong) == "no-themes"

    def test_the_question_is_kept_as_it_stood(self) -> None:
        """What came out is read as what was asked."""
        meeting = Meeting.begun().at(2)
        meeting.say(open_round(meeting.state, 1))
        opened = meeting.state.round
        assert opened is not None
        assert (opened.rid, opened.question.text) == (1, "How free?")

    @pytest.mark.parametrize(
        "entry",
        [
            e.SetMembers(rid=1, members=members(range(4))),
            e.Outcome(rid=1, lanes=(), dones=()),
            e.Abort(rid=1, reason="wait", hop=0),
        ],
    )
    def test_without_a_round_there_is_nothing_to_end(self, entry: e.Entry) -> None:
        """Round entries belong to an open round."""
        assert refused(Meeting.begun().at(2), entry) == "out-of-step"

    def test_a_set_comes_once_before_the_outcome(self) -> None:
        """Nobody is added to a round that runs, and no result comes before it."""
        meeting = Meeting.begun().at(2)
        meeting.say(open_round(meeting.state, 1))
        lanes = ((b"",) * 4,)
        assert refused(meeting, e.Outcome(rid=1, lanes=lanes, dones=())) == (
            "out-of-step"
        )
        first = e.SetMembers(rid=1, members=members(range(4)))
        assert refused(meeting.say(first), first) == "out-of-step"

    @pytest.mark.parametrize(
        ("numbers", "code"),
        [
            ((0, 1, 2), "too-few"),
            ((0, 1, 2, 2), "too-few"),
            ((0, 1, 2, 3, 3), "bad-value"),
            (range(7), "bad-value"),
        ],
    )
    def test_a_set_is_large_enough_and_of_the_roster(
        self, numbers: Iterable[int], code: str
    ) -> None:
        """Fewer than three others is no anonymous round, whoever says so."""
        meeting = Meeting.begun(6).at(2)
        meeting.say(open_round(meeting.state, 1))
        entry = e.SetMembers(rid=1, members=members(numbers))
        assert refused(meeting, entry) == code

    def test_entries_of_another_round_are_refused(self) -> None:
        """A late word about an earlier round does not end this one."""
        meeting = Meeting.begun().at(2)
        meeting.open()
        assert refused(meeting, e.Abort(rid=9, reason="wait", hop=0)) == "bad-value"
        outcome = e.Outcome(rid=9, lanes=((b"",) * 4,), dones=())
        assert refused(meeting, outcome) == "bad-value"

    @pytest.mark.parametrize("lanes", [(), ((b"",) * 3,), ((b"",) * 4, ())])
    def test_an_outcome_of_another_shape_is_none_and_ends_the_round(
        self, lanes: tuple[tuple[bytes, ...], ...]
    ) -> None:
        """No slot can be dropped or added on the way; nor does a round stay open."""
        meeting = Meeting.begun().at(2)
        meeting.open()
        before = meeting.state
        meeting.say(e.Outcome(rid=1, lanes=lanes, dones=()))
        assert meeting.state == evolve(before, round=None)

    def test_an_aborted_question_can_be_asked_again(self) -> None:
        """Nothing was revealed, so nothing is spent here."""
        meeting = Meeting.begun().at(2)
        meeting.open()
        meeting.say(e.Abort(rid=1, reason="wait", hop=0))
        assert not meeting.state.asked
        meeting.collect(*[((b"\1",),)] * 4)
        assert [asked.rid for asked in meeting.state.asked] == [2]


class TestResults:
    """What comes out of a round stands where everybody looks for it."""

    def test_notes_are_numbered_in_the_order_shown(self) -> None:
        """By column, and within a column as they came out; a second collect goes on."""
        meeting = Meeting.begun().at(m.WRITE)
        meeting.collect(((b"\1c", b"\0b"),), ((b"\0a",),), ((b"\7x",),), ((b"",),))
        assert meeting.state.board.notes == (
            Note(id=1, column="well", text="a"),
            Note(id=2, column="well", text="b"),
            Note(id=3, column="need", text="c"),
        )
        assert meeting.state.unreadable == 1
        meeting.collect(((b"\0d",),), ((b"\0\xff",),), ((),), ((),))
        assert meeting.state.board.notes[-1] == Note(id=4, column="well", text="d")
        assert meeting.state.unreadable == 2

    def test_answers_stand_in_the_order_of_the_steps(self) -> None:
        """Also when a question was asked after going back."""
        meeting = Meeting.begun().at(3).collect(((b"\1",),), *[((b"\2",),)] * 3)
        meeting.at(2).collect(((b"\5",),), ((b"\6",),), ((),), ((),))
        assert meeting.state.answers == (
            Answers(
                step=2,
                question="How free?",
                kind="scale",
                counts=tuple(
                    Count(id=point, title=str(point), count=int(point == 5))
                    for point in range(1, 6)
                ),
                respondents=1,
                people=4,
                spoiled=1,
            ),
            Answers(
                step=3,
                question="Seen it?",
                kind="yesno",
                counts=(
                    Count(id=1, title="yes", count=1),
                    Count(id=2, title="no", count=3),
                ),
                respondents=4,
                people=4,
                spoiled=0,
            ),
        )

    def test_ticks_and_words_are_answers(self) -> None:
        """Options by their titles, words by how many gave them."""
        meeting = Meeting.begun().at(5)
        meeting.collect(*[((b"\1",), (b"\0",), (b"\1",))] * 3, ((), (), ()))
        meeting.at(6).collect(
            ((b"Trust", b"\0", b"\0"),),
            ((b"trust", b"Respect", b"\0"),),
            ((b"trust", b"\0", b"\0"),),
            ((),),
        )
        ticks, words = meeting.state.answers
        assert [(count.title, count.count) for count in ticks.counts] == [
            ("gossip", 3),
            ("silence", 0),
            ("stress", 3),
        ]
        assert [(count.title, count.count) for count in words.counts] == [
            ("trust", 3),
            ("Respect", 1),
        ]
        assert (ticks.respondents, words.respondents) == (3, 3)

    def test_a_vote_by_dots_and_by_recognising(self) -> None:
        """The last vote is the one shown; who recognises a theme gives it one."""
        meeting = Meeting.begun().notes("a", "b").at(m.GROUP)
        meeting.say(e.Group(notes=(1,), title=""), e.Group(notes=(2,), title=""))
        meeting.at(m.VOTE).collect(*[((b"\2\0",),)] * 2, ((b"\1\3",),), ((),))
        assert meeting.state.vote == Vote(
            step=m.VOTE,
            mode="dots",
            themes=(
                ThemeVotes(theme=1, dots=5, people=3),
                ThemeVotes(theme=2, dots=3, people=1),
            ),
            respondents=3,
            people=4,
            spoiled=0,
        )
        meeting.at(m.RECOGNISE).collect(*[((b"\1",), (b"\0",))] * 4)
        assert meeting.state.vote == Vote(
            step=m.RECOGNISE,
            mode="recognise",
            themes=(
                ThemeVotes(theme=1, dots=4, people=4),
                ThemeVotes(theme=2, dots=0, people=0),
            ),
            respondents=4,
            people=4,
            spoiled=0,
        )

    def test_consent_goes_to_the_norm_it_is_about(self) -> None:
        """Counts and reasons land on their norm, in the order of the slots."""
        meeting = Meeting.begun().at(m.NORMS)
        meeting.say(e.Norm(text="A", theme=0), e.LetGo(norm=1))
        meeting.say(e.Norm(text="B", theme=0), e.Norm(text="C", theme=0))
        meeting.collect(
            ((b"\1",), (b"\3",), (b"\1no",)),
            ((b"\1",), (), (b"\1never",)),
            ((b"\2",), (), (b"\0hm",)),
            ((), (), ()),
        )
        first, second, third = meeting.state.board.norms
        assert (first.status, first.asked) == ("let-go", False)
        assert (second.status, second.reasons) == ("agreed", ("hm",))
        assert (third.status, third.reasons) == ("open", ("never", "no"))

    def test_a_vote_counts_people_not_the_roster(self) -> None:
        """Who was absent from SET is no respondent and no one of N."""
        meeting = Meeting.begun(6).at(2)
        ballot = meeting.open(members(range(5)))
        meeting.reveal(m.mixed(ballot, [blank(ballot)] * 5))
        assert meeting.state.answers[0].people == 5


def test_a_late_joiner_sees_the_same_session() -> None:
    """Folding the log as it travels gives the identical state on every client."""
    meeting = Meeting.begun(first=begin(norms=[("A", "2025-01-15")]))
    meeting.at(2).collect(*[((b"\3",),)] * 4).notes("a", "b")
    meeting.at(m.GROUP).say(e.Group(notes=(1, 2), title=""))
    meeting.at(m.VOTE).collect(*[((b"\3",),)] * 4).say(e.Title(theme=1, text="T"))
    for _ in range(3):
        late = State()
        for entry in meeting.log:
            late = apply(late, e.ENTRIES.decode(e.ENTRIES.encode(entry)))
        assert late == meeting.state
