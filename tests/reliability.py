"""What becomes of real sessions when something breaks: `python -m tests.reliability`.

Every session is real processes: a relay, a facilitator and four members, each behind
a door of `HostileRelay`. In each of its three rounds (an answer, notes, consent to a
norm) one fault strikes at a moment drawn from the seed: before the round, or after so
many frames of it. Then people do what people do: who was thrown out joins again, the
facilitator collects again. At the end every note, answer and consent must be counted
once, and norms.md must say so. `docs/reliability.md` has the figures.
"""

from __future__ import annotations

import argparse
import datetime
import random
import resource
import signal
import statistics
import subprocess
import sys
import tempfile
import threading
import time
from collections import Counter, defaultdict
from collections.abc import Callable, Iterable
from pathlib import Path

from attrs import define, field

from formats.wire import Append, Post
from tests.support.hostile_relay import Frame, HostileRelay, Out, Unruly
from tests.support.processes import ROOT, Program, Stage, install

NAMES = ("Anna", "Bob", "Carol", "Dewi")
FRAMES = 40
"""A round of five takes some 45 frames from the clients."""
GIVEN_UP = 240.0
"""Seconds after which a session counts as one that did not go on."""
QUICK = "[patience]\nkeys = 2\nhold = 0.5\nhop = 3\ngo = 4\nopen = 4\n"
NORM = "We say it to each other first"
HARM = 6
AWAY = 3.0
"""Seconds that somebody's cable is out, and that a relay hangs."""
LATE = 0.2
"""Seconds by which a slow network delays every frame, each way."""


@define
class Tally:
    """What one kind of fault did."""

    seconds: list[float] = field(factory=list)
    """From each fault until the result stood on every screen."""
    wrong: list[str] = field(factory=list)
    """What was lost, doubled or made up: nothing, one hopes."""
    retyped: int = 0
    """Texts of who was killed, which were in that laptop's memory alone."""
    uncounted: int = 0
    """Answers and consents of who was away when all others were counted."""


