"""A meeting on a virtual clock: real engines, the real room, no sockets and no waiting.

Every frame is encoded and decoded as on the wire. Time passes only when nothing else
can happen, so a scenario with many time-outs takes no time and always runs the same.
"""

from __future__ import annotations

import random
from collections import deque
from collections.abc import Callable, Iterator, Mapping
from typing import Any, TypeVar

import nacl.utils
from nacl.signing import SigningKey

from formats.agenda import Agenda, Column, Step
from formats.entries import MESSAGES, PAYLOADS, Begin, BroughtNorm, SignedMessage
from formats.wire import (
    CLIENT_FRAMES,
    SERVER_FRAMES,
    VERSION,
    Append,
    Challenge,
    Closing,
    Login,
    Post,
    Refused,
    ServerFrame,
)
from retro.anonymity.joinwords import Secrets
from retro.anonymity.sealing import unseal
from retro.client import commands as cmd
from retro.client import events as ev
from retro.client.core import ROUND
from retro.client.engine import Engine
from retro.client.patience import Patience
from server.journal import Entry
from server.limits import Budget, Limits
from server.room import Drop, Keep, Room, Send

E = TypeVar("E", bound=ev.Event)
Tap = Callable[[str, Append | Post], list[Append | Post]]

AGENDA = Agenda(
    name="test",
    lang="en",
    title="Test",
    steps=(
        Step(kind="welcome", title="Welcome"),
        Step(
            kind="ask", title="Ask", question="Free?", answer="scale", low=1, high=5
        ),
        Step(kind="review", title="Review"),
        Step(
            kind="write",
            title="Write",
            columns=(
                Column(key="well", title="What goes well"),
                Column(key="unsafe", title="What feels unsafe"),
            ),
        ),
        Step(kind="group", title="Group"),
        Step(kind="vote", title="Vote", mode="dots", budget=5, max_each=3),
        Step(kind="talk", title="Talk"),
        Step(kind="norms", title="Norms"),
        Step(
            kind="close", title="Close", question="Worth it?", answer="scale",
            low=1, high=5,
        ),
    ),
)  # fmt: skip

SECRETS = Secrets(room=b"r" * 32, key=b"k" * 32)
STEPS_MAX = 200_000


def untouched(sender: str, frame: Append | Post) -> list[Append | Post]:
    """Let everything through: what a meeting's tap does unless a test sets another."""
    del sender
    return [frame]


