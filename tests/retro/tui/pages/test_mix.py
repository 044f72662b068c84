"""The mix on the full screen: how far it is, what is held up, what can be done."""

from __future__ import annotations

import pytest

from formats.wire import Append, Post
from retro.client import commands as c
from retro.client import events as e
from retro.i18n import Lang
from tests.support.fullscreen import FullScreen, full_screen
from tests.support.meeting import Meeting
from tests.support.scenes import at, meeting


def writing(others: int = 7, lang: Lang = "en") -> Meeting:
    """Begin a session at the writing step, everybody with a note."""
    table = meeting(lang, others)
    table.ok("lead", c.GoStep("write"))
    for name in table.engines:
        table.note(name, f"by {name}")
    return table


async def passing(table: Meeting, person: FullScreen, seconds: float) -> None:
    """Let time pass, and show what came of it."""
    table.run(seconds)
    await person.settle()


async def told(person: FullScreen, *events: e.Event) -> None:
    """Let the client tell something."""
    for event in events:
        person.session._client.events.put_nowait(event)
    await person.settle()


def mixing(hop: int | None, hops: int | None = 7) -> e.RoundEvent:
    """Give how far a round for notes is."""
    return e.RoundEvent(purpose="notes", phase="mixing", hop=hop, hops=hops)


async def test_progress_is_a_bar_with_words() -> None:
    """Which laptop is at it, of how many; full only when all had their turn."""
    async with full_screen(writing()) as person:
        await told(person, mixing(0))
        assert "Mixing the notes" in person.text
        assert f"{'░' * 40} laptop 1 of 7" in person.text
        assert "so that nobody can tell whose is whose. F3 says when" in person.text
        await told(person, mixing(3))
        assert f"{'█' * 17}{'░' * 23} laptop 4 of 7" in person.text
        assert "Each now looks" not in person.text
        await told(person, mixing(7))
        assert f"{'█' * 40} laptop 7 of 7" in person.text
        assert "All laptops had their turn. Each now looks" in person.text


async def test_who_looks_on_sees_no_bar() -> None:
    """A laptop that is not in the round does not know how far it is."""
    async with full_screen(writing()) as person:
        await told(person, mixing(None, None))
        assert "Mixing the notes" in person.text
        assert "laptop 1" not in person.text


@pytest.mark.parametrize(("lang", "word"), [("en", "laptop"), ("nl", "laptop")])
@pytest.mark.parametrize("width", [40, 80, 120])
async def test_the_bar_fits(lang: Lang, word: str, width: int) -> None:
    """At any width, and after a resize, bar and words are on one line."""
    table = writing(lang=lang)
    async with full_screen(table, size=(120, 40), lang=lang) as person:
        await told(person, mixing(3))
        await person.pilot.resize_terminal(width, 24)
        await person.settle()
        (line,) = [line for line in person.lines if "█" in line]
        assert f"{word} 4 " in line
        assert line.endswith("7")


async def test_nothing_typed_during_the_mix_goes_anywhere() -> None:
    """Who was typing on does not answer or send anything."""
    table = writing()
    async with full_screen(table) as person:
        await told(person, mixing(1))
        await person.press(*"abc", "enter", "f7", "f8", "delete", "tab", "space")
        assert "laptop 2 of 7" in person.text
        assert table.engines["m1"].core.member.mine


async def test_a_second_try_by_itself_is_said() -> None:
    """With why the first one stopped."""
    stopped = e.RoundEvent(purpose="notes", phase="aborted", reason="stalled", hop=3)
    again = e.RoundEvent(purpose="notes", phase="countdown", seconds=0)
    async with full_screen(writing()) as person:
        await told(person, stopped, again)
        said = "It stopped: a laptop gave no answer in time. Trying once more."
        assert said in person.text
        await told(person, mixing(1))
        assert said in person.text


def without(table: Meeting, name: str) -> None:
    """Break somebody's connection and collect, up to the hold."""
    table.disconnect(name)
    table.ok("lead", c.Collect(0))
    table.run(11)


@pytest.mark.parametrize("way", ["f8", "click", "bar"])
async def test_anybody_can_ask_to_wait(way: str) -> None:
    """The absent are named, with what it means; one key or click stops it for all."""
    table = writing()
    without(table, "m3")
    async with full_screen(table) as person:
        running = person.session.view.round
        assert running is not None
        assert running.missing is not None
        (name,) = running.missing
        assert f"Not taking part now: {name}." in person.text
        assert "With fewer people it is easier to guess" in person.text
        if way == "f8":
            await person.press("f8")
        elif way == "click":
            await person.click("#wait")
        else:
            await person.click_on("F8 Not without them")
        await passing(table, person, 1)
        assert "Collecting stopped: someone wants to wait" in person.text
        assert "✎ by m1" in person.text
        assert table.engines["m1"].core.member.mine


