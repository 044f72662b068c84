"""A relay that forgets, brings back an old copy, or plays two histories with the lead.

Real clients on real relays. Where relay and facilitator work together the facilitator's
key is taken from its own computer, as who cheats would.
"""

from __future__ import annotations

import json
import shutil
from collections.abc import Iterable, Iterator
from pathlib import Path

import pytest
from attrs import evolve
from nacl.signing import SigningKey

from formats.entries import ENTRIES, PAYLOADS, Norm, OpenRound, SignedEntry
from formats.wire import Control
from retro.anonymity import joinwords
from retro.anonymity.chain import Chain, ChainError
from retro.anonymity.sealing import seal, unseal
from tests.end_to_end.hostile_table import NAMES, Table, patient
from tests.support.hostile_relay import Frame, HostileRelay, Out
from tests.support.processes import Program, Stage, Team

CONTROL = b"control"


@pytest.fixture
def table(stage: Stage) -> Iterator[Table]:
    """Give a table of its own."""
    one = Table(stage)
    with one.relay:
        yield one


def eva(table: Table) -> Program:
    """Let somebody join at the line client in Dutch, and write a note."""
    patient(table.stage, "Eva", forgotten=1)
    eva = table.stage.start(
        "Eva",
        *("join", "--plain", "--name", "Eva", "--lang", "nl"),
        *("--server", table.relay.door("Eva"), *table.words.split()),
    )
    eva.wait_line("Je bent in de sessie")
    eva.type("briefje need Dit is van Eva")
    eva.wait_line("Als concept op deze laptop bewaard")
    return eva


def test_a_server_without_its_disk_gets_the_session_back(table: Table) -> None:
    """Members wait and are told so, the facilitator's laptop brings the log, and on.

    Who waited in vain ends with a sentence and with what they wrote.
    """
    stage, relay = table.stage, table.relay
    waits_in_vain = eva(table)
    drafts = table.write()
    table.server.kill()
    relay.to_client["Facilitator"] = lambda _: None
    since = [each.now for each in table.team]
    stage.serve(table.port, on="another disk")
    for name in NAMES:
        table.warned(name, "server-forgot", 0)
    assert waits_in_vain.ended() == 1
    said = "\n".join(waits_in_vain.lines)
    assert "De server kent deze sessie niet meer; waarschijnlijk is die opnieuw" in said
    assert "Dit is van Eva" in waits_in_vain.lines[-1]
    assert waits_in_vain.stderr.count("\n") == 1
    assert "kent deze sessie niet meer en heeft haar niet terug" in waits_in_vain.stderr
    relay.behave()
    table.team.all_see("link", lambda e: e["state"] == "up", since=since)
    table.collect(drafts)
    table.team.end()


def test_an_old_copy_is_brought_up_to_date(table: Table) -> None:
    """A database put back from before a norm was agreed: nothing of it is undone."""
    stage, team = table.stage, table.team
    disk = stage.computer("relay").folder
    table.server.terminate()
    assert table.server.ended() == 0
    shutil.copytree(disk, disk.with_name("copy"))
    server, _ = stage.serve(table.port)
    team.all_see(
        "link", lambda e: e["state"] == "up", since=[each.now for each in team]
    )
    team.go("norms")
    table.lead.ok("norm We say it first")
    team.all_see("norms", lambda e: len(e["norms"]) == 1)
    for each in team:
        each.ok("consent 1 agree")
    [agreed] = team.collect("norms")[0]["norms"]
    assert agreed["status"] == "agreed"
    server.terminate()
    assert server.ended() == 0
    shutil.rmtree(disk)
    shutil.copytree(disk.with_name("copy"), disk)
    since = [each.now for each in team]
    stage.serve(table.port)
    team.all_see("link", lambda e: e["state"] == "up", since=since)
    late = table.join("Late")
    team.members.append(late)
    assert late.wait("norms", lambda e: bool(e["norms"]))["norms"] == [agreed]
    team.go("write")
    table.collect()
    team.end()


class Twice:
    """One session on two relays, led by one facilitator who cheats."""

    def __init__(self, stage: Stage) -> None:
        """Begin it on the first relay, and copy relay and facilitator."""
        for name in ("Facilitator", *NAMES, "Els", "Fem"):
            patient(stage, name)
        server, self.port = stage.serve()
        self.relay = HostileRelay(self.port)
        door = self.relay.door("Facilitator")
        self.lead = stage.host("--server", door, "--small-group")
        words = self.lead.last("welcome")["words"]
        self.relay.until(
            lambda: any(
                isinstance(frame, Control)
                for link in self.relay.links_of("Facilitator")
                for frame in link.down
            ),
            "the first entry",
        )
        server.terminate()
        assert server.ended() == 0
        disk = stage.computer("relay").folder
        shutil.copytree(disk, disk.with_name("second relay"))
        stage.serve(self.port)
        _, self.second = stage.serve(on="second relay")
        own = stage.computer("Facilitator").folder
        twin = own.with_name("Twin")
        shutil.copytree(own, twin)
        [kept] = twin.rglob("resume.json")
        resume = json.loads(kept.read_text())
        resume["url"] = self.relay.door("Twin")
        self.relay.ports["Twin"] = self.second
        kept.write_text(json.dumps(resume))
        self.twin = stage.host("--resume", "--small-group", name="Twin")

        def join(name: str, port: int) -> Program:
            self.relay.ports[name] = port
            return stage.join(name, words, "--server", self.relay.door(name))

        self.here = Team(self.lead, [join(n, self.port) for n in NAMES[:3]])
        there = [join(n, self.second) for n in ("Dewi", "Els", "Fem")]
        self.there = Team(self.twin, there)


