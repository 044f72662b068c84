"""A session of nine processes from an installed wheel, and all that was seen of it."""

from __future__ import annotations

import stat
import subprocess
from collections import Counter
from collections.abc import Iterator
from itertools import pairwise
from pathlib import Path

import pytest

from tests.end_to_end.playing import DOTS, Played, played
from tests.end_to_end.scripts import EN, LEAD, NAMES, NL, Script
from tests.support.processes import ROOT, Installed
from tests.support.searching import LONG, found


@pytest.fixture(scope="module", params=[NL, EN], ids=["nl", "en"])
def one(
    request: pytest.FixtureRequest,
    installed: Installed,
    tmp_path_factory: pytest.TempPathFactory,
) -> Iterator[Played]:
    """Give a session that was played to its end, in one of the languages."""
    script: Script = request.param
    folder = tmp_path_factory.mktemp(f"session-{script.lang}")
    with played(installed, folder, script) as session:
        yield session


def pairs(one: Played) -> list[str]:
    """Give the join words by twos: one alone may be any word of any text."""
    return [f"{a}{mark}{b}" for a, b in pairwise(one.words) for mark in " -"]


def secrets(one: Played) -> list[str]:
    """Give all texts and names, and the join words in pairs and, when long, alone."""
    long = [word for word in one.words if len(word) >= LONG]
    return [*one.script.texts, *NAMES, LEAD, *pairs(one), *long]


# ------------------------------------------------------------------------- the session


def test_the_product_is_the_wheel_and_not_the_tree(installed: Installed) -> None:
    """What these tests run was installed: every package of it lies outside the tree."""
    shown = (
        "import formats, retro, server\n"
        "for each in (formats, retro, server): print(each.__file__)"
    )
    done = subprocess.run(
        [installed.python, "-c", shown],
        capture_output=True,
        text=True,
        check=True,
        cwd=installed.site.parent,
    )
    places = [Path(line) for line in done.stdout.splitlines()]
    assert len(places) == 3
    for place in places:
        assert place.is_relative_to(installed.site)
        assert not place.is_relative_to(ROOT)


def test_every_note_stands_once_on_every_client(one: Played) -> None:
    """What each member typed is on all nine clients, each note as often as typed."""
    assert len(one.notes) == 9
    for event in one.notes:
        shown = Counter((note["column"], note["text"]) for note in event["notes"])
        assert shown == one.typed
        assert event["unreadable"] == 0
    assert one.typed["need", one.script.same_text] == 2


def test_all_clients_show_the_same_lists(one: Played) -> None:
    """Notes, themes, dots, norms and answers are equal on all nine, ids included."""
    for name in ("notes", "themes", "dots", "norms", "answers", "people"):
        lists = [each.last(name) for each in one.team]
        assert all(shown == lists[0] for shown in lists), name
    for each in one.team:
        assert each.last("roster")["words"] == one.team.lead.last("roster")["words"]


def test_answers_are_counted_as_given(one: Played) -> None:
    """Counts are of what was answered; a blank is no respondent."""
    for event in one.answers:
        counts = {count["id"]: count["count"] for count in event["counts"]}
        assert counts == {1: 2, 2: 2, 3: 2, 4: 1, 5: 1}
        assert (event["respondents"], event["people"]) == (8, 9)
    for event in one.worth:
        assert [count["count"] for count in event["counts"]] == [0, 0, 0, 9, 0]


def test_dots_are_counted_as_given(one: Played) -> None:
    """Every theme has the dots people gave it, and the number of people who did."""
    given = [[int(number) for number in dots.split()] for dots in DOTS]
    for event in one.dots:
        for theme, column in zip(
            event["themes"], zip(*given, strict=True), strict=True
        ):
            assert theme["dots"] == sum(column)
            assert theme["people"] == sum(number > 0 for number in column)
        assert [theme["title"] for theme in event["themes"]] == list(one.script.themes)
        assert event["respondents"] == 9
        assert event["spoiled"] == 0


def test_norms_have_the_consent_people_gave(one: Played) -> None:
    """Review, consent, an objection and other words lead to what everybody agreed."""
    script = one.script
    for event in one.reviewed:
        status = {norm["text"]: norm["status"] for norm in event["norms"]}
        assert status == {script.brought[0]: "agreed", script.brought[1]: "let-go"}
    for event in one.norms:
        norms = {norm["text"]: norm for norm in event["norms"]}
        first, better = norms[script.norms[0]], norms[script.better]
        counts = [(n["agree"], n["concern"], n["object"]) for n in (first, better)]
        assert counts == [(8, 1, 0), (9, 0, 0)]
        assert first["status"] == better["status"] == "agreed"
        assert first["review"]
        assert script.norms[1] not in norms
        reasons = [reason["text"] for reason in event["reasons"]]
        assert script.concern in reasons


