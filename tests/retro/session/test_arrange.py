"""The facilitator arranges notes, themes and norms, and can take it back."""

from __future__ import annotations

import pytest
from attrs import evolve

from formats import entries as e
from formats.text import is_clean
from retro.session.state import Board, Invalid, Norm, Note, Theme
from tests.support import folding as m
from tests.support.folding import Meeting, begin


@pytest.fixture
def meeting() -> Meeting:
    """Give a session at the grouping step with four notes."""
    return Meeting.begun().notes("a", "b", "c", "d").at(m.GROUP)


def refused(meeting: Meeting, entry: e.Entry) -> str:
    """Give the code with which an entry is refused; nothing may have changed."""
    before = meeting.state
    with pytest.raises(Invalid) as error:
        meeting.say(entry)
    assert meeting.state is before
    return error.value.code


def themes(meeting: Meeting) -> list[tuple[int, tuple[int, ...]]]:
    """Give the themes as ids and notes."""
    return [(theme.id, theme.notes) for theme in meeting.state.board.themes]


class TestThemes:
    """Notes go together, apart and aside."""

    def test_notes_move_into_a_new_theme(self, meeting: Meeting) -> None:
        """A note is in one theme only, and a theme without notes is gone."""
        meeting.say(
            e.Group(notes=(2, 1), title="First"), e.Group(notes=(3,), title="Second")
        )
        assert themes(meeting) == [(1, (1, 2)), (2, (3,))]
        meeting.say(e.Group(notes=(3, 1), title="Third"))
        assert themes(meeting) == [(1, (2,)), (3, (1, 3))]

    def test_a_theme_without_a_title_gets_its_first_note(self) -> None:
        """The first note named, on one clean line, not too long."""
        long = "lines\nand " + "words " * 40
        meeting = Meeting.begun().notes("b", long.strip()).at(m.GROUP)
        meeting.say(e.Group(notes=(2, 1), title=""))
        title = meeting.state.board.themes[0].title
        assert title.startswith("lines and words")
        assert title.endswith("...")
        assert is_clean(title)
        assert len(title) < 70

    @pytest.mark.parametrize(
        ("entry", "code"),
        [
            (e.Group(notes=(), title="x"), "bad-value"),
            (e.Group(notes=(1, 1), title="x"), "bad-value"),
            (e.Group(notes=(1, 5), title="x"), "no-such-id"),
            (e.Group(notes=(0,), title="x"), "no-such-id"),
            (e.Group(notes=(1,), title="two\nlines"), "bad-value"),
            (e.Group(notes=(1,), title="\x1b[2J"), "bad-value"),
            (e.Ungroup(theme=2), "no-such-id"),
            (e.Title(theme=2, text="x"), "no-such-id"),
            (e.Title(theme=1, text=""), "bad-value"),
            (e.Aside(note=9), "no-such-id"),
        ],
    )
    def test_what_is_not_there_or_not_sensible(
        self, meeting: Meeting, entry: e.Entry, code: str
    ) -> None:
        """A refused entry says why and changes nothing."""
        meeting.say(e.Group(notes=(1,), title="x"))
        assert refused(meeting, entry) == code

    def test_a_note_set_aside_is_gone(self, meeting: Meeting) -> None:
        """It cannot be grouped or set aside again; an emptied theme goes with it."""
        meeting.say(e.Group(notes=(1,), title="x"), e.Group(notes=(2, 3), title="y"))
        meeting.at(m.CLOSE).say(e.Aside(note=1), e.Aside(note=2)).at(m.GROUP)
        assert [note.id for note in meeting.state.board.notes] == [3, 4]
        assert themes(meeting) == [(2, (3,))]
        assert refused(meeting, e.Aside(note=1)) == "no-such-id"
        assert refused(meeting, e.Group(notes=(1,), title="")) == "no-such-id"

    def test_titling_and_setting_aside_wait_for_notes(self) -> None:
        """Before there are notes there is nothing to arrange."""
        meeting = Meeting.begun()
        assert refused(meeting, e.Aside(note=1)) == "out-of-step"
        assert refused(meeting, e.Title(theme=1, text="x")) == "out-of-step"

    @pytest.mark.parametrize("step", [1, m.WRITE, m.VOTE, m.TALK, m.NORMS, m.CLOSE])
    def test_grouping_belongs_to_its_step(self, meeting: Meeting, step: int) -> None:
        """Themes do not change while people vote on them."""
        meeting.say(e.Group(notes=(1,), title="")).at(step)
        assert refused(meeting, e.Group(notes=(2,), title="")) == "out-of-step"
        assert refused(meeting, e.Ungroup(theme=1)) == "out-of-step"
        meeting.say(e.Title(theme=1, text="Anywhere"))
        assert meeting.state.board.themes[0].title == "Anywhere"

    def test_there_are_at_most_sixty_themes(self) -> None:
        """A dot ballot has room for sixty; moving notes between them still works."""
        meeting = Meeting.begun(people=40).notes(*["n"] * 40).notes(*["n"] * 21)
        meeting.at(m.GROUP)
        for note in range(1, 61):
            meeting.say(e.Group(notes=(note,), title=""))
        assert refused(meeting, e.Group(notes=(61,), title="")) == "over-max"
        meeting.say(e.Group(notes=(1, 61), title=""))


