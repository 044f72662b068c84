"""The relay: accepts connections, logs them in, reads their frames, and stops in order.

A thin shell: `server.room` decides, `server.rooms` carries out. Whatever one connection
sends, only that connection ends.
"""

from __future__ import annotations

import asyncio
import errno
import secrets
import time
from collections.abc import Iterable, Mapping
from functools import partial
from http import HTTPStatus
from pathlib import Path
from typing import Any

from websockets.asyncio.server import Server, ServerConnection, serve
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
from server.carrier import WRITE_BYTES, Carrier
from server.certificate import Certificate
from server.fanout import Fanout, Peer
from server.figures import Figures
from server.limits import Budget, Limits, read_limits
from server.login import check_login
from server.memory_store import MemoryStore
from server.notes import SILENT, Level, note, write_notes
from server.room import Admission
from server.rooms import Opened, Rooms
from server.starting import StartError
from server.store import SqliteStore, Store, StoreError
from server.turn import QUANTUM, Turn
from server.work import LOGIN, UPGRADE, resent

ACCEPTED = 8
"""So many connections are accepted in one turn of the event loop."""
WAITING = 1024
"""So many may wait to be accepted."""
SWEEP_SECONDS = 60
"""How often rooms are looked over for having expired or being idle."""
CLOSE_SECONDS = 3
"""How long a closing handshake may take."""

GUESSED = {"no-such-room", "bad-signature", "not-facilitator", "malformed"}
"""Refusals that cost the address: no client of ours in its right place gets many."""

_CODES: dict[ClosingCode, CloseCode] = {
    "replaced": CloseCode.NORMAL_CLOSURE,
    "expired": CloseCode.NORMAL_CLOSURE,
    "malformed": CloseCode.POLICY_VIOLATION,
    "slow": CloseCode.POLICY_VIOLATION,
    "shutdown": CloseCode.SERVICE_RESTART,
}


