"""Ask one query for any ids without writing its SQL again: `PreparedQuery`.

Django takes several milliseconds to write the SQL of the queries of a comparison, longer than a database takes to
answer them. A prepared query is written once in a process, with `among` where it takes ids: `id__among` finds what
`id__in` finds. The ids go to the database as one parameter.
"""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from functools import cached_property
from typing import Any, TypeAlias

from django.db import connection
from django.db.backends.base.base import BaseDatabaseWrapper
from django.db.models import IntegerField, Lookup, QuerySet
from django.db.models.sql.compiler import SQLCompiler

Row = tuple[Any, ...]
RowQuery: TypeAlias = "QuerySet[Any, Row]"  # of `values_list`


@dataclass(frozen=True, slots=True)
class IdList:
    """The place in a prepared query of the list of ids with this number, from 0."""

    number: int

    def __str__(self) -> str:
        return f"ids {self.number}"


@dataclass(frozen=True)
class PreparedQuery:
    """A query that depends on nothing but lists of ids, or not even on these.

    `build` takes as many IdList as there are `lists`, for `among`, and returns `values_list`. The values of its rows
    are as the database gives them: on SQLite, a boolean is 0 or 1.
    """

    build: Callable[..., RowQuery]
    lists: int = 1

    def rows(self, *ids: Iterable[int]) -> list[Row]:
        """Return the rows for these lists of ids; no query is made where all of them are empty."""
        given = [sorted(set(each)) for each in ids]
        if given and not any(given):
            return []
        sql, params = self._written
        lists = [_as_parameter(each, connection.vendor) for each in given]
        with connection.cursor() as cursor:
            cursor.execute(sql, [lists[value.number] if isinstance(value, IdList) else value for value in params])
            return cursor.fetchall()

    @cached_property
    def _written(self) -> tuple[str, Row]:
        """The SQL and its parameters, of which some are an IdList."""
        query = self.build(*map(IdList, range(self.lists))).query
        sql, params = query.get_compiler(connection=connection).as_sql()
        return sql, tuple(params)


def _as_parameter(ids: Iterable[int], vendor: str) -> str:
    """Return the ids as AmongIds takes them: an array for PostgreSQL, else JSON."""
    written = ",".join(map(str, ids))
    return f"{{{written}}}" if vendor == "postgresql" else f"[{written}]"


class AmongIds(Lookup):
    """Whether an id is among those of an IdList."""

    lookup_name = "among"
    prepare_rhs = False

    def as_sql(self, compiler: SQLCompiler, connection: BaseDatabaseWrapper) -> tuple[str, Row]:
        """Return the condition with the list in the place of its ids."""
        column, params = self.process_lhs(compiler, connection)
        if connection.vendor == "postgresql":
            return f"{column} = ANY(%s::bigint[])", (*params, self.rhs)
        return f"{column} IN (SELECT value FROM json_each(%s))", (*params, self.rhs)  # noqa: S608 - no value is in it


IntegerField.register_lookup(AmongIds)
