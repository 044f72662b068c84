"""What is left when a member, the facilitator or the relay dies at any moment."""

from __future__ import annotations

import pytest

from formats.entries import Move
from formats.wire import Append, Control, Post
from retro.anonymity.chain import Chain
from retro.anonymity.sealing import seal
from retro.anonymity.standing import Phase
from retro.client import commands as cmd
from retro.client import events as ev
from tests.support.meeting import SECRETS, Meeting, untouched

PHASES = ["keys", "onions", "hop", "mixed", "go", "reveal", "done"]


def writing(others: int = 7) -> Meeting:
    """Give a meeting at the writing step where everybody has one draft."""
    meeting = Meeting(others)
    meeting.ok("lead", cmd.GoStep("write"))
    for name in meeting.engines:
        meeting.note(name, f"from {name}")
    return meeting


def finish(meeting: Meeting) -> None:
    """End the session; every client that lives must come to its end."""
    meeting.ok("lead", cmd.End())
    meeting.run(5)
    for name, engine in meeting.engines.items():
        assert engine.finished, name
        assert engine.error is None
    assert len(set(map(repr, meeting.states()))) == 1


@pytest.mark.parametrize("sent", [True, False], ids=["after", "before"])
@pytest.mark.parametrize("message", PHASES)
def test_a_member_dies_in_any_phase_of_a_round(message: str, sent: bool) -> None:
    """The living finish the session; no draft of theirs is lost, none of it leaks."""
    meeting = writing()
    meeting.cut("m3", message, sent=sent)
    meeting.ok("lead", cmd.Collect(0))
    meeting.run(120)
    assert "m3" in meeting.killed
    living = sorted(f"from {name}" for name in meeting.engines)
    board = meeting.texts("lead")
    if "burned" in meeting.phases("m1") or meeting.engines["lead"].core.state.round:
        if meeting.engines["lead"].core.state.round:
            meeting.ok("lead", cmd.Abort())
        assert board == []
        told = [w.texts for w in meeting.told("m1", ev.Warned) if w.texts]
        assert told == [("from m1",)]
        drafts = meeting.engines["m1"].core.drafts
        assert [draft.text for draft in drafts.spent] == ["from m1"]
    else:
        assert set(living) <= set(board)
        assert len(board) == len(set(board))
    finish(meeting)


@pytest.mark.parametrize("sent", [True, False], ids=["after", "before"])
@pytest.mark.parametrize(
    "message",
    ["entry", "keys", "onions", "hop", "mixed", "ping", "go", "reveal", "done"],
)
def test_the_facilitator_dies_in_any_phase_and_resumes(
    message: str, sent: bool
) -> None:
    """A resumed facilitator ends what was open, and the session goes on to its end."""
    meeting = writing()
    meeting.cut("lead", message, sent=sent)
    meeting.engines["lead"].do(cmd.Collect(0))
    meeting.run(40)
    assert "lead" in meeting.killed
    assert "lead-left" in [w.code for w in meeting.told("m1", ev.Warned)]
    meeting.join("lead", lead=True)
    meeting.run(5)
    assert meeting.engines["lead"].core.state.step == 4
    others = sorted(f"from {name}" for name in meeting.engines if name != "lead")
    meeting.ok("lead", cmd.Collect(0))
    meeting.run(200)
    board = meeting.texts("lead")
    assert set(others) <= set(board), meeting.phases("m1")
    assert len(board) == len(set(board))
    finish(meeting)


@pytest.mark.parametrize("message", ["keys", "onions", "hop", "mixed", "go", "reveal"])
def test_the_relay_restarts_in_any_phase(message: str) -> None:
    """After a restart all messages of the open round go again, and it is read."""
    meeting = writing()
    seen: list[str] = []

    def tap(name: str, frame: Append | Post) -> list[Append | Post]:
        if not seen and meeting.message(frame) == message and name == "m2":
            seen.append(name)
        return [] if seen else [frame]

    meeting.tap = tap
    meeting.ok("lead", cmd.Collect(0))
    assert seen
    meeting.tap = lambda _, frame: [frame]
    meeting.restart_relay()
    for name in meeting.engines:
        meeting.connect(name)
    meeting.run(100)
    assert meeting.texts("m1") == sorted(f"from {name}" for name in meeting.engines)
    finish(meeting)


def test_a_member_away_for_a_moment_is_not_missed() -> None:
    """A broken connection in the middle of a round is resumed, and nothing repeats."""
    meeting = writing()
    seen: list[str] = []

    def tap(name: str, frame: Append | Post) -> list[Append | Post]:
        if name == "m2" and meeting.message(frame) == "hop" and not seen:
            seen.append(name)
            return []
        return [] if seen and name == "m2" else [frame]

    meeting.tap = tap
    meeting.ok("lead", cmd.Collect(0))
    meeting.tap = lambda _, frame: [frame]
    meeting.disconnect("m2")
    meeting.run(2)
    meeting.connect("m2")
    meeting.run(5)
    assert meeting.phases("m1")[-1] == "done"
    assert "aborted" not in meeting.phases("m1")
    assert len(meeting.texts("m2")) == 8
    assert [link.state for link in meeting.told("m2", ev.Link)] == ["down", "up"]


