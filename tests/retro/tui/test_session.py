"""A session at one seat: events folded into the view, wishes carried out in order."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Collection
from contextlib import asynccontextmanager
from functools import cache
from pathlib import Path

import pytest
from attrs import evolve

from formats.agenda import Place
from formats.session_file import SavedSession
from retro.client import commands as c
from retro.client import events as e
from retro.client.errors import ClientError
from retro.i18n import Speech
from retro.seat import Part
from retro.tui.session import Session
from tests.support.scenes import at

WELCOME = e.Welcome(room="r", server="s", lang="en", title="T", team="X")
ROSTER = e.Roster(
    epoch=2, count=2, words=("a", "b", "c", "d"), members=("Ann", "Bob"), known=False,
    added=(), removed=(), answer="",
)  # fmt: skip
ABORTED = e.RoundEvent(purpose="notes", phase="aborted", reason="stalled")


@cache
def saved() -> SavedSession:
    """Give what a session leaves that came to its end."""
    return at("close-result").engines["m1"].saved()


class Scripted:
    """A client that answers as it is told to, and remembers what was asked."""

    def __init__(self) -> None:
        """Begin with nothing told and everything accepted."""
        self.events: asyncio.Queue[e.Event] = asyncio.Queue()
        self.asked: list[c.Command] = []
        self.refuses: dict[type[c.Command], e.Refused] = {}
        self.session: SavedSession | None = saved()
        self.over = asyncio.Event()
        self.failure: Exception | None = None

    async def run(self) -> None:
        """Stay until it is over."""
        await self.over.wait()
        if self.failure is not None:
            raise self.failure

    async def do(self, command: c.Command) -> e.Accepted | e.Refused:
        """Answer as it was told to."""
        self.asked.append(command)
        await asyncio.sleep(0)
        return self.refuses.get(type(command)) or e.Accepted(command=command.VERB)

    async def quit(self) -> None:
        """Leave."""
        self.over.set()

    def saved(self) -> SavedSession:
        """Give what was saved, if anything was."""
        if self.session is None:
            raise ClientError("not-begun")
        return self.session

    def themes_known(self) -> Collection[int]:
        """Know no themes."""
        return ()


class Seated:
    """Somebody in a session: what they were shown and told."""

    def __init__(self, client: Scripted, part: Part, look: float) -> None:
        """Sit down at the session of `client`."""
        self.client = client
        self.now = 10.0
        self.changes = 0
        self.said: list[tuple[str, bool]] = []
        self.session = Session(
            client,
            Speech("en"),
            part,
            changed=self._changed,
            say=lambda sentence, wrong: self.said.append((sentence, wrong)),
            clock=lambda: self.now,
            look=look,
        )
        self.living = asyncio.create_task(self.session.live())

    def _changed(self) -> None:
        self.changes += 1

    async def told(self, *events: e.Event) -> None:
        """Let the client tell something, and let it come through."""
        for event in events:
            self.client.events.put_nowait(event)
        await self.settle()

    async def settle(self) -> None:
        """Let everything under way be done."""
        for _ in range(20):
            await asyncio.sleep(0)


@asynccontextmanager
async def seated(part: Part | None = None, look: float = 0.0) -> AsyncIterator[Seated]:
    """Seat somebody while the block runs."""
    person = Seated(Scripted(), part or Part(), look)
    await person.settle()
    yield person
    person.client.over.set()
    await asyncio.gather(person.living, return_exceptions=True)


async def test_events_are_shown_together() -> None:
    """What came at one moment is one change of the screen."""
    async with seated() as person:
        await person.told(e.Link(state="down"), e.TimerEvent(seconds=5), WELCOME)
        assert person.session.view.link == "down"
        assert person.session.view.timer == 15.0
        assert person.changes == 1


async def test_where_to_go_is_known_from_the_start() -> None:
    """The places of the session are there before anybody asks, once."""
    async with seated(Part(first=(c.Answer("3"),))) as person:
        assert person.client.session is not None
        places = (Place(kind="confidant", text="Carol"),)
        person.client.session = evolve(person.client.session, places=places)
        await person.told(WELCOME)
        assert person.session.view.places.places == (("confidant", "Carol"),)
        assert person.client.asked == [c.Answer("3")]
        await person.told(WELCOME)  # as after coming back
        assert person.client.asked == [c.Answer("3")]


async def test_wishes_are_carried_out_in_the_order_asked() -> None:
    """One after the other; each is answered, and a refusal is said in words."""
    answers: list[e.Accepted | e.Refused] = []
    async with seated() as person:
        refused = e.Refused(code="too-long", detail=("400", "320"))
        person.client.refuses[c.Note] = refused
        person.session.do(c.Note("well", "x" * 400), answers.append)
        person.session.do(c.Blank(), answers.append)
        person.session.do(c.Send())
        await person.settle()
        assert person.client.asked == [c.Note("well", "x" * 400), c.Blank(), c.Send()]
        assert answers == [refused, e.Accepted(command="blank")]
        (said,) = person.said
        assert said == (
            "That text is too long: 400 bytes, and 320 fit. Nothing was kept.",
            True,
        )


async def test_same_is_of_the_list_that_was_looked_at() -> None:
    """A list that came only just cannot have been compared; one that stood can."""
    async with seated(look=1.0) as person:
        await person.told(ROSTER)
        person.session.do(c.Words("same"))
        person.now += 1.0
        person.session.do(c.Words("same"))
        await person.told(evolve(ROSTER, epoch=3))
        person.session.do(c.Words("differ"))
        await person.settle()
        assert person.client.asked == [
            c.Words("same", -1),
            c.Words("same", 2),
            c.Words("differ", 2),
        ]


async def test_a_list_that_came_under_something_else_was_not_looked_at() -> None:
    """Behind help or where to go a list can be compared by nobody, however long."""
    async with seated(look=1.0) as person:
        person.session.covered(True)
        await person.told(ROSTER)
        person.now += 60.0
        person.session.do(c.Words("same"))
        person.session.covered(False)
        person.session.do(c.Words("same"))
        person.now += 1.0
        person.session.do(c.Words("same"))
        await person.settle()
        assert person.client.asked == [
            c.Words("same", -1),
            c.Words("same", -1),
            c.Words("same", 2),
        ]


async def test_what_was_said_of_the_words_is_shown() -> None:
    """The question goes away once it is answered, not when it is refused."""
    async with seated() as person:
        await person.told(ROSTER)
        person.client.refuses[c.Words] = e.Refused(code="words-changed")
        person.session.do(c.Words("same"))
        await person.settle()
        assert person.session.view.roster == ROSTER
        person.client.refuses.clear()
        before = person.changes
        person.session.do(c.Words("same"))
        await person.settle()
        assert person.session.view.roster == evolve(ROSTER, answer="same")
        assert person.changes > before


async def test_an_answer_is_never_shown_at_another_list() -> None:
    """A list that comes while "same" is on its way to the server is asked about."""
    other = evolve(ROSTER, epoch=3, members=("Ann", "Bob", "Eve"))
    async with seated() as person:
        await person.told(ROSTER)
        person.session.do(c.Words("same"))
        person.client.events.put_nowait(other)
        await person.settle()
        assert person.client.asked == [c.Words("same", 2)]
        assert person.session.view.roster == other


async def test_after_a_round_the_drafts_are_asked_for() -> None:
    """Which are left is told to who asks; that it cannot be told is no news."""
    async with seated() as person:
        await person.told(e.RoundEvent(purpose="notes", phase="mixing"))
        assert person.client.asked == []
        person.client.refuses[c.Notes] = e.Refused(code="out-of-step")
        await person.told(ABORTED)
        assert person.client.asked == [c.Notes()]
        assert person.said == []


async def test_what_was_read_goes_away() -> None:
    """A warning and the end of a round are taken away, and the screen is told."""
    warning = e.Warned(code="left-out")
    async with seated() as person:
        await person.told(warning, ABORTED)
        before = person.changes
        person.session.dismiss(warning)
        person.session.dismiss(ABORTED)
        assert person.session.view.warnings == ()
        assert person.session.view.last_round is None
        assert person.changes == before + 2


async def test_leaving_is_not_the_end() -> None:
    """Who leaves is told that the session is not over."""
    async with seated() as person:
        await person.session.leave()
        assert await person.living is False


async def test_the_end_comes_through_though_the_client_is_gone() -> None:
    """What was told last is shown, and the files that were asked for are written."""
    async with seated() as person:
        person.client.events.put_nowait(e.Ended())
        person.client.over.set()
        assert await person.living is True
        assert person.session.view.ended


async def test_a_failure_of_the_client_is_raised() -> None:
    """Whoever opened the session hears why it cannot go on."""
    async with seated() as person:
        person.client.failure = ClientError("expired")
        person.client.over.set()
        with pytest.raises(ClientError):
            await person.living


async def test_a_failure_of_ours_is_raised() -> None:
    """A fault in what was asked for does not go by unseen."""

    def fail(_: e.Accepted | e.Refused) -> None:
        raise LookupError

    async with seated() as person:
        person.session.do(c.Blank(), fail)
        await person.settle()
        person.client.over.set()
        with pytest.raises(LookupError):
            await person.living


async def test_files_are_written_at_the_end(tmp_path: Path) -> None:
    """With a folder asked for beforehand nobody has to think of exporting."""
    async with seated(Part(out=tmp_path)) as person:
        person.client.events.put_nowait(e.Ended())
        person.client.over.set()
        await person.living
        assert (tmp_path / "norms.md").is_file()


async def test_no_files_are_written_when_somebody_leaves(tmp_path: Path) -> None:
    """What is not over yet is not written by itself."""
    async with seated(Part(out=tmp_path)) as person:
        await person.session.leave()
        await person.living
        assert person.session.view.exported == ()


async def test_export_says_what_was_written(tmp_path: Path) -> None:
    """The files are named, and known from then on."""
    file = tmp_path / "norms.md"
    async with seated() as person:
        assert person.session.export(str(file))
        assert person.said == [(f"Written: {file}", False)]
        assert person.session.view.exported == (str(file),)


async def test_export_says_why_nothing_was_written(tmp_path: Path) -> None:
    """A file that is there, a name of no kind, and a session that has not begun."""
    file = tmp_path / "norms.md"
    file.touch()
    async with seated() as person:
        assert not person.session.export(str(file))
        assert not person.session.export(str(tmp_path / "norms.doc"))
        person.client.session = None
        assert not person.session.export(str(tmp_path))
        there, kind, nothing = person.said
        assert there[0].startswith(f"{file} is there already")
        assert kind[0].startswith("A file's name ends in .md")
        assert nothing == ("There is nothing to export yet.", True)
