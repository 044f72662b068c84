"""The product as a wheel, installed once for all whole-product tests."""

from __future__ import annotations

import fcntl
import json
import os
from collections.abc import Iterator
from pathlib import Path

import attrs
import pytest

from tests.support.processes import Installed, Stage, install


@pytest.fixture(scope="session")
def installed(tmp_path_factory: pytest.TempPathFactory) -> Installed:
    """Build and install the wheel: the first process of a run does, for all of them."""
    shared = tmp_path_factory.getbasetemp()
    if "PYTEST_XDIST_WORKER" in os.environ:
        shared = shared.parent
    told = shared / "installed.json"
    with (shared / "installed.lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        if not told.exists():
            made = attrs.asdict(install(shared / "installed"))
            told.write_text(json.dumps(made, default=str))
    paths = json.loads(told.read_text())
    return Installed(**{name: Path(path) for name, path in paths.items()})


@pytest.fixture
def stage(installed: Installed, tmp_path: Path) -> Iterator[Stage]:
    """Give a stage of the test's own."""
    with Stage(installed, tmp_path) as stage:
        yield stage
