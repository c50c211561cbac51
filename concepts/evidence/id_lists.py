"""Filter rows by many ids at little cost: `id__among=id_list(ids)` finds what `id__in=ids` finds.

The ids go to the database as one parameter. With `in`, Django prepares each of hundreds of ids several times, which
took a third of the time of the queries of a comparison.
"""

from collections.abc import Iterable

from django.core.exceptions import EmptyResultSet
from django.db.backends.base.base import BaseDatabaseWrapper
from django.db.models import IntegerField, Lookup
from django.db.models.sql.compiler import SQLCompiler


class AmongIds(Lookup):
    """Whether an id is among those of an `id_list`."""

    lookup_name = "among"
    prepare_rhs = False

    def as_sql(self, compiler: SQLCompiler, connection: BaseDatabaseWrapper) -> tuple[str, tuple[str | int, ...]]:
        """Return the condition with the ids in one parameter; raises EmptyResultSet where there are none."""
        if not self.rhs:
            raise EmptyResultSet
        column, params = self.process_lhs(compiler, connection)
        ids = ",".join(map(str, sorted(self.rhs)))
        if connection.vendor == "postgresql":
            return f"{column} = ANY(%s::bigint[])", (*params, f"{{{ids}}}")
        return f"{column} IN (SELECT value FROM json_each(%s))", (*params, f"[{ids}]")  # noqa: S608 - no value is in it


IntegerField.register_lookup(AmongIds)


def id_list(ids: Iterable[int]) -> frozenset[int]:
    """Return the ids as `among` takes them."""
    return frozenset(ids)
