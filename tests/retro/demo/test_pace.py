"""How long things take played colleagues, and how what they have in mind is dropped."""

from __future__ import annotations

import asyncio
from random import Random

import pytest
from attrs import fields

from retro.client.patience import Patience
from retro.demo.pace import HUMAN, INSTANT, Pace, Seconds, Thoughts


def test_times_are_within_their_range() -> None:
    """A time is picked between both ends, and the same chance picks the same."""
    some = [Seconds(2, 8).some(Random(number)) for number in range(50)]
    assert all(2 <= seconds <= 8 for seconds in some)
    assert len(set(some)) == len(some)
    assert some[0] == Seconds(2, 8).some(Random(0))


def test_playing_itself_takes_no_time() -> None:
    """Nothing of the instant pace takes any time, and everything of the human one."""
    names = [each.name for each in fields(Pace)]
    assert all(getattr(INSTANT, name) == Seconds(0, 0) for name in names)
    assert all(
        0 < getattr(HUMAN, name).low < getattr(HUMAN, name).high for name in names
    )


def test_nobody_outlasts_patience() -> None:
    """The words are compared before a collect goes on without who did not answer."""
    assert HUMAN.within(Patience()) == HUMAN
    hurried = HUMAN.within(Patience(words=3))
    assert hurried.words == Seconds(1.5, 1.5)
    assert hurried.note == HUMAN.note


def test_all_arrive_before_the_words_are_read_out() -> None:
    """No gap between two arrivals is as long as the quiet that ends them."""
    assert HUMAN.arrival.high < Patience().arrival


async def test_a_thought_is_replaced_and_dropped() -> None:
    """Of one key only the last thought goes on; what is dropped is forgotten."""
    thoughts, done = Thoughts(), []
    go, gone = asyncio.Event(), asyncio.Event()

    async def think(what: str) -> None:
        await go.wait()
        done.append(what)
        if what == "last":
            gone.set()

    thoughts.begin("a", think("old"))
    thoughts.begin("a", think("new"))
    thoughts.begin("b", think("other"))
    thoughts.begin("c", think("last"))
    thoughts.drop("b", "unknown")
    assert thoughts.unfinished == thoughts.known == {"a", "c"}
    go.set()
    await gone.wait()
    assert done == ["new", "last"]
    assert thoughts.known == {"a", "c"}
    assert thoughts.unfinished == frozenset()


async def test_what_went_wrong_comes_out() -> None:
    """An error in a thought is not lost: who drops it meets it, the others end."""
    thoughts, failed = Thoughts(), asyncio.Event()

    async def fail() -> None:
        failed.set()
        raise LookupError

    async def wait() -> None:
        await asyncio.Event().wait()

    thoughts.begin("bad", fail())
    thoughts.begin("slow", wait())
    await failed.wait()
    with pytest.raises(LookupError):
        thoughts.drop(*thoughts.known)
    assert thoughts.known == frozenset()
