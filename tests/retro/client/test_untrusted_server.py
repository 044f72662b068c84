"""What a client does with a server that breaks the contract, forgets, or keeps back."""

from __future__ import annotations

import pytest
from attrs import evolve

from formats.wire import (
    VERSION,
    Admitted,
    Append,
    Challenge,
    Closing,
    Control,
    Peers,
    Post,
    Refused,
    Rejected,
    RejectedCode,
    Said,
    ServerFrame,
    Taken,
)
from retro.client import commands as cmd
from retro.client import events as ev
from retro.client.line import SETTLING, TRIES
from tests.support.meeting import Meeting

CHALLENGE = Challenge(version=VERSION, nonce=bytes(32))
ADMITTED = Admitted(boot=bytes(16), resumed=False, count=0, lead=False)


def at_write() -> Meeting:
    """Give a team of five at the write step, with a draft of m1's."""
    meeting = Meeting(4)
    meeting.ok("lead", cmd.ConfirmSmall())
    meeting.ok("lead", cmd.GoStep("write"))
    meeting.note("m1", "mine")
    return meeting


def codes(meeting: Meeting, name: str = "m1") -> list[str]:
    """Give the warnings that somebody got."""
    meeting.events[name] += meeting.engines[name].take_events()
    return [warned.code for warned in meeting.told(name, ev.Warned)]


@pytest.mark.parametrize(
    "frame",
    [
        CHALLENGE,
        ADMITTED,
        Peers(keys=(), lead=b""),
        Peers(keys=(b"g" * 32,), lead=b"g" * 32),
    ],
    ids=["challenge", "admitted", "nobody", "ghost"],
)
def test_what_may_not_come_now_costs_the_connection(frame: ServerFrame) -> None:
    """A second login, or a list of people without oneself: connect anew."""
    meeting = at_write()
    engine = meeting.engines["m1"]
    engine.receive(frame)
    assert engine.reconnect
    before = engine.core.state
    engine.receive(Closing(code="expired"))
    assert (engine.core.state, engine.error) == (before, None)


@pytest.mark.parametrize(
    "frame",
    [
        Control(seq=1, index=0, payload=b"x"),
        Said(seq=1, sender=bytes(32), payload=b"x"),
        Taken(id=bytes(16), seq=1),
        Rejected(id=bytes(16), code="out-of-order"),
        Peers(keys=(), lead=b""),
        ADMITTED,
    ],
    ids=lambda frame: frame.TAG,
)
def test_nothing_is_taken_before_the_login(frame: ServerFrame) -> None:
    """Only a challenge, a refusal and a good-bye may come first."""
    meeting = at_write()
    meeting.disconnect("m1")
    engine = meeting.engines["m1"]
    engine.receive(frame)
    assert engine.reconnect


def test_connections_that_come_to_nothing_are_told_once_in_a_while() -> None:
    """Who was in gets a warning at every third, and keeps what was written."""
    meeting = at_write()
    engine = meeting.engines["m1"]
    meeting.run(SETTLING)
    meeting.disconnect("m1")
    for _ in range(2 * TRIES):
        engine.receive(CHALLENGE)
        engine.lost()
    assert codes(meeting).count("server-amiss") == 2
    meeting.connect("m1")
    meeting.run(SETTLING)
    assert [draft.text for draft in engine.core.drafts.notes] == ["mine"]
    assert engine.error is None


def test_who_never_gets_in_is_told_and_stops() -> None:
    """A server that says that there is more than it gives, three times: not let in."""
    meeting = at_write()
    meeting.join("late")
    meeting.kill("late")
    engine = meeting.killed["late"]
    engine.core.joined = False
    for _ in range(TRIES):
        engine.receive(CHALLENGE)
        engine.receive(evolve(ADMITTED, count=2**53))
        meeting.now += SETTLING
        engine.tick()
        assert engine.reconnect
        engine.lost()
    assert engine.finished
    assert engine.error is not None
    assert engine.error.code == "not-let-in"


def test_a_session_the_server_lost_comes_back_from_the_facilitator() -> None:
    """With its disk gone the server gets the whole log again; the session goes on."""
    meeting = at_write()
    meeting._disk.clear()
    meeting.restart_relay()
    for name in ("lead", "m1", "m2", "m3", "m4"):
        meeting.connect(name)
    meeting.ok("lead", cmd.Collect(0))
    meeting.run(60)
    assert meeting.texts("m4") == ["mine"]
    assert len(meeting._disk) == meeting.engines["lead"].core.chain.length


def test_a_facilitator_who_resumed_can_give_the_log_back_too() -> None:
    """What was read from the server is kept for it, not only what was sent to it."""
    meeting = at_write()
    meeting.kill("lead")
    meeting.join("lead", lead=True)
    meeting._disk.clear()
    meeting.restart_relay()
    for name in ("m1", "lead", "m2", "m3", "m4"):
        meeting.connect(name)
    meeting.run(10)
    meeting.ok("lead", cmd.Collect(0))
    meeting.run(60)
    assert meeting.texts("m4") == ["mine"]


def test_a_member_waits_for_a_session_the_server_lost() -> None:
    """It is told once; in the end the client stops, with the drafts once more."""
    meeting = at_write()
    engine = meeting.engines["m1"]
    meeting.disconnect("m1")
    for _ in range(3):
        engine.receive(CHALLENGE)
        engine.receive(Refused(code="no-such-room"))
        assert engine.reconnect
        assert not engine.finished
        engine.lost()
    assert codes(meeting).count("server-forgot") == 1
    meeting.now += engine.core.patience.forgotten
    engine.tick()
    assert engine.error is not None
    assert engine.error.code == "forgotten"
    meeting.events["m1"] += engine.take_events()
    assert [d.text for d in meeting.last("m1", ev.Drafts).drafts] == ["mine"]


