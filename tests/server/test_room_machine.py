"""A room under any order of events: nobody misses anything, or sees what is not theirs.

A model beside the room keeps the order as it should be. Clients come, lose the last
frames they were sent, break off, come back, send things again; entries reach the disk
late; the relay restarts. Whatever a client has seen is compared with the model.
"""

from __future__ import annotations

from attrs import define, field
from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.stateful import (
    RuleBasedStateMachine,
    initialize,
    invariant,
    precondition,
    rule,
)

from formats.wire import (
    Append,
    Control,
    LeadProof,
    Login,
    Peers,
    Post,
    Rejected,
    Said,
    Taken,
)
from server.journal import Entry
from server.limits import Budget, Limits
from server.room import ID_BYTES, KEPT_BYTES, Admission, Drop, Effect, Keep, Room

FK = b"F" * 32
KEYS = [bytes([letter]) * 32 for letter in b"abcd"]
keys = st.sampled_from(KEYS)


@define
class Client:
    """A member: its connection, where it is, and what it has seen in this boot."""

    connection: int = 0
    lead: bool = False
    boot: bytes = b""
    seq: int = 0
    have: int = 0
    seen: list[Control | Said] = field(factory=list)


@define
class Line:
    """Something said, as the model has it; `to` is empty for everybody."""

    sender: bytes
    to: bytes
    frame: Append | Post
    seq: int = 0
    cleared: bool = False

    def shown(self) -> Control | Said:
        """Give the frame that others see."""
        if isinstance(self.frame, Append):
            return Control(
                seq=self.seq, index=self.frame.index, payload=self.frame.payload
            )
        return Said(seq=self.seq, sender=self.sender, payload=self.frame.payload)


