"""A session whose authors the test knows, and all that a curious lead can take of it.

The lead runs the relay, a process of its own with every log switched on, and may read
its database, its memory and all traffic; the lead's own client too, which is a member.
"""

from __future__ import annotations

import json
import os
import signal
from collections.abc import Iterator, Mapping
from contextlib import ExitStack, contextmanager
from pathlib import Path

from attrs import define, evolve, field, frozen

from formats.wire import CLIENT_FRAMES, Append, Login, Post
from tests.end_to_end.recorder import Frame, Recorder
from tests.support.processes import Installed, Program, Stage, Team
from tests.support.searching import memory

LEAD = "Roosmarijnkwartel"
NAMES = (
    "Wilhelminakwartel", "Gijsbertuskwartel", "Anneloeskwartel", "Siebrigjekwartel",
    "Mohammedkwartel",
)  # fmt: skip
"""Five members; the end of every name is looked for, as it is in no other text."""
NAME_STEM, STEM, DRAFT_STEM = "kwartel", "oversteekplaats", "binnenvetterij"
"""All names end so, all texts begin so, and so does what is typed and never sent."""

HEAVY = 2
"""Rounds in which one member writes most, another in each, and one none."""
SINGLE = 4
"""Rounds in which everybody writes one note, each time in another order."""

LOUD = """
import logging, sys
from retro.cli import main
import server.relay
for name in [*logging.root.manager.loggerDict]:
    own = logging.getLogger(name)
    own.addHandler(logging.StreamHandler())
    own.setLevel(logging.DEBUG)
sys.exit(main(sys.argv[1:]))
"""
"""A relay whose operator wants to know everything, the carrier's own log included."""

PATIENT = "[patience]\n" + "\n".join(
    f"{name} = 60" for name in ("keys", "hold", "hop", "go", "ping", "done")
)
"""No give-up on a slow machine: a round that is tried again is longer than others."""

_STEP = """
[[steps]]
kind = "write"
title = "Write {number}"
question = "What is on your mind?"
columns = [{{ key = "c{number}", title = "Anything" }}]
"""
_ASK = """
[[steps]]
kind = "ask"
title = "Ask {number}"
question = "How free do you feel to speak, now that it is {number}?"
answer = "scale"
low = 1
high = 5
"""
AGENDA = "\n".join(
    [
        'name = "curious"\nlang = "en"\ntitle = "Curious"',
        '[[steps]]\nkind = "welcome"\ntitle = "Welcome"',
        *(_ASK.format(number=number) for number in range(2)),
        *(_STEP.format(number=number) for number in range(HEAVY + SINGLE)),
        '[[steps]]\nkind = "norms"\ntitle = "Norms"',
        '[[steps]]\nkind = "close"\ntitle = "Close"',
    ]
)

Traces = dict[str, list[tuple[float, Frame]]]


@frozen(kw_only=True)
class Round:
    """One round: what was asked, who gave what in which order, and what was seen.

    `given` is in the order in which it was typed; `shown` are the texts as revealed.
    `began` and `typed` are how many frames everybody had sent when the question came,
    and when all was typed; `quiet` and `traces` are what they sent then, and after it.
    """

    kind: str
    given: tuple[tuple[str, tuple[str, ...]], ...]
    began: dict[str, int]
    typed: dict[str, int]
    shown: tuple[str, ...]
    quiet: Traces = field(factory=dict)
    traces: Traces = field(factory=dict)


@define
class Curious:
    """Everything that was gathered."""

    stage: Stage
    team: Team
    relay: Program
    recorders: dict[str, Recorder]
    rounds: list[Round] = field(factory=list)
    relay_memory: bytes = b""
    lead_memory: bytes = b""
    looked: dict[str, object] = field(factory=dict)
    files: dict[Path, bytes] = field(factory=dict)
    touched: list[Path] = field(factory=list)
    log: str = ""

    @property
    def words(self) -> list[str]:
        """Give the four join words."""
        return str(self.team.lead.last("welcome")["words"]).split()

    @property
    def keys(self) -> dict[str, bytes]:
        """Give everybody's member key, as the relay sees it in their login."""
        found = {}
        for name, recorder in self.recorders.items():
            frames = map(CLIENT_FRAMES.decode, (f.payload for f in recorder.sent()))
            found[name] = next(f.key for f in frames if isinstance(f, Login))
        return found


