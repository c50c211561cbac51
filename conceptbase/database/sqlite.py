"""Open SQLite so that pages can be read from a file or disk that nobody may write to.

With WAL, readers need two files beside the database, which SQLite makes (https://sqlite.org/wal.html#readonly). Where
it cannot make them and they hold nothing newer, nobody can write either, and the file is opened as immutable.
"""

import os
import shutil
import sqlite3
import time
from pathlib import Path
from typing import Any
from urllib.parse import quote

from django.db.backends.base.base import BaseDatabaseWrapper
from django.db.backends.signals import connection_created

LOCK_SECONDS = 20  # how long a change waits for another one

_expected = False  # whether the file has to be there already
_UNWRITABLE = (sqlite3.SQLITE_CANTOPEN, sqlite3.SQLITE_READONLY, sqlite3.SQLITE_IOERR, sqlite3.SQLITE_FULL)


class LimitedConnection(sqlite3.Connection):
    """A connection that a table of limits can refer to without keeping it open."""


class ImmutableConnection(LimitedConnection):
    """A connection to a file that cannot change as long as its disk stays as it is."""


def expect_database() -> None:
    """Let this process open no database file that is missing or empty, which SQLite would silently make anew.

    Only `manage.py migrate` makes a database; everything else is called with one that is filled.
    """
    global _expected
    _expected = True


def open_database(database: str, **options: Any) -> sqlite3.Connection:
    """Return a connection in WAL mode, or one for reading only where nothing can be written.

    Takes what `sqlite3.connect` takes and raises what it raises.
    """
    options.pop("factory", None)
    if _expected and _is_missing(database):
        error = sqlite3.OperationalError(
            f"there is no database at {database}; bring the file back, or make one with `manage.py migrate`"
        )
        error.sqlite_errorcode = sqlite3.SQLITE_CANTOPEN
        raise error
    connection = sqlite3.connect(database, factory=LimitedConnection, **options)
    try:
        # In WAL mode readers do not wait for a writer.
        connection.execute("PRAGMA journal_mode=WAL").fetchone()
        connection.execute("PRAGMA synchronous=NORMAL")
        connection.execute("SELECT 1 FROM sqlite_master LIMIT 1").fetchone()
    except sqlite3.OperationalError as error:
        if (error.sqlite_errorcode & 0xFF) not in _UNWRITABLE:
            connection.close()
            raise
        return _open_for_reading(connection, database, options)
    return connection


def _is_missing(database: str) -> bool:
    """Return whether there is no file, or an empty one; SQLite tells of all other faults itself."""
    try:
        return not database.startswith(("file:", ":memory:")) and Path(database).stat().st_size == 0
    except (FileNotFoundError, NotADirectoryError):
        return True
    except OSError:
        return False


def _open_for_reading(connection: sqlite3.Connection, database: str, options: dict[str, Any]) -> sqlite3.Connection:
    """Return a connection that can read: the one there is, or an immutable one; raises sqlite3.OperationalError."""
    try:
        connection.execute("SELECT 1 FROM sqlite_master LIMIT 1").fetchone()
        return connection
    except sqlite3.OperationalError:
        connection.close()
        if not _is_immutable(Path(database)):
            raise
    address = f"file:{quote(str(Path(database).resolve()))}?immutable=1"
    connection = sqlite3.connect(address, factory=ImmutableConnection, **options)
    connection.execute("SELECT 1 FROM sqlite_master LIMIT 1").fetchone()
    return connection


def _is_immutable(file: Path) -> bool:
    """Return whether nobody can write to the file now and it holds everything."""
    newer = file.with_name(file.name + "-wal")
    if not file.is_file() or (newer.exists() and newer.stat().st_size):
        return False
    return not os.access(file.parent, os.W_OK) or shutil.disk_usage(file.parent).free == 0


def forget_immutable_soon(connection: BaseDatabaseWrapper, **kwargs: Any) -> None:
    """Close an immutable connection after its request, because the disk may be written to again by the next one."""
    if isinstance(connection.connection, ImmutableConnection):
        connection.close_at = time.monotonic()


def connect_signals() -> None:
    """Let `forget_immutable_soon` see each new connection; called once, when the application is ready."""
    connection_created.connect(forget_immutable_soon, dispatch_uid="conceptbase.database.sqlite")
