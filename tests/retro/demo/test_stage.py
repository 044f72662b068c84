"""Who comes onto the stage of the demo, and when."""

from __future__ import annotations

import asyncio
from collections.abc import Sequence
from itertools import pairwise

import pytest

from retro.anonymity.joinwords import Secrets
from retro.client.patience import Patience
from retro.demo import stage
from retro.demo.pace import HUMAN, INSTANT, Pace
from retro.demo.script import Part
from tests.retro.demo.virtual import TimedClient, VirtualTime

PARTS = [
    Part(name=name, scale=(1,), words=(), notes=())
    for name in ("Ann", "Bea", "Cas", "Dik", "Eva", "Fay")
]


async def arrivals(
    monkeypatch: pytest.MonkeyPatch, pace: Pace, parts: Sequence[Part]
) -> dict[str, float]:
    """Give who arrived when, in seconds since the session began."""
    time, came = VirtualTime(), dict[str, float]()

    class Arriving(TimedClient):
        def __init__(self, *_: object, name: str, patience: Patience) -> None:
            super().__init__(time)
            self._name = name

        async def run(self) -> None:
            came[self._name] = time.now - 100
            await super().run()

    monkeypatch.setattr(stage, "Client", Arriving)
    begun = asyncio.Event()
    nobody = Secrets(room=bytes(16), key=bytes(32))
    async with stage.colleagues(
        "", nobody, parts, Patience(), begun, pace=pace, pause=time.pause
    ) as cast:
        assert [each.part for each in cast] == list(parts)
        await time.pass_by(100)
        assert came == {}
        begun.set()
        await time.pass_by(100)
    return came


async def test_colleagues_arrive_one_after_another(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """The first is there as soon as the session began, the last some seconds later."""
    came = await arrivals(monkeypatch, HUMAN, PARTS)
    assert list(came) == [part.name for part in PARTS]
    times = list(came.values())
    assert times[0] == 0
    gaps = [later - sooner for sooner, later in pairwise(times)]
    assert all(HUMAN.arrival.low <= gap <= HUMAN.arrival.high for gap in gaps)
    assert len(set(gaps)) == len(gaps)
    assert 4 < times[-1] < 10
    assert came == await arrivals(monkeypatch, HUMAN, PARTS)


async def test_all_arrive_at_once_when_it_plays_itself(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """Nobody keeps the automatic facilitator waiting."""
    came = await arrivals(monkeypatch, INSTANT, PARTS)
    assert came == dict.fromkeys((part.name for part in PARTS), 0)
