"""Keep the tables that people bring for a day, with what their rows would do, and write them when they say so."""

from datetime import timedelta

from django.db.models import QuerySet
from django.utils import timezone

from concepts.editorial.actors import Actor, person
from concepts.editorial.write_lock import write_lock
from concepts.workbench.models import BroughtTable
from concepts.workbench.tables.cells import TableRow
from concepts.workbench.tables.columns import TableKind
from concepts.workbench.tables.importing import import_table, try_table
from concepts.workbench.tables.outcomes import Outcome, RowVerdict

KEPT = timedelta(days=1)
MOST_WAITING = 20  # tables of one person; the oldest go


class ForgottenTableError(Exception):
    """The table is not kept any more: somebody forgot it meanwhile, or its day has passed."""


def find_tables(by: Actor) -> "QuerySet[BroughtTable]":
    """Return the tables of a person, the newest first."""
    return BroughtTable.objects.filter(by=person(by), at__gte=timezone.now() - KEPT).order_by("-at", "-pk")


def bring_table(*, name: str, kind: TableKind, rows: list[TableRow], by: Actor) -> BroughtTable:
    """Try the rows of a table and keep it with what they would do. Forgets old tables."""
    owner = person(by)
    assert owner is not None  # only people bring tables
    outcomes = try_table(rows=rows, kind=kind, by=by)
    with write_lock():
        forget_old_tables()
        too_old = find_tables(by).values_list("pk", flat=True)[MOST_WAITING - 1 :]
        BroughtTable.objects.filter(pk__in=list(too_old)).delete()
        return BroughtTable.objects.create(
            name=name,
            kind=kind.value,
            rows=[row.as_json() for row in rows],
            outcomes=[outcome.as_json() for outcome in outcomes],
            by=owner,
        )


def forget_old_tables() -> None:
    """Delete the tables of everybody whose day has passed; where there are none, nothing is written."""
    old = BroughtTable.objects.filter(at__lt=timezone.now() - KEPT)
    if old.exists():
        old.delete()


@write_lock()
def save_table(*, table: BroughtTable, by: Actor) -> list[Outcome]:
    """Write a table as drafts, but for the rows that are refused now, and return what became of its rows.

    Refused is also a row that would write over what was saved since it was tried.
    A table is written once: of one that was, what became of its rows then is returned. Raises ForgottenTableError.
    """
    stored = BroughtTable.objects.select_for_update().filter(pk=table.pk).first()
    if stored is None:
        raise ForgottenTableError
    if not stored.is_imported:
        rows = [TableRow.from_json(row) for row in stored.rows]
        bases = [outcome.base for outcome in outcomes_of(stored)]
        outcomes = import_table(rows=rows, kind=TableKind(stored.kind), by=by, bases=bases)
        stored.outcomes, stored.is_imported = [outcome.as_json() for outcome in outcomes], True
        stored.save()
    return outcomes_of(stored)


def outcomes_of(table: BroughtTable) -> list[Outcome]:
    """Return what the rows of a table do, or did."""
    return [Outcome(**outcome) for outcome in table.outcomes]


def refused_rows(table: BroughtTable) -> list[tuple[TableRow, Outcome]]:
    """Return the rows that are refused, each with why."""
    pairs = zip(map(TableRow.from_json, table.rows), outcomes_of(table), strict=True)
    return [(row, outcome) for row, outcome in pairs if outcome.verdict == RowVerdict.REFUSED]
