"""`retro serve`: the relay alone, for an organisation's server."""

from __future__ import annotations

import errno
import logging
from pathlib import Path

import click

from retro.cli.common import PORT, Fail, Here, port_taken


def command(here: Here) -> click.Command:
    """Make the command in the user's language."""
    _ = here.speech
    data = click.Option(
        ["--data"],
        type=click.Path(dir_okay=False, path_type=Path),
        metavar="FILE",
        help=_("the database of the sessions; without it, one in the state folder"),
    )
    return click.Command(
        "serve",
        callback=lambda address, port, data, plain, as_json, lang: _serve(
            here, address, port, data
        ),
        params=[*here.options("host", "port", "plain", "json"), data],
        help=_(
            "Run the relay alone, until it is stopped. It passes on sealed messages "
            "and can read none of them."
        ),
        short_help=_("run a relay for others, on a server"),
    )


def _serve(
    here: Here, address: str | None, port: int | None, data: Path | None
) -> None:
    from retro import paths  # noqa: PLC0415  only when it runs
    from retro.embedded import free_port_after, run_relay  # noqa: PLC0415  the same

    _ = here.speech
    host = address or ""
    store = data or paths.private_folder(paths.state_folder()) / "serve.sqlite3"

    def bound(got: int) -> None:
        if host:
            sentence = _(
                "The relay listens on {host}, port {port}.", host=host, port=got
            )
        else:
            sentence = _("The relay listens on every address, port {port}.", port=got)
        click.echo(sentence)

    # To stderr: shortened room ids, counts and codes; the relay knows no more.
    logging.basicConfig(format="%(asctime)s %(message)s", level=logging.INFO)
    asked = PORT if port is None else port
    try:
        run_relay(host=host, port=asked, store=store, bound=bound)
    except OSError as error:
        if error.errno != errno.EADDRINUSE:
            raise
        free = free_port_after(asked, host)
        if port is not None:
            raise Fail(port_taken(_, port, free)) from error
        run_relay(host=host, port=free, store=store, bound=bound)
