"""The session on the screen: its keys, its notices, and whose answer a key is."""

from __future__ import annotations

from pathlib import Path

import pytest

from retro.client import commands as c
from retro.client import events as e
from retro.tui.screens.session import SessionScreen
from retro.tui.widgets.lead import LeadPanel
from tests.support.fullscreen import FullScreen, full_screen
from tests.support.meeting import Meeting
from tests.support.scenes import at, meeting


def unanswered(others: int = 5) -> Meeting:
    """Begin a session in which nobody said yet that names and words are the same."""
    table = Meeting(0)
    table.confirming = False
    for number in range(1, others + 1):
        table.join(f"m{number}")
    table.run(5)
    return table


def said(table: Meeting, name: str = "m1") -> str:
    """Give what somebody said of names and words, as the facilitator heard it."""
    member = table.engines["lead"].core.member
    vk = table.engines[name].core.vk
    return "differ" if vk in member.differ else "same" if vk in member.same else ""


async def told(person: FullScreen, *events: e.Event) -> None:
    """Let the client tell something."""
    for event in events:
        person.session._client.events.put_nowait(event)
    await person.settle()


def written(path: str) -> bool:
    """Tell whether there is a file."""
    return Path(path).is_file()


# ---------------------------------------------------------------- names and words


@pytest.mark.parametrize(("key", "answer"), [("f7", "same"), ("f8", "differ")])
@pytest.mark.parametrize("kind", ["welcome", "write", "talk"])
async def test_the_question_is_answered_by_key_at_any_step(
    kind: str, key: str, answer: str
) -> None:
    """At the welcome its page asks, at every other step a notice."""
    table = unanswered()
    table.ok("lead", c.GoStep(kind))
    async with full_screen(table) as person:
        await person.press(key)
        assert said(table) == answer
        assert "The same on every screen?" not in person.text


@pytest.mark.parametrize(
    ("words", "answer"), [("Same F7", "same"), ("Differ F8", "differ")]
)
async def test_the_question_is_answered_by_mouse(words: str, answer: str) -> None:
    """With a click on the answer."""
    table = unanswered()
    table.ok("lead", c.GoStep("write"))
    async with full_screen(table) as person:
        await person.click_on(words.replace(" ", "  "))
        assert said(table) == answer


async def test_no_letter_answers_a_question_about_trust() -> None:
    """Who types on while the question comes up answers nothing, and loses nothing."""
    table = unanswered()
    table.ok("lead", c.GoStep("write"))
    async with full_screen(table) as person:
        await person.press(*"same differ yn", "enter", "tab", "space")
        await person.press("up", *"sdyn", "enter", "space")
        assert said(table) == ""
        assert "The same on every screen?" in person.text


async def test_a_second_press_says_nothing_by_accident() -> None:
    """After "same" only a question says that something differs after all."""
    table = unanswered()
    table.ok("lead", c.GoStep("write"))
    async with full_screen(table) as person:
        await person.press("f7", "f7")
        assert said(table) == "same"
        await person.press("f8")
        assert "Are names or words not right after all?" in person.text
        await person.press("enter")
        assert said(table) == "same"
        await person.press("f8", "left", "enter")
        assert said(table) == "differ"
        assert "someone sees other names or other words" in person.text
        await person.press("f8", "f8", "f7")
        assert said(table) == "differ"
        assert isinstance(person.app.screen, SessionScreen)


async def test_a_key_answers_the_notice_that_is_seen() -> None:
    """The most urgent first; what lies behind it waits for the next press."""
    table = unanswered()
    table.ok("lead", c.GoStep("write"))
    async with full_screen(table) as person:
        await told(person, e.Warned(code="missed"), e.Warned(code="left-out"))
        assert "Send mine anyway F7 Send nothing F8 2 more" in person.text
        await person.press("f8")
        assert said(table) == ""
        assert "Same F7 Differ F8 1 more" in person.text
        await person.press("f7")
        assert said(table) == "same"
        assert "You were left out" in person.text
        await person.press("f7")
        assert "You were left out" in person.text
        await person.press("f8")
        assert "You were left out" not in person.text


