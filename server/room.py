"""A room: who is in it, in which order things were said, and what to send to whom.

Takes frames and times, gives effects; it never waits, reads a clock or sends. A
connection is any hashable value of the caller's. `formats.wire` has the contract.

What is accepted goes through one queue. A control entry waits there until `stored`
says that it is on disk, and everything after it in the room waits behind it, so the
order in which things were sent is the order in which all see them. Only what leaves
the queue gets its `seq`, its place in the log and its `Taken`.
"""

from __future__ import annotations

from collections import OrderedDict, deque
from collections.abc import Hashable, Iterable
from typing import Generic, TypeVar

from attrs import define, frozen

from formats.wire import (
    Admitted,
    Append,
    ClosingCode,
    Control,
    Login,
    Peers,
    Post,
    Refused,
    Rejected,
    RejectedCode,
    Said,
    ServerFrame,
    Taken,
)
from server.journal import Entry, Journal
from server.limits import Bucket, Budget, Limits

C = TypeVar("C", bound=Hashable)

KEPT_BYTES = 256
"""What a frame that is kept takes besides its payload, about."""
ID_BYTES = 256
"""What an id that is remembered takes, about."""


@frozen
class Send(Generic[C]):
    """Send `frame` to these connections."""

    to: tuple[C, ...]
    frame: ServerFrame


@frozen
class Drop(Generic[C]):
    """Close a connection that this room has already let go of, for this reason."""

    connection: C
    code: ClosingCode


@frozen
class Keep:
    """Write `entry` to disk, then call `Room.stored`; entries in the order given."""

    entry: Entry


Effect = Send[C] | Drop[C] | Keep


@frozen
class Admission(Generic[C]):
    """A login that stands: the newcomer's frames in order, and then the effects.

    Whatever an effect sends to the newcomer goes behind the backlog.
    """

    admitted: Admitted
    backlog: tuple[Control | Said, ...]
    effects: list[Effect[C]]


@define
class _Member(Generic[C]):
    """A connected member."""

    connection: C
    bucket: Bucket


