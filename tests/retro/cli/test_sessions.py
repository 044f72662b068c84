"""`retro host`, `join` and `serve` as processes of their own."""

from __future__ import annotations

import io
import json
import os
import signal
import socket
import subprocess
import sys
import threading
from collections.abc import Callable, Iterator
from pathlib import Path
from queue import Queue
from typing import Any

import pytest

from formats.agenda import Lang
from retro import resume
from retro.anonymity import joinwords
from retro.cli.addresses import listens_everywhere, own_addresses
from retro.cli.common import Here
from retro.cli.leading import links_of
from retro.cli.playing import name_of
from retro.cli.seats import PlainSeat
from tests.retro.cli.conftest import ROOT, Run

Start = Callable[..., "Process"]
WAIT = 60.0


class Process:
    """A running `retro`, driven by lines and read line by line."""

    def __init__(self, arguments: tuple[str, ...], folder: Path) -> None:
        """Start it in `folder`."""
        self.all: list[str] = []
        self._lines: Queue[str | None] = Queue()
        self.process = subprocess.Popen(
            [sys.executable, "-m", "retro", *arguments],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            cwd=folder,
            env=os.environ | {"PYTHONPATH": str(ROOT)},
        )
        threading.Thread(target=self._read, daemon=True).start()

    def _read(self) -> None:
        assert self.process.stdout is not None
        for line in self.process.stdout:
            self._lines.put(line.decode().rstrip("\n"))
        self._lines.put(None)

    def until(self, part: str) -> str:
        """Read to the line that holds `part`."""
        while (line := self._lines.get(timeout=WAIT)) is not None:
            self.all.append(line)
            if part in line:
                return line
        raise AssertionError((part, self.all, self.error()))

    def type(self, *lines: str) -> None:
        """Type lines."""
        assert self.process.stdin is not None
        for line in lines:
            self.process.stdin.write(f"{line}\n".encode())
        self.process.stdin.flush()

    def error(self) -> str:
        """Give what it wrote on stderr, once it has ended."""
        assert self.process.stderr is not None
        return self.process.stderr.read().decode()

    def end(self) -> int:
        """Wait until it ends, and give the exit code."""
        code = self.process.wait(WAIT)
        while (line := self._lines.get(timeout=WAIT)) is not None:
            self.all.append(line)
        return code

    def close(self) -> None:
        """End it, whatever it does, and close its pipes."""
        self.process.kill()
        self.process.wait(WAIT)
        for pipe in (self.process.stdin, self.process.stdout, self.process.stderr):
            if pipe is not None:
                with_pipe_closed(pipe)


def with_pipe_closed(pipe: Any) -> None:  # noqa: ANN401  any of the three pipes
    """Close a pipe whose other end may be gone."""
    try:
        pipe.close()
    except BrokenPipeError:
        return


@pytest.fixture(name="start")
def _start(folders: Path) -> Iterator[Start]:
    """Start processes that all end with the test."""
    started: list[Process] = []
    # Of who runs the tests in the background they might inherit to ignore it.
    before = signal.signal(signal.SIGINT, signal.default_int_handler)

    def start(*arguments: str) -> Process:
        started.append(Process(arguments, folders))
        return started[-1]

    yield start
    for process in started:
        process.close()
    signal.signal(signal.SIGINT, before)


@pytest.fixture(name="port")
def _port() -> int:
    """Find a port that nobody listens on."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


@pytest.fixture(name="taken")
def _taken() -> Iterator[int]:
    """Listen on a port."""
    with socket.socket() as listening:
        listening.bind(("127.0.0.1", 0))
        listening.listen()
        yield int(listening.getsockname()[1])


def test_a_session_from_start_to_end(start: Start, port: int, folders: Path) -> None:
    """The host shows how to come in, a member does, and `end` ends it for both."""
    host = start("host", "--name", "Ina", "--port", str(port), "--out", "out")
    line = host.until("Colleagues join with: retro join ")
    host.until("retro settings place confidant")
    host.until("Step 1: Welcome.")
    kept = resume.latest()
    assert kept is not None
    member = start("join", "--name", "Bob", line.split()[-1])
    host.until("2 people are here: Ina and Bob.")
    member.until("Step 1: Welcome.")
    host.type("end")
    assert (host.end(), member.end()) == (0, 0)
    assert host.all[-4:][-1].startswith("The session is over")
    assert (folders / "out" / "norms.md").exists()
    assert not list((folders / "state").rglob("*.*"))


LAST_TIME = """# Last time

- Date: 9 March 2026

1. We ask first

   - Consent: 4 agree, 1 with a concern, 0 object
   - Look again: 9 June 2026

   > Also at night?

