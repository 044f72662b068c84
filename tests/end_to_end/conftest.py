"""The product as a wheel, installed once for all whole-product tests."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.support.processes import Installed, Stage, install


@pytest.fixture(scope="session")
def installed(tmp_path_factory: pytest.TempPathFactory) -> Installed:
    """Build and install the wheel."""
    return install(tmp_path_factory.mktemp("installed"))


@pytest.fixture
def stage(installed: Installed, tmp_path: Path) -> Iterator[Stage]:
    """Give a stage of the test's own."""
    with Stage(installed, tmp_path) as stage:
        yield stage
