"""A session on full screens, in real terminals: from the start to norms.md.

A facilitator and three members at the Textual client and one at the line client, in two
languages, around a relay that is killed while people write. Whatever stands on a screen
is what a terminal makes of the bytes.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

import pytest

from tests.support.processes import Stage
from tests.support.terminals import Terminal

LINK = re.compile(r"ws://127\.0\.0\.1:\d+/#[a-z-]+")
HOSTILE = "Plain \x1b]52;c;SGFjaw==\x07text [@click=app.quit]x[/] \x1b[2J👩‍⚕️ done"


class Room:
    """The people at their terminals."""

    def __init__(self, stage: Stage) -> None:
        """Begin with nobody."""
        self.stage = stage
        self.terminals: list[Terminal] = []

    def sit(self, name: str, *arguments: str, columns: int = 80) -> Terminal:
        """Seat somebody at a terminal of their own."""
        argv = [str(self.stage.installed.command), *arguments, "--name", name]
        computer = self.stage.computer(name)
        terminal = Terminal(name, argv, computer, columns=columns)
        self.terminals.append(terminal)
        return terminal

    def all_see(self, *parts: str) -> None:
        """Wait until all these stand on everybody's screen."""
        for terminal in self.terminals:
            terminal.sees(*parts)


@pytest.fixture
def room(stage: Stage) -> Iterator[Room]:
    """Give a room; nobody's process outlives it."""
    room = Room(stage)
    yield room
    for terminal in room.terminals:
        terminal.kill()


def confirm(terminal: Terminal) -> None:
    """Say that the words are the same, as soon as one can have looked at them."""
    for _ in range(60):
        terminal.press("f7")
        if terminal.shows("✓", within=1.0):
            return
    raise AssertionError(f"{terminal.name} could never say that the words are the same")


def go_on(lead: Terminal) -> None:
    """Go to the next step, when no round is in the way any more."""
    lead.sees("F6")
    lead.press("f6")


def test_a_whole_session(room: Room) -> None:
    """A team at full screens comes from the welcome to norms that it takes home.

    Nothing else lies on a member's computer afterwards.
    """
    stage = room.stage
    relay, port = stage.serve()
    lead = room.sit("Lea", "host", "--server", f"ws://127.0.0.1:{port}", "--lang", "en")
    found = LINK.search(lead.until(lambda shown: bool(LINK.search(shown)), "the link"))
    assert found
    bob = room.sit("Bob", "join", found[0], "--lang", "en")
    eva = room.sit("Eva", "join", found[0], "--lang", "nl")
    jan = room.sit("Jan", "join", found[0], "--lang", "nl", columns=120)
    carl = stage.join("Carl", found[0])
    members = (bob, eva, jan)
    carl.wait("roster", lambda event: event["count"] == 5)
    for terminal in (lead, *members):
        terminal.sees("Carl")
        confirm(terminal)

    go_on(lead)
    room.all_see("How free do you feel to say here what you think?")
    for terminal, number in zip((lead, *members), "4235", strict=True):
        terminal.press(number)
    carl.ok("answer 4")
    lead.press("f5")
    lead.sees("Go on with so few?")
    lead.press("left", "enter")
    lead.sees("5 of 5")
    eva.sees("5 van 5")

    go_on(lead)
    room.all_see("What feels unsafe")
    carl.wait_at("write")
    bob.write("We help each other ☕")
    bob.press("enter")
    relay.kill()
    relay.ended()
    bob.sees("offline")
    bob.write("Written while the server was gone")
    bob.press("enter")
    eva.press("tab")
    eva.sees("bij: What feels unsafe")
    eva.paste(HOSTILE)
    eva.press("enter")
    stage.serve(port)
    bob.sees("online")
    eva.sees("online")
    jan.press("tab", "tab")
    jan.write("Fouten mogen er zijn 👩‍⚕️")
    jan.press("enter")
    carl.ok("note need A fixed moment")
    lead.write("From the lead")
    lead.press("enter")
    lead.sees("online")
    lead.press("f5")
    carl.wait("notes", lambda event: len(event["notes"]) == 6)
    for terminal in (lead, *members):
        terminal.sees("We help each other")
        terminal.sees("x[/]")
    for terminal in room.terminals:
        assert b"\x1b]52" not in terminal.raw

    go_on(lead)
    carl.wait_at("group")
    lead.press("space", "g")
    lead.sees("title")
    lead.write("Good to each other")
    lead.press("enter")
    room.all_see("Good to each other")

    go_on(lead)
    carl.wait_at("vote")
    for terminal in (lead, *members):
        terminal.sees("Good to each other", "5")
        terminal.press("+", "+", "+")
    carl.ok("dots 3")
    lead.press("f5")
    carl.wait("dots", lambda event: event["themes"][0]["dots"] == 15)
    room.all_see("15")

    go_on(lead)
    carl.wait_at("talk")
    room.all_see("Good to each other")
    lead.sees("Talk")
    go_on(lead)
    carl.wait_at("norms")
    lead.sees("New norm")
    lead.press("n")
    lead.sees("A new norm")
    lead.write("We tell each other first.")
    lead.press("enter")
    lead.sees("Which theme is it from?")
    lead.press("enter")
    carl.wait("norms", lambda event: bool(event["norms"]))
    for terminal in (lead, *members):
        terminal.sees("We tell each other first.")
        terminal.press("a")
    carl.ok("consent 1 agree")
    lead.press("f5")
    carl.wait("norms", lambda event: event["norms"][0]["status"] == "agreed")
    lead.sees("agreed")
    eva.sees("afgesproken")

    go_on(lead)
    carl.wait_at("close")
    lead.sees("F6 End")
    lead.press("f6")
    lead.sees("End the session?")
    lead.press("left", "enter")
    room.all_see("We tell each other first.")
    assert carl.ended() == 0
    jan.press("ctrl+e")
    jan.sees("map")
    jan.press("enter")
    jan.sees("norms.md")
    norms = stage.computer("Jan").here / "retro-session" / "norms.md"
    assert "We tell each other first." in norms.read_text(encoding="utf-8")
    assert "5 agree" in norms.read_text(encoding="utf-8")
    for terminal in (lead, *members):
        terminal.press("ctrl+q")
        assert terminal.ended() == 0
    exported = {"norms.md", "notes.csv", "session.retro"}
    for name in ("Bob", "Eva", "Jan", "Carl"):
        folder = stage.computer(name).folder
        left = {path.name for path in folder.rglob("*") if path.is_file()}
        assert left == (exported if name == "Jan" else set()), name
