"""Where a monitoring system asks how the relay is: an address of its own.

Never the relay's public one: whoever may join a session need not know how many there
are.
"""

from __future__ import annotations

import time
from http import HTTPStatus
from importlib.metadata import version
from pathlib import Path

from websockets.asyncio.server import Server, ServerConnection, serve
from websockets.http11 import Request, Response

from server.callers import Callers
from server.carrier import Carrier
from server.limits import Limits
from server.metrics import BLOCK, TENS, TYPE, Gauge, exposition, in_steps
from server.notes import SILENT, counted
from server.rooms import Rooms
from server.starting import StartError


class Figures:
    """Answers `GET /metrics` at an address, and nothing else."""

    def __init__(
        self,
        address: tuple[str, int],
        limits: Limits,
        callers: Callers[Carrier],
        rooms: Rooms,
        store: Path | None,
    ) -> None:
        """Take what is counted; `store` is the database, if it is a file."""
        self._address = address
        self._limits = limits
        self._callers = callers
        self._rooms = rooms
        self._store = store
        self._began = int(time.time())
        self._server: Server | None = None

    async def start(self) -> None:
        """Listen, or raise `StartError`."""
        host, port = self._address
        try:
            self._server = await serve(
                _nobody,
                host,
                port,
                open_timeout=self._limits.upgrade_seconds,
                server_header=None,
                process_request=self._answer,
                logger=SILENT,
            )
        except OSError as error:
            raise StartError("metrics-taken", f"{host}:{port}") from error

    async def stop(self) -> None:
        """Listen no more."""
        if self._server is not None:
            self._server.close()
            await self._server.wait_closed()
            self._server = None

    def _answer(self, connection: ServerConnection, request: Request) -> Response:
        if request.path != "/metrics":
            return connection.respond(HTTPStatus.NOT_FOUND, "not found\n")
        text = exposition(self._gauges(), counted, version("retro-safe"))
        response = connection.respond(HTTPStatus.OK, text)
        del response.headers["Content-Type"]
        response.headers["Content-Type"] = TYPE
        return response

    def _gauges(self) -> tuple[Gauge, ...]:
        limits, rooms = self._limits, self._rooms
        return (
            Gauge(
                name="start_time_seconds",
                says="When the relay started, in Unix time.",
                value=self._began,
            ),
            Gauge(
                name="connections",
                says="Connections, logged in or not, rounded up to tens.",
                value=in_steps(self._callers.count, TENS),
                limit=limits.total_connections,
            ),
            Gauge(
                name="rooms",
                says="Sessions in memory, rounded up to tens.",
                value=in_steps(rooms.count, TENS),
                limit=limits.rooms,
            ),
            Gauge(
                name="memory_bytes",
                says="Sealed messages in memory, rounded up to 64 MiB.",
                value=in_steps(rooms.memory + 1, BLOCK),
                limit=limits.memory_bytes,
            ),
            Gauge(
                name="store_bytes",
                says="The database file, rounded up to 64 MiB.",
                value=in_steps(_size(self._store) + 1, BLOCK),
                limit=limits.store_bytes,
            ),
        )


async def _nobody(_: ServerConnection) -> None:
    """Speak with no websocket: every request was answered before it is one."""


def _size(path: Path | None) -> int:
    try:
        return path.stat().st_size if path else 0
    except OSError:
        return 0
