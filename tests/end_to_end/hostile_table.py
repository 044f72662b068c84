"""A team of five around a relay that can be made to lie, for every test of that."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable

from tests.support.hostile_relay import HostileRelay
from tests.support.processes import Event, Program, Stage, Team

PATIENT = (
    "[patience]\nkeys = 2\nhold = 0.5\nhop = 3\ngo = 4\nopen = 4\nforgotten = {}\n"
)
NAMES = ["Anna", "Bob", "Carol", "Dewi"]


def patient(stage: Stage, name: str, *, forgotten: float = 60) -> None:
    """Let somebody's computer give up waiting soon, but for a session that got lost."""
    computer = stage.computer(name)
    _ = computer.environment
    computer.set(PATIENT.format(forgotten))


OVER = {"done", "aborted", "burned"}


def shown(event: Event) -> Counter[str]:
    """Give the texts of a notes event."""
    return Counter(note["text"] for note in event["notes"])


class Table:
    """A team of five at the write step, each behind a door of the hostile relay."""

    def __init__(self, stage: Stage) -> None:
        """Seat everybody."""
        self.stage = stage
        self.server, self.port = stage.serve()
        self.relay = HostileRelay(self.port)
        for name in ("Facilitator", *NAMES):
            patient(stage, name)
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
        self.shown = self.shown + texts
        for each in self.team:
            each.wait("notes", lambda e: shown(e) == self.shown)

    def through(self) -> str:
        """Collect, and wait for how it ended: `done`, `aborted` or `burned`."""
        since = self.lead.now
        self.team.ask()
        while True:
            over = self.lead.wait("round", lambda e: e["phase"] in OVER, since=since)
            since = self.lead.events.index(over, since) + 1
            if over["phase"] == "done":
                self.lead.wait("notes", since=since)
                return "done"
            by_itself = self.lead.events[since : since + 1]
            if not by_itself or by_itself[0].get("phase") != "countdown":
                return str(over["phase"])

    def collect(self, *drafted: Counter[str]) -> None:
        """The relay behaves: everybody's drafts, and a new note each, come out once.

        People do what they would: the facilitator collects again when it came to
        nothing, and who sees that a text may have been read and is not there types it
        once more.
        """
        texts = self.write()
        for more in drafted:
            texts += more
        for _ in range(6):
            ended = self.through()
            missing = self.shown + texts - self.shows(self.lead)
            if not missing:
                break
            for text in missing if ended == "done" else ():
                each = next(m for m in self.team if text.endswith(f" of {m.name}"))
                since = each.now
                each.ok("notes")
                each.wait("notes", since=since)  # after the drafts
                if text not in [d["text"] for d in each.last("drafts")["drafts"]]:
                    each.ok(f"note need {text}", "send")
        self.read(texts)
        self.all_right()

    def all_right(self) -> None:
        """Nobody was ever shown a note that was not written, or one twice."""
        for each in self.team:
            for event in each.told("notes"):
                texts = shown(event)
                assert texts <= self.shown, (each.name, texts - self.shown)

    def behaves(self) -> None:
        """The relay behaves again, and everybody is back on a new connection."""
        since = [each.now for each in self.team]
        self.relay.behave(cut=True)
        self.team.all_see("link", lambda e: e["state"] == "up", since=since)

    def warned(self, name: str, code: str, since: int) -> None:
        """Wait until somebody is told this."""
        self.member(name).wait("warning", lambda e: e["code"] == code, since=since)
