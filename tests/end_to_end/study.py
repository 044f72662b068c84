"""The study in three sessions; `python -m tests.end_to_end.study` makes docs/examples.

Everybody is a process of the installed product; the facilitators are neutral and send
blanks. The report is made by the product's own command from the files they saved.
"""

from __future__ import annotations

import shutil
import sys
import tempfile
from collections.abc import Collection
from functools import partial
from pathlib import Path

from tests.support import study
from tests.support.processes import LOCAL, Event, Installed, Stage, Team, install

EXAMPLES = Path(__file__).parents[2] / "docs" / "examples"
REPORTS: dict[str, tuple[str, ...]] = {
    "report.nl.md": ("--lang", "nl"),
    "report.en.md": ("--lang", "en"),
    "report.json": ("--lang", "en", "--format", "json"),
    "report.csv": ("--lang", "nl", "--format", "csv"),
}
"""What is made of the three sessions, and with which options."""


def asked(*options: str) -> tuple[str, ...]:
    """Give the command that reports on the sessions in the current folder."""
    told = [
        part
        for each in study.ORGANISATIONS
        for part in ("--organisation", f"{each.name}={each.key}.retro")
    ]
    files = [f"{each.key}.retro" for each in study.ORGANISATIONS]
    return ("report", *files, *told, *options)


def play(
    installed: Installed,
    folder: Path,
    one: study.Organisation,
    steps: Collection[int] = tuple(study.COUNTS),
) -> Path:
    """Ask the questions of these steps in one organisation; give the saved session."""
    with Stage(installed, folder) as stage:
        leading = stage.computer("Facilitator")
        leading.set(
            "\n".join(
                f'[[places]]\nkind = "{kind}"\ntext = "{text}"'
                for kind, text in one.places
            )
        )
        lead = stage.host(
            *("--agenda", "interview", "--lang", one.lang, "--team", one.name),
            *("--out", "out", *LOCAL),
        )
        team = stage.team(lead, [f"R{person}" for person in one.respondents])
        _answer(team, one, steps)
        team.end()
        return leading.here / "out" / "session.retro"


def _answer(team: Team, one: study.Organisation, steps: Collection[int]) -> None:
    """Ask what is to be asked, and let everybody answer it."""
    agenda = study.agenda_steps(one.lang)
    for number, given in study.answers().items():
        if number not in steps:
            continue
        step = agenda[number]
        team.lead.ok(f"go {number + 1}")
        team.all_see("step", partial(_is_at, step.title))
        for person, member in zip(one.respondents, team.members, strict=True):
            member.ok(*study.lines(step, given[person]))
        team.lead.ok("blank")
        team.collect("answers")


def _is_at(title: str, event: Event) -> bool:
    return bool(event["title"] == title)


def main() -> None:
    """Write the sessions and the reports of the examples anew."""
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        installed = install(folder / "installed")
        for one in study.ORGANISATIONS:
            saved = play(installed, folder / one.key, one)
            shutil.copyfile(saved, EXAMPLES / f"{one.key}.retro")
        with Stage(installed, folder / "reports") as stage:
            here = stage.computer("somebody").here
            for one in study.ORGANISATIONS:
                shutil.copy(EXAMPLES / f"{one.key}.retro", here)
            for report, options in REPORTS.items():
                done = stage.run(*asked(*options, "-o", report))
                sys.stdout.write(done.stdout + done.stderr)
                shutil.copyfile(here / report, EXAMPLES / report)


if __name__ == "__main__":
    main()
