"""The pages on installing say the same in both languages, about the file there is."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from retro.cli import COMMANDS
from tests import installing
from tests.support.pages import ROOT, page

ENGLISH = sorted(
    path for path in ROOT.glob("docs/install/*.md") if ".nl." not in path.name
)


def blocks(text: str) -> list[str]:
    """List what a page gives to type, without the space it stands under."""
    found = re.findall(r"^( *)```\w*\n(.*?)^ *```$", text, re.MULTILINE | re.DOTALL)
    return [re.sub(rf"^{space}", "", block, flags=re.M) for space, block in found]


@pytest.mark.parametrize("path", ENGLISH, ids=lambda path: path.name)
def test_both_languages_give_the_same_to_type(path: Path) -> None:
    """Who reads Dutch installs, upgrades and removes as who reads English does."""
    dutch = path.with_suffix(".nl.md").read_text(encoding="utf-8")
    english = path.read_text(encoding="utf-8")
    assert blocks(english) == blocks(dutch)
    assert english.count("\n## ") == dutch.count("\n## ")


@pytest.mark.parametrize("path", ENGLISH, ids=lambda path: path.name)
def test_the_file_on_the_page_is_the_one_that_is_built(path: Path) -> None:
    """Nobody looks for a file of another version, or types a command there is not."""
    for text in (path.read_text(), path.with_suffix(".nl.md").read_text()):
        assert {*re.findall(r"retro_safe-\S+?\.whl", text)} == {installing.wheel_name()}
        typed = {*re.findall(r"^ *retro (\w+)", "\n".join(blocks(text)), re.MULTILINE)}
        assert typed <= {*COMMANDS}


@pytest.mark.parametrize("way", installing.WAYS)
def test_every_way_on_linux_is_one_that_is_tried(way: str) -> None:
    """Each marked way installs, upgrades and removes; the last line is what removes."""
    told = installing.lines(installing.PAGE, way)
    assert sum(installing.wheel_name() in line for line in told) == 2
    assert "uninstall" in told[-1] or told[-1].startswith("rm -r ")


def test_ci_installs_before_it_tests() -> None:
    """The wheel is built and installed at every run, and what goes wrong ends it."""
    script = page(".ci/run")
    begun, waited = script.index("-m tests.installing &\n"), script.index("\nwait ")
    assert begun < waited < script.index("<!-- tests -->")
