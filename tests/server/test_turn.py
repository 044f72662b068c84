"""How much is done in one turn of the event loop, and who comes first."""

from __future__ import annotations

import asyncio
from itertools import pairwise

from server.turn import QUANTUM, Turn


async def test_what_is_too_much_comes_later_and_in_order() -> None:
    """Within one turn only so much is done; the rest follows as it came."""
    turn = Turn()
    done: list[int] = []

    async def work(number: int) -> None:
        await turn.take(QUANTUM)
        done.append(number)

    tasks = [asyncio.create_task(work(number)) for number in range(10)]
    seen = [0]
    while len(done) < len(tasks):
        await asyncio.sleep(0)
        seen.append(len(done))
    assert done == [*range(10)]
    assert max(late - early for early, late in pairwise(seen)) <= 2
    await asyncio.gather(*tasks)


async def test_little_does_not_wait() -> None:
    """What is little is done at once, whatever was done in turns before."""
    turn = Turn()
    for _ in range(5):
        await turn.take(QUANTUM / 2)
    done = asyncio.ensure_future(turn.take(1))
    await asyncio.sleep(0)
    await asyncio.sleep(0)
    assert done.done()


async def test_who_gave_up_is_passed_over() -> None:
    """Who waited and is gone does not hold up those behind."""
    turn = Turn()
    works = (QUANTUM + 1, 1, 1)
    first, gone, stays = (asyncio.create_task(turn.take(work)) for work in works)
    asyncio.get_running_loop().call_soon(gone.cancel)
    await asyncio.gather(first, stays)
    assert gone.cancelled()
