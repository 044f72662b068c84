"""`retro export`, `norms`, `agenda`, `settings` and `forget`."""

from __future__ import annotations

import datetime
import json
from pathlib import Path

import click
import pytest
from attrs import evolve

from formats.norm_life import as_earlier
from formats.norms import item, to_markdown
from formats.session_file import SavedNorm, write
from retro import resume
from tests.retro.cli.conftest import Run
from tests.retro.plain.fakes import SAVED
from tests.support.schemas import wrong

NORM = SavedNorm(
    id=1,
    text="We ask first",
    theme="Rest",
    asked=True,
    agree=4,
    concern=1,
    object=0,
    status="agreed",
    review="2020-01-31",
    reasons=("who?",),
)
SESSION = evolve(SAVED, norms=(NORM, evolve(NORM, id=2, status="let-go", text="Old")))


@pytest.fixture(name="saved", autouse=True)
def _saved(folders: Path) -> Path:
    """Put a saved session and its norms in the current folder."""
    (folders / "a.retro").write_bytes(write(SESSION))
    (folders / "a.md").write_text(to_markdown(SESSION), encoding="utf-8")
    return folders


@pytest.mark.parametrize(
    ("options", "part"),
    [
        ([], "1. We ask first"),
        (["--what", "notes"], "id,column"),
        (["--what", "report"], "# Meeting"),
        (["--what", "summary"], "We ask first"),
    ],
)
def test_export(run: Run, options: list[str], part: str) -> None:
    """Each part of a saved session comes out in its usual format."""
    ended = run("export", "a.retro", *options)
    assert (ended.code, ended.err) == (0, "")
    assert part in ended.out


@pytest.mark.parametrize("what", ["norms", "notes", "report", "summary"])
def test_export_as_json(run: Run, what: str) -> None:
    """Norms, notes, the whole session and its summary can be read by a program."""
    data = json.loads(run("export", "a.retro", "--what", what, "--format", "json").out)
    whole = what in {"report", "summary"}
    assert set(data) >= ({"norms", "notes", "title"} if whole else {what})


@pytest.mark.parametrize(
    ("options", "starts"),
    [
        (["--what", "notes"], "\ufeffid,column,"),
        (["--what", "notes", "--lang", "nl"], "\ufeffid;column;"),
        (["--what", "notes", "--delimiter", "tab"], "\ufeffid\tcolumn\t"),
        (["--format", "csv", "--delimiter", ";"], "\ufeffid;date;text;"),
        (["--what", "report", "--format", "csv"], "\ufeffquestion,kind,"),
    ],
)
def test_export_as_csv(run: Run, options: list[str], starts: str) -> None:
    """A table opens by a double click: by the language, or by what was asked."""
    assert run("export", "a.retro", *options).out.startswith(starts)


def test_notes_to_read(run: Run) -> None:
    """Notes are Markdown too."""
    shown = run("export", "a.retro", "--what", "notes", "--format", "markdown").out
    assert shown.startswith("# Meeting\n")
    assert "We ask first" not in shown


def test_export_to_a_file(run: Run, saved: Path) -> None:
    """A new file is written, private; one that is there is left alone."""
    assert run("export", "a.retro", "-o", "new.md").out == "Written: new.md\n"
    assert (saved / "new.md").read_text(encoding="utf-8").startswith("# Meeting")
    again = run("export", "a.retro", "-o", "new.md")
    assert (again.code, again.out) == (1, "")
    assert "nothing was overwritten" in again.err


@pytest.mark.parametrize(
    ("arguments", "code", "part"),
    [
        (["export", "none.retro"], 1, "no file none.retro"),
        (["export", "a.md"], 1, "a.md: this is no saved session"),
        (["export", "a.retro", "--what", "summary", "--format", "csv"], 2, "json"),
        (["export", "a.retro", "--delimiter", ";"], 2, "--format csv"),
        (["norms", "show", "none.md"], 1, "no file none.md"),
        (["norms", "check", "cut.retro"], 1, "cut.retro: this saved session is"),
        (["norms", "check", "bad.md"], 1, "bad.md, line 5: "),
        (["agenda", "check", "none.toml"], 1, "no file none.toml"),
        (["agenda", "check", "bad.toml"], 1, "bad.toml, line 1: "),
        (["agenda", "check", "typed.toml"], 1, "title should be a text in quotes"),
        (["agenda", "check", "large.toml"], 1, "large.toml: "),
        (["agenda", "show", "nonsense"], 2, "social-safety"),
        (["host", "--name", "Ina", "--norms", "none.md"], 1, "no file none.md"),
    ],
)
def test_broken_and_missing_files(
    run: Run, saved: Path, arguments: list[str], code: int, part: str
) -> None:
    """One line names the file, the line where there is one, and what was expected."""
    (saved / "bad.md").write_text("# T\n\n1. We ask\n\n   - Consent: many agree\n")
    (saved / "cut.retro").write_bytes(write(SESSION)[:-1])
    (saved / "bad.toml").write_text("name = x\n")
    (saved / "typed.toml").write_text('name = "x"\nlang = "en"\ntitle = 5\n')
    (saved / "large.toml").write_text("#" * 100_000)
    ended = run(*arguments)
    assert (ended.code, ended.out) == (code, "")
    assert part in ended.err
    assert ended.err.count("\n") == 1


