"""Repeated rounds, outcomes and words, attacked by a facilitator who runs the relay."""

from __future__ import annotations

import pytest
from attrs import evolve
from nacl.signing import SigningKey

from formats import entries as en
from formats.entries import PAYLOADS, RoundKind
from formats.wire import Admitted, Append, Challenge, Control, Peers, Post, Said
from retro.anonymity.chain import Chain
from retro.anonymity.keys import hello
from retro.anonymity.sealing import seal
from retro.client import commands as cmd
from retro.client import events as ev
from retro.client.core import CONTROL, ROUND
from retro.client.engine import Engine
from retro.client.patience import Patience
from tests.adversaries.test_attack_facilitator import HOLD, Villain
from tests.support.meeting import SECRETS, Meeting


def run(
    villain: Villain, *, again: int = 0, without: str = "", kind: RoundKind = "notes"
) -> None:
    """Run a round to the facilitator's reading of it."""
    villain.append(villain.open(again=again, kind=kind))
    villain.fix(*(name for name in villain.everybody if name != without))
    villain.meeting.run(HOLD)
    if villain.round is not None:
        villain.go()
        villain.meeting.run(1)


def show_only_to(villain: Villain, victim: str) -> None:
    """Show the last GO to one member alone, and keep that member's REVEAL."""
    meeting = villain.meeting
    key = meeting.engines[victim].core.vk

    def tap(name: str, frame: Append | Post) -> list[Append | Post]:
        if isinstance(frame, Post):
            kind = meeting.message(frame)
            if name == "lead" and kind == "go":
                return [evolve(frame, to=key)]
            if name in {victim, "lead"} and kind == "reveal":
                return []
        return [frame]

    meeting.tap = tap


def test_another_round_in_between_makes_no_blank_of_frozen_texts() -> None:
    """A repeated round never holds Bob's note alone because Anna's was forgotten."""
    villain = Villain()
    villain.spend()
    villain.append(en.Move(step=2))
    villain.meeting.disconnect("m2")
    run(villain, without="m2", kind="answer")
    villain.outcome()
    villain.meeting.connect("m2")
    villain.append(en.Move(step=4))
    run(villain, again=1)
    assert villain.read() in (None, ["from Anna", "from Bob"])


def test_a_choice_for_another_round_changes_nothing_in_a_repeated_one() -> None:
    """A blank chosen after a burned round is no blank in its repetition."""
    villain = Villain()
    villain.spend()
    villain.append(villain.open())
    villain.meeting.ok("m1", cmd.Blank())
    villain.append(en.Abort(rid=2, reason="too-few", hop=0))
    run(villain, again=1)
    assert villain.read() in (None, ["from Anna", "from Bob"])


def test_no_round_is_repeated_once_its_question_was_read() -> None:
    """Burned texts do not leave by themselves after all others' were read."""
    villain = Villain()
    villain.meeting.note("m1", "from Anna")
    villain.meeting.note("m2", "from Bob")
    show_only_to(villain, "m2")
    run(villain)
    villain.abort()
    villain.meeting.disconnect("m2")
    run(villain, without="m2")
    assert villain.read() == ["from Anna"]
    villain.outcome()
    villain.meeting.connect("m2")
    run(villain, again=1)
    assert villain.read() is None


def test_the_facilitators_own_client_repeats_no_round_whose_question_was_read() -> None:
    """A second collect, by honest clients, sends no burned note of who was away."""
    meeting = Meeting(7)
    meeting.ok("lead", cmd.GoStep("write"))
    meeting.note("m1", "from Anna")
    meeting.note("m2", "from Bob")

    def tap(name: str, frame: Append | Post) -> list[Append | Post]:
        lost = name == "m7" and isinstance(frame, Post)
        return [] if lost and meeting.message(frame) == "reveal" else [frame]

    meeting.tap = tap
    meeting.ok("lead", cmd.Collect(0))
    meeting.run(20)
    meeting.disconnect("m7")
    meeting.ok("lead", cmd.Abort())
    meeting.tap = lambda _, frame: [frame]
    meeting.connect("m7")
    meeting.disconnect("m2")
    meeting.run(1)
    for name in ("m1", "m3", "m4", "m5", "m6", "m7"):
        meeting.ok(name, cmd.Blank())
    meeting.ok("lead", cmd.Collect(0))
    meeting.run(40)
    assert meeting.phases("m1")[-1] == "done"
    meeting.connect("m2")
    meeting.run(3)
    meeting.ok("lead", cmd.Collect(0))
    meeting.run(60)
    assert meeting.texts("lead") == []


