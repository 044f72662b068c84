"""For every test: the Dutch catalogue, compiled from the source tree as it is now."""

import runpy
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[1]


@pytest.fixture(scope="session", autouse=True)
def _catalogues() -> None:
    """Compile the translations when they are newer than what was compiled last."""
    for source in (ROOT / "retro" / "locale").glob("*/LC_MESSAGES/*.po"):
        compiled = source.with_suffix(".mo")
        if not compiled.exists() or compiled.stat().st_mtime < source.stat().st_mtime:
            runpy.run_path(str(ROOT / "setup.py"))["compile_catalogues"]()