class Play:
    """One session, and the faults in it."""

    def __init__(self, stage: Stage, chance: random.Random, quick: bool) -> None:
        """Begin the session and seat everybody."""
        self.stage, self.chance = stage, chance
        for name in ("Facilitator", *NAMES) if quick else ():
            computer = stage.computer(name)
            _ = computer.environment
            computer.set(QUICK)
        self.server, self.port = stage.serve()
        self.disks = 0
        self.relay = HostileRelay(self.port)
        self.doors = {name: self.relay.door(name) for name in ("Facilitator", *NAMES)}
        self.lead = stage.host(
            *("--server", self.doors["Facilitator"], "--small-group"),
            *("--out", "out", "--lang", "en"),
        )
        self.words = self.lead.last("welcome")["words"]
        self.members = {name: self.join(name) for name in NAMES}
        for each in self.everybody:
            each.wait("roster", lambda e: e["count"] == 1 + len(NAMES))
        self.killed = False
        self.retyped = 0
        self._passed = 0
        self._strike = 0
        self._struck = threading.Event()
        self._collected, self._asked = 0, False
        self.uncounted = 0
        for name in self.doors:
            self.relay.to_relay[name] = self._count

    @property
    def everybody(self) -> tuple[Program, ...]:
        """The facilitator's client and the members'."""
        return (self.lead, *self.members.values())

    def join(self, name: str) -> Program:
        """Let somebody join, or join again."""
        return self.stage.join(name, self.words, "--server", self.doors[name])

    def _count(self, frame: Frame) -> Iterable[Out]:
        """Pass a client's frame on, and strike when it is the one drawn."""
        if isinstance(frame, Append | Post):
            self._passed += 1
            if self._passed >= self._strike > 0:
                self._struck.set()
        return (frame,)

    # ------------------------------------------------------------------ the faults

    def none(self) -> None:
        """Nothing happens."""

    def server_stopped(self) -> None:
        """The relay is stopped and started again, as for an update."""
        self.server.terminate()
        self.server.ended()
        self._serve()

    def server_killed(self) -> None:
        """The relay is killed (kill -9) and started again."""
        self.server.kill()
        self._serve()

    def server_lost_its_disk(self) -> None:
        """The relay is killed and comes back without its database."""
        self.server.kill()
        self.disks += 1
        self._serve()

    def server_disk_full(self) -> None:
        """The relay can write no more; it is started again with room."""
        nothing = (0, resource.RLIM_INFINITY)
        resource.prlimit(self.server.pid, resource.RLIMIT_FSIZE, nothing)
        self._wait(lambda: not self.server.running, 10.0)
        self.server.kill()
        self._serve()

    def server_hangs(self) -> None:
        """The relay stands still for some seconds (SIGSTOP), and goes on."""
        self.server.signal(signal.SIGSTOP)
        self._wait(lambda: False, AWAY)
        self.server.signal(signal.SIGCONT)

    def _serve(self) -> None:
        on = f"relay {self.disks}" if self.disks else "relay"
        self.server, _ = self.stage.serve(self.port, on=on)

    def member_killed(self) -> None:
        """A member's client is killed (kill -9), and that person joins again."""
        name = self.chance.choice(NAMES)
        self.members[name].kill()
        self.killed = True
        self.members[name] = self.join(name)

    def member_unplugged(self) -> None:
        """A member's cable is out for some seconds."""
        name = self.chance.choice(NAMES)
        self.relay.to_client[name] = lambda _: None
        self.relay.cut(name)
        self._wait(lambda: False, AWAY)
        del self.relay.to_client[name]

    def facilitator_killed(self) -> None:
        """The facilitator's client is killed (kill -9) and resumed."""
        self.lead.kill()
        self.killed = True
        self.lead = self.stage.host("--resume", "--out", "out")
        self._collected, self._asked = 0, False

    def everybody_cut_off(self) -> None:
        """All connections break at once."""
        self.relay.cut(*self.doors)

    def slow_network(self) -> None:
        """Every frame comes late, until the round is over."""
        self.relay.late = LATE

    def unruly_relay(self) -> None:
        """The relay drops, doubles, swaps, damages and breaks off, for all."""
        for name in self.doors:
            self.relay.lie(Unruly(self.chance.random(), HARM), name)

    def behave(self) -> None:
        """Whatever went on is over."""
        self.relay.late = 0.0
        if self.relay.to_client:
            self.relay.to_client.clear()
            self.relay.cut(*self.doors)

    # ------------------------------------------------------------------ one round

    def round(self, kind: str, fault: Callable[[], None]) -> float:
        """Play the round of a step with a fault in it; give the seconds it cost."""
        self._until(lambda: self._lead_does(f"go {kind}"), "the step")
        if kind == "norms":
            self._until(lambda: self._lead_does(f"norm {NORM}"), "the norm")
        for each in self.everybody:
            each.wait_at(kind)
            if kind == "norms":
                each.wait("norms")
        self._prepare(kind)
        self._passed, self._strike = 0, self.chance.randint(0, FRAMES)
        self._asked = False
        self._struck.clear()
        if self._strike:
            self._collect()
            over = {"done", "aborted", "burned"}
            self._wait(lambda: self._struck.is_set() or self._phase() in over, 30.0)
        began = time.monotonic()
        fault()
        lasts = fault in (self.unruly_relay, self.slow_network)
        stops = time.monotonic() + 20.0
        while not self._satisfied(kind):
            assert time.monotonic() - began < GIVEN_UP, f"{kind} did not go on"
            if lasts and (time.monotonic() > stops or self._phase() in OVER):
                self.behave()
                lasts = False
            self._go_on(kind)
            self._wait(lambda: self._satisfied(kind), 0.2)
        seconds = time.monotonic() - began
        self.behave()
        self._check(kind)
        return seconds

    def _phase(self) -> str:
        """Where the latest round stands, as the facilitator sees it."""
        told = [e for e in self.lead.events[self._collected :] if e["event"] == "round"]
        if not told:
            return ""
        waits = told[-1].get("reason") == "waiting"
        return "waiting" if waits else str(told[-1]["phase"])

    def _collect(self) -> bool:
        since = self.lead.now
        if not self._lead_does("collect 0"):
            return False
        self._collected = since
        self._asked = True
        return True

    def _go_on(self, kind: str) -> None:
        """Do what people do when a round is over without what they wait for."""
        phase = self._phase()
        if phase == "waiting" and self.killed:
            self._lead_does("abort")
        elif phase in OVER or not self._asked:
            self._prepare(kind)
            self._collect()

    def _lead_does(self, line: str) -> bool:
        return bool(self.lead.send(line)["event"] == "accepted")

    def _prepare(self, kind: str) -> None:
        """Let everybody have ready what they want to say, unless it is there."""
        board = self._board(self.lead)
        for each in self.everybody:
            text = f"{each.name} has something to say"
            if kind == "ask":
                each.send("answer 4")
            elif kind == "norms":
                each.send("consent 1 agree")
            elif text not in board:
                since = each.now
                if each.send("notes")["event"] == "accepted":
                    each.wait("notes", since=since)  # after the drafts
                drafts = each.told("drafts")
                own = [d["text"] for d in drafts[-1]["drafts"]] if drafts else []
                if text not in own:
                    self.retyped += 1
                    each.send(f"note need {text}")
                if each.told("warning"):  # "missed", or a text that may have been read
                    each.send("send")

    def _board(self, each: Program) -> Counter[str]:
        told = each.told("notes")
        return Counter(n["text"] for n in told[-1]["notes"]) if told else Counter()

    def _satisfied(self, kind: str) -> bool:
        """Whether the result stands on every screen."""
        if kind == "ask":
            return all(each.told("answers") for each in self.everybody)
        if kind == "norms":
            return all(
                norms and norms[-1]["norms"][0]["asked"] == "norms"
                for norms in (each.told("norms") for each in self.everybody)
            )
        texts = {f"{each.name} has something to say" for each in self.everybody}
        return all(texts <= set(self._board(each)) for each in self.everybody)

    # ------------------------------------------------------------------ what came out

    def _check(self, kind: str) -> None:
        """Check that all see the same, and nothing that was not said, or twice."""
        people = len(self.everybody)
        lead = self.lead
        if kind == "ask":
            result = lead.last("answers")
            assert sum(c["count"] for c in result["counts"]) == result["respondents"]
            assert result["counts"][3]["count"] == result["respondents"] <= people
            assert result["spoiled"] == 0
            self.uncounted = people - int(result["respondents"])
            for each in self.everybody:
                assert each.last("answers") == result
        elif kind == "norms":
            [norm] = lead.last("norms")["norms"]
            assert norm["agree"] <= people
            assert (norm["concern"], norm["object"]) == (0, 0)
            assert norm["status"] == "agreed"
            self.uncounted = people - int(norm["agree"])
            for each in self.everybody:
                assert each.last("norms")["norms"] == [norm]
        else:
            self.uncounted = 0
            expected = Counter(f"{e.name} has something to say" for e in self.everybody)
            for each in self.everybody:
                assert self._board(each) == expected, self._board(each)
        for each in self.everybody:
            assert not each.told("round")[-1:] or each.last("round")["phase"] != "fork"

    def end(self) -> None:
        """End the session; everybody leaves, and norms.md is right."""
        [norm] = self.lead.last("norms")["norms"]
        self._until(lambda: self._lead_does("end"), "the end")
        for each in self.everybody:
            assert each.ended() == 0, (each.name, each.stderr)
        out = self.stage.computer("Facilitator").here / "out"
        [written] = out.glob("norms*.md")
        text = written.read_text(encoding="utf-8")
        assert NORM in text
        assert f"{norm['agree']} agree" in text
        self.server.terminate()
        assert self.server.ended() == 0

    # ------------------------------------------------------------------ waiting

    def _wait(self, met: Callable[[], bool], seconds: float) -> bool:
        end = time.monotonic() + seconds
        pause = threading.Event()
        while not met():
            if time.monotonic() > end:
                return False
            pause.wait(0.05)
        return True

    def _until(self, met: Callable[[], bool], what: str) -> None:
        assert self._wait(met, GIVEN_UP), what