def test_norms(run: Run) -> None:
    """Norms are shown with how they stand, and checked."""
    shown = run("norms", "show", "a.md").out
    assert shown.splitlines() == [
        "1. We ask first (agreed)",
        "   To be looked at again on 31 January 2020.",
        "2. Old (let go)",
    ]
    assert run("norms", "a.md").out == shown
    assert run("norms", "check", "a.md").out == "a.md is sound: 2 norms.\n"
    assert run("norms", "check", "a.retro").out == "a.retro is sound: 2 norms.\n"


def test_norms_that_are_due(run: Run, saved: Path) -> None:
    """Of many files each norm once, as the newest has it, the oldest date first."""
    kept = evolve(NORM, review="2020-03-31")
    new = evolve(NORM, id=2, text="We ring", review="2020-02-29")
    far = evolve(NORM, id=3, text="Far", review="2999-01-01")
    later = evolve(SESSION, date="2030-01-01", norms=(kept, new, far))
    (saved / "later.retro").write_bytes(write(later))
    bare = evolve(later, team="", norms=(new,))
    (saved / "bare.md").write_text(to_markdown(bare), encoding="utf-8")
    ended = run("norms", "due", "a.md", "later.retro", "bare.md", "a.retro")
    assert (ended.code, ended.out.splitlines()) == (
        0,
        [
            "2020-02-29 We ring (bare.md)",
            "2020-02-29 Sun: We ring (later.retro)",
            "2020-03-31 Sun: We ask first (later.retro)",
        ],
    )
    soon = datetime.date.today() + datetime.timedelta(days=5)
    near = evolve(later, norms=(evolve(new, review=soon.isoformat()),))
    (saved / "near.retro").write_bytes(write(near))
    assert run("norms", "due", "near.retro").out == "No norm is due yet.\n"
    told = run("norms", "due", "near.retro", "--within", "7", "--json").out
    assert wrong("norms-due", json.loads(told)) == []
    assert json.loads(told) == [
        {
            "review": soon.isoformat(),
            "past": False,
            "team": "Sun",
            "text": "We ring",
            "file": "near.retro",
        }
    ]


def test_a_file_that_cannot_be_read_hides_no_other(run: Run, saved: Path) -> None:
    """Every line that makes no sense is named, and the rest is still told."""
    (saved / "bad.md").write_text("# T\n\n1. We sit\n   - Look again: soon\n2.\n")
    for part in (["due"], ["history"], ["show"], ["check"]):
        files = ["bad.md"] if part[0] in {"show", "check"} else ["a.md", "bad.md", "no"]
        ended = run("norms", *part, *files)
        assert ended.code == 1
        lines = ended.err.splitlines()
        assert lines[0].startswith("bad.md, line 4: what stands at")
        assert lines[1] == "bad.md, line 5: this norm has no text."
        assert len(lines) == len(files) + (len(files) == 1)
        assert ("We sit" in ended.out) is (part[0] in {"history", "show"})
        assert ("We ask first" in ended.out) is (len(files) > 1)


def test_a_folder_stands_for_the_norms_in_it(run: Run, saved: Path) -> None:
    """What sessions left there, and no other text that lies beside it."""
    for name in ("one", "two", "none"):
        (saved / "all" / name).mkdir(parents=True)
    (saved / "all" / "one" / "norms-2.md").write_bytes((saved / "a.md").read_bytes())
    (saved / "all" / "one" / "README.md").write_text("# Nothing\n", encoding="utf-8")
    old = evolve(SESSION, norms=(evolve(NORM, review="2019-01-01"),))
    (saved / "all" / "one" / "session-2.retro").write_bytes(write(old))
    later = evolve(SESSION, date="2030-01-01", norms=(evolve(NORM, concern=0),))
    (saved / "all" / "two" / "x.retro").write_bytes(write(later))
    assert run("norms", "due", "all").out == (
        f"2020-01-31 Sun: We ask first ({Path('all', 'two', 'x.retro')})\n"
    )
    one = run("norms", "due", str(Path("all", "one"))).out
    assert one.startswith("2020-01-31 "), "as people may have changed it"
    told = run("norms", "history", "all")
    assert (told.code, told.err) == (0, "")
    assert told.out.count("agreed again (4 agree, 0 with a concern, 0 object)") == 1
    ended = run("norms", "history", str(Path("all", "none")), "a.md")
    assert (ended.code, "Old" in ended.out) == (1, True)
    assert ended.err == f"There are no norms in {Path('all', 'none')}.\n"


