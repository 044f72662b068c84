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

if TYPE_CHECKING:
    from formats.norm_life import Life
    from retro.lives import Followed


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
        ["files"],
        metavar="FILE …",
        type=click.Path(path_type=Path),
        nargs=-1,
        required=True,
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


def _read(here: Here, paths: Sequence[Path]) -> Followed:
    """Read what can be read, and say of the rest why not."""
    from retro.cli.passphrases import Passphrases  # noqa: PLC0415  only when it runs
    from retro.lives import follow  # noqa: PLC0415  the same

    found = follow(here.speech, paths, Passphrases(here).session)
    for sentence in found.wrong:
        click.echo(sentence, err=True)
    return found


def _end(found: Followed) -> None:
    """Exit with 1 when not all could be read, which was said line by line."""
    if found.wrong:
        raise click.exceptions.Exit(1)


def _show(here: Here, path: Path) -> None:
    from retro.lives import look_again  # noqa: PLC0415  only when it runs
    from retro.sentences import STATUSES  # noqa: PLC0415  only when it runs

    _ = here.speech
    found = _read(here, [path])
    for document in found.documents:
        for number, norm in enumerate(document.norms, 1):
            status = _(STATUSES[norm.status])
            click.echo(f"{number}. {one_line(norm.text)} ({status})")
            if again := look_again(_, norm):
                click.echo(f"   {again}")
    _end(found)


def _check(here: Here, path: Path) -> None:
    _ = here.speech
    found = _read(here, [path])
    _end(found)
    click.echo(
        _.plural(
            "{path} is sound: {n} norm.",
            "{path} is sound: {n} norms.",
            len(found.documents[0].norms),
            path=path,
        )
    )


# ------------------------------------------------------------------ over time


def _due(here: Here, paths: tuple[Path, ...], within: int, as_json: bool) -> None:
    from retro.lives import is_due, today  # noqa: PLC0415  only when it runs

    _ = here.speech
    found = _read(here, paths)
    now = today()
    last = now + datetime.timedelta(days=within)
    due = sorted(
        (
            (life.item.review, one_line(life.team), one_line(life.item.text), life)
            for life in found.lives
            if is_due(life, last)
        ),
        key=lambda one: one[:3],
    )
    if as_json:
        _print_json(
            {
                "review": review,
                "past": is_due(life, now),
                "team": team,
                "text": text,
                "file": str(found.paths[life.source]),
            }
            for review, team, text, life in due
        )
    elif not due and found.documents:
        click.echo(_("No norm is due yet."))
    else:
        for review, team, text, life in due:
            whose = f"{team}: {text}" if team else text
            click.echo(f"{review} {whose} ({found.paths[life.source]})")
    _end(found)


def _history(here: Here, paths: tuple[Path, ...], as_json: bool) -> None:
    from formats.strict import unstructure  # noqa: PLC0415  only when it runs

    found = _read(here, paths)
    if as_json:
        _print_json(
            {
                "team": one_line(life.team),
                "text": life.item.text,
                "status": life.item.status,
                "review": life.item.review,
                "file": str(found.paths[life.source]),
                "versions": unstructure(life.versions),
            }
            for life in found.lives
        )
    else:
        for life in found.lives:
            for line in _life(here, life):
                click.echo(line)
    _end(found)


def _life(here: Here, life: Life) -> Iterable[str]:
    """Tell the life of one norm, line by line."""
    from retro.lives import look_again, moments  # noqa: PLC0415  only when it runs

    _ = here.speech
    text, team = one_line(life.item.text), one_line(life.team)
    yield f"{team}: {text}" if team else text
    for one in moments(_, life):
        if one.was:
            yield "  " + _(
                "{date}: reworded from “{old}” to “{new}”",
                date=one.date,
                old=one.was,
                new=one.text,
            )
        became = f"{one.became} ({one.counts})" if one.counts else one.became
        yield f"  {one.date}: {became}"
        for reason in one.reasons:
            yield f"    “{reason}”"
    if again := look_again(_, life.item):
        yield f"  {again}"


def _print_json(items: Iterable[object]) -> None:
    click.echo(json.dumps(list(items), ensure_ascii=False, indent=2))
