"""What is kept: durable when told so, in order, private, and gone once deleted."""

from __future__ import annotations

import asyncio
import contextlib
import os
import sqlite3
import subprocess
import sys
from collections.abc import AsyncIterator, Callable
from functools import partial
from pathlib import Path

import pytest

from server.journal import Entry
from server.memory_store import MemoryStore
from server.schema import SCHEMAS
from server.starting import StartError
from server.store import SqliteStore, Store, Stored, StoreError

ROOM, OTHER, FK = b"R" * 32, b"O" * 32, b"F" * 32
posix = pytest.mark.skipif(os.name != "posix", reason="file modes are POSIX")


def entry(index: int, payload: bytes = b"e", *, ends: bool = False) -> Entry:
    """Make a control entry."""
    return Entry(index=index, id=bytes([index]) * 16, payload=payload, ends=ends)


def make_sqlite(path: Path) -> Store:
    """Make the store in a file."""
    return SqliteStore(path)


def make_memory(_: Path) -> Store:
    """Make the store in memory."""
    return MemoryStore()


@pytest.fixture(params=[make_sqlite, make_memory], ids=["sqlite", "memory"])
async def store(request: pytest.FixtureRequest, tmp_path: Path) -> AsyncIterator[Store]:
    """Give each kind of store, open."""
    make: Callable[[Path], Store] = request.param
    made = make(tmp_path / "relay" / "rooms.db")
    await made.open()
    yield made
    await made.close()


@pytest.fixture
def path(tmp_path: Path) -> Path:
    """Give a place for a file in a folder that is not there."""
    return tmp_path / "relay" / "rooms.db"


def mode(path: Path) -> int:
    """Give the permissions of a file or folder."""
    return path.stat().st_mode & 0o777


def write(path: Path, data: bytes, mode: int) -> None:
    """Make a file in a folder that others may read."""
    path.parent.mkdir(mode=0o755)
    path.write_bytes(data)
    path.chmod(mode)


def made(path: Path, script: str) -> None:
    """Carry out SQL on a database, made if it is not there."""
    path.parent.mkdir(exist_ok=True)
    with contextlib.closing(sqlite3.connect(path)) as db:
        db.executescript(script)


def files(folder: Path) -> dict[str, bytes]:
    """Give all files in a folder, as they are."""
    return {path.name: path.read_bytes() for path in folder.iterdir()}


def user_version(path: Path) -> int:
    """Give the version that a database says it has."""
    with contextlib.closing(sqlite3.connect(path)) as db:
        (version,) = db.execute("PRAGMA user_version").fetchone()
        return int(version)


async def opened(path: Path) -> SqliteStore:
    """Open a store in a file."""
    store = SqliteStore(path)
    await store.open()
    return store


# ------------------------------------------------------------------ both kinds


async def test_log(store: Store) -> None:
    """A room is its facilitator key and its entries in order."""
    entries = (entry(0), entry(1, b"two", ends=True))
    assert await store.load(ROOM) is None
    for one in entries:
        await store.append(ROOM, FK, one, 10.0)
    await store.append(OTHER, FK, entry(0), 10.0)
    assert await store.load(ROOM) == Stored(FK, entries)


@pytest.mark.parametrize("wrong", [entry(0), entry(2)])
async def test_only_the_end_grows(store: Store, wrong: Entry) -> None:
    """An entry at another position, or with another key, changes nothing."""
    await store.append(ROOM, FK, entry(0), 10.0)
    for fk, one in ((FK, wrong), (b"x" * 32, entry(1)), (b"x" * 32, entry(0))):
        with pytest.raises(StoreError):
            await store.append(ROOM, fk, one, 99.0)
    assert await store.load(ROOM) == Stored(FK, (entry(0),))
    assert await store.expire(10.0) == (ROOM,)


async def test_no_room_without_its_first_entry(store: Store) -> None:
    """An entry of a room that is gone does not bring it back."""
    with pytest.raises(StoreError):
        await store.append(ROOM, FK, entry(1), 10.0)
    assert await store.load(ROOM) is None


