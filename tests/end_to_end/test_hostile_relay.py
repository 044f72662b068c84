"""A relay that lies to real clients: nothing wrong is shown, and people are told.

`HostileRelay` stands between the product's own processes. After each lie the relay
behaves again, and a collect must bring everybody's notes once: nothing was lost.
"""

from __future__ import annotations

import random
from collections.abc import Callable, Iterable, Iterator
from pathlib import Path

import pytest
from attrs import evolve

from formats.wire import (
    Append,
    Closing,
    Control,
    Peers,
    Refused,
    Said,
    ServerFrame,
    Taken,
)
from tests.end_to_end.hostile_table import Table
from tests.support.hostile_relay import (
    Frame,
    Out,
    Unruly,
    flipped,
    messages_of,
)
from tests.support.processes import Installed, Program, Stage


@pytest.fixture(scope="module")
def seated(
    installed: Installed, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[Table]:
    """Give one table for all lies after which the session goes on."""
    with Stage(installed, tmp_path_factory.mktemp("lies")) as stage:
        one = Table(stage)
        with one.relay:
            yield one


def holey() -> Callable[[Frame], Iterable[Out]]:
    """Make a lie that keeps the next new entry back for good, and nothing else."""
    hole = -1

    def lie(frame: Frame) -> Iterable[Out]:
        nonlocal hole
        if isinstance(frame, Control) and hole < 0:
            hole = frame.index
        return () if isinstance(frame, Control) and frame.index == hole else (frame,)

    return lie


def test_a_damaged_entry_is_asked_for_again(seated: Table) -> None:
    """A bit that fell over on the way to one member is mended without a word."""
    bob = seated.member("Bob")
    since = bob.now
    seen = 0

    def once(frame: Frame) -> Iterable[Out]:
        nonlocal seen
        seen += isinstance(frame, Control)
        damaged = isinstance(frame, Control) and seen == 1
        return (flipped(frame, 999) if damaged else frame,)

    seated.relay.lie(once, "Bob")
    seated.lead.ok("go norms")
    bob.wait("step", lambda e: e["kind"] == "norms", since=since)
    assert not [e for e in bob.events[since:] if e["event"] == "warning"]
    seated.relay.behave()
    seated.team.go("write")
    seated.collect()


def test_who_is_kept_out_of_what_happens_is_told(seated: Table) -> None:
    """Entries kept back from one member: a warning, an older screen, and then all."""
    bob = seated.member("Bob")
    since = bob.now
    draft = seated.write([bob])
    seated.relay.lie(holey(), "Bob")
    seated.lead.ok("go norms", "go group")
    seated.warned("Bob", "server-amiss", since)
    assert bob.last("step")["kind"] == "write"
    assert seated.lead.last("step")["kind"] == "group"
    seated.behaves()
    bob.wait_at("group")
    seated.lead.ok("go write")
    seated.team.at("write")
    seated.collect(draft)


def test_who_is_cut_off_is_named_and_keeps_the_draft(seated: Table) -> None:
    """One member hears nothing of a round: the others see who is missing and go on."""
    bob = seated.member("Bob")
    draft = seated.write([bob])
    rest = [each for each in seated.team if each is not bob]
    others = seated.write(rest)
    seated.relay.lie(lambda _: (), "Bob")
    since = [each.now for each in rest]
    while seated.through() != "done":
        pass
    for each, start in zip(rest, since, strict=True):
        held = each.wait("round", lambda e: e["phase"] == "holding", since=start)
        assert held["missing"] == ["Bob"]
    seated.behaves()
    seated.read(others)
    seated.collect(draft)


def test_a_relay_that_does_everything_wrong_shows_nothing_wrong(seated: Table) -> None:
    """Drops, doubles, swaps, damage and breaks for all: no note is lost or twice."""
    texts = seated.write()
    lies = {each.name: Unruly(("unruly", each.name), 6) for each in seated.team}
    for name, lie in lies.items():
        seated.relay.lie(lie, name)
    since = seated.lead.now
    if seated.lead.send("collect 0")["event"] == "accepted":
        over = {"done", "aborted", "burned", "holding"}
        seated.lead.wait("round", lambda e: e["phase"] in over, since=since)
    assert sum(sum(lie.done.values()) for lie in lies.values())
    seated.behaves()
    running = seated.lead.last("round")["phase"] not in {"done", "aborted", "burned"}
    if running and seated.lead.send("abort")["event"] == "error":
        assert seated.lead.last("error")["code"] == "out-of-step"
    seated.collect(texts)


def test_old_frames_and_frames_of_others_mean_nothing(seated: Table) -> None:
    """Everything that ever came, said again in any order, changes no screen."""
    bob = seated.member("Bob")
    old = [f for link in seated.relay.links_of("Bob") for f in link.down]
    again = [*messages_of(old)]
    random.Random("old frames").shuffle(again)
    strange = [
        evolve(frame, payload=bytes(len(frame.payload)), index=10**6)
        if isinstance(frame, Control)
        else evolve(frame, sender=bytes(32))
        for frame in again[:40]
    ]
    before, since = seated.shows(bob), bob.now
    seated.relay.say("Bob", *again, *strange)
    bob.ok("notes")
    assert seated.shows(bob) == before
    assert {e["event"] for e in bob.events[since:]} <= {"accepted", "drafts", "notes"}
    seated.behaves()
    seated.collect()


def test_an_entry_it_never_stored_is_sent_again(seated: Table) -> None:
    """It says `Taken` of what it threw away: the facilitator's next word mends it."""
    lead = seated.lead

    def swallow(frame: Frame) -> Iterable[Out]:
        if isinstance(frame, Append):
            seated.relay.to_relay.clear()
            return (Taken(id=frame.id, seq=2**40),)
        return (frame,)

    seated.relay.to_relay["Facilitator"] = swallow
    lead.ok("go norms", "norm We listen first")
    for each in seated.team:
        each.wait("norms", lambda e: len(e["norms"]) == 1)
    lead.ok("undo")
    seated.team.go("write")
    seated.collect()


@pytest.mark.parametrize(
    ("lie", "sentence"),
    [
        (Closing(code="expired"), "nothing happened in it for a long time"),
        (Refused(code="bad-signature"), "does not recognise this laptop"),
    ],
    ids=["expired", "bad-signature"],
)
def test_who_is_sent_away_reads_what_was_written(
    seated: Table, lie: Closing | Refused, sentence: str
) -> None:
    """Sent away for no reason: one line why, the own drafts, and the others go on."""
    gone = seated.join(f"Sent away with {len(sentence)}")
    gone.wait_at("write")
    gone.ok("note need nobody has this yet")
    seated.relay.say(gone.name, lie)
    assert gone.ended() == 1
    assert gone.last("drafts") == gone.events[-1]
    assert [d["text"] for d in gone.events[-1]["drafts"]] == ["nobody has this yet"]
    assert sentence in gone.stderr
    assert gone.stderr.count("\n") == 1
    seated.collect()


def test_a_flood_costs_no_memory_and_no_draft(seated: Table) -> None:
    """Thirty thousand true and false words to one member: it answers as before."""
    bob = seated.member("Bob")
    before = _memory(bob)
    key = next(
        f.keys[0]
        for f in reversed(seated.relay.links_of("Bob")[-1].down)
        if isinstance(f, Peers)
    )
    flood: list[ServerFrame] = [
        Said(seq=1, sender=key, payload=b"x" * 200),
        Taken(id=bytes(16), seq=1),
        Control(seq=1, index=2, payload=b"y" * 200),
    ]
    for _ in range(6):
        seated.relay.say("Bob", *flood * 1667)
    bob.ok("notes")
    assert _memory(bob) - before < 64 * 1024
    seated.behaves()
    seated.collect()


NONSENSE: list[list[Out]] = [
    [Closing(code="shutdown"), Closing(code="slow"), Closing(code="malformed")],
    [b"\xc1" * 1000],
    [b"\x00" * 5_000_000],
    [Refused(code="no-such-room")],
]
"""What may come between two frames that are right."""


def test_nonsense_out_of_the_blue_ends_nothing(seated: Table) -> None:
    """Whatever it says between two frames, the client is there a moment later."""
    bob = seated.member("Bob")
    draft = seated.write([bob])
    for nonsense in NONSENSE:
        since = bob.now
        seated.relay.say("Bob", *nonsense)
        seated.lead.ok("timer 600")
        bob.wait("timer", lambda e: e["seconds"] > 590, since=since)
        seated.lead.ok("timer off")
        assert bob.running
    seated.collect(draft)


def _memory(program: Program) -> int:
    """Give how much memory a process has, in KiB."""
    status = Path(f"/proc/{program.pid}/status").read_text(encoding="ascii")
    return int(status.split("VmRSS:")[1].split()[0])
