"""`retro host`: the options of leading a session; `leading` runs it."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

import click
from attrs import evolve, field, frozen

from retro.cli.common import Here
from retro.given import Opens


def _several(given: Path | Sequence[Path] | None) -> tuple[Path, ...]:
    """Take one file, some or none; a folder stands for the norms in it, if any are."""
    if not given:
        return ()
    from retro.lives import files_of  # noqa: PLC0415  only with norms

    paths = (given,) if isinstance(given, Path) else given
    return tuple(file for path in paths for file in files_of(path) or [path])


@frozen(kw_only=True)
class Asked:
    """The options, as given."""

    agenda: str | None = None
    title: str | None = None
    team: str | None = None
    name: str | None = None
    server: str | None = None
    address: str | None = None
    port: int | None = None
    out: Path | None = None
    norms: tuple[Path, ...] = field(default=(), converter=_several)
    as_json: bool = False
    resume: bool = False
    small_group: bool = False
    seal: str = field(default="", repr=False)
    """The passphrase that is asked for before it starts; empty for none."""
    opens: Opens | None = None
    """Reads norms from a sealed session."""


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
        from retro.cli.leading import lead  # noqa: PLC0415  only when it runs
        from retro.cli.passphrases import Passphrases  # noqa: PLC0415  the same
        from retro.cli.seats import sit  # noqa: PLC0415  the same

        asked = Asked(**options)  # type: ignore[arg-type]  # click checked them
        passphrases = Passphrases(here, passphrase_fd)
        passphrases.learn(asked.norms)
        asked = evolve(
            asked,
            seal=passphrases.to_seal(seal),
            opens=passphrases.session,
        )
        sit(
            here,
            lambda seat: lead(here, asked, seat),
            plain=plain,
            as_json=asked.as_json,
        )

    norms = click.Option(
        ["--norms"],
        type=click.Path(path_type=Path),
        metavar="FILE",
        multiple=True,
        help=_(
            "the norms the team brings, to review: norms.md, or a saved session; more "
            "than once for more files"
        ),
    )
    resume = click.Option(
        ["--resume"],
        is_flag=True,
        help=_("lead on with the session that broke off here"),
    )
    shared = here.options(
        "agenda", "title", "team", "name", "server", "host", "port", "out",
        "seal", "passphrase-fd", "small-group", "plain", "json",
    )  # fmt: skip
    return click.Command(
        "host",
        callback=callback,
        params=[norms, resume, *shared],
        help=_(
            "Lead a session: starts a relay on this laptop and shows the link and the "
            "words for your colleagues. With --server it uses an organisation's relay."
        ),
        short_help=_("lead a session with your team"),
    )