def test_a_round_repeated_twice_makes_no_blank_of_frozen_texts() -> None:
    """A repetition that broke off before my REVEAL can be repeated with my texts."""
    villain = Villain()
    villain.spend()
    show_only_to(villain, "m2")
    run(villain, again=1)
    villain.abort()
    run(villain, again=2)
    assert villain.read() in (None, ["from Anna", "from Bob"])


@pytest.mark.parametrize("without", ["", "m6"])
def test_who_says_that_the_words_differ_sends_nothing_any_more(without: str) -> None:
    """ "differ" during the countdown or the hold keeps that person's texts here."""
    villain = Villain()
    meeting = villain.meeting
    meeting.note("m1", "from Anna")
    villain.append(villain.open())
    if not without:
        meeting.ok("m1", cmd.Words("differ"))
    villain.fix(*(name for name in villain.everybody if name != without))
    if without:
        meeting.run(3)
        meeting.ok("m1", cmd.Words("differ"))
    meeting.run(HOLD)
    villain.go()
    assert villain.read() is None


def test_a_second_differ_warns_again() -> None:
    """Who says "differ" in one epoch and in the next warns everybody twice."""
    meeting = Meeting(5)
    meeting.confirming = False
    meeting.ok("m1", cmd.Words("differ"))
    first = len(meeting.told("m2", ev.Warned))
    meeting.ok("lead", cmd.GoStep("write"))
    meeting.refused("lead", cmd.Collect(0))
    meeting.run(3)
    meeting.ok("m1", cmd.Words("differ"))
    assert len(meeting.told("m2", ev.Warned)) > first


def _false_outcome(villain: Villain) -> None:
    own = villain.round
    slots = own.lanes[0].slots * len(own.members)
    lanes = ((b"\0made up", *[b""] * (slots - 1)),)
    villain.append(en.Outcome(rid=own.rid, mixed=own.mixed, lanes=lanes, dones=()))


def test_who_revealed_and_could_not_read_is_warned_of_an_unsigned_outcome() -> None:
    """A facilitator who alone read a round cannot publish another result unnoticed."""
    villain = Villain()
    villain.meeting.note("m1", "from Anna")
    villain.keep_reveal_of("m6")
    run(villain)
    _false_outcome(villain)
    assert ev.Warned(code="outcome-unsigned") in villain.meeting.told("m1", ev.Warned)


def test_who_objected_to_a_set_is_warned_of_its_outcome() -> None:
    """An outcome that counts me in although I sent FAIL is no result of mine."""
    villain = Villain()
    meeting = villain.meeting
    meeting.engines["m1"].core.member.same = frozenset()
    meeting.confirming = False
    villain.append(villain.open())
    villain.fix(*villain.everybody)
    rid, n = 1, len(villain.everybody)
    lanes = ((b"\0made up", *[b""] * (8 * n - 1)),)
    villain.force(en.Outcome(rid=rid, mixed=bytes(32), lanes=lanes, dones=()))
    assert ev.Warned(code="outcome-differs") in meeting.told("m1", ev.Warned)


def test_a_late_joiner_is_warned_of_an_unsigned_outcome() -> None:
    """A result that those in SET did not sign is not shown as if they had."""
    villain = Villain()
    villain.keep_reveal_of("m6")
    run(villain)
    _false_outcome(villain)
    villain.meeting.join("late")
    assert ev.Warned(code="outcome-unsigned") in villain.meeting.told("late", ev.Warned)


def test_drafts_that_never_left_survive_an_outcome() -> None:
    """An outcome of a round that I did not reveal in takes no draft of mine away."""
    villain = Villain()
    meeting = villain.meeting
    meeting.note("m1", "from Anna")
    villain.append(villain.open())
    villain.fix(*villain.everybody)
    _false_outcome(villain)
    assert [draft.text for draft in meeting.engines["m1"].core.drafts.notes]


def test_an_outcome_of_another_shape_ends_the_round() -> None:
    """A result that cannot be one does not leave members in the round for ever."""
    villain = Villain()
    villain.append(villain.open())
    villain.fix(*villain.everybody)
    villain.force(en.Outcome(rid=1, mixed=bytes(32), lanes=((b"",),), dones=()))
    assert villain.meeting.engines["m1"].core.state.round is None
    villain.force(en.End())
    villain.meeting.run(10)
    assert villain.meeting.engines["m1"].finished


def test_again_about_something_else_crashes_nobody() -> None:
    """A round repeated after a norm was let go is nobody's to take part in."""
    villain = Villain(step="norms")
    meeting = villain.meeting
    villain.append(en.Norm(text="One", theme=0))
    villain.append(en.Norm(text="Two", theme=0))
    villain.keep_reveal_of("m6")
    run(villain, kind="consent")
    villain.abort()
    villain.append(en.LetGo(norm=2))
    run(villain, again=1, kind="consent")
    own = meeting.engines["m1"].rounds.round
    assert own is None or own.state != "done"


