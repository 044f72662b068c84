"""TLS from the client's side: whom it trusts, and what it says of whom it does not."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path

import pytest

from retro.anonymity.joinwords import Secrets
from retro.client.client import Client
from retro.client.errors import ClientError
from server.relay import Relay
from tests.support.certificates import YESTERDAY, Authority

NOBODY = Secrets(room=b"N" * 32, key=b"K" * 32)


@pytest.fixture
def authority(tmp_path: Path) -> Authority:
    """Give an authority."""
    return Authority(tmp_path)


async def code(url: str) -> str:
    """Say why a client cannot go on at `url`, where no session of its is."""
    with pytest.raises(ClientError) as caught:
        await Client(url, NOBODY, name="Anna").run()
    return caught.value.code


@asynccontextmanager
async def relay(certificate: tuple[Path, Path] | None = None) -> AsyncIterator[int]:
    """Run a relay, and give its port."""
    running = Relay("127.0.0.1", 0, None, certificate=certificate)
    port = await running.start()
    try:
        yield port
    finally:
        await running.stop()


@asynccontextmanager
async def http(answer: bytes) -> AsyncIterator[int]:
    """Answer everybody the same, over plain HTTP."""

    async def hear(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        await reader.readuntil(b"\r\n\r\n")
        writer.write(answer)
        writer.close()

    server = await asyncio.start_server(hear, "127.0.0.1", 0)
    async with server:
        yield server.sockets[0].getsockname()[1]


async def test_who_is_trusted_is_spoken_with(
    authority: Authority, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A relay with a certificate of an authority in SSL_CERT_FILE answers a login."""
    monkeypatch.setenv("SSL_CERT_FILE", str(authority.file))
    async with relay(authority.issue("localhost", "127.0.0.1")) as port:
        assert await code(f"wss://localhost:{port}") == "no-such-room"
        assert await code(f"wss://127.0.0.1:{port}") == "no-such-room"


async def test_each_bad_certificate_has_its_reason(
    authority: Authority, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Unknown authority, expired, another name: each is told apart."""
    good = authority.issue("localhost", called="good")
    monkeypatch.delenv("SSL_CERT_FILE", raising=False)
    async with relay(good) as port:
        assert await code(f"wss://localhost:{port}") == "certificate-untrusted"
    monkeypatch.setenv("SSL_CERT_FILE", str(authority.file))
    async with relay(good) as port:
        assert await code(f"wss://127.0.0.1:{port}") == "certificate-name"
    old = authority.issue("localhost", called="old", until=YESTERDAY)
    async with relay(old) as port:
        assert await code(f"wss://localhost:{port}") == "certificate-date"


async def test_a_wrong_address_is_told_from_a_server_that_is_down(
    authority: Authority, monkeypatch: pytest.MonkeyPatch
) -> None:
    """TLS or not, something else that answers, a proxy without its relay, a limit."""
    monkeypatch.setenv("SSL_CERT_FILE", str(authority.file))
    async with relay() as port:
        assert await code(f"wss://localhost:{port}") == "no-tls"
    async with relay(authority.issue("localhost")) as port:
        assert await code(f"ws://localhost:{port}") == "no-relay"
    async with http(b"HTTP/1.1 404 Not Found\r\nContent-Length: 0\r\n\r\n") as port:
        assert await code(f"ws://localhost:{port}") == "no-relay"
    async with http(b"HTTP/1.1 502 Bad Gateway\r\nContent-Length: 0\r\n\r\n") as port:
        assert await code(f"ws://localhost:{port}") == "relay-down"
    async with http(b"HTTP/1.1 429 Too Many\r\nContent-Length: 0\r\n\r\n") as port:
        assert await code(f"ws://localhost:{port}") == "server-full"


@pytest.mark.parametrize("holds", [None, b"nothing of the kind"])
async def test_a_useless_file_of_authorities(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, holds: bytes | None
) -> None:
    """SSL_CERT_FILE that leads nowhere, or to no certificates, is said."""
    named = tmp_path / "authorities.pem"
    if holds is not None:
        named.write_bytes(holds)
    monkeypatch.setenv("SSL_CERT_FILE", str(named))
    with pytest.raises(ClientError) as caught:
        await Client("wss://localhost:1", NOBODY, name="Anna").run()
    assert (caught.value.code, caught.value.detail) == (
        "certificates-file",
        str(named),
    )
