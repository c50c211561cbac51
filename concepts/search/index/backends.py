"""Chooses the index for the database in use, and knows which ones there are."""

import re

from django.db import connection

from concepts.search.index.interface import Index
from concepts.search.index.postgresql import PostgresIndex
from concepts.search.index.sqlite import SqliteIndex

_ENTRIES = re.compile(r"search_entries_([0-9]+)")


def index_of(generation: int) -> Index:
    """The index of a generation in the default database."""
    return SqliteIndex(generation) if connection.vendor == "sqlite" else PostgresIndex(generation)


def generations() -> list[int]:
    """The generations that have tables, whatever has left them; one query or two."""
    found = (_ENTRIES.fullmatch(name) for name in connection.introspection.table_names())
    return sorted(int(match[1]) for match in found if match)
