"""`retro serve`: the relay alone, for an organisation's server."""

from __future__ import annotations

import errno
import tomllib
from functools import partial
from ipaddress import IPv4Network, IPv6Network, ip_network
from pathlib import Path
from typing import Any, Literal

import click
from attrs import frozen

from retro.cli.common import PORT, Fail, Here, port_taken, starting_sentence
from retro.given import os_sentence
from retro.i18n import Speech

PORT_MAX = 65535
Network = IPv4Network | IPv6Network


@frozen(kw_only=True)
class Asked:
    """The options, as given."""

    address: str | None
    port: int | None
    data: Path | None
    cert: Path | None
    key: Path | None
    proxies: tuple[str, ...]
    limits: Path | None
    metrics: str | None
    log_level: Literal["error", "info", "debug"]


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
    proxies = click.Option(
        ["--trusted-proxy", "proxies"],
        multiple=True,
        metavar="ADDR",
        help=_(
            "a reverse proxy that is believed about where people connect from; repeat "
            "it for more"
        ),
    )
    limits = click.Option(
        ["--limits"],
        type=click.Path(dir_okay=False, path_type=Path),
        metavar="FILE",
        help=_("a TOML file of limits that differ from the defaults"),
    )
    metrics = click.Option(
        ["--metrics"],
        metavar="HOST:PORT",
        help=_("tell figures for Prometheus there: counts, and nothing of one session"),
    )
    level = click.Option(
        ["--log-level"],
        type=click.Choice(("error", "info", "debug")),
        default="info",
        help=_("how much is written to stderr; debug tells when each session was"),
    )
    shared = here.options("host", "port", "plain", "json")
    return click.Command(
        "serve",
        callback=lambda plain, as_json, lang, **asked: _serve(here, Asked(**asked)),
        params=[*shared, data, cert, key, proxies, limits, metrics, level],
        help=_(
            "Run the relay alone, until it is stopped. It passes on sealed messages "
            "and can read none of them."
        ),
        short_help=_("run a relay for others, on a server"),
    )


def _networks(_: Speech, proxies: tuple[str, ...]) -> list[Network]:
    """Read the addresses of proxies, or networks of them."""
    found: list[Network] = []
    for proxy in proxies:
        try:
            found.append(ip_network(proxy.strip(), strict=False))
        except ValueError:
            sentence = _("{proxy} is no network address.", proxy=proxy)
            raise Fail(sentence, 2) from None
    return found


def _metrics(_: Speech, text: str | None) -> tuple[str, int] | None:
    """Read the address where figures are told."""
    if text is None:
        return None
    host, found, port = text.strip().rpartition(":")
    if not found or not host or not port.isdecimal() or not 0 < int(port) <= PORT_MAX:
        raise Fail(
            _(
                "{address} is no address with a port, such as 127.0.0.1:9484.",
                address=text,
            ),
            2,
        )
    return host.strip("[]"), int(port)


def _limits(_: Speech, path: Path | None) -> dict[str, Any]:
    """Read the limits that are set; whether they are any the relay says."""
    if path is None:
        return {}
    try:
        return tomllib.loads(path.read_text(encoding="utf-8"))
    except OSError as error:
        raise Fail(os_sentence(_, error)) from error
    except ValueError as error:
        raise Fail(_("{path} is not TOML: {error}.", path=path, error=error)) from error


def _serve(here: Here, asked: Asked) -> None:
    from retro import paths  # noqa: PLC0415  only when it runs
    from retro.embedded import (  # noqa: PLC0415  the same
        StartError,
        free_port_after,
        run_relay,
        write_notes,
    )

    _ = here.speech
    host = asked.address or ""
    if (asked.cert is None) != (asked.key is None):
        raise Fail(_("--cert and --key go together."), 2)
    proxies, limits = _networks(_, asked.proxies), _limits(_, asked.limits)
    metrics = _metrics(_, asked.metrics)
    store = asked.data or paths.private_folder(paths.state_folder()) / "serve.sqlite3"

    def bound(got: int) -> None:
        if host:
            sentence = _(
                "The relay listens on {host}, port {port}.", host=host, port=got
            )
        else:
            sentence = _("The relay listens on every address, port {port}.", port=got)
        click.echo(sentence)

    write_notes(asked.log_level)
    port = PORT if asked.port is None else asked.port
    run = partial(
        run_relay,
        host=host,
        store=store,
        bound=bound,
        certificate=(asked.cert, asked.key) if asked.cert and asked.key else None,
        limits=limits,
        proxies=proxies,
        metrics=metrics,
    )
    try:
        run(port=port)
    except StartError as error:
        raise Fail(starting_sentence(_, error.code, error.what)) from error
    except ValueError as error:
        sentence = _(
            "{path}: {name} is no limit, or that is no number for it.",
            path=asked.limits,
            name=error,
        )
        raise Fail(sentence) from error
    except OSError as error:
        if error.errno != errno.EADDRINUSE:
            raise
        free = free_port_after(port, host)
        if asked.port is not None:
            raise Fail(port_taken(_, port, free)) from error
        run(port=free)
