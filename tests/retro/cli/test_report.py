"""`retro report`: many files, one report, and one line when that cannot be."""

from __future__ import annotations

import csv
import json
from pathlib import Path

import pytest
from attrs import evolve

from formats.session_file import SavedSession, write
from tests.retro.cli.conftest import Run
from tests.support.surveys import CHECK_IN, answers, session


def check_in(*counts: int, team: str = "Noord") -> SavedSession:
    """Make a session of a check-in with so many at each of its five points."""
    titles = dict(zip("12345", counts, strict=True))
    return session(answers(CHECK_IN, "scale", titles, sum(counts)), team=team)


@pytest.fixture(name="saved", autouse=True)
def _saved(folders: Path) -> Path:
    """Put two sessions in two folders below the current one."""
    for name, one in (
        ("sun", check_in(0, 1, 2, 2, 1)),
        ("moon", check_in(0, 2, 2, 2, 1, team="Zuid")),
    ):
        (folders / name).mkdir()
        (folders / name / f"{name}.retro").write_bytes(write(one))
    return folders


def test_a_report_of_files_and_folders(run: Run) -> None:
    """A folder stands for its sessions; the report is in the user's language."""
    ended = run("report", "sun/sun.retro", "moon")
    assert (ended.code, ended.err) == (0, "")
    assert ended.out.startswith("# Report on 2 sessions\n")
    assert "13 answers." in ended.out
    dutch = run("report", ".", "--lang", "nl").out
    assert dutch.startswith("# Rapport over 2 sessies\n")
    assert "Hoe vrij voel je je" in dutch


def test_groups_and_who_they_are_of(run: Run) -> None:
    """Teams are in the files; organisations are told, the deepest folder first."""
    teams = json.loads(run("report", ".", "--by", "team", "--format", "json").out)
    assert [one["name"] for one in teams["questions"][0]["groups"]] == ["Noord", "Zuid"]
    told = ("--organisation", "All=.", "--organisation", "Sun = Moon=sun/sun.retro")
    assert run("report", ".", *told).code == 1
    told = ("--organisation", "All=.", "--organisation", "Sun=sun/sun.retro")
    ended = run("report", ".", "--by", "organisation", *told, "--format", "json")
    (question,) = json.loads(ended.out)["questions"]
    assert [one["name"] for one in question["groups"]] == ["All", "Sun"]


def test_the_rest_of_what_can_be_asked(run: Run, saved: Path) -> None:
    """Threshold, minimum, periods and people change what is shown."""
    options = ("--threshold", "33,3 %", "--minimum", "8", "--period", "year")
    data = json.loads(
        run("report", ".", *options, "--different-people", "--format", "json").out
    )
    assert (data["threshold"], data["minimum"], data["period"]) == ("33.3", 8, "year")
    assert data["different_people"] is True
    assert data["questions"][0]["figures"]["respondents"] == 13


def test_csv_for_a_spreadsheet_that_wants_another_delimiter(
    run: Run, saved: Path
) -> None:
    """A Dutch Excel wants semicolons; the byte order mark is there."""
    options = ("--format", "csv", "--delimiter", ";", "-o", "report.csv")
    assert run("report", ".", *options).out == "Written: report.csv\n"
    written = (saved / "report.csv").read_bytes()
    assert written.startswith(b"\xef\xbb\xbfquestion;after;")
    rows = list(csv.reader(written.decode("utf-8-sig").splitlines(), delimiter=";"))
    assert len(rows) == 6


def test_a_report_is_a_new_private_file(run: Run, saved: Path) -> None:
    """Nothing is overwritten, and others on the computer cannot read it."""
    assert run("report", ".", "-o", "r.md").code == 0
    path = saved / "r.md"
    assert path.stat().st_mode & 0o777 == 0o600
    again = run("report", ".", "-o", "r.md")
    assert (again.code, again.out) == (1, "")
    assert "nothing was overwritten" in again.err


def test_a_session_given_twice_is_named(run: Run, saved: Path) -> None:
    """It counts once, which the report and a line on stderr say."""
    copy = saved / "copy.retro"
    copy.write_bytes((saved / "sun" / "sun.retro").read_bytes())
    ended = run("report", "copy.retro", "sun", "moon")
    assert ended.code == 0
    assert "13 answers." in ended.out
    assert "One file was a session" in ended.out
    assert ended.err.count("\n") == 1
    assert "it counts once." in ended.err


def test_people_who_may_be_the_same_are_asked_about(run: Run, saved: Path) -> None:
    """Who knows that nobody was there twice learns how to say so, and only then."""
    assert run("report", ".").err == ""
    for number in (1, 2):
        one = evolve(check_in(0, 1, 1, 1, 1), date=f"2025-0{number}-01")
        (saved / f"{number}.retro").write_bytes(write(one))
    few = run("report", "1.retro", "2.retro")
    assert "Fewer than 5 different people" in few.out
    assert few.err.endswith(", --different-people shows more.\n")
    told = run("report", "1.retro", "2.retro", "--different-people")
    assert "8 answers." in told.out
    assert told.err == ""


@pytest.mark.parametrize(
    ("arguments", "code", "part"),
    [
        ([], 2, "FILE.retro ... is missing"),
        (["none.retro"], 1, "no file none.retro"),
        ([".", "bad.txt"], 1, "bad.txt: this is no saved session."),
        ([".", "sly.data"], 1, "sly.data: this saved session is damaged."),
        (["empty"], 1, "no saved session in empty"),
        ([".", "--by", "organisation"], 2, "--organisation NAME=PATH"),
        ([".", "--organisation", "sun"], 2, "--organisation is NAME=PATH"),
        ([".", "--organisation", "Sun=other"], 1, "None of these files is in"),
        ([".", "--delimiter", ";"], 2, "--format csv"),
        ([".", "--delimiter", "x"], 2, "--delimiter is one of"),
        ([".", "--threshold", "many"], 2, "--threshold is a per cent"),
        ([".", "--threshold", "0"], 2, "--threshold is a per cent"),
        ([".", "--threshold", "101"], 2, "--threshold is a per cent"),
        ([".", "--minimum", "4"], 2, "--minimum is a number from 5 to 1000"),
    ],
)
def test_what_cannot_be_is_said_in_one_line(
    run: Run, saved: Path, arguments: list[str], code: int, part: str
) -> None:
    """The file or option is named, and nothing is written, not even half."""
    (saved / "empty").mkdir()
    (saved / "bad.txt").write_text("# no session\n")
    sly = check_in(0, 0, 0, 0, 3)
    (count, *rest) = sly.answers[0].counts
    wrong = evolve(sly.answers[0], counts=(evolve(count, count=900), *rest))
    (saved / "sly.data").write_bytes(write(evolve(sly, answers=(wrong,))))
    ended = run("report", *arguments, "-o", "r.md")
    assert (ended.code, ended.out) == (code, "")
    assert part in ended.err
    assert ended.err.count("\n") == 1
    assert not (saved / "r.md").exists()
