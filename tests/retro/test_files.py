"""The files a session leaves."""

import os
from pathlib import Path

import pytest

from formats.norms_read import from_markdown
from formats.sealed_file import unseal
from formats.session_file import read
from retro.files import ExportError, export
from tests.retro.plain.fakes import SAVED
from tests.support.sealing import WORDS, cheap


def test_each_ending_has_its_format(tmp_path: Path) -> None:
    """The name says what is written, in capitals too."""
    (norms,) = export(SAVED, str(tmp_path / "a.md"))
    (notes,) = export(SAVED, str(tmp_path / "a.CSV"))
    (session,) = export(SAVED, str(tmp_path / "a.retro"))
    assert from_markdown(norms.read_bytes()).title == SAVED.title
    assert notes.read_bytes().startswith(b"\xef\xbb\xbfid,")
    assert read(session.read_bytes()) == SAVED


@pytest.mark.skipif(os.name != "posix", reason="Windows has no modes")
def test_only_the_user_can_read_them(tmp_path: Path) -> None:
    """A file of what a team said is nobody else's to read."""
    paths = export(SAVED, str(tmp_path))
    assert {path.stat().st_mode & 0o777 for path in paths} == {0o600}


def test_a_folder_gets_all_three(tmp_path: Path) -> None:
    """A folder is made when it is not there; names that are taken get a number."""
    first = export(SAVED, str(tmp_path / "new" / "out"))
    second = export(SAVED, f"{tmp_path}/new/out/")
    assert [path.name for path in first] == ["norms.md", "notes.csv", "session.retro"]
    assert [path.name for path in second] == [
        "norms-2.md",
        "notes-2.csv",
        "session-2.retro",
    ]
    second[1].unlink()
    third = export(SAVED, str(tmp_path / "new" / "out"))
    assert [path.name for path in third] == [
        "norms-3.md",
        "notes-3.csv",
        "session-3.retro",
    ]


def test_with_a_passphrase_a_folder_gets_a_sealed_session_alone(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Nothing lies open beside the seal, and a name that asks for it is refused."""
    cheap(monkeypatch)
    first = export(SAVED, str(tmp_path / "out"), WORDS)
    second = export(SAVED, str(tmp_path / "out"), WORDS)
    (named,) = export(SAVED, str(tmp_path / "mine.RETRO"), WORDS)
    assert [path.name for path in (*first, *second)] == [
        "session.retro",
        "session-2.retro",
    ]
    assert len({path.read_bytes() for path in (*first, *second, named)}) == 3
    for path in (*first, *second, named):
        assert read(unseal(path.read_bytes(), WORDS)) == SAVED
    for name in ("a.md", "a.csv"):
        with pytest.raises(ExportError) as error:
            export(SAVED, str(tmp_path / name), WORDS)
        assert error.value.code == "not-sealable"
        assert not (tmp_path / name).exists()


@pytest.mark.skipif(os.name != "posix", reason="Windows has no modes")
def test_a_folder_that_is_made_is_for_the_user_alone(tmp_path: Path) -> None:
    """Nobody else can list what was made for an export; other folders stay."""
    tmp_path.chmod(0o755)
    export(SAVED, str(tmp_path / "new" / "out"))
    modes = [tmp_path / "new" / "out", tmp_path / "new", tmp_path]
    assert [each.stat().st_mode & 0o777 for each in modes] == [0o700, 0o700, 0o755]


def test_nothing_is_ever_overwritten(tmp_path: Path) -> None:
    """An explicit name that is taken is refused, a dangling link too."""
    (tmp_path / "a.md").write_text("mine")
    (tmp_path / "b.md").symlink_to(tmp_path / "nowhere")
    for name in ("a.md", "b.md"):
        with pytest.raises(ExportError) as error:
            export(SAVED, str(tmp_path / name))
        assert error.value.code == "file-exists"
    assert (tmp_path / "a.md").read_text() == "mine"
    assert not (tmp_path / "nowhere").exists()


@pytest.mark.parametrize(
    ("to", "code"),
    [("x.docx", "bad-value"), ("none/x.md", "not-written"), ("a.md/", "file-exists")],
)
def test_what_cannot_be_written(tmp_path: Path, to: str, code: str) -> None:
    """Another ending, a missing folder or a file for a folder: refused with a code."""
    (tmp_path / "a.md").touch()
    with pytest.raises(ExportError) as error:
        export(SAVED, f"{tmp_path}/{to}")
    assert (error.value.code, error.value.path) == (code, f"{tmp_path}/{to}")


def test_the_home_folder_has_its_short_name(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """`~` is the home folder, as people expect."""
    monkeypatch.setenv("HOME", str(tmp_path))
    monkeypatch.setenv("USERPROFILE", str(tmp_path))
    assert export(SAVED, "~/norms.md") == (tmp_path / "norms.md",)