@contextmanager
def curious(installed: Installed, folder: Path) -> Iterator[Curious]:
    """Play the session; the processes are gone when this gives what was gathered."""
    with ExitStack() as open_, Stage(installed, folder) as stage:
        relay, port = _relay(stage)
        recorders = {name: Recorder(port) for name in (LEAD, *NAMES)}
        for name, recorder in recorders.items():
            open_.callback(recorder.close)
            stage.computer(name).set(PATIENT)
        lead = _lead(stage, recorders[LEAD].url)
        words = lead.last("welcome")["words"]
        members = [
            stage.join(name, words, "--server", recorders[name].url) for name in NAMES
        ]
        team = Team(lead, members)
        team.seated()
        one = Curious(stage, team, relay, recorders)
        _play(one)
        _gather(one)
        team.end()
        relay.terminate()
        assert relay.ended() == 0
        one.log = "\n".join(relay.lines) + relay.stderr
        yield one


def _relay(stage: Stage) -> tuple[Program, int]:
    argv = [str(stage.installed.python), "-c", LOUD, "serve", "--host", "127.0.0.1"]
    computer = stage.computer("relay")
    relay = Program("relay", [*argv, "--port", "0"], computer, answers=False)
    stage.programs.append(relay)
    said = relay.wait_line("127.0.0.1")
    return relay, int(said.rstrip(".").split()[-1])


def _lead(stage: Stage, url: str) -> Program:
    """Start the lead's own client, in a process that can look at itself."""
    computer = stage.computer(LEAD)
    (computer.here / "curious.toml").write_text(AGENDA, encoding="utf-8")
    inside = Path(__file__).with_name("inside.py")
    argv = [str(stage.installed.python), str(inside), "report.json", "host"]
    argv += ["--plain", "--json", "--name", LEAD, "--server", url]
    argv += ["--title", f"{STEM} title", "--team", f"{STEM} team"]
    argv += ["--agenda", "curious.toml", "--lang", "en"]
    lead = Program(LEAD, argv, computer, answers=True)
    stage.programs.append(lead)
    lead.wait("welcome")
    return lead


# ------------------------------------------------------------------------- the session


def _play(one: Curious) -> None:
    """Hold every round, with authors that differ from round to round."""
    people = [LEAD, *NAMES]
    for number in range(2):
        _next(one, f"Ask {number}")
        given = {
            name: [f"answer {(place + 2 * number) % 5 + 1}"]
            for place, name in enumerate(people)
        }
        _round(one, "ask", given, "answers")
    for number in range(HEAVY):
        texts = dict.fromkeys(people, 1) | {NAMES[number]: 8, NAMES[number - 1]: 0}
        _write(one, number, texts, people)
    for number in range(HEAVY, HEAVY + SINGLE):
        turn = (number * 2) % len(people)
        order = [*people[turn:], *people[:turn]][:: 1 if number % 2 else -1]
        _write(one, number, dict.fromkeys(people, 1), order)
    one.team.next("norms")
    one.team.lead.ok(f"norm {STEM} norm")
    one.team.all_see("norms", lambda event: bool(event["norms"]))
    given = {name: ["consent 1 agree"] for name in people}
    given[NAMES[2]] = [f"consent 1 object {STEM} reason of a member who objects"]
    _round(one, "norms", given, "norms")
    one.team.next("close")
    _cut(one)


def _next(one: Curious, title: str) -> None:
    """Go to the next step, which has this title, with everybody."""
    one.team.lead.ok("next")
    for each in one.team:
        each.wait("step", lambda event: event["title"] == title)


