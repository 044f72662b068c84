"""A relay that lies to real clients: nothing wrong is shown, and people are told.

`HostileRelay` stands between the product's own processes. After each lie the relay
behaves again, and a collect must bring everybody's notes once: nothing was lost.
"""

from __future__ import annotations

import random
from collections import Counter
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
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
from tests.support.hostile_relay import (
    Frame,
    HostileRelay,
    Out,
    Unruly,
    flipped,
    messages_of,
)
from tests.support.processes import Installed, Program, Stage, Team

PATIENT = (
    "[patience]\nkeys = 2\nhold = 0.5\nhop = 3\ngo = 4\nopen = 4\nforgotten = {}\n"
)
NAMES = ["Anna", "Bob", "Carol", "Dewi"]


class Table:
    """A team of five at the write step, each behind a door of the hostile relay."""

    def __init__(self, stage: Stage, *, forgotten: float = 60, port: int = 0) -> None:
        """Seat everybody."""
        self.stage = stage
        self.server, self.port = stage.serve(port)
        self.relay = HostileRelay(self.port)
        for name in ("Facilitator", *NAMES):
            computer = stage.computer(name)
            _ = computer.environment
            computer.set(PATIENT.format(forgotten))
        door = self.relay.door("Facilitator")
        self.lead = stage.host("--server", door, "--small-group")
        self.words = self.lead.last("welcome")["words"]
        members = [self.join(name) for name in NAMES]
        self.team = Team(self.lead, members)
        self.team.seated()
        self.team.go("write")
        self.shown: Counter[str] = Counter()
        self._notes = 0

    def join(self, name: str, *arguments: str) -> Program:
        """Let somebody join through a door of their own."""
        url = self.relay.door(name)
        return self.stage.join(name, self.words, "--server", url, *arguments)

    def member(self, name: str) -> Program:
        """Give somebody's client."""
        return self.team.member(name)

    def write(self, who: Iterable[Program] = ()) -> Counter[str]:
        """Let everybody, or these, draft one more note; give the texts."""
        texts: Counter[str] = Counter()
        for each in tuple(who) or self.team:
            self._notes += 1
            text = f"note {self._notes} of {each.name}"
            each.ok(f"note need {text}", "send")
            texts[text] += 1
        return texts

    def shows(self, each: Program) -> Counter[str]:
        """Give all notes that somebody was shown last."""
        told = each.told("notes")
        return (
            Counter(note["text"] for note in told[-1]["notes"]) if told else Counter()
        )

    def read(self, texts: Counter[str]) -> None:
        """Wait until everybody sees these too, once each, and nothing else is new."""
        expected = self.shown + texts

        def right(event: dict[str, object]) -> bool:
            notes = event["notes"]
            assert isinstance(notes, list)
            return Counter(note["text"] for note in notes) == expected

        for each in self.team:
            each.wait("notes", right)
        self.shown = expected

    def collect(self, *drafted: Counter[str]) -> None:
        """The relay behaves: everybody's drafts, and a new note each, come out once."""
        texts = self.write()
        for more in drafted:
            texts += more
        since = self.lead.now
        self.team.ask()
        for _ in range(4):
            over = self.lead.wait(
                "round", lambda e: e["phase"] in {"done", "aborted"}, since=since
            )
            if over["phase"] == "done":
                break
            since = self.lead.events.index(over, since) + 1
        self.read(texts)
        self.all_right()

    def all_right(self) -> None:
        """Nobody was ever shown a note that was not written, or one twice."""
        for each in self.team:
            for event in each.told("notes"):
                texts = Counter(note["text"] for note in event["notes"])
                assert texts <= self.shown, (each.name, texts - self.shown)

    def behaves(self) -> None:
        """The relay behaves again, and everybody is back on a new connection."""
        since = [each.now for each in self.team]
        self.relay.behave(cut=True)
        self.team.all_see("link", lambda e: e["state"] == "up", since=since)

    def warned(self, name: str, code: str, since: int) -> None:
        """Wait until somebody is told this."""
        self.member(name).wait("warning", lambda e: e["code"] == code, since=since)


@contextmanager
def table(installed: Installed, stage: Stage, **options: float) -> Iterator[Table]:
    """Give a table; the relay is closed after it."""
    del installed
    one = Table(stage, **options)  # type: ignore[arg-type]  # the options of Table
    with one.relay:
        yield one


@pytest.fixture(scope="module")
def seated(
    installed: Installed, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[Table]:
    """Give one table for all lies after which the session goes on."""
    with (
        Stage(installed, tmp_path_factory.mktemp("lies")) as stage,
        table(installed, stage) as one,
    ):
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
    others = seated.write(each for each in seated.team if each is not bob)
    seated.relay.lie(lambda _: (), "Bob")
    since = [each.now for each in seated.team]
    seated.team.ask()
    for each, start in zip(seated.team, since, strict=True):
        if each is not bob:
            held = each.wait("round", lambda e: e["phase"] == "holding", since=start)
            assert held["missing"] == ["Bob"]
            each.wait("round", lambda e: e["phase"] == "done", since=start)
    seated.behaves()
    seated.read(others)
    bob.wait("link", lambda e: e["state"] == "up", since=start)
    seated.collect(draft)


def test_a_relay_that_does_everything_wrong_shows_nothing_wrong(seated: Table) -> None:
    """Drops, doubles, swaps, damage and breaks for all: no note is lost or twice."""
    everybody = [each.name for each in seated.team]
    texts = seated.write()
    lies = [Unruly(("unruly", name), 6) for name in everybody]
    for name, lie in zip(everybody, lies, strict=True):
        seated.relay.lie(lie, name)
    since = seated.lead.now
    answer = seated.lead.send("collect 0")
    if answer["event"] == "accepted":
        over = {"done", "aborted", "burned"}
        seated.lead.wait("round", lambda e: e["phase"] in over, since=since)
    assert sum(sum(lie.done.values()) for lie in lies) > 0
    seated.behaves()
    if seated.lead.told("round")[-1]["phase"] not in {"done", "aborted", "burned"}:
        seated.lead.send("abort")
    seen = {text for each in seated.team for text in seated.shows(each)}
    if seen & set(texts):
        seated.read(texts)
        seated.collect()
    else:
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
