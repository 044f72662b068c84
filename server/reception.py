"""The reception: one connection from its first byte to its last.

Counts it, answers plain HTTP, logs it in, sends what it missed, hands what it says to
its room, and parts. `server.room` decides and `server.rooms` carries out. Whatever one
connection sends, only that connection ends.
"""

from __future__ import annotations

import asyncio
import secrets
import time
from collections.abc import Iterable
from functools import partial
from http import HTTPStatus

from websockets.asyncio.server import ServerConnection
from websockets.exceptions import ConnectionClosed
from websockets.frames import CloseCode
from websockets.http11 import Request, Response
from websockets.protocol import State

from formats.strict import FormatError
from formats.versions import version_of
from formats.wire import (
    CLIENT_FRAMES,
    FRAME_BYTES,
    SERVER_FRAMES,
    VERSION,
    Challenge,
    ClientFrame,
    Closing,
    ClosingCode,
    Login,
    Refused,
    RefusedCode,
)
from server.addresses import Network
from server.callers import Caller, Callers, Turned
from server.carrier import Carrier
from server.fanout import Fanout, Peer
from server.limits import Budget, Limits
from server.login import check_login
from server.notes import note
from server.room import Admission
from server.rooms import Opened, Rooms
from server.store import Store, StoreError
from server.turn import QUANTUM, Turn
from server.work import LOGIN, UPGRADE, resent

GUESSED = {"no-such-room", "bad-signature", "not-facilitator", "malformed"}
"""Refusals that cost the address: no client of ours in its right place gets many."""

_CODES: dict[ClosingCode, CloseCode] = {
    "replaced": CloseCode.NORMAL_CLOSURE,
    "expired": CloseCode.NORMAL_CLOSURE,
    "malformed": CloseCode.POLICY_VIOLATION,
    "slow": CloseCode.POLICY_VIOLATION,
    "shutdown": CloseCode.SERVICE_RESTART,
}


