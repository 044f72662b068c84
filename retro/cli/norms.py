"""`retro norms`: read norms back from files, check them, and follow them over time."""

from __future__ import annotations

import datetime
import json
from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import TYPE_CHECKING

import click

from formats.text import one_line
from retro.cli.common import Here
from retro.given import Unusable, read_norms

if TYPE_CHECKING:
    from formats.entries import Earlier
    from formats.norm_life import Life
    from formats.norms_document import NormsDocument


class Norms(click.Group):
    """The group of what can be done with norms; a file alone is shown."""

    def resolve_command(
        self, ctx: click.Context, args: list[str]
    ) -> tuple[str | None, click.Command | None, list[str]]:
        """Take what is no subcommand for a file to show."""
        shown = args if args[0] in self.commands else ["show", *args]
        return super().resolve_command(ctx, shown)


def command(here: Here) -> click.Command:
    """Make the command, with all its parts, in the user's language."""
    _ = here.speech
    group = Norms(
        "norms",
        params=[here.lang_option()],
        help=_("Read the norms of earlier sessions back from their files."),
        short_help=_("show or check norms, see which are due or what became of them"),
    )
    path = click.Path(path_type=Path, dir_okay=False)
    file = click.Argument(["file"], metavar="FILE", type=path)
    files = click.Argument(
        ["files"], metavar="FILE …", type=path, nargs=-1, required=True
    )
    within = click.Option(
        ["--within"],
        type=click.IntRange(0, 3660),
        default=0,
        metavar="DAYS",
        help=_("those that are due in so many days too"),
    )
    as_json = click.Option(
        ["--json", "as_json"], is_flag=True, help=_("as JSON, for a program")
    )
    parts = (
        click.Command(
            "show",
            callback=lambda file, lang: _show(here, file),
            params=[file],
            help=_("Show the norms in a file."),
        ),
        click.Command(
            "check",
            callback=lambda file, lang: _check(here, file),
            params=[file],
            help=_("Check whether a file reads back without loss."),
        ),
        click.Command(
            "due",
            callback=lambda files, within, as_json, lang: _due(
                here, files, within, as_json
            ),
            params=[files, within, as_json],
            help=_("List the norms in these files that are to be looked at again."),
        ),
        click.Command(
            "history",
            callback=lambda files, as_json, lang: _history(here, files, as_json),
            params=[files, as_json],
            help=_("Tell what became of each norm, from the first file to the last."),
        ),
    )
    for part in parts:
        part.params.append(here.lang_option())
        group.add_command(part)
    return group


# ------------------------------------------------------------------ files


def _read(
    here: Here, paths: Sequence[Path]
) -> tuple[list[Path], list[NormsDocument], bool]:
    """Read what can be read and say of the rest why not; tell whether all could."""
    read: list[Path] = []
    documents: list[NormsDocument] = []
    sentences: list[str] = []
    for path in paths:
        try:
            document, problems = read_norms(here.speech, path)
        except Unusable as error:
            sentences.append(error.sentence)
            continue
        read.append(path)
        documents.append(document)
        sentences += problems
    for sentence in sentences:
        click.echo(one_line(sentence), err=True)
    return read, documents, not sentences


def _end(whole: bool) -> None:
    """Exit with 1 when not all could be read, which was said line by line."""
    if not whole:
        raise click.exceptions.Exit(1)


def _show(here: Here, path: Path) -> None:
    from retro.sentences import STATUSES  # noqa: PLC0415  only when it runs

    _ = here.speech
    __, documents, whole = _read(here, [path])
    for document in documents:
        for number, norm in enumerate(document.norms, 1):
            status = _(STATUSES[norm.status])
            click.echo(f"{number}. {one_line(norm.text)} ({status})")
            if norm.review:
                click.echo(
                    "   " + _("To be looked at again on {date}.", date=norm.review)
                )
    _end(whole)


def _check(here: Here, path: Path) -> None:
    _ = here.speech
    __, documents, whole = _read(here, [path])
    _end(whole)
    click.echo(
        _.plural(
            "{path} is sound: {n} norm.",
            "{path} is sound: {n} norms.",
            len(documents[0].norms),
            path=path,
        )
    )


# ------------------------------------------------------------------ over time


def _due(here: Here, paths: tuple[Path, ...], within: int, as_json: bool) -> None:
    from formats.norm_life import lives  # noqa: PLC0415  only when it runs

    _ = here.speech
    read, documents, whole = _read(here, paths)
    today = datetime.datetime.now(tz=datetime.UTC).astimezone().date()
    last = (today + datetime.timedelta(days=within)).isoformat()
    due = sorted(
        (
            (life.item.review, one_line(life.team), one_line(life.item.text), life)
            for life in lives(documents)
            if life.item.status != "let-go" and "" < life.item.review <= last
        ),
        key=lambda one: one[:3],
    )
    if as_json:
        _print_json(
            {
                "review": review,
                "past": review <= today.isoformat(),
                "team": team,
                "text": text,
                "file": str(read[life.source]),
            }
            for review, team, text, life in due
        )
    elif not due and documents:
        click.echo(_("No norm is due yet."))
    else:
        for review, team, text, life in due:
            whose = f"{team}: {text}" if team else text
            click.echo(f"{review} {whose} ({read[life.source]})")
    _end(whole)


def _history(here: Here, paths: tuple[Path, ...], as_json: bool) -> None:
    from formats.norm_life import lives  # noqa: PLC0415  only when it runs
    from formats.strict import unstructure  # noqa: PLC0415  the same

    read, documents, whole = _read(here, paths)
    found = lives(documents)
    if as_json:
        _print_json(
            {
                "team": one_line(life.team),
                "text": life.item.text,
                "status": life.item.status,
                "review": life.item.review,
                "file": str(read[life.source]),
                "versions": unstructure(life.versions),
            }
            for life in found
        )
    else:
        for life in found:
            for line in _life(here, life):
                click.echo(line)
    _end(whole)


def _life(here: Here, life: Life) -> Iterable[str]:
    """Tell the life of one norm, line by line."""
    _ = here.speech
    text, team = one_line(life.item.text), one_line(life.team)
    yield f"{team}: {text}" if team else text
    words = ""
    agreed = False
    for version in life.versions:
        date = version.date or _("date unknown")
        now = one_line(version.text)
        if words and now != words:
            yield "  " + _(
                "{date}: reworded from “{old}” to “{new}”",
                date=date,
                old=words,
                new=now,
            )
        words = now
        yield f"  {date}: {_became(here, version, agreed=agreed)}"
        agreed = agreed or version.status == "agreed"
        for reason in version.reasons:
            yield f"    “{one_line(reason)}”"
    if life.item.review and life.item.status != "let-go":
        yield "  " + _("To be looked at again on {date}.", date=life.item.review)


def _became(here: Here, version: Earlier, *, agreed: bool) -> str:
    """Say what became of a norm at one time; `agreed` when it was so before."""
    from formats.norms import counted  # noqa: PLC0415  only when it runs

    _ = here.speech
    match version.status:
        case "agreed" if not agreed:
            said = _("agreed for the first time")
        case "agreed":
            kept = _("kept") if version.reviewed else _("agreed again")
            said = kept if version.asked else _("not asked about")
        case "let-go":
            said = _("let go")
        case "open":
            said = _("not agreed yet")
        case _:
            said = _("draft, to be reworded") if version.asked else _("draft")
    __, counts = counted(version, _.lang)
    return f"{said} ({counts})" if counts else said


def _print_json(items: Iterable[object]) -> None:
    click.echo(json.dumps(list(items), ensure_ascii=False, indent=2))
