"""Hostile texts through a whole session: what comes out is text, everywhere."""

from __future__ import annotations

import csv
import io
import os
import pty
import subprocess
import termios
import unicodedata
from collections import Counter
from collections.abc import Iterator
from contextlib import ExitStack, closing
from pathlib import Path

import pexpect
import pyte
import pytest
from attrs import define
from markdown_it import MarkdownIt
from pexpect.fdpexpect import fdspawn

from tests.support.processes import LOCAL, PATIENCE, Installed, Program, Stage, Team

FAMILY = "\U0001f469\u200d\U0001f469\u200d\U0001f467\u200d\U0001f466"
RAINBOW = "\U0001f3f3\ufe0f\u200d\U0001f308"
FULL = FAMILY * 12 + "x" * 20
"""Exactly 320 bytes, of emoji that are held together by joiners."""

TEXTS = {
    "\x1b]0;owned\x07\x1b[2J\x1b[31mred\x1b[0m": "]0;owned[2J[31mred[0m",
    "\x1b]52;c;aGVsbG8=\x07 to the clipboard": "]52;c;aGVsbG8= to the clipboard",
    "\x9b31m\x9d0;title\x9c one byte is enough": "31m0;title one byte is enough",
    "\x00 nothing \x7f and \x08 back": "nothing and back",
    "\u202eesrever\u202c \u2066apart\u2069 \u200fmarks\u200e": "esrever apart marks",
    "[@click=app.quit]press here[/] [/oops]": "[@click=app.quit]press here[/] [/oops]",
    "# A heading": "# A heading",
    "**bold** _thin_ `code` ~~gone~~": "**bold** _thin_ `code` ~~gone~~",
    "[go](http://evil.example) ![x](y)": "[go](http://evil.example) ![x](y)",
    "<script>alert(1)</script> <b>&amp;": "<script>alert(1)</script> <b>&amp;",
    "1. one 2. two": "1. one 2. two",
    "> quoted": "> quoted",
    "=cmd|' /C calc'!A0": "=cmd|' /C calc'!A0",
    "+31 6 12 34 56 78": "+31 6 12 34 56 78",
    "-2+3": "-2+3",
    "@SUM(A1:A9)": "@SUM(A1:A9)",
    '"quoted", and; separated': '"quoted", and; separated',
    f"{FAMILY} and {RAINBOW} stay whole": f"{FAMILY} and {RAINBOW} stay whole",
    "first\u2028- [ ] second": "first\n- [ ] second",
    "cafe\u0301 \u201cquoted\u201d \u2013 l\u2019avis": 'caf\u00e9 "quoted" - l\'avis',
    FULL: FULL,
    "\u00e9" * 160: "\u00e9" * 160,
}
"""What is typed, and what everybody is to see."""

TITLE = ("\x1b[31mTitle <b>one</b>\x1b[0m", "[31mTitle <b>one</b>[0m")
TEAM = ("[@click=x]Team[/] \u202e# two", "[@click=x]Team[/] # two")
NAME = ("An\x1b[7mna\u202e", "An[7mna")
THEME = ("=1+1 <i>theme</i> [a](b)", "=1+1 <i>theme</i> [a](b)")
NORM = (
    "- Look again: **never** <img src=x> | \x1b[5m",
    "- Look again: **never** <img src=x> | [5m",
)
REASON = ("\x1b[2J> ## reason [c](d)", "[2J> ## reason [c](d)")

FORBIDDEN = {"Cc", "Cf", "Cs", "Co", "Zl", "Zp"}


def harmful(text: str) -> set[str]:
    """Give the characters that could act on a terminal, but for lines and joiners."""
    return {
        character
        for character in text
        if unicodedata.category(character) in FORBIDDEN and character not in "\n\u200d"
    }


