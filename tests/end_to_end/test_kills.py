"""kill -9 of a member, of the facilitator and of the relay, and what is left then.

Which message was the last one is varied on a virtual clock, in
`tests/retro/client/test_recovery.py`; here real processes die with real sockets.
"""

from __future__ import annotations

import resource
from collections import Counter
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager

import pytest

from tests.end_to_end.recorder import Recorder
from tests.support.processes import LOCAL, Event, Program, Stage, Team

IMPATIENT = "[patience]\nkeys = 3\nhold = 0.5\nhop = 4\ngo = 8\nopen = 5\n"
NAMES = [f"Member {number}" for number in range(1, 5)]
SMALL = "--small-group"
"""A team of five: when one dies there are just enough for a round."""


def impatient(stage: Stage) -> None:
    """Let every computer of the scenario give up waiting soon."""
    for name in ("Facilitator", *NAMES):
        computer = stage.computer(name)
        _ = computer.environment
        computer.set(IMPATIENT)


def own(each: Program) -> str:
    """Give the note that somebody writes."""
    return f"{each.name} has something to say"


def write(team: Team) -> None:
    """Let everybody draft a note."""
    team.go("write")
    for each in team:
        each.ok(f"note need {own(each)}")


def shown(event: Event) -> Counter[str]:
    """Give the texts of a notes event."""
    return Counter(note["text"] for note in event["notes"])


def check_board(board: Event, living: Team, dead: Program) -> None:
    """Every living member's note is there once; the dead one's at most once."""
    texts = shown(board)
    assert all(texts[own(each)] == 1 for each in living)
    assert texts[own(dead)] <= 1
    assert sum(texts.values()) - texts[own(dead)] == len(list(living))


@contextmanager
def behind(stage: Stage, who: str) -> Iterator[tuple[Team, Recorder]]:
    """Give a team on a relay, one of its members behind a recorder."""
    with ExitStack() as open_:
        _, port = stage.serve()
        recorder = Recorder(port)
        open_.callback(recorder.close)
        lead = stage.host("--server", f"ws://127.0.0.1:{port}", SMALL)
        welcome = lead.last("welcome")
        members = [
            stage.join(name, welcome["words"], "--server", recorder.url)
            if name == who
            else stage.join(name, welcome["link"])
            for name in NAMES
        ]
        team = Team(lead, members)
        team.seated()
        yield team, recorder


def test_a_member_dies_during_the_countdown(stage: Stage) -> None:
    """The round goes on without the dead, who are named first; nothing else is lost."""
    impatient(stage)
    lead = stage.host(*LOCAL, SMALL)
    team = stage.team(lead, NAMES)
    write(team)
    dead = team.members[2]
    living = team.without(dead)
    team.ask(2)
    dead.wait("round", lambda event: event["phase"] == "countdown")
    dead.kill()
    for each in living:
        check_board(each.wait("notes"), living, dead)
    assert shown(lead.last("notes")) == shown(team.members[0].last("notes"))
    living.end()


def test_a_member_dies_while_the_notes_are_mixed(stage: Stage) -> None:
    """A laptop that stops answering in the mix ends the round; the others try again."""
    impatient(stage)
    with behind(stage, NAMES[2]) as (team, recorder):
        write(team)
        dead = team.member(NAMES[2])
        living = team.without(dead)
        before = len(recorder.sent())
        team.ask(1)
        recorder.wait_sent(before + 1)  # its keys: it takes part
        recorder.hold = lambda _: True
        dead.wait("round", lambda event: event["phase"] == "mixing")
        dead.kill()
        for each in living:
            stopped = each.wait("round", lambda event: event["phase"] == "aborted")
            assert stopped["reason"] == "stalled"
            held = each.wait("round", lambda event: event["phase"] == "holding")
            assert held["missing"] == [dead.name]
            board = shown(each.wait("notes"))
            assert board == Counter(own(member) for member in living)
        living.end()


def test_who_died_in_one_round_is_missed_in_the_next(stage: Stage) -> None:
    """The dead stay named as absent, and the living lose no answer and no draft."""
    impatient(stage)
    with behind(stage, NAMES[3]) as (team, recorder):
        write(team)
        dead = team.member(NAMES[3])
        living = team.without(dead)
        team.go("ask")
        for each in team:
            each.ok("answer 3")
        recorder.hold = lambda _: True
        team.ask(1)
        recorder.wait_held()
        dead.kill()
        for each in living:
            assert each.wait("answers")["respondents"] == 4
        living.go("write")
        living.ask()
        for each in living:
            board = shown(each.wait("notes"))
            assert board == Counter(own(member) for member in living)
        living.end()


