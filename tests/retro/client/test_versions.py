"""An older client at a newer server, and the other way round: who must update."""

from __future__ import annotations

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Any

import msgpack
import pytest
from websockets.asyncio.server import ServerConnection, serve

from formats.entries import VERSION as SESSION
from formats.entries import Begin, SignedEntry
from formats.wire import VERSION, Challenge, Taken
from retro.anonymity.joinwords import Secrets
from retro.anonymity.sealing import seal
from retro.cli.common import client_sentence
from retro.client.client import Client
from retro.client.core import CONTROL
from retro.client.errors import ClientError
from retro.i18n import LANGS, Speech
from server.relay import Relay
from tests.server.member import FK, Member

SECRETS = Secrets(room=b"R" * 32, key=b"K" * 32)


async def code(port: int) -> str:
    """Say why a client cannot go on; it has a sentence for it in both languages."""
    with pytest.raises(ClientError) as caught:
        await Client(f"ws://127.0.0.1:{port}", SECRETS, name="Anna").run()
    said = {client_sentence(Speech(lang), caught.value) for lang in LANGS}
    assert len(said) == len(LANGS)
    assert caught.value.code not in said
    return caught.value.code


@asynccontextmanager
async def speaking(first: bytes | str) -> AsyncIterator[int]:
    """Run a server whose first message is `first`, and which then waits."""

    async def speak(connection: ServerConnection) -> None:
        await connection.send(first)
        await connection.wait_closed()

    async with serve(speak, "127.0.0.1", 0) as server:
        yield server.sockets[0].getsockname()[1]


@pytest.mark.parametrize(
    ("fields", "expected"),
    [
        ({"version": VERSION + 1, "nonce": bytes(32)}, "server-newer"),
        ({"version": VERSION + 9, "nonces": [1], "more": {}}, "server-newer"),
        ({"version": VERSION - 1, "nonce": bytes(32)}, "server-older"),
        ({"version": VERSION - 1}, "server-older"),
    ],
)
async def test_a_server_of_another_version(
    fields: dict[str, Any], expected: str
) -> None:
    """Whatever its challenge looks like, the older side is named."""
    async with speaking(msgpack.packb([Challenge.TAG, fields])) as port:
        assert await code(port) == expected


@pytest.mark.parametrize("first", [b"\xc1", "hello", msgpack.packb(["challenge", 1])])
async def test_what_is_no_server_of_ours(first: bytes | str) -> None:
    """Something else that speaks websockets is said to be that, and not tried again."""
    async with speaking(first) as port:
        assert await code(port) == "malformed"


@pytest.mark.parametrize(
    ("version", "expected"),
    [(SESSION + 1, "session-newer"), (SESSION - 1, "session-older"), (None, "forged")],
)
async def test_a_session_of_another_version(version: int | None, expected: str) -> None:
    """The first entry says which version began the session, whatever else it says."""
    body = msgpack.packb([Begin.TAG, {"version": version, "more": 1}])
    entry = msgpack.packb([SignedEntry.TAG, {"body": body}])
    relay = Relay("127.0.0.1", 0, None)
    port = await relay.start()
    try:
        async with Member(port, "lead", fk=FK, room=SECRETS.room) as lead:
            await lead.enter()
            await lead.append(0, seal(SECRETS, entry, CONTROL))
            await lead.until(Taken)
            assert await code(port) == expected
    finally:
        await relay.stop()