def test_the_history_of_norms(run: Run, saved: Path) -> None:
    """When a norm was agreed, reworded, kept and let go, and what was said of it."""
    first = evolve(NORM, status="open", object=1)
    now = evolve(
        NORM, id=7, text="We ask at once", review="2999-01-01", reasons=(),
        earlier=(as_earlier(item(first), "2026-01-01"),),
    )  # fmt: skip
    for name, date, norm in (
        ("3.retro", "2026-09-01", evolve(now, reviewed=True)),
        ("1.retro", "2026-01-01", first),
        ("2.retro", "2026-05-01", now),
        ("4.retro", "2026-10-01", evolve(now, earlier=())),
        ("5.retro", "2026-11-01", evolve(now, asked=False)),
    ):
        session = evolve(SESSION, date=date, norms=(norm,))
        (saved / name).write_bytes(write(session))
    files = ["3.retro", "1.retro", "5.retro", "2.retro", "4.retro"]
    assert run("norms", "history", *files).out.splitlines() == [
        "Sun: We ask at once",
        "  1 January 2026: not agreed yet (4 agree, 1 with a concern, 1 object)",
        "    “who?”",
        "  1 May 2026: reworded from “We ask first” to “We ask at once”",
        "  1 May 2026: agreed for the first time (4 agree, 1 with a concern, 0 object)",
        "  1 September 2026: kept (4 keep it, 1 say it differently, 0 let it go)",
        "  1 October 2026: agreed again (4 agree, 1 with a concern, 0 object)",
        "  1 November 2026: not asked about",
        "  To be looked at again on 1 January 2999.",
    ]
    told = json.loads(run("norms", "history", *files, "--json").out)
    assert wrong("norms-history", told) == []
    (life,) = told
    assert (life["file"], life["status"]) == ("5.retro", "agreed")
    assert [one["date"] for one in life["versions"]] == [
        "2026-01-01", "2026-05-01", "2026-09-01", "2026-10-01", "2026-11-01",
    ]  # fmt: skip
    (saved / "own.md").write_text(
        "# Ours\n## Let go\n1. A\n## Not agreed yet\n2. B\n   - State: draft\n"
        "3. C\n   - State: draft\n   - Reviewed: 1 keep it\n"
    )
    assert run("norms", "history", "own.md").out.splitlines() == [
        "A",
        "  date unknown: let go",
        "B",
        "  date unknown: draft",
        "C",
        "  date unknown: draft, to be reworded "
        "(1 keep it, 0 say it differently, 0 let it go)",
    ]


def test_agendas(run: Run, saved: Path) -> None:
    """Bundled agendas are listed and shown in the user's language; own ones checked."""
    assert "social-safety: " in run("agenda", "list").out
    assert "sociale-veiligheid: " in run("agenda", "list", "--lang", "nl").out
    shown = run("agenda", "show", "social-safety").out
    assert "1. Welcome (welcome)" in shown
    assert "   - What goes well" in shown
    own = 'name = "own"\nlang = "en"\ntitle = "Own"\n' + "".join(
        f'[[steps]]\nkind = "{kind}"\ntitle = "{kind}"\n'
        for kind in ("welcome", "close")
    )
    (saved / "own.toml").write_text(own)
    assert (
        run("agenda", "check", "own.toml").out == "own.toml is sound: Own, 2 steps.\n"
    )
    assert "2. close (close)" in run("agenda", "show", "own.toml").out


def test_settings_are_shown_and_added_to(run: Run, saved: Path) -> None:
    """The file is named before it exists; a place is added by one command."""
    path = saved / "config" / "retro" / "settings.toml"
    assert str(path) in run("settings").out
    assert run("settings", "place", "confidant", "Carol,", "030 123").code == 0
    shown = run("settings").out
    assert str(path) in shown
    assert 'text = "Carol, 030 123"' in shown
    too_long = run("settings", "place", "confidant", "x" * 1001)
    assert (too_long.code, too_long.out) == (1, "")
    assert too_long.err.startswith("That cannot be saved: places are 12 at most, ")
    assert too_long.err.count("\n") == 1
    assert "x" * 1001 not in path.read_text()


def test_settings_are_edited(
    run: Run, saved: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The editor opens a file with every setting as a comment, and is checked after."""
    path = saved / "config" / "retro" / "settings.toml"
    wrong: list[str] = []

    def edit(filename: str) -> None:
        assert Path(filename) == path
        with path.open("a") as file:
            file.writelines(wrong)

    monkeypatch.setattr(click, "edit", edit)
    assert run("settings", "edit").code == 0
    wrong.append("name = 5\n")
    ended = run("settings", "edit")
    assert ended.code == 1
    assert "settings.toml, line " in ended.err


def test_forgetting(run: Run) -> None:
    """What was kept to resume is gone afterwards, and it is said of how many."""
    assert "kept nothing" in run("forget").out
    kept = resume.Resume(
        seed="5e" * 32,
        words=("a", "b", "c", "d"),
        url="ws://127.0.0.1:1/",
        host="",
        port=0,
        lang="en",
        title="T",
    )
    resume.keep(resume.folder_of(b"1" * 32), kept)
    assert run("forget").out.startswith("Forgotten: 1 session;")
    assert resume.latest() is None
