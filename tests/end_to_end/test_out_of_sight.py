"""What everybody on a computer can see of the processes that run on it."""

from __future__ import annotations

import subprocess
from pathlib import Path

from tests.support.processes import LOCAL, Program, Stage


def visible(program: Program) -> str:
    """Give all that the system tells any user of a process."""
    own = Path("/proc") / str(program.pid)
    read = [(own / name).read_bytes().decode() for name in ("cmdline", "comm")]
    return "\n".join(read)


def processes() -> str:
    """List all processes with their arguments and environments, as `ps` does."""
    argv = ["ps", "-ww", "-e", "-o", "args"]
    done = subprocess.run(argv, capture_output=True, check=True, text=True)
    return done.stdout


def test_join_words_never_show_in_a_list_of_processes(stage: Stage) -> None:
    """Neither `ps` nor /proc shows the words or a name of who hosts, joins or tries."""
    lead = stage.host(*LOCAL, name="Roosmarijn")
    words, link = (lead.last("welcome")[key] for key in ("words", "link"))
    hyphened = link.partition("#")[2]
    joined = [
        stage.join("Wilhelmina", link),
        stage.join("Gijsbertus", words, "--server", link.partition("#")[0]),
    ]
    for member in joined:
        member.wait("welcome")
    demo = stage.start("Tryer", "demo", "--auto", "--json", *LOCAL)
    demo.wait_line('"welcome"')
    listed = processes()
    for program in (lead, *joined, demo):
        shown = visible(program)
        assert shown.startswith("retro\0") or shown.startswith("retro\n"), shown
        for secret in (*words.split(), program.name):
            assert secret not in shown
    for secret in (words, hyphened, "Roosmarijn", "Wilhelmina", "Gijsbertus"):
        assert secret not in listed
    assert "\nretro\n" in listed


def test_a_word_that_is_wrong_is_said_and_not_listed(stage: Stage) -> None:
    """The one line about a wrong word names that word alone, none of the others."""
    done = stage.run("join", "goldfish", "gratitude", "franchise", "recemt")
    assert done.code == 2
    assert "recemt" in done.complaint
    for word in ("goldfish", "gratitude", "franchise"):
        assert word not in done.complaint
