"""`retro report`: one report over many saved sessions, without a small group in it."""

from __future__ import annotations

import re
import sys
from collections.abc import Iterable
from fractions import Fraction
from pathlib import Path
from typing import TYPE_CHECKING

import click
from attrs import evolve

from formats.suppression import MINIMUM
from formats.table import DELIMITERS
from retro.cli.common import Fail, Here
from retro.given import Opens, Unusable

if TYPE_CHECKING:
    from formats.merged_report import By, MergedReport, Period
    from formats.merging import Source
    from retro.i18n import Speech

BY = ("team", "organisation", "period")
PERIODS = ("month", "quarter", "year")
FORMATS = ("markdown", "csv", "json")


def command(here: Here) -> click.Command:
    """Make the command in the user's language."""
    _ = here.speech
    params: list[click.Parameter] = [
        click.Argument(
            ["files"],
            metavar="FILE.retro …",
            type=click.Path(path_type=Path),
            nargs=-1,
            required=True,
        ),
        click.Option(
            ["--by"],
            type=click.Choice(BY),
            help=_("show groups of sessions beside all of them"),
        ),
        click.Option(
            ["--organisation", "organisations"],
            metavar="NAME=PATH",
            multiple=True,
            help=_("whose session a file is, or all files in a folder"),
        ),
        click.Option(
            ["--period"],
            type=click.Choice(PERIODS),
            default="quarter",
            show_default=True,
            help=_("how long a period is, over time and with --by period"),
        ),
        click.Option(
            ["--threshold"],
            metavar="PERCENT",
            default="25",
            show_default=True,
            help=_("how many per cent have to name a theme"),
        ),
        click.Option(
            ["--minimum"],
            type=click.IntRange(MINIMUM, 1000),
            default=MINIMUM,
            show_default=True,
            help=_("how many people a group needs to be shown, at least 5"),
        ),
        click.Option(
            ["--different-people"],
            is_flag=True,
            help=_("state that nobody was in more than one of these sessions"),
        ),
        click.Option(
            ["--format", "how"],
            type=click.Choice(FORMATS),
            default="markdown",
            show_default=True,
            help=_("how to write it"),
        ),
        click.Option(
            ["--delimiter"],
            type=click.Choice(list(DELIMITERS)),
            help=_(
                "what stands between the cells of csv; without it what Excel expects "
                "in the language"
            ),
        ),
        click.Option(
            ["-o", "--output", "to"],
            type=click.Path(path_type=Path, dir_okay=False),
            help=_("a new file; without it the text goes to stdout"),
        ),
        *here.options("passphrase-fd"),
    ]
    return click.Command(
        "report",
        callback=lambda lang, **given: _report(here, **given),
        params=params,
        help=_(
            "Make one report over saved sessions, in which no small group can be "
            "read or computed."
        ),
        short_help=_("one report over many saved sessions"),
    )


def _report(
    here: Here,
    *,
    files: tuple[Path, ...],
    by: By | None,
    organisations: tuple[str, ...],
    period: Period,
    threshold: str,
    minimum: int,
    how: str,
    delimiter: str | None,
    to: Path | None,
    different_people: bool,
    passphrase_fd: int | None,
) -> None:
    from formats.merged_figures import build  # noqa: PLC0415  only when it runs
    from formats.merged_report import Wanted  # noqa: PLC0415  the same
    from formats.merging import merge  # noqa: PLC0415  the same
    from retro.cli.passphrases import Passphrases  # noqa: PLC0415  the same
    from retro.paths import create_private  # noqa: PLC0415  the same

    _ = here.speech
    if by == "organisation" and not organisations:
        raise Fail(_("--by organisation needs --organisation NAME=PATH."), 2)
    if delimiter and how != "csv":
        raise Fail(_("--delimiter goes with --format csv."), 2)
    wanted = Wanted(
        by=by or "",
        period=period,
        threshold=_threshold(_, threshold),
        minimum=minimum,
        different_people=different_people,
    )
    told = _organisations(_, organisations)
    reads = Passphrases(here, passphrase_fd).session
    merged = merge(_sources(_, _found(_, files), told, reads), _.lang)
    report = build(merged, wanted)
    text = _written(report, how, DELIMITERS[delimiter] if delimiter else "")
    for name in merged.twice:
        note = _(
            "{path} is a session that is there already; it counts once.", path=name
        )
        click.echo(note, err=True)
    if build(merged, evolve(wanted, different_people=True)) != evolve(
        report, different_people=True
    ):
        note = _(
            "If nobody was in two of these sessions, --different-people shows more."
        )
        click.echo(note, err=True)
    if to is None:
        sys.stdout.write(text)
        return
    try:
        create_private(to, text.encode())
    except FileExistsError:
        raise Fail(
            _("{path} is there already; nothing was overwritten.", path=to)
        ) from None
    click.echo(_("Written: {path}", path=to))