class Meeting:
    """Some engines around one room; names are the members' own."""

    def __init__(
        self,
        others: int = 5,
        *,
        agenda: Agenda = AGENDA,
        norms: tuple[BroughtNorm, ...] = (),
        seed: int | None = None,
        title: str = "A session",
        team: str = "A team",
        called: Mapping[str, str] | None = None,
    ) -> None:
        """Seat a lead and others (`m1`, `m2`...), all connected and all confirmed.

        With `seed` everybody's chance is the same each time; `called` are the names
        that people see, where those are others.
        """
        self._called = called or {}
        self._seed = seed
        self.now = 0.0
        self.tap: Tap = untouched
        self.engines: dict[str, Engine] = {}
        self.events: dict[str, list[ev.Event]] = {}
        self.killed: dict[str, Engine] = {}
        self._cut = ("", "", True)
        self.fk = SigningKey(b"f" * 32)
        self.confirming = True
        self._begin = Begin(
            version=1,
            fk=bytes(self.fk.verify_key),
            lang=agenda.lang,
            title=title,
            team=team,
            date="2026-11-22",
            agenda=agenda,
            norms=norms,
            review_months=3,
        )
        self._disk: list[Entry] = []
        self._boots = 0
        self._seeds = 0
        self._due: deque[tuple[str, ServerFrame]] = deque()
        self._at: dict[str, str] = {}
        self._links = 0
        self.restart_relay()
        self.join("lead", lead=True)
        for number in range(1, others + 1):
            self.join(f"m{number}")
        self.run(5)

    # ------------------------------------------------------------------ the people

    def join(self, name: str, *, lead: bool = False, screen: bool = False) -> None:
        """Start a client under this name and connect it."""
        self._seeds += 1
        self.engines[name] = Engine(
            SECRETS,
            name=self._called.get(name, name),
            key=SigningKey(self._seeds.to_bytes(32, "big")),
            lead=self.fk if lead else None,
            begin=self._begin if lead and not self._disk else None,
            patience=Patience(),
            screen=screen,
            shown=("ws://test/", "words", "link")
            if lead
            else ("ws://test/", None, None),
            random=nacl.utils.random
            if self._seed is None
            else random.Random(f"{self._seed} {name}").randbytes,
            clock=self._clock,
            wall=self._wall,
        )
        self.events[name] = []
        self.connect(name)

    def kill(self, name: str) -> None:
        """End a client at once, as kill -9 does: nothing more leaves it."""
        self.disconnect(name)
        self.killed[name] = self.engines.pop(name)

    def do(self, name: str, command: cmd.Command) -> ev.Accepted | ev.Refused:
        """Give a client a command, and let everything settle without time passing."""
        reply = self.engines[name].do(command)
        self.settle()
        return reply

    def ok(self, name: str, command: cmd.Command) -> None:
        """Give a client a command that must be accepted."""
        reply = self.do(name, command)
        assert reply == ev.Accepted(command=command.VERB), reply

    def refused(self, name: str, command: cmd.Command) -> str:
        """Give a client a command that must be refused; gives the code."""
        reply = self.do(name, command)
        assert isinstance(reply, ev.Refused), reply
        return reply.code

    def all_do(self, command: cmd.Command) -> None:
        """Give every client a command that must be accepted."""
        for name in list(self.engines):
            self.ok(name, command)

    def told(self, name: str, kind: type[E]) -> list[E]:
        """Give all events of a kind that a client published."""
        return [event for event in self.events[name] if isinstance(event, kind)]

    def last(self, name: str, kind: type[E]) -> E:
        """Give the latest event of a kind."""
        return self.told(name, kind)[-1]

    def phases(self, name: str) -> list[str]:
        """Give the phases of rounds a client showed, repeats of one folded."""
        phases: list[str] = []
        for event in self.told(name, ev.RoundEvent):
            if not phases or phases[-1] != event.phase:
                phases.append(event.phase)
        return phases

    # ------------------------------------------------------------------ the relay

    def restart_relay(self) -> None:
        """Start the relay anew on what it has on disk; every connection breaks."""
        for name in list(self._at.values()):
            self.disconnect(name)
        self._boots += 1
        self.room: Room[str] = Room(
            SECRETS.room,
            bytes(self.fk.verify_key),
            boot=self._boots.to_bytes(16, "big"),
            limits=Limits(),
            budget=Budget(2**40),
            entries=list(self._disk),
        )

    def connect(self, name: str) -> None:
        """Connect a client, as its shell would after a break."""
        engine = self.engines[name]
        self._links += 1
        link = f"{name}#{self._links}"
        engine.receive(Challenge(version=VERSION, nonce=bytes(32)))
        login = engine.take_frames()[0]
        assert isinstance(login, Login)
        self._at[link] = name
        admission = self.room.login(link, login, self.now)
        if isinstance(admission, Refused):
            self._due.append((link, admission))
            self.settle()
            return
        for frame in (admission.admitted, *admission.backlog):
            self._due.append((link, frame))
        self._carry_out(admission.effects)
        self.settle()

    def disconnect(self, name: str) -> None:
        """Break a client's connection."""
        for link in [link for link, owner in self._at.items() if owner == name]:
            del self._at[link]
            self._due = deque(item for item in self._due if item[0] != link)
            if name in self.engines:
                self.engines[name].lost()
            self._carry_out(self.room.leave(link))

    def _carry_out(self, effects: list[Any]) -> None:
        for effect in effects:
            match effect:
                case Send():
                    for link in effect.to:
                        self._due.append((link, effect.frame))
                case Keep():
                    self._disk.append(effect.entry)
                    self._carry_out(self.room.stored())
                case Drop():
                    self._due.append((effect.connection, Closing(code=effect.code)))

    # ------------------------------------------------------------------ time

    def _clock(self) -> float:
        return self.now

    def _wall(self) -> float:
        return 1_000_000 + self.now

    def settle(self) -> None:
        """Deliver everything, both ways, until nothing is on its way."""
        for _ in range(STEPS_MAX):
            for name, engine in list(self.engines.items()):
                self.events[name] += engine.take_events()
                if engine.reconnect:
                    self.disconnect(name)
                    self.connect(name)
            if not self._send() and not self._deliver():
                self._confirm()
                if not self._send() and not self._due:
                    return
        raise AssertionError("the meeting never comes to rest")

    def _send(self) -> bool:
        sent = False
        for link, name in list(self._at.items()):
            engine = self.engines.get(name)
            if engine is None:
                continue
            for frame in engine.take_frames():
                sent = True
                assert not isinstance(frame, Login)
                again = CLIENT_FRAMES.decode(CLIENT_FRAMES.encode(frame))
                assert isinstance(again, Append | Post)
                dying = self._cut[:2] == (name, self.message(again))
                if not dying or self._cut[2]:
                    for passed in self.tap(name, again):
                        self._carry_out(self.room.receive(link, passed, self.now))
                if dying:
                    self._cut = ("", "", True)
                    self.kill(name)
                    break
        return sent

    def _deliver(self) -> bool:
        if not self._due:
            return False
        link, frame = self._due.popleft()
        name = self._at.get(link)
        if name is not None and name in self.engines:
            again = SERVER_FRAMES.decode(SERVER_FRAMES.encode(frame))
            self.engines[name].receive(again)
        return True

    def _confirm(self) -> None:
        """Say "same" for everybody who is asked, while `confirming` is on."""
        if not self.confirming:
            return
        for engine in list(self.engines.values()):
            core = engine.core
            asked = core.member.roster and core.here and not core.member.mine
            if asked and core.vk not in core.member.differ:
                engine.do(cmd.Words("same"))

    def run(self, seconds: float) -> None:
        """Let `seconds` pass, with everything that falls due in them."""
        end = self.now + seconds
        self.settle()
        while True:
            due = [e.deadline() for e in self.engines.values()]
            upcoming = min((d for d in due if d is not None), default=end)
            if upcoming > end:
                break
            self.now = max(self.now, upcoming)
            for engine in list(self.engines.values()):
                deadline = engine.deadline()
                if deadline is not None and deadline <= self.now:
                    engine.tick()
            self.settle()
            if upcoming == end and not any(
                (d := e.deadline()) is not None and d <= end
                for e in self.engines.values()
            ):
                break
        self.now = end

    # ------------------------------------------------------------------ looking in

    @staticmethod
    def message(frame: Append | Post) -> str:
        """Name the message in a post, which only who knows the words can."""
        if isinstance(frame, Append):
            return "entry"
        signed = PAYLOADS.decode(unseal(SECRETS, frame.payload, ROUND))
        assert isinstance(signed, SignedMessage)
        return str(MESSAGES.decode(signed.body).TAG)

    def cut(self, name: str, message: str, *, sent: bool = True) -> None:
        """Kill a client the moment it sends its first message of this kind.

        With `sent` false the message itself does not get out any more.
        """
        self._cut = (name, message, sent)

    def states(self) -> Iterator[object]:
        """Give every client's folded state."""
        for engine in self.engines.values():
            yield engine.core.state

    def note(self, name: str, text: str, column: str = "well") -> None:
        """Draft a note that must be accepted."""
        self.ok(name, cmd.Note(column, text))

    def texts(self, name: str) -> list[str]:
        """Give the texts on a client's board, sorted."""
        board = self.engines[name].core.state.board
        return sorted(note.text for note in board.notes)