class Terminal:
    """A plain client in a terminal of 80 by 24, and what that terminal shows."""

    def __init__(self, stage: Stage, name: str, link: str) -> None:
        """Start the client in its terminal."""
        computer = stage.computer(name)
        self._raw = io.BytesIO()
        own, its = pty.openpty()
        termios.tcsetwinsize(its, (24, 80))
        self._process = subprocess.Popen(
            [
                str(stage.installed.command),
                *("join", "--plain", "--name", name, "--lang", "en", link),
            ],
            stdin=its,
            stdout=its,
            stderr=its,
            env=computer.environment | {"TERM": "xterm-256color"},
            cwd=computer.here,
            start_new_session=True,
        )
        os.close(its)
        self._seen = fdspawn(own, timeout=PATIENCE)
        self._seen.logfile_read = self._raw

    def expect(self, text: str) -> None:
        """Wait until this is written."""
        self._seen.expect_exact(text.encode())

    def say_same(self) -> None:
        """Say that the words are the same; again, when it was too soon to have read."""
        answer = 1
        while answer:
            self._seen.sendline("words same")
            answer = self._seen.expect_exact([b"Good.", pexpect.TIMEOUT], timeout=0.5)

    def ended(self) -> int:
        """Wait for the end; give the exit code."""
        self._seen.expect(pexpect.EOF)
        return self._process.wait(PATIENCE)

    def close(self) -> None:
        """Leave nothing of it."""
        if self._process.poll() is None:
            self._process.kill()
        self._process.wait(PATIENCE)
        self._seen.close()

    @property
    def raw(self) -> bytes:
        """All that was written to the terminal."""
        return self._raw.getvalue()

    def screen(self, lines: int) -> pyte.Screen:
        """Give what a terminal of 80 columns and so many lines shows."""
        screen = pyte.Screen(80, lines)
        pyte.ByteStream(screen).feed(self.raw)
        return screen


@define
class Hostile:
    """A session full of hostile texts that was played to its end."""

    stage: Stage
    team: Team
    plain: Program
    terminal: Terminal
    terminal_code: int

    def file(self, name: str) -> str:
        """Read a file the facilitator took home."""
        out = self.stage.computer("Facilitator").here / "out"
        return (out / name).read_text(encoding="utf-8-sig")


