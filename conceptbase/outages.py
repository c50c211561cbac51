"""Tell an outage (the database is away, the disk is full …) from a fault of the code, on SQLite and PostgreSQL alike.

An outage is answered with 503 and a sentence, since it ends without a change of the code. Anything else stays a fault.
"""

import errno
import sqlite3
from enum import Enum

import psycopg2
from django.utils.translation import gettext_lazy as _


class Outage(Enum):
    """What is wrong outside the code."""

    AWAY = "away"
    SLOW = "slow"
    BUSY = "busy"
    READ_ONLY = "read-only"
    FULL = "full"

    @property
    def sentence(self) -> str:
        """Return what to tell readers, curators and people at a terminal, in the current language."""
        return str(_SENTENCES[self])


_SENTENCES = {
    Outage.AWAY: _("The database does not answer. Please try again in a moment."),
    Outage.SLOW: _("The database took too long to answer. Please try again in a moment."),
    Outage.BUSY: _("The database is busy with another change. Please try again in a moment."),
    Outage.READ_ONLY: _(
        "The database can only be read at the moment, so nothing was saved. "
        "Whoever runs this site can make it writable again."
    ),
    Outage.FULL: _("The disk of this site is full, so nothing was saved. Whoever runs this site has to make room."),
}

# SQLSTATE of PostgreSQL, whole codes before classes of two characters.
_SQLSTATES = {
    "25006": Outage.READ_ONLY,
    "40001": Outage.BUSY,
    "40P01": Outage.BUSY,
    "53100": Outage.FULL,
    "55P03": Outage.BUSY,
    "57014": Outage.SLOW,
    "08": Outage.AWAY,
    "53": Outage.AWAY,  # too many connections, out of memory
    "57": Outage.AWAY,  # shutting down, starting up
    "58": Outage.AWAY,  # an error of the system, such as input or output
}
_SQLITE_CODES = {
    sqlite3.SQLITE_BUSY: Outage.BUSY,
    sqlite3.SQLITE_LOCKED: Outage.BUSY,
    sqlite3.SQLITE_READONLY: Outage.READ_ONLY,
    sqlite3.SQLITE_FULL: Outage.FULL,
    sqlite3.SQLITE_IOERR: Outage.AWAY,
    sqlite3.SQLITE_CANTOPEN: Outage.AWAY,
}
_SYSTEM_CODES = {
    errno.ENOSPC: Outage.FULL,
    errno.EDQUOT: Outage.FULL,
    errno.EFBIG: Outage.FULL,
    errno.EROFS: Outage.READ_ONLY,
}


def outage_of(error: BaseException | None) -> Outage | None:
    """Return the outage that the error tells of, itself or by its cause; None for a fault of the code."""
    while error is not None:
        if outage := _outage_of_one(error):
            return outage
        error = error.__cause__
    return None


def _outage_of_one(error: BaseException) -> Outage | None:
    if isinstance(error, psycopg2.Error):
        if state := error.pgcode:
            return _SQLSTATES.get(state) or _SQLSTATES.get(state[:2])
        # Without a code it comes from the client: there is no connection, or it was lost.
        lost = isinstance(error, psycopg2.OperationalError) or "connection" in str(error)
        return Outage.AWAY if lost else None
    if isinstance(error, sqlite3.Error):
        return _SQLITE_CODES.get(getattr(error, "sqlite_errorcode", 0) & 0xFF)
    if isinstance(error, OSError):
        return _SYSTEM_CODES.get(error.errno or 0)
    return None
