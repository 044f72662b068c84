"""Sealed sessions on the command line: where passphrases come from, and go."""

from __future__ import annotations

import io
import os
import sys
from pathlib import Path

import pexpect
import pytest
from attrs import evolve

from formats.sealed_file import MOST, is_sealed, unseal
from formats.session_file import read, write
from tests.retro.cli.conftest import Run
from tests.support.processes import PATIENCE
from tests.support.sealing import WORDS, cheap, sealed
from tests.support.sessions import CARE_TEAM

NORM = CARE_TEAM.norms[0].text.splitlines()[0]


@pytest.fixture(name="file", autouse=True)
def _file(folders: Path) -> Path:
    """Have a sealed session here."""
    file = folders / "sealed.retro"
    file.write_bytes(sealed())
    return file


@pytest.fixture(name="ask")
def _ask(run: Run, monkeypatch: pytest.MonkeyPatch) -> Run:
    """Run `retro` here with these lines on stdin."""

    def ask(*arguments: str, lines: str = "") -> object:
        reads, writes = os.pipe()
        os.write(writes, lines.encode())
        os.close(writes)
        monkeypatch.setattr("retro.cli.passphrases._STDIN", reads)
        monkeypatch.setattr(sys, "stdin", io.StringIO())
        try:
            return run(*arguments)
        finally:
            os.close(reads)

    return ask  # type: ignore[return-value]  # the same as run


@pytest.mark.parametrize("what", ["norms", "report", "summary", "notes"])
def test_export_opens_with_a_line_of_stdin(ask: Run, what: str) -> None:
    """Whatever is made of a session can be made of a sealed one."""
    ended = ask("export", "sealed.retro", "--what", what, lines=f"{WORDS}\n")
    assert (ended.code, ended.err) == (0, "")
    Path("open.retro").write_bytes(write(CARE_TEAM))
    assert ended.out == ask("export", "open.retro", "--what", what).out


@pytest.mark.parametrize(
    ("lines", "part"),
    [
        ("not that one\n", "sealed.retro: that is not its passphrase"),
        (f" {WORDS}\n", "that is not its passphrase"),
        ("", "A passphrase is needed"),
        ("\n", "A passphrase is needed"),
        ("\xff\n", "passphrase"),
        ("x" * 5000, "that is not its passphrase"),
    ],
)
def test_another_passphrase_is_one_line(ask: Run, lines: str, part: str) -> None:
    """A wrong one, or none, ends with one line that quotes nothing of it."""
    ended = ask("export", "sealed.retro", lines=lines)
    assert (ended.code, ended.out) == (1, "")
    assert part in ended.err
    assert ended.err.count("\n") == 1
    assert "mussen" not in ended.err


def test_a_hostile_file_is_one_line(ask: Run, file: Path) -> None:
    """One that asks for 64 GiB is refused at once, and so is one that is cut short."""
    data = file.read_bytes()
    file.write_bytes(data[:19] + (64 * 2**30).to_bytes(8, "big") + data[27:])
    ended = ask("export", "sealed.retro", lines=f"{WORDS}\n")
    assert ended.code == 1
    assert "asks for more than opening a session takes" in ended.err
    assert MOST.memory == 2**30
    file.write_bytes(data[:40])
    assert "damaged" in ask("export", "sealed.retro", lines=f"{WORDS}\n").err


def test_a_session_is_sealed_and_opened_again(
    ask: Run, monkeypatch: pytest.MonkeyPatch
) -> None:
    """`--what session` writes it anew: with `--seal` sealed, without it open."""
    cheap(monkeypatch)
    new = "five little brown mice"
    ended = ask(
        *("export", "sealed.retro", "--what", "session", "--seal", "-o", "new.retro"),
        lines=f"{WORDS}\n{new}\nleft alone",
    )
    assert (ended.code, ended.out) == (0, "Written: new.retro\n")
    data = Path("new.retro").read_bytes()
    assert is_sealed(data)
    assert read(unseal(data, new)) == CARE_TEAM
    assert Path("new.retro").stat().st_mode & 0o077 == 0
    opened = ("export", "new.retro", "--what", "session", "-o", "open.retro")
    assert ask(*opened, lines=new).code == 0
    assert read(Path("open.retro").read_bytes()) == CARE_TEAM
    assert "nothing was overwritten" in ask(*opened, lines=new).err