class Room(Generic[C]):
    """One room in one boot."""

    def __init__(
        self,
        room: bytes,
        fk: bytes,
        *,
        boot: bytes,
        limits: Limits,
        budget: Budget,
        entries: Iterable[Entry] = (),
    ) -> None:
        """Begin with the control `entries` that are on disk, in order.

        `fk` is the facilitator key, `boot` 16 bytes never used before, `budget` the
        memory for payloads that all rooms share.
        """
        self.room = room
        self.fk = fk
        self.ended = False
        self._boot = boot
        self._limits = limits
        self._budget = budget
        self._members: dict[bytes, _Member[C]] = {}
        self._keys: dict[C, bytes] = {}
        self._lead = b""
        self._journal = Journal()
        self._queue: deque[tuple[bytes, Append | Post]] = deque()
        # The seq under which an id was taken; None while it is in the queue.
        self._entry_ids: dict[bytes, int | None] = {}
        self._post_ids: OrderedDict[tuple[bytes, bytes], int | None] = OrderedDict()
        # Of what is in the queue and in the journal:
        self._entries = 0
        self._entries_bytes = 0
        self._posts = 0
        self._posts_bytes = 0
        for entry in entries:
            self._count_entry(entry)
            self._entry_ids[entry.id] = self._journal.control(entry).seq
        budget.add(self._entries_bytes + self._entries * (KEPT_BYTES + ID_BYTES))

    # -------------------------------------------------------------- for the caller

    @property
    def everybody(self) -> tuple[C, ...]:
        """All connections in the room, in the order of their arrival."""
        return tuple(member.connection for member in self._members.values())

    @property
    def size(self) -> int:
        """How many are connected."""
        return len(self._members)

    @property
    def entries_bytes(self) -> int:
        """The size of all its control entries."""
        return self._entries_bytes

    @property
    def lifetime(self) -> float:
        """How many seconds the room lives after its last control entry."""
        limits = self._limits
        return limits.ended_seconds if self.ended else limits.room_seconds

    def put_away(self) -> None:
        """Give back the shared memory; the room is not used after this."""
        kept, ids = self._entries + self._posts, self._entries + len(self._post_ids)
        size = self._entries_bytes + self._posts_bytes
        self._budget.give(size + kept * KEPT_BYTES + ids * ID_BYTES)

    # -------------------------------------------------------------- who is here

    def login(self, connection: C, login: Login, now: float) -> Admission[C] | Refused:
        """Let in a member whose signatures are already found good."""
        key = login.key
        lead = login.lead is not None
        if login.lead is not None and login.lead.key != self.fk:
            return Refused(code="not-facilitator")
        if self.ended and not lead and not login.boot and login.have == 0:
            return Refused(code="ended")
        others = len(self._members.keys() - {key, self._lead})
        if not lead and others >= self._limits.connections - 1:
            return Refused(code="room-full")
        before = self._peers()
        effects: list[Effect[C]] = []
        for old in dict.fromkeys((key, self._lead) if lead else (key,)):
            if old in self._members:
                gone = self._members[old].connection
                del self._keys[gone]
                effects.append(Drop(gone, "replaced"))
                if old != key:
                    del self._members[old]
        if lead:
            self._lead = key
        elif self._lead == key:
            self._lead = b""
        bucket = Bucket(self._limits.burst, self._limits.rate, now)
        self._members[key] = _Member(connection, bucket)
        self._keys[connection] = key
        peers = self._peers()
        told = self.everybody if peers != before else (connection,)
        effects.append(Send(told, peers))
        journal = self._journal
        resumed = login.boot == self._boot and login.seq <= journal.seq
        return Admission(
            Admitted(boot=self._boot, resumed=resumed, count=journal.count, lead=lead),
            journal.missed(key, login.seq if resumed else 0, login.have),
            effects,
        )

    def leave(self, connection: C) -> list[Effect[C]]:
        """Take leave of a connection that broke, if it was still in the room."""
        key = self._keys.pop(connection, None)
        if key is None:
            return []
        del self._members[key]
        if key == self._lead:
            self._lead = b""
        return [Send(self.everybody, self._peers())]

    def _peers(self) -> Peers:
        return Peers(keys=tuple(self._members), lead=self._lead)

    # -------------------------------------------------------------- what is said

    def receive(
        self, connection: C, frame: Append | Post, now: float
    ) -> list[Effect[C]]:
        """Take a frame of a connection; of one that was let go, nothing."""
        key = self._keys.get(connection)
        if key is None:
            return []
        if not self._members[key].bucket.take(now):
            answer: RejectedCode | None = "slow-down"
        elif isinstance(frame, Append):
            if key != self._lead:
                answer = "not-facilitator"
            elif frame.id in self._entry_ids:
                return self._again(connection, frame.id, self._entry_ids[frame.id])
            else:
                answer = self._refuse_append(frame)
        elif (key, frame.id) in self._post_ids:
            return self._again(connection, frame.id, self._post_ids[key, frame.id])
        else:
            answer = self._refuse_post(frame)
        if answer is not None:
            return [Send((connection,), Rejected(id=frame.id, code=answer))]
        self._queue.append((key, frame))
        if isinstance(frame, Append):
            return [self._accept_append(frame)]
        self._accept_post(key, frame)
        return self._advance()

    def stored(self) -> list[Effect[C]]:
        """Go on: the oldest entry that was to be kept is on disk."""
        sender, frame = self._queue.popleft()
        return [*self._release(sender, frame), *self._advance()]

    def _again(
        self, connection: C, frame_id: bytes, seq: int | None
    ) -> list[Effect[C]]:
        """Answer an id that was taken before; what is in the queue will be answered."""
        return [] if seq is None else [Send((connection,), Taken(id=frame_id, seq=seq))]

    def _refuse_append(self, frame: Append) -> RejectedCode | None:
        size = len(frame.payload)
        if self.ended:
            return "ended"
        if size == 0:
            return "malformed"
        if size > self._limits.append_bytes:
            return "too-large"
        if frame.index != self._entries:
            return "out-of-order"
        if (
            self._entries >= self._limits.entries
            or self._entries_bytes + size > self._limits.entries_bytes
            or not self._budget.take(size + KEPT_BYTES + ID_BYTES)
        ):
            return "room-full"
        return None

    def _refuse_post(self, frame: Post) -> RejectedCode | None:
        size = len(frame.payload)
        if size == 0:
            return "malformed"
        if size > self._limits.post_bytes:
            return "too-large"
        if (
            self._posts >= self._limits.posts
            or self._posts_bytes + size > self._limits.posts_bytes
            or not self._budget.take(size + KEPT_BYTES)
        ):
            return "room-full"
        return None

    def _accept_append(self, frame: Append) -> Keep:
        entry = _entry(frame)
        self._count_entry(entry)
        self._entry_ids[entry.id] = None
        return Keep(entry)

    def _count_entry(self, entry: Entry) -> None:
        self._entries += 1
        self._entries_bytes += len(entry.payload)
        self.ended = entry.ends

    def _accept_post(self, key: bytes, frame: Post) -> None:
        self._posts += 1
        self._posts_bytes += len(frame.payload)
        if len(self._post_ids) >= self._limits.posts:
            self._post_ids.popitem(last=False)
        else:
            self._budget.add(ID_BYTES)
        self._post_ids[key, frame.id] = None

    # -------------------------------------------------------------- out of the queue

    def _advance(self) -> list[Effect[C]]:
        """Release what stands before the next entry that is not on disk."""
        effects: list[Effect[C]] = []
        while self._queue and isinstance(self._queue[0][1], Post):
            effects += self._release(*self._queue.popleft())
        return effects

    def _release(self, sender: bytes, frame: Append | Post) -> list[Effect[C]]:
        shown: Control | Said
        if isinstance(frame, Append):
            if frame.clears:
                self._clear()
            shown = self._journal.control(_entry(frame))
            self._entry_ids[frame.id] = shown.seq
            # The facilitator may have come back under another member key meanwhile.
            sender, to = self._lead, b""
        else:
            to = frame.to
            shown = self._journal.said(sender, to, frame.payload)
            self._post_ids[sender, frame.id] = shown.seq
        effects: list[Effect[C]] = []
        if sender in self._members:
            taken = Taken(id=frame.id, seq=shown.seq)
            effects.append(Send((self._members[sender].connection,), taken))
        if not to:
            effects.append(Send(self.everybody, shown))
        elif to in self._members:
            effects.append(Send((self._members[to].connection,), shown))
        return effects

    def _clear(self) -> None:
        """Forget the round traffic so far; what is still in the queue stays."""
        cleared = self._journal.clear()
        size = sum(len(frame.payload) for frame in cleared)
        self._posts -= len(cleared)
        self._posts_bytes -= size
        self._budget.give(size + len(cleared) * KEPT_BYTES)


def _entry(frame: Append) -> Entry:
    return Entry(index=frame.index, id=frame.id, payload=frame.payload, ends=frame.ends)
