"""After a session that was chosen at the start screen, the start screen is back."""

from __future__ import annotations

from gc import collect, get_objects
from weakref import ref

from retro.client.errors import ClientError
from retro.i18n import Speech
from retro.seat import Part, Seat
from retro.tui.app import Opening, RetroApp
from retro.tui.choices import Choice, Join
from tests.support.fullscreen import FullScreen, Seated
from tests.support.scenes import at


def app_at(moment: str) -> tuple[RetroApp, Seated]:
    """Make an app at which trying opens a session at that moment."""
    meeting = at(moment)
    seated = Seated(meeting, "m1")

    def opens(choice: Choice, speech: Speech) -> Opening:
        async def opening(seat: Seat) -> None:
            await seat.play(seated, Part())

        return opening

    return RetroApp(Speech("en"), opens=opens, clock=lambda: meeting.now), seated


async def test_after_the_end() -> None:
    """Ctrl+Q after the end goes back to the start, and from there out."""
    app, seated = app_at("ended")
    async with app.run_test() as pilot:
        person = FullScreen(app, pilot, seated)
        await person.press("3")
        assert "session is over" in person.text
        await person.press("ctrl+q")
        assert "What do you want to do?" in person.text
        assert app.session is None
        await person.press("ctrl+q")
        assert not app.is_running


async def test_after_leaving() -> None:
    """Who leaves a session that goes on is back at the start too."""
    app, seated = app_at("ask")
    async with app.run_test() as pilot:
        person = FullScreen(app, pilot, seated)
        await person.press("3", "ctrl+q", "left", "enter")
        assert "What do you want to do?" in person.text
        await person.press("escape")
        assert "What do you want to do?" in person.text


async def test_nothing_of_a_session_stays_behind() -> None:
    """What was typed and what it was joined with is let go, as well as Python can."""
    app, seated = app_at("write")
    invitation = "ws://x/#goldfish-gratitude-franchise-recent"
    async with app.run_test() as pilot:
        person = FullScreen(app, pilot, seated)
        app.choose(Join(invitation=invitation, name="Bob"))
        await person.settle()
        await person.write("Something I never said")
        session = ref(person.session)
        await person.press("ctrl+q", "left", "enter")
        assert "What do you want to do?" in person.text
        collect()
        assert session() is None
        kept = (each for each in get_objects() if isinstance(each, Join))
        assert invitation not in {each.invitation for each in kept}


async def test_after_a_failure() -> None:
    """What ended a session on the way stands at the top of the start screen."""

    def opens(choice: Choice, speech: Speech) -> Opening:
        async def opening(seat: Seat) -> None:
            raise ClientError("unreachable", "ws://x")

        return opening

    app = RetroApp(Speech("en"), opens=opens, cannot=lambda _, error: f"No: {error}")
    async with app.run_test() as pilot:
        _app, seated = app_at("ask")
        person = FullScreen(app, pilot, seated)
        await person.press("3")
        assert "No: unreachable" in person.text
        assert app.is_running
