"""The command `retro`: which subcommands there are, and how every one of them ends.

Exit codes: 0 done, 2 malformed arguments, 1 all else. An error is one line on stderr in
the user's language. Each subcommand is a module here that loads what it needs only when
it runs, so that `retro --help` is quick and `retro serve` loads no front.
"""

from __future__ import annotations

import io
import os
import sys
from collections.abc import Sequence
from importlib import import_module, metadata

import click

from formats.text import one_line
from retro.cli.common import Fail, Here, at_terminal, cannot, usage_sentence
from retro.given import Unusable
from retro.i18n import N_, speak_click

COMMANDS = (
    "host", "join", "demo", "serve", "export", "report", "norms", "agenda", "settings",
    "forget",
)  # fmt: skip

INTERRUPTED = N_("Stopped.")


class Retro(click.Group):
    """The group of all subcommands, each read from its module when it is asked for."""

    def __init__(self, here: Here) -> None:
        """Offer every subcommand, in the language of `here`."""
        _ = here.speech
        super().__init__(
            "retro",
            invoke_without_command=True,
            callback=self._start,
            params=[_version_option(here), *here.options("plain")],
            help=_(
                "Live anonymous team sessions: say safely what goes well and what "
                "feels unsafe, and leave with norms everyone agreed to."
            ),
        )
        self._here = here

    def list_commands(self, ctx: click.Context) -> list[str]:
        """Name the subcommands, in the order people need them."""
        return list(COMMANDS)

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:
        """Load one subcommand."""
        if cmd_name not in COMMANDS:
            return None
        made = import_module(f"retro.cli.{cmd_name}").command(self._here)
        assert isinstance(made, click.Command)  # nosec B101  # noqa: S101  for the type checker
        return made

    def _start(self, lang: str | None, plain: bool) -> None:
        """Show the start screen when nothing was typed; say what to type without it."""
        _ = self._here.speech
        if command := click.get_current_context().invoked_subcommand:
            if plain:
                line = f"retro {command} --plain"
                raise Fail(_("Give --plain after the command: {line}", line=line), 2)
            return
        if at_terminal() and not plain:
            from retro.cli.seats import full_screen  # noqa: PLC0415  takes its time

            full_screen(self._here)
            return
        for line in (
            _("retro: live anonymous team sessions."),
            _("To lead a session with your team: retro host"),
            _("To join one, with the link or the four words you got: retro join"),
            _("To try it alone, with colleagues who are played: retro demo"),
            _("Everything else: retro --help"),
        ):
            click.echo(line)


def _version_option(here: Here) -> click.Option:
    """Make `--version`, which says what is installed here and nothing else."""
    _ = here.speech

    def say(context: click.Context, _option: click.Parameter, asked: bool) -> None:
        if asked:
            click.echo(f"retro {metadata.version('retro-safe')}")
            context.exit()

    return click.Option(
        ["--version"],
        is_flag=True,
        is_eager=True,
        expose_value=False,
        callback=say,
        help=_("say which version is installed"),
    )


def _asked_language(arguments: Sequence[str]) -> str | None:
    """Find `--lang` before click does, because click's own help is in it already."""
    for at, argument in enumerate(arguments):
        if argument.startswith("--lang="):
            return argument.removeprefix("--lang=")
        if argument == "--lang" and at + 1 < len(arguments):
            return arguments[at + 1]
    return None


def _carry_out(here: Here, arguments: Sequence[str]) -> int:
    """Run the command; give the exit code, with one line on stderr when it is not 0."""
    _ = here.speech
    try:
        command = Retro(here)
        with command.make_context("retro", list(arguments)) as context:
            command.invoke(context)
    except click.exceptions.Exit as end:
        return end.exit_code
    except click.UsageError as error:
        return _fail(usage_sentence(_, error), 2)
    except Fail as error:
        return _fail(error.sentence, error.code)
    except Unusable as error:
        return _fail(error.sentence, 1)
    except (click.Abort, KeyboardInterrupt):
        return _fail(_(INTERRUPTED), 1)
    except BrokenPipeError:
        return 1
    except Exception as error:
        if os.environ.get("RETRO_DEBUG"):
            raise
        return _fail(cannot(_, error), 1)
    return 0


def _fail(sentence: str, code: int) -> int:
    click.echo(one_line(sentence), err=True)
    return code


def main(arguments: Sequence[str] | None = None) -> int:
    """Run `retro` with `arguments` (else the process's own); give the exit code."""
    arguments = sys.argv[1:] if arguments is None else arguments
    for stream in (sys.stdout, sys.stderr):
        if isinstance(stream, io.TextIOWrapper):  # else there is no console
            stream.reconfigure(errors="replace")
    here = Here(_asked_language(arguments))
    speak_click(here.speech)
    code = _carry_out(here, arguments)
    try:
        sys.stdout.flush()
    except (OSError, ValueError):  # nobody reads any more; Python must not mind either
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
    return code
