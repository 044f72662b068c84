"""`retro demo`: try a session alone, with colleagues who are played."""

from __future__ import annotations

from pathlib import Path

import click
from attrs import field, frozen

from retro.cli.common import Here


@frozen(kw_only=True)
class Asked:
    """The options, as given."""

    agenda: str | None = None
    title: str | None = None
    team: str | None = None
    name: str | None = None
    address: str | None = None
    port: int | None = None
    out: Path | None = None
    as_json: bool = False
    auto: bool = False
    colleagues: int = 6
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
        from retro.cli.passphrases import Passphrases  # noqa: PLC0415  when it runs
        from retro.cli.seats import sit  # noqa: PLC0415  the same
        from retro.demo.session import demo, plays_itself  # noqa: PLC0415  the same

        sealed = Passphrases(here, passphrase_fd).to_seal(seal)
        asked = Asked(**options, seal=sealed)  # type: ignore[arg-type]  # click checked
        sit(
            here,
            lambda seat: demo(here, asked, seat),
            plain=plain or plays_itself(asked),
            as_json=asked.as_json,
        )

    auto = click.Option(
        ["--auto"], is_flag=True, help=_("let it play itself, and leave the files")
    )
    number = click.Option(
        ["--colleagues"],
        type=click.IntRange(3, 8),
        default=6,
        show_default=True,
        help=_("how many colleagues are played"),
    )
    shared = here.options(
        "agenda", "title", "team", "name", "host", "port", "out", "seal",
        "passphrase-fd", "plain", "json",
    )  # fmt: skip
    return click.Command(
        "demo",
        callback=callback,
        params=[auto, number, *shared],
        help=_(
            "Try a session alone: you lead, colleagues are played, and everything else "
            "is real. It plays itself with --auto, or when stdin is not a terminal, "
            "and leaves norms.md, notes.csv and session.retro in the folder retro-demo."
        ),
        short_help=_("try a session alone, with colleagues who are played"),
    )
