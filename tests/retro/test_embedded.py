"""A relay within this program: started, found, stopped; and alone until a signal."""

from __future__ import annotations

import asyncio
import errno
import os
import signal
import socket
import sys
import threading
from asyncio.subprocess import PIPE
from pathlib import Path

import pytest

from retro import embedded
from retro.embedded import embedded_relay, free_port_after
from tests.server.member import FK, Member

HOST = "127.0.0.1"


async def test_a_relay_while_the_context_lasts(tmp_path: Path) -> None:
    """Members can log in as long as the context lasts, and then no more."""
    async with (
        embedded_relay(host=HOST, port=0, store=tmp_path / "rooms.db") as port,
        Member(port, "lead", fk=FK) as lead,
    ):
        assert (await lead.enter()).lead
        assert [thread.name for thread in threading.enumerate()].count("relay") == 1
    assert await lead.closed() is not None
    assert "relay" not in [thread.name for thread in threading.enumerate()]
    with pytest.raises(OSError, match="Connect"):
        await Member(port, "late").__aenter__()


async def test_entries_outlive_the_relay(tmp_path: Path) -> None:
    """A relay started again on the same file has what was appended."""
    path = tmp_path / "state" / "rooms.db"
    async with (
        embedded_relay(host=HOST, port=0, store=path) as port,
        Member(port, "lead", fk=FK) as lead,
    ):
        await lead.enter()
        entry = await lead.append(0, b"begin")
        while getattr(await lead.next(), "id", None) != entry.id:
            pass
    async with (
        embedded_relay(host=HOST, port=0, store=path) as port,
        Member(port, "lead", fk=FK) as lead,
    ):
        assert (await lead.enter()).count == 1


async def test_an_error_in_the_context_stops_the_relay() -> None:
    """Whatever ends the context, the relay is gone after it."""
    with pytest.raises(ZeroDivisionError):
        async with embedded_relay(host=HOST, port=0, store=None):
            raise ZeroDivisionError
    assert "relay" not in [thread.name for thread in threading.enumerate()]


async def test_port_taken() -> None:
    """A port that is taken passes through as the system's own error."""
    async with embedded_relay(host=HOST, port=0, store=None) as port:
        with pytest.raises(OSError, match="address") as caught:
            async with embedded_relay(host=HOST, port=port, store=None):
                pass
        assert caught.value.errno == errno.EADDRINUSE


async def test_cancelled_while_it_starts(monkeypatch: pytest.MonkeyPatch) -> None:
    """A relay that nobody waits for any more stops by itself."""
    started, go = threading.Event(), threading.Event()
    real = embedded._serve

    async def late(*arguments: object) -> None:
        started.set()
        await asyncio.to_thread(go.wait)
        await real(*arguments)  # type: ignore[arg-type] # passed on as they come

    monkeypatch.setattr(embedded, "_serve", late)

    async def use() -> None:
        async with embedded_relay(host=HOST, port=0, store=None):
            pytest.fail("nobody waits for this")

    task = asyncio.create_task(use())
    await asyncio.to_thread(started.wait)
    (thread,) = [one for one in threading.enumerate() if one.name == "relay"]
    task.cancel()
    with pytest.raises(asyncio.CancelledError):
        await task
    go.set()
    await asyncio.to_thread(thread.join)


async def test_free_port_after() -> None:
    """The port that is offered is above the taken one, and can be had."""
    async with embedded_relay(host=HOST, port=0, store=None) as port:
        free = free_port_after(port - 1, HOST)
        assert free > port
        with socket.create_server((HOST, free)):
            assert free_port_after(free - 1, HOST) > free
        async with embedded_relay(host=HOST, port=free, store=None) as got:
            assert got == free


async def test_free_port_on_every_address() -> None:
    """For all addresses a port counts as taken when it is taken on any of them."""
    async with embedded_relay(host=HOST, port=0, store=None) as port:
        assert free_port_after(port - 1, "") > port


def test_no_free_port() -> None:
    """Above the last port there is none."""
    with pytest.raises(OSError, match=r".") as caught:
        free_port_after(65535, HOST)
    assert caught.value.errno == errno.EADDRINUSE


ALONE = """
import sys
from pathlib import Path
from retro.embedded import run_relay
run_relay(host="127.0.0.1", port=0, store=Path(sys.argv[1]),
          bound=lambda port: print(port, flush=True))
print("over", flush=True)
"""


def names(folder: Path) -> list[str]:
    """Name the files in a folder."""
    return [file.name for file in folder.iterdir()]


@pytest.mark.skipif(os.name != "posix", reason="these signals are POSIX")
@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGINT])
async def test_alone_until_a_signal(tmp_path: Path, number: int) -> None:
    """A signal stops the relay in order: members are told, the file is closed."""
    path = tmp_path / "rooms.db"
    process = await asyncio.create_subprocess_exec(
        sys.executable, "-c", ALONE, str(path), stdout=PIPE, stderr=PIPE
    )
    try:
        assert process.stdout is not None
        port = int(await process.stdout.readline())
        async with Member(port, "lead", fk=FK) as lead:
            await lead.enter()
            process.send_signal(number)
            assert await lead.closed() == 1012
        out, err = await process.communicate()
        assert (process.returncode, out, err) == (0, b"over\n", b"")
        assert names(tmp_path) == ["rooms.db"]
    finally:
        if process.returncode is None:
            process.kill()
            await process.wait()


def test_alone_here() -> None:
    """A signal while the relay starts stops it once it runs; handlers are put back."""
    before = signal.getsignal(signal.SIGTERM)

    def bound(port: int) -> None:
        assert port > 0
        signal.raise_signal(signal.SIGTERM)

    embedded.run_relay(host=HOST, port=0, store=None, bound=bound)
    assert signal.getsignal(signal.SIGTERM) is before


def test_alone_asked_before_it_listens(monkeypatch: pytest.MonkeyPatch) -> None:
    """A signal that comes before the relay listens is not lost."""
    real = embedded._serve

    async def late(*arguments: object) -> None:
        signal.raise_signal(signal.SIGTERM)
        await real(*arguments)  # type: ignore[arg-type] # passed on as they come

    monkeypatch.setattr(embedded, "_serve", late)
    heard: list[int] = []
    embedded.run_relay(host=HOST, port=0, store=None, bound=heard.append)
    assert len(heard) == 1


async def test_a_stop_that_fails_is_heard(monkeypatch: pytest.MonkeyPatch) -> None:
    """An error of the relay's end is not swallowed in its thread."""
    errors: list[type[BaseException]] = []
    monkeypatch.setattr(
        threading, "excepthook", lambda hook: errors.append(hook.exc_type)
    )

    async def fails(*arguments: object) -> None:
        bound = arguments[-1]
        assert callable(bound)
        bound(1, lambda: None)
        raise ZeroDivisionError

    monkeypatch.setattr(embedded, "_serve", fails)
    async with embedded_relay(host=HOST, port=0, store=None) as port:
        assert port == 1
    assert errors == [ZeroDivisionError]
