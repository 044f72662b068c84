"""A bare member for tests: speaks the wire over a real socket and remembers nothing."""

from __future__ import annotations

import asyncio
import secrets
import ssl
from types import TracebackType
from typing import Any, Self, TypeVar

from nacl.signing import SigningKey
from websockets.asyncio.client import ClientConnection, connect
from websockets.exceptions import ConnectionClosed

from formats.wire import (
    CLIENT_FRAMES,
    SERVER_FRAMES,
    VERSION,
    Admitted,
    Append,
    Challenge,
    LeadProof,
    Login,
    Post,
    ServerFrame,
    login_bytes,
)

F = TypeVar("F", bound=ServerFrame)
ROOM = b"R" * 32
FK = SigningKey(b"F" * 32)


def key(name: str) -> SigningKey:
    """Make a member key of a name."""
    return SigningKey(name.encode().ljust(32, b"."))


class Member:
    """One connection; `vk` is its public key."""

    def __init__(
        self,
        port: int,
        name: str,
        *,
        fk: SigningKey | None = None,
        room: bytes = ROOM,
        tls: ssl.SSLContext | None = None,
        path: str = "/any/path",
    ) -> None:
        """Name the relay's port and the member; `fk` makes a facilitator."""
        self.signing = key(name)
        self.vk = bytes(self.signing.verify_key)
        self._tls = tls
        origin = f"ws://127.0.0.1:{port}" if tls is None else f"wss://localhost:{port}"
        self._url = f"{origin}{path}"
        self._fk = fk
        self._room = room
        self.socket: ClientConnection

    async def __aenter__(self) -> Self:
        """Connect, without logging in."""
        self.socket = await connect(
            self._url, compression=None, max_size=None, max_queue=None, ssl=self._tls
        )
        return self

    def certificate(self) -> bytes:
        """Give the certificate that the relay showed, in DER."""
        shown: ssl.SSLObject = self.socket.transport.get_extra_info("ssl_object")
        return shown.getpeercert(binary_form=True) or b""

    async def __aexit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        """Break off."""
        await self.socket.close()

    def proof(self, challenge: Challenge, **changes: Any) -> Login:  # noqa: ANN401 - fields of a login
        """Make the login that answers a challenge, changed where asked."""
        nonce = secrets.token_bytes(32)
        message = login_bytes(self._room, challenge.nonce, nonce)
        fields: dict[str, Any] = {
            "version": VERSION,
            "room": self._room,
            "key": self.vk,
            "nonce": nonce,
            "sig": self.signing.sign(message).signature,
            "lead": None,
            "create": self._fk is not None,
            "boot": b"",
            "seq": 0,
            "have": 0,
        }
        if self._fk is not None:
            fields["lead"] = LeadProof(
                key=bytes(self._fk.verify_key), sig=self._fk.sign(message).signature
            )
        return Login(**(fields | changes))

    async def login(self, **changes: Any) -> ServerFrame:  # noqa: ANN401 - fields of a login
        """Answer the challenge, and give the relay's answer."""
        challenge = await self.next()
        assert isinstance(challenge, Challenge)
        await self.send(self.proof(challenge, **changes))
        return await self.next()

    async def enter(self, **changes: Any) -> Admitted:  # noqa: ANN401 - fields of a login
        """Log in, and it must stand."""
        answer = await self.login(**changes)
        assert isinstance(answer, Admitted)
        return answer

    async def send(self, frame: Login | Append | Post) -> None:
        """Send a frame."""
        await self.socket.send(CLIENT_FRAMES.encode(frame))

    def new_id(self) -> bytes:
        """Make an id that was not used yet."""
        return secrets.token_bytes(16)

    async def post(self, payload: bytes, to: bytes = b"") -> Post:
        """Say something."""
        frame = Post(id=self.new_id(), to=to, payload=payload)
        await self.send(frame)
        return frame

    async def append(
        self, index: int, payload: bytes, *, clears: bool = False, ends: bool = False
    ) -> Append:
        """Append an entry."""
        frame = Append(
            id=self.new_id(), index=index, payload=payload, clears=clears, ends=ends
        )
        await self.send(frame)
        return frame

    async def next(self) -> ServerFrame:
        """Wait for the next frame."""
        async with asyncio.timeout(20):
            message = await self.socket.recv()
        assert isinstance(message, bytes)
        frame: ServerFrame = SERVER_FRAMES.decode(message)
        return frame

    async def until(self, kind: type[F]) -> F:
        """Wait for the next frame of a kind, passing over others."""
        while True:
            frame = await self.next()
            if isinstance(frame, kind):
                return frame

    async def closed(self) -> int | None:
        """Wait until the relay has closed, passing over frames; give the code."""
        try:
            while True:
                await self.next()
        except ConnectionClosed:
            return self.socket.close_code