async def test_a_notice_that_came_only_just_is_not_answered() -> None:
    """That key was meant for what stood there before."""
    table = unanswered()
    table.ok("lead", c.GoStep("write"))
    async with full_screen(table) as person:
        person.session.look = 1.0
        await told(person, e.Warned(code="words-differ"))
        await person.press("f8")
        assert "someone sees other names" in person.text
        table.run(1)
        await person.press("f8", "f8")
        assert said(table) == ""
        assert "The same on every screen?" in person.text


async def test_reading_a_notice_twice_at_the_welcome_alarms_nobody() -> None:
    """The second press asks, since it may have been meant for the notice."""
    table = unanswered()
    async with full_screen(table) as person:
        await told(person, e.Warned(code="words-differ"))
        person.session.look = 1.0
        table.run(1)
        await person.press("f8", "f8")
        assert said(table) == ""
        assert "Are names or words not right after all?" in person.text


async def test_a_long_notice_can_be_read_whole() -> None:
    """It takes a few lines; a key shows all of it, and the page keeps its room."""
    texts = tuple(f"text number {number}" for number in range(12))
    async with full_screen(at("write")) as person:
        await told(person, e.Warned(code="maybe-read", texts=texts))
        assert "text number 11" not in person.text
        assert "Ctrl+R: read all of it" in person.text
        assert sum("█" in line for line in person.lines) <= 5
        await person.press("ctrl+r", "end")
        assert "text number 11" in person.text
        await person.press("escape", "f8", "ctrl+r")
        assert "text number" not in person.text


# ---------------------------------------------------------------------- leading


async def test_one_key_collects_and_the_next_moves_on() -> None:
    """The facilitator leads with F5 and F6, and goes back with F4."""
    table = at("write-drafts")
    async with full_screen(table, "lead") as person:
        assert "F5 Collect and show F6 Next step" in person.text
        await person.press("f5")
        assert "Collecting in 20 seconds." in person.text
        assert "F6" not in person.lines[-1]
        table.run(60)
        await person.settle()
        assert "6 notes were collected." in person.text
        await person.press("f6")
        assert "Step 5 of 9" in person.text
        await person.press("f4")
        assert "Step 4 of 9" in person.text


async def test_members_lead_nothing() -> None:
    """Their keys do nothing, and nothing of it is on their screen."""
    table = at("write")
    async with full_screen(table) as person:
        await person.press("f5", "f6", "f4", "f2", "ctrl+t", "tab")
        assert "Step 4 of 9" in person.text
        assert "Collect" not in person.text
        assert not person.app.screen.query(LeadPanel)


async def test_a_small_group_is_confirmed_once() -> None:
    """Calm words, and No unless the facilitator says yes."""
    table = meeting(others=4)
    table.ok("lead", c.GoStep("ask"))
    async with full_screen(table, "lead") as person:
        await person.press("f5")
        assert "Go on with so few?" in person.text
        await person.press("enter")
        assert "Collecting" not in person.text
        await person.press("f5", "left", "enter")
        assert "Collecting in 5 seconds." in person.text


async def test_a_group_that_became_small_is_confirmed_from_the_notice() -> None:
    """The round stops, and one key says that it is enough and collects."""
    table = meeting()
    table.ok("lead", c.GoStep("ask"))
    async with full_screen(table, "lead") as person:
        table.disconnect("m5")
        await person.press("f5")
        table.run(16)
        await person.settle()
        assert "Go on with so few F7 I have read this F8" in person.text
        await person.press("f7")
        assert "Collecting in 5 seconds." in person.text


async def test_the_end_wants_a_yes() -> None:
    """The last step's key ends the session for everybody, after asking."""
    table = at("close-result")
    async with full_screen(table, "lead") as person:
        assert "F6 End the session" in person.text
        await person.press("f6", "enter")
        assert not person.session.view.ended
        await person.press("f6", "left", "enter")
        table.run(5)
        await person.settle()
        assert person.session.view.ended