class RoomMachine(RuleBasedStateMachine):
    """A room, four members, and the model."""

    def __init__(self) -> None:
        """Start without a room."""
        super().__init__()
        self.clients = {key: Client() for key in KEYS}
        self.disk: list[Entry] = []
        self.history: list[tuple[bytes, Append | Post]] = []
        self.count = 0

    @initialize()
    def boot(self) -> None:
        """Begin a boot with what is on disk; whatever was not is lost."""
        self.count += 1
        self.name = self.count.to_bytes(16, "big")
        self.budget = Budget(10**9)
        self.room = Room[int](
            b"R" * 32,
            FK,
            boot=self.name,
            limits=Limits(burst=10**6),
            budget=self.budget,
            entries=self.disk,
        )
        self.lines = [
            Line(
                sender=b"",
                to=b"",
                frame=Append(
                    id=entry.id,
                    index=entry.index,
                    payload=entry.payload,
                    clears=False,
                    ends=False,
                ),
                seq=entry.index + 1,
            )
            for entry in self.disk
        ]
        self.queue: list[Line] = []
        for client in self.clients.values():
            client.connection = 0

    # ---------------------------------------------------------- what the room gives

    def carry_out(self, effects: list[Effect[int]]) -> list[Taken | Rejected]:
        """Give every frame to its client; give back the answers to senders."""
        answers: list[Taken | Rejected] = []
        at = {client.connection: client for client in self.clients.values()}
        for effect in effects:
            if isinstance(effect, Keep):
                assert effect.entry.index == len(self.disk) + self.appends() - 1
            elif isinstance(effect, Drop):
                assert effect.connection in at
                at[effect.connection].connection = 0
            elif isinstance(effect.frame, Control | Said):
                for connection in effect.to:
                    self.see(at[connection], effect.frame)
            elif isinstance(effect.frame, Taken | Rejected):
                assert len(effect.to) == 1
                answers.append(effect.frame)
            else:
                assert isinstance(effect.frame, Peers)
        return answers

    def see(self, client: Client, frame: Control | Said) -> None:
        """Let a client see a frame; places only rise."""
        assert client.connection
        assert frame.seq > client.seq
        client.seq = frame.seq
        client.seen.append(frame)
        if isinstance(frame, Control):
            client.have = frame.index + 1

    def appends(self) -> int:
        """Count the entries that are on their way to disk."""
        return sum(isinstance(line.frame, Append) for line in self.queue)

    def settle(self) -> list[Line]:
        """Move what the model's queue no longer holds up into its order."""
        moved = []
        while self.queue and isinstance(self.queue[0].frame, Post):
            moved.append(self.settle_one())
        return moved

    def settle_one(self) -> Line:
        """Move the first line of the model's queue into its order."""
        line = self.queue.pop(0)
        if isinstance(line.frame, Append) and line.frame.clears:
            for earlier in self.lines:
                earlier.cleared |= isinstance(earlier.frame, Post)
        line.seq = len(self.lines) + 1
        self.lines.append(line)
        return line

    def due(self, key: bytes, client: Client) -> list[Control | Said]:
        """Give what the model has for a client that is where it is."""
        return [
            line.shown()
            for line in self.lines
            if line.seq > client.seq and line.to in (b"", key) and not line.cleared
            if isinstance(line.frame, Post) or line.frame.index >= client.have
        ]

    # ---------------------------------------------------------- what happens

    @rule(key=keys, lead=st.booleans(), forget=st.booleans(), lost=st.integers(0, 3))
    def login(self, *, key: bytes, lead: bool, forget: bool, lost: int) -> None:
        """Come or come back, with or without the memory of where one was."""
        client = self.clients[key]
        if forget:
            client.boot, client.seq, client.have, client.seen = b"", 0, 0, []
        elif client.boot == self.name:
            self.lose(client, lost)
        here = client.boot == self.name
        self.count += 1
        result = self.room.login(
            self.count,
            Login(
                version=1,
                room=b"R" * 32,
                key=key,
                nonce=bytes(32),
                sig=bytes(64),
                lead=LeadProof(key=FK, sig=bytes(64)) if lead else None,
                create=False,
                boot=client.boot,
                seq=client.seq,
                have=client.have,
            ),
            0.0,
        )
        assert isinstance(result, Admission)
        assert result.admitted.resumed == here
        assert result.admitted.count == len(self.disk)
        if not here:
            client.seq, client.seen = 0, []
        due = self.due(key, client)
        assert list(result.backlog) == due
        others = [effect for effect in result.effects if isinstance(effect, Drop)]
        assert self.carry_out(list(others)) == []
        for other in self.clients.values():
            other.lead &= not lead
        client.connection, client.lead, client.boot = self.count, lead, self.name
        for frame in due:
            self.see(client, frame)
        self.carry_out([effect for effect in result.effects if effect not in others])

    def lose(self, client: Client, lost: int) -> None:
        """Let the last frames that were sent to a client never have arrived."""
        for frame in client.seen[len(client.seen) - lost :] if lost else []:
            client.seen.remove(frame)
            if isinstance(frame, Control):
                client.have -= 1
        client.seq = client.seen[-1].seq if client.seen else 0

    @rule(key=keys)
    def leave(self, key: bytes) -> None:
        """Break off."""
        client = self.clients[key]
        connection, client.connection = client.connection, 0
        self.carry_out(self.room.leave(connection))

    @rule(key=keys, to=st.sampled_from([b"", b"", *KEYS, b"z" * 32]))
    def post(self, key: bytes, to: bytes) -> None:
        """Say something to one or all."""
        self.count += 1
        name = self.count.to_bytes(16, "big")
        self.send(key, Post(id=name, to=to, payload=name))

    @rule(key=keys, clears=st.booleans(), skip=st.integers(0, 4))
    def append(self, *, key: bytes, clears: bool, skip: int) -> None:
        """Append an entry, mostly at the right place."""
        self.count += 1
        name = self.count.to_bytes(16, "big")
        index = len(self.disk) + self.appends() + (skip == 4)
        self.send(
            key, Append(id=name, index=index, payload=name, clears=clears, ends=False)
        )

    @precondition(lambda self: self.history)
    @rule(pick=st.integers(0, 10**6))
    def send_again(self, pick: int) -> None:
        """Send something again that was sent before, maybe in another boot."""
        key, frame = self.history[pick % len(self.history)]
        self.send(key, frame)

    def send(self, key: bytes, frame: Append | Post) -> None:
        """Send a frame, and compare what comes of it with the model."""
        client = self.clients[key]
        known = [
            line
            for line in self.lines + self.queue
            if line.frame.id == frame.id
            and (isinstance(frame, Append) or line.sender == key)
        ]
        place = len(self.disk) + self.appends()
        fits = isinstance(frame, Post) or frame.index == place
        may = isinstance(frame, Post) or client.lead
        if client.connection and may and fits and not known:
            self.history.append((key, frame))
            to = frame.to if isinstance(frame, Post) else b""
            self.queue.append(Line(sender=key, to=to, frame=frame))
        connection = client.connection
        effects = self.room.receive(connection, frame, 0.0)
        moved = self.settle()
        answers = self.carry_out(effects)
        if not connection:
            assert effects == []
        elif not may:
            assert answers == [Rejected(id=frame.id, code="not-facilitator")]
        elif known:
            seq = known[0].seq
            assert answers == ([Taken(id=frame.id, seq=seq)] if seq else [])
        elif not fits:
            assert answers == [Rejected(id=frame.id, code="out-of-order")]
        else:
            assert answers == [Taken(id=line.frame.id, seq=line.seq) for line in moved]

    @precondition(lambda self: self.appends())
    @rule()
    def stored(self) -> None:
        """The oldest entry on its way is on disk."""
        first = self.queue[0].frame
        assert isinstance(first, Append)
        self.disk.append(
            Entry(index=first.index, id=first.id, payload=first.payload, ends=False)
        )
        effects = self.room.stored()
        moved = [self.settle_one(), *self.settle()]
        listening = {key for key in KEYS if self.clients[key].connection}
        lead = any(self.clients[key].lead for key in listening)
        assert self.carry_out(effects) == [
            Taken(id=line.frame.id, seq=line.seq)
            for line in moved
            if (lead if isinstance(line.frame, Append) else line.sender in listening)
        ]

    @precondition(lambda self: self.appends() == 0)
    @rule()
    def restart(self) -> None:
        """The relay restarts."""
        self.room.put_away()
        assert self.budget.used == 0
        self.boot()

    # ---------------------------------------------------------- what always holds

    @invariant()
    def nobody_misses_anything(self) -> None:
        """Who is connected has seen all there is for them up to now."""
        for key, client in self.clients.items():
            if client.connection:
                assert self.due(key, client) == []

    @invariant()
    def everything_seen_is_true(self) -> None:
        """What was seen in this boot is in the model's order, and theirs to see."""
        for key, client in self.clients.items():
            if client.connection:
                theirs = [line.shown() for line in self.lines if line.to in (b"", key)]
                seen = set(client.seen)
                assert client.seen == [frame for frame in theirs if frame in seen]

    @invariant()
    def memory_is_counted(self) -> None:
        """The shared memory holds exactly what is kept."""
        kept = [
            *(line for line in self.lines if not line.cleared),
            *self.queue,
        ]
        ids = {line.frame.id for line in (*self.lines, *self.queue)}
        size = sum(len(line.frame.payload) + KEPT_BYTES for line in kept)
        assert self.budget.used == size + len(ids) * ID_BYTES


TestRoomMachine = RoomMachine.TestCase
TestRoomMachine.settings = settings(
    max_examples=150, stateful_step_count=40, deadline=None
)
