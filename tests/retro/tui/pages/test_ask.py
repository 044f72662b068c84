"""A question on the full screen: every way to answer it, and what all answered."""

from __future__ import annotations

from collections.abc import Sequence

import pytest
from textual.containers import VerticalScroll

from formats.agenda import Agenda, Prompt, Step
from retro.client import commands as c
from retro.client import events as e
from retro.i18n import Lang
from retro.sentences import PROMISE
from tests.support.fullscreen import full_screen
from tests.support.meeting import Meeting

SCALE = Step(
    kind="ask", title="Free", question="How free do you feel?", answer="scale",
    low=1, high=5, low_label="not at all", high_label="completely",
)  # fmt: skip
LONG_SCALE = Step(
    kind="ask", title="Free", question="How free?", answer="scale", low=0, high=10,
    low_label="not free at all to say anything", high_label="free to say everything",
)  # fmt: skip
YES_NO = Step(kind="ask", title="Seen", question="Did you see it?", answer="yesno")
OPTIONS = ("No", "Yes, here", "[@click=app.quit]Elsewhere[/] [/oops]")
CHOICE = Step(
    kind="ask",
    title="Where",
    question="Where was it?",
    answer="choice",
    options=OPTIONS,
)
TICKS = Step(
    kind="ask", title="What", question="What was it?", answer="ticks", options=OPTIONS
)
WORDS = Step(
    kind="ask", title="Words", question="Which words?", answer="words",
    prompts=(Prompt(word="Respect", meaning="You take the other seriously."),),
)  # fmt: skip
KEPT = "Kept on this laptop until it is collected"


def asking(step: Step, lang: Lang = "en") -> Meeting:
    """Bring a session to a step."""
    steps = (Step(kind="welcome", title="Hello"), step, Step(kind="close", title="Bye"))
    table = Meeting(5, agenda=Agenda(name="t", lang=lang, title="T", steps=steps))
    table.ok("lead", c.Next())
    return table


def chosen(table: Meeting) -> e.Mine:
    """Give what m1 chose last."""
    return table.last("m1", e.Mine)


def collect(table: Meeting, commands: Sequence[c.Command]) -> None:
    """Let some answer, each with one command, and run the round."""
    for name, command in zip(table.engines, commands, strict=False):
        table.ok(name, command)
    table.ok("lead", c.Collect(0))
    table.run(30)


async def test_a_scale_is_answered_by_number_arrows_and_mouse() -> None:
    """A number, the arrows with Enter, or a click chooses; the last one counts."""
    table = asking(SCALE)
    async with full_screen(table) as person:
        assert "How free do you feel?" in person.text
        assert "not at all completely" in person.text
        assert "You did not answer yet." in person.text
        await person.press("4")
        assert chosen(table).answer == 4
        assert "✓ 4" in person.text
        assert f"✓ You chose: 4. {KEPT}" in person.text
        await person.press("left", "left", "enter")
        assert chosen(table).answer == 2
        await person.press("right", "space")
        assert chosen(table).answer == 3
        await person.click_on("5  │")
        assert chosen(table).answer == 5
        await person.press("9", "0")
        assert chosen(table).answer == 5


async def test_a_long_scale_fits_any_width() -> None:
    """Eleven points stand in boxes, or in rows where there is no room for boxes."""
    table = asking(LONG_SCALE)
    async with full_screen(table) as person:
        assert "not free at all to say anything" in person.text
        await person.press("0")
        assert chosen(table).answer == 0
        await person.click_on("10 ", right=0)
        assert chosen(table).answer == 10
        await person.pilot.resize_terminal(40, 24)
        await person.settle()
        assert "0 = not free at all to say anything" in person.text
        for point in range(10):
            assert f"[  {point}]" in "\n".join(person.lines)
        await person.click_on(" 8]", right=1)
        assert chosen(table).answer == 8


