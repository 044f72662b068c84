"""What `retro demo` runs: a whole session in one process."""

from __future__ import annotations

import asyncio
import datetime
import secrets as entropy
import sys
from contextlib import AsyncExitStack
from pathlib import Path

from nacl.signing import SigningKey

from formats.entries import VERSION, Begin
from retro.anonymity import joinwords
from retro.cli import playing
from retro.cli.common import PORT, Fail, Here
from retro.cli.demo import Asked
from retro.cli.leading import LOOPBACK, links_of, relay
from retro.client.client import Client
from retro.client.commands import ConfirmSmall
from retro.client.events import Event, Welcome
from retro.demo.colleague import Colleague
from retro.demo.facilitator import Facilitator
from retro.demo.script import Script, read
from retro.demo.stage import Watched, colleagues
from retro.plain.front import Source
from retro.plain.lines import Lines
from retro.resume import Resume

FOLDER = Path("retro-demo")
SMALL = 5
"""With fewer colleagues than this the facilitator is asked to confirm."""


async def demo(here: Here, asked: Asked) -> None:
    """Play a session; the user leads it, or nobody needs to."""
    _ = here.speech
    script = read(_.lang)
    auto = asked.auto or sys.stdin is None or not sys.stdin.isatty()
    key = SigningKey.generate()
    begin = _begin(here, asked, script, key)
    words = joinwords.new_words(_.lang, entropy.token_bytes(joinwords.ENTROPY))
    kept = Resume(
        seed=key.encode().hex(),
        words=words.words,
        url="",
        host=asked.address or LOOPBACK,
        port=PORT if asked.port is None else asked.port,
        lang=_.lang,
        title=begin.title,
    )
    parts = script.colleagues[: asked.colleagues]
    patience = here.settings.patience
    if not asked.as_json:
        playing.write(
            _.plural(
                "A session to try: {n} colleague is played, everything else is real.",
                "A session to try: {n} colleagues are played, everything else is real.",
                len(parts),
            )
        )
    secrets = await asyncio.to_thread(joinwords.derive, words.words)
    async with AsyncExitStack() as stack:
        exact = asked.port is not None
        kept = await stack.enter_async_context(relay(_, kept, None, exact=exact))
        name = asked.name or (script.leader.name if auto else here.settings.name)
        client = Client(
            kept.url,
            secrets,
            name=playing.checked_name(_, name or script.leader.name),
            begin=begin,
            lead=key,
            patience=patience,
            words=" ".join(words.words),
            link=links_of(kept)[0],
        )
        begun = asyncio.Event()
        cast = await stack.enter_async_context(
            colleagues(kept.url, secrets, parts, patience, begun)
        )
        ended = await _lead(here, asked, script, client, cast, begun=begun, auto=auto)
    if auto and not ended:
        raise Fail(_("The demo did not get to its end."))


def _begin(here: Here, asked: Asked, script: Script, key: SigningKey) -> Begin:
    agenda = playing.find_agenda(here, asked.agenda)
    return Begin(
        version=VERSION,
        fk=key.verify_key.encode(),
        lang=agenda.lang,
        title=asked.title or script.title,
        team=asked.team or script.team,
        date=datetime.datetime.now(tz=datetime.UTC).astimezone().date().isoformat(),
        agenda=agenda,
        norms=(),
        review_months=here.settings.review_months,
    )


async def _lead(
    here: Here,
    asked: Asked,
    script: Script,
    client: Client,
    cast: list[Colleague],
    *,
    begun: asyncio.Event,
    auto: bool,
) -> bool:
    """Sit the user, or the automatic facilitator, at the line client."""
    reading = playing.reader(here, as_json=asked.as_json, lead=True)
    small = (ConfirmSmall(),) if len(cast) < SMALL else ()

    async def open_doors(event: Event) -> None:
        if isinstance(event, Welcome):
            begun.set()

    if not auto:
        lines = Lines.of_stdin()
        lines.start()
        return await playing.play(
            Watched(client, [open_doors]), lines, reading, first=small, out=asked.out
        )
    own = Colleague(client, script.leader, number=0)

    def say(line: str) -> None:
        if not asked.as_json:
            playing.write(f"> {line}")

    facilitator = Facilitator(script, [own, *cast], say)
    watched = Watched(client, [open_doors, own.take, facilitator.see])
    source: Source = facilitator
    out = asked.out or FOLDER
    return await playing.play(watched, source, reading, first=small, out=out)
