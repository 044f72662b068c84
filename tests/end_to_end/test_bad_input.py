"""What bad input gets: one clear line, the documented exit code, and nothing lost."""

from __future__ import annotations

import os
import socket
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.support.processes import LOCAL, Done, Installed, Stage, Team, free_port

AGENDA = """\
name = "own"
lang = "en"
title = "Own"

[[steps]]
kind = "welcome"
title = "Welcome"

[[steps]]
kind = "ask"
title = "Ask"
question = "How?"
answer = "guess"

[[steps]]
kind = "close"
title = "Close"
"""

NORMS = "# Team\n\n## What we agree\n\n1. We listen\n\n   - Look again: someday\n"


@pytest.fixture
def taken() -> Iterator[int]:
    """Give a port that somebody else listens on."""
    with socket.create_server(("127.0.0.1", 0)) as listening:
        yield listening.getsockname()[1]


def write(stage: Stage, name: str, text: str | bytes) -> Path:
    """Put a file where `Stage.run` runs."""
    path = stage.computer("somebody").here / name
    path.write_bytes(text if isinstance(text, bytes) else text.encode())
    return path


def left(stage: Stage) -> list[Path]:
    """Give what commands left on the computer they ran on."""
    return stage.computer("somebody").kept()


# ----------------------------------------------------------------------- the arguments


@pytest.mark.parametrize(
    ("lang", "typed", "near"),
    [("en", "cupboarf", "cupboard"), ("nl", "fietz", "fiets")],
)
def test_a_wrong_join_word_is_named_with_the_nearest(
    stage: Stage, lang: str, typed: str, near: str
) -> None:
    """A word that is not on the list ends with 2, and names what may be meant."""
    done = stage.run("join", "--name", "Anna", "--lang", lang, *[near] * 3, typed)
    assert done.code == 2
    assert typed in done.complaint
    assert near in done.complaint.partition(typed)[2]


def test_join_words_are_taken_from_stdin_too(stage: Stage) -> None:
    """Wrong words on stdin are named just as well."""
    done = stage.run("join", "--name", "Anna", stdin="one two three\n")
    assert done.code == 2
    assert done.complaint


@pytest.mark.parametrize(
    "arguments",
    [
        ("jion",),
        ("join", "--nmae", "Anna"),
        ("serve", "--port", "70000"),
        ("host", "--lang", "fr"),
        ("host", "--server", "http://127.0.0.1"),
        ("join", "ws://127.0.0.1:8484/#cupboard", "--name", "Anna"),
        ("host", "--agenda", "no-such-agenda", "--name", "Anna"),
        ("host", "--title", "x" * 2000, "--name", "Anna"),
        ("export", "some.retro", "--what", "gossip"),
        ("join",),
    ],
    ids=lambda arguments: "-".join(arguments)[:30],
)
def test_malformed_arguments_end_with_2(
    stage: Stage, arguments: tuple[str, ...]
) -> None:
    """Whatever is wrong with the command line is said in one line, with code 2."""
    done = stage.run(*arguments)
    assert done.code == 2, done
    assert done.complaint
    assert done.stdout == ""
    assert left(stage) == []


def test_a_port_in_use_offers_a_free_one(stage: Stage, taken: int) -> None:
    """An explicit port that is taken ends with 1 and names one that is free."""
    for command in (
        ("serve",),
        ("host", "--name", "Anna", "--json"),
        ("demo", "--auto", "--lang", "en"),
    ):
        done = stage.run(*command, "--host", "127.0.0.1", "--port", str(taken))
        assert done.code == 1
        offered = done.complaint.split()[-1]
        assert str(taken) in done.complaint
        with socket.socket() as probe:
            probe.bind(("127.0.0.1", int(offered)))


def test_without_a_port_the_next_free_one_is_used(stage: Stage) -> None:
    """The usual port being taken, the relay listens on another and says which."""
    relays = [
        stage.start(f"relay {number}", "serve", "--host", "127.0.0.1", "--lang", "en")
        for number in range(2)
    ]
    ports = {relay.wait_line("listens").split()[-1] for relay in relays}
    assert len(ports) == 2
    for relay in relays:
        relay.terminate()
        assert relay.ended() == 0


