"""The line client between lines and a client."""

from __future__ import annotations

import asyncio
import json
from pathlib import Path
from typing import Any

import pytest
from attrs import evolve

from formats.agenda import Place
from retro.client import commands as c
from retro.client import events as e
from retro.client.errors import ClientError
from retro.i18n import Speech
from retro.plain.front import Front, Reader
from tests.retro.plain.fakes import SAVED, FakeClient, Typed

WELCOME = e.Welcome(room="r", server="s", lang="en", title="Meeting", team="")


class Session:
    """A front on a fake client, and what it wrote."""

    def __init__(
        self,
        *lines: str,
        as_json: bool = True,
        client: FakeClient | None = None,
        names: tuple[str, ...] = (),
        **rest: Any,  # noqa: ANN401  what Front takes besides
    ) -> None:
        """Type `lines`."""
        self.client = client or FakeClient()
        self.written: list[str] = []
        self.shown = asyncio.Event()
        self.typed = Typed(*lines)
        reader = Reader(
            speech=Speech("en"), write=self._write, json=as_json, names=names
        )
        self.front = Front(self.client, self.typed, reader, **rest)

    def _write(self, line: str) -> None:
        self.written.append(line)
        self.shown.set()

    async def play(self) -> None:
        """Let every line be answered, then end the session."""
        running = asyncio.create_task(self.front.run())
        await self.typed.read.wait()
        self.client.end()
        await running

    @property
    def events(self) -> list[dict[str, Any]]:
        """What was written, as JSON objects."""
        return [json.loads(line) for line in self.written]


async def test_every_line_is_answered_before_the_next() -> None:
    """Each line gets accepted or error in turn, with the verb in English."""
    session = Session("notitie well hi", "", "dance", "edit x", "vote", "hulp next")
    await session.play()
    answers = [event for event in session.events if event["event"] != "help"]
    assert [(a["event"], a.get("command", a.get("code"))) for a in answers] == [
        ("accepted", "note"),
        ("error", "unknown-command"),
        ("error", "bad-value"),
        ("error", "unknown-command"),
        ("accepted", "help"),
        ("ended", None),
    ]
    assert session.client.done == [c.Note("well", "hi")]
    assert session.front.ended


async def test_what_a_command_causes_comes_after_its_answer() -> None:
    """A script may read to the answer, and then expect the change."""
    session = Session("next")
    session.client.causes[c.Next] = e.TimerEvent(seconds=5)
    await session.play()
    assert [event["event"] for event in session.events] == [
        "accepted",
        "timer",
        "ended",
    ]


@pytest.mark.parametrize(
    ("line", "refused", "message"),
    [
        ("note x y", e.Refused(code="unknown-column", detail=("well, need",)), "need"),
        ("answer 9", e.Refused(code="bad-value", detail=("1", "5")), "from 1 to 5"),
        ("dots 1", e.Refused(code="bad-value", detail=("3",)), "3 numbers"),
        ("dots 9 9", e.Refused(code="over-budget", detail=("5",)), "than the 5"),
        ("reword 1 x", e.Refused(code="bad-value"), "reword NORM TEXT"),
        ("next", e.Refused(code="new-code"), "new-code"),
        ("next", e.Refused(code="busy", message="As it is."), "As it is."),
    ],
)
async def test_a_refusal_says_why(line: str, refused: e.Refused, message: str) -> None:
    """A code and its details become a sentence in the reader's language."""
    session = Session(line)
    for kind in (c.Note, c.Answer, c.Dots, c.Reword, c.Next):
        session.client.answers[kind] = refused
    await session.play()
    assert session.events[0]["code"] == refused.code
    assert message in session.events[0]["message"]


async def test_a_refusal_among_the_events_says_why_too() -> None:
    """What the client refuses later, on its own, has a sentence as well."""
    session = Session()
    session.client.events.put_nowait(e.Refused(code="outcome-differs"))
    await session.play()
    assert "do not trust" in session.events[0]["message"]


async def test_a_draft_that_points_at_someone_gets_a_hint() -> None:
    """The hint knows addresses and the names in settings, and costs no draft."""
    session = Session(
        "note well ask bob", "edit 1 a@b.nl", "word bob", "consent 1 agree bob said so",
        "note well ask us", "next", names=("Bob",),
    )  # fmt: skip
    await session.play()
    hints = [event["kinds"] for event in session.events if event["event"] == "hint"]
    assert hints == [["name"], ["email"], ["name"], ["name"]]
    assert len(session.client.done) == 6


async def test_a_theme_is_known_by_the_client() -> None:
    """ "from 2" is a theme because the client knows theme 2."""
    session = Session("norm We ask from 2", "norm We ask from 3")
    await session.play()
    assert session.client.done == [c.Norm("We ask", 2), c.Norm("We ask from 3")]