async def test_without_a_word_it_goes_on() -> None:
    """After the hold the others' notes come."""
    table = writing()
    without(table, "m3")
    async with full_screen(table) as person:
        await passing(table, person, 30)
        assert "7 notes were collected." in person.text


@pytest.mark.parametrize("key", ["f1", "f3", "ctrl+q"])
async def test_who_reads_something_else_hears_of_the_hold(key: str) -> None:
    """Nobody misses who is absent for what lies over the page; two keys stop it."""
    table = writing()
    async with full_screen(table, notifications=True) as person:
        await person.press(key)
        without(table, "m3")
        await person.settle()
        assert "Press Esc, and then F8." in person.text
        assert "Not taking part now: " in person.text
        await person.press("escape", "f8")
        ended = person.session.view.last_round
        assert ended is not None
        assert ended.reason == "wait"


async def test_what_came_to_compare_is_said_during_the_hold() -> None:
    """The one notice that belongs to it; all others wait until it is over."""
    held = e.RoundEvent(purpose="notes", phase="holding", missing=())
    compared = e.Warned(code="compared", added=("Ann",), removed=("Bob",))
    async with full_screen(writing()) as person:
        await told(person, compared, e.Warned(code="left-out"), held)
        assert "then with other people. Compared with then: with Ann." in person.text
        assert "Compared with then: without Bob." in person.text
        assert "I have read this" not in person.text
        assert "Not taking part now" not in person.text
        await told(person, mixing(1))
        assert "I have read this F8 1 more" in person.text


@pytest.mark.parametrize(
    ("missing", "said"),
    [
        (("Bob",), "All is shuffled; the laptop of Bob is gone."),
        ((), "All is shuffled; one laptop gives no answer."),
    ],
)
async def test_the_facilitator_sees_who_is_waited_for(
    missing: tuple[str, ...], said: str
) -> None:
    """After everything is shuffled there is no going on without somebody."""
    waiting = e.RoundEvent(
        purpose="notes", phase="holding", missing=missing, reason="waiting"
    )
    async with full_screen(writing(), "lead") as person:
        await told(person, waiting)
        assert said in person.text
        assert "F4 stops it; what was sent may have been read then." in person.text
        assert "Not without them" not in person.text
    async with full_screen(writing(), "m1") as person:
        await told(person, waiting)
        assert said in person.text
        assert "F4" not in person.text


async def test_the_facilitator_stops_a_countdown_at_once() -> None:
    """It is nothing to be sure of: nothing happened yet."""
    table = writing()
    async with full_screen(table, "lead") as person:
        await person.press("f5")
        assert "Collecting in 20 seconds." in person.text
        assert "F4 Stop collecting" in person.text
        await person.press("f4")
        assert "Collecting stopped: the facilitator stopped it." in person.text
        assert "Press F5 to collect again." in person.text


async def test_the_facilitator_stops_a_mix_after_a_question() -> None:
    """By accident nothing is stopped; on purpose it is, and nothing was shown."""
    table = at("mix")
    async with full_screen(table, "lead") as person:
        await person.click_on("F4 Stop collecting")
        assert "What people wrote stays with them." in person.text
        await person.press("enter")
        assert "Mixing the notes" in person.text
        await person.press("f4", "left", "enter")
        assert "Collecting stopped: the facilitator stopped it." in person.text


async def test_a_member_cannot_stop_the_mix() -> None:
    """The key does nothing, and is not offered."""
    async with full_screen(at("mix")) as person:
        await person.press("f4", "f5", "f6")
        assert "Mixing the notes" in person.text
        assert "Stop collecting" not in person.text


async def test_ballots_are_counted_down_on_their_own_page() -> None:
    """Nobody who is choosing is pulled away; a choice can still be changed."""
    table = meeting()
    table.ok("lead", c.GoStep("ask"))
    async with full_screen(table) as person:
        table.ok("lead", c.Collect(5))
        await person.settle()
        assert "Collecting in 5 seconds. You can still change" in person.text
        await person.press("ctrl+b")
        assert "Collecting in 5 seconds. You send nothing this time." in person.text
        table.run(5)
        await person.settle()
        assert "Collecting in" not in person.text


def lost(sender: str, frame: Append | Post) -> list[Append | Post]:
    """Lose all keys, so that a round waits for them."""
    return [] if Meeting.message(frame) == "keys" else [frame]


async def test_after_the_countdown_the_laptops_are_waited_for() -> None:
    """The seconds are over, and it is said what happens now."""
    table = writing()
    async with full_screen(table) as person:
        table.tap = lost
        table.ok("lead", c.Collect(3))
        await person.settle()
        await passing(table, person, 4)
        await told(person, e.TimerEvent(seconds=0))
        assert "Collecting: waiting for every laptop to answer." in person.text
