"""Whole processes of the product, driven as people and scripts do: by lines and events.

Nothing here knows the product's code: a program is its arguments, its folders, what it
reads on stdin and what it writes. Waiting is always for something that is written.
"""

from __future__ import annotations

import contextlib
import json
import os
import random
import shutil
import socket
import subprocess
import sys
import threading
import venv
from collections.abc import Callable, Iterator, Mapping, Sequence
from itertools import repeat
from pathlib import Path
from types import TracebackType
from typing import Any

from attrs import field, frozen

Event = dict[str, Any]
Check = Callable[[Event], bool]

ROOT = Path(__file__).parents[2]
SOURCES = ("formats", "server", "retro")
PROJECT = ("pyproject.toml", "setup.py", "MANIFEST.in", "LICENSE", "README.md")
PATIENCE = 90.0
"""Seconds after which something that should happen is given up; never a measure."""

LOCAL = ("--host", "127.0.0.1", "--port", "0")
"""A relay of the facilitator's own, on any free port."""

FOLDERS = ("home", "config", "state", "data", "cache", "runtime", "tmp")


@frozen
class Installed:
    """The product as people get it: a wheel in an environment of its own."""

    python: Path
    command: Path
    site: Path


def install(folder: Path) -> Installed:
    """Build a wheel of this tree and install it, apart from the tree, in `folder`.

    The libraries it needs are those of this very Python: only their place is written
    into the new environment, so nothing is fetched for them.
    """
    tree = folder / "tree"
    for name in SOURCES:
        left_out = shutil.ignore_patterns("__pycache__", "*.mo")
        shutil.copytree(ROOT / name, tree / name, ignore=left_out)
    for name in PROJECT:
        shutil.copy(ROOT / name, tree / name)
    pip = [sys.executable, "-m", "pip", "--quiet", "--disable-pip-version-check"]
    wheels = folder / "wheels"
    _run([*pip, "wheel", "--no-deps", "--wheel-dir", str(wheels), str(tree)])
    made = venv.EnvBuilder(with_pip=False, symlinks=os.name != "nt")
    made.create(folder / "venv")
    scripts = folder / "venv" / ("Scripts" if os.name == "nt" else "bin")
    python = scripts / Path(sys.executable).name
    asked = "import sysconfig; print(sysconfig.get_path('purelib'))"
    site = Path(_run([str(python), "-c", asked]).strip())
    ours = Path(_run([sys.executable, "-c", asked]).strip())
    (site / "libraries.pth").write_text(f"{ours}\n")
    [wheel] = wheels.glob("*.whl")
    _run([*pip, "--python", str(python), "install", "--no-deps", str(wheel)])
    return Installed(python=python, command=scripts / "retro", site=site)