@pytest.mark.parametrize(("keys", "answer"), [("y", 1), ("j", 1), ("n", 2)])
async def test_yes_and_no_have_letters(keys: str, answer: int) -> None:
    """The first letter of either language answers, and so do arrows and the mouse."""
    table = asking(YES_NO)
    async with full_screen(table) as person:
        await person.press(keys)
        assert chosen(table).answer == answer
        await person.press("home", "left", "enter")
        assert chosen(table).answer == 1
        await person.click_on("no ")
        assert chosen(table).answer == 2


async def test_one_is_chosen_from_a_list() -> None:
    """The arrows and Enter, or a click, choose one; what it says stays text."""
    table = asking(CHOICE)
    async with full_screen(table) as person:
        assert "( ) [@click=app.quit]Elsewhere[/] [/oops]" in person.text
        await person.press("down", "enter")
        assert chosen(table).answer == 2
        assert "(●) Yes, here" in person.text
        assert "✓ You chose: Yes, here." in person.text
        await person.click_on("Elsewhere")
        assert chosen(table).answer == 3
        assert "✓ You chose: [@click=app.quit]Elsewhere[/] [/oops]." in person.text


async def test_ticks_are_set_and_taken_back() -> None:
    """Space and clicks tick and untick, also faster than the answer comes back."""
    table = asking(TICKS)
    async with full_screen(table) as person:
        await person.press("space", "down", "space")
        assert chosen(table).ticks == (1, 2)
        assert "[x] Yes, here" in person.text
        assert "You ticked 2." in person.text
        await person.click_on("[x] No", right=4)
        assert chosen(table).ticks == (2,)


@pytest.mark.parametrize("how", ["key", "mouse"])
async def test_none_of_these_is_an_answer(how: str) -> None:
    """Nothing ticked is an answer too, given on purpose."""
    table = asking(TICKS)
    async with full_screen(table) as person:
        await person.press("space")
        await (person.press("0") if how == "key" else person.click_on("None of these"))
        assert chosen(table).ticks == ()
        assert f"✓ You said: none of these. {KEPT}" in person.text


async def test_words_are_given_and_taken_back() -> None:
    """Up to three words, one at a time; each can be taken back by key or mouse."""
    table = asking(WORDS)
    async with full_screen(table, size=(80, 30)) as person:
        assert "Respect: You take" not in person.text
        assert PROMISE[:40] in person.text
        for word in ("calm", "jokes", "honest"):
            await person.write(word)
            await person.press("enter")
        assert chosen(table).words == ("calm", "jokes", "honest")
        assert "A word, then Enter" not in person.text
        await person.click_on("jokes", right=9)
        assert chosen(table).words == ("calm", "honest")
        await person.press("ctrl+l")
        assert chosen(table).words == ("calm",)
        await person.write("again")
        await person.press("enter")
        assert chosen(table).words == ("calm", "again")
        assert "You gave 2 words." in person.text


async def test_a_word_that_does_not_fit_stays_in_the_line() -> None:
    """A word that was refused, or not given yet, is kept when the step moves."""
    table = asking(WORDS)
    async with full_screen(table) as person:
        await person.write("x" * 70)
        assert "6 bytes too long" in person.text
        await person.press("enter")
        assert "x" * 40 in person.text
        assert not table.told("m1", e.Mine)
        assert person.session.unsent
        table.ok("lead", c.Next())
        await person.settle()
        assert "x" * 40 not in person.text
        table.ok("lead", c.Back())
        await person.settle()
        assert "x" * 40 in person.text


async def test_a_word_that_may_point_at_someone_is_told() -> None:
    """A mail address gets the local hint, and the countdown counts it as not given."""
    table = asking(WORDS)
    async with full_screen(table) as person:
        await person.write("jan")
        await person.press("@", *"zorg", "full_stop", *"nl")
        assert "⚠ This may point at someone: an e-mail address." in person.text
        table.ok("lead", c.Collect(20))
        await person.settle()
        assert "Unsaved text does not go along" in person.text
        await person.press("enter")
        assert "Unsaved text does not go along" not in person.text


