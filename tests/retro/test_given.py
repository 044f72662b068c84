"""What people give from outside is read, or there is one sentence on what is wrong."""

from __future__ import annotations

import os
from collections.abc import Callable
from pathlib import Path

import pytest

from retro import given
from retro.given import Unusable
from retro.i18n import Speech
from retro.settings import Settings

READERS: tuple[Callable[[Speech, Path], object], ...] = (
    given.read_agenda,
    given.read_norms,
    given.read_session,
)


@pytest.mark.parametrize("read", READERS)
def test_a_file_that_is_not_there_is_named(
    read: Callable[[Speech, Path], object], tmp_path: Path
) -> None:
    """Every kind of file says alike that there is none, or that it cannot be read."""
    path = tmp_path / "none"
    with pytest.raises(Unusable) as caught:
        read(Speech("en"), path)
    assert caught.value.sentence == f"There is no file {path}."
    with pytest.raises(Unusable) as caught:
        read(Speech("nl"), tmp_path)
    assert str(tmp_path) in caught.value.sentence


@pytest.mark.parametrize("read", READERS)
def test_what_is_wrong_with_a_file_begins_with_the_file(
    read: Callable[[Speech, Path], object], tmp_path: Path
) -> None:
    """A file of something else is refused with its name first."""
    path = tmp_path / "wrong"
    path.write_bytes(b"= nonsense \xff")
    with pytest.raises(Unusable) as caught:
        read(Speech("en"), path)
    assert caught.value.sentence.startswith(f"{path}")


@pytest.mark.parametrize("read", READERS)
def test_what_is_no_file_is_not_waited_for(
    read: Callable[[Speech, Path], object], tmp_path: Path
) -> None:
    """A pipe that nobody writes to, called as a file of ours, is refused at once."""
    path = tmp_path / "x.retro"
    os.mkfifo(path)
    with pytest.raises(Unusable) as caught:
        read(Speech("en"), path)
    assert caught.value.sentence == f"{path} is not a file that can be read."


def test_no_more_is_read_than_says_that_it_is_too_much(tmp_path: Path) -> None:
    """A file of any size costs no more memory than the largest there may be."""
    path = tmp_path / "x.retro"
    with path.open("wb") as file:
        file.truncate(1 << 40)
    for read in READERS:
        with pytest.raises(Unusable):
            read(Speech("en"), path)


def test_settings_that_are_wrong_are_none_with_a_sentence(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Who goes on with broken settings has none, and knows the line."""
    monkeypatch.setattr("retro.paths.settings_file", lambda: tmp_path / "s.toml")
    assert given.settings_or_none(Speech("en")) == (Settings(), "")
    (tmp_path / "s.toml").write_text('name = "Ina"\nlang = "fr"\n')
    settings, sentence = given.settings_or_none(Speech("en"))
    assert settings == Settings()
    assert "s.toml, line 2" in sentence


@pytest.mark.parametrize("url", ["ws://x", "wss://x.org:443/y"])
def test_an_address_of_a_server(url: str) -> None:
    """What a client can connect to is fine."""
    assert given.server_wrong(Speech("en"), url) == ""


@pytest.mark.parametrize("url", ["x.org", "http://x", "ws://", "ws://x:y"])
def test_no_address_of_a_server(url: str) -> None:
    """What it cannot is named."""
    assert url in given.server_wrong(Speech("nl"), url)