def _written(report: MergedReport, how: str, delimiter: str) -> str:
    from formats.merged_data import report_csv, report_json  # noqa: PLC0415  when run
    from formats.merged_markdown import markdown  # noqa: PLC0415  the same

    if how == "csv":
        return report_csv(report, delimiter)
    return report_json(report) if how == "json" else markdown(report)


def _threshold(_: Speech, text: str) -> Fraction:
    """Read a share in per cents, exactly: 33.3 is 333 of 1000."""
    found = re.fullmatch(r"([0-9]{1,3}(?:[.,][0-9]{1,2})?) ?%?", text.strip())
    share = Fraction(found[1].replace(",", ".")) if found else Fraction(0)
    if not 0 < share <= 100:
        raise Fail(_("--threshold is a per cent up to 100, such as 25 or 33.3."), 2)
    return share


# ------------------------------------------------------------------ files


def _found(_: Speech, paths: Iterable[Path]) -> list[Path]:
    """Give the files; a folder stands for all saved sessions in it."""
    found: list[Path] = []
    for path in paths:
        inside = sorted(path.rglob("*.retro")) if path.is_dir() else [path]
        if not inside:
            raise Fail(_("There is no saved session in {path}.", path=path))
        found += inside
    return found


def _organisations(_: Speech, told: Iterable[str]) -> dict[Path, str]:
    """Read who the files are of; deeper folders go before those they are in."""
    named: dict[Path, str] = {}
    for one in told:
        name, equals, path = one.partition("=")
        if not (name.strip() and equals and path):
            raise Fail(_("--organisation is NAME=PATH, such as Sun=sun/."), 2)
        named[Path(path).resolve()] = name
    return dict(sorted(named.items(), key=lambda item: -len(item[0].parts)))


def _sources(
    _: Speech, paths: list[Path], told: dict[Path, str], reads: Opens
) -> list[Source]:
    """Read all sessions, or say what is wrong with the first that cannot be used."""
    from formats.merging import Source, check  # noqa: PLC0415  only when it runs
    from formats.session_file import SessionFileError  # noqa: PLC0415  the same
    from formats.text import one_line  # noqa: PLC0415  the same
    from retro.sentences import SESSION_ERRORS, said  # noqa: PLC0415  the same

    used: set[Path] = set()
    sources: list[Source] = []
    for path in paths:
        session = reads(path)
        try:
            check(session)
        except SessionFileError as error:
            wrong = said(_, SESSION_ERRORS, error.code)
            raise Unusable(_("{path}: {wrong}", path=path, wrong=wrong)) from error
        whole = path.resolve()
        whose = next((one for one in told if one in (whole, *whole.parents)), None)
        used |= {whose} if whose else set()
        organisation = one_line(told[whose]) if whose else ""
        sources.append(
            Source(name=str(path), session=session, organisation=organisation)
        )
    for path in told:
        if path not in used:
            raise Fail(_("None of these files is in {path}.", path=path))
    return sources
