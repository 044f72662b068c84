"""`retro report`: one report over many saved sessions, without a small group in it."""

from __future__ import annotations

import sys
from collections.abc import Iterable
from fractions import Fraction
from pathlib import Path
from typing import TYPE_CHECKING

import click

from formats.suppression import MINIMUM
from formats.table import DELIMITERS
from retro.cli.common import Fail, Here

if TYPE_CHECKING:
    from formats.merged_report import By, Period
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
    from formats.merged_report import Wanted  # noqa: PLC0415  only when it runs
    from retro.cli.passphrases import Passphrases  # noqa: PLC0415  the same
    from retro.files import write_new  # noqa: PLC0415  the same
    from retro.reporting import make, written  # noqa: PLC0415  the same

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
    made = make(
        _,
        files,
        wanted,
        lang=_.lang,
        organisations=_organisations(_, organisations),
        opens=Passphrases(here, passphrase_fd).session,
    )
    text = written(made.report, how, DELIMITERS[delimiter] if delimiter else "")
    for sentence in made.twice:
        click.echo(sentence, err=True)
    if made.more:
        note = _(
            "If nobody was in two of these sessions, --different-people shows more."
        )
        click.echo(note, err=True)
    if to is None:
        sys.stdout.write(text)
        return
    write_new(_, to, text.encode())
    click.echo(_("Written: {path}", path=to))


def _threshold(_: Speech, text: str) -> Fraction:
    from retro.reporting import threshold  # noqa: PLC0415  only when it runs

    share = threshold(text)
    if share is None:
        raise Fail(_("--threshold is a per cent up to 100, such as 25 or 33.3."), 2)
    return share


def _organisations(_: Speech, told: Iterable[str]) -> dict[Path, str]:
    """Read who the files are of."""
    named: dict[Path, str] = {}
    for one in told:
        name, equals, path = one.partition("=")
        if not (name.strip() and equals and path):
            raise Fail(_("--organisation is NAME=PATH, such as Sun=sun/."), 2)
        named[Path(path)] = name
    return named
