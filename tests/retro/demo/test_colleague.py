"""How a played colleague reacts to what a session asks."""

from __future__ import annotations

import asyncio

import pytest

from retro.client import commands as c
from retro.client import events as e
from retro.demo.colleague import Colleague
from retro.demo.script import Part
from tests.retro.demo.shown import (
    COLUMNS,
    NORMS_STEP,
    NOTES,
    OPTIONS,
    PART,
    THEMES,
    norm,
    roster,
    step,
)
from tests.retro.demo.virtual import VirtualTime
from tests.retro.plain.fakes import FakeClient


async def does(*events: e.Event, part: Part = PART) -> list[c.Command]:
    """Show events to a colleague, and give what it does."""
    client, time = FakeClient(), VirtualTime()
    colleague = Colleague(client, part, number=1, pause=time.pause)
    for event in events:
        await colleague.take(event)
        await time.pass_by(0)
    return client.done


async def test_words_are_compared_once() -> None:
    """A colleague says "same" to every roster that was not answered."""
    assert await does(roster(""), roster("same")) == [c.Words("same", 1)]


@pytest.mark.parametrize(
    ("event", "commands"),
    [
        (step(kind="welcome"), []),
        (step(answer="scale", min=1, max=5), [c.Answer("3")]),
        (step(answer="words"), [c.Word("trust"), c.Word("rest")]),
        (
            step(kind="write", columns=COLUMNS),
            [c.Note("well", "we laugh"), c.Note("need", "sleep")],
        ),
        (
            step(kind="write", columns=(e.ColumnItem(key="start", title="Start"),)),
            [c.Note("start", "we laugh"), c.Note("start", "sleep")],
        ),
    ],
)
async def test_steps(event: e.StepEvent, commands: list[c.Command]) -> None:
    """At each step a colleague does what its part says."""
    assert await does(event) == commands


async def test_scales_are_answered_in_turn_and_in_range() -> None:
    """Each scale gets the part's next point, the last one again after that."""
    first, second, third = (
        step(id=number, answer="scale", min=1, max=5) for number in (2, 3, 4)
    )
    said = [c.Answer("3"), c.Answer("5"), c.Answer("5")]
    assert await does(first, second, third) == said
    assert await does(first, second, first) == [said[0], said[1], said[0]]


@pytest.mark.parametrize("answer", ["choice", "yesno", "ticks"])
async def test_what_no_part_says_is_chance(answer: str) -> None:
    """Other questions get some of the options there are."""
    (command,) = await does(step(answer=answer, options=OPTIONS))
    match command:
        case c.Answer(value=value):
            assert value in {"1", "2", "3"}
        case c.Tick(options=options):
            assert set(options) < {1, 2, 3}
        case _:
            pytest.fail(str(command))
    assert await does(step(answer="choice", options=())) == []


async def test_votes_go_where_the_own_notes_are() -> None:
    """Dots follow the own texts, within budget and maximum; ticks take the best two."""
    (dots,) = await does(NOTES, THEMES, step(kind="vote", budget=5, max_each=3))
    assert dots == c.Dots(("5=3", "6=2"))
    (tick,) = await does(NOTES, THEMES, step(kind="vote", mode="recognise"))
    assert tick == c.Tick((5, 6))
    assert await does(step(kind="vote", budget=5, max_each=3)) == []


async def test_each_wording_of_a_norm_is_weighed_once() -> None:
    """A draft is answered once, again when it is reworded, and never when agreed."""
    first = e.Norms(norms=(norm(1, "a"), norm(2, "b", "agreed")), reasons=())
    again = e.Norms(norms=(norm(1, "better"),), reasons=())
    done = await does(NORMS_STEP, first, first, again)
    assert [command.norm for command in done if isinstance(command, c.Consent)] == [
        1,
        1,
    ]


async def test_a_concern_is_said_once() -> None:
    """Over many norms a colleague says its concern, with its reason, exactly once."""
    many = e.Norms(norms=tuple(norm(n, str(n)) for n in range(1, 30)), reasons=())
    done = await does(NORMS_STEP, many)
    reasons = [command.reason for command in done if isinstance(command, c.Consent)]
    assert reasons.count("hm") == 1
    assert reasons.count("") == 28


async def test_an_objection_is_to_the_first_norm() -> None:
    """Who objects does so to the first wording, and agrees with a better one."""
    part = Part(name="B", scale=(1,), words=(), notes=(), objection="too much")
    first = e.Norms(norms=(norm(1, "a"), norm(2, "b")), reasons=())
    second = e.Norms(norms=(norm(1, "c"),), reasons=())
    assert await does(NORMS_STEP, first, second, part=part) == [
        c.Consent(1, "object", "too much"),
        c.Consent(2, "agree", ""),
        c.Consent(1, "agree", ""),
    ]


async def test_brought_norms_are_kept() -> None:
    """In a review a colleague keeps what the team has."""
    norms = e.Norms(norms=(norm(1, "a"),), reasons=())
    done = await does(step(kind="review"), norms)
    assert done == [c.Consent(1, "keep", "")]


async def test_living_until_the_end() -> None:
    """A colleague reacts to its own client until the session is over, and says so."""
    client = FakeClient()
    colleague = Colleague(client, PART, number=1)
    client.events.put_nowait(step(kind="welcome"))
    living = asyncio.create_task(colleague.live())
    await colleague.until("step:2")
    client.events.put_nowait(e.TimerEvent(seconds=1))
    client.end()
    await living