def _write(
    one: Curious, number: int, notes: Mapping[str, int], order: list[str]
) -> None:
    """Hold a round of notes, typed member by member in this order."""
    _next(one, f"Write {number}")
    given = {
        name: [
            f"note c{number} {STEM} {number} by {name[:4]} {nth}"
            for nth in range(notes[name])
        ]
        or ["blank"]
        for name in order
    }
    dropped = one.team.member(order[1])
    before = _sent(one)
    draft = f"{DRAFT_STEM} {number}"
    dropped.ok(f"note c{number} {draft}")
    event = dropped.wait(
        "drafts", lambda e: any(d["text"] == draft for d in e["drafts"])
    )
    dropped.ok(f"drop {next(d['id'] for d in event['drafts'] if d['text'] == draft)}")
    _round(one, "notes", given, "notes", before)


def _sent(one: Curious) -> dict[str, int]:
    return {name: len(each.sent()) for name, each in one.recorders.items()}


def _kept(one: Curious) -> dict[Path, tuple[int, int, int]]:
    """Give the size and times of every file of the relay and of the lead."""
    places = [one.stage.computer(name) for name in ("relay", LEAD)]
    stats = {path: path.stat() for place in places for path in place.kept()}
    return {
        path: (stat.st_size, stat.st_mtime_ns, stat.st_ctime_ns)
        for path, stat in stats.items()
    }


def _round(
    one: Curious,
    kind: str,
    given: Mapping[str, list[str]],
    result: str,
    before: dict[str, int] | None = None,
) -> None:
    """Have everybody give something, member by member, and collect it."""
    before = before or _sent(one)
    files = _kept(one)
    for name, lines in given.items():
        one.team.member(name).ok(*lines)
    one.touched += [
        path for path, seen in _kept(one).items() if files.get(path) != seen
    ]
    typed = _sent(one)
    event = one.team.collect(result)[0]
    one.rounds.append(
        Round(
            kind=kind,
            given=tuple(
                (name, tuple(line.partition(STEM)[2] for line in lines if STEM in line))
                for name, lines in given.items()
            ),
            began=before,
            typed=typed,
            shown=tuple(
                note["text"].partition(STEM)[2]
                for note in event.get("notes", ())
                if f"{STEM} {_number(one)} " in note["text"]
            ),
        )
    )


def _cut(one: Curious) -> None:
    """Cut what everybody sent into rounds.

    The next step comes when the facilitator has everybody's last word on the round
    before it, so nothing of a round is sent after the next question has come.
    """
    timed = {name: each.sent_at() for name, each in one.recorders.items()}
    ends = [each.began for each in one.rounds[1:]] + [_sent(one)]
    one.rounds = [
        evolve(
            each,
            quiet={n: t[each.began[n] : each.typed[n]] for n, t in timed.items()},
            traces={n: t[each.typed[n] : end[n]] for n, t in timed.items()},
        )
        for each, end in zip(one.rounds, ends, strict=True)
    ]


def _number(one: Curious) -> str:
    return str(one.team.lead.last("step")["title"]).split()[-1]


# ----------------------------------------------------------------------- the gathering


def _gather(one: Curious) -> None:
    """Take all that lies at the relay and at the lead while the session still runs."""
    one.relay_memory = memory(one.relay.pid)
    one.lead_memory = memory(one.team.lead.pid)
    places = [one.stage.computer(name) for name in ("relay", LEAD)]
    one.files = {path: path.read_bytes() for each in places for path in each.kept()}
    keys = {name: key.hex() for name, key in one.keys.items() if name != LEAD}
    report = one.stage.computer(LEAD).here / "report.json"
    report.write_text(json.dumps({"members": keys, "stem": STEM}), encoding="utf-8")
    found = report.with_suffix(".found")
    os.mkfifo(found, 0o600)  # read to its end as soon as it is written
    os.kill(one.team.lead.pid, signal.SIGUSR1)
    one.looked = json.loads(found.read_text(encoding="utf-8"))


def posts(trace: list[tuple[float, Frame]]) -> list[tuple[float, Append | Post]]:
    """Read the frames of a trace, as the relay does."""
    read = [(when, CLIENT_FRAMES.decode(frame.payload)) for when, frame in trace]
    return [(when, one) for when, one in read if isinstance(one, Append | Post)]
