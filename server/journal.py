"""What was said in a room, in order, and what of it a member who comes back missed."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Sequence

from attrs import frozen

from formats.wire import Control, Said


@frozen(kw_only=True)
class Entry:
    """A control entry as it is kept on disk. `ends`: it is the last one."""

    index: int
    id: bytes
    payload: bytes
    ends: bool


class Journal:
    """The one order of a room in this boot, control entries and round traffic alike."""

    def __init__(self) -> None:
        """Start empty."""
        self.seq = 0
        """The place of the last frame; 0 before the first."""
        self.count = 0
        """The number of control entries."""
        self._lines: list[tuple[bytes, Control | Said]] = []

    def control(self, entry: Entry) -> Control:
        """Add a control entry that is on disk."""
        self.seq += 1
        self.count += 1
        frame = Control(seq=self.seq, index=entry.index, payload=entry.payload)
        self._lines.append((b"", frame))
        return frame

    def said(self, sender: bytes, to: bytes, payload: bytes) -> Said:
        """Add round traffic to one member, or with an empty `to` to everybody."""
        self.seq += 1
        frame = Said(seq=self.seq, sender=sender, payload=payload)
        self._lines.append((to, frame))
        return frame

    def clear(self) -> Sequence[Said]:
        """Forget all round traffic so far, and give it."""
        frames = [frame for _, frame in self._lines if isinstance(frame, Said)]
        self._lines = [line for line in self._lines if isinstance(line[1], Control)]
        return frames

    def missed(self, key: bytes, seq: int, have: int) -> tuple[Control | Said, ...]:
        """Give what is for the member `key` after `seq`, of entries from `have` on."""
        start = bisect_right(self._lines, seq, key=lambda line: line[1].seq)
        return tuple(
            frame
            for to, frame in self._lines[start:]
            if to in (b"", key) and (isinstance(frame, Said) or frame.index >= have)
        )