async def test_one_failure_is_its_own(store: Store) -> None:
    """What fails in a batch fails alone; the others are told in the order they came."""
    told: list[int] = []
    waiting = []

    def tell(index: int, _: asyncio.Future[None]) -> None:
        told.append(index)

    for index in (0, 1, 1, 2):
        future = store.append(ROOM, FK, entry(index), 10.0)
        future.add_done_callback(partial(tell, index))
        waiting.append(future)
    results = await asyncio.gather(*waiting, return_exceptions=True)
    assert [type(result) for result in results] == [
        type(None),
        type(None),
        StoreError,
        type(None),
    ]
    assert told == [0, 1, 1, 2]


async def test_expiry(store: Store) -> None:
    """A room is deleted when its time has come, counted from its last entry."""
    await store.append(ROOM, FK, entry(0), 10.0)
    await store.append(OTHER, FK, entry(0), 10.0)
    await store.append(OTHER, FK, entry(1), 20.0)
    assert await store.expire(9.0) == ()
    assert await store.expire(10.0) == (ROOM,)
    assert await store.load(ROOM) is None
    assert await store.expire(19.0) == ()
    assert await store.load(OTHER) is not None


# ------------------------------------------------------------------ the file


async def test_reopening(path: Path) -> None:
    """What was acknowledged is there after the store is closed and opened again."""
    store = await opened(path)
    await store.append(ROOM, FK, entry(0), 10.0)
    await store.close()
    store = await opened(path)
    assert await store.load(ROOM) == Stored(FK, (entry(0),))
    await store.close()


async def test_a_crash_loses_nothing_acknowledged(path: Path) -> None:
    """What was acknowledged is there after the process ends without closing."""
    script = f"""
import asyncio, os
from pathlib import Path
from server.journal import Entry
from server.store import SqliteStore
async def main():
    store = SqliteStore(Path({str(path)!r}))
    await store.open()
    for index in range(3):
        entry = Entry(index=index, id=bytes([index]) * 16, payload=b"e", ends=False)
        await store.append(b"R" * 32, b"F" * 32, entry, 10.0)
    os._exit(7)
asyncio.run(main())
"""
    process = await asyncio.to_thread(
        subprocess.run, [sys.executable, "-c", script], check=False
    )
    assert process.returncode == 7
    store = await opened(path)
    assert await store.load(ROOM) == Stored(FK, (entry(0), entry(1), entry(2)))
    await store.close()


WRITING = """
import asyncio, sys
from pathlib import Path
from server.journal import Entry
from server.store import SqliteStore
async def main():
    store = SqliteStore(Path(sys.argv[1]))
    await store.open()
    kept = await store.load(b"R" * 32)
    for index in range(len(kept.entries) if kept else 0, 250):
        entry = Entry(index=index, id=bytes([index]) * 16, payload=b"e", ends=False)
        await store.append(b"R" * 32, b"F" * 32, entry, 10.0)
        print(index, flush=True)
asyncio.run(main())
"""
"""Appends without a pause, and says what is done."""


async def test_killed_while_it_writes(path: Path) -> None:
    """Again and again in the middle of a commit: what was told to be done is there."""
    for _ in range(6):
        with subprocess.Popen(  # noqa: ASYNC220  nothing else runs here
            [sys.executable, "-c", WRITING, str(path)], stdout=subprocess.PIPE
        ) as writing:
            assert writing.stdout
            told = [int(writing.stdout.readline()) for _ in range(7)]
            writing.kill()
            told += map(int, writing.stdout.read().split())
        store = await opened(path)
        stored = await store.load(ROOM)
        await store.close()
        assert stored is not None
        assert len(stored.entries) in {told[-1] + 1, told[-1] + 2}
        assert [one.index for one in stored.entries] == [*range(len(stored.entries))]


async def test_done_means_committed(path: Path) -> None:
    """When an append is told to be done, another process reads it in the file."""
    store = await opened(path)
    for index in range(5):
        await store.append(ROOM, FK, entry(index), 10.0)
        db = sqlite3.connect(path)
        (count,) = db.execute("SELECT count(*) FROM entries").fetchone()
        db.close()
        assert count == index + 1
    await store.close()