OVER = frozenset({"done", "aborted", "burned"})

FAULTS: dict[str, Callable[[Play], None]] = {
    "no fault": Play.none,
    "relay stopped and started": Play.server_stopped,
    "relay killed (`kill -9`) and started": Play.server_killed,
    "relay killed, its disk lost": Play.server_lost_its_disk,
    "relay's disk full, then started with room": Play.server_disk_full,
    "relay hangs for 3 s": Play.server_hangs,
    "member's client killed, joins again": Play.member_killed,
    "member unplugged for 3 s": Play.member_unplugged,
    "facilitator's client killed, resumed": Play.facilitator_killed,
    "all connections cut": Play.everybody_cut_off,
    "every frame 0.2 s late, each way": Play.slow_network,
    "hostile relay: 6 % of frames harmed": Play.unruly_relay,
}
"""Each fault by its name in the table."""


def play(
    stage: Stage, seed: str, faults: list[str], quick: bool, tallies: dict[str, Tally]
) -> None:
    """Play one session with these three faults, and note what they did."""
    one = Play(stage, random.Random(seed), quick)
    with one.relay:
        for kind, name in zip(("ask", "write", "norms"), faults, strict=True):
            tally = tallies[name]
            typed = one.retyped
            fault = FAULTS[name].__get__(one)
            try:
                tally.seconds.append(one.round(kind, fault))
            except AssertionError as error:
                tally.wrong.append(f"{seed} {kind}: {error}")
                raise
            tally.retyped += max(0, one.retyped - typed - 5 * (kind == "write"))
            tally.uncounted += one.uncounted
        one.end()


