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
from retro.cli.seats import PlainSeat
from retro.client.client import Client
from retro.client.commands import ConfirmSmall
from retro.client.events import Event, Welcome
from retro.demo.colleague import Colleague
from retro.demo.facilitator import Facilitator
from retro.demo.pace import HUMAN, INSTANT
from retro.demo.script import Script, read
from retro.demo.stage import Watched, colleagues
from retro.resume import Resume
from retro.seat import Invitation, Part, Seat

FOLDER = Path("retro-demo")
SMALL = 5
"""With fewer colleagues than this the facilitator is asked to confirm."""


def plays_itself(asked: Asked) -> bool:
    """Say whether nobody leads: asked for, or there is no terminal to lead from."""
    return asked.auto or sys.stdin is None or not sys.stdin.isatty()


async def demo(here: Here, asked: Asked, seat: Seat) -> None:
    """Play a session; the user leads it from `seat`, or nobody needs to."""
    _ = here.speech
    script = read(_.lang)
    auto = plays_itself(asked)
    pace = INSTANT if auto else HUMAN
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
    seat.tell(
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
            colleagues(kept.url, secrets, parts, patience, begun, pace=pace)
        )
        small = (ConfirmSmall(),) if len(cast) < SMALL else ()
        part = Part(
            lead=True,
            names=here.settings.names,
            first=small,
            out=asked.out or (FOLDER if auto else None),
            seal=asked.seal,
            invitation=Invitation(links=links_of(kept)),
        )

        async def open_doors(event: Event) -> None:
            if isinstance(event, Welcome):
                begun.set()

        if auto:
            own = Colleague(client, script.leader, number=0)
            facilitator = Facilitator(
                script, [own, *cast], lambda line: seat.tell(f"> {line}")
            )
            seat = PlainSeat(here, as_json=asked.as_json, source=facilitator)
            watchers = [open_doors, own.take, facilitator.see]
        else:
            watchers = [open_doors]
        ended = await seat.play(Watched(client, watchers), part)
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
