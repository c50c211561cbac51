"""Compare the tables of a database with what the models expect.

Django's own record of applied migrations cannot tell this: before the first release migrations are remade, and a
database that was made by an earlier form of one counts as migrated and has other columns.
"""

from collections.abc import Iterator

from django.apps import apps
from django.db import connection, models


def _column_differences(model: type[models.Model]) -> Iterator[str]:
    """Yield where a model's table, which is there, has other columns."""
    table = model._meta.db_table
    with connection.cursor() as cursor:
        description = connection.introspection.get_table_description(cursor, table)
    nullable = {column.name: bool(column.null_ok) for column in description}
    expected = {str(field.column): field.null for field in model._meta.local_concrete_fields}
    for column in sorted(expected.keys() - nullable.keys()):
        yield f"{table} lacks the column {column}"
    for column in sorted(nullable.keys() - expected.keys()):
        yield f"{table} has a column {column} that the code does not know"
    for column in sorted(expected.keys() & nullable.keys()):
        if expected[column] != nullable[column]:
            yield f"{table}.{column} may {'not ' if expected[column] else ''}be NULL in the database"


def _rule_differences(model: type[models.Model]) -> Iterator[str]:
    """Yield which rules and indexes a model's table, which is there, lacks."""
    table = model._meta.db_table
    with connection.cursor() as cursor:
        constraints = connection.introspection.get_constraints(cursor, table)
    longest = connection.ops.max_name_length()  # PostgreSQL cuts what is longer
    for rule in (*model._meta.constraints, *model._meta.indexes):
        if rule.name[:longest] not in constraints:
            yield f"{table} lacks the rule or index {rule.name}"


def table_differences(*, rules: bool = True) -> list[str]:
    """Return where the database differs from the models, a sentence each without full stop; empty where it fits.

    Looks at tables, names of columns, whether they may be empty, and, with `rules`, names of constraints and indexes,
    which takes seconds on SQLite.
    """
    with connection.cursor() as cursor:
        tables = set(connection.introspection.table_names(cursor))
    differences = []
    for model in apps.get_models(include_auto_created=True):
        if not model._meta.managed or model._meta.proxy:
            continue
        table = model._meta.db_table
        if table not in tables:
            differences.append(f"there is no table {table}")
            continue
        differences += _column_differences(model)
        if rules:
            differences += _rule_differences(model)
    return differences