2. We ring
   - Look again: soon
   - Look again: later
   - Consent: many
   - Tema: x
3.
"""


def test_norms_come_with_all_that_was_said_of_them(
    start: Start, port: int, folders: Path
) -> None:
    """What cannot be read is said with its line; what can is brought and kept."""
    (folders / "last.md").write_text(LAST_TIME)
    older = "# T\n- Date: 1 January 2026\n1. We ask first\n   > How?\n2. We sit\n"
    (folders / "before").mkdir()
    (folders / "before" / "norms.md").write_text(older)
    brought = ("--norms", "last.md", "--norms", "before", "--out", "out")
    host = start("host", "--name", "Ina", "--port", str(port), *brought)
    told = host.until("last.md, line 13: ")
    assert "last.md, line 14: Look again is there twice." in told
    assert "last.md, line 15: " in told
    assert "2 more lines cannot be read; retro norms check says which." in told
    host.until("There are 3 norms.")
    host.until("A reason then: Also at night?")
    host.type("end")
    assert host.end() == 0
    kept = (folders / "out" / "norms.md").read_text()
    assert "   - Earlier: 1 January 2026, agreed\n\n     > How?\n" in kept
    assert "     > Also at night?\n" in kept
    assert "1. We ask first\n\n   - Look again: 9 June 2026\n\n   - Earlier" in kept
    again = start("host", "--json", "--name", "Ina", "--port", "0", *brought[:2])
    again.until('"norms"')
    again.type("end")
    assert again.end() == 0
    assert len(again.error().splitlines()) == 5


def test_norms_that_are_too_much_are_refused(spawn: Run, folders: Path) -> None:
    """More than one entry can hold is said beforehand, and nothing is started."""
    norms = "".join(
        f"{number}. {number}\n" + f"   > {'x' * 300}\n\n" * 40 for number in range(50)
    )
    (folders / "much.md").write_text(norms)
    ended = spawn("host", "--name", "Ina", "--port", "0", "--norms", "much.md")
    assert (ended.code, ended.out) == (1, "")
    assert "are too much for a session: at most 512 KiB." in ended.err
    (folders / "many.md").write_text("".join(f"{n}. {n}\n" for n in range(61)))
    ended = spawn("host", "--name", "Ina", "--port", "0", "--norms", "many.md")
    assert "many.md holds 61 norms; a session takes 60." in ended.err


def test_json_is_nothing_but_events(start: Start, port: int) -> None:
    """With `--json` stdout is events alone, the welcome with words and link."""
    host = start(
        "host", "--json", "--name", "Ina", "--host", "127.0.0.1", "--port", str(port)
    )
    welcome = json.loads(host.until('"welcome"'))
    assert welcome["link"].startswith(f"ws://127.0.0.1:{port}/#")
    assert welcome["link"].endswith("-".join(welcome["words"].split()))
    screen = start("join", "--json", "--present", "--name", "wall", welcome["link"])
    people = json.loads(host.until('"wall"'))
    assert people == {"event": "people", "members": ["Ina"], "screens": ["wall"]}
    screen.until('"step"')
    host.type("end")
    assert (host.end(), screen.end()) == (0, 0)
    assert {"event", "command"} == set(json.loads(host.all[-2]))
    assert all(json.loads(line)["event"] for line in host.all + screen.all)


def test_a_facilitator_who_comes_back(start: Start, port: int, folders: Path) -> None:
    """After `quit`, or a crash, `--resume` leads the same session on, once."""
    host = start("host", "--name", "Ina", "--port", str(port))
    line = host.until("retro join ")
    host.until("Step 1")
    host.type("next", "quit")
    host.until("host --resume")
    assert host.end() == 0
    again = start("host", "--resume", "--name", "Ina")
    assert again.until("retro join ") == line
    again.until("Step 2")
    again.type("end")
    assert again.end() == 0
    third = start("host", "--resume", "--name", "Ina")
    assert third.end() == 1
    assert third.error() == "There is no session here to resume.\n"


@pytest.mark.skipif(os.name != "posix", reason="sends a POSIX signal")
def test_ctrl_c_leaves_cleanly(start: Start) -> None:
    """Ctrl-C is a way to leave: no traceback, code 0, and the session can go on."""
    host = start("host", "--name", "Ina", "--port", "0")
    host.until("Step 1")
    host.process.send_signal(signal.SIGINT)
    assert host.end() == 0
    assert host.error() == ""
    assert "host --resume" in host.all[-1]
    assert resume.latest() is not None


def test_a_taken_port(start: Start, taken: int) -> None:
    """An explicit port that is taken ends with the line that names a free one."""
    host = start("host", "--host", "127.0.0.1", "--port", str(taken), "--name", "Ina")
    assert host.end() == 1
    assert host.error().startswith(f"Port {taken} is in use; ")
    assert resume.latest() is None
    relay = start("serve", "--host", "127.0.0.1", "--port", str(taken))
    assert relay.end() == 1
    assert relay.error().startswith(f"Port {taken} is in use; ")


def test_an_address_that_is_not_here(start: Start, port: int) -> None:
    """A session that cannot start says why, and leaves nothing to resume."""
    host = start("host", "--host", "192.0.2.1", "--port", str(port), "--name", "Ina")
    assert host.end() == 1
    assert "192.0.2.1" in host.error()
    remote = start("host", "--server", f"ws://127.0.0.1:{port}", "--name", "Ina")
    assert remote.end() == 1
    assert resume.latest() is None


def test_serve_alone(start: Start, port: int, folders: Path) -> None:
    """A relay of its own hosts a session, keeps it in the given file, and stops."""
    relay = start(
        "serve", "--host", "127.0.0.1", "--port", str(port), "--data", "relay.db"
    )
    relay.until(f"127.0.0.1, port {port}.")
    server = f"ws://127.0.0.1:{port}"
    host = start("host", "--server", server, "--name", "Ina", "--lang", "nl")
    line = host.until("Collega's doen mee met: ")
    assert f"{server}/#" in line
    host.until("Stap 1: Welkom.")
    words = line.rpartition("#")[2].upper().split("-")
    member = start("join", "--server", server, "--name", "Bob", *words)
    member.until("Step 1: Welkom.")
    member.type("quit")
    assert member.end() == 0
    host.type("einde")
    assert host.end() == 0
    assert (folders / "relay.db").exists()
    if os.name == "posix":
        relay.process.send_signal(signal.SIGTERM)
        assert relay.end() == 0


def test_words_on_stdin_and_a_server_that_is_not_there(spawn: Run, port: int) -> None:
    """Words may come on stdin; where nobody listens, what was tried is named."""
    words = joinwords.new_words("en", bytes(joinwords.ENTROPY)).words
    link = joinwords.link(f"ws://127.0.0.1:{port}", words)
    ended = spawn("join", "--name", "Bob", lines=f"{link}\n")
    assert (ended.code, ended.out) == (1, "")
    assert f"tried ws://127.0.0.1:{port}/." in ended.err
    assert ended.err.count("\n") == 1


def test_a_wrong_word_is_named_with_the_nearest(spawn: Run) -> None:
    """A typing mistake in a join word is told with the words that it may be."""
    ended = spawn("join", "--name", "Bob", "potatoo", "a", "b", "c")
    assert ended.code == 2
    assert ended.err.startswith("potatoo is not a join word; near it are: ")


def test_an_empty_name(spawn: Run) -> None:
    """A name that shows nothing is malformed."""
    ended = spawn("host", "--name", " ")
    assert (ended.code, ended.out) == (2, "")
    assert "--name" in ended.err


@pytest.mark.parametrize(("lang", "name"), [("en", "Someone"), ("nl", "Iemand")])
async def test_no_name(
    lang: Lang, name: str, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    """A program that gives no name is somebody, and never the login name."""
    monkeypatch.setenv("XDG_CONFIG_HOME", str(tmp_path))
    monkeypatch.setattr(sys, "stdin", io.StringIO("words same\n"))
    seat = PlainSeat(Here(lang), as_json=False)
    assert await name_of(Here(lang), seat, None) == name


def test_addresses() -> None:
    """Only addresses that a colleague can reach make a link."""
    assert listens_everywhere("0.0.0.0")  # noqa: S104  asked about, not bound
    assert not listens_everywhere("192.0.2.7")
    assert not any(address.startswith("127.") for address in own_addresses())


def test_links(monkeypatch: pytest.MonkeyPatch) -> None:
    """There is a link for every address, and one when there is no network."""
    kept = resume.Resume(
        seed="5e" * 32,
        words=("a", "b", "c", "d"),
        url="ws://127.0.0.1:8484/",
        host="0.0.0.0",  # noqa: S104  what host listens on
        port=8484,
        lang="en",
        title="T",
    )
    monkeypatch.setattr(
        "retro.cli.leading.own_addresses", lambda: ("10.0.0.1", "10.0.0.2")
    )
    assert links_of(kept) == (
        "ws://10.0.0.1:8484/#a-b-c-d",
        "ws://10.0.0.2:8484/#a-b-c-d",
    )
    monkeypatch.setattr("retro.cli.leading.own_addresses", tuple)
    assert links_of(kept) == ("ws://127.0.0.1:8484/#a-b-c-d",)
