"""`retro export`: a saved session as something to read or to count."""

from __future__ import annotations

import sys
from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING

import click

from formats.table import DELIMITERS, delimiter_of
from retro.cli.common import Fail, Here
from retro.i18n import Lang

if TYPE_CHECKING:
    from formats.session_file import SavedSession

WHAT = ("norms", "notes", "report", "summary", "session")
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
    between = click.Option(
        ["--delimiter"],
        type=click.Choice(list(DELIMITERS)),
        help=_(
            "what stands between the cells of csv; without it what Excel expects in "
            "the language"
        ),
    )
    to = click.Option(
        ["-o", "--output", "to"],
        type=click.Path(path_type=Path, dir_okay=False),
        help=_("a new file; without it the text goes to stdout"),
    )
    return click.Command(
        "export",
        callback=lambda **given: _export(here, **given),
        params=[file, what, how, between, to, *here.options("seal", "passphrase-fd")],
        help=_(
            "Make something to read or to count of a saved session. One that is sealed "
            "asks for its passphrase; with --what session and --seal, or without it, "
            "it is written anew, sealed or not."
        ),
        short_help=_("make Markdown, CSV or JSON of a saved session"),
    )


def _makers(delimiter: str) -> dict[tuple[str, str], Callable[[SavedSession], str]]:
    """Map what and how to what makes it; an empty delimiter is the session's own."""
    from formats import export_data as data  # noqa: PLC0415  only when it runs
    from formats.norms import to_markdown  # noqa: PLC0415  the same
    from formats.report import notes_markdown, report_markdown  # noqa: PLC0415  the same
    from formats.summary import summary, summary_markdown  # noqa: PLC0415  the same

    return {
        ("norms", "markdown"): to_markdown,
        ("norms", "csv"): lambda session: data.norms_csv(session, delimiter),
        ("norms", "json"): data.norms_json,
        ("notes", "markdown"): notes_markdown,
        ("notes", "csv"): lambda session: data.notes_csv(session, delimiter),
        ("notes", "json"): data.notes_json,
        ("report", "markdown"): report_markdown,
        ("report", "csv"): lambda session: data.report_csv(session, delimiter),
        ("report", "json"): data.session_json,
        ("summary", "markdown"): summary_markdown,
        ("summary", "json"): lambda session: data.summary_json(summary(session)),
    }


def _export(
    here: Here,
    *,
    file: Path,
    what: str,
    how: str | None,
    delimiter: str | None,
    to: Path | None,
    lang: Lang | None,
    seal: bool,
    passphrase_fd: int | None,
) -> None:
    from retro.cli.passphrases import Passphrases  # noqa: PLC0415  only when it runs

    _ = here.speech
    passphrases = Passphrases(here, passphrase_fd)
    if what == "session":
        _check_session(here, how or delimiter or "", to)
        session = passphrases.session(file)
        _write(here, to, _session_bytes(session, passphrases.to_seal(seal)))
        return
    if seal:
        raise Fail(_("--seal goes with --what session; nothing else can be sealed."), 2)
    own = delimiter_of(lang) if lang else ""
    makers = _makers(DELIMITERS[delimiter] if delimiter else own)
    how = how or ("csv" if what == "notes" else "markdown")
    if delimiter and how != "csv":
        raise Fail(_("--delimiter goes with --format csv."), 2)
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
    text = makers[what, how](passphrases.session(file))
    if to is None:
        sys.stdout.write(text)
        return
    _write(here, to, text.encode())


def _check_session(here: Here, form: str, to: Path | None) -> None:
    """Fail unless a whole session is asked for as it is, in a new file of its own."""
    _ = here.speech
    if form:
        raise Fail(_("--what session is a .retro file; it takes no other form."), 2)
    if to is None:
        raise Fail(_("--what session needs a new file: -o FILE.retro"), 2)


def _session_bytes(session: SavedSession, passphrase: str) -> bytes:
    from formats.session_file import write  # noqa: PLC0415  only when it runs
    from retro.files import sealed  # noqa: PLC0415  the same

    data = write(session)
    return sealed(data, passphrase) if passphrase else data


def _write(here: Here, to: Path | None, data: bytes) -> None:
    """Write a new file, and say so."""
    from retro.files import write_new  # noqa: PLC0415  only when it runs

    assert to is not None  # nosec B101  # noqa: S101  for the type checker
    _ = here.speech
    write_new(_, to, data)
    click.echo(_("Written: {path}", path=to))
