"""What a client has sent, so that nothing is lost and nothing is sent twice.

Every frame carries an id of the client's making; the server answers a known id with
`Taken` again and delivers it once. After a break the outbox sends what was not taken.
When the server itself started anew (another boot id) it no longer has the round's
traffic, so all of it goes again.
"""

from __future__ import annotations

from collections.abc import Callable

from attrs import define, field

from formats.wire import Append, Post

ID_BYTES = 16


@define
class Outbox:
    """Frames on their way: control entries for good, posts until they are cleared."""

    random: Callable[[int], bytes]
    _appends: list[Append] = field(factory=list)
    _posts: list[Post] = field(factory=list)
    _lasting: list[Post] = field(factory=list)
    _waiting: set[bytes] = field(factory=set)
    _awaited: set[bytes] = field(factory=set)
    _ready: list[Append | Post] = field(factory=list)

    @property
    def recorded(self) -> bool:
        """Whether the server has every control entry, and every post awaited."""
        return self._waiting.isdisjoint(self._awaited)

    @property
    def delivered(self) -> bool:
        """Whether the server has all that was sent."""
        return not self._waiting

    @property
    def ready(self) -> bool:
        """Whether anything is to go out now."""
        return bool(self._ready)

    def append(self, index: int, payload: bytes, *, clears: bool, ends: bool) -> None:
        """Send a control entry, the `index`-th of the log."""
        frame = Append(
            id=self.random(ID_BYTES),
            index=index,
            payload=payload,
            clears=clears,
            ends=ends,
        )
        self._appends.append(frame)
        self._awaited.add(frame.id)
        self._send(frame)

    def keep(self, index: int, payload: bytes, *, clears: bool, ends: bool) -> None:
        """Keep an entry that the server has, for when it loses it."""
        id_ = self.random(ID_BYTES)
        frame = Append(id=id_, index=index, payload=payload, clears=clears, ends=ends)
        self._appends.append(frame)

    def is_entry(self, frame_id: bytes) -> bool:
        """Say whether this is the id of a control entry."""
        return any(frame.id == frame_id for frame in self._appends)

    def post(
        self,
        payload: bytes,
        to: bytes = b"",
        *,
        lasting: bool = False,
        awaited: bool = False,
    ) -> None:
        """Send a message to everybody, or only to the member with key `to`.

        A `lasting` one belongs to no round: clearing does not touch it. An `awaited`
        one is not `recorded` before the server has it.
        """
        frame = Post(id=self.random(ID_BYTES), to=to, payload=payload)
        if awaited:
            self._awaited.add(frame.id)
        (self._lasting if lasting else self._posts).append(frame)
        self._send(frame)

    def _send(self, frame: Append | Post) -> None:
        self._waiting.add(frame.id)
        self._ready.append(frame)

    def taken(self, frame_id: bytes) -> None:
        """The server has this frame, or will never take it."""
        self._waiting.discard(frame_id)

    def cleared(self) -> None:
        """Forget the messages so far: what they belonged to has ended."""
        for frame in self._posts:
            self._waiting.discard(frame.id)
        dropped = {frame.id for frame in self._posts}
        self._ready = [frame for frame in self._ready if frame.id not in dropped]
        self._posts.clear()

    def lost(self) -> None:
        """Put nothing on a connection that is gone."""
        self._ready.clear()

    def resume(self, *, same_boot: bool, count: int) -> None:
        """Send again what a server that holds `count` control entries still needs."""
        self._ready = []
        for append in self._appends:
            if append.index >= count:
                self._send(append)
            else:
                self._waiting.discard(append.id)
        for post in (*self._lasting, *self._posts):
            if not same_boot or post.id in self._waiting:
                self._send(post)

    def take(self) -> list[Append | Post]:
        """Give what is to go out now, in order."""
        ready, self._ready = self._ready, []
        return ready
