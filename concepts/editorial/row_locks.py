"""Locks statements for a step, and refuses the step where somebody changed them since they were looked at."""

from collections.abc import Iterable, Mapping

from concepts.models import Statement
from sources.locking import StaleSaveError


def lock_statement(statement: Statement, started_from: int | None) -> Statement:
    """Return the statement as it is stored, locked until the transaction ends.

    Raises StaleSaveError where it is deleted, or where `started_from` is a row version and not the last.
    """
    row = Statement.objects.select_for_update(no_key=True).filter(pk=statement.pk).first()
    if row is None or started_from not in (None, row.row_version):
        raise StaleSaveError(row)
    return row


def lock_statements(statements: Iterable[Statement], started_from: Mapping[int, int]) -> list[Statement]:
    """Return the statements as they are stored, in the order given, locked until the transaction ends.

    Raises StaleSaveError where one is deleted, or has another row version than `started_from` holds for its id.
    """
    ids = [statement.pk for statement in statements]
    rows = Statement.objects.select_for_update(no_key=True).order_by("id").in_bulk(ids)
    if rows.keys() != set(ids):
        raise StaleSaveError(None)
    check_row_versions(rows.values(), started_from)
    return [rows[pk] for pk in ids]


def check_row_versions(rows: Iterable[Statement], started_from: Mapping[int, int]) -> None:
    """Raise StaleSaveError for the first row whose version is not the one in `started_from`, which holds them by id."""
    for row in rows:
        if started_from.get(row.pk, row.row_version) != row.row_version:
            raise StaleSaveError(row)
