"""How a played colleague reacts to what a session asks."""

from __future__ import annotations

import asyncio
from typing import Any

import pytest

from retro.client import commands as c
from retro.client import events as e
from retro.demo.colleague import Colleague
from retro.demo.script import Part, ScriptNote
from tests.retro.plain.fakes import FakeClient

PART = Part(
    name="Ann",
    scale=(3, 9),
    words=("trust", "rest"),
    notes=(
        ScriptNote(column="well", theme="a", text="we laugh"),
        ScriptNote(column="need", theme="b", text="sleep"),
    ),
    concern="hm",
)
OPTIONS = tuple(e.OptionItem(id=number, title=str(number)) for number in (1, 2, 3))
COLUMNS = tuple(e.ColumnItem(key=key, title=key) for key in ("well", "unsafe", "need"))
THEMES = e.Themes(
    themes=(
        e.ThemeItem(id=4, title="x", notes=(9,)),
        e.ThemeItem(id=5, title="y", notes=(1, 2)),
        e.ThemeItem(id=6, title="z", notes=(2,)),
    )
)
NOTES = e.Notes(
    notes=(
        e.NoteItem(id=1, column="well", text="we laugh"),
        e.NoteItem(id=2, column="need", text="sleep"),
        e.NoteItem(id=9, column="need", text="other"),
    ),
    unreadable=0,
)


def step(**values: Any) -> e.StepEvent:  # noqa: ANN401  the fields of a step
    """Make a step."""
    usual: dict[str, Any] = {"id": 2, "steps": 9, "kind": "ask", "title": "T"}
    return e.StepEvent(**(usual | values))


def norm(number: int, text: str, status: str = "draft") -> e.NormItem:
    """Make a norm."""
    return e.NormItem(
        id=number, text=text, theme=None, agree=0, concern=0, object=0,
        status=status, review="",
    )  # fmt: skip


async def does(*events: e.Event, part: Part = PART) -> list[c.Command]:
    """Show events to a colleague, and give what it does."""
    client = FakeClient()
    colleague = Colleague(client, part, number=1)
    for event in events:
        await colleague.take(event)
    return client.done


def roster(answer: str) -> e.Roster:
    """Make a roster that was answered, or not."""
    return e.Roster(
        epoch=1, count=1, words=("a",), members=("Ann",), known=False, added=(),
        removed=(), answer=answer,
    )  # fmt: skip


async def test_words_are_compared_once() -> None:
    """A colleague says "same" to every roster that was not answered."""
    assert await does(roster(""), roster("same")) == [c.Words("same")]


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
    """Each scale gets the part's next point, and the last one again after that."""
    scale = step(answer="scale", min=1, max=5)
    assert await does(scale, scale, scale) == [
        c.Answer("3"),
        c.Answer("5"),
        c.Answer("5"),
    ]


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
    done = await does(first, first, again)
    assert [command.norm for command in done if isinstance(command, c.Consent)] == [
        1,
        1,
    ]


async def test_a_concern_is_said_once() -> None:
    """Over many norms a colleague says its concern, with its reason, exactly once."""
    many = e.Norms(norms=tuple(norm(n, str(n)) for n in range(1, 30)), reasons=())
    done = await does(many)
    reasons = [command.reason for command in done if isinstance(command, c.Consent)]
    assert reasons.count("hm") == 1
    assert reasons.count("") == 28


async def test_an_objection_is_to_the_first_norm() -> None:
    """Who objects does so to the first wording, and agrees with a better one."""
    part = Part(name="B", scale=(1,), words=(), notes=(), objection="too much")
    first = e.Norms(norms=(norm(1, "a"), norm(2, "b")), reasons=())
    second = e.Norms(norms=(norm(1, "c"),), reasons=())
    assert await does(first, second, part=part) == [
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