def drawn(seed: int, sessions: int) -> list[list[str]]:
    """Give three faults for each session, all of them about as often."""
    chance = random.Random(seed)
    queue: list[str] = []
    while len(queue) < 3 * sessions:
        names = [*FAULTS]
        chance.shuffle(names)
        queue += names
    return [queue[at : at + 3] for at in range(0, 3 * sessions, 3)]


def run(seed: int, sessions: int, quick: bool) -> dict[str, Tally]:
    """Play the sessions; one that fails is told, and counted as wrong."""
    tallies: dict[str, Tally] = defaultdict(Tally)
    with tempfile.TemporaryDirectory() as folder:
        installed = install(Path(folder) / "installed")
        for number, faults in enumerate(drawn(seed, sessions), 1):
            began = time.monotonic()
            said = "went well"
            try:
                with Stage(installed, Path(folder) / str(number)) as stage:
                    play(stage, f"{seed}/{number}", faults, quick, tallies)
            except AssertionError as error:
                said = f"WRONG: {error}"
            took = time.monotonic() - began
            print(f"{number}: {', '.join(faults)}: {said} ({took:.0f} s)", flush=True)
    return tallies


def table(tallies: dict[str, Tally]) -> list[str]:
    """Make the rows of docs/reliability.md."""
    rows = [
        "| fault | how often | lost, doubled or wrong | typed again | not counted "
        "| median s | worst s |",
        "|---|---|---|---|---|---|---|",
    ]
    for name in FAULTS:
        tally = tallies.get(name)
        if tally is None:
            continue
        wrong = str(len(tally.wrong)) if tally.wrong else "nothing"
        median = f"{statistics.median(tally.seconds):.1f}" if tally.seconds else "-"
        worst = f"{max(tally.seconds):.1f}" if tally.seconds else "-"
        often = len(tally.seconds) + len(tally.wrong)
        rows.append(
            f"| {name} | {often} | {wrong} | {tally.retyped} | {tally.uncounted} "
            f"| {median} | {worst} |"
        )
    return rows


def main() -> int:
    """Play, and print the table."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--runs", type=int, default=20, help="sessions, 3 faults each")
    parser.add_argument("--quick", action="store_true", help="give up waiting sooner")
    asked = parser.parse_args()
    commit = subprocess.run(
        ["git", "rev-parse", "--short", "HEAD"],
        cwd=ROOT, capture_output=True, text=True, check=True,
    ).stdout.strip()  # fmt: skip
    tallies = run(asked.seed, asked.runs, asked.quick)
    today = datetime.datetime.now(tz=datetime.UTC).date()
    quick = " --quick" if asked.quick else ""
    print(
        f"`python -m tests.reliability --seed {asked.seed} --runs {asked.runs}{quick}`"
    )
    print(f"commit {commit}, {today}")
    print("\n".join(table(tallies)))
    wrong = [each for tally in tallies.values() for each in tally.wrong]
    print("\n".join(wrong))
    return 1 if wrong else 0


if __name__ == "__main__":
    sys.exit(main())
