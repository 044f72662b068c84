"""Where the control entries of all rooms live: an append-only log a room.

`SqliteStore` keeps them in one file. All its work is done by one thread of its own,
which takes everything that waits, does it in one transaction and commits once; only
then are the callers told. `server.memory_store` promises the same within one process.

A room is in the store from its first entry until `expire` deletes it.
"""

from __future__ import annotations

import asyncio
import contextlib
import errno
import os
import sqlite3
import threading
from collections.abc import Callable
from pathlib import Path
from queue import SimpleQueue
from typing import Any, Protocol, TypeVar

from attrs import define, frozen

from server.journal import Entry
from server.schema import check_version, upgrade
from server.starting import StartError

T = TypeVar("T")

PAGE_BYTES = 4096
BATCH = 1000
"""The most that is done in one transaction."""


class StoreError(OSError):
    """The store cannot be used, or did not take what it was given."""


@frozen
class Stored:
    """A room as it is kept: its facilitator key and its entries, in order."""

    fk: bytes
    entries: tuple[Entry, ...]


class Store(Protocol):
    """A log a room, of which only the end grows. Times are Unix times in seconds."""

    free: int
    """How many bytes it can still take, about."""

    async def open(self) -> None:
        """Make ready; raises `OSError`."""

    async def close(self) -> None:
        """Finish what was given, and let go of everything."""

    async def load(self, room: bytes) -> Stored | None:
        """Give a room, or None."""

    def append(
        self, room: bytes, fk: bytes, entry: Entry, expires: float
    ) -> asyncio.Future[None]:
        """Keep the next entry of a room, and the room until `expires`.

        Durable once the future is done, and futures are done in the order of the calls.
        It raises `StoreError` if the room is another's or not at this entry.
        """

    async def expire(self, now: float) -> tuple[bytes, ...]:
        """Delete every room whose time has come, and give their ids."""


@frozen
class _Job:
    """Work for the thread. `scrubs`: the write-ahead log is to be emptied after it."""

    work: Callable[[sqlite3.Connection], Any]
    future: asyncio.Future[Any]
    scrubs: bool


@define
class _Done:
    """What became of a job."""

    future: asyncio.Future[Any]
    value: Any = None
    error: StoreError | StartError | None = None

    def tell(self) -> None:
        """Tell who waits, unless they have gone; to be called in their loop."""
        if self.future.done():
            return
        if self.error is not None:
            self.future.set_exception(self.error)
        else:
            self.future.set_result(self.value)