def test_every_process_ends_well(one: Played) -> None:
    """After `ended` every client has left with 0, and the relay stops when asked."""
    for each in one.team:
        assert each.ended() == 0
        assert each.told("ended")
        assert each.stderr == ""
    assert one.relay_code == 0


# --------------------------------------------------------------------------- the files


def test_the_norms_are_in_norms_md(one: Played) -> None:
    """The team takes home its norms with their consent, review date and concern."""
    script = one.script
    text = (one.out / "norms.md").read_text(encoding="utf-8")
    for norm in (script.norms[0], script.better, *script.brought):
        assert text.count(norm) == 1
    assert script.consent_line in text
    assert script.concern in text
    assert script.team in text
    check = one.stage.run(
        "norms", "check", str(one.out / "norms.md"), "--lang", script.lang
    )
    assert (check.code, check.stderr) == (0, "")


def test_the_files_are_private_and_name_nobody(one: Played) -> None:
    """`--out` leaves three files, for the user alone, with no member's name in them."""
    files = {path.name: path for path in one.out.iterdir()}
    assert sorted(files) == ["norms.md", "notes.csv", "session.retro"]
    written = {Path(event["path"]).name for event in one.team.lead.told("exported")}
    assert written == set(files)
    for path in files.values():
        assert stat.S_IMODE(path.stat().st_mode) == 0o600
        assert found(path.read_bytes(), [*NAMES, LEAD, *pairs(one)]) == []
    notes = files["notes.csv"].read_text(encoding="utf-8-sig")
    for _, text in one.typed:
        assert text in notes
    assert one.script.late_draft not in notes


def test_the_saved_session_exports_the_same_norms(one: Played) -> None:
    """`retro export` makes of session.retro the norms.md that was left beside it."""
    made = one.stage.run("export", str(one.out / "session.retro"))
    assert made.code == 0
    assert made.stdout == (one.out / "norms.md").read_text(encoding="utf-8")


# ------------------------------------------------------------- what nobody else can see


def test_the_wire_shows_nothing(one: Played) -> None:
    """Not one text, name, title, draft or join word passes in the clear."""
    for name, recorder in one.recorders.items():
        traffic = recorder.everything()
        assert len(traffic) > 100_000
        assert found(traffic, secrets(one)) == [], name


def test_the_relay_keeps_and_logs_nothing_readable(one: Played) -> None:
    """The relay's database, with what lies beside it, and its log hold no text."""
    relay = one.stage.computer("relay")
    files = {
        path: data
        for path, data in one.before_end.items()
        if path.is_relative_to(relay.folder)
    }
    assert any(data.startswith(b"SQLite format 3") for data in files.values())
    for path, data in files.items():
        assert found(data, secrets(one)) == [], path
    said = "\n".join(one.relay.lines) + one.relay.stderr
    assert found(said.encode(), [*one.script.texts, *NAMES, LEAD, *pairs(one)]) == []


def test_no_computer_keeps_anything_of_a_member(one: Played) -> None:
    """No folder of a member holds a file, not even while the session runs."""
    for name in NAMES:
        own = one.stage.computer(name)
        for files in (one.before_end, one.after_end):
            assert [p for p in files if p.is_relative_to(own.folder)] == []


def test_the_facilitator_keeps_a_resume_file_until_the_end(one: Played) -> None:
    """Until `end` there is one private file, without anything written; then none."""
    own = one.stage.computer(LEAD).folder
    [(path, data)] = [
        (path, data)
        for path, data in one.before_end.items()
        if path.is_relative_to(own)
    ]
    assert path.name == "resume.json"
    texts = set(one.script.texts) - {one.script.title}
    assert found(data, [*texts, *NAMES, LEAD]) == []
    assert [p for p in one.after_end if p.is_relative_to(own)] == []


def test_writing_is_silent_on_the_wire(one: Played) -> None:
    """While people write, change and drop notes their clients send nothing at all."""
    assert set(one.quiet) == {LEAD, *NAMES}
    assert all(frames == [] for frames in one.quiet.values())


def test_many_notes_and_none_look_alike(one: Played) -> None:
    """In a notes round members send as many frames of the same sizes, but for a list.

    The one frame whose size depends on the place in the order of hops is the list that
    a hop passes on, the largest of all.
    """
    sizes = {
        name: sorted(frame.size for frame in one.notes_round[name]) for name in NAMES
    }
    many, none = sizes[NAMES[0]], sizes[NAMES[1]]
    assert len(many) > 5
    assert many[:-1] == none[:-1]
    assert len({tuple(each[:-1]) for each in sizes.values()}) == 1
