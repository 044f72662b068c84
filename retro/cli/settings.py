"""`retro settings`: show the settings file, open it, fill in where to go."""

from __future__ import annotations

import click

from retro import paths
from retro.cli.common import Fail, Here


def command(here: Here) -> click.Command:
    """Make the command, with `edit` and `place` under it, in the user's language."""
    _ = here.speech
    group = click.Group(
        "settings",
        callback=lambda lang: _show(here),
        invoke_without_command=True,
        params=[here.lang_option()],
        help=_(
            "Show the settings file; edit opens it, place adds where to go for help."
        ),
        short_help=_("show the settings, and change them"),
    )
    group.add_command(
        click.Command(
            "edit",
            callback=lambda lang: _edit(here),
            params=[here.lang_option()],
            help=_("Open the settings file in your editor."),
        )
    )
    kind = click.Argument(
        ["kind"], type=click.Choice(["confidant", "procedure", "emergency"])
    )
    text = click.Argument(["text"], nargs=-1, required=True, metavar=_("TEXT"))
    group.add_command(
        click.Command(
            "place",
            callback=lambda kind, text, lang: _place(here, kind, " ".join(text)),
            params=[kind, text, here.lang_option()],
            help=_('Add where to go for help, such as: confidant "Carol, 030 123".'),
        )
    )
    return group


def _show(here: Here) -> None:
    if click.get_current_context().invoked_subcommand:
        return
    _ = here.speech
    path = paths.settings_file()
    if not path.exists():
        click.echo(_("There is no settings file yet; it would be {path}.", path=path))
        click.echo(_("retro settings edit makes and opens it."))
        return
    click.echo(_("The settings file: {path}", path=path))
    click.echo(path.read_text(encoding="utf-8", errors="replace"), nl=False)
    here.settings  # noqa: B018  fails with the line that is wrong, after showing it


def _edit(here: Here) -> None:
    _ = here.speech
    path = paths.settings_file()
    if not path.exists():
        paths.private_folder(path.parent)
        paths.create_private(path, _TEMPLATE.encode())
    click.edit(filename=str(path))
    here.settings  # noqa: B018  fails with the line that is wrong
    click.echo(_("The settings file: {path}", path=path))


def _place(here: Here, kind: str, text: str) -> None:
    from retro.settings import SettingsError, save  # noqa: PLC0415  when it runs

    _ = here.speech
    places = (*here.settings.places, (kind, text))
    try:
        save(paths.settings_file(), {"places": places})
    except SettingsError as error:
        expected = _(error.expected, key=error.key)
        raise Fail(_("That cannot be saved: {expected}.", expected=expected)) from error
    click.echo(_("Added; sessions you lead from now on show it."))


_TEMPLATE = """\
# lang = "nl"
# name = "Anna"
# server = "wss://retro.example.org"
# agenda = "social-safety"
# review_months = 3
# names = ["Bob", "Carol"]

# [[places]]
# kind = "confidant"
# text = "Carol, 030 123"

# [patience]
# hop = 8
"""
