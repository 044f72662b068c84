"""`retro forget`: remove what this computer keeps of sessions."""

from __future__ import annotations

import sys
import time
from collections.abc import Sequence
from typing import TYPE_CHECKING

import click

from retro.cli.common import Fail, Here

if TYPE_CHECKING:
    from retro.i18n import Speech
    from retro.resume import Kept

DAY = 24 * 3600
YES = frozenset({"y", "yes", "j", "ja"})
"""What a person may type for yes, in either language."""


def command(here: Here) -> click.Command:
    """Make the command in the user's language."""
    _ = here.speech
    sessions = click.Argument(["sessions"], nargs=-1, metavar=_("[SESSION …]"))
    older = click.Option(
        ["--older-than"],
        type=click.IntRange(0, 36500),
        metavar="DAYS",
        help=_("only those that nothing was written of for so many days"),
    )
    only = click.Option(
        ["--list", "listed"], is_flag=True, help=_("say what is kept, remove nothing")
    )
    yes = click.Option(["--yes"], is_flag=True, help=_("do not ask first"))
    return click.Command(
        "forget",
        callback=lambda lang, **given: _forget(here, **given),
        params=[sessions, older, only, yes, here.lang_option()],
        help=_(
            "Remove what this computer keeps of sessions: the facilitator's key, the "
            "join words and the relay's database of each that did not end here. "
            "Settings and exported files stay."
        ),
        short_help=_("remove what this computer keeps of sessions"),
    )


def _forget(
    here: Here,
    *,
    sessions: tuple[str, ...],
    older_than: int | None,
    listed: bool,
    yes: bool,
) -> None:
    from retro import resume  # noqa: PLC0415  only when it runs

    _ = here.speech
    found = _meant(_, resume.kept(), sessions)
    if older_than is not None:
        until = time.time() - older_than * DAY
        found = [each for each in found if each.last <= until]
    if not found:
        click.echo(_nothing(_, older_than))
        return
    asks = not yes and sys.stdin is not None and sys.stdin.isatty()
    if listed or asks:
        for each in found:
            click.echo(_line(_, each))
    if listed or (asks and not _agreed(_, len(found))):
        return
    for each in found:
        resume.forget(each.folder)
    click.echo(
        _.plural(
            "Forgotten: {n} session; it can no longer be resumed from here.",
            "Forgotten: {n} sessions; they can no longer be resumed from here.",
            len(found),
        )
    )


def _meant(_: Speech, kept: list[Kept], named: Sequence[str]) -> list[Kept]:
    """Give the sessions of these numbers, or their beginnings; all without any."""
    if not named:
        return kept
    found: list[Kept] = []
    for name in named:
        these = [each for each in kept if each.folder.name.startswith(name.lower())]
        if len(these) != 1 or not name:
            raise Fail(
                _(
                    "This computer keeps no session {name}; retro forget --list says "
                    "which there are.",
                    name=name,
                )
            )
        found += [each for each in these if each not in found]
    return found


def _nothing(_: Speech, older_than: int | None) -> str:
    if older_than is None:
        return _("This computer kept nothing of any session.")
    return _("This computer kept nothing of any session for so long.")


def _line(_: Speech, kept: Kept) -> str:
    """Tell a session by its number, when it was last written to, and its title."""
    from formats.text import one_line  # noqa: PLC0415  only when it runs

    when = time.strftime("%Y-%m-%d %H:%M", time.localtime(kept.last))
    title = one_line(kept.title) or _("(cannot be read)")
    return f"{kept.folder.name}  {when}  {title}"


def _agreed(_: Speech, count: int) -> bool:
    """Ask the person; anything but yes is no."""
    question = _.plural(
        "Forget {n} session? Type yes to do it:",
        "Forget {n} sessions? Type yes to do it:",
        count,
    )
    click.echo(f"{question} ", nl=False)
    answer = sys.stdin.readline().strip().casefold()
    if answer in YES:
        return True
    click.echo(_("Nothing was removed."))
    return False