def test_a_session_that_came_back_in_time_is_no_end() -> None:
    """Once let in again nobody is thrown out for having waited."""
    meeting = at_write()
    engine = meeting.engines["m1"]
    meeting.disconnect("m1")
    engine.receive(CHALLENGE)
    engine.receive(Refused(code="no-such-room"))
    engine.lost()
    meeting.connect("m1")
    meeting.run(2 * engine.core.patience.forgotten)
    assert engine.error is None


@pytest.mark.parametrize("code", ["replaced", "expired"])
def test_an_end_that_the_server_makes_tells_the_drafts_once_more(code: str) -> None:
    """They are nowhere else, so they are the last thing a client says."""
    meeting = at_write()
    engine = meeting.engines["m1"]
    engine.take_events()
    engine.receive(Closing(code=code))  # type: ignore[arg-type]
    [told] = engine.take_events()
    assert isinstance(told, ev.Drafts)
    assert [draft.text for draft in told.drafts] == ["mine"]


def test_nothing_is_answered_to_a_question_that_was_not_shown() -> None:
    """A screen that is kept behind: what is typed is refused, not counted elsewhere.

    The server lets the client have a new question but not what it waits for to show it.
    """
    meeting = at_write()
    engine = meeting.engines["m1"]
    boot = Admitted(boot=b"b" * 16, resumed=False, count=2**20, lead=False)
    length = engine.core.chain.length
    log: list[ServerFrame] = []
    assert meeting.do("m1", cmd.Note("well", "shown")) == ev.Accepted(command="note")
    meeting.disconnect("m1")
    assert meeting.do("m1", cmd.Note("well", "away")) == ev.Accepted(command="note")
    meeting.ok("lead", cmd.GoStep("ask"))
    log += [Control(seq=9, index=e.index, payload=e.payload) for e in meeting._disk]
    for frame in (CHALLENGE, boot, *log):
        engine.receive(frame)
    assert engine.core.chain.length == length + 1
    assert engine.do(cmd.Answer("3")) == ev.Refused(code="behind")
    assert engine.do(cmd.Note("well", "no")) == ev.Refused(code="behind")
    engine.lost()
    assert engine.do(cmd.Answer("3")) == ev.Refused(code="behind")
    meeting.connect("m1")
    assert engine.do(cmd.Answer("3")) == ev.Accepted(command="answer")


def test_an_entry_that_got_lost_at_the_server_is_sent_again() -> None:
    """It said `Taken` and threw it away: the next one is refused, and both go again."""
    meeting = at_write()
    lead = meeting.engines["lead"]
    lost: list[bytes] = []

    def swallow(_: str, frame: Append | Post) -> list[Append | Post]:
        if isinstance(frame, Append) and not lost:
            lost.append(frame.id)
            return []
        return [frame]

    meeting.tap = swallow
    meeting.ok("lead", cmd.GoStep("norms"))
    lead.receive(Taken(id=lost[0], seq=5))
    meeting.ok("lead", cmd.Norm("We listen", 0))
    meeting.run(1)
    assert [norm.text for norm in meeting.last("m1", ev.Norms).norms] == ["We listen"]


@pytest.mark.parametrize("code", ["room-full", "too-large", "ended", "malformed"])
def test_a_server_that_refuses_an_entry_ends_the_lead(code: RejectedCode) -> None:
    """Nobody else would ever see what the facilitator sees: it is said, and stops."""
    meeting = at_write()
    lead = meeting.engines["lead"]
    lead.do(cmd.GoStep("norms"))
    [append] = lead.take_frames()
    assert isinstance(append, Append)
    lead.receive(Rejected(id=append.id, code=code))
    assert lead.error is not None
    assert lead.error.code == "not-taken"


def test_an_entry_damaged_on_its_way_is_asked_for_at_once() -> None:
    """In the place of the next entry stands something unreadable: log in again."""
    meeting = at_write()
    engine = meeting.engines["m1"]
    length = engine.core.chain.length
    engine.receive(Control(seq=99, index=length - 1, payload=b"old"))
    assert not engine.reconnect
    engine.receive(Control(seq=99, index=length, payload=b"damaged"))
    assert engine.reconnect


def test_nothing_is_collected_without_a_connection() -> None:
    """The facilitator is told, and no round stays open that nobody leads."""
    meeting = at_write()
    meeting.disconnect("lead")
    reply = meeting.engines["lead"].do(cmd.Collect(0))
    assert reply == ev.Refused(code="offline")
    meeting.connect("lead")
    meeting.ok("lead", cmd.Collect(0))
    meeting.run(30)
    assert meeting.texts("m4") == ["mine"]


def test_a_round_tried_again_without_a_connection_comes_to_an_end() -> None:
    """The second try opens while the facilitator is away, and is led all the same."""
    meeting = at_write()
    meeting.cut("m4", "onions", sent=False)
    meeting.ok("lead", cmd.Collect(0))
    meeting.disconnect("lead")
    meeting.run(40)
    meeting.connect("lead")
    meeting.run(60)
    assert meeting.engines["lead"].core.chain.round is None
    assert meeting.phases("lead")[-1] in {"aborted", "done"}
