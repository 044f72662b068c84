"""`retro norms`: read norms back from Markdown, check them, and see which are due."""

from __future__ import annotations

import datetime
from pathlib import Path

import click

from formats.text import one_line
from retro.cli.common import Here
from retro.given import read_norms


class Norms(click.Group):
    """The group of what can be done with norms; a file alone is shown."""

    def resolve_command(
        self, ctx: click.Context, args: list[str]
    ) -> tuple[str | None, click.Command | None, list[str]]:
        """Take what is no subcommand for a file to show."""
        shown = args if args[0] in self.commands else ["show", *args]
        return super().resolve_command(ctx, shown)


def command(here: Here) -> click.Command:
    """Make the command, with `show`, `check` and `due`, in the user's language."""
    _ = here.speech
    group = Norms(
        "norms",
        params=[here.lang_option()],
        help=_("Read the norms of earlier sessions back from their Markdown files."),
        short_help=_("show or check norms, or see which are due"),
    )
    path = click.Path(path_type=Path, dir_okay=False)
    file = click.Argument(["file"], metavar="FILE.md", type=path)
    files = click.Argument(
        ["files"], metavar="FILE.md …", type=path, nargs=-1, required=True
    )
    group.add_command(
        click.Command(
            "show",
            callback=lambda file, lang: _show(here, file),
            params=[file, here.lang_option()],
            help=_("Show the norms in a file."),
        )
    )
    group.add_command(
        click.Command(
            "check",
            callback=lambda file, lang: _check(here, file),
            params=[file, here.lang_option()],
            help=_("Check whether a file reads back without loss."),
        )
    )
    group.add_command(
        click.Command(
            "due",
            callback=lambda files, lang: _due(here, files),
            params=[files, here.lang_option()],
            help=_("List the norms in these files that are to be looked at again."),
        )
    )
    return group


def _show(here: Here, path: Path) -> None:
    from retro.sentences import STATUSES  # noqa: PLC0415  only when it runs

    _ = here.speech
    document = read_norms(_, path)
    for number, norm in enumerate(document.norms, 1):
        status = _(STATUSES[norm.status])
        click.echo(f"{number}. {one_line(norm.text)} ({status})")
        if norm.review:
            click.echo("   " + _("To be looked at again on {date}.", date=norm.review))


def _check(here: Here, path: Path) -> None:
    _ = here.speech
    count = len(read_norms(_, path).norms)
    click.echo(
        _.plural(
            "{path} is sound: {n} norm.",
            "{path} is sound: {n} norms.",
            count,
            path=path,
        )
    )


def _due(here: Here, paths: tuple[Path, ...]) -> None:
    _ = here.speech
    today = datetime.datetime.now(tz=datetime.UTC).astimezone().date().isoformat()
    due = [
        (norm.review, document.team or path.name, norm.text)
        for path in paths
        for document in [read_norms(_, path)]
        for norm in document.norms
        if norm.status == "agreed" and norm.review and norm.review <= today
    ]
    if not due:
        click.echo(_("No norm is due yet."))
    for review, team, text in sorted(due):
        click.echo(f"{review} {one_line(team)}: {one_line(text)}")
