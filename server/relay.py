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
)
from server.addresses import Network
from server.callers import Caller, Callers, Turned
from server.certificate import Certificate
from server.fanout import Carrier, Fanout, Peer
from server.figures import Figures
from server.limits import Limits, read_limits
from server.login import check_login
from server.memory_store import MemoryStore
from server.notes import SILENT, Level, note, write_notes
from server.rooms import Opened, Rooms
from server.starting import StartError
from server.store import SqliteStore, Store, StoreError

SWEEP_SECONDS = 60
"""How often rooms are looked over for having expired or being idle."""
CLOSE_SECONDS = 3
"""How long a closing handshake may take."""

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
        self._limits = limits
        if store is None and store_path is not None:
            store = SqliteStore(store_path, limit=limits.store_bytes)
        self._store = store or MemoryStore()
        self._certificate = Certificate(*certificate) if certificate else None
        self._fanout = Fanout(limits.buffer_bytes)
        self._callers: Callers[Carrier] = Callers(limits, proxies)
        self._rooms = Rooms(
            self._store, self._fanout, limits, self._callers, self._close
        )
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
                "ssl_handshake_timeout": self._limits.upgrade_seconds,
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
                open_timeout=self._limits.upgrade_seconds,
                max_size=FRAME_BYTES,
                max_queue=4,
                ping_interval=20,
                close_timeout=CLOSE_SECONDS,
                server_header=None,
                process_request=self._answer,
                create_connection=partial(Carrier, door=self),  # type: ignore[arg-type] # makes one
                logger=SILENT,
                **tls,
            )
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

    def came(self, carrier: Carrier) -> Caller[Carrier]:
        """Count a connection that was accepted, and cut off who has to go for it."""
        caller, turned, crowd = self._callers.arrive(
            carrier, carrier.peer, time.monotonic()
        )
        if turned is not None:
            note("turned-away", code=turned.value)
        for one in (carrier, *crowd) if turned else crowd:
            one.transport.abort()
        return caller

    def went(self, carrier: Carrier) -> None:
        """Take leave of a connection that is gone."""
        self._callers.gone(carrier.caller, time.monotonic())

    def _answer(
        self, connection: ServerConnection, request: Request
    ) -> Response | None:
        """Answer plain HTTP: this is no file server, but it says that it is well."""
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
        connection.stall_seconds = self._limits.stall_seconds
        peer = Peer(connection)
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

    async def _attend(self, peer: Peer) -> None:
        carrier = peer.carrier
        nonce = secrets.token_bytes(32)
        challenge = Challenge(version=VERSION, nonce=nonce)
        await carrier.send(SERVER_FRAMES.encode(challenge))
        try:
            async with asyncio.timeout(self._limits.login_seconds):
                message = await carrier.recv()
        except TimeoutError:
            await self._part(peer, "slow")
            return
        login = _read(message)
        if not isinstance(login, Login):
            raw = message if isinstance(message, bytes) else b""
            other = version_of(raw, Login.TAG) not in {None, VERSION}
            await self._refuse(peer, Refused(code="version" if other else "malformed"))
            return
        wrong = check_login(login, nonce)
        if wrong is not None:
            await self._refuse(peer, Refused(code=wrong))
            return
        try:
            entered = await self._rooms.enter(peer, login)
        except StoreError as error:
            note("not-loaded", room=login.room, reason=str(error))
            await self._part(peer, "shutdown")
            return
        if isinstance(entered, Refused):
            await self._refuse(peer, entered)
            return
        self._callers.entered(carrier.caller)
        opened, admission = entered
        try:
            carrier.trust(FRAME_BYTES)
            for frame in (admission.admitted, *admission.backlog):
                await carrier.send(SERVER_FRAMES.encode(frame))
            del entered, admission, frame  # large, and this goes on for hours
            self._fanout.release(peer)
            async for message in carrier:
                if not self._hear(opened, peer, message):
                    await self._part(peer, "malformed")
                    return
                del message  # the next may be long in coming
        finally:
            self._rooms.leave(opened, peer)

    def _hear(self, opened: Opened, peer: Peer, message: str | bytes) -> bool:
        """Hand a message to the room, and say whether it was one."""
        frame = _read(message)
        if frame is None or isinstance(frame, Login):
            return False
        self._rooms.receive(opened, peer, frame)
        return True

    async def _refuse(self, peer: Peer, refused: Refused) -> None:
        """Tell `peer` that its login does not stand, and close its connection."""
        note("refused", code=refused.code)
        self._callers.refused(peer.carrier.caller, time.monotonic())
        await peer.carrier.send(SERVER_FRAMES.encode(refused))
        await peer.carrier.close(CloseCode.POLICY_VIOLATION)

    async def _part(self, peer: Peer, code: ClosingCode) -> None:
        """Tell `peer` why, and close its connection."""
        note("closing", code=code)
        self._fanout.farewell(peer, SERVER_FRAMES.encode(Closing(code=code)))
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