class TestNorms:
    """Norms are drafted, reworded and let go."""

    def test_a_norm_from_a_theme(self, meeting: Meeting) -> None:
        """A draft remembers where it came from."""
        meeting.say(e.Group(notes=(1,), title="x")).at(m.TALK)
        meeting.say(e.Norm(text="We ask", theme=1))
        assert meeting.state.board.norms == (Norm(id=1, text="We ask", theme=1),)

    @pytest.mark.parametrize(
        ("entry", "code"),
        [
            (e.Norm(text="x", theme=1), "no-such-id"),
            (e.Norm(text="", theme=0), "bad-value"),
            (e.Norm(text=" x", theme=0), "bad-value"),
            (e.Reword(norm=2, text="x"), "no-such-id"),
            (e.Reword(norm=1, text=""), "bad-value"),
            (e.LetGo(norm=2), "no-such-id"),
        ],
    )
    def test_what_is_not_there_or_not_sensible(
        self, meeting: Meeting, entry: e.Entry, code: str
    ) -> None:
        """A refused entry says why and changes nothing."""
        meeting.at(m.NORMS).say(e.Norm(text="A", theme=0))
        assert refused(meeting, entry) == code

    @pytest.mark.parametrize("step", [1, m.WRITE, m.GROUP, m.VOTE, m.REVIEW, m.CLOSE])
    def test_norms_are_drafted_while_talking(self, step: int) -> None:
        """Drafting belongs to the talk and the norms; rewording to the review too."""
        meeting = Meeting.begun(first=begin(norms=[("A", "")])).at(step)
        assert refused(meeting, e.Norm(text="x", theme=0)) == "out-of-step"
        if step != m.REVIEW:
            assert refused(meeting, e.Reword(norm=1, text="x")) == "out-of-step"
            assert refused(meeting, e.LetGo(norm=1)) == "out-of-step"

    def test_there_are_at_most_sixty_norms(self) -> None:
        """What a ballot can name is what there can be."""
        meeting = Meeting.begun().at(m.NORMS)
        meeting.say(*[e.Norm(text="x", theme=0)] * 60)
        assert refused(meeting, e.Norm(text="x", theme=0)) == "over-max"

    def test_other_words_are_a_draft_again(self) -> None:
        """What people said about the old words does not count for the new ones."""
        meeting = Meeting.begun().at(m.NORMS).say(e.Norm(text="A", theme=0))
        meeting.collect(*[((b"\1",), ())] * 3, ((b"\2",), (b"\0why",)))
        assert meeting.state.board.norms[0].status == "agreed"
        meeting.say(e.Reword(norm=1, text="B"))
        said = e.Earlier(
            date="2025-01-31",
            text="A",
            status="agreed",
            asked=True,
            agree=3,
            concern=1,
            reasons=("why",),
        )
        reworded = Norm(id=1, text="B", revision=2, earlier=(said,))
        assert meeting.state.board.norms == (reworded,)
        meeting.say(e.Reword(norm=1, text="C"))
        assert meeting.state.board.norms == (evolve(reworded, text="C", revision=3),)

    def test_a_brought_norm_keeps_its_review_date_until_it_is_agreed(self) -> None:
        """Other words for it fall back to the date it came with."""
        meeting = Meeting.begun(first=begin(norms=[("A", "2025-01-15")])).at(m.REVIEW)
        meeting.collect(*[((b"\1",), ())] * 4)
        assert meeting.state.board.norms[0].review == "2025-02-28"
        meeting.at(m.NORMS).say(e.Reword(norm=1, text="B"))
        assert meeting.state.board.norms[0].review == "2025-01-15"

    def test_a_norm_let_go_can_come_back_in_other_words(self) -> None:
        """Letting go is no deletion; doing it twice is out of step."""
        meeting = Meeting.begun().at(m.NORMS).say(e.Norm(text="A", theme=0))
        meeting.say(e.LetGo(norm=1))
        assert refused(meeting, e.LetGo(norm=1)) == "out-of-step"
        meeting.say(e.Reword(norm=1, text="B"))
        assert meeting.state.board.norms[0].status == "draft"


