"""The command `retro`: its languages, its exit codes, and that it starts light."""

from __future__ import annotations

import subprocess
import sys
import tomllib
from pathlib import Path

import pytest

from retro.cli import COMMANDS
from retro.cli import common as common_module
from tests.retro.cli.conftest import ROOT, Run


def test_without_a_command_it_says_what_to_type(run: Run) -> None:
    """Somebody who types only `retro` reads how to lead, to join and to try."""
    said = run()
    assert said.code == 0
    assert all(f"retro {name}" in said.out for name in ("host", "join", "demo"))


@pytest.mark.parametrize("name", ["", *COMMANDS])
def test_help_is_in_both_languages(run: Run, name: str) -> None:
    """Every help page exists in Dutch and English, headings included."""
    words = (name, "--help") if name else ("--help",)
    english, dutch = run(*words), run(*words, "--lang", "nl")
    assert (english.code, dutch.code) == (0, 0)
    assert "Usage:" in english.out
    assert "Show this message" in english.out
    assert "Gebruik:" in dutch.out
    assert "Toon deze hulp" in dutch.out
    assert not {"Usage:", "Options:", "Commands:"} & set(dutch.out.split())


def test_the_version_is_the_one_that_is_installed(run: Run) -> None:
    """Who reports something, or wonders whether to update, can say what they have."""
    project = tomllib.loads((ROOT / "pyproject.toml").read_text())["project"]
    assert run("--version").out == f"retro {project['version']}\n"


def test_the_environment_and_settings_choose_the_language(
    run: Run, monkeypatch: pytest.MonkeyPatch, folders: Path
) -> None:
    """Without `--lang` settings choose, and without settings the environment."""
    monkeypatch.setenv("LANG", "nl_NL.UTF-8")
    assert "Meedoen" in run().out
    (folders / "config" / "retro").mkdir(parents=True)
    (folders / "config" / "retro" / "settings.toml").write_text('lang = "en"')
    assert "To join" in run().out
    assert "Meedoen" in run("--lang=nl").out


@pytest.mark.parametrize(
    ("arguments", "part"),
    [
        (["fly"], "not understood"),
        (["--flag"], "no option --flag"),
        (["host", "--prt", "1"], "--port"),
        (["host", "--port"], "--port is not used like that"),
        (["host", "--port", "65536"], "from 0 to 65535"),
        (["host", "--lang", "fr"], "--lang is one of: nl, en"),
        (["demo", "--colleagues", "2"], "from 3 to 8"),
        (["export"], "FILE.retro is missing"),
        (["export", "a", "b"], "not understood"),
        (["export", "x.retro", "--what", "all"], "norms, notes, report, summary"),
        (["norms"], "not understood"),
        (["norms", "check", "."], "cannot be that"),
        (["settings", "place", "friend", "x"], "confidant, procedure, emergency"),
        (["join", "one", "two"], "four join words"),
        (["join", "http://x/#a-b-c-d"], "no link"),
        (["host", "--server", "example.org", "--name", "Ina"], "no address"),
        (["host", "--agenda", "nonsense", "--name", "Ina"], "social-safety"),
        (["host", "--title", "x" * 201, "--name", "Ina"], "201 bytes"),
        (["host", "--name", "x" * 65], "65 bytes"),
    ],
)
def test_malformed_arguments(run: Run, arguments: list[str], part: str) -> None:
    """What cannot be meant ends with code 2 and one line that says why."""
    ended = run(*arguments)
    assert ended.code == 2
    assert ended.out == ""
    assert part in ended.err
    assert ended.err.count("\n") == 1


def test_malformed_arguments_in_dutch(run: Run) -> None:
    """The same line is in the user's language."""
    assert run("fly", "--lang", "nl").err.startswith("Dat wordt niet begrepen")
    assert run("host", "--qqq", "--lang", "nl").err == "Er is geen optie --qqq.\n"


