"""A facilitator with a client of their own making, against the members' own engines.

Every other client here runs the product's engine. The facilitator's signs whatever the
test says, and its relay drops or redirects what it likes.
"""

from __future__ import annotations

from typing import Any

import pytest
from attrs import evolve

from formats import entries as en
from formats.wire import Append, Post
from retro.anonymity import round_effects as fx
from retro.anonymity.sealing import seal
from retro.client import commands as cmd
from retro.client import events as ev
from retro.client.core import CONTROL
from tests.support.meeting import SECRETS, Meeting

HOLD = 10.5
"""Seconds after which a hold that nobody objected to is over."""


class Idle:
    """A chair that does nothing by itself."""

    def settle(self) -> bool:
        """Find nothing to do."""
        return False

    def entered(self, _: en.Entry) -> None:
        """Follow nothing."""


class Villain:
    """The facilitator of a meeting, who appends what the test says."""

    def __init__(self, others: int = 6, *, step: str = "write") -> None:
        """Seat everybody, go to `step`, and take the facilitator's client over."""
        self.meeting = Meeting(others)
        self.meeting.ok("lead", cmd.GoStep(step))
        self.engine = self.meeting.engines["lead"]
        self.core = self.engine.core
        self.core.timers.cancel("arrival", "open", "words")
        chair: Any = Idle()
        self.engine.chair = chair

    @property
    def everybody(self) -> tuple[str, ...]:
        """All names."""
        return tuple(self.meeting.engines)

    @property
    def round(self) -> Any:  # noqa: ANN401 - tests look into it
        """The facilitator's own part in the round."""
        return self.engine.rounds.round

    def append(self, entry: en.Entry) -> None:
        """Sign an entry that makes sense, and let it arrive."""
        self.core.append(entry)
        self.meeting.settle()

    def force(self, entry: en.Entry) -> None:
        """Sign an entry that follows in the log and makes no sense."""
        assert self.core.fk is not None
        payload = seal(SECRETS, self.core.chain.append(entry, self.core.fk), CONTROL)
        index = self.core.chain.length - 1
        self.core.outbox.append(index, payload, clears=False, ends=False)
        self.meeting.settle()

    def open(self, *, again: int = 0, kind: Any = "notes") -> en.OpenRound:  # noqa: ANN401
        """Give the entry that opens the next round."""
        past = self.core.chain.standing.rounds
        latest = max((record.qid for record in past), default=0)
        return en.OpenRound(
            rid=len(past) + 1,
            qid=past[again - 1].qid if again else latest + 1,
            kind=kind,
            again=again,
            seconds=0,
            log=self.core.chain.head,
        )

    def fix(self, *names: str) -> None:
        """Say who is in SET."""
        wanted = {self.meeting.engines[name].core.vk for name in names}
        roster = self.core.chain.roster
        assert roster is not None
        members = tuple(key for key in roster.keys if key in wanted)
        rid = len(self.core.chain.standing.rounds)
        self.append(en.SetMembers(rid=rid, members=members))

    def go(self) -> None:
        """Send the last GO."""
        self.engine.rounds.carry_out(self.round.go())
        self.meeting.settle()

    def read(self) -> list[str] | None:
        """Read the notes of the round, if it opened for the facilitator."""
        for effect in self.engine.rounds.effects:
            if isinstance(effect, fx.Opened):
                return sorted(slot[1:].decode() for slot in effect.lanes[0] if slot)
        return None

    def outcome(self) -> None:
        """Publish what was read."""
        effects = self.engine.rounds.effects
        [lanes] = [e.lanes for e in effects if isinstance(e, fx.Opened)]
        own = self.round
        self.append(
            en.Outcome(rid=own.rid, mixed=own.mixed, lanes=lanes, dones=own.seals())
        )

    def abort(self) -> None:
        """End the round as one that may have been read."""
        self.append(en.Abort(rid=self.round.rid, reason="burned", hop=0))
        self.meeting.tap = lambda _, frame: [frame]

    def keep_reveal_of(self, accomplice: str) -> None:
        """Let nobody but the facilitator have an accomplice's REVEAL."""

        def tap(name: str, frame: Append | Post) -> list[Append | Post]:
            if name != accomplice or not isinstance(frame, Post):
                return [frame]
            reveal = self.meeting.message(frame) == "reveal"
            return [evolve(frame, to=self.core.vk)] if reveal else [frame]

        self.meeting.tap = tap

    def spend(self) -> None:
        """Read a round of m1's and m2's notes that ends, for all others, by ABORT."""
        self.meeting.note("m1", "from Anna")
        self.meeting.note("m2", "from Bob")
        self.keep_reveal_of("m6")
        self.append(self.open())
        self.fix(*self.everybody)
        self.go()
        assert self.read() == ["from Anna", "from Bob"]
        self.abort()


class Watch:
    """What each client sends, by the kind of message."""

    def __init__(self, meeting: Meeting) -> None:
        """Listen in on everything that is posted from here on."""
        self.sent: list[tuple[str, str, bytes, int]] = []
        meeting.tap = self._tap
        self._meeting = meeting

    def _tap(self, name: str, frame: Append | Post) -> list[Append | Post]:
        if isinstance(frame, Post):
            kind = self._meeting.message(frame)
            self.sent.append((name, kind, frame.to, len(frame.payload)))
        return [frame]

    def of(self, name: str) -> list[str]:
        """Give the kinds of messages a client sent, in order."""
        return [kind for who, kind, _, _ in self.sent if who == name]


