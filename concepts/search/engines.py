"""Chooses the index for the database in use."""

from django.db import connection

from concepts.search.index import Index
from concepts.search.postgresql import PostgresIndex
from concepts.search.sqlite import SqliteIndex


def index_of(generation: int) -> Index:
    """The index of a generation in the default database."""
    return SqliteIndex(generation) if connection.vendor == "sqlite" else PostgresIndex(generation)