@pytest.mark.parametrize("lang", ["nl", "en"])
def test_an_unreachable_server_says_what_was_tried(stage: Stage, lang: str) -> None:
    """Nobody listens there: one line with the address, code 1, and nothing kept."""
    url = f"ws://127.0.0.1:{free_port()}"
    words = ["cupboard", "cupboard", "cupboard", "cupboard"]
    commands = (
        ("join", *words, "--json"),
        ("host", "--json"),
    )
    for command in commands:
        done = stage.run(*command, "--server", url, "--name", "Anna", "--lang", lang)
        assert done.code == 1
        assert url in done.complaint
        assert done.stdout == ""


def test_words_of_no_session_are_told(stage: Stage) -> None:
    """Words that are on the list but open nothing on this server end with 1."""
    _, port = stage.serve()
    words = ["cupboard", "cupboard", "cupboard", "cupboard"]
    url = f"ws://127.0.0.1:{port}"
    done = stage.run("join", *words, "--server", url, "--name", "Anna")
    assert done.code == 1
    assert done.complaint
    assert left(stage) == []


# --------------------------------------------------------------------------- the files


def test_a_broken_agenda_names_the_line(stage: Stage) -> None:
    """An agenda that cannot be used names its line and what was expected there."""
    write(stage, "own.toml", AGENDA)
    write(stage, "worse.toml", AGENDA.replace('title = "Close"', "title = Close"))
    for command in (
        ("agenda", "check", "own.toml"),
        ("host", "--name", "Anna", "--agenda", "own.toml"),
    ):
        done = stage.run(*command, "--lang", "en")
        assert done.code == 1
        assert "own.toml, line 13" in done.complaint
        assert "scale" in done.complaint
    done = stage.run("agenda", "check", "worse.toml", "--lang", "en")
    assert done.code == 1
    assert "worse.toml, line 17" in done.complaint
    assert left(stage) == []


def test_a_broken_session_file_is_told(stage: Stage) -> None:
    """What is no saved session, or a damaged one, is named and nothing is written."""
    write(stage, "noise.retro", os.urandom(500))
    write(stage, "empty.retro", b"")
    for name in ("noise.retro", "empty.retro", "none.retro"):
        done = stage.run("export", name, "-o", "norms.md", "--lang", "en")
        assert done.code == 1
        assert name in done.complaint
        assert done.stdout == ""
    assert not (stage.computer("somebody").here / "norms.md").exists()


def test_a_broken_norms_file_names_the_line(stage: Stage) -> None:
    """A date that is none names its line and how a date is written."""
    write(stage, "norms.md", NORMS)
    for command in (
        ("norms", "check", "norms.md"),
        ("norms", "show", "norms.md"),
    ):
        done = stage.run(*command, "--lang", "en")
        assert done.code == 1
        assert "norms.md, line 7" in done.complaint
        assert "14-10-2026" in done.complaint
    assert left(stage) == []


def test_a_session_begins_with_what_could_be_read_of_norms(stage: Stage) -> None:
    """What is wrong in a norms file is told with its line, and stops nobody."""
    write(stage, "norms.md", NORMS)
    lead = stage.start(
        "lead", "host", "--plain", "--name", "Anna", "--norms", "norms.md",
        *("--lang", "en", *LOCAL), on="somebody",
    )  # fmt: skip
    assert "14-10-2026" in lead.wait_line("norms.md, line 7")
    lead.wait_line("You are in the session")
    lead.type("next")
    lead.wait_line("Step 2:")


def test_broken_settings_name_the_line(stage: Stage) -> None:
    """Settings that cannot be used name their line, and nothing else goes on."""
    computer = stage.computer("somebody")
    _ = computer.environment
    computer.set('name = "Anna"\nreview_months = "soon"\n')
    done: Done = stage.run("host", "--lang", "en")
    assert done.code == 1
    assert "line 2" in done.complaint


def test_nothing_to_resume_is_told(stage: Stage) -> None:
    """`host --resume` without a session that broke off here ends with 1."""
    done = stage.run("host", "--resume", "--name", "Anna")
    assert done.code == 1
    assert done.complaint


# ----------------------------------------------------------------------- in a session


