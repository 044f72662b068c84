"""The whole `social-safety` agenda, played by a facilitator and eight members."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from pathlib import Path

from attrs import define, field

from tests.end_to_end.recorder import Frame, Recorder
from tests.end_to_end.scripts import LEAD, NAMES, Script
from tests.support.processes import Event, Installed, Program, Stage, Team

Files = dict[Path, bytes]


@define
class Played:
    """A session that was played, and everything that was seen of it."""

    script: Script
    stage: Stage
    team: Team
    relay: Program
    recorders: dict[str, Recorder]
    relay_code: int = -1
    before_end: Files = field(factory=dict)
    after_end: Files = field(factory=dict)
    quiet: dict[str, list[Frame]] = field(factory=dict)
    notes_round: dict[str, list[Frame]] = field(factory=dict)
    notes: list[Event] = field(factory=list)
    answers: list[Event] = field(factory=list)
    reviewed: list[Event] = field(factory=list)
    dots: list[Event] = field(factory=list)
    norms: list[Event] = field(factory=list)
    worth: list[Event] = field(factory=list)

    @property
    def out(self) -> Path:
        """Where the facilitator asked for the files."""
        return self.stage.computer(LEAD).here / "out"

    @property
    def typed(self) -> Counter[tuple[str, str]]:
        """Give every note that was sent, as (column, text)."""
        return Counter(note for own in self.script.notes for note in own)

    @property
    def words(self) -> list[str]:
        """Give the four join words."""
        return str(self.team.lead.last("welcome")["words"]).split()


def kept(stage: Stage, names: tuple[str, ...]) -> Files:
    """Read every file that is kept on these computers."""
    return {
        path: path.read_bytes()
        for name in names
        for path in stage.computer(name).kept()
    }


@contextmanager
def played(installed: Installed, folder: Path, script: Script) -> Iterator[Played]:
    """Play the session behind recorders; the files stay while the block runs."""
    with ExitStack() as open_, Stage(installed, folder) as stage:
        relay, port = stage.serve()
        recorders = {name: Recorder(port) for name in (LEAD, *NAMES)}
        for recorder in recorders.values():
            open_.callback(recorder.close)
        before = stage.computer(LEAD).here / "before.md"
        before.write_text(script.brought_file, encoding="utf-8")
        lead = stage.host(
            *("--server", recorders[LEAD].url, "--lang", script.lang),
            *("--title", script.title, "--team", script.team),
            *("--norms", "before.md", "--out", "out"),
            name=LEAD,
        )
        words = lead.last("welcome")["words"]
        members = [
            stage.join(name, words, "--server", recorders[name].url) for name in NAMES
        ]
        team = Team(lead, members)
        team.seated()
        one = Played(script, stage, team, relay, recorders)
        _play(one)
        one.before_end = kept(stage, (LEAD, *NAMES, "relay"))
        team.end()
        relay.terminate()
        one.relay_code = relay.ended()
        one.after_end = kept(stage, (LEAD, *NAMES, "relay"))
        yield one


def _play(one: Played) -> None:
    """Go through every step, in the words of the script's language."""
    script, team = one.script, one.team
    lead, members = team.lead, team.members
    say = {verb: verb for verb in _VERBS} | script.verbs

    team.next("ask")
    for number, each in enumerate(members):
        each.ok(f"{say['answer']} {number % 5 + 1}")
    lead.ok("blank")
    one.answers = team.collect("answers")

    team.next("review")
    for each in team:
        each.ok(f"{say['consent']} 1 {say['keep']}")
        each.ok(f"{say['consent']} 2 {say['let-go']}")
    one.reviewed = team.collect("norms")

    team.next("write")
    one.quiet = {name: each.sent() for name, each in one.recorders.items()}
    for each, notes in zip(team, script.notes, strict=True):
        for column, text in notes:
            each.ok(f"{say['note']} {column} {text}")
    full, some = members[0], members[2]
    assert full.refused(f"{say['note']} well {script.late_draft}") == "too-many-notes"
    some.ok(f"{say['note']} need {script.dropped_draft}")
    shown = some.wait("drafts", lambda e: _draft(e, script.dropped_draft) > 0)
    draft = _draft(shown, script.dropped_draft)
    some.ok(f"{say['edit']} {draft} {script.dropped_draft}!")
    some.ok(f"{say['drop']} {draft}")
    one.quiet = {
        name: each.sent()[len(one.quiet[name]) :]
        for name, each in one.recorders.items()
    }
    before = {name: len(each.sent()) for name, each in one.recorders.items()}
    one.notes = team.collect("notes")
    one.notes_round = {
        name: each.sent()[before[name] :] for name, each in one.recorders.items()
    }
    some.ok(f"{say['note']} unsafe {script.late_draft}")

    team.next("group")
    ids = {note["text"]: note["id"] for note in lead.last("notes")["notes"]}
    own = [str(ids[f"{script.wrote} 1.{nth}"]) for nth in range(8)]
    lead.ok(f"{say['group']} {' '.join(own[:3])} {say['as']} {script.themes[0]}")
    lead.ok(f"{say['group']} {own[3]} {own[4]} {say['as']} {script.themes[2]}")
    lead.ok(f"title 2 {script.themes[1]}")
    lead.ok(f"{say['group']} {own[5]} {say['as']} {script.themes[1]}", "undo")
    lead.ok(f"{say['group']} {own[6]} {own[7]} {say['as']} {script.themes[2]}")
    team.all_see("themes", lambda event: _titles(event) == list(script.themes))

    team.next("vote")
    for number, each in enumerate(team):
        each.ok(f"{say['dots']} {DOTS[number]}")
    one.dots = team.collect("dots")

    team.next("talk")
    lead.ok("timer 600")
    team.all_see("timer", lambda event: event["seconds"] > 590)
    lead.ok("timer off")

    team.next("norms")
    theme = lead.last("themes")["themes"][0]["id"]
    lead.ok(f"{say['norm']} {script.norms[0]} from {theme}")
    lead.ok(f"{say['norm']} {script.norms[1]}")
    _drafted(team, script.norms[1])
    first, second = (_norm(lead, text) for text in script.norms)
    for each in team:
        each.ok(f"{say['consent']} {first} {say['agree']}")
        each.ok(f"{say['consent']} {second} {say['agree']}")
    members[1].ok(f"{say['consent']} {first} {say['concern']} {script.concern}")
    members[4].ok(f"{say['consent']} {second} {say['object']} {script.reason}")
    team.collect("norms")
    lead.ok(f"reword {second} {script.better}")
    _drafted(team, script.better)
    for each in team:
        each.ok(f"{say['consent']} {second} {say['agree']}")
    one.norms = team.collect("norms")

    team.next("close")
    for each in team:
        each.ok(f"{say['answer']} 4")
    one.worth = team.collect("answers")


_VERBS = (
    "note", "answer", "dots", "consent", "agree", "concern", "object", "group", "as",
    "norm", "keep", "let-go", "drop", "edit",
)  # fmt: skip
DOTS = ("3 2 0", "3 1 1", "0 0 3", "1 1 1", "0 3 2", "2 0 0", "0 0 0", "3 2 0", "2 2 1")


def _titles(themes: Event) -> list[str]:
    return [theme["title"] for theme in themes["themes"]]


def _draft(drafts: Event, text: str) -> int:
    """Give the number of the draft with this text, or 0."""
    return next((int(d["id"]) for d in drafts["drafts"] if d["text"] == text), 0)


def _norm(lead: Program, text: str) -> int:
    [norm] = [norm for norm in lead.last("norms")["norms"] if norm["text"] == text]
    return int(norm["id"])


def _drafted(team: Team, text: str) -> None:
    """Wait until everybody sees this draft of a norm."""
    team.all_see(
        "norms",
        lambda event: any(
            norm["text"] == text and norm["status"] == "draft"
            for norm in event["norms"]
        ),
    )