class SqliteStore:
    """A store in one SQLite file, readable by its owner alone.

    What is deleted is overwritten in the file (secure_delete), and the write-ahead log
    is emptied after each deletion.
    """

    def __init__(self, path: Path, *, limit: int = 8 * 2**30) -> None:
        """Name the file; `limit` is the most bytes it may take."""
        self._path = path
        self._pages = max(limit // PAGE_BYTES, 16)
        self.free = self._pages * PAGE_BYTES
        self._jobs: SimpleQueue[_Job | None] = SimpleQueue()
        self._loop: asyncio.AbstractEventLoop | None = None
        self._thread: threading.Thread | None = None

    async def open(self) -> None:
        """Make or open the file, its folder too, and start the thread.

        A file of an earlier version is brought to this one. Raises `OSError`, and
        `StartError` for a file that is not ours, or of a later version: it is left
        untouched.
        """
        self._loop = asyncio.get_running_loop()
        ready: asyncio.Future[None] = self._loop.create_future()
        self._thread = threading.Thread(
            target=self._run, args=(self._loop, ready), name="store", daemon=True
        )
        self._thread.start()
        try:
            await ready
        except (OSError, StartError):
            self._thread = None
            raise

    async def close(self) -> None:
        """Commit what was given, and close the file."""
        thread, self._thread = self._thread, None
        if thread is not None:
            self._jobs.put(None)
            await asyncio.to_thread(thread.join)

    async def load(self, room: bytes) -> Stored | None:
        """Give a room, or None."""
        return await self._do(lambda db: _load(db, room))

    def append(
        self, room: bytes, fk: bytes, entry: Entry, expires: float
    ) -> asyncio.Future[None]:
        """Keep the next entry of a room."""
        return self._do(lambda db: _append(db, room, fk, entry, expires))

    async def expire(self, now: float) -> tuple[bytes, ...]:
        """Delete every room whose time has come, so that no byte of it is left."""
        return await self._do(lambda db: _expire(db, now), scrubs=True)

    def _do(
        self, work: Callable[[sqlite3.Connection], T], *, scrubs: bool = False
    ) -> asyncio.Future[T]:
        """Have the thread do `work` within its next transaction."""
        if self._loop is None or self._thread is None:
            raise StoreError("the store is closed")
        future: asyncio.Future[T] = self._loop.create_future()
        self._jobs.put(_Job(work, future, scrubs))
        return future

    # -------------------------------------------------------------- in the thread

    def _run(
        self, loop: asyncio.AbstractEventLoop, ready: asyncio.Future[None]
    ) -> None:
        """Open the file, then do what comes until there is a None."""
        start = _Done(ready)
        db = None
        try:
            db = _connect(self._path, self._pages)
        except StartError as error:
            start.error = error
        except sqlite3.Error as error:
            name = getattr(error, "sqlite_errorname", str(error))
            start.error = StoreError(errno.EIO, name, str(self._path))
        except OSError as error:
            start.error = StoreError(error.errno, error.strerror, str(self._path))
        else:
            self.free = self._pages * PAGE_BYTES - _used(db)
        _tell(loop, [start])
        if db is None:
            return
        with contextlib.closing(db):
            while jobs := self._waiting():
                done = _commit(db, jobs)
                self.free = self._pages * PAGE_BYTES - _used(db)
                _tell(loop, done)

    def _waiting(self) -> list[_Job]:
        """Wait for work and take all there is; none when it is over."""
        jobs: list[_Job] = []
        job = self._jobs.get()
        while job is not None:
            jobs.append(job)
            if len(jobs) == BATCH or self._jobs.empty():
                return jobs
            job = self._jobs.get()
        if jobs:
            self._jobs.put(None)
        return jobs


def _tell(loop: asyncio.AbstractEventLoop, done: list[_Done]) -> None:
    def tell() -> None:
        for one in done:
            one.tell()

    with contextlib.suppress(RuntimeError):  # the loop is gone, and who waited with it
        loop.call_soon_threadsafe(tell)


def _connect(path: Path, pages: int) -> sqlite3.Connection:
    """Open or make the file and its tables."""
    path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    os.close(os.open(path, os.O_RDWR | os.O_CREAT, 0o600))
    path.chmod(0o600)
    db = sqlite3.connect(path, timeout=10, isolation_level=None)
    try:
        check_version(db, path)
        db.execute("PRAGMA journal_mode = WAL")
        db.execute("PRAGMA synchronous = FULL")
        db.execute("PRAGMA secure_delete = ON")
        db.execute(f"PRAGMA max_page_count = {pages}")
        upgrade(db)
    except (sqlite3.Error, StartError):
        db.close()
        raise
    return db


def _commit(db: sqlite3.Connection, jobs: list[_Job]) -> list[_Done]:
    """Do `jobs` in one transaction; when that fails, all of them fail."""
    done = [_Done(job.future) for job in jobs]
    try:
        db.execute("BEGIN IMMEDIATE")
        for job, result in zip(jobs, done, strict=True):
            try:
                result.value = job.work(db)
            except StoreError as error:
                result.error = error
        db.execute("COMMIT")
        if any(job.scrubs for job in jobs):
            db.execute("PRAGMA wal_checkpoint(TRUNCATE)")
    except Exception as error:  # whatever it was, who waits is told
        if db.in_transaction:
            db.execute("ROLLBACK")
        name = getattr(error, "sqlite_errorname", type(error).__name__)
        for result in done:
            result.error = StoreError(name)
    return done


def _used(db: sqlite3.Connection) -> int:
    """Give how many bytes of the file hold something."""
    (pages,) = db.execute("PRAGMA page_count").fetchone()
    (free,) = db.execute("PRAGMA freelist_count").fetchone()
    return int(pages - free) * PAGE_BYTES


def _load(db: sqlite3.Connection, room: bytes) -> Stored | None:
    found = db.execute("SELECT fk FROM rooms WHERE room = ?", (room,)).fetchone()
    if found is None:
        return None
    rows = db.execute(
        "SELECT position, id, payload, ends FROM entries WHERE room = ?"
        " ORDER BY position",
        (room,),
    )
    return Stored(
        found[0],
        tuple(
            Entry(index=position, id=name, payload=payload, ends=bool(ends))
            for position, name, payload, ends in rows
        ),
    )


def _append(
    db: sqlite3.Connection, room: bytes, fk: bytes, entry: Entry, expires: float
) -> None:
    if entry.index == 0:
        new = "INSERT OR IGNORE INTO rooms VALUES (?, ?, 0, ?)"
        db.execute(new, (room, fk, expires))
    moved = db.execute(
        "UPDATE rooms SET count = count + 1, expires = ?"
        " WHERE room = ? AND fk = ? AND count = ?",
        (expires, room, fk, entry.index),
    )
    if moved.rowcount != 1:
        raise StoreError("the room is not at this entry")
    db.execute(
        "INSERT INTO entries VALUES (?, ?, ?, ?, ?)",
        (room, entry.index, entry.id, entry.ends, entry.payload),
    )


def _expire(db: sqlite3.Connection, now: float) -> tuple[bytes, ...]:
    rows = db.execute("SELECT room FROM rooms WHERE expires <= ?", (now,)).fetchall()
    db.executemany("DELETE FROM entries WHERE room = ?", rows)
    db.executemany("DELETE FROM rooms WHERE room = ?", rows)
    return tuple(room for (room,) in rows)
