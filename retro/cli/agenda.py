"""`retro agenda`: the agendas that come along, and whether an own one is sound."""

from __future__ import annotations

from pathlib import Path

import click

from formats.agenda import Agenda
from formats.text import one_line
from retro.cli.common import Here
from retro.given import read_agenda
from retro.i18n import Speech


def command(here: Here) -> click.Command:
    """Make the command, with `list`, `show` and `check`, in the user's language."""
    _ = here.speech
    group = click.Group(
        "agenda",
        params=[here.lang_option()],
        help=_("The agendas that come along, and your own."),
        short_help=_("list, show or check agendas"),
    )
    name = click.Argument(["name"], metavar=_("NAME|FILE"))
    file = click.Argument(
        ["file"], metavar=_("FILE"), type=click.Path(path_type=Path, dir_okay=False)
    )
    group.add_command(
        click.Command(
            "list",
            callback=lambda lang: _list(here),
            params=[here.lang_option()],
            help=_("List the agendas that come along."),
        )
    )
    group.add_command(
        click.Command(
            "show",
            callback=lambda name, lang: _show(here, name),
            params=[name, here.lang_option()],
            help=_("Show the steps of an agenda."),
        )
    )
    group.add_command(
        click.Command(
            "check",
            callback=lambda file, lang: _check(here, file),
            params=[file, here.lang_option()],
            help=_("Check an agenda of your own."),
        )
    )
    return group


def _list(here: Here) -> None:
    from formats.agenda_file import bundled, bundled_names  # noqa: PLC0415  when it runs

    lang = here.speech.lang
    for name in bundled_names(lang):
        click.echo(f"{name}: {one_line(bundled(name, lang).title)}")


def _show(here: Here, name: str) -> None:
    from retro.cli.playing import find_agenda  # noqa: PLC0415  when it runs

    for line in agenda_lines(here.speech, find_agenda(here, name)):
        click.echo(line)


def agenda_lines(_: Speech, agenda: Agenda) -> list[str]:
    """Say an agenda's steps and what each asks, one fact a line."""
    lines = [f"{agenda.name} ({agenda.lang}): {one_line(agenda.title)}"]
    for number, step in enumerate(agenda.steps, 1):
        lines.append(f"{number}. {one_line(step.title)} ({step.kind})")
        if step.question:
            lines.append(f"   {one_line(step.question)}")
        lines += [f"   - {one_line(column.title)}" for column in step.columns]
        lines += [f"   - {one_line(option)}" for option in step.options]
    return lines


def _check(here: Here, file: Path) -> None:
    _ = here.speech
    agenda = read_agenda(_, file)
    click.echo(
        _.plural(
            "{file} is sound: {title}, {n} step.",
            "{file} is sound: {title}, {n} steps.",
            len(agenda.steps),
            file=file,
            title=one_line(agenda.title),
        )
    )