def test_two_rosters_have_other_words_and_never_meet(stage: Stage) -> None:
    """Half of the team is shown another list: the words tell, and nothing is sent.

    Who is then moved over to the others sees that there are two histories, and stops,
    with the drafts.
    """
    twice = Twice(stage)
    with twice.relay:
        fem = twice.there.member("Fem")
        fem.confirms = False
        twice.here.seated()
        twice.there.seated()
        mine, theirs = (t.lead.last("roster") for t in (twice.here, twice.there))
        assert mine["words"] != theirs["words"]
        assert not {*mine["members"], "Twin"} & {*theirs["members"]} - {"Twin"}
        twice.here.go("write")
        twice.there.go("write")
        for each in (*twice.here, *twice.there):
            each.ok(f"note need of {each.name}")
        fem.ok("words differ")
        for each in twice.there:
            each.wait("warning", lambda e: e["code"] == "words-differ")
        assert twice.twin.refused("collect 0") == "words-differ"
        dewi = twice.there.member("Dewi")
        twice.relay.ports["Dewi"] = twice.port
        twice.relay.cut("Dewi")
        dewi.wait("link", lambda e: e["state"] == "up")
        twice.lead.ok("timer 600")
        dewi.wait("warning", lambda e: e["code"] == "fork")
        dewi.wait("round", lambda e: e["phase"] == "fork")
        dewi.ok("notes")
        assert not dewi.wait("notes")["notes"]
        assert [d["text"] for d in dewi.last("drafts")["drafts"]] == ["of Dewi"]
        for event in twice.here.collect("notes"):
            texts = sorted(note["text"] for note in event["notes"])
            assert texts == [
                f"of {name}" for name in ("Anna", "Bob", "Carol", "Facilitator")
            ]
        dewi.ok("quit")
        assert dewi.ended() == 0


class OtherQuestion:
    """A lie for one member: the facilitator's norm in other words, with its key."""

    def __init__(self, computer: Path, words: str) -> None:
        """Take the facilitator's key from its computer."""
        [kept] = computer.rglob("resume.json")
        self._fk = SigningKey(bytes.fromhex(json.loads(kept.read_text())["seed"]))
        self._secrets = joinwords.derive(tuple(words.split()))
        self._chain = Chain(self._secrets.room)
        self._payloads: list[bytes] = []

    def __call__(self, frame: Frame) -> Iterable[Out]:
        """Say each entry on the history that this member is shown."""
        if not isinstance(frame, Control):
            return (frame,)
        if frame.index == len(self._payloads):
            signed = PAYLOADS.decode(unseal(self._secrets, frame.payload, CONTROL))
            assert isinstance(signed, SignedEntry)
            entry = ENTRIES.decode(signed.body)
            if isinstance(entry, Norm):
                entry = evolve(entry, text="Who is against may leave")
            elif isinstance(entry, OpenRound):
                entry = evolve(entry, log=self._chain.head)
            try:
                payload = self._chain.append(entry, self._fk)
            except ChainError:
                return ()  # not even with the key can this be said on that history
            self._payloads.append(seal(self._secrets, payload, CONTROL))
        if frame.index >= len(self._payloads):
            return ()
        return (evolve(frame, payload=self._payloads[frame.index]),)


def test_another_question_to_one_member_is_never_counted(table: Table) -> None:
    """Bob consents to other words than the team's: his consent is nowhere, and he is
    told that he was left out; the others see that he is missing."""
    team, bob = table.team, table.member("Bob")
    lie = OtherQuestion(table.stage.computer("Facilitator").folder, table.words)
    for link in table.relay.links_of("Bob"):
        for frame in link.down:
            lie(frame)
    table.relay.lie(lie, "Bob")
    team.go("norms")
    table.lead.ok("norm We listen to each other")
    [other] = bob.wait("norms", lambda e: len(e["norms"]) == 1)["norms"]
    assert other["text"] == "Who is against may leave"
    others = [each for each in team if each is not bob]
    for each in others:
        each.wait("norms", lambda e: len(e["norms"]) == 1)
        each.ok("consent 1 agree")
    bob.ok("consent 1 object This is not what we said")
    table.lead.ok("collect 0")
    for each in others:
        held = each.wait("round", lambda e: e["phase"] == "holding")
        assert held["missing"] == ["Bob"]
        asked = each.wait("norms", lambda e: e["norms"][0]["asked"] == "norms")
        [norm] = asked["norms"]
        assert (norm["text"], norm["agree"], norm["object"]) == (
            "We listen to each other",
            4,
            0,
        )
        assert not asked["reasons"]
    bob.wait("warning", lambda e: e["code"] == "left-out")