def test_nothing_leaves_a_client_whose_person_did_not_answer() -> None:
    """Without "same" there are no KEYS, and a SET with that member gets a FAIL."""
    villain = Villain()
    meeting = villain.meeting
    meeting.note("m1", "from Anna")
    meeting.confirming = False
    villain.append(en.Gather(epoch=villain.core.chain.epoch + 1))
    gathering = villain.engine.epochs.gathering
    assert gathering is not None
    villain.append(gathering.close())
    seating = villain.engine.epochs.seating
    assert seating is not None
    seated = seating.seated()
    assert seated is not None
    villain.append(seated)
    for name in villain.everybody:
        if name != "m1":
            meeting.ok(name, cmd.Words("same"))
    watch = Watch(meeting)
    villain.append(villain.open())
    villain.fix(*villain.everybody)
    meeting.run(HOLD)
    assert watch.of("m1") == ["fail"]


def test_no_texts_leave_before_the_hold_is_over_and_wait_stops_them() -> None:
    """A SET without somebody is shown for ten seconds, and one "wait" ends it."""
    villain = Villain()
    meeting = villain.meeting
    meeting.note("m1", "from Anna")
    watch = Watch(meeting)
    villain.append(villain.open())
    villain.fix(*(name for name in villain.everybody if name != "m2"))
    meeting.run(9)
    assert meeting.last("m1", ev.RoundEvent).missing == ("m2",)
    assert "onions" not in watch.of("m1")
    meeting.ok("m3", cmd.Wait())
    meeting.run(20)
    assert not {"onions", "go", "reveal"} & set(watch.of("m1"))


def test_a_spent_client_objects_to_every_other_set() -> None:
    """After its REVEAL a member meets another SET of the question with FAIL."""
    villain = Villain()
    villain.spend()
    watch = Watch(villain.meeting)
    villain.append(villain.open())
    villain.meeting.ok("m1", cmd.Blank())
    villain.fix(*(name for name in villain.everybody if name != "m2"))
    villain.meeting.run(HOLD)
    assert watch.of("m2") == ["fail"]


def test_a_repeated_round_brings_the_same_texts_from_the_same_people() -> None:
    """`again` straight after the abort shows the facilitator nothing new."""
    villain = Villain()
    villain.spend()
    villain.append(villain.open(again=1))
    villain.fix(*villain.everybody)
    villain.meeting.run(HOLD)
    villain.go()
    assert villain.read() == ["from Anna", "from Bob"]


@pytest.mark.parametrize("kind", ["answer", "dots", "consent", "words", "ticks"])
def test_a_round_that_asks_something_else_than_the_step_gets_nothing(kind: str) -> None:
    """An OPEN_ROUND that follows in the log and makes no sense moves no client."""
    villain = Villain()
    meeting = villain.meeting
    meeting.note("m1", "from Anna")
    watch = Watch(meeting)
    villain.force(villain.open(kind=kind))
    roster = villain.core.chain.roster
    assert roster is not None
    villain.force(en.SetMembers(rid=1, members=roster.keys))
    meeting.run(HOLD)
    assert watch.sent == []
    villain.force(en.Abort(rid=1, reason="burned", hop=0))
    villain.append(villain.open())
    villain.fix(*villain.everybody)
    villain.go()
    assert villain.read() == ["from Anna"]


def test_drafts_show_in_no_number_size_order_or_address_of_frames() -> None:
    """With eight notes a client sends what it sends with none, as often and as large.

    Whose list is how large follows from the order of the hops, which is chance.
    """

    def frames(notes: int) -> list[tuple[str, str, int]]:
        villain = Villain()
        for number in range(notes):
            villain.meeting.note("m1", f"note {number} " + "x" * 40 * number)
        watch = Watch(villain.meeting)
        villain.append(villain.open())
        villain.fix(*villain.everybody)
        villain.go()
        villain.outcome()
        return sorted(
            ("" if kind == "mixed" else who, kind, size)
            for who, kind, _, size in watch.sent
        )

    assert frames(0) == frames(8)


def test_a_new_boot_brings_back_nothing_of_a_round_that_is_over() -> None:
    """After the outcome a restarted relay gets names only, from everybody."""
    villain = Villain()
    meeting = villain.meeting
    meeting.note("m1", "from Anna")
    villain.append(villain.open())
    villain.fix(*villain.everybody)
    villain.go()
    villain.outcome()
    watch = Watch(meeting)
    meeting.restart_relay()
    for name in villain.everybody:
        meeting.connect(name)
    meeting.run(5)
    assert {kind for _, kind, _, _ in watch.sent} == {"hello"}


def test_a_new_boot_gets_the_same_bytes_for_the_same_people() -> None:
    """What is sent again in an open round was sent before, to nobody else."""
    villain = Villain()
    meeting = villain.meeting
    meeting.note("m1", "from Anna")
    posts: dict[bytes, Post] = {}
    later: list[Post] = []

    def tap(_: str, frame: Append | Post) -> list[Append | Post]:
        if isinstance(frame, Post):
            if frame.id in posts:
                later.append(frame)
            else:
                posts[frame.id] = frame
            if meeting.message(frame) == "go":
                return []
        return [frame]

    meeting.tap = tap
    villain.append(villain.open())
    villain.fix(*villain.everybody)
    meeting.restart_relay()
    for name in villain.everybody:
        meeting.connect(name)
    assert later
    assert all(posts[frame.id] == frame for frame in later)
