"""Figures for a monitoring system: it reads them, and no session shows in them."""

from __future__ import annotations

import asyncio
import re
from collections.abc import AsyncIterator
from pathlib import Path

import pytest
from prometheus_client.parser import text_string_to_metric_families

from formats.wire import Peers, Refused, Said, Taken
from server.metrics import BLOCK, Gauge, exposition, in_steps
from server.relay import Relay
from server.starting import StartError
from tests.server.member import FK, Member
from tests.support.processes import ROOT, free_port

HOST = "127.0.0.1"


def read(text: str) -> dict[str, float]:
    """Read figures as Prometheus does; give each by its name and labels."""
    return {
        sample.name + "".join(f" {value}" for value in sample.labels.values()): (
            sample.value
        )
        for family in text_string_to_metric_families(text)
        for sample in family.samples
    }


async def asked(port: int, path: str = "/metrics") -> tuple[str, str]:
    """Ask a port over plain HTTP; give the head and the body of the answer."""
    reader, writer = await asyncio.open_connection(HOST, port)
    writer.write(f"GET {path} HTTP/1.1\r\nHost: x\r\n\r\n".encode())
    answer = (await reader.read()).decode()
    writer.close()
    head, _, body = answer.partition("\r\n\r\n")
    return head, body


@pytest.fixture
async def ports(tmp_path: Path) -> AsyncIterator[tuple[int, int]]:
    """Run a relay; give its port, and that of its figures."""
    figures = free_port()
    relay = Relay(HOST, 0, tmp_path / "rooms.db", metrics=(HOST, figures))
    yield await relay.start(), figures
    await relay.stop()
    with pytest.raises(ConnectionRefusedError):
        await asked(figures)


def test_what_is_written_is_what_is_read() -> None:
    """Gauges, limits and counters come back as they were, with what they are about."""
    text = exposition(
        [Gauge(name="rooms", says="Rooms.", value=20, limit=50)],
        {("refused", "version"): 3, ("started", ""): 1},
        "1.2.3",
    )
    assert read(text) == {
        "retro_info 1.2.3": 1,
        "retro_rooms": 20,
        "retro_rooms_limit": 50,
        "retro_events_total refused version": 3,
        "retro_events_total started ": 1,
    }
    families = {each.name: each for each in text_string_to_metric_families(text)}
    assert families["retro_events"].type == "counter"
    assert families["retro_rooms"].documentation == "Rooms."


def test_steps() -> None:
    """Nothing is nothing, and all else is rounded up."""
    assert [in_steps(n, 10) for n in (0, 1, 9, 10, 11)] == [0, 10, 10, 10, 20]


async def test_a_session_does_not_show_in_them(ports: tuple[int, int]) -> None:
    """Who comes, speaks, appends and goes changes no figure."""
    relay, figures = ports
    async with Member(relay, "lead", fk=FK) as lead:
        await lead.enter()
        _, before = await asked(figures)
        async with Member(relay, "anna") as anna:
            await anna.enter()
            await anna.post(b"hello")
            assert (await lead.until(Said)).payload == b"hello"
            await lead.append(0, bytes(100_000))
            await lead.until(Taken)
            assert (await asked(figures))[1] == before
        await lead.until(Peers)
        assert (await asked(figures))[1] == before
    told = read(before)
    assert (told["retro_connections"], told["retro_rooms"]) == (10, 10)
    assert (told["retro_memory_bytes"], told["retro_store_bytes"]) == (BLOCK, BLOCK)


async def test_what_goes_wrong_is_counted(ports: tuple[int, int]) -> None:
    """A refusal is one more, by its code."""
    relay, figures = ports
    name = "retro_events_total refused no-such-room"
    before = read((await asked(figures))[1]).get(name, 0)
    async with Member(relay, "anna") as anna:
        assert await anna.login() == Refused(code="no-such-room")
    assert read((await asked(figures))[1])[name] == before + 1


async def test_they_have_an_address_of_their_own(ports: tuple[int, int]) -> None:
    """The public port does not tell them, and theirs tells nothing else."""
    relay, figures = ports
    assert (await asked(relay))[0].startswith("HTTP/1.1 404 ")
    head, _ = await asked(figures)
    assert head.startswith("HTTP/1.1 200 ")
    assert "Content-Type: text/plain; version=0.0.4" in head
    for path in ("/", "/healthz"):
        assert (await asked(figures, path))[0].startswith("HTTP/1.1 404 ")


async def test_each_figure_is_explained(ports: tuple[int, int]) -> None:
    """Who monitors a relay finds every figure on the page, and none that is not."""
    _, body = await asked(ports[1])
    told = {name.split()[0].removesuffix("_limit") for name in read(body)}
    page = (ROOT / "docs" / "deployment.md").read_text(encoding="utf-8")
    assert told == set(re.findall(r"^\| `(retro_\w+)` \|", page, re.M))


async def test_an_address_that_is_taken(ports: tuple[int, int], tmp_path: Path) -> None:
    """It is said, and nothing is left open."""
    _, figures = ports
    with pytest.raises(StartError, match=f"metrics-taken: {HOST}:{figures}"):
        await Relay(HOST, 0, tmp_path / "b.db", metrics=(HOST, figures)).start()
    assert not (tmp_path / "b.db-wal").exists()
