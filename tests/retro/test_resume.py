"""What a facilitator needs to lead on after a crash."""

import json
import os
from pathlib import Path

import pytest
from attrs import asdict

from retro import resume
from retro.resume import Resume

KEPT = Resume(
    seed="5e" * 32,
    words=("a", "b", "c", "d"),
    url="ws://127.0.0.1:8484/",
    host="0.0.0.0",  # noqa: S104  what host binds to
    port=8484,
    lang="nl",
    title="Teamoverleg",
)


@pytest.fixture(autouse=True)
def state(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Path:
    """Keep the state of each test in a folder of its own."""
    monkeypatch.setattr(resume, "state_folder", lambda: tmp_path / "state")
    return tmp_path / "state"


def test_what_is_kept_comes_back() -> None:
    """The facilitator finds the latest session again until it is forgotten."""
    assert resume.latest() is None
    first, second = resume.folder_of(b"1" * 32), resume.folder_of(b"2" * 32)
    resume.keep(first, KEPT)
    resume.keep(second, KEPT)
    os.utime(second / "resume.json", ns=(0, 0))
    assert resume.latest() == (first, KEPT)
    resume.forget(first)
    assert resume.latest() == (second, KEPT)
    resume.database(second).touch()
    [kept] = resume.kept()
    assert (kept.folder, kept.title) == (second, KEPT.title)
    resume.forget(second)
    assert not second.exists()
    assert resume.kept() == []


@pytest.mark.skipif(os.name != "posix", reason="Windows has no modes")
def test_only_the_user_can_read_it(state: Path) -> None:
    """The facilitator key is in a file 0600 in folders 0700, up to the state folder."""
    folder = resume.folder_of(b"1" * 32)
    resume.keep(folder, KEPT)
    above = [folder, folder.parent, state]
    modes = [path.stat().st_mode & 0o777 for path in (folder / "resume.json", *above)]
    assert modes == [0o600, 0o700, 0o700, 0o700]
    assert "5e5e" not in repr(KEPT)


@pytest.mark.parametrize(
    "broken",
    [
        "",
        "[]",
        "{}",
        json.dumps({"seed": "5e"}),
        *(
            json.dumps(asdict(KEPT) | change)
            for change in (
                {"seed": "xyz"},
                {"words": ["a"]},
                {"words": 5},
                {"port": "1"},
                {"port": 70000},
                {"lang": "fr"},
                {"url": 5},
                {"more": 1},
            )
        ),
    ],
)
def test_a_broken_file_is_passed_over(broken: str) -> None:
    """A half-written file does not keep the facilitator from an older session."""
    older, broken_one = resume.folder_of(b"1" * 32), resume.folder_of(b"2" * 32)
    resume.keep(older, KEPT)
    os.utime(older / "resume.json", ns=(0, 0))
    resume.keep(broken_one, KEPT)
    (broken_one / "resume.json").write_text(broken)
    assert resume.latest() == (older, KEPT)


def test_a_file_from_before_there_were_versions_is_read() -> None:
    """What the first version wrote is version 1, though it does not say so."""
    folder = resume.folder_of(b"1" * 32)
    resume.keep(folder, KEPT)
    first = {key: value for key, value in asdict(KEPT).items() if key != "version"}
    (folder / "resume.json").write_text(json.dumps(first))
    assert resume.latest() == (folder, KEPT)
    assert not resume.is_newer()


def test_a_file_of_a_newer_version_is_told_from_a_broken_one() -> None:
    """It is not read, whatever is in it, and it is left as it is."""
    assert not resume.is_newer()
    folder = resume.folder_of(b"1" * 32)
    resume.keep(folder, KEPT)
    newer = json.dumps({"version": resume.VERSION + 1, "words": "sealed"})
    (folder / "resume.json").write_text(newer)
    assert resume.latest() is None
    assert resume.is_newer()
    assert (folder / "resume.json").read_text() == newer
    (folder / "resume.json").write_text("[]")
    assert not resume.is_newer()