class Reception:
    """Everybody who is connected, each on the way in, in a room, or on the way out."""

    def __init__(
        self, limits: Limits, store: Store, proxies: Iterable[Network]
    ) -> None:
        """Begin with nobody; rooms are kept in `store`."""
        self.limits = limits
        self.incoming = Budget(limits.incoming_bytes)
        self.callers: Callers[Carrier] = Callers(limits, proxies)
        self._fanout = Fanout(limits.buffer_bytes, Budget(limits.outgoing_bytes))
        self.rooms = Rooms(store, self._fanout, limits, self.callers, self._close)
        self._strangers = Turn()
        self._peers: set[Peer] = set()
        self._tasks: set[asyncio.Task[None]] = set()

    def send_away(self) -> None:
        """Tell everybody that the relay stops, and close their connections."""
        for carrier in self.callers.strangers:
            if carrier.protocol.state is State.CONNECTING:
                carrier.transport.abort()  # there is no way yet to tell it
        for peer in self._peers:
            self._close(peer, "shutdown")

    def cut_off(self) -> None:
        """Cut off who is still there, without a word."""
        for peer in self._peers:
            peer.cut()

    # -------------------------------------------------------------- the door

    def came(self, carrier: Carrier, peer: str) -> tuple[Caller[Carrier], bool]:
        """Count a connection that was accepted, and cut off who has to go for it."""
        caller, turned, crowd = self.callers.arrive(carrier, peer, time.monotonic())
        if turned is not None:
            note("turned-away", code=turned.value)
        for one in crowd:
            one.transport.abort()
        return caller, turned is None

    def offended(self, carrier: Carrier) -> None:
        """Let it cost the address what a refused login does."""
        self.callers.refused(carrier.caller, time.monotonic())

    def went(self, carrier: Carrier) -> None:
        """Take leave of a connection that is gone."""
        self.callers.gone(carrier.caller, time.monotonic())

    # -------------------------------------------------------------- a connection

    async def answer(
        self, connection: ServerConnection, request: Request
    ) -> Response | None:
        """Answer plain HTTP: this is no file server, but it says that it is well."""
        await self._strangers.take(UPGRADE)
        assert isinstance(connection, Carrier)  # nosec B101  # noqa: S101 - as `serve` was told
        forwarded = request.headers.get_all("X-Forwarded-For")
        turned, crowd = self.callers.asks(
            connection.caller, forwarded, time.monotonic()
        )
        for one in crowd:
            one.transport.abort()
        if turned is not None:
            note("turned-away", code=turned.value)
        if turned is Turned.HASTY:
            return connection.respond(HTTPStatus.TOO_MANY_REQUESTS, "too fast\n")
        if request.method != "GET":
            response = connection.respond(HTTPStatus.METHOD_NOT_ALLOWED, "")
            response.headers["Allow"] = "GET"
            return response
        upgrades = ",".join(request.headers.get_all("Upgrade"))
        if "websocket" in upgrades.lower():
            if turned is Turned.CROWDED:
                return connection.respond(HTTPStatus.TOO_MANY_REQUESTS, "too many\n")
            if turned is Turned.FULL:
                return connection.respond(HTTPStatus.SERVICE_UNAVAILABLE, "full\n")
            return None
        if request.path == "/healthz":
            return connection.respond(HTTPStatus.OK, "ok")
        return connection.respond(HTTPStatus.NOT_FOUND, "not found\n")

    async def handle(self, connection: ServerConnection) -> None:
        """See a connection through from the challenge to its end."""
        assert isinstance(connection, Carrier)  # nosec B101  # noqa: S101 - as `serve` was told
        peer = Peer(connection)
        connection.drained = partial(self._fanout.count, peer, 0)
        self._peers.add(peer)
        try:
            await self._attend(peer)
        except ConnectionClosed:
            pass
        except Exception as error:  # an error here is this connection's alone
            note("failed", reason=type(error).__name__)
            peer.cut()
        finally:
            self._peers.discard(peer)
            self._fanout.count(peer, 0)

    async def _attend(self, peer: Peer) -> None:
        entered = await self._let_in(peer)
        if entered is None:
            return
        opened, admission = entered
        try:
            if await self._catch_up(peer, opened, admission):
                del entered, admission  # large, and this goes on for hours
                await self._listen(peer, opened)
        finally:
            self.rooms.leave(opened, peer)

    async def _let_in(self, peer: Peer) -> tuple[Opened, Admission[Peer]] | None:
        """Have `peer` log in; None if it is sent away."""
        carrier = peer.carrier
        nonce = secrets.token_bytes(32)
        challenge = Challenge(version=VERSION, nonce=nonce)
        await carrier.send(SERVER_FRAMES.encode(challenge))
        try:
            async with asyncio.timeout(self.limits.login_seconds):
                message = await carrier.recv()
        except TimeoutError:
            await self._part(peer, "slow")
            return None
        login = _read(message)
        if not isinstance(login, Login):
            raw = message if isinstance(message, bytes) else b""
            other = version_of(raw, Login.TAG) not in {None, VERSION}
            await self._refuse(peer, "version" if other else "malformed")
            return None
        await self._strangers.take(LOGIN)
        wrong = check_login(login, nonce)
        if wrong is not None:
            await self._refuse(peer, wrong)
            return None
        try:
            entered = await self.rooms.enter(peer, login)
        except StoreError as error:
            note("not-loaded", room=login.room, reason=str(error))
            await self._part(peer, "shutdown")
            return None
        if isinstance(entered, Refused):
            await self._refuse(peer, entered.code)
            return None
        self.callers.entered(carrier.caller)
        carrier.trust(FRAME_BYTES)
        return entered

    async def _catch_up(
        self, peer: Peer, opened: Opened, admission: Admission[Peer]
    ) -> bool:
        """Send what `peer` missed, and say whether it is still there."""
        work = 0.0
        for frame in (admission.admitted, *admission.backlog):
            data = SERVER_FRAMES.encode(frame)
            work += resent(len(data))
            if work > QUANTUM:
                if not await self.rooms.turn(opened, peer, work):
                    return False
                work = 0.0
            if not self._fanout.reserve(peer, len(data) + peer.queued):
                peer.cut()
                return False
            await peer.carrier.send(data)
        self._fanout.release(peer)
        return True

    async def _listen(self, peer: Peer, opened: Opened) -> None:
        """Hand what `peer` says to its room, until it goes or has to."""
        carrier = peer.carrier
        async for message in carrier:
            frame = _read(message)
            if frame is None or isinstance(frame, Login):
                self.offended(carrier)
                await self._part(peer, "malformed")
                return
            if not await self.rooms.hear(opened, peer, frame, len(message)):
                return
            del message, frame  # the next may be long in coming
            carrier.settle()

    async def _refuse(self, peer: Peer, code: RefusedCode) -> None:
        """Tell `peer` that its login does not stand, and close its connection."""
        note("refused", code=code)
        if code in GUESSED:
            self.offended(peer.carrier)
        await peer.carrier.send(SERVER_FRAMES.encode(Refused(code=code)))
        peer.carrier.heed_no_more()
        await peer.carrier.close(CloseCode.POLICY_VIOLATION)

    async def _part(self, peer: Peer, code: ClosingCode) -> None:
        """Tell `peer` why, and close its connection."""
        note("closing", code=code)
        self._fanout.farewell(peer, SERVER_FRAMES.encode(Closing(code=code)))
        peer.carrier.heed_no_more()
        await peer.carrier.close(_CODES[code])

    def _close(self, peer: Peer, code: ClosingCode) -> None:
        """Do the same without waiting for it."""
        task = asyncio.create_task(self._part(peer, code))
        self._tasks.add(task)
        task.add_done_callback(self._tasks.discard)


def _read(message: str | bytes) -> ClientFrame | None:
    """Read a frame; None if it is none."""
    if isinstance(message, str):
        return None
    try:
        frame: ClientFrame = CLIENT_FRAMES.decode(message)
    except FormatError:
        return None
    return frame