@pytest.fixture(scope="module")
def one(
    installed: Installed, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[Hostile]:
    """Play the session: three JSON clients, a plain one, and one in a terminal."""
    with (
        Stage(installed, tmp_path_factory.mktemp("hostile")) as stage,
        ExitStack() as open_,
    ):
        yield _played(stage, open_)


def _played(stage: Stage, open_: ExitStack) -> Hostile:
    lead = stage.host(
        *LOCAL,
        "--small-group",
        *("--title", TITLE[0], "--team", TEAM[0], "--out", "out", "--lang", "en"),
    )
    link = lead.last("welcome")["link"]
    anna = stage.start(
        "Anna", "join", "--plain", "--json", "--name", NAME[0], link, answers=True
    )
    plain = stage.start(
        "Plain", "join", "--plain", "--name", "Plain", "--lang", "en", link
    )
    carol = stage.join("Carol", link)
    terminal = open_.enter_context(closing(Terminal(stage, "Terminal", link)))
    for each in (lead, anna, carol):
        each.wait("roster", lambda event: event["count"] == 5)
    compared = " ".join(lead.last("roster")["words"])
    plain.wait_line(compared)
    plain.type("words same")
    plain.wait_line("Good.")
    terminal.expect(compared)
    terminal.say_same()
    team = Team(lead, [anna, carol])
    team.go("write")
    texts = list(TEXTS)
    for each, own in zip(team, (texts[:7], texts[7:15], texts[15:]), strict=True):
        for text in own:
            each.ok(f"note need {text}")
    assert anna.refused(f"note well {FULL}x") in {"too-long", "too-many-notes"}
    assert lead.refused(f"note well {FULL}x") == "too-long"
    assert lead.refused("note well \x1b\u202e\u200b") == "bad-value"
    shown = team.collect("notes")[0]["notes"]
    team.go("group")
    lead.ok(f"group {shown[0]['id']} {shown[1]['id']} as {THEME[0]}")
    team.go("norms")
    lead.ok(f"norm {NORM[0]} from 1")
    for each in team:
        each.wait("norms")
        each.ok("consent 1 agree")
    anna.ok(f"consent 1 concern {REASON[0]}")
    team.collect("norms")
    lead.ok("end")
    for each in (*team, plain):
        assert each.ended() == 0
    return Hostile(stage, team, plain, terminal, terminal.ended())


def test_json_lines_hold_the_texts_and_nothing_else(one: Hostile) -> None:
    """Every JSON line is printable ASCII, and holds each text once, made clean."""
    for each in one.team:
        for line in each.lines:
            assert line.isascii()
            assert line.isprintable()
        notes = each.last("notes")["notes"]
        assert Counter(note["text"] for note in notes) == Counter(TEXTS.values())
        welcome = each.last("welcome")
        assert (welcome["title"], welcome["team"]) == (TITLE[1], TEAM[1])
        assert NAME[1] in each.last("people")["members"]
        assert each.last("norms")["norms"][0]["text"] == NORM[1]
        assert each.last("norms")["reasons"][0]["text"] == REASON[1]
        assert each.last("themes")["themes"][0]["title"] == THEME[1]


def test_plain_sentences_hold_one_text_a_line(one: Hostile) -> None:
    """No line of the plain client can act on a terminal or begin another line."""
    for line in one.plain.lines:
        assert harmful(line) == set()
    told = [line for line in one.plain.lines if line.startswith("Note ")]
    texts = Counter(line.partition(", What we need: ")[2] for line in told)
    assert texts == Counter(text.replace("\n", " ") for text in TEXTS.values())
    assert one.plain.stderr == ""


def test_a_real_terminal_is_left_alone(one: Hostile) -> None:
    """Nothing but text and line ends reaches the terminal, so it shows just that."""
    assert one.terminal_code == 0
    raw = one.terminal.raw.decode()
    assert harmful(raw.replace("\r\n", "\n")) == set()
    tall = one.terminal.screen(600)
    assert tall.title == ""
    everything = "\n".join(tall.display)
    for text in ("]0;owned[2J[31mred[0m", "[@click=app.quit]press here[/]", NAME[1]):
        assert text in everything
    cells = (cell for row in tall.buffer.values() for cell in row.values())
    assert {(c.fg, c.bg, c.bold, c.reverse, c.blink) for c in cells} == {
        ("default", "default", False, False, False)
    }
    window = one.terminal.screen(24)
    assert any("The session is over." in line for line in window.display)


def test_norms_md_stays_a_list_of_norms(one: Hostile) -> None:
    """Read as CommonMark, norms.md holds the texts as text: no link, no HTML."""
    written = one.file("norms.md")
    assert harmful(written) == set()
    tokens = MarkdownIt("commonmark").parse(written)
    inline = [child for token in tokens for child in token.children or ()]
    kinds = {token.type for token in (*tokens, *inline)}
    assert not kinds & {"link_open", "image", "html_block", "html_inline", "fence"}
    assert not kinds & {"code_inline", "strong_open", "em_open", "code_block"}
    text = "".join(child.content for child in inline)
    for shown in (TITLE[1], TEAM[1], THEME[1], NORM[1], REASON[1]):
        assert shown in text
    headings = [
        tokens[at + 1].content
        for at, token in enumerate(tokens)
        if token.type == "heading_open"
    ]
    assert len(headings) == 2
    assert NAME[1] not in written


def test_norms_md_reads_back_as_it_was(one: Hostile) -> None:
    """The norms file of a hostile session is sound, and shows the norm as it is."""
    path = one.stage.computer("Facilitator").here / "out" / "norms.md"
    assert one.stage.run("norms", "check", str(path)).code == 0
    shown = one.stage.run("norms", "show", str(path), "--lang", "en").stdout
    assert NORM[1] in shown
    assert harmful(shown) == set()


def test_notes_csv_has_no_formula(one: Hostile) -> None:
    """No cell begins like a formula in a spreadsheet; all texts are there."""
    rows = list(csv.reader(io.StringIO(one.file("notes.csv"))))
    assert len(rows) == 1 + len(TEXTS)
    cells = [cell for row in rows for cell in row]
    assert not [cell for cell in cells if cell[:1] in tuple("=+-@\t\r")]
    assert harmful("".join(cells)) == set()
    everything = "\0".join(cells)
    for text in TEXTS.values():
        assert text in everything


@pytest.mark.parametrize(
    "arguments",
    [
        ("--what", "report"),
        ("--what", "summary"),
        ("--what", "norms"),
        ("--what", "notes", "--format", "json"),
        ("--what", "report", "--format", "json"),
    ],
    ids="-".join,
)
def test_exports_of_the_saved_session_are_harmless(
    one: Hostile, arguments: tuple[str, ...]
) -> None:
    """What is made of session.retro holds nothing that acts, and no member's name."""
    path: Path = one.stage.computer("Facilitator").here / "out" / "session.retro"
    done = one.stage.run("export", str(path), *arguments)
    assert done.code == 0
    assert harmful(done.stdout) == set()
    assert NAME[1] not in done.stdout
    if "json" not in arguments:
        tokens = MarkdownIt("commonmark").parse(done.stdout)
        inline = [child for token in tokens for child in token.children or ()]
        kinds = {token.type for token in (*tokens, *inline)}
        assert not kinds & {"link_open", "image", "html_block", "html_inline"}