def test_spent_texts_leave_again_only_among_the_same_people() -> None:
    """A round stopped between REVEALs is repeated with that very SET, texts frozen."""
    meeting = writing()
    held: list[str] = []

    def tap(name: str, frame: Append | Post) -> list[Append | Post]:
        if meeting.message(frame) == "reveal" and name == "m2":
            held.append(name)
            return []
        return [frame]

    meeting.tap = tap
    meeting.ok("lead", cmd.Collect(0))
    meeting.run(30)
    assert held
    assert meeting.last("lead", ev.RoundEvent).reason == "waiting"
    meeting.tap = lambda _, frame: [frame]
    meeting.ok("lead", cmd.Abort())
    assert meeting.phases("m1")[-1] == "burned"
    meeting.join("late")
    meeting.note("late", "somebody else's")
    meeting.ok("lead", cmd.Collect(0))
    meeting.run(60)
    assert meeting.texts("m1") == sorted(
        f"from {name}" for name in meeting.engines if name != "late"
    )
    finish(meeting)


def test_a_burned_question_is_not_read_without_who_is_gone() -> None:
    """While texts are spent no other SET reads the question: the spent stay away."""
    meeting = writing()
    meeting.cut("m3", "reveal", sent=False)
    meeting.ok("lead", cmd.Collect(0))
    meeting.run(30)
    meeting.ok("lead", cmd.Abort())
    meeting.ok("lead", cmd.Collect(0))
    meeting.run(60)
    assert meeting.texts("lead") == []
    assert "maybe-read" in [w.code for w in meeting.told("m1", ev.Warned)]
    for name in meeting.engines:
        meeting.note(name, f"new from {name}")
        meeting.ok(name, cmd.Send())
    meeting.ok("lead", cmd.Collect(0))
    meeting.run(60)
    assert meeting.texts("lead") == sorted(
        f"new from {name}" for name in meeting.engines
    )
    finish(meeting)


def test_wait_stops_a_round_without_the_absent() -> None:
    """During the hold any one person may say: not without them. Nothing leaves."""
    meeting = writing()
    meeting.disconnect("m4")
    meeting.ok("lead", cmd.Collect(0))
    meeting.run(11)
    assert meeting.last("m1", ev.RoundEvent).missing == ("m4",)
    meeting.ok("m1", cmd.Wait())
    meeting.run(1)
    assert meeting.last("m2", ev.RoundEvent).reason == "wait"
    meeting.run(60)
    assert meeting.texts("lead") == []
    meeting.connect("m4")
    meeting.ok("m4", cmd.Send())
    meeting.ok("lead", cmd.Collect(0))
    meeting.run(5)
    assert len(meeting.texts("lead")) == 8


def test_too_few_of_the_team_is_no_round() -> None:
    """Below two thirds of who confirmed there is no round, however it came about."""
    meeting = writing(8)
    for name in ("m1", "m2", "m3", "m4"):
        meeting.disconnect(name)
    meeting.ok("lead", cmd.Collect(0))
    meeting.run(30)
    assert meeting.last("m5", ev.RoundEvent).reason == "too-few"
    assert meeting.texts("lead") == []


def test_a_member_who_lost_the_link_is_told_only_once() -> None:
    """Coming back prints the current state once more, and no list twice."""
    meeting = writing()
    meeting.ok("lead", cmd.Collect(0))
    meeting.run(2)
    meeting.disconnect("m1")
    meeting.settle()
    before = len(meeting.events["m1"])
    meeting.connect("m1")
    names = [event.NAME for event in meeting.events["m1"][before:]]
    assert names == ["link", "welcome", "people", "roster", "step", "notes"]


def test_two_histories_signed_by_the_facilitator_stop_everybody_who_sees_them() -> None:
    """A fork of the control log ends rounds here, keeps drafts, and is shown."""
    meeting = writing()
    other = Chain(SECRETS.room)
    for payload in meeting.engines["lead"].core.chain.payloads:
        other.receive(payload)
    forged = seal(SECRETS, other.append(Move(step=2), meeting.fk), b"control")
    meeting.ok("lead", cmd.GoStep("talk"))
    member = meeting.engines["m1"]
    member.receive(Control(seq=10_000, index=99, payload=forged))
    meeting.settle()
    assert "fork" in [w.code for w in meeting.told("m1", ev.Warned)]
    assert meeting.phases("m1")[-1] == "fork"
    assert [draft.text for draft in member.core.drafts.notes] == ["from m1"]


def calling(meeting: Meeting) -> None:
    """Bring the meeting to where everybody was called and no COMMIT has come."""
    meeting.tap = lambda _, sent: [] if meeting.message(sent) == "commit" else [sent]
    meeting.join("late")
    meeting.run(3)
    lead = meeting.engines["lead"]
    assert lead.core.chain.phase is Phase.GATHERING


@pytest.mark.timeout(30)
def test_the_relay_dies_while_everybody_is_called() -> None:
    """Back before all others, the facilitator waits for them, and all are seated."""
    meeting = Meeting(3)
    calling(meeting)
    before = meeting.engines["lead"].core.chain.length
    meeting.tap = untouched
    meeting.restart_relay()
    meeting.connect("lead")
    assert meeting.engines["lead"].core.chain.length == before
    for name in ("m1", "m2", "m3", "late"):
        meeting.connect(name)
    meeting.run(20)
    roster = meeting.engines["lead"].core.chain.roster
    assert roster is not None
    assert sorted(roster.names) == ["late", "lead", "m1", "m2", "m3"]
    finish(meeting)