async def test_quitting_leaves_without_an_end() -> None:
    """`quit` is accepted and the front returns, though the session goes on."""
    session = Session("quit", "next")
    await session.front.run()
    assert session.events == [{"event": "accepted", "command": "quit"}]
    assert not session.front.ended


async def test_why_a_client_cannot_start_reaches_the_caller() -> None:
    """The front adds nothing to a failure, and stops reading."""
    session = Session("next")
    session.client.error = ClientError("no-such-room")
    with pytest.raises(ClientError):
        await session.front.run()


async def test_the_end_of_input_is_no_end() -> None:
    """A script that closed its stdin stays in the session until that ends."""
    session = Session()

    async def over() -> None:
        return None

    session.typed.next = over  # type: ignore[method-assign]  # a stdin that is closed
    session.client.events.put_nowait(WELCOME)
    running = asyncio.create_task(session.front.run())
    await session.shown.wait()
    assert not running.done()
    session.client.end()
    await running
    assert session.front.ended


async def test_leaving_while_nothing_happens() -> None:
    """Ctrl-C, which cancels the front, leaves no task behind."""
    session = Session()
    running = asyncio.create_task(session.front.run())
    await session.typed.read.wait()
    running.cancel()
    with pytest.raises(asyncio.CancelledError):
        await running
    assert asyncio.all_tasks() == {asyncio.current_task()}


async def test_nobody_reading_is_leaving() -> None:
    """When what is written cannot be, the client leaves the session."""
    session = Session()

    def broken(_: str) -> None:
        raise BrokenPipeError

    reader = Reader(speech=Speech("en"), write=broken, json=True)
    front = Front(session.client, session.typed, reader)
    session.client.events.put_nowait(WELCOME)
    await front.run()
    assert not front.ended


async def test_a_fault_of_our_own_is_not_hidden() -> None:
    """An error that is no broken pipe surfaces instead of being swallowed."""
    session = Session()

    def faulty(_: str) -> None:
        raise ZeroDivisionError

    reader = Reader(speech=Speech("en"), write=faulty, json=True)
    session.client.events.put_nowait(WELCOME)
    with pytest.raises(ZeroDivisionError):
        await Front(session.client, session.typed, reader).run()


async def test_what_comes_first_waits_for_the_session() -> None:
    """`--small-group` is said when the client is in, and shown only if refused."""
    session = Session("notes", first=(c.ConfirmSmall(),))
    session.client.answers[c.ConfirmSmall] = e.Refused(code="out-of-step")
    session.client.events.put_nowait(WELCOME)
    await session.play()
    assert session.client.done == [c.ConfirmSmall(), c.Notes()]
    assert [event["event"] for event in session.events][:2] == ["welcome", "error"]


async def test_exports(tmp_path: Path) -> None:
    """Files are written by `export`; what is there, or cannot be, is refused."""
    path = tmp_path / "norms.md"
    session = Session(
        f"export {path}", f"export {path}", f"export {tmp_path}/x.doc",
        f"export {tmp_path}/none/x.md",
    )  # fmt: skip
    await session.play()
    events = session.events[:-1]
    assert [event.get("code", event["event"]) for event in events] == [
        "accepted",
        "exported",
        "file-exists",
        "bad-value",
        "not-written",
    ]
    assert events[1]["path"] == str(path)
    assert path.read_text(encoding="utf-8").startswith("# Meeting")


async def test_nothing_to_export_yet() -> None:
    """Before the session began an export is refused."""
    session = Session("export x.md", client=FakeClient(None), as_json=False)
    await session.play()
    assert session.written[0] == "Not done: There is nothing to export yet."


async def test_out_is_written_before_the_end_is_told(tmp_path: Path) -> None:
    """With `--out` the files are there when a script reads `ended`."""
    session = Session(out=tmp_path / "out")
    await session.play()
    names = [Path(event["path"]).name for event in session.events[:-1]]
    assert names == ["norms.md", "notes.csv", "session.retro"]
    (tmp_path / "file").touch()
    refused = Session(out=tmp_path / "file")
    await refused.play()
    assert [event["event"] for event in refused.events] == ["error", "ended"]


async def test_plain_words_begin_and_end_with_where_to_go() -> None:
    """Without JSON where to go for help is said first and last, if it is known."""
    places = (Place(kind="confidant", text="Carol"),)
    client = FakeClient(evolve(SAVED, places=places))
    session = Session(as_json=False, client=client)
    client.events.put_nowait(WELCOME)
    await session.play()
    assert session.written[-1] == "Where to go, confidant: Carol"
    assert session.written.count("Where to go, confidant: Carol") == 2
    other = Session(as_json=False)
    await other.play()
    assert other.written == ["The session is over. Thank you for being part of it."]