@pytest.mark.parametrize("how", ["key", "mouse"])
async def test_sending_nothing_is_a_choice(how: str) -> None:
    """Who sends nothing sees that, and answers after all by answering."""
    table = asking(SCALE)
    async with full_screen(table) as person:
        await person.press("4")
        await (person.press("ctrl+b") if how == "key" else person.click_on("Send noth"))
        assert chosen(table).blank
        assert "You send nothing this time." in person.text
        await person.press("3")
        assert (chosen(table).blank, chosen(table).answer) == (False, 3)


async def test_the_result_takes_the_place_of_the_question_and_stays() -> None:
    """After the round there are bars, n of N and whole per cents, also on a return."""
    table = asking(SCALE)
    async with full_screen(table) as person:
        collect(table, [c.Answer(n) for n in "2223"])
        await person.settle()
        for expected in ("4 of 6 answered", "1 not at all", "3 75%", "1 25%"):
            assert expected in person.text
        assert "Press or click a number" not in person.text
        await person.press("4")
        assert not table.told("m1", e.Mine)[-1].answer
        table.ok("lead", c.Next())
        table.ok("lead", c.Back())
        await person.settle()
        assert "4 of 6 answered" in person.text


async def test_what_words_mean_comes_after_the_words() -> None:
    """Definitions stand below the result, so that nobody writes what they read."""
    table = asking(WORDS)
    async with full_screen(table) as person:
        collect(table, [c.Word("calm"), c.Word("Calm"), c.Word("jokes")])
        await person.settle()
        assert "calm" in person.text.casefold()
        assert "2 67%" in person.text
        assert "Respect: You take the other seriously." in person.text


async def test_the_facilitator_sees_the_same_and_how_to_go_on() -> None:
    """The one who leads answers like everybody, and is told the key that collects."""
    table = asking(SCALE)
    async with full_screen(table, "lead") as person:
        assert "Has everyone answered? Press F5." in person.text
        await person.press("2")
        assert table.last("lead", e.Mine).answer == 2
        collect(table, [c.Answer("1")] * 4)
        await person.settle()
        assert "Collect and show" not in person.text


async def test_a_long_question_and_forty_options_scroll() -> None:
    """Of a question of a thousand bytes and forty options each is reached by key."""
    question = "Why is it that way here, do you think? " * 25
    options = tuple(f"Because of reason {n}" for n in range(1, 41))
    step = Step(
        kind="ask", title="Why", question=question.strip(), answer="choice",
        options=options,
    )  # fmt: skip
    table = asking(step)
    for size in ((80, 24), (40, 24)):
        async with full_screen(table, size=size) as person:
            sheet = person.app.screen.query_one(".sheet", VerticalScroll)
            assert "Why is it that way here" in person.lines[2]
            await person.press("end")
            assert "Because of reason 40" in person.text
            await person.press("enter")
            assert chosen(table).answer == 40
            await person.press("pageup")
            before = sheet.scroll_offset.y
            await person.press("pagedown")
            assert sheet.scroll_offset.y > before
            await person.press("home")
            assert sheet.scroll_offset.y == 0
            await person.press("down", "enter")
            assert chosen(table).answer == 2
            assert "Because of reason 2" in person.text


STEPS = {
    "scale": LONG_SCALE, "yesno": YES_NO, "choice": CHOICE, "ticks": TICKS,
    "words": WORDS,
}  # fmt: skip
BUTTONS = {
    "en": ("Send nothing this time Ctrl+B", "None of these 0"),
    "nl": ("Deze keer niets sturen Ctrl+B", "Niets hiervan 0"),
}


@pytest.mark.parametrize("lang", ["en", "nl"])
@pytest.mark.parametrize("kind", STEPS)
async def test_no_label_is_cut_in_forty_columns(kind: str, lang: Lang) -> None:
    """Every label is there whole on a narrow screen, in either language."""
    table = asking(STEPS[kind], lang)
    async with full_screen(table, size=(40, 40), lang=lang) as person:
        nothing, none = BUTTONS[lang]
        assert nothing in person.text
        assert (none in person.text) == (kind == "ticks")
