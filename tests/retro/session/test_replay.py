"""Whatever is said in whatever order, every client ends in the same state."""

from __future__ import annotations

from collections import Counter
from contextlib import suppress
from typing import Any

from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.stateful import (
    RuleBasedStateMachine,
    initialize,
    invariant,
    precondition,
    rule,
)

from formats import entries as e
from retro.anonymity.ballots import Ballot
from retro.client import showing
from retro.session import walk
from retro.session.fold import apply
from retro.session.question import question
from retro.session.saved import saved
from retro.session.state import Board, Invalid, State
from tests.support.folding import AGENDA, begin, epoch, member, open_round

ids = st.sampled_from([1, 2, 3, 4, 5, 0, -1, 99])
texts = st.sampled_from(["a", "b", "One two", "", " x", "\x1b", "two\nlines"])
STEPS = len(AGENDA.steps)

CHOICES = st.sampled_from([b"", b"\0", b"\1", b"\2", b"\3"])
JUNK: st.SearchStrategy[bytes | None] = st.sampled_from(
    [None, b"\4", b"\7x", b"\xff", b"\1\1\1", b"\0\0"]
)
SLOTS: dict[str, st.SearchStrategy[bytes]] = {
    "notes": st.sampled_from([b"", b"\0first", b"\1second", b"\0lines\nof it"]),
    "answer": CHOICES,
    "ticks": CHOICES,
    "words": st.sampled_from([b"", b"\0", b"hope", b"Hope"]),
    "dots": st.lists(st.integers(0, 3), max_size=4).map(bytes),
    "consent": CHOICES,
}


def drawn_lanes(
    data: st.DataObject, ballot: Ballot, people: int
) -> tuple[tuple[bytes | None, ...], ...]:
    """Draw what may come out of a round, honest or not."""
    some = st.lists(SLOTS[ballot.kind] | JUNK, max_size=people)
    lanes = ballot.lanes(people)
    drawn = [data.draw(some) for _ in lanes[:3]]
    return tuple(
        (*slots, *[b""] * (lane.slots * people - len(slots)))
        for lane, slots in zip(lanes, drawn + [[]] * len(lanes), strict=False)
    )