def test_something_unforeseen_is_one_line_too(
    run: Run, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Nobody sees a traceback, unless they asked for it."""

    def broken(_: object) -> bool:
        raise ZeroDivisionError("a text nobody should see")

    monkeypatch.setattr("retro.resume.kept", lambda: broken(None))
    ended = run("forget")
    assert (ended.code, ended.out) == (1, "")
    assert "ZeroDivisionError" in ended.err
    assert "nobody" not in ended.err
    monkeypatch.setenv("RETRO_DEBUG", "1")
    with pytest.raises(ZeroDivisionError):
        run("forget")


def test_interrupting_ends_quietly(run: Run, monkeypatch: pytest.MonkeyPatch) -> None:
    """Ctrl-C in any command is one line and code 1."""

    def interrupted() -> int:
        raise KeyboardInterrupt

    monkeypatch.setattr("retro.resume.kept", interrupted)
    assert run("forget").err == "Stopped.\n"


def test_broken_settings_stop_only_what_needs_them(run: Run, folders: Path) -> None:
    """A wrong settings file is named with its line, and help still works."""
    (folders / "config" / "retro").mkdir(parents=True)
    (folders / "config" / "retro" / "settings.toml").write_text('\nlang = "fr"')
    assert run("--help").code == 0
    ended = run("host", "--name", "Ina")
    assert ended.code == 1
    assert "settings.toml, line 2: " in ended.err
    assert ended.err.count("\n") == 1


def test_a_file_that_cannot_be_used_is_named(run: Run, folders: Path) -> None:
    """What the system refuses is said with the file's name."""
    (folders / "state").write_text("")
    ended = run("serve", "--port", "8484")
    assert ended.code == 1
    assert str(folders / "state") in ended.err


@pytest.mark.parametrize(
    ("written", "said"),
    [
        ("rooms = 0", "rooms is no limit"),
        ("walls = 4", "walls is no limit"),
        ("rooms", "is not TOML"),
        (None, "cannot be used"),
    ],
)
def test_limits_that_are_none_are_said(
    run: Run, tmp_path: Path, written: str | None, said: str
) -> None:
    """A relay does not start with limits other than those that were meant."""
    path = tmp_path / "limits.toml"
    if written is not None:
        path.write_text(written)
    ended = run("serve", "--port", "0", "--limits", str(path))
    assert ended.code == 1
    assert said in ended.err
    assert str(path) in ended.err
    assert ended.err.count("\n") == 1


def test_a_proxy_without_an_address(run: Run) -> None:
    """Who is to be believed is named by an address, or the command line is wrong."""
    ended = run("serve", "--port", "0", "--trusted-proxy", "proxy.example.org")
    assert ended.code == 2
    assert "proxy.example.org is no network address" in ended.err


LIGHT = """
import sys
sys.argv = ["retro", *sys.argv[1:]]
import retro
from retro.cli import main
main()
heavy = {"textual", "rich", "websockets", "nacl", "asyncio"} & set(sys.modules)
print(sorted(heavy), file=sys.stderr)
"""


@pytest.mark.parametrize(
    "arguments", [[], ["--help"], ["host", "--help"], ["serve", "--help"]]
)
def test_help_loads_nothing_heavy(arguments: list[str]) -> None:
    """What is said in lines loads no screen, network or cryptography."""
    done = subprocess.run(
        [sys.executable, "-c", LIGHT, *arguments],
        capture_output=True,
        check=True,
        cwd=ROOT,
        timeout=60,
    )
    assert done.stderr.decode().strip() == "[]"


def test_python_m_retro_is_retro(spawn: Run) -> None:
    """The package can be run where the command is not on the path."""
    assert spawn().out.startswith("retro: ")


def test_port_sentence() -> None:
    """The next free port is named in the words that take it."""
    speech = common_module.Here("en").speech
    assert common_module.port_taken(speech, 1, 2).endswith("--port 2")


def test_plain_says_what_to_type(run: Run) -> None:
    """`retro --plain` is lines, and before a command it says where it goes."""
    assert "retro host" in run("--plain").out
    ended = run("--plain", "host")
    assert ended.code == 2
    assert "retro host --plain" in ended.err
