"""What commands say where the database has no tables yet."""

from collections.abc import Iterator
from contextlib import contextmanager

from django.core.management.base import CommandError
from django.db import DatabaseError, connection

from sources.models import Source


@contextmanager
def refuse_missing_tables() -> Iterator[None]:
    """Turn the error of a query into a CommandError that says what to do, where the tables of the site are missing."""
    try:
        yield
    except DatabaseError as error:
        if connection.in_atomic_block or Source._meta.db_table in connection.introspection.table_names():
            raise
        raise CommandError("The database has no tables yet; make them with `manage.py migrate`.") from error