class Sessions(RuleBasedStateMachine):
    """A facilitator who says anything at all, and a model of undo and of numbers."""

    def __init__(self) -> None:
        """Start before the beginning."""
        super().__init__()
        self.state = State()
        self.log: list[e.Entry] = []
        self.undoable: list[Board] = []
        self.used: set[tuple[str, int]] = set()
        self.epoch = self.rid = 0

    def say(self, entry: e.Entry) -> bool:
        """Say it; a refusal changes nothing, anything else goes by the model."""
        before = self.state
        try:
            self.state = apply(before, entry)
        except Invalid:
            return False
        self.log.append(entry)
        match entry:
            case e.Undo():
                assert self.state.board == self.undoable.pop()
            case e.Outcome() if self.state.asked != before.asked:
                self.undoable.clear()  # one that says nothing takes no undo away
            case (
                e.Group() | e.Ungroup() | e.Title() | e.Aside()
                | e.Norm() | e.Reword() | e.LetGo()
            ):  # fmt: skip
                self.undoable.append(before.board)
            case _:
                assert self.state.board == before.board or isinstance(entry, e.Begin)
        if not isinstance(entry, e.Undo):
            self.number(before.board)
        return True

    def number(self, before: Board) -> None:
        """What is new on the board has a number that never stood there."""
        new = self.numbers(self.state.board) - self.numbers(before)
        assert not new & self.used
        self.used |= new

    @staticmethod
    def numbers(board: Board) -> set[tuple[str, int]]:
        """Give every number on a board."""
        kinds: dict[str, tuple[Any, ...]] = {
            "note": board.notes,
            "theme": board.themes,
            "norm": board.norms,
        }
        return {(kind, one.id) for kind, items in kinds.items() for one in items}

    @initialize(
        norms=st.lists(st.sampled_from(["A", "B"]), max_size=2), notes=st.booleans()
    )
    def begins(self, norms: list[str], notes: bool) -> None:
        """Begin with a handful of people, and perhaps with notes."""
        assert self.say(begin(norms=[(text, "2025-03-01") for text in norms]))
        self.seats(4)
        if notes:
            self.say(e.Move(step=8))
            self.opens()
            self.sets(set(range(4)))
            lane = (b"\0one", b"\0two", b"\1three", *[b""] * 29)
            assert self.say(e.Outcome(rid=self.rid, lanes=(lane,), dones=()))
            self.say(e.Move(step=9))
            assert self.say(e.Group(notes=(1, 2), title=""))

    @rule(people=st.sampled_from([4, 5, 6, 3]))
    def seats(self, people: int) -> None:
        """A new epoch."""
        self.epoch += 1
        for entry in epoch(self.epoch, people):
            self.say(entry)

    @rule(number=st.integers(0, 3))
    def half_an_epoch(self, number: int) -> None:
        """Only one of an epoch's entries, perhaps of another epoch."""
        for entry in epoch(number, 3)[number % 3 : number % 3 + 1]:
            self.say(entry)

    @rule(step=st.integers(-1, STEPS + 1))
    def moves(self, step: int) -> None:
        """To any step, or none."""
        self.say(e.Move(step=step))

    @rule()
    def moves_on(self) -> None:
        """To the next step, as the facilitator would."""
        with suppress(Invalid):
            self.say(e.Move(step=walk.next_step(self.state)))

    @rule(step=st.sampled_from([2, 5, 6, 7, 8, 8, 10, 11, 13, 13]), data=st.data())
    def collects(self, step: int, data: st.DataObject) -> None:
        """A whole round, with honest and other slots."""
        self.aborts()
        self.say(e.Move(step=step))
        self.opens()
        self.sets(set(range(self.state.people)))
        self.reveals(data)

    @rule()
    def opens(self) -> None:
        """Open what is to be asked."""
        try:
            entry = open_round(self.state, self.rid + 1)
        except Invalid:
            return
        self.rid += self.say(entry)

    @rule(kind=st.sampled_from(["notes", "answer", "dots"]))
    def opens_anything(self, kind: e.RoundKind) -> None:
        """Open what may not be what is asked."""
        self.rid += self.say(
            e.OpenRound(
                rid=self.rid + 1, qid=1, kind=kind, again=0, seconds=0, log=bytes(32)
            )
        )

    @rule(numbers=st.sets(st.integers(0, 6)))
    def sets(self, numbers: set[int]) -> None:
        """SET, large enough or not."""
        keys = tuple(member(number) for number in sorted(numbers))
        self.say(e.SetMembers(rid=self.rid, members=keys))

    @rule(data=st.data())
    def reveals(self, data: st.DataObject) -> None:
        """The outcome of the round that is open; counts are recounted by hand."""
        opened = self.state.round
        if opened is None:
            return
        asked, people = opened.question, len(opened.members)
        lanes = drawn_lanes(data, asked.ballot, people)
        entry = e.Outcome(rid=self.rid, lanes=lanes, dones=())
        if not self.say(entry):
            return
        if asked.kind == "answer":
            result = next(a for a in self.state.answers if a.step == asked.step)
            slots = Counter(lanes[0])
            assert [count.count for count in result.counts] == [
                slots[bytes([option.id])] for option in asked.options
            ]
            assert result.respondents + result.spoiled + slots[b""] == people
        if asked.kind == "consent":
            for lane, wanted in zip(lanes, asked.norms, strict=False):
                norm = next(n for n in self.state.board.norms if n.id == wanted)
                counts = [lane.count(bytes([choice])) for choice in (1, 2, 3)]
                assert [norm.agree, norm.concern, norm.object] == counts

    @rule(data=st.data(), rid=st.integers(0, 3))
    def reveals_anything(self, data: st.DataObject, rid: int) -> None:
        """An outcome of any round, in any shape."""
        lanes = data.draw(
            st.lists(st.lists(JUNK, max_size=4).map(tuple), max_size=3).map(tuple)
        )
        self.say(e.Outcome(rid=rid, lanes=lanes, dones=()))

    @rule()
    def aborts(self) -> None:
        """Nothing came of it."""
        self.say(e.Abort(rid=self.rid, reason="wait", hop=0))

    @rule(notes=st.lists(ids, max_size=4), title=texts)
    def groups(self, notes: list[int], title: str) -> None:
        """Group anything."""
        self.say(e.Group(notes=tuple(notes), title=title))

    @rule(data=st.data())
    def groups_notes(self, data: st.DataObject) -> None:
        """Group notes that are there, at the step for it."""
        there = [note.id for note in self.state.board.notes]
        if there:
            self.aborts()
            self.say(e.Move(step=9))
            chosen = data.draw(
                st.lists(st.sampled_from(there), min_size=1, unique=True)
            )
            self.say(e.Group(notes=tuple(chosen), title=""))

    @rule(number=st.integers(1, 4), kind=st.integers(0, 1))
    def rewords(self, number: int, kind: int) -> None:
        """Give a norm other words, or let it go."""
        self.aborts()
        self.say(e.Move(step=13))
        entry = e.LetGo(norm=number) if kind else e.Reword(norm=number, text="Other")
        self.say(entry)

    @rule(number=ids, text=texts, kind=st.integers(0, 5))
    def arranges(self, number: int, text: str, kind: int) -> None:
        """Change anything that may or may not be there."""
        entries: tuple[e.Entry, ...] = (
            e.Ungroup(theme=number),
            e.Title(theme=number, text=text),
            e.Aside(note=number),
            e.Norm(text=text, theme=number),
            e.Reword(norm=number, text=text),
            e.LetGo(norm=number),
        )
        self.say(entries[kind])

    @rule(text=texts)
    def drafts(self, text: str) -> None:
        """Draft a norm at the step for it."""
        self.aborts()
        self.say(e.Move(step=13))
        self.say(e.Norm(text=text, theme=0))

    @rule()
    def undoes(self) -> None:
        """Undo works exactly when there is something to take back."""
        free = self.state.round is None and not self.state.ended
        possible = free and len(self.undoable) > 0
        assert self.say(e.Undo()) == possible

    @rule(seconds=st.integers(0, 5), started=st.integers(-1, 5))
    def times(self, seconds: int, started: int) -> None:
        """Set the timer."""
        self.say(e.Timer(seconds=seconds, started=started))

    @rule()
    def confirms(self) -> None:
        """Confirm a small group."""
        self.say(e.ConfirmSmall())

    @precondition(lambda self: len(self.log) > 30)
    @rule()
    def ends(self) -> None:
        """End the session."""
        self.say(e.End())

    @invariant()
    def can_be_shown_and_saved(self) -> None:
        """Every state can be shown, asked about and saved."""
        if self.state.begin is None:
            return
        showing.step_event(self.state, leads=True)
        showing.notes_event(self.state)
        showing.themes_event(self.state)
        showing.dots_event(self.state)
        showing.norms_event(self.state)
        saved(self.state, self.state.people)
        try:
            asked = question(self.state)
        except Invalid:
            return
        assert asked.ballot.fits(max(self.state.people, 1))

    @invariant()
    def lists_are_in_the_order_of_their_numbers(self) -> None:
        """Numbers are in the order shown, and no theme holds what is not there."""
        board = self.state.board
        lists: tuple[tuple[Any, ...], ...] = (board.notes, board.themes, board.norms)
        for items in lists:
            numbers = [one.id for one in items]
            assert numbers == sorted(set(numbers))
        there = {note.id for note in board.notes}
        grouped = [note for theme in board.themes for note in theme.notes]
        assert len(grouped) == len(set(grouped))
        assert there.issuperset(grouped)
        assert all(theme.notes for theme in board.themes)

    def teardown(self) -> None:
        """The log, as it travels, folds to the identical state."""
        late = State()
        for entry in self.log:
            late = apply(late, e.ENTRIES.decode(e.ENTRIES.encode(entry)))
        assert late == self.state


TestSessions = Sessions.TestCase
TestSessions.settings = settings(max_examples=60, stateful_step_count=40, deadline=None)
