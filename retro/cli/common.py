"""What the subcommands share: the language, the settings, options and failing."""

from __future__ import annotations

import os
import sys
from collections.abc import Callable
from functools import cached_property
from pathlib import Path
from typing import Any

import click

from formats.text import one_line
from retro import paths
from retro import settings as settings_module
from retro.client.errors import ClientError
from retro.given import Unusable, os_sentence, read_settings, settings_or_none
from retro.i18n import LANGS, N_, Speech, language
from retro.sentences import CANNOT, STARTING, with_detail

PORT = 8484


class Fail(Unusable):
    """A command ends here with one sentence for the user; 2 is malformed arguments."""

    def __init__(self, sentence: str, code: int = 1) -> None:
        """Carry the sentence, in the user's language, and the exit code."""
        super().__init__(sentence)
        self.code = code


class Here:
    """This user on this computer: their language and settings."""

    def __init__(
        self, asked_lang: str | None = None, *, forgiving: bool = False
    ) -> None:
        """Find the language; broken settings only matter to who needs them.

        Not even then if `forgiving`, for who was told of them: they are as if none.
        """
        self._forgiving = forgiving
        try:
            spoken = settings_module.load(paths.settings_file()).lang
        except settings_module.SettingsError:
            spoken = ""
        self.speech = Speech(language(asked_lang, spoken))

    @cached_property
    def settings(self) -> settings_module.Settings:
        """The settings, or a failure that names the line."""
        if self._forgiving:
            return settings_or_none(self.speech)[0]
        return read_settings(self.speech)

    def lang_option(self) -> click.Option:
        """Make `--lang`, which was read already."""
        _ = self.speech
        text = _("the language: Dutch (nl) or English (en)")
        return click.Option(["--lang"], type=click.Choice(LANGS), help=text)

    def options(self, *names: str) -> list[click.Parameter]:
        """Make the shared options of these names, and `--lang`."""
        return [*(_SHARED[name](self.speech) for name in names), self.lang_option()]


def at_terminal() -> bool:
    """Say whether a person sits at a terminal that can show a full screen."""
    streams = (sys.stdin, sys.stdout)
    shown = all(stream is not None and stream.isatty() for stream in streams)
    return shown and os.environ.get("TERM") != "dumb"


def _option(*names: str, help: str, **rest: Any) -> Callable[[Speech], click.Parameter]:  # noqa: ANN401  click's own names
    return lambda _: click.Option(list(names), help=_(help), **rest)


_SHARED: dict[str, Callable[[Speech], click.Parameter]] = {
    "agenda": _option(
        "--agenda",
        metavar="NAME|FILE",
        help=N_("an agenda that comes along, or a TOML file; see retro agenda list"),
    ),
    "title": _option("--title", help=N_("what the session is called")),
    "team": _option("--team", help=N_("whose session it is")),
    "name": _option("--name", help=N_("your name, as the others see it")),
    "plain": _option(
        "--plain",
        is_flag=True,
        help=N_("lines of text, for screen readers and scripts"),
    ),
    "json": _option(
        "--json",
        "as_json",
        is_flag=True,
        help=N_("each event as one JSON object a line"),
    ),
    "server": _option(
        "--server",
        metavar="URL",
        help=N_("the relay to use, such as wss://example.org"),
    ),
    "host": _option(
        "--host", "address", metavar="ADDR", help=N_("the address to listen on")
    ),
    "port": _option(
        "--port",
        type=click.IntRange(0, 65535),
        help=N_(
            "the port to listen on, 0 for any; without it 8484 or the next free one"
        ),
    ),
    "out": _option(
        "--out",
        type=click.Path(file_okay=False, path_type=Path),
        metavar="DIR",
        help=N_("the folder for norms.md, notes.csv and session.retro at the end"),
    ),
    "seal": _option(
        "--seal",
        is_flag=True,
        help=N_("seal the exported session with a passphrase, which is asked for"),
    ),
    "passphrase-fd": _option(
        "--passphrase-fd",
        type=click.IntRange(0, 2**16),
        metavar="N",
        help=N_("read the passphrase from this file descriptor, for programs"),
    ),
    "small-group": _option(
        "--small-group",
        is_flag=True,
        help=N_("go on with 3 or 4 others without asking then"),
    ),
}


def usage_sentence(_: Speech, error: click.UsageError) -> str:
    """Say what is wrong with a command line, in our own words for what click found."""
    match error:
        case click.NoSuchOption(option_name=name, possibilities=near) if near:
            return _(
                "There is no option {name}; near it are: {nearest}.",
                name=name,
                nearest=", ".join(near),
            )
        case click.NoSuchOption(option_name=name):
            return _("There is no option {name}.", name=name)
        case click.BadOptionUsage(option_name=name):
            return _("The option {name} is not used like that.", name=name)
        case click.MissingParameter(param=param) if param is not None:
            return _("{name} is missing.", name=_shown(param))
        case click.BadParameter(param=param) if param is not None:
            kind = param.type
            if isinstance(kind, click.Choice):
                allowed = ", ".join(map(str, kind.choices))
                return _(
                    "{name} is one of: {allowed}.", name=_shown(param), allowed=allowed
                )
            if isinstance(kind, click.IntRange):
                return _(
                    "{name} is a number from {low} to {high}.",
                    name=_shown(param),
                    low=kind.min,
                    high=kind.max,
                )
            return _("{name} cannot be that.", name=_shown(param))
    command = error.ctx.command_path if error.ctx else "retro"
    return _(
        "That is not understood; {command} --help says what can be typed.",
        command=command,
    )


def _shown(param: click.Parameter) -> str:
    """Name a parameter as people type it."""
    if isinstance(param, click.Option):
        return max(param.opts, key=len)
    return param.human_readable_name


def port_taken(_: Speech, port: int, free: int) -> str:
    """Say that a port is taken, and which one is not."""
    return _(
        "Port {port} is in use; {free} is free: --port {free}", port=port, free=free
    )


def starting_sentence(_: Speech, code: str, what: str) -> str:
    """Say why a relay cannot start with `what` it was given."""
    return _(STARTING[code], what=one_line(what))


def client_sentence(_: Speech, error: ClientError) -> str:
    """Say why a client could not start or go on."""
    detail = (error.detail,) if error.detail else ()
    return with_detail(_, CANNOT, error.code, detail)


def cannot(_: Speech, error: Exception) -> str:
    """Say what went wrong in the little that is safe to say of anything unforeseen."""
    if isinstance(error, ClientError):
        return client_sentence(_, error)
    if isinstance(error, OSError) and error.filename:
        return os_sentence(_, error)
    return _(
        "Something went wrong inside retro ({kind}); with RETRO_DEBUG=1 it says more.",
        kind=type(error).__name__,
    )
