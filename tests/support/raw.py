"""A client that keeps to nothing: bytes over a socket, from any loopback address."""

from __future__ import annotations

import asyncio
import contextlib
import secrets
import socket
import struct
from typing import Self

from nacl.signing import SigningKey

from formats.wire import (
    CLIENT_FRAMES,
    SERVER_FRAMES,
    Challenge,
    Post,
    ServerFrame,
)
from tests.server.member import Member

UPGRADE = (
    b"GET / HTTP/1.1\r\nHost: x\r\nConnection: Upgrade\r\nUpgrade: websocket\r\n"
    b"Sec-WebSocket-Version: 13\r\nSec-WebSocket-Key: AAAAAAAAAAAAAAAAAAAAAA==\r\n\r\n"
)
TEXT, BINARY, CLOSE, PING, PONG = 1, 2, 8, 9, 10
ELSEWHERE = "127.0.0.2"
"""Where attackers come from: another address than that of those they attack."""


def framed(payload: bytes, opcode: int = BINARY, *, fin: bool = True) -> bytes:
    """Make a client's websocket message; its mask is zeros, so it can be read."""
    first = opcode | (0x80 if fin else 0)
    size = len(payload)
    if size < 126:
        head = struct.pack("!BB", first, 0x80 | size)
    elif size < 2**16:
        head = struct.pack("!BBH", first, 0x80 | 126, size)
    else:
        head = struct.pack("!BBQ", first, 0x80 | 127, size)
    return head + bytes(4) + payload


def post(payload: bytes, to: bytes = b"") -> bytes:
    """Make a message of the round with an id of its own, as it goes over the socket."""
    frame = Post(id=secrets.token_bytes(16), to=to, payload=payload)
    return framed(CLIENT_FRAMES.encode(frame))


class Raw:
    """One connection of somebody who may do anything."""

    def __init__(
        self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter
    ) -> None:
        """Use what `connected` opened."""
        self.reader = reader
        self.writer = writer
        self._eater: asyncio.Task[None] | None = None

    @classmethod
    async def connected(cls, port: int, source: str = ELSEWHERE) -> Self:
        """Open a connection, and say nothing."""
        sock = socket.socket()
        sock.setblocking(False)
        sock.bind((source, 0))
        await asyncio.get_running_loop().sock_connect(sock, ("127.0.0.1", port))
        return cls(*await asyncio.open_connection(sock=sock))

    @classmethod
    async def upgraded(cls, port: int, source: str = ELSEWHERE) -> Self:
        """Open a websocket, and do not log in; `ConnectionError` if it is refused."""
        raw = await cls.connected(port, source)
        raw.writer.write(UPGRADE)
        head = await raw.reader.readuntil(b"\r\n\r\n")
        if b" 101 " not in head.partition(b"\r\n")[0]:
            raise ConnectionError(head.partition(b"\r\n")[0].decode())
        return raw

    async def login(
        self, name: str, room: bytes, fk: SigningKey | None = None
    ) -> ServerFrame:
        """Log in, and give the relay's answer."""
        challenge = await self.next()
        assert isinstance(challenge, Challenge)
        member = Member(0, name, fk=fk, room=room)
        self.vk = member.vk
        self.write(framed(CLIENT_FRAMES.encode(member.proof(challenge))))
        return await self.next()

    def write(self, data: bytes) -> None:
        """Send bytes, whether or not the relay reads them."""
        self.writer.write(data)

    async def next(self) -> ServerFrame:
        """Wait for the relay's next frame; `IncompleteReadError` when there is none."""
        while True:
            opcode, payload = await self._frame()
            if opcode == PING:
                self.write(framed(payload, PONG))
            if opcode == BINARY:
                frame: ServerFrame = SERVER_FRAMES.decode(payload)
                return frame

    async def _frame(self) -> tuple[int, bytes]:
        first, size = await self.reader.readexactly(2)
        if size == 126:
            (size,) = struct.unpack("!H", await self.reader.readexactly(2))
        elif size == 127:
            (size,) = struct.unpack("!Q", await self.reader.readexactly(8))
        return first & 0x0F, await self.reader.readexactly(size)

    async def ended(self) -> bytes:
        """Wait until the relay has closed, and give what it still sent."""
        with contextlib.suppress(ConnectionError):
            return await self.reader.read()
        return b""

    async def sent_away(self) -> None:
        """Wait until the relay closes, passing over what it says, and be gone."""
        with contextlib.suppress(ConnectionError, asyncio.IncompleteReadError):
            while (await self._frame())[0] != CLOSE:
                pass
        self.cut()

    def eat(self) -> None:
        """Read and forget all that comes, from now on."""
        self._eater = asyncio.ensure_future(self._eat())

    async def _eat(self) -> None:
        with contextlib.suppress(ConnectionError):
            while await self.reader.read(2**18):
                pass

    def cut(self) -> None:
        """Be gone, and what was sent and not read yet with it."""
        sock = self.writer.get_extra_info("socket")
        with contextlib.suppress(OSError):  # it is gone already
            sock.setsockopt(
                socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0)
            )
        if self._eater is not None:
            self._eater.cancel()
        self.writer.transport.abort()
