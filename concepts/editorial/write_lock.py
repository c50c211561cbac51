"""The gate for saving: whoever writes content writes alone, so that what was checked still holds when it is written.

Reading waits for nobody, but for a form or a preview of what is proposed, which is written and undone. On SQLite every
transaction has the lock of writers from its beginning (the setting `transaction_mode`); on PostgreSQL all writers share
one advisory lock. A form is looked up, compared with the version that it was opened on, validated and saved inside of
it; so is a pack that is loaded.
"""

from collections.abc import Iterator
from contextlib import contextmanager

from django.db import connection, transaction

LOCK = 1_129_270_851  # any number that nothing else locks in this database
WAIT_SECONDS = 20  # as on SQLite; whoever waits longer is told that the database is busy


@contextmanager
def write_lock() -> Iterator[None]:
    """Keep the lock of writers while the body, or the function that this decorates, runs in one transaction.

    May be nested. The lock is given back when the outermost transaction ends. Raises OperationalError where another
    change takes longer than `WAIT_SECONDS`.
    """
    with transaction.atomic():
        if connection.vendor == "postgresql":
            with connection.cursor() as cursor:
                cursor.execute(f"SET LOCAL lock_timeout = '{WAIT_SECONDS}s'; SELECT pg_advisory_xact_lock(%s)", [LOCK])
        yield
