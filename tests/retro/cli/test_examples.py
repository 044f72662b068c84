"""The examples of the documentation are what the product makes of them now."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest

from formats.agenda import Lang
from tests.end_to_end.study import EXAMPLES, REPORTS, asked
from tests.retro.cli.conftest import Run
from tests.support import study


@pytest.fixture(name="sessions", autouse=True)
def _sessions(folders: Path) -> None:
    """Put the three sessions in the current folder."""
    for one in study.ORGANISATIONS:
        shutil.copy(EXAMPLES / f"{one.key}.retro", folders)


@pytest.mark.parametrize("report", REPORTS)
def test_an_example_is_what_is_made_of_the_sessions(
    run: Run, folders: Path, report: str
) -> None:
    """Each report of docs/examples is made again, byte for byte."""
    assert run(*asked(*REPORTS[report], "-o", report)).code == 0
    assert (folders / report).read_bytes() == (EXAMPLES / report).read_bytes()


@pytest.mark.parametrize("lang", study.PUBLISHED)
def test_the_examples_have_the_figures_of_the_study(lang: Lang) -> None:
    """What the study published stands in the report, in both languages."""
    text = (EXAMPLES / f"report.{lang}.md").read_text(encoding="utf-8")
    for line in study.PUBLISHED[lang]:
        assert f"{line}\n" in text, line


def test_the_page_names_every_file() -> None:
    """Whoever opens the folder reads what each file is."""
    page = (EXAMPLES / "README.md").read_text(encoding="utf-8")
    for path in EXAMPLES.iterdir():
        assert path.name == "README.md" or f"[{path.name}]({path.name})" in page


def test_the_dealt_answers_are_the_counts() -> None:
    """The dealt answers add up to the counts, one answer each where there is one."""
    answers = study.answers()
    assert list(answers) == list(study.COUNTS)
    for step, counts in study.COUNTS.items():
        given = answers[step]
        assert sorted(given) == list(range(study.RESPONDENTS))
        assert all(len(set(own)) == len(own) for own in given.values())
        for option, count in enumerate(counts):
            assert sum(option in own for own in given.values()) == count
        if study.agenda_steps("en")[step].answer in {"choice", "scale"}:
            assert all(len(own) == 1 for own in given.values())
        if study.agenda_steps("en")[step].answer == "words":
            assert all(len(own) <= 3 for own in given.values())
