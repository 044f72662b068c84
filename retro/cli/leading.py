"""How a facilitator's session starts, resumes and ends; what `retro host` runs."""

from __future__ import annotations

import asyncio
import datetime
import errno
import secrets as entropy
from collections.abc import AsyncIterator, Callable
from contextlib import AsyncExitStack, asynccontextmanager
from pathlib import Path

import click
from attrs import evolve, frozen
from nacl.signing import SigningKey

from formats.agenda import TITLE_BYTES
from formats.entries import ENTRIES, VERSION, Begin
from formats.strict import FormatError
from formats.text import one_line, size
from retro import resume as resuming
from retro.anonymity import joinwords
from retro.cli import playing
from retro.cli.addresses import listens_everywhere, own_addresses
from retro.cli.common import PORT, Fail, Here, port_taken, starting_sentence
from retro.cli.host import Asked
from retro.cli.joining import check_server
from retro.client.client import Client
from retro.client.commands import ConfirmSmall
from retro.client.errors import ClientError
from retro.embedded import StartError, embedded_relay, free_port_after
from retro.given import brought
from retro.i18n import Speech
from retro.resume import Resume
from retro.seat import Invitation, Part, Seat

EVERYWHERE = "0.0.0.0"  # nosec B104  # noqa: S104  colleagues on the network are to reach it
LOOPBACK = "127.0.0.1"


@frozen(kw_only=True)
class Plan:
    """A session to lead: what to keep of it, and `begin` when it is new.

    `local` tells a relay on this computer, whose port may be 0: any that is free.
    `unread` says what of the norms that are brought could not be read.
    """

    local: bool
    kept: Resume
    secrets: joinwords.Secrets
    begin: Begin | None
    unread: tuple[str, ...] = ()

    @property
    def folder(self) -> Path:
        """Where this computer keeps it until the end."""
        return resuming.folder_of(self.secrets.room)


async def lead(here: Here, asked: Asked, seat: Seat) -> None:
    """Lead a session from its start, or from where it broke off, to its end."""
    _ = here.speech
    plan = await (_resumed(_) if asked.resume else _fresh(here, asked))
    name = await playing.name_of(here, seat, asked.name)
    client: Client | None = None
    ended = False
    try:
        async with AsyncExitStack() as stack:
            kept = plan.kept
            resuming.make_private(plan.folder)
            if plan.local:
                exact = asked.resume or bool(asked.port)
                store = resuming.database(plan.folder)
                running = relay(_, kept, store, exact=exact)
                kept = await stack.enter_async_context(running)
            resuming.keep(plan.folder, kept)
            if asked.as_json:
                for sentence in plan.unread:
                    click.echo(one_line(sentence), err=True)
            invitation = _invitation(_, kept, plan)
            client = Client(
                kept.url,
                plan.secrets,
                name=name,
                begin=plan.begin,
                lead=SigningKey(bytes.fromhex(kept.seed)),
                patience=here.settings.patience,
                words=" ".join(kept.words),
                link=invitation.links[0],
            )
            part = Part(
                lead=True,
                names=here.settings.names,
                first=(ConfirmSmall(),) if asked.small_group else (),
                out=asked.out,
                seal=asked.seal,
                invitation=invitation,
            )
            ended = await seat.play(client, part)
    finally:
        if ended or (plan.begin is not None and not _began(client)):
            resuming.forget(plan.folder)
        else:
            seat.tell(_("The session is not over: retro host --resume leads it on."))


def _began(client: Client | None) -> bool:
    """Say whether there is a session to come back to."""
    try:
        return client is not None and client.saved() is not None
    except ClientError:
        return False


async def _resumed(_: Speech) -> Plan:
    """Take up the session that was kept last."""
    found = resuming.latest()
    if resuming.is_newer():
        raise Fail(
            _(
                "The session that broke off here was begun with a newer version of "
                "retro; update retro to lead it on."
            )
        )
    if found is None:
        raise Fail(_("There is no session here to resume."))
    kept = found[1]
    secrets = await asyncio.to_thread(joinwords.derive, kept.words)
    return Plan(local=kept.port > 0, kept=kept, secrets=secrets, begin=None)


async def _fresh(here: Here, asked: Asked) -> Plan:
    """Prepare a new session, with new words and a new facilitator key."""
    _ = here.speech
    key = SigningKey.generate()
    unread: list[str] = []
    begin = _begin(here, asked, key, unread.append)
    here_asked = asked.port is not None or asked.address is not None
    server = asked.server or ("" if here_asked else here.settings.server)
    if server:
        check_server(_, server)
    words = joinwords.new_words(begin.lang, entropy.token_bytes(joinwords.ENTROPY))
    kept = Resume(
        seed=key.encode().hex(),
        words=words.words,
        url=server,
        host="" if server else asked.address or EVERYWHERE,
        port=0 if server else PORT if asked.port is None else asked.port,
        lang=begin.lang,
        title=begin.title,
    )
    secrets = await asyncio.to_thread(joinwords.derive, words.words)
    return Plan(
        local=not server,
        kept=kept,
        secrets=secrets,
        begin=begin,
        unread=tuple(unread),
    )


