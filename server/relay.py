"""The relay as a whole: it starts, listens, sweeps, renews, and stops in order.

A thin shell: `server.reception` sees each connection through.
"""

from __future__ import annotations

import asyncio
import errno
import time
from collections.abc import Iterable, Mapping
from functools import partial
from pathlib import Path
from typing import Any

from websockets.asyncio.server import Server, serve
from websockets.frames import CloseCode

from formats.wire import FRAME_BYTES
from server.addresses import Network
from server.carrier import WRITE_BYTES, Carrier
from server.certificate import Certificate
from server.figures import Figures
from server.limits import Limits, read_limits
from server.memory_store import MemoryStore
from server.notes import SILENT, Level, note, write_notes
from server.reception import Reception
from server.starting import StartError
from server.store import SqliteStore, Store, StoreError

ACCEPTED = 8
"""So many connections are accepted in one turn of the event loop."""
WAITING = 1024
"""So many may wait to be accepted."""
SWEEP_SECONDS = 60
"""How often rooms are looked over for having expired or being idle."""
CLOSE_SECONDS = 3
"""How long a closing handshake may take."""


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
        self._reception = Reception(limits, self._store, proxies)
        self._sweeper: asyncio.Task[None] | None = None
        self._server: Server | None = None
        self._figures: Figures | None = None
        if metrics is not None:
            inside = self._reception
            figures = (metrics, limits, inside.callers, inside.rooms, store_path)
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
                self._reception.handle,
                self._host or None,
                self._port,
                compression=None,
                open_timeout=self._limits.upgrade_seconds,
                max_size=FRAME_BYTES,
                max_queue=4,
                write_limit=WRITE_BYTES,
                backlog=ACCEPTED,
                ping_interval=20,
                close_timeout=CLOSE_SECONDS,
                server_header=None,
                process_request=self._reception.answer,
                create_connection=partial(Carrier, door=self._reception),  # type: ignore[arg-type] # makes one
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
        self._reception.send_away()
        self._server.close(code=CloseCode.SERVICE_RESTART)
        try:
            async with asyncio.timeout(CLOSE_SECONDS):
                await self._server.wait_closed()
        except TimeoutError:
            self._reception.cut_off()
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
        self._reception.callers.forget(time.monotonic())
        await self._reception.rooms.sweep(now)

    async def _sweep_for_ever(self) -> None:
        while True:
            try:
                await self.sweep(time.time())
            except StoreError as error:
                note("not-swept", reason=str(error))
            await asyncio.sleep(SWEEP_SECONDS)


__all__ = ["Level", "Relay", "StartError", "write_notes"]