def _run(argv: Sequence[str]) -> str:
    done = subprocess.run(argv, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stdout + done.stderr
    return done.stdout


def free_port() -> int:
    """Give a port that nothing listens on now.

    It lies below those that systems give to whoever asks for any, so that nobody else
    is given it before it is used.
    """
    while True:
        port = random.randrange(20_000, 32_000)
        with socket.socket() as probe, contextlib.suppress(OSError):
            probe.bind(("127.0.0.1", port))
            return port


@frozen
class Computer:
    """One person's computer: folders that nobody else has, and no network settings.

    `variables` are in the environment of what runs there, beside what every one has.
    """

    folder: Path
    variables: Mapping[str, str] = field(factory=dict)

    @property
    def environment(self) -> dict[str, str]:
        """Give the environment of every process on it; makes the folders."""
        places = {name: self.folder / name for name in FOLDERS}
        for place in places.values():
            place.mkdir(mode=0o700, parents=True, exist_ok=True)
        return {
            "PATH": os.environ["PATH"],
            "LANG": "C.UTF-8",
            "HOME": str(places["home"]),
            "TMPDIR": str(places["tmp"]),
            "XDG_CONFIG_HOME": str(places["config"]),
            "XDG_STATE_HOME": str(places["state"]),
            "XDG_DATA_HOME": str(places["data"]),
            "XDG_CACHE_HOME": str(places["cache"]),
            "XDG_RUNTIME_DIR": str(places["runtime"]),
            **self.variables,
        }

    @property
    def here(self) -> Path:
        """Give the folder that commands are typed in; makes it."""
        folder = self.folder / "work"
        folder.mkdir(parents=True, exist_ok=True)
        return folder

    def set(self, toml: str) -> None:
        """Write the person's settings file."""
        settings = self.folder / "config" / "retro" / "settings.toml"
        settings.parent.mkdir(parents=True, exist_ok=True)
        settings.write_text(toml, encoding="utf-8")

    def kept(self) -> list[Path]:
        """Give all files that processes left, but those in the working folder."""
        places = (self.folder / name for name in FOLDERS)
        return sorted(p for place in places for p in place.rglob("*") if p.is_file())


class Program:
    """A running process; with `answers` it is a JSON line client that says "same"."""

    def __init__(
        self, name: str, argv: Sequence[str], computer: Computer, *, answers: bool
    ) -> None:
        """Start it, and read what it writes."""
        self.name = name
        self.computer = computer
        self.lines: list[str] = []
        self.events: list[Event] = []
        self._errors: list[bytes] = []
        self._json = answers
        self.confirms = answers
        self._sent = 0
        self._answers: list[Event] = []
        self._changed = threading.Condition()
        self._writing = threading.Lock()
        self._over = False
        self._process = subprocess.Popen(
            argv,
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            env=computer.environment,
            cwd=computer.here,
        )
        self._readers = [
            threading.Thread(target=self._read_lines, daemon=True),
            threading.Thread(target=self._read_errors, daemon=True),
        ]
        for reader in self._readers:
            reader.start()

    # ------------------------------------------------------------------ what it says

    def _read_lines(self) -> None:
        assert self._process.stdout
        for raw in self._process.stdout:
            line = raw.decode().removesuffix("\n")
            event: Event = json.loads(line) if self._json else {}
            with self._changed:
                self.lines.append(line)
                if event:
                    self.events.append(event)
                if event.get("event") in {"accepted", "error"}:
                    self._answers.append(event)
                self._changed.notify_all()
            if event.get("event") == "roster" and self.confirms and not event["answer"]:
                self._write("words same")
        with self._changed:
            self._over = True
            self._changed.notify_all()

    def _read_errors(self) -> None:
        assert self._process.stderr
        while chunk := os.read(self._process.stderr.fileno(), 65536):
            with self._changed:
                self._errors.append(chunk)
                self._changed.notify_all()

    @property
    def stderr(self) -> str:
        """What it wrote on stderr; all of it only when it has ended."""
        return b"".join(self._errors).decode()

    def _until(self, met: Callable[[], Any], what: str) -> Any:  # noqa: ANN401  as met
        """Wait until `met` gives something, which it never will once all is said."""
        with self._changed:
            self._changed.wait_for(lambda: met() or self._over, PATIENCE)
            found = met()
            tail = "\n".join(self.lines[-12:])
        assert found, f"{self.name} never said {what}:\n{tail}\n{self.stderr}"
        return found

    def wait(
        self, name: str, check: Check = lambda _: True, *, since: int = 0
    ) -> Event:
        """Wait for an event of this name that meets `check`, the first from `since`."""

        def found() -> Event | None:
            for event in self.events[since:]:
                if event["event"] == name and check(event):
                    return event
            return None

        event: Event = self._until(found, name)
        return event

    def wait_at(self, kind: str) -> None:
        """Wait until the step it is at is of this kind."""
        self._until(
            lambda: self.told("step") and self.last("step")["kind"] == kind, kind
        )

    def wait_line(self, part: str) -> str:
        """Wait for a line that contains `part`."""
        line: str = self._until(
            lambda: next((line for line in self.lines if part in line), None), part
        )
        return line

    def wait_error(self, part: str) -> None:
        """Wait until stderr contains `part`."""
        self._until(lambda: part in self.stderr, part)

    def told(self, name: str) -> list[Event]:
        """Give all events of this name until now."""
        return [event for event in self.events if event["event"] == name]

    def last(self, name: str) -> Event:
        """Give the latest event of this name."""
        return self.told(name)[-1]

    @property
    def now(self) -> int:
        """Where to wait from, for what comes after this moment."""
        return len(self.events)

    # ------------------------------------------------------------------ what it hears

    def _write(self, line: str) -> int:
        """Type a line; give which answer will be its."""
        assert self._process.stdin
        with self._writing:
            number = self._sent
            self._sent += 1
            with contextlib.suppress(BrokenPipeError):
                self._process.stdin.write(f"{line}\n".encode())
                self._process.stdin.flush()
        return number

    def type(self, line: str) -> None:
        """Type a line, without waiting for anything."""
        self._write(line)

    def give(self, line: str) -> None:
        """Type a line that is no command: it gets no answer."""
        self._write(line)
        self._sent -= 1

    def send(self, line: str) -> Event:
        """Type a line; give its `accepted` or `error`."""
        number = self._write(line)
        answer: Event = self._until(
            lambda: self._answers[number : number + 1], f"an answer to {line!r}"
        )[0]
        return answer

    def ok(self, *lines: str) -> None:
        """Type lines that must be accepted."""
        for line in lines:
            answer = self.send(line)
            assert answer["event"] == "accepted", (self.name, line, answer)

    def refused(self, line: str) -> str:
        """Type a line that must be refused, in a sentence; give the code."""
        answer = self.send(line)
        assert answer["event"] == "error", (self.name, line, answer)
        assert answer["message"] != answer["code"]
        return str(answer["code"])

    def close_stdin(self) -> None:
        """End its input."""
        assert self._process.stdin
        self._process.stdin.close()

    # ------------------------------------------------------------------ how it ends

    def kill(self) -> None:
        """End it as kill -9 does."""
        self._process.kill()
        self._process.wait(PATIENCE)

    def terminate(self) -> None:
        """Ask it to end, as a service manager does."""
        self._process.terminate()

    def signal(self, number: int) -> None:
        """Send it a signal, as the system does."""
        self._process.send_signal(number)

    @property
    def pid(self) -> int:
        """Its process id."""
        return self._process.pid

    @property
    def running(self) -> bool:
        """Whether it has not ended."""
        return self._process.poll() is None

    def ended(self) -> int:
        """Wait for its end; give the exit code, with all it wrote read."""
        code = self._process.wait(PATIENCE)
        for reader in self._readers:
            reader.join(PATIENCE)
        return code

    def close(self) -> None:
        """Leave nothing of it."""
        if self.running:
            self.kill()
        self.ended()
        for stream in (self._process.stdin, self._process.stdout, self._process.stderr):
            assert stream
            with contextlib.suppress(BrokenPipeError):
                stream.close()


@frozen
class Done:
    """What a command that ended by itself gave."""

    code: int
    stdout: str
    stderr: str

    @property
    def complaint(self) -> str:
        """The one line on stderr."""
        assert self.stderr.endswith("\n")
        assert self.stderr.count("\n") == 1, self.stderr
        return self.stderr.strip()


class Stage:
    """All computers and processes of one scenario; nothing outlives the block."""

    def __init__(self, installed: Installed, folder: Path) -> None:
        """Keep every computer's folders under `folder`."""
        self.installed = installed
        self.folder = folder
        self.variables: dict[str, str] = {}
        """In the environment of every program started from now on."""
        self.programs: list[Program] = []

    def __enter__(self) -> Stage:
        """Begin."""
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        """End what still runs; nothing may ever have written a traceback."""
        for program in self.programs:
            program.close()
        for program in self.programs:
            for sign in ("Traceback", "never retrieved", "Exception ignored"):
                assert sign not in program.stderr, (program.name, program.stderr)

    def computer(self, name: str) -> Computer:
        """Give the computer of this name."""
        return Computer(self.folder / name, self.variables)

    def start(
        self, name: str, *arguments: str, on: str = "", answers: bool = False
    ) -> Program:
        """Start `retro` with these arguments on the computer `on`, else its own."""
        argv = [str(self.installed.command), *arguments]
        program = Program(name, argv, self.computer(on or name), answers=answers)
        self.programs.append(program)
        return program

    def run(self, *arguments: str, on: str = "somebody", stdin: str = "") -> Done:
        """Run a command that ends by itself; there is never a traceback."""
        computer = self.computer(on)
        done = subprocess.run(
            [str(self.installed.command), *arguments],
            input=stdin.encode(),
            capture_output=True,
            timeout=PATIENCE,
            check=False,
            env=computer.environment,
            cwd=computer.here,
        )
        stderr = done.stderr.decode()
        assert "Traceback" not in stderr, stderr
        return Done(done.returncode, done.stdout.decode(), stderr)

    # ------------------------------------------------------------------ a team

    def serve(
        self, port: int = 0, *arguments: str, on: str = "relay"
    ) -> tuple[Program, int]:
        """Start a relay, on any free port unless told; give it and its port."""
        place = ("--host", "127.0.0.1", "--port", str(port))
        relay = self.start("relay", "serve", *place, *arguments, on=on)
        said = relay.wait_line("127.0.0.1")
        return relay, int(said.rstrip(".").split()[-1])

    def host(self, *arguments: str, name: str = "Facilitator") -> Program:
        """Start a facilitator's client; it is in when this returns."""
        lead = self.start(
            name, "host", "--plain", "--json", "--name", name, *arguments, answers=True
        )
        lead.wait("welcome")
        return lead

    def join(self, name: str, invitation: str, *arguments: str) -> Program:
        """Start a member's client, with the link or the words."""
        return self.start(
            name,
            *("join", "--plain", "--json", "--name", name, *arguments),
            *invitation.split(),
            answers=True,
        )

    def team(self, lead: Program, names: Sequence[str]) -> Team:
        """Let these people join with the link; give the team once it is seated."""
        link = lead.last("welcome")["link"]
        team = Team(lead, [self.join(name, link) for name in names])
        team.seated()
        return team


class Team:
    """A facilitator and members in one session."""

    def __init__(self, lead: Program, members: Sequence[Program]) -> None:
        """Take the facilitator's client, and the members'."""
        self.lead = lead
        self.members = list(members)

    def __iter__(self) -> Iterator[Program]:
        """Go over everybody, the facilitator first."""
        return iter((self.lead, *self.members))

    def member(self, name: str) -> Program:
        """Give somebody by name."""
        return next(each for each in self if each.name == name)

    def without(self, gone: Program) -> Team:
        """Give the team without a member."""
        return Team(self.lead, [each for each in self.members if each is not gone])

    def seated(self) -> None:
        """Wait until everybody sees everybody on the roster, and has answered."""
        people = 1 + len(self.members)
        for each in (*self.members, self.lead):
            each.wait("roster", lambda event: event["count"] == people)

    def all_see(self, name: str, check: Check, *, since: Sequence[int] = ()) -> None:
        """Wait until everybody was told an event that meets `check`."""
        for each, start in zip(self, since or repeat(0), strict=False):
            each.wait(name, check, since=start)

    def at(self, kind: str) -> None:
        """Wait until everybody is at the step of this kind."""
        for each in self:
            each.wait_at(kind)

    def go(self, kind: str) -> None:
        """Go to the step of this kind, with everybody."""
        self.lead.ok(f"go {kind}")
        self.at(kind)

    def next(self, kind: str) -> None:
        """Go to the next step, which is of this kind, with everybody."""
        self.lead.ok("next")
        self.at(kind)

    def ask(self, seconds: int = 0) -> None:
        """Let the facilitator collect; early answers to the words are waited for."""
        while (answer := self.lead.send(f"collect {seconds}"))["event"] == "error":
            assert answer["code"] == "words-open", answer

    def collect(self, result: str) -> list[Event]:
        """Run this step's round; give everybody's event of its result."""
        since = [each.now for each in self]
        self.ask()
        self.all_see("round", lambda event: event["phase"] == "done", since=since)
        return [
            each.wait(result, since=start)
            for each, start in zip(self, since, strict=True)
        ]

    def end(self) -> None:
        """End the session; every client ends well."""
        self.lead.ok("end")
        for each in self:
            each.wait("ended")
        for each in self:
            assert each.ended() == 0, (each.name, each.stderr)
            assert each.stderr == "", (each.name, each.stderr)