def _begin(
    here: Here, asked: Asked, key: SigningKey, tell: Callable[[str], object]
) -> Begin:
    """Make the session's first entry; `tell` hears which norms cannot be read."""
    _ = here.speech
    agenda = playing.find_agenda(here, asked.agenda)
    begin = Begin(
        version=VERSION,
        fk=key.verify_key.encode(),
        lang=agenda.lang,
        title=_title(here.speech, asked.title or "") or agenda.title,
        team=_title(here.speech, asked.team or ""),
        date=datetime.datetime.now(tz=datetime.UTC).astimezone().date().isoformat(),
        agenda=agenda,
        norms=brought(_, *asked.norms, tell=tell, opens=asked.opens),
        review_months=here.settings.review_months,
    )
    try:
        ENTRIES.encode(begin)
    except FormatError as error:
        raise Fail(
            _(
                "These norms, with all that was said of them before, are too much for "
                "a session: at most {limit} KiB. Take out what is no longer needed.",
                limit=ENTRIES.limit // 1024,
            )
        ) from error
    return begin


def _title(_: Speech, text: str) -> str:
    title = one_line(text)
    if size(title) > TITLE_BYTES:
        raise Fail(
            _(
                "That title is too long: {size} bytes, and {limit} fit.",
                size=size(title),
                limit=TITLE_BYTES,
            ),
            2,
        )
    return title


@asynccontextmanager
async def relay(
    _: Speech, kept: Resume, store: Path | None, *, exact: bool
) -> AsyncIterator[Resume]:
    """Run a relay here while the block runs; give `kept` with its port and address.

    When the port is taken it is the next free one, or with `exact` a failure.
    """
    async with AsyncExitStack() as stack:
        port = kept.port
        try:
            started = embedded_relay(host=kept.host, port=port, store=store)
            bound = await stack.enter_async_context(started)
        except StartError as error:
            raise Fail(starting_sentence(_, error.code, error.what)) from error
        except OSError as error:
            if error.errno != errno.EADDRINUSE:
                raise Fail(
                    _(
                        "Nothing can listen on {host}, port {port}: {reason}.",
                        host=kept.host,
                        port=port,
                        reason=error.strerror,
                    )
                ) from error
            free = free_port_after(port, kept.host)
            if exact:
                raise Fail(port_taken(_, port, free)) from error
            started = embedded_relay(host=kept.host, port=free, store=store)
            bound = await stack.enter_async_context(started)
        own = LOOPBACK if listens_everywhere(kept.host) else kept.host
        yield evolve(kept, port=bound, url=joinwords.server_url(own, bound))


def links_of(kept: Resume) -> tuple[str, ...]:
    """Give the links that colleagues can use, the likeliest first."""
    urls = [kept.url]
    if kept.port and listens_everywhere(kept.host):
        addresses = own_addresses() or (LOOPBACK,)
        urls = [joinwords.server_url(address, kept.port) for address in addresses]
    return tuple(joinwords.link(url, kept.words) for url in urls)


UNREAD_MAX = 3
"""More lines than this that could not be read are not said one by one."""


def _invitation(_: Speech, kept: Resume, plan: Plan) -> Invitation:
    """Say how colleagues get in, and what is not filled in or could not be read."""
    advice = ""
    begin = plan.begin
    missing = [*plan.unread[:UNREAD_MAX]]
    if more := len(plan.unread[UNREAD_MAX:]):
        missing.append(
            _.plural(
                "{n} more line cannot be read; retro norms check says which.",
                "{n} more lines cannot be read; retro norms check says which.",
                more,
            )
        )
    if kept.port:
        advice = _(
            "Colleagues can't connect? Let retro through this laptop's firewall (port "
            "{port}); a guest wifi may keep laptops apart, so use another network; or "
            "use an organisation's relay: retro host --server wss://ADDRESS, over port "
            "443.",
            port=kept.port,
        )
    if begin is not None and not begin.agenda.places:
        missing.append(
            _(
                "Where to go for help is not filled in yet. This fills it in: "
                "{command}",
                command=_('retro settings place confidant "NAME, PHONE"'),
            )
        )
    return Invitation(links=links_of(kept), advice=advice, missing=" ".join(missing))
