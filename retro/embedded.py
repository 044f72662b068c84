"""A relay within this program: the one module of `retro` that knows the server.

`host` and `demo` run it beside the client, in a thread and an event loop of its own, so
that the cryptography of a round does not hold up what others send. `serve` is it alone.
"""

from __future__ import annotations

import asyncio
import contextlib
import errno
import os
import signal
import socket
import threading
from collections.abc import AsyncIterator, Callable, Iterable, Mapping
from concurrent.futures import Future
from contextlib import asynccontextmanager
from ipaddress import IPv4Network, IPv6Network
from pathlib import Path

from retro.signals import heed_signals
from server.relay import Level, Relay, StartError, write_notes

PORT_MAX = 65535
Stop = Callable[[], None]
"""Asks a relay to stop; from any thread, once or often."""


async def _serve(relay: Relay, bound: Callable[[int, Stop], None]) -> None:
    """Run a relay, told about by `bound` when it listens, until it is asked to stop."""
    loop = asyncio.get_running_loop()
    over = asyncio.Event()

    def stop() -> None:
        with contextlib.suppress(RuntimeError):  # the loop is closed: stopped already
            loop.call_soon_threadsafe(over.set)

    got = await relay.start()
    try:
        bound(got, stop)
        await over.wait()
    finally:
        await relay.stop()


@asynccontextmanager
async def embedded_relay(
    *, host: str, port: int, store: Path | None
) -> AsyncIterator[int]:
    """Run a relay while the context lasts, and give the port it listens on.

    An empty `host` is every address of this machine, port 0 a free port; `store` is the
    file that keeps the control entries, None keeps them in memory. Raises `OSError`
    when the port is taken (`errno.EADDRINUSE`) or the file cannot be had, `StartError`
    when the file is not what it should be.
    """
    bound: Future[tuple[int, Stop]] = Future()

    def run() -> None:
        try:
            relay = Relay(host, port, store)
            asyncio.run(_serve(relay, lambda *told: bound.set_result(told)))
        except BaseException as error:
            if bound.cancelled():
                return
            if bound.done():
                raise
            bound.set_exception(error)

    thread = threading.Thread(target=run, name="relay", daemon=True)
    thread.start()
    got, stop = await asyncio.wrap_future(bound)
    try:
        yield got
    finally:
        stop()
        await asyncio.to_thread(thread.join)


def run_relay(
    *,
    host: str,
    port: int,
    store: Path | None,
    bound: Callable[[int], None],
    certificate: tuple[Path, Path] | None = None,
    limits: Mapping[str, object] | None = None,
    proxies: Iterable[IPv4Network | IPv6Network] = (),
    metrics: tuple[str, int] | None = None,
) -> None:
    """Run a relay until SIGINT or SIGTERM (on Windows also Ctrl-Break), then return.

    For the main thread, the only one that hears signals. `bound` is told the port once
    it listens. With a `certificate` (its file, and its key's) it speaks TLS, and SIGHUP
    has it read both again. `limits` are those that are set, by name; `proxies` the
    reverse proxies to be believed; `metrics` is where figures are told. Raises as
    `embedded_relay` does, and `ValueError` with the name of what is no limit, or no
    number for one.
    """
    relay = Relay(
        host,
        port,
        store,
        certificate=certificate,
        limits=limits,
        proxies=proxies,
        metrics=metrics,
    )
    stops: list[Stop] = []
    loops: list[asyncio.AbstractEventLoop] = []
    asked = False

    def ask(*_: object) -> None:
        nonlocal asked
        asked = True
        for stop in stops:
            stop()

    def renew(*_: object) -> None:
        for loop in loops:
            loop.call_soon_threadsafe(relay.renew)

    def listening(got: int, stop: Stop) -> None:
        heed_signals()
        stops.append(stop)
        loops.append(asyncio.get_running_loop())
        bound(got)
        if asked:
            stop()

    handlers = dict.fromkeys(("SIGINT", "SIGTERM", "SIGBREAK"), ask)
    if certificate is not None:
        handlers["SIGHUP"] = renew
    before = {
        number: signal.signal(number, handler)
        for name, handler in handlers.items()
        if (number := getattr(signal, name, None)) is not None
    }
    try:
        asyncio.run(_serve(relay, listening))
    finally:
        for number, handler in before.items():
            signal.signal(number, handler)


def free_port_after(port: int, host: str) -> int:
    """Find the first port above `port` on which a relay could listen at `host`.

    Raises `OSError` when there is none.
    """
    for candidate in range(port + 1, PORT_MAX + 1):
        if _is_free(candidate, host):
            return candidate
    raise OSError(errno.EADDRINUSE, os.strerror(errno.EADDRINUSE))


def _is_free(port: int, host: str) -> bool:
    """Try the port on every address that `host` stands for, as the relay would."""
    found = socket.getaddrinfo(
        host or None, port, type=socket.SOCK_STREAM, flags=socket.AI_PASSIVE
    )
    for family, kind, protocol, _, address in found:
        try:
            with socket.socket(family, kind, protocol) as tried:
                if os.name == "posix":
                    tried.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
                if family == socket.AF_INET6:
                    tried.setsockopt(socket.IPPROTO_IPV6, socket.IPV6_V6ONLY, 1)
                tried.bind(address)
        except OSError as error:
            # EACCES: set apart by the system. Anything else is not about the port.
            if error.errno in (errno.EADDRINUSE, errno.EACCES):
                return False
    return True


__all__ = [
    "Level",
    "StartError",
    "embedded_relay",
    "free_port_after",
    "run_relay",
    "write_notes",
]
