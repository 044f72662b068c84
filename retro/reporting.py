"""One report over many saved sessions: read, made and written down.

The command `retro report` and the screens make it here. Everything wrong is `Unusable`,
said before anything is written.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from fractions import Fraction
from pathlib import Path

from attrs import evolve, frozen

from formats.merged_data import report_csv, report_json
from formats.merged_figures import build
from formats.merged_markdown import markdown
from formats.merged_report import MergedReport, Wanted
from formats.merging import Source, check, merge
from formats.session_file import SessionFileError
from formats.text import one_line
from retro.given import Opens, Unusable
from retro.i18n import Lang, Speech
from retro.sentences import SESSION_ERRORS, said

FORMATS = ("markdown", "csv", "json")
_ENDINGS = {".md": "markdown", ".csv": "csv", ".json": "json"}


@frozen(kw_only=True)
class Made:
    """A report, and what whoever made it should know besides.

    `twice` has a sentence for each file that is a session again; `more` tells that it
    would show more if it were stated that nobody was in two of the sessions.
    """

    report: MergedReport
    twice: tuple[str, ...]
    more: bool


def make(
    _: Speech,
    paths: Iterable[Path],
    wanted: Wanted,
    *,
    lang: Lang,
    organisations: Mapping[Path, str],
    opens: Opens,
    stated: bool = True,
) -> Made:
    """Make a report over files and folders that `opens` reads.

    `organisations` says whose paths are; it is `stated` by a person, or guessed.
    """
    found = _sources(_, files(_, paths), organisations, opens)
    sources = [evolve(source, stated=stated) for source in found]
    merged = merge(sources, lang)
    report = build(merged, wanted)
    certain = build(merged, evolve(wanted, different_people=True))
    return Made(
        report=report,
        twice=tuple(
            _(
                "{path} is a session that is there already; it counts once.",
                path=one_line(name),
            )
            for name in merged.twice
        ),
        more=certain != evolve(report, different_people=True),
    )


def threshold(text: str) -> Fraction | None:
    """Read a share in per cents, exactly: 33.3 is 333 of 1000. None when it is none."""
    found = re.fullmatch(r"([0-9]{1,3}(?:[.,][0-9]{1,2})?) ?%?", text.strip())
    share = Fraction(found[1].replace(",", ".")) if found else Fraction(0)
    return share if 0 < share <= 100 else None


# ------------------------------------------------------------------ files


def files(_: Speech, paths: Iterable[Path]) -> list[Path]:
    """Give the files; a folder stands for all saved sessions in it."""
    found: list[Path] = []
    for path in paths:
        inside = sorted(path.rglob("*.retro")) if path.is_dir() else [path]
        if not inside:
            raise Unusable(_("There is no saved session in {path}.", path=path))
        found += inside
    return found


def _sources(
    _: Speech, paths: list[Path], told: Mapping[Path, str], opens: Opens
) -> list[Source]:
    """Read all sessions, or say what is wrong with the first that cannot be used."""
    named = {path.resolve(): one_line(name) for path, name in told.items()}
    deepest = sorted(named, key=lambda path: -len(path.parts))
    used: set[Path] = set()
    sources: list[Source] = []
    for path in paths:
        session = opens(path)
        try:
            check(session)
        except SessionFileError as error:
            wrong = said(_, SESSION_ERRORS, error.code)
            raise Unusable(_("{path}: {wrong}", path=path, wrong=wrong)) from error
        whole = path.resolve()
        whose = next((one for one in deepest if one in (whole, *whole.parents)), None)
        used |= {whose} if whose else set()
        organisation = named[whose] if whose else ""
        sources.append(
            Source(name=str(path), session=session, organisation=organisation)
        )
    for path in named:
        if path not in used:
            raise Unusable(_("None of these files is in {path}.", path=path))
    return sources


# ------------------------------------------------------------------ writing


def written(report: MergedReport, how: str, delimiter: str = "") -> str:
    """Write a report in one of `FORMATS`; without a delimiter the language's own."""
    if how == "csv":
        return report_csv(report, delimiter)
    return report_json(report) if how == "json" else markdown(report)


def format_of(path: Path) -> str:
    """Give the format that a file's name asks for; nothing when it asks for none."""
    return _ENDINGS.get(path.suffix.lower(), "")