class Relay:
    """A relay on one address, with its rooms and their store."""

    def __init__(
        self,
        host: str,
        port: int,
        store_path: Path | None,
        *,
        limits: Limits | Mapping[str, object] | None = None,
        proxies: Iterable[Network] = (),
        store: Store | None = None,
        certificate: tuple[Path, Path] | None = None,
        metrics: tuple[str, int] | None = None,
    ) -> None:
        """Name the address to listen on, and the file (None: keep nothing on disk).

        Port 0 takes a free one; an empty `host` is every address of this machine,
        and then port 0 takes one for each, of which the first is told.
        `store` is used instead of the file when it is given. With a `certificate` (its
        file, and that of its key) the relay speaks TLS, and nothing else. `limits` are
        some by name, or all; `ValueError` names one that is none. `proxies` are
        believed about whom they speak for. `metrics` is where figures for a monitoring
        system are told, never the address above.
        """
        self._host = host
        self._port = port
        if not isinstance(limits, Limits):
            limits = read_limits(limits or {})
        self.limits = limits
        if store is None and store_path is not None:
            store = SqliteStore(store_path, limit=limits.store_bytes)
        self._store = store or MemoryStore()
        self._certificate = Certificate(*certificate) if certificate else None
        self.incoming = Budget(limits.incoming_bytes)
        self._fanout = Fanout(limits.buffer_bytes, Budget(limits.outgoing_bytes))
        self._callers: Callers[Carrier] = Callers(limits, proxies)
        self._rooms = Rooms(
            self._store, self._fanout, limits, self._callers, self._close
        )
        self._strangers = Turn()
        self._peers: set[Peer] = set()
        self._tasks: set[asyncio.Task[None]] = set()
        self._sweeper: asyncio.Task[None] | None = None
        self._server: Server | None = None
        self._figures: Figures | None = None
        if metrics is not None:
            figures = (metrics, limits, self._callers, self._rooms, store_path)
            self._figures = Figures(*figures)

    # -------------------------------------------------------------- life

    async def start(self) -> int:
        """Listen, and give the port.

        Raises `OSError` if a file or the port cannot be had, `StartError` if a file is
        not what it should be.
        """
        tls: dict[str, Any] = {}
        if self._certificate is not None:
            self._certificate.load()
            tls = {
                "ssl": self._certificate.context,
                "ssl_handshake_timeout": self.limits.upgrade_seconds,
            }
        await self._store.open()
        try:
            if self._figures is not None:
                await self._figures.start()
            self._server = await serve(
                self._handle,
                self._host or None,
                self._port,
                compression=None,
                open_timeout=self.limits.upgrade_seconds,
                max_size=FRAME_BYTES,
                max_queue=4,
                write_limit=WRITE_BYTES,
                backlog=ACCEPTED,
                ping_interval=20,
                close_timeout=CLOSE_SECONDS,
                server_header=None,
                process_request=self._answer,
                create_connection=partial(Carrier, door=self),  # type: ignore[arg-type] # makes one
                logger=SILENT,
                **tls,
            )
            for sock in self._server.sockets:
                with sock.dup() as same:
                    same.listen(WAITING)
        except Exception:
            if self._figures is not None:
                await self._figures.stop()
            await self._store.close()
            raise
        self._sweeper = asyncio.create_task(self._sweep_for_ever())
        port: int = self._server.sockets[0].getsockname()[1]
        note("started", port=port)
        return port

    async def stop(self) -> None:
        """Tell everybody, close all connections (code 1012) and finish the store."""
        if self._server is None or self._sweeper is None:
            return
        self._sweeper.cancel()
        await asyncio.wait((self._sweeper,))
        if self._figures is not None:
            await self._figures.stop()
        for carrier in self._callers.strangers:
            if carrier.protocol.state is State.CONNECTING:
                carrier.transport.abort()  # there is no way yet to tell it
        for peer in self._peers:
            self._close(peer, "shutdown")
        self._server.close(code=CloseCode.SERVICE_RESTART)
        try:
            async with asyncio.timeout(CLOSE_SECONDS):
                await self._server.wait_closed()
        except TimeoutError:
            for peer in self._peers:
                peer.cut()
            await self._server.wait_closed()
        await self._store.close()
        self._server = None
        note("stopped")

    def renew(self) -> None:
        """Read the certificate again; if that cannot be, keep the one there is."""
        if self._certificate is None:
            return
        try:
            self._certificate.load()
        except StartError as error:
            note("certificate-kept", reason=error.code)
        except OSError as error:
            reason = errno.errorcode.get(error.errno or 0, "?")
            note("certificate-kept", reason=reason)
        else:
            note("certificate-renewed")

    async def sweep(self, now: float) -> None:
        """Delete what has expired at the Unix time `now`; done every minute anyway."""
        self._callers.forget(time.monotonic())
        await self._rooms.sweep(now)

    async def _sweep_for_ever(self) -> None:
        while True:
            try:
                await self.sweep(time.time())
            except StoreError as error:
                note("not-swept", reason=str(error))
            await asyncio.sleep(SWEEP_SECONDS)

    # -------------------------------------------------------------- connections

    def came(self, carrier: Carrier, peer: str) -> tuple[Caller[Carrier], bool]:
        """Count a connection that was accepted, and cut off who has to go for it."""
        caller, turned, crowd = self._callers.arrive(carrier, peer, time.monotonic())
        if turned is not None:
            note("turned-away", code=turned.value)
        for one in crowd:
            one.transport.abort()
        return caller, turned is None

    def offended(self, carrier: Carrier) -> None:
        """Let it cost the address what a refused login does."""
        self._callers.refused(carrier.caller, time.monotonic())

    def went(self, carrier: Carrier) -> None:
        """Take leave of a connection that is gone."""
        self._callers.gone(carrier.caller, time.monotonic())

    async def _answer(
        self, connection: ServerConnection, request: Request
    ) -> Response | None:
        """Answer plain HTTP: this is no file server, but it says that it is well."""
        await self._strangers.take(UPGRADE)
        assert isinstance(connection, Carrier)  # nosec B101  # noqa: S101 - as `serve` was told
        forwarded = request.headers.get_all("X-Forwarded-For")
        turned, crowd = self._callers.asks(
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

    async def _handle(self, connection: ServerConnection) -> None:
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
            self._rooms.leave(opened, peer)

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
            entered = await self._rooms.enter(peer, login)
        except StoreError as error:
            note("not-loaded", room=login.room, reason=str(error))
            await self._part(peer, "shutdown")
            return None
        if isinstance(entered, Refused):
            await self._refuse(peer, entered.code)
            return None
        self._callers.entered(carrier.caller)
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
                if not await self._rooms.turn(opened, peer, work):
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
            if not await self._rooms.hear(opened, peer, frame, len(message)):
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


__all__ = ["Level", "Relay", "StartError", "write_notes"]