@pytest.mark.parametrize(
    ("arguments", "lines", "code", "part"),
    [
        (["--what", "session"], "", 2, "-o FILE.retro"),
        (["--what", "session", "--format", "json", "-o", "x"], "", 2, "no other form"),
        (["--seal"], "", 2, "--what session"),
        (
            ["--what", "session", "--seal", "-o", "x.retro"],
            f"{WORDS}\nshort\n",
            1,
            "at least 8",
        ),
        (["--passphrase-fd", "99"], "", 1, "A passphrase is needed"),
    ],
)
def test_what_cannot_be_sealed(
    ask: Run, arguments: list[str], lines: str, code: int, part: str
) -> None:
    """What makes no sense, or is too easily guessed, is refused and leaves no file."""
    ended = ask("export", "sealed.retro", *arguments, lines=lines)
    assert ended.code == code
    assert part in ended.err
    assert not Path("x.retro").exists()


def test_a_report_asks_only_for_what_does_not_open(ask: Run) -> None:
    """One passphrase opens all files it fits; another is asked for the rest."""
    Path("many").mkdir()
    for number, words in enumerate([WORDS, WORDS, "another one here", WORDS]):
        session = evolve(CARE_TEAM, title=f"Meeting {number}", team=f"Team {number}")
        Path(f"many/{number}.retro").write_bytes(sealed(session, words))
    Path("many/open.retro").write_bytes(write(CARE_TEAM))
    ended = ask("report", "many", lines=f"{WORDS}\nanother one here\n")
    assert (ended.code, "Sessions: 5" in ended.out) == (0, True)
    ended = ask("report", "many", lines=f"{WORDS}\nanother one\n")
    assert (ended.code, ended.out) == (1, "")
    assert ended.err.startswith("many/2.retro: that is not its passphrase")


def test_norms_are_read_from_sealed_sessions(ask: Run) -> None:
    """What a team agreed is shown, and followed, from a sealed session too."""
    for part in ("show", "history"):
        ended = ask("norms", part, "sealed.retro", lines=f"{WORDS}\n")
        assert (ended.code, ended.err) == (0, "")
        assert NORM in ended.out
    ended = ask("norms", "show", "sealed.retro", lines="not that one\n")
    assert ended.code == 1
    assert "not its passphrase" in ended.err


def test_a_program_gives_it_on_a_descriptor(
    run: Run, monkeypatch: pytest.MonkeyPatch
) -> None:
    """`--passphrase-fd` leaves stdin to whoever reads that."""
    reads, writes = os.pipe()
    os.write(writes, f"{WORDS}\n".encode())
    os.close(writes)
    ended = run("export", "sealed.retro", "--passphrase-fd", str(reads))
    os.close(reads)
    assert (ended.code, ended.err) == (0, "")
    assert NORM in ended.out


def test_at_a_terminal_it_is_asked_twice_and_never_shown(folders: Path) -> None:
    """Two that differ are asked for again; what is typed is not on the screen."""
    argv = ["-m", "retro", "export", "sealed.retro", "--what", "session", "--seal"]
    child = pexpect.spawn(
        sys.executable,
        [*argv, "-o", "new.retro"],
        env=os.environ | {"PYTHONPATH": str(Path(__file__).parents[3])},
        timeout=PATIENCE,
        encoding="utf-8",
    )
    shown = io.StringIO()
    child.logfile_read = shown
    for prompt, typed in (
        ("The passphrase of sealed.retro:", WORDS),
        ("to seal the session with:", "five little brown mice"),
        ("The same once more:", "five little brown rats"),
        ("not the same.*to seal the session with:", "short"),
        ("The same once more:", "short"),
        ("at least 8.*to seal the session with:", "five little brown mice"),
        ("The same once more:", "five little brown mice"),
    ):
        child.expect(prompt)
        child.sendline(typed)
    child.expect("Written: new.retro")
    child.expect(pexpect.EOF)
    child.close()
    assert child.exitstatus == 0
    for secret in ("mussen", "mice", "rats"):
        assert secret not in shown.getvalue()
    new = (folders / "new.retro").read_bytes()
    assert read(unseal(new, "five little brown mice")) == CARE_TEAM


def test_the_demo_leaves_a_sealed_session_and_nothing_else(spawn: Run) -> None:
    """With `--seal` the first line is the passphrase, and all is in one sealed file."""
    ended = spawn("demo", "--auto", "--seal", "--port", "0", lines=f"{WORDS}\n")
    assert (ended.code, ended.err) == (0, "")
    [file] = Path("retro-demo").iterdir()
    assert file.name == "session.retro"
    assert read(unseal(file.read_bytes(), WORDS)).norms
    assert file.stat().st_mode & 0o077 == 0
    assert "mussen" not in ended.out
