"""Every input that the fuzzers ever found worth keeping is read in order."""

from __future__ import annotations

import pytest

from tests.fuzz.targets import CORPUS, TARGETS


@pytest.mark.parametrize("name", TARGETS)
def test_the_whole_corpus(name: str) -> None:
    """What the fuzzer found is refused, or read and written back the same."""
    inputs = sorted((CORPUS / name).iterdir())
    assert inputs
    for path in inputs:
        try:
            TARGETS[name](path.read_bytes())
        except Exception as error:
            raise AssertionError(f"{name}/{path.name}") from error


def test_every_corpus_has_its_target() -> None:
    """No input lies where nothing reads it."""
    assert {folder.name for folder in CORPUS.iterdir()} == {*TARGETS}
