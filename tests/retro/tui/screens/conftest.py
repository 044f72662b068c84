"""Settings, state and a folder to be in of every test's own."""

from __future__ import annotations

from pathlib import Path

import pytest


@pytest.fixture(name="folders", autouse=True)
def _folders(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Path:
    """Give every test a home, settings and state of its own; be in an empty folder."""
    monkeypatch.setenv("HOME", str(tmp_path / "home"))
    monkeypatch.setenv("XDG_CONFIG_HOME", str(tmp_path / "config"))
    monkeypatch.setenv("XDG_STATE_HOME", str(tmp_path / "state"))
    here = tmp_path / "here"
    here.mkdir()
    monkeypatch.chdir(here)
    return tmp_path


@pytest.fixture(name="settings_file")
def _settings_file(folders: Path) -> Path:
    """Give the path of the settings file, in a folder that is there."""
    folder = folders / "config" / "retro"
    folder.mkdir(parents=True)
    return folder / "settings.toml"
