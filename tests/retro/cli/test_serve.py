"""`retro serve` says in one line why it cannot start."""

from __future__ import annotations

import contextlib
import socket
import sqlite3
from pathlib import Path

import pytest

from retro import resume
from retro.resume import Resume
from tests.retro.cli.conftest import Run
from tests.support.certificates import Authority

HERE = ("serve", "--host", "127.0.0.1", "--port", "0", "--data", "rooms.db")


@pytest.mark.parametrize(
    ("arguments", "sentence"),
    [
        (("--cert", "a.pem"), "--cert and --key go together."),
        (("--key", "a.key"), "--cert and --key go together."),
        *[
            (
                ("--metrics", address),
                f"{address} is no address with a port, such as 127.0.0.1:9484.",
            )
            for address in ("9484", "localhost", ":9484", "x:0", "x:70000", "x:y")
        ],
    ],
)
def test_options_that_cannot_be(
    run: Run, arguments: tuple[str, ...], sentence: str
) -> None:
    """Malformed options end with 2, and nothing was made."""
    done = run(*HERE, *arguments)
    assert (done.code, done.out, done.err) == (2, "", f"{sentence}\n")
    assert not Path("rooms.db").exists()


def test_a_certificate_that_cannot_be(run: Run, folders: Path) -> None:
    """A file that is missing, or is not what it should be, is named."""
    chain, key = Authority(folders).issue("localhost")
    done = run(*HERE, "--cert", "gone.pem", "--key", str(key))
    assert done.code == 1
    assert done.err == "gone.pem cannot be used: No such file or directory.\n"
    done = run(*HERE, "--cert", str(chain), "--key", str(chain))
    assert done.code == 1
    assert done.err == f"{chain} holds no private key in PEM form.\n"


def test_an_address_for_figures_that_is_taken(run: Run) -> None:
    """It is told from the relay's own port, for which a free one would be offered."""
    with socket.create_server(("127.0.0.1", 0)) as other:
        where = f"127.0.0.1:{other.getsockname()[1]}"
        done = run(*HERE, "--metrics", where)
    assert done.code == 1
    assert done.err == (
        f"Nothing can listen on {where} for the figures; is the port in use?\n"
    )


@pytest.mark.parametrize(
    ("script", "lang", "sentence"),
    [
        ("PRAGMA user_version = 99", "en", "was written by a newer version of retro"),
        ("PRAGMA user_version = 99", "nl", "is geschreven door een nieuwere versie"),
        ("CREATE TABLE recipes (name TEXT)", "en", "is not a database of retro."),
        ("CREATE TABLE recipes (name TEXT)", "nl", "is geen database van retro."),
    ],
)
def test_a_database_that_is_not_for_it(
    run: Run, script: str, lang: str, sentence: str
) -> None:
    """One of a newer version, or another program's: one line, and it is untouched."""
    with contextlib.closing(sqlite3.connect("rooms.db")) as db:
        db.executescript(script)
    before = Path("rooms.db").read_bytes()
    done = run(*HERE, "--lang", lang)
    assert (done.code, done.out) == (1, "")
    assert done.err.startswith(f"rooms.db {sentence}")
    assert done.err.count("\n") == 1
    assert Path("rooms.db").read_bytes() == before


def test_a_session_kept_by_a_newer_version(run: Run) -> None:
    """Who wants to lead it on with an older version is told to update, in a line."""
    kept = Resume(
        seed="5e" * 32,
        words=("a", "b", "c", "d"),
        url="ws://127.0.0.1:1/",
        host="",
        port=0,
        lang="nl",
        title="Kept",
        version=resume.VERSION + 1,
    )
    resume.keep(resume.folder_of(b"1" * 32), kept)
    done = run("host", "--resume", "--name", "Ina", "--json")
    assert done.code == 1
    assert done.err == (
        "The session that broke off here was begun with a newer version of retro; "
        "update retro to lead it on.\n"
    )
