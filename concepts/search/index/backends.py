"""Chooses the index of the database in use, and lists the generations that exist."""

import re

from django.db import connection

from concepts.search.index.interface import Index
from concepts.search.index.postgresql import PostgresIndex
from concepts.search.index.sqlite import SqliteIndex

_ENTRIES = re.compile(r"search_entries_([0-9]+)")


def index_of(generation: int) -> Index:
    """Return the index of a generation in the default database."""
    return SqliteIndex(generation) if connection.vendor == "sqlite" else PostgresIndex(generation)


def generations() -> list[int]:
    """Return the generations that have tables, in order, even those a broken build has left; one query or two."""
    found = (_ENTRIES.fullmatch(name) for name in connection.introspection.table_names())
    return sorted(int(match[1]) for match in found if match)