async def test_group_commit(path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """What comes while the thread is busy is committed together."""
    batches: list[int] = []
    real = SqliteStore._waiting

    def waiting(self: SqliteStore) -> object:
        jobs = real(self)
        batches.append(len(jobs))
        return jobs

    monkeypatch.setattr(SqliteStore, "_waiting", waiting)
    store = await opened(path)
    await asyncio.gather(
        *(store.append(ROOM, FK, entry(index), 10.0) for index in range(200))
    )
    await store.close()
    assert sum(batches) == 200
    assert len(batches) < 100


async def test_closing_finishes_what_was_given(path: Path) -> None:
    """What was given before closing is committed, and after it nothing is taken."""
    store = await opened(path)
    waiting = [store.append(ROOM, FK, entry(index), 10.0) for index in range(50)]
    await store.close()
    await asyncio.gather(*waiting)
    with pytest.raises(StoreError):
        store.append(ROOM, FK, entry(50), 10.0)
    await store.close()
    store = await opened(path)
    stored = await store.load(ROOM)
    assert stored is not None
    assert len(stored.entries) == 50
    await store.close()


@posix
async def test_modes(path: Path) -> None:
    """Folder and files are their owner's alone, whatever the umask."""
    before = os.umask(0)
    try:
        store = await opened(path)
        await store.append(ROOM, FK, entry(0), 10.0)
    finally:
        os.umask(before)
    assert mode(path.parent) == 0o700
    files = list(path.parent.iterdir())
    assert {file.name for file in files} >= {"rooms.db", "rooms.db-wal"}
    assert {mode(file) for file in files} == {0o600}
    await store.close()


@posix
async def test_modes_of_a_file_that_was_there(path: Path) -> None:
    """A file that others could read is closed to them; a folder of others is left."""
    write(path, b"", 0o644)
    store = await opened(path)
    assert (mode(path), mode(path.parent)) == (0o600, 0o755)
    await store.close()


def found(folder: Path, needle: bytes) -> list[str]:
    """Name the files that hold `needle`."""
    return [file.name for file in folder.iterdir() if needle in file.read_bytes()]


async def test_expiry_leaves_no_byte(path: Path) -> None:
    """After expiry no file holds anything of the room: payload, key, room or id."""
    store = await opened(path)
    small, large = b"needle-in-a-haystack", b"needle-of-many-pages" * 5000
    await store.append(OTHER, FK, entry(0, b"stays"), 99.0)
    await store.append(ROOM, b"K" * 32, entry(0, small), 10.0)
    await store.append(ROOM, b"K" * 32, entry(1, large), 10.0)
    assert found(path.parent, small)
    assert found(path.parent, large[:60])
    assert await store.expire(10.0) == (ROOM,)
    for trace in (small, large[:60], large[-60:], ROOM, b"K" * 32, b"\1" * 16):
        assert found(path.parent, trace) == []
    assert found(path.parent, b"stays")
    await store.close()
    assert found(path.parent, small) == []


# ------------------------------------------------------------------ what goes wrong


async def test_not_a_database(path: Path) -> None:
    """A file that is something else is refused, and left as it is."""
    write(path, b"this is something else entirely" * 100, 0o600)
    with pytest.raises(StartError, match=r"database-foreign.*rooms\.db"):
        await opened(path)
    assert found(path.parent, b"this is something else") == ["rooms.db"]


async def test_a_database_of_something_else(path: Path) -> None:
    """A database that another program made is refused, and left as it is."""
    made(path, "CREATE TABLE recipes (name TEXT)")
    before = files(path.parent)
    with pytest.raises(StartError, match="database-foreign"):
        await opened(path)
    assert files(path.parent) == before


# ------------------------------------------------------------------ versions

SCHEMAS_KEPT = Path(__file__).with_name("schemas")
"""A database as each version wrote it, as SQL; `N.sql` is never changed."""


@pytest.mark.parametrize("version", range(1, len(SCHEMAS) + 1))
async def test_every_earlier_version_is_read(path: Path, version: int) -> None:
    """A room written by any version so far is there whole, and can go on."""
    made(path, (SCHEMAS_KEPT / f"{version}.sql").read_text())
    store = await opened(path)
    first, last = entry(0, b"first"), entry(1, b"last", ends=True)
    assert await store.load(ROOM) == Stored(FK, (first, last))
    await store.append(ROOM, FK, entry(2), 3e9)
    await store.close()
    assert user_version(path) == len(SCHEMAS)


async def test_an_upgrade_keeps_what_was_there(
    path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """What a later version adds is added once, and all rooms stay."""
    store = await opened(path)
    await store.append(ROOM, FK, entry(0), 10.0)
    await store.close()
    more = "ALTER TABLE rooms ADD COLUMN colour TEXT NOT NULL DEFAULT 'red'"
    monkeypatch.setattr("server.schema.SCHEMAS", (*SCHEMAS, more))
    for _ in range(2):
        store = await opened(path)
        assert await store.load(ROOM) == Stored(FK, (entry(0),))
        await store.close()
    assert user_version(path) == len(SCHEMAS) + 1


async def test_an_upgrade_is_whole_or_not_at_all(
    path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """One that fails half way leaves a file that the earlier version can still use."""
    store = await opened(path)
    await store.append(ROOM, FK, entry(0), 10.0)
    await store.close()
    monkeypatch.setattr(
        "server.schema.SCHEMAS", (*SCHEMAS, "DROP TABLE entries; SELECT nonsense")
    )
    with pytest.raises(StoreError, match="SQLITE_ERROR"):
        await opened(path)
    monkeypatch.undo()
    store = await opened(path)
    assert await store.load(ROOM) == Stored(FK, (entry(0),))
    await store.close()


async def test_a_newer_version(path: Path) -> None:
    """A file of a later version is refused, and no byte of it changes."""
    await (await opened(path)).close()
    made(path, f"PRAGMA user_version = {len(SCHEMAS) + 1}")
    before = files(path.parent)
    with pytest.raises(StartError, match="database-newer"):
        await opened(path)
    assert files(path.parent) == before


async def test_no_folder_to_be_had(tmp_path: Path) -> None:
    """A folder that cannot be made is an `OSError` that names the file."""
    (tmp_path / "file").touch()
    store = SqliteStore(tmp_path / "file" / "rooms.db")
    with pytest.raises(OSError, match=r"rooms\.db"):
        await store.open()
    await store.close()


async def test_full(path: Path) -> None:
    """When the file may not grow the entry fails, and what is kept stays readable."""
    store = SqliteStore(path, limit=100_000)
    await store.open()
    await store.append(ROOM, FK, entry(0), 10.0)
    with pytest.raises(StoreError, match="SQLITE_FULL"):
        await store.append(ROOM, FK, entry(1, bytes(200_000)), 10.0)
    assert await store.load(ROOM) == Stored(FK, (entry(0),))
    await store.append(ROOM, FK, entry(1), 10.0)
    await store.close()


async def test_what_fails_is_undone(path: Path) -> None:
    """When a batch cannot be done nothing of it stays, and the store goes on."""
    store = await opened(path)
    await store.append(ROOM, FK, entry(0), 10.0)
    with pytest.raises(StoreError, match="OverflowError"):
        await store.expire(10**400)
    assert await store.load(ROOM) == Stored(FK, (entry(0),))
    await store.close()


async def test_two_relays_on_one_file(path: Path) -> None:
    """Two stores may share a file; of one room only one of them can go on."""
    one, two = await opened(path), await opened(path)
    await one.append(ROOM, FK, entry(0), 10.0)
    await two.append(OTHER, FK, entry(0), 10.0)
    await two.append(ROOM, FK, entry(1), 10.0)
    with pytest.raises(StoreError):
        await one.append(ROOM, FK, entry(1), 10.0)
    await one.close()
    await two.close()


def test_who_waits_may_be_gone(path: Path) -> None:
    """A loop that ends while the store works leaves nothing hanging."""

    async def main() -> None:
        store = await opened(path)
        store.append(ROOM, FK, entry(0), 10.0).cancel()
        await store.close()

    asyncio.run(main())


async def test_what_is_free_is_told(path: Path) -> None:
    """How much the file can still take goes down with entries, and up when they go."""
    store = SqliteStore(path, limit=10**6)
    before = store.free
    await store.open()
    empty = store.free
    assert 0 < empty < before <= 10**6
    await store.append(ROOM, FK, entry(0, bytes(500_000)), 5.0)
    assert empty - 520_000 < store.free < empty - 490_000
    assert await store.expire(6.0) == (ROOM,)
    assert store.free > empty - 20_000
    await store.close()
    again = SqliteStore(path, limit=10**6)
    await again.open()
    assert again.free > empty - 20_000
    await again.close()
