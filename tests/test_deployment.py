"""The files for administrators in docs/deployment are sound, and ask for no more."""

from __future__ import annotations

import re
import shlex
import subprocess
import sys
from pathlib import Path

import pytest

from retro.cli.common import Here
from retro.cli.serve import command
from tests.support.processes import ROOT
from tests.support.proxies import program

FILES = ROOT / "docs" / "deployment"
EXPOSURE = 20
"""The most that systemd may find exposed, in its tenths: 10 is nothing, 100 all."""


def unit(folder: Path, *, tls: bool) -> Path:
    """Put the unit where systemd can judge it, with a program that is there."""
    made = folder / "retro.service"
    names = ["retro.service", *(["tls.conf"] if tls else [])]
    for name, place in zip(
        names, (made, folder / "retro.service.d" / "tls.conf"), strict=False
    ):
        text = (FILES / name).read_text(encoding="utf-8")
        place.parent.mkdir(exist_ok=True)
        place.write_text(text.replace("/opt/retro/bin/retro", sys.executable))
    return made


@pytest.mark.parametrize("tls", [False, True])
def test_the_unit_is_one_that_systemd_takes(tmp_path: Path, tls: bool) -> None:
    """systemd finds nothing wrong in it, and little that the relay could reach."""
    made = unit(tmp_path, tls=tls)
    analyze = program("systemd-analyze")
    done = subprocess.run(
        [analyze, "verify", made], capture_output=True, text=True, check=False
    )
    assert (done.returncode, done.stderr) == (0, "")
    subprocess.run(
        [analyze, "security", "--offline=true", f"--threshold={EXPOSURE}", made],
        capture_output=True,
        check=True,
    )


def test_what_the_unit_starts_is_a_command_that_there_is() -> None:
    """Every option in the files is one of `retro serve`."""
    known = command(Here("en")).params
    options = {option for parameter in known for option in parameter.opts}
    for name in ("retro.service", "tls.conf"):
        text = (FILES / name).read_text(encoding="utf-8")
        [line] = re.findall(r"^ExecStart=(\S.*)$", text, re.M)
        started, verb, *arguments = shlex.split(line)
        assert (started, verb) == ("/opt/retro/bin/retro", "serve")
        assert {one for one in arguments if one.startswith("--")} <= options
