"""When a played colleague does what, for a person who leads: in virtual seconds."""

from __future__ import annotations

import pytest

from retro.client import commands as c
from retro.client import events as e
from retro.demo.colleague import Colleague
from retro.demo.pace import HUMAN, Seconds
from retro.demo.script import Part, ScriptNote
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
from tests.retro.demo.virtual import TimedClient, VirtualTime

WRITE = step(id=4, kind="write", columns=COLUMNS)
TALK = step(id=5, kind="talk")
SCALE = step(id=2, answer="scale", min=1, max=5)
VOTE = step(id=6, kind="vote", budget=5, max_each=3)
LONG = 1000.0
OBJECTING = Part(name="B", scale=(1,), words=(), notes=(), objection="too much")


class Rehearsal:
    """One colleague at a human pace, and the time."""

    def __init__(self, part: Part = PART, number: int = 1) -> None:
        """Seat the colleague."""
        self.time = VirtualTime()
        self.client = TimedClient(self.time)
        self.colleague = Colleague(
            self.client, part, number=number, pace=HUMAN, pause=self.time.pause
        )

    async def sees(self, *events: e.Event, then: float = 0) -> list[c.Command]:
        """Show events, let seconds pass, and give all that was done until now."""
        for event in events:
            await self.colleague.take(event)
        await self.time.pass_by(then)
        return self.client.done

    def times(self) -> list[float]:
        """Give when each thing was done."""
        return [when for when, _ in self.client.log]


def norms(*items: e.NormItem) -> e.Norms:
    """Make the list of norms."""
    return e.Norms(norms=items, reasons=())


@pytest.mark.parametrize(
    ("events", "expected", "time"),
    [
        ([roster("")], c.Words, HUMAN.words),
        ([SCALE], c.Answer, HUMAN.answer),
        ([step(answer="choice", options=OPTIONS)], c.Answer, HUMAN.answer),
        ([step(answer="ticks", options=OPTIONS)], c.Tick, HUMAN.answer),
        ([NOTES, THEMES, VOTE], c.Dots, HUMAN.vote),
        ([THEMES, step(kind="vote", mode="recognise")], c.Tick, HUMAN.vote),
        ([NORMS_STEP, norms(norm(1, "a"))], c.Consent, HUMAN.norm),
        ([step(kind="review"), norms(norm(1, "a"))], c.Consent, HUMAN.norm),
    ],
)
async def test_a_reaction_takes_its_time(
    events: list[e.Event], expected: type[c.Command], time: Seconds
) -> None:
    """Nobody reacts at once, nor later than promised, nor all at the same moment."""
    whens = set()
    for number in range(1, 9):
        rehearsal = Rehearsal(number=number)
        assert await rehearsal.sees(*events) == []
        (command,) = await rehearsal.sees(then=LONG)
        assert isinstance(command, expected)
        (when,) = rehearsal.times()
        assert time.low <= when <= time.high
        whens.add(when)
    assert len(whens) == 8


async def test_the_same_number_takes_the_same_time() -> None:
    """A rehearsal can be played again: nothing comes from outside the number."""
    logs = []
    for _ in range(2):
        rehearsal = Rehearsal(number=3)
        await rehearsal.sees(roster(""), WRITE, then=LONG)
        await rehearsal.sees(NOTES, THEMES, VOTE, then=LONG)
        logs.append(rehearsal.client.log)
    assert logs[0] == logs[1]


async def test_notes_come_one_by_one() -> None:
    """Who collects early gets the notes that were written by then, and no more."""
    notes = [ScriptNote(column="well", theme="a", text=str(n)) for n in range(4)]
    part = Part(name="A", scale=(1,), words=(), notes=tuple(notes))
    rehearsal = Rehearsal(part)
    await rehearsal.sees(WRITE, then=HUMAN.note.low - 1)
    assert rehearsal.client.done == []
    await rehearsal.sees(then=LONG)
    assert rehearsal.client.done == [c.Note("well", note.text) for note in notes]
    times = rehearsal.times()
    for sooner, later in zip([0.0, *times], times, strict=False):
        assert HUMAN.note.low <= later - sooner <= HUMAN.note.high
    assert 40 <= times[-1] <= 120
    assert "step:4" in rehearsal.colleague.done


async def test_moving_on_drops_what_was_not_done() -> None:
    """What somebody was about to do at a step is not done once the session is past."""
    for here in (SCALE, WRITE):
        rehearsal = Rehearsal()
        assert await rehearsal.sees(here, then=1) == []
        assert await rehearsal.sees(TALK, then=LONG) == []
        assert f"step:{here.id}" not in rehearsal.colleague.done
        assert "step:5" in rehearsal.colleague.done


async def test_who_comes_back_to_a_step_goes_on_there() -> None:
    """Drafts given before a move stay: the others follow, and none comes twice."""
    rehearsal = Rehearsal()
    first, second = c.Note("well", "we laugh"), c.Note("need", "sleep")
    assert await rehearsal.sees(WRITE, then=HUMAN.note.high) == [first]
    assert await rehearsal.sees(TALK, then=LONG) == [first]
    assert await rehearsal.sees(WRITE, then=LONG) == [first, second]
    assert await rehearsal.sees(TALK, WRITE, then=LONG) == [first, second]


