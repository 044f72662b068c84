"""An agenda of one's own: the documented one is sound, and a mistake has its line."""

from __future__ import annotations

import re
from pathlib import Path
from typing import get_args

from formats.agenda import StepKind
from formats.agenda_file import parse
from tests.retro.cli.conftest import ROOT, Run


def documented() -> str:
    """Give the agenda that the page shows as an example."""
    page = (ROOT / "docs" / "file-formats.md").read_text(encoding="utf-8")
    (source,) = re.findall(r"^```toml\n(name = .*?)^```$", page, re.M | re.S)
    return str(source)


def test_the_documented_agenda_passes_the_check(run: Run, folders: Path) -> None:
    """Copied into a file it is sound, and it shows every kind of step."""
    source = documented()
    (folders / "own.toml").write_text(source, encoding="utf-8")
    ended = run("agenda", "check", "own.toml")
    assert (ended.code, ended.err) == (0, "")
    assert "is sound" in ended.out
    assert {step.kind for step in parse(source).steps} == {*get_args(StepKind)}


def test_a_mistake_in_it_is_named_with_its_line(run: Run, folders: Path) -> None:
    """Whoever changes the example wrongly reads where."""
    source = documented().replace("max_each = 3", "max_each = 300")
    (folders / "own.toml").write_text(source, encoding="utf-8")
    ended = run("agenda", "check", "own.toml")
    assert ended.code == 1
    line = source.splitlines().index("max_each = 300") + 1
    assert f" {line}" in ended.err