class TestUndo:
    """One step back at a time, never past a result."""

    def test_every_arrangement_can_be_taken_back(self, meeting: Meeting) -> None:
        """Each undo gives exactly the board before, in reverse order."""
        boards = [meeting.state.board]
        arranging: tuple[e.Entry, ...] = (
            e.Group(notes=(1, 2), title="x"),
            e.Title(theme=1, text="y"),
            e.Aside(note=1),
            e.Ungroup(theme=1),
        )
        norming: tuple[e.Entry, ...] = (
            e.Norm(text="A", theme=0),
            e.Reword(norm=1, text="B"),
            e.LetGo(norm=1),
        )
        for entry in arranging:
            boards.append(meeting.say(entry).state.board)
        meeting.at(m.TALK)
        for entry in norming:
            boards.append(meeting.say(entry).state.board)
        while boards[:-1]:
            assert meeting.state.board == boards.pop()
            meeting.say(e.Undo())
        assert refused(meeting, e.Undo()) == "out-of-step"

    def test_an_undo_gives_no_number_out_again(self, meeting: Meeting) -> None:
        """Numbers people have said out loud never mean something else."""
        meeting.say(e.Group(notes=(1,), title=""), e.Undo())
        meeting.say(e.Group(notes=(2,), title=""))
        assert themes(meeting) == [(2, (2,))]

    def test_a_result_cannot_be_taken_back(self, meeting: Meeting) -> None:
        """What was revealed or consented to stays, and what came before it too."""
        meeting.say(e.Aside(note=1)).notes("e")
        assert refused(meeting, e.Undo()) == "out-of-step"
        board = meeting.state.board
        assert [note.id for note in board.notes] == [2, 3, 4, 5]

    def test_an_aborted_round_leaves_undo_as_it_was(self, meeting: Meeting) -> None:
        """Nothing came out, so nothing is in the way."""
        meeting.say(e.Aside(note=1)).at(m.WRITE).open()
        meeting.say(e.Abort(rid=meeting.rid, reason="wait", hop=0), e.Undo())
        assert len(meeting.state.board.notes) == 4


def test_the_board_holds_plain_values() -> None:
    """Two boards with the same content are the same board."""
    note = Note(id=1, column="well", text="a")
    theme = Theme(id=1, title="x", notes=(1,))
    assert Board(notes=(note,), themes=(theme,)) == Board(
        notes=(note,), themes=(theme,)
    )
