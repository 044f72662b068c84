"""The versions of a relay's database, and the way from each to the present one."""

from __future__ import annotations

import sqlite3
from pathlib import Path

from server.starting import StartError

SCHEMAS = (
    """
    CREATE TABLE rooms (
        room BLOB PRIMARY KEY, fk BLOB NOT NULL, count INTEGER NOT NULL,
        expires REAL NOT NULL
    ) WITHOUT ROWID;
    CREATE TABLE entries (
        room BLOB NOT NULL, position INTEGER NOT NULL, id BLOB NOT NULL,
        ends INTEGER NOT NULL, payload BLOB NOT NULL, UNIQUE (room, position)
    );
    """,
)
"""What leads from each version of the file to the next; the first, from nothing.

`user_version` counts those that were carried out. What stands here is never changed:
files that were made by it are in use. A test keeps one of each version.
"""


def check_version(db: sqlite3.Connection, path: Path) -> None:
    """Raise `StartError` for a file that is not for us to write in."""
    try:
        version = _version(db)
        tables = db.execute("SELECT name FROM sqlite_schema").fetchall()
    except sqlite3.DatabaseError as error:
        if getattr(error, "sqlite_errorcode", 0) != sqlite3.SQLITE_NOTADB:
            raise
        raise StartError("database-foreign", path) from error
    if version == 0 and tables:
        raise StartError("database-foreign", path)
    if version > len(SCHEMAS):
        raise StartError("database-newer", path)


def upgrade(db: sqlite3.Connection) -> None:
    """Bring the file to the present version, all of the way or not at all."""
    db.execute("BEGIN IMMEDIATE")
    try:
        for number, schema in enumerate(SCHEMAS[_version(db) :], _version(db) + 1):
            for statement in schema.split(";"):
                db.execute(statement)
            db.execute(f"PRAGMA user_version = {number}")
        db.execute("COMMIT")
    except sqlite3.Error:
        db.execute("ROLLBACK")
        raise


def _version(db: sqlite3.Connection) -> int:
    (version,) = db.execute("PRAGMA user_version").fetchone()
    return int(version)
