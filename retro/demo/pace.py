"""How long played colleagues take for what they do, and what they have in mind."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable, Coroutine
from random import Random
from typing import Any

from attrs import evolve, field, frozen
from attrs.validators import ge

from retro.client.patience import Patience

Pause = Callable[[float], Awaitable[None]]
"""Waits this many seconds; `asyncio.sleep`, but for tests."""


@frozen
class Seconds:
    """Anything from `low` to `high` seconds."""

    low: float = field(default=0.0, validator=ge(0))
    high: float = field(default=0.0, validator=ge(0))

    def some(self, chance: Random) -> float:
        """Pick a time."""
        return chance.uniform(self.low, self.high)

    def at_most(self, most: float) -> Seconds:
        """Give the same range with nothing over `most`."""
        return Seconds(min(self.low, most), min(self.high, most))


@frozen(kw_only=True)
class Pace:
    """How long each thing takes somebody; all at once when nothing is said.

    `arrival`: after the one who came before; `words`: to compare a roster; `note`: to
    think of a note and write it; `answer`: to a question, a word at a time; `vote`: on
    the themes; `norm`: to weigh one norm.
    """

    arrival: Seconds = Seconds()
    words: Seconds = Seconds()
    note: Seconds = Seconds()
    answer: Seconds = Seconds()
    vote: Seconds = Seconds()
    norm: Seconds = Seconds()

    def within(self, patience: Patience) -> Pace:
        """Give a pace at which nobody keeps a collect waiting until it goes on."""
        return evolve(self, words=self.words.at_most(patience.words / 2))


INSTANT = Pace()
"""For a demo that plays itself."""

HUMAN = Pace(
    arrival=Seconds(0.8, 1.8),
    words=Seconds(2, 9),
    note=Seconds(10, 30),
    answer=Seconds(2, 8),
    vote=Seconds(5, 15),
    norm=Seconds(3, 12),
)
"""For a person who leads. Nobody arrives so late that the words are read out twice."""


class Thoughts:
    """What somebody is about to do or did, one task a key; any of it can be dropped.

    An error of a task comes out when it is dropped.
    """

    def __init__(self) -> None:
        """Start with an empty mind."""
        self._tasks: dict[str, asyncio.Task[None]] = {}

    @property
    def known(self) -> frozenset[str]:
        """Name everything that is not dropped, over or not."""
        return frozenset(self._tasks)

    @property
    def unfinished(self) -> frozenset[str]:
        """Name what is not over yet."""
        return frozenset(key for key, task in self._tasks.items() if not task.done())

    def begin(self, key: str, doing: Coroutine[Any, Any, None]) -> None:
        """Start with `key`, in place of what was thought of it before."""
        self.drop(key)
        self._tasks[key] = asyncio.create_task(doing)

    def drop(self, *keys: str) -> None:
        """Stop with these, and forget that there was anything."""
        tasks = [self._tasks.pop(key) for key in keys if key in self._tasks]
        for task in [task for task in tasks if not task.cancel()]:
            task.result()
