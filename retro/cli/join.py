"""`retro join`: the options of joining a session; `joining` runs it."""

from __future__ import annotations

import click
from attrs import field, frozen

from retro.cli.common import Here


@frozen(kw_only=True)
class Asked:
    """The options, as given; `given` is what may be the link or the words."""

    given: tuple[str, ...]
    server: str | None
    name: str | None
    present: bool
    as_json: bool
    seal: str = field(default="", repr=False)


def command(here: Here) -> click.Command:
    """Make the command in the user's language."""
    _ = here.speech

    def callback(
        plain: bool,
        lang: str | None,
        seal: bool,
        passphrase_fd: int | None,
        **options: object,
    ) -> None:
        from retro.cli.joining import join  # noqa: PLC0415  only when it runs
        from retro.cli.passphrases import Passphrases  # noqa: PLC0415  the same
        from retro.cli.seats import sit  # noqa: PLC0415  the same

        sealed = Passphrases(here, passphrase_fd).to_seal(seal)
        asked = Asked(**options, seal=sealed)  # type: ignore[arg-type]  # click checked
        sit(
            here,
            lambda seat: join(here, asked, seat),
            plain=plain,
            as_json=asked.as_json,
        )

    screen = click.Option(
        ["--present"],
        is_flag=True,
        help=_("a screen for the projector: sees what all see and is no member"),
    )
    shared = here.options("name", "server", "seal", "passphrase-fd", "plain", "json")
    words = click.Argument(["given"], nargs=-1, metavar=_("[WORDS|LINK]"))
    return click.Command(
        "join",
        callback=callback,
        params=[words, *shared, screen],
        help=_("Join a session with the link or the four words; without them it asks."),
        short_help=_("join a session, with the link or the words"),
    )
