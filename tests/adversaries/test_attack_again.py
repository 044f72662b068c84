"""False results and late changes of mind, used to leave one person alone in a list."""

from __future__ import annotations

from formats import entries as en
from formats.entries import BroughtNorm
from retro.client import commands as cmd
from retro.client import events as ev
from tests.adversaries.test_attack_facilitator import HOLD, Villain
from tests.adversaries.test_attack_reruns import run, show_only_to
from tests.support.meeting import Meeting

BOTH: tuple[list[str] | None, ...] = (None, [], ["from Anna", "from Bob"])
"""What may be read of one round: of both, or of neither."""


def two_drafts() -> Villain:
    """Give a villain around two honest people who each have a draft."""
    villain = Villain()
    villain.meeting.note("m1", "from Anna")
    villain.meeting.note("m2", "from Bob")
    return villain


def pretend(villain: Villain) -> None:
    """Publish a result of the open round that nobody signed."""
    record = villain.core.chain.standing.rounds[-1]
    slots = 8 * len(record.members)
    lanes = ((b"\0made up", *[b""] * (slots - 1)),)
    villain.append(en.Outcome(rid=record.rid, mixed=bytes(32), lanes=lanes, dones=()))
    villain.meeting.tap = lambda _, frame: [frame]


def test_a_false_result_does_not_make_spent_texts_fresh() -> None:
    """Anna revealed, nobody signed: her client sends no blank beside Bob's note."""
    villain = two_drafts()
    show_only_to(villain, "m1")
    run(villain)
    pretend(villain)
    run(villain)
    assert villain.read() in BOTH


def test_a_false_result_of_a_round_that_nobody_sent_in_changes_nothing() -> None:
    """A SET that names people who sent no KEYS settles nothing of theirs."""
    villain = two_drafts()
    show_only_to(villain, "m1")
    run(villain)
    villain.abort()
    villain.append(villain.open())
    villain.fix(*villain.everybody)
    pretend(villain)
    run(villain)
    assert villain.read() in BOTH


def test_who_missed_a_round_is_still_asked_after_a_false_result() -> None:
    """Only a person's own choice sends what was missed, whatever is published."""
    villain = two_drafts()
    run(villain, without="m1")
    villain.outcome()
    villain.append(villain.open())
    villain.fix(*villain.everybody)
    pretend(villain)
    run(villain)
    assert villain.read() is None


def test_a_false_result_does_not_hide_who_is_absent_now() -> None:
    """The people of the last true reading are what a new SET is compared with."""
    villain = two_drafts()
    meeting = villain.meeting
    run(villain)
    villain.outcome()
    without_bob = [name for name in villain.everybody if name != "m2"]
    villain.append(villain.open())
    villain.fix(*without_bob)
    pretend(villain)
    before = [w.code for w in meeting.told("m1", ev.Warned)].count("compared")
    villain.append(villain.open())
    villain.fix(*without_bob)
    after = [w.code for w in meeting.told("m1", ev.Warned)].count("compared")
    assert after > before


def test_send_after_blank_in_the_countdown_sends() -> None:
    """The last choice before the texts are sealed is the one that counts."""
    villain = two_drafts()
    meeting = villain.meeting
    run(villain, without="m1")
    villain.abort()
    meeting.ok("m1", cmd.Blank())
    meeting.ok("m2", cmd.Send())
    villain.append(villain.open())
    for name in ("m3", "m4", "m5", "m6"):
        meeting.ok(name, cmd.Blank())
    meeting.ok("m1", cmd.Send())
    villain.fix(*villain.everybody)
    meeting.run(HOLD)
    villain.go()
    assert villain.read() == ["from Anna"]


def test_what_was_said_in_the_review_is_no_consent() -> None:
    """A ballot counts for the question it was given to, not for a later one."""
    meeting = Meeting(5, norms=(BroughtNorm(text="One", review=""),))
    meeting.ok("lead", cmd.GoStep("review"))
    meeting.ok("m1", cmd.Consent(1, "let-go", "because"))
    meeting.ok("lead", cmd.GoStep("norms"))
    meeting.ok("lead", cmd.Collect(0))
    meeting.run(5)
    norms = meeting.last("m1", ev.Norms)
    assert norms.norms[0].object == 0
    assert not norms.reasons


def test_who_says_differ_after_go_reveals_nothing() -> None:
    """Until the inner secret is out, a person's "differ" keeps it in."""
    villain = two_drafts()
    meeting = villain.meeting
    villain.append(villain.open())
    villain.fix(*villain.everybody)
    meeting.ok("m1", cmd.Words("differ"))
    villain.go()
    assert villain.read() is None