@pytest.fixture(scope="module")
def small(
    installed: Installed, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[tuple[Stage, Team]]:
    """Give a facilitator and three members in a session that is under way."""
    with Stage(installed, tmp_path_factory.mktemp("small")) as stage:
        lead = stage.host(*LOCAL)
        team = stage.team(lead, ["Anna", "Bob", "Carol"])
        yield stage, team
        team.end()


def test_a_group_too_small_is_not_asked(installed: Installed, tmp_path: Path) -> None:
    """With two others nothing is collected, and the drafts stay."""
    with Stage(installed, tmp_path) as stage:
        lead = stage.host(*LOCAL)
        team = stage.team(lead, ["Anna", "Bob"])
        team.go("write")
        team.members[0].ok("note well We are with too few")
        assert lead.refused("collect 0") == "too-few"
        start = team.members[0].now
        team.members[0].ok("notes")
        drafts = team.members[0].wait("drafts", since=start)["drafts"]
        assert [draft["text"] for draft in drafts] == ["We are with too few"]
        team.end()


def test_words_not_compared_open_no_round(installed: Installed, tmp_path: Path) -> None:
    """As long as too few said "same", collecting is refused; then it goes on."""
    with Stage(installed, tmp_path) as stage:
        lead = stage.host(*LOCAL, "--small-group")
        link = lead.last("welcome")["link"]
        names = ("Anna", "Bob", "Carol")
        members = [stage.join(name, link) for name in names]
        for member in members:
            member.confirms = False
        team = Team(lead, members)
        team.seated()
        team.next("ask")
        assert lead.refused("collect 0") == "words-open"
        for member in members:
            member.ok("answer 3", "words same")
        assert team.collect("answers")[1]["respondents"] == 3
        team.end()


def test_a_command_out_of_step_changes_nothing(small: tuple[Stage, Team]) -> None:
    """Commands of another step, role or number are refused with their code."""
    _, team = small
    lead, anna = team.lead, team.members[0]
    team.go("ask")
    assert anna.refused("note well Too early") == "out-of-step"
    assert anna.refused("next") == "not-facilitator"
    assert anna.refused("colect") == "unknown-command"
    assert anna.refused("answer 9") == "bad-value"
    assert anna.refused("wait") == "out-of-step"
    assert lead.refused("go nowhere") == "no-such-id"
    team.go("close")
    assert lead.refused("next") == "out-of-step"
    team.go("vote")
    assert lead.refused("collect 0") == "no-themes"


def test_a_small_group_is_confirmed_first(small: tuple[Stage, Team]) -> None:
    """With three others the facilitator says once that it is enough."""
    _, team = small
    team.go("ask")
    assert team.lead.refused("collect 0") == "small-group"
    team.lead.ok("confirm")
    for each in team:
        each.ok("answer 2")
    assert team.collect("answers")[0]["respondents"] == 4


def test_a_note_that_is_too_long_is_not_cut(small: tuple[Stage, Team]) -> None:
    """320 bytes fit and come through whole; one more is refused and nothing is kept."""
    _, team = small
    team.go("write")
    anna = team.members[0]
    fits = "\u00e9" * 160
    assert anna.refused("note well " + fits + "x") == "too-long"
    assert anna.refused("note nowhere x") == "unknown-column"
    assert anna.refused("edit 5 x") == "no-such-id"
    anna.ok("note well " + fits)
    assert anna.refused(f"edit 1 {fits}x") == "too-long"
    [drafts] = [anna.wait("drafts", lambda event: bool(event["drafts"]))["drafts"]]
    assert [draft["text"] for draft in drafts] == [fits]
    for event in team.collect("notes"):
        assert [note["text"] for note in event["notes"]] == [fits]


def test_a_vote_over_budget_is_refused(small: tuple[Stage, Team]) -> None:
    """More dots than there are, or than go on a theme, are refused with their code."""
    _, team = small
    lead, anna = team.lead, team.members[0]
    team.go("write")
    for number in range(3):
        lead.ok(f"note need Theme {number}")
    shown = team.collect("notes")[0]["notes"]
    team.go("group")
    for note in shown:
        lead.ok(f"group {note['id']}")
    team.go("vote")
    count = len(lead.last("themes")["themes"])
    rest = " 0" * (count - 2)
    assert anna.refused("dots 4 0" + rest) == "over-max"
    assert anna.refused("dots 3 3" + rest) == "over-budget"
    assert anna.refused("dots 1" + rest) == "bad-value"
    assert anna.refused("dots 99=1") == "no-such-id"
    anna.ok("dots 3 2" + rest)
    dots = team.collect("dots")[0]
    assert [theme["dots"] for theme in dots["themes"]] == [3, 2] + [0] * (count - 2)
