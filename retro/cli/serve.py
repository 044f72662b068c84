"""`retro serve`: the relay alone, for an organisation's server."""

from __future__ import annotations

import errno
import logging
from functools import partial
from pathlib import Path

import click
from attrs import frozen

from retro.cli.common import PORT, Fail, Here, port_taken, starting_sentence


@frozen(kw_only=True)
class Asked:
    """The options, as given."""

    address: str | None
    port: int | None
    data: Path | None
    cert: Path | None
    key: Path | None


def command(here: Here) -> click.Command:
    """Make the command in the user's language."""
    _ = here.speech
    data = click.Option(
        ["--data"],
        type=click.Path(dir_okay=False, path_type=Path),
        metavar="FILE",
        help=_("the database of the sessions; without it, one in the state folder"),
    )
    cert = click.Option(
        ["--cert"],
        type=click.Path(dir_okay=False, path_type=Path),
        metavar="FILE",
        help=_("speak TLS with this certificate (PEM, with its chain)"),
    )
    key = click.Option(
        ["--key"],
        type=click.Path(dir_okay=False, path_type=Path),
        metavar="FILE",
        help=_("the private key of the certificate (PEM, without a passphrase)"),
    )
    return click.Command(
        "serve",
        callback=lambda plain, as_json, lang, **asked: _serve(here, Asked(**asked)),
        params=[*here.options("host", "port", "plain", "json"), data, cert, key],
        help=_(
            "Run the relay alone, until it is stopped. It passes on sealed messages "
            "and can read none of them."
        ),
        short_help=_("run a relay for others, on a server"),
    )


def _serve(here: Here, asked: Asked) -> None:
    from retro import paths  # noqa: PLC0415  only when it runs
    from retro.embedded import (  # noqa: PLC0415  the same
        StartError,
        free_port_after,
        run_relay,
    )

    _ = here.speech
    host = asked.address or ""
    store = asked.data or paths.private_folder(paths.state_folder()) / "serve.sqlite3"
    if (asked.cert is None) != (asked.key is None):
        raise Fail(_("--cert and --key go together."), 2)

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
    port = PORT if asked.port is None else asked.port
    run = partial(
        run_relay,
        host=host,
        store=store,
        bound=bound,
        certificate=(asked.cert, asked.key) if asked.cert and asked.key else None,
    )
    try:
        run(port=port)
    except StartError as error:
        raise Fail(starting_sentence(_, error.code, error.path)) from error
    except OSError as error:
        if error.errno != errno.EADDRINUSE:
            raise
        free = free_port_after(port, host)
        if asked.port is not None:
            raise Fail(port_taken(_, port, free)) from error
        run(port=free)
