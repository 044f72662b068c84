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


def test_missed_after_a_place() -> None:
    """Who resumes gets what came later and is for them, in order."""
    journal = filled()
    assert seqs(journal.missed(ANNA, 0, 0)) == [1, 2, 4, 5]
    assert seqs(journal.missed(BOB, 0, 0)) == [1, 2, 3, 4]
    assert seqs(journal.missed(BOB, 2, 0)) == [3, 4]
    assert seqs(journal.missed(BOB, 5, 0)) == []


def test_missed_but_the_entries_one_has() -> None:
    """Who holds entries already gets only the others, and all round traffic."""
    journal = filled()
    assert seqs(journal.missed(ANNA, 0, 1)) == [2, 4, 5]
    assert seqs(journal.missed(ANNA, 2, 9)) == [5]


def test_clear() -> None:
    """Clearing forgets round traffic, keeps entries, and does not reuse places."""
    journal = filled()
    assert [said.payload for said in journal.clear()] == [b"all", b"bob", b"anna"]
    assert seqs(journal.missed(ANNA, 0, 0)) == [1, 4]
    assert (journal.seq, journal.count) == (5, 2)
