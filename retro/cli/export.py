"""`retro export`: a saved session as something to read or to count."""

from __future__ import annotations

import json
import sys
from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING

import click

from retro.cli.common import Fail, Here
from retro.given import read_session

if TYPE_CHECKING:
    from formats.session_file import SavedSession

WHAT = ("norms", "notes", "report", "summary")
FORMATS = ("markdown", "csv", "json")


def command(here: Here) -> click.Command:
    """Make the command in the user's language."""
    _ = here.speech
    file = click.Argument(
        ["file"], metavar="FILE.retro", type=click.Path(path_type=Path, dir_okay=False)
    )
    what = click.Option(
        ["--what"],
        type=click.Choice(WHAT),
        default="norms",
        show_default=True,
        help=_("what to take from the session"),
    )
    how = click.Option(
        ["--format", "how"],
        type=click.Choice(FORMATS),
        help=_("how to write it; without it csv for notes and markdown for the rest"),
    )
    to = click.Option(
        ["-o", "--output", "to"],
        type=click.Path(path_type=Path, dir_okay=False),
        help=_("a new file; without it the text goes to stdout"),
    )
    return click.Command(
        "export",
        callback=lambda file, what, how, to, lang: _export(here, file, what, how, to),
        params=[file, what, how, to, here.lang_option()],
        help=_("Make something to read or to count of a saved session."),
        short_help=_("make Markdown, CSV or JSON of a saved session"),
    )


def _makers() -> dict[tuple[str, str], Callable[[SavedSession], str]]:
    """Map what and how to what makes it."""
    from formats.norms import to_markdown  # noqa: PLC0415  only when it runs
    from formats.report import (  # noqa: PLC0415  the same
        notes_csv,
        report_markdown,
        session_json,
        summary,
    )

    def part(key: str) -> Callable[[SavedSession], str]:
        def make(session: SavedSession) -> str:
            data = {key: json.loads(session_json(session))[key]}
            return json.dumps(data, ensure_ascii=False, indent=2) + "\n"

        return make

    return {
        ("norms", "markdown"): to_markdown,
        ("norms", "json"): part("norms"),
        ("notes", "csv"): notes_csv,
        ("notes", "json"): part("notes"),
        ("report", "markdown"): report_markdown,
        ("report", "json"): session_json,
        ("summary", "markdown"): summary,
    }


def _export(
    here: Here, file: Path, what: str, how: str | None, to: Path | None
) -> None:
    from retro.paths import create_private  # noqa: PLC0415  only when it runs

    _ = here.speech
    makers = _makers()
    how = how or ("csv" if what == "notes" else "markdown")
    if (what, how) not in makers:
        there_are = ", ".join(known for kind, known in makers if kind == what)
        raise Fail(
            _(
                "{what} cannot be written as {how}; it can as: {there_are}.",
                what=what,
                how=how,
                there_are=there_are,
            ),
            2,
        )
    text = makers[what, how](read_session(_, file))
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
