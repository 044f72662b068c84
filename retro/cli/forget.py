"""`retro forget`: remove what this computer keeps of sessions."""

from __future__ import annotations

import click

from retro.cli.common import Here


def command(here: Here) -> click.Command:
    """Make the command in the user's language."""
    _ = here.speech

    def callback(lang: str | None) -> None:
        from retro.resume import forget_all  # noqa: PLC0415  only when it runs

        count = forget_all()
        if not count:
            click.echo(_("This computer kept nothing of any session."))
            return
        click.echo(
            _.plural(
                "Forgotten: {n} session; it can no longer be resumed from here.",
                "Forgotten: {n} sessions; they can no longer be resumed from here.",
                count,
            )
        )

    return click.Command(
        "forget",
        callback=callback,
        params=[here.lang_option()],
        help=_(
            "Remove what this computer keeps of sessions: the facilitator's key, the "
            "join words and the relay's database of each that did not end here. "
            "Settings and exported files stay."
        ),
        short_help=_("remove what this computer keeps of sessions"),
    )