async def test_a_note_that_was_refused_is_not_given_up() -> None:
    """A note that came as the session moved is written when it comes back."""
    rehearsal = Rehearsal()
    rehearsal.client.refusals = [e.Refused(code="out-of-step")]
    first, second = c.Note("well", "we laugh"), c.Note("need", "sleep")
    assert await rehearsal.sees(WRITE, then=LONG) == [first, second]
    assert await rehearsal.sees(TALK, WRITE, then=LONG) == [first, second, first]


async def test_a_step_told_again_is_no_move() -> None:
    """After a lost connection, thinking goes on where it was."""
    rehearsal, undisturbed = Rehearsal(), Rehearsal()
    await undisturbed.sees(SCALE, then=LONG)
    await rehearsal.sees(SCALE, then=1)
    await rehearsal.sees(SCALE, then=LONG)
    assert rehearsal.client.log == undisturbed.client.log


async def test_the_words_are_compared_whatever_the_session_does() -> None:
    """A step further still everybody compares, and only the roster that stands."""
    rehearsal = Rehearsal()
    assert await rehearsal.sees(roster(""), then=1) == []
    done = await rehearsal.sees(TALK, roster("", epoch=2), then=LONG)
    assert done == [c.Words("same", 2)]
    assert {"roster:1", "roster:2"} & rehearsal.colleague.done == {"roster:2"}


async def test_a_reworded_norm_is_weighed_anew() -> None:
    """Who was weighing a norm begins again with the new words."""
    rehearsal = Rehearsal()
    await rehearsal.sees(NORMS_STEP, norms(norm(1, "a")), then=2)
    assert await rehearsal.sees(norms(norm(1, "b"))) == []
    done = await rehearsal.sees(then=LONG)
    assert [command.norm for command in done if isinstance(command, c.Consent)] == [1]
    assert min(rehearsal.times()) >= 2 + HUMAN.norm.low
    assert "norm:1:b" in rehearsal.colleague.done
    assert "norm:1:a" not in rehearsal.colleague.done


async def test_the_same_words_in_draft_again_are_weighed_again() -> None:
    """A consent to words that were answered or replaced says nothing of them now."""
    rehearsal = Rehearsal()
    for shown in ("draft", "open", "draft"):
        await rehearsal.sees(NORMS_STEP, norms(norm(1, "a", shown)), then=LONG)
    assert len(rehearsal.client.done) == 2


async def test_norms_are_weighed_where_they_are_asked_about() -> None:
    """A norm of the talk waits for its step; what is not weighed there is dropped."""
    rehearsal = Rehearsal()
    assert await rehearsal.sees(TALK, norms(norm(1, "a")), then=LONG) == []
    await rehearsal.sees(NORMS_STEP, then=2)
    assert await rehearsal.sees(TALK, then=LONG) == []
    assert len(await rehearsal.sees(NORMS_STEP, then=LONG)) == 1
    assert len(await rehearsal.sees(TALK, NORMS_STEP, then=LONG)) == 1


async def test_an_objection_is_not_lost_on_the_way() -> None:
    """Who could not object in time does so to the next words of the first norm."""
    rehearsal = Rehearsal(OBJECTING)
    both = norm(1, "a"), norm(2, "b")
    assert await rehearsal.sees(NORMS_STEP, norms(*both), then=1) == []
    done = await rehearsal.sees(norms(norm(1, "c"), both[1]), then=LONG)
    assert set(done) == {
        c.Consent(1, "object", "too much"),
        c.Consent(2, "agree", ""),
    }


async def test_other_themes_are_voted_on_anew() -> None:
    """Dots for themes that changed during the vote are given again."""
    rehearsal = Rehearsal()
    (first,) = await rehearsal.sees(THEMES, VOTE, then=LONG)
    assert await rehearsal.sees(THEMES, then=LONG) == [first]
    changed = e.Themes(themes=THEMES.themes[:1])
    done = await rehearsal.sees(changed, then=LONG)
    assert done == [first, c.Dots(("4=3",))]


async def test_while_a_round_runs_one_tries_again() -> None:
    """What is refused as a round is under way is said after it, if it breaks off."""
    rehearsal = Rehearsal()
    rehearsal.client.refusals = [e.Refused(code="busy"), e.Refused(code="busy")]
    assert await rehearsal.sees(SCALE, then=LONG) == [c.Answer("3")] * 3


async def test_the_end_leaves_nothing_to_do() -> None:
    """When the session is over, so is everything somebody was about to do."""
    rehearsal = Rehearsal()
    for event in (roster(""), NORMS_STEP, norms(norm(1, "a")), e.Ended()):
        rehearsal.client.events.put_nowait(event)
    await rehearsal.colleague.live()
    assert await rehearsal.sees(then=LONG) == []