def test_a_member_dies_just_before_revealing(stage: Stage) -> None:
    """After the last GO the dead are waited for; then nothing is read, or sent again.

    What REVEAL looks like from outside is learnt from a round before: the last but one
    of a member's frames, of a size that no other has.
    """
    impatient(stage)
    with behind(stage, NAMES[3]) as (team, recorder):
        write(team)
        dead = team.member(NAMES[3])
        living = team.without(dead)
        team.go("ask")
        before = len(recorder.sent())
        team.collect("answers")
        sizes = [frame.size for frame in recorder.sent()[before:]]
        assert sizes.count(sizes[-2]) == 1
        team.go("write")
        recorder.hold = lambda frame: frame.size == sizes[-2]
        team.ask()
        recorder.wait_held()
        dead.kill()
        waiting = team.lead.wait(
            "round", lambda event: event.get("reason") == "waiting"
        )
        assert waiting["missing"] == [dead.name]
        team.lead.ok("abort")
        for each in living:
            each.wait("round", lambda event: event["phase"] == "burned")
            warning = each.wait("warning", lambda e: e["code"] == "maybe-read")
            assert warning["texts"] == [own(each)]
            assert not each.told("notes")
        for each in living:
            each.ok(f"note need {own(each)} now", "send")
        for event in living.collect("notes"):
            assert shown(event) == Counter(f"{own(each)} now" for each in living)
        living.end()


@pytest.mark.parametrize("when", ["countdown", "mixing", "idle"])
def test_the_facilitator_dies_and_resumes(stage: Stage, when: str) -> None:
    """A resumed facilitator is a new member on the same port; the team goes on."""
    impatient(stage)
    lead = stage.host(*LOCAL, SMALL, "--title", "Kept")
    team = stage.team(lead, NAMES)
    write(team)
    agreed = "We tell each other first"
    team.go("norms")
    lead.ok(f"norm {agreed}")
    for each in team:
        each.wait("norms")
        each.ok("consent 1 agree")
    team.collect("norms")
    team.go("write")
    watching = team.members[0]
    if when != "idle":
        team.ask(1 if when == "countdown" else 0)
        watching.wait("round", lambda e: (e["purpose"], e["phase"]) == ("notes", when))
    lead.kill()
    start = watching.now
    watching.wait("link", lambda event: event["state"] == "down")

    again = stage.host("--resume")
    members = Team(again, team.members)
    watching.wait("link", lambda event: event["state"] == "up", since=start)
    assert again.last("welcome")["link"] == lead.last("welcome")["link"]
    assert again.last("welcome")["title"] == "Kept"
    norms = again.wait("norms")["norms"]
    assert [(norm["text"], norm["status"]) for norm in norms] == [(agreed, "agreed")]
    members.at("write")
    names = sorted(each.name for each in members)
    again.wait("people", lambda event: sorted(event["members"]) == names)
    if not again.told("notes"):
        members.ask()
    for each in members:
        board = shown(each.wait("notes"))
        assert all(board[own(member)] == 1 for member in team.members)
        assert board[own(lead)] <= 1
    members.end()
    assert stage.computer("Facilitator").kept() == [
        stage.computer("Facilitator").folder / "config" / "retro" / "settings.toml"
    ]


@pytest.mark.parametrize("when", ["countdown", "mixing"])
def test_the_relay_dies_and_comes_back(stage: Stage, when: str) -> None:
    """After a restart on its port and database the open round is read by everybody."""
    relay, port = stage.serve()
    lead = stage.host("--server", f"ws://127.0.0.1:{port}", SMALL)
    team = stage.team(lead, NAMES)
    team.go("ask")
    for each in team:
        each.ok("answer 4")
    agreed = team.collect("answers")[0]
    write(team)
    team.ask(2 if when == "countdown" else 0)
    lead.wait("round", lambda e: (e["purpose"], e["phase"]) == ("notes", when))
    relay.kill()
    for each in team:
        each.wait("link", lambda event: event["state"] == "down")
    relay, _ = stage.serve(port)
    for each in team:
        each.wait("link", lambda event: event["state"] == "up")
    for each in team:
        board = shown(each.wait("notes"))
        assert board == Counter(own(member) for member in team)
        assert each.last("answers") == agreed
    team.end()
    relay.terminate()
    assert relay.ended() == 0


def test_a_session_outlives_what_happens_to_its_relay(stage: Stage) -> None:
    """Stopped, out of disk, killed while it writes: the session goes on each time.

    Nobody's draft is lost, and no step is taken twice or not at all.
    """
    relay, port = stage.serve()
    lead = stage.host("--server", f"ws://127.0.0.1:{port}", SMALL)
    team = stage.team(lead, NAMES)
    write(team)

    relay.terminate()
    assert relay.ended() == 0
    team.all_see("link", lambda event: event["state"] == "down")
    relay, _ = stage.serve(port)
    team.all_see("link", lambda event: event["state"] == "up")
    for board in team.collect("notes"):
        assert shown(board) == Counter(own(each) for each in team)

    unlimited = resource.RLIM_INFINITY
    resource.prlimit(relay.pid, resource.RLIMIT_FSIZE, (1, unlimited))
    lead.ok("go ask")
    relay.wait_error("not-stored")
    resource.prlimit(relay.pid, resource.RLIMIT_FSIZE, (unlimited, unlimited))
    team.at("ask")

    since = [each.now for each in team]
    lead.type("next")
    relay.kill()
    team.all_see("link", lambda event: event["state"] == "down", since=since)
    relay, _ = stage.serve(port)
    team.all_see("link", lambda event: event["state"] == "up", since=since)
    team.all_see("step", lambda event: event["kind"] == "write", since=since)
    for each in team:
        assert each.last("step")["kind"] == "write"
        assert shown(each.last("notes")) == Counter(own(one) for one in team)
    team.end()
