"""The order of a room, and what of it is given again."""

from __future__ import annotations

from formats.wire import Control, Said
from server.journal import Entry, Journal

ANNA, BOB = b"a" * 32, b"b" * 32


def entry(index: int) -> Entry:
    """Make a control entry."""
    return Entry(index=index, id=bytes([index]) * 16, payload=b"e", ends=False)


def filled() -> Journal:
    """Make a journal: entry, to all, to Bob, entry, to Anna."""
    journal = Journal()
    journal.control(entry(0))
    journal.said(ANNA, b"", b"all")
    journal.said(ANNA, BOB, b"bob")
    journal.control(entry(1))
    journal.said(BOB, ANNA, b"anna")
    return journal


def seqs(frames: tuple[Control | Said, ...]) -> list[int]:
    """Give the places of frames."""
    return [frame.seq for frame in frames]


def test_one_counter() -> None:
    """Entries and round traffic share one counter, from 1."""
    journal = filled()
    assert (journal.seq, journal.count) == (5, 2)
    assert journal.said(ANNA, b"", b"x").seq == 6


def test_after() -> None:
    """Who resumes gets what came later and is for them, in order."""
    journal = filled()
    assert seqs(journal.after(0, ANNA)) == [1, 2, 4, 5]
    assert seqs(journal.after(0, BOB)) == [1, 2, 3, 4]
    assert seqs(journal.after(2, BOB)) == [3, 4]
    assert seqs(journal.after(5, BOB)) == []


def test_since() -> None:
    """Who comes anew gets the entries it lacks and all round traffic for it."""
    journal = filled()
    assert seqs(journal.since(0, BOB)) == [1, 2, 3, 4]
    assert seqs(journal.since(1, ANNA)) == [2, 4, 5]
    assert seqs(journal.since(9, ANNA)) == [2, 5]


def test_clear() -> None:
    """Clearing forgets round traffic, keeps entries, and does not reuse places."""
    journal = filled()
    assert [said.payload for said in journal.clear()] == [b"all", b"bob", b"anna"]
    assert seqs(journal.after(0, ANNA)) == [1, 4]
    assert (journal.seq, journal.count) == (5, 2)
