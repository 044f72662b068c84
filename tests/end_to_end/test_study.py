"""The study of 29 interviews, replayed live in three organisations and reported on."""

from __future__ import annotations

import json
import shutil
from pathlib import Path

from tests.end_to_end.study import asked, play
from tests.support import study
from tests.support.processes import Installed, Stage


def test_the_study_replayed_gives_the_figures_of_the_study(
    installed: Installed, tmp_path: Path
) -> None:
    """29 people in three sessions, in Dutch and in English, give what it published."""
    with Stage(installed, tmp_path) as stage:
        here = stage.computer("somebody").here
        for one in study.ORGANISATIONS:
            saved = play(installed, tmp_path / one.key, one, study.FIGURES)
            shutil.copy(saved, here / f"{one.key}.retro")
        for lang, lines in study.PUBLISHED.items():
            done = stage.run(*asked("--lang", lang))
            assert (done.code, done.stderr) == (0, "")
            for line in lines:
                assert f"{line}\n" in done.stdout, line
        apart = stage.run(*asked("--by", "organisation", "--format", "json"))
    report = json.loads(apart.stdout)
    assert report["languages"] == ["en", "nl"]
    assert len(report["questions"]) == len(study.FIGURES)
    for question in report["questions"]:
        assert question["figures"]["respondents"] == study.RESPONDENTS
        assert {
            group["name"]: group["figures"]["respondents"]
            for group in question["groups"]
        } == {one.name: len(one.respondents) for one in study.ORGANISATIONS}