def _facilitator(begin: en.Begin | None, fk: SigningKey, now: list[float]) -> Engine:
    return Engine(
        SECRETS, name="x", key=SigningKey.generate(), lead=fk, begin=begin,
        patience=Patience(), screen=False, shown=("u", None, None),
        clock=lambda: now[0], wall=lambda: now[0],
    )  # fmt: skip


@pytest.mark.parametrize("held", [0, 1])
@pytest.mark.parametrize("resumes", [False, True])
def test_a_facilitator_survives_a_log_that_is_not_theirs(
    held: int, resumes: bool
) -> None:
    """A relay with another's first entry, or none, ends the client with a code."""
    meeting = Meeting(3)
    begin, now = meeting._begin, [0.0]
    evil = SigningKey.generate()
    first = Chain(SECRETS.room).append(evolve(begin, fk=bytes(evil.verify_key)), evil)
    engine = _facilitator(None if resumes else begin, meeting.fk, now)
    engine.receive(Challenge(version=1, nonce=bytes(32)))
    engine.take_frames()
    engine.receive(Admitted(boot=bytes(16), resumed=False, count=held, lead=True))
    if held:
        payload = seal(SECRETS, first, CONTROL)
        engine.receive(Control(seq=1, index=0, payload=payload))
    keys = tuple(bytes([number]) * 32 for number in range(3))
    engine.core.attendance.names.update(dict.fromkeys(keys, "n"))
    engine.receive(Peers(keys=(engine.core.vk, *keys), lead=engine.core.vk))
    for second in range(1, 30):
        now[0] = float(second)
        engine.tick()
    assert engine.error is not None or not held


def test_a_facilitator_names_itself_whatever_the_relay_says() -> None:
    """Peers without a facilitator does not end up in a list, nor in a crash."""
    meeting = Meeting(3)
    lead = meeting.engines["lead"]
    lead.receive(Peers(keys=lead.core.attendance.connected, lead=b""))
    lead.chair._roll_call.begin()
    meeting.run(15)
    assert lead.core.chain.epoch > 1


def test_names_that_are_none_are_not_shown() -> None:
    """A HELLO with control characters, or nothing, as its name says nothing."""
    meeting = Meeting(3)
    member = meeting.engines["m1"]
    for name in ("\x1b[2J", "", "m2\u200b", "a\nb"):
        key = SigningKey.generate()
        vk = bytes(key.verify_key)
        said = PAYLOADS.encode(hello(key, SECRETS.room, name, screen=False))
        payload = seal(SECRETS, said, ROUND)
        member.receive(Said(seq=10**6, sender=vk, payload=payload))
        assert vk not in member.core.attendance.names


def test_send_after_blank_sends() -> None:
    """`send` takes `blank` back: what was drafted goes along after all."""
    meeting = Meeting(5)
    meeting.ok("lead", cmd.GoStep("write"))
    meeting.note("m1", "from Anna")
    meeting.ok("m1", cmd.Blank())
    meeting.ok("m1", cmd.Send())
    meeting.ok("lead", cmd.Collect(0))
    meeting.run(5)
    assert meeting.texts("m1") == ["from Anna"]


def test_blank_counts_also_when_a_norm_is_added_before_the_round() -> None:
    """Who chose to send nothing this time sends nothing, whatever else is asked."""
    meeting = Meeting(5)
    meeting.ok("lead", cmd.GoStep("norms"))
    meeting.ok("lead", cmd.Norm("One"))
    meeting.ok("m1", cmd.Consent(1, "object", "because"))
    meeting.ok("m1", cmd.Blank())
    meeting.ok("lead", cmd.Norm("Two"))
    meeting.ok("lead", cmd.Collect(0))
    meeting.run(5)
    assert meeting.last("m1", ev.Norms).reasons == ()


def test_same_is_said_of_the_roster_that_was_on_the_screen() -> None:
    """ "same" in the moment another roster appears does not confirm that one."""
    villain = Villain()
    meeting = villain.meeting
    meeting.confirming = False
    shown = meeting.last("m1", ev.Roster).epoch
    villain.append(en.Gather(epoch=villain.core.chain.epoch + 1))
    epochs = villain.engine.epochs
    assert epochs.gathering is not None
    villain.append(epochs.gathering.close())
    seated = epochs.seating.seated() if epochs.seating else None
    assert seated is not None
    villain.append(seated)
    assert meeting.refused("m1", cmd.Words("same", shown)) == "words-changed"
    assert not meeting.engines["m1"].core.member.mine
