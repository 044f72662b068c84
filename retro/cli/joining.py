"""How a member comes into a session; what `retro join` runs."""

from __future__ import annotations

import asyncio

from retro.anonymity import joinwords
from retro.cli import playing
from retro.cli.common import PORT, Fail, Here
from retro.cli.join import Asked
from retro.client.client import Client
from retro.given import server_wrong, words_sentence
from retro.i18n import Speech
from retro.seat import Part, Seat


async def join(here: Here, asked: Asked, seat: Seat) -> None:
    """Join with the link or the words, and stay to the end."""
    _ = here.speech
    settings = here.settings
    text = " ".join(asked.given) or await seat.ask("invitation")
    try:
        linked = joinwords.parse_link(text)
        url, words = linked or ("", joinwords.parse(text))
    except joinwords.WordsError as error:
        raise Fail(words_sentence(_, error), 2) from error
    url = (
        asked.server
        or url
        or settings.server
        or joinwords.server_url("127.0.0.1", PORT)
    )
    check_server(_, url)
    if asked.present:
        called = playing.checked_name(_, asked.name or settings.name or _("screen"))
    else:
        called = await playing.name_of(here, seat, asked.name)
    secrets = await asyncio.to_thread(joinwords.derive, words.words)
    client = Client(
        url, secrets, name=called, patience=settings.patience, screen=asked.present
    )
    part = Part(
        screen=asked.present,
        names=settings.names,
        words=words.words,
        seal=asked.seal,
    )
    await seat.play(client, part)


def check_server(_: Speech, url: str) -> None:
    """Fail when `url` is not the address of a relay."""
    if wrong := server_wrong(_, url):
        raise Fail(wrong, 2)
