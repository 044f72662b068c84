"""`retro join`: into a session, with the link or the words."""

from __future__ import annotations

import asyncio

import click

from retro.cli.common import PORT, Fail, Here
from retro.i18n import Speech


def command(here: Here) -> click.Command:
    """Make the command in the user's language."""
    _ = here.speech

    def callback(
        *,
        given: tuple[str, ...],
        server: str | None,
        name: str | None,
        present: bool,
        as_json: bool,
        plain: bool,
        lang: str | None,
    ) -> None:
        from retro.cli.playing import run  # noqa: PLC0415  only when it runs

        run(lambda: _join(here, given, server, name, present=present, as_json=as_json))

    screen = click.Option(
        ["--present"],
        is_flag=True,
        help=_("a screen for the projector: sees what all see and is no member"),
    )
    words = click.Argument(["given"], nargs=-1, metavar=_("[WORDS|LINK]"))
    return click.Command(
        "join",
        callback=callback,
        params=[words, *here.options("name", "server", "plain", "json"), screen],
        help=_("Join a session with the link or the four words; without them it asks."),
        short_help=_("join a session, with the link or the words"),
    )


def words_sentence(_: Speech, code: str, word: str, nearest: tuple[str, ...]) -> str:
    """Say what is wrong with join words, with the nearest words there are."""
    if code == "wrong-count":
        return _("Give the four join words, or the link.")
    if code == "bad-link":
        return _(
            "That is no link; it looks like ws://ADDRESS:PORT/#four-join-words-here."
        )
    if not nearest:
        return _("{word} is not a join word.", word=word)
    listed = ", ".join(nearest)
    if code == "mixed-lists":
        return _(
            "{word} is of the other language's words; near it are: {nearest}.",
            word=word,
            nearest=listed,
        )
    return _(
        "{word} is not a join word; near it are: {nearest}.", word=word, nearest=listed
    )


async def _join(
    here: Here,
    given: tuple[str, ...],
    server: str | None,
    name: str | None,
    *,
    present: bool,
    as_json: bool,
) -> None:
    from retro.anonymity import joinwords  # noqa: PLC0415  only when it runs
    from retro.cli import playing  # noqa: PLC0415  the same
    from retro.client.client import Client  # noqa: PLC0415  the same
    from retro.plain.lines import Lines  # noqa: PLC0415  the same

    _ = here.speech
    settings = here.settings
    lines = Lines.of_stdin()
    lines.start()
    text = " ".join(given) or await playing.ask(
        lines, _("The link, or the four words:")
    )
    try:
        linked = joinwords.parse_link(text)
        url, words = linked or ("", joinwords.parse(text))
    except joinwords.WordsError as error:
        sentence = words_sentence(_, error.code, error.word, error.nearest)
        raise Fail(sentence, 2) from error
    url = server or url or settings.server or joinwords.server_url("127.0.0.1", PORT)
    check_server(_, url)
    if present:
        called = playing.checked_name(_, name or settings.name or _("screen"))
    else:
        called = await playing.name_of(here, lines, name)
    secrets = await asyncio.to_thread(joinwords.derive, words.words)
    client = Client(
        url, secrets, name=called, patience=settings.patience, screen=present
    )
    reading = playing.reader(here, as_json=as_json, screen=present)
    await playing.play(client, lines, reading)


def check_server(_: Speech, url: str) -> None:
    """Fail when `url` is not the address of a relay."""
    from retro.settings import is_server  # noqa: PLC0415  only when it runs

    if not is_server(url):
        raise Fail(
            _("{url} is no address of a server; it looks like wss://HOST.", url=url), 2
        )