async def test_undo_takes_back_the_last_change() -> None:
    """Also that the step moved on is not undone by it, but what was grouped is."""
    table = at("group-themes")
    async with full_screen(table, "lead") as person:
        await person.press("ctrl+z")
        assert len(person.session.view.themes.themes) == 1


async def test_the_facilitator_has_tips_and_buttons() -> None:
    """Beside the page where it is wide, over it on a key where it is not."""
    table = at("write")
    async with full_screen(table, "lead") as person:
        assert "You lead" not in person.text
        await person.press("f2")
        assert "minutes of silence" in person.text
        await person.press("end")
        step = person.session.view.step
        assert step
        assert step.tips
        assert step.tips[-1][-20:] in person.text
        await person.press("f2")
        assert "minutes of silence" not in person.text
    async with full_screen(at("write"), "lead", size=(120, 40)) as person:
        assert "You lead" in person.text
        await person.click_on("Collect and show  F5")
        assert "Collecting in 20 seconds." in person.text
        await person.press("f4")
        await person.click_on("Next step  F6")
        assert "Step 5 of 9" in person.text


@pytest.mark.parametrize(
    ("typed", "seconds"),
    [("5", 300), ("0,5", 30), ("0", None), ("x", None), ("1e999", None), ("", None)],
)
async def test_the_timer_is_set_in_minutes(typed: str, seconds: int | None) -> None:
    """Nothing turns it off; what is no number is said to be none."""
    async with full_screen(at("talk"), "lead") as person:
        await person.press("ctrl+t", "ctrl+u")
        await person.write(typed)
        await person.press("enter")
        timer = person.session.view.timer
        now = person.session.clock()
        assert (timer and round(timer - now)) == seconds
        wrong = [n.message for n in person.app._notifications if "fit" in n.message]
        assert len(wrong) == (typed in {"x", "1e999"})


async def test_the_timer_can_be_left_as_it_is() -> None:
    """Escape changes nothing."""
    async with full_screen(at("talk-timer"), "lead") as person:
        before = person.session.view.timer
        await person.press("ctrl+t", "escape")
        assert person.session.view.timer == before


# ------------------------------------------------------------------------ others


async def test_everybody_can_export() -> None:
    """To a folder that is asked for; closing the question writes nothing."""
    async with full_screen(at("norms-result")) as person:
        await person.press("ctrl+e", "escape")
        assert person.session.view.exported == ()
        await person.press("ctrl+e", "enter")
        (said,) = person.app._notifications
        assert said.message.startswith("Written: retro-session/norms.md")
    assert written("retro-session/norms.md")


@pytest.mark.parametrize(
    ("key", "words"),
    [
        ("f1", "Carol de Wit"),
        ("f3", "It does not hide your screen or keyboard"),
        ("f9", "How free do you feel"),
        ("question_mark", "What you can do here"),
    ],
)
async def test_help_is_one_key_away_at_every_step(key: str, words: str) -> None:
    """And goes away with Escape."""
    async with full_screen(at("talk")) as person:
        await person.press(key)
        assert words in person.text
        await person.press("escape")
        assert isinstance(person.app.screen, SessionScreen)


async def test_a_projector_answers_and_writes_nothing() -> None:
    """It is no member: it has no notices, exports nothing, and can be helped."""
    table = at("write", screen=True)
    async with full_screen(table, "beamer") as person:
        await told(person, e.Warned(code="lead-left"))
        await person.press("f7", "f8", "ctrl+b", "ctrl+e", "f5", "ctrl+r")
        assert isinstance(person.app.screen, SessionScreen)
        assert "lost its connection" not in person.text
        await person.press("f1")
        assert "Carol de Wit" in person.text


async def test_a_list_under_help_is_not_compared(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """What lies over the session is known to it, and when it is gone again."""
    seen: list[bool] = []
    async with full_screen(meeting()) as person:
        monkeypatch.setattr(person.session, "covered", seen.append)
        await person.press("f1")
        await person.press("escape")
    assert seen[:2] == [True, False]
