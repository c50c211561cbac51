"""Columns and attached rows of statements, walked by the description: written, compared and copied.

Everything here works on ids and column values and decides nothing; `saving` and `drafts` do.
"""

from collections import Counter
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field

from django.db.models import Model

from concepts.content.description import DESCRIPTIONS, STATEMENT
from concepts.content.natural_keys import NaturalKey
from concepts.content.row_content import AttachedContent, FieldValue, RowContent
from concepts.content.shape import Attached, ColumnValue, Field, Reference
from concepts.editorial.row_ids import FindId
from concepts.models import Statement
from concepts.models.derived import fill_derived_columns

BATCH = 200  # rows a query
RANK = "rank"

Columns = dict[str, ColumnValue]
RowKey = tuple[ColumnValue, ...]  # what tells an attached row from its neighbours


def statement_columns() -> tuple[str, ...]:
    """Return the columns of a statement that content fills and that may change, with those that follow from them."""
    return (*(column for part in STATEMENT.changing for column in part.columns), *STATEMENT.derived)


@dataclass(slots=True)
class ColumnReader:
    """Turns contents into columns. `unknown` collects the natural keys that `find_id` does not know, by their place.

    A place is the name of the row's column without `_id` (`relation_type`), or that of an attached row's with the
    name of the rows and the row's number from 0 (`sides.1.characteristic`).
    """

    find_id: FindId
    unknown: dict[str, NaturalKey] = field(default_factory=dict)

    def of_row(self, content: RowContent, *, new: bool) -> Columns:
        """Return the columns that the content names; of a new row all of them."""
        columns: Columns = {}
        for part in DESCRIPTIONS[content.kind].changing:
            if new or part.name in content.fields:
                columns |= self._columns(part, content.fields.get(part.name), part.column)
        return columns

    def of_attached(self, attached: Attached, rows: Sequence[AttachedContent]) -> list[Columns]:
        """Return the columns of each row but its owner; rows are counted apart where a pack lists them apart."""
        found = []
        ranks: Counter[FieldValue] = Counter()
        for place, row in enumerate(rows):
            columns: Columns = {}
            for part in attached.parts:
                columns |= self._columns(part, row.values.get(part.name), f"{attached.name}.{place}.{part.column}")
            if attached.ordered:
                group = row.values.get(attached.split_by)
                columns[RANK] = ranks[group] if row.rank is None else row.rank
                ranks[group] += 1
            found.append(columns)
        return found

    def _columns(self, part: Field | Reference, value: FieldValue, place: str) -> Columns:
        if isinstance(part, Field):
            if isinstance(value, tuple):
                raise TypeError(f"{part.name} is a value, not the key of a row.")
            return part.column_values(value)
        [column] = part.columns
        if value is None:
            return {column: None}
        if not isinstance(value, tuple):
            raise TypeError(f"{part.name} takes the natural key of a row, a tuple.")
        found = self.find_id(part.target, value)
        if found is None:
            self.unknown[place] = value
        return {column: found}


def write_attached(
    attached: Attached,
    wanted: Mapping[int, Sequence[Columns]],
    *,
    new: Collection[int] = (),
    ids: Iterator[int] | None = None,
) -> set[int]:
    """Make the attached rows of each owner equal to the wanted ones, and return the ids of the owners that changed.

    Part of a larger change. `wanted` holds columns by the owner's id; owners in `new` have no rows yet. Rows
    that are equal stay untouched. `ids` gives ids to the rows that are made; without it the database does. At most four
    queries, whatever the number of owners and rows.
    """
    return _write(attached, wanted, _read(attached, wanted.keys() - set(new)), ids)


def _write(
    attached: Attached,
    wanted: Mapping[int, Sequence[Columns]],
    stored: Mapping[int, Mapping[RowKey, Model]],
    ids: Iterator[int] | None = None,
) -> set[int]:
    changed: set[int] = set()
    gone: list[int] = []
    updated: list[Model] = []
    created: list[Model] = []
    for owner, rows in wanted.items():
        old = dict(stored.get(owner, {}))
        for key, columns in _by_key(attached, rows):
            row = old.pop(key, None)
            if row is None:
                pk = {} if ids is None else {"pk": next(ids)}
                created.append(attached.model(**pk, **columns, **{f"{attached.owner}_id": owner}))
            elif any(getattr(row, column) != value for column, value in columns.items()):
                for column, value in columns.items():
                    setattr(row, column, value)
                updated.append(row)
            else:
                continue
            changed.add(owner)
        if old:
            gone += [row.pk for row in old.values()]
            changed.add(owner)
    rows_of = attached.model._default_manager
    if gone:
        rows_of.filter(pk__in=gone).delete()
    if updated:
        rows_of.bulk_update(updated, _names(attached.model, attached.columns), BATCH)
    for row in created:
        fill_derived_columns(row)
    rows_of.bulk_create(created, BATCH)
    return changed


def copy_attached(targets: Mapping[int, int]) -> None:
    """Make all attached rows of each target equal to those of its source, in a fixed number of queries.

    Part of a larger change. `targets` holds the id of a target by that of its source.
    """
    for attached in STATEMENT.attached:
        stored = _read(attached, {*targets, *targets.values()})
        wanted = {
            target: [{column: getattr(row, column) for column in attached.columns} for row in rows.values()]
            for source, target in targets.items()
            for rows in [stored.get(source, {})]
        }
        _write(attached, wanted, stored)


def release_places(statements: Iterable[int]) -> None:
    """Take the statements with these ids out of their lists for the moment.

    Part of a larger change: the database allows a place in a list to one part at a time, also while two change places.
    """
    Statement.objects.filter(pk__in=statements, part_of__isnull=False).update(part_of=None)


def update_columns(rows: Sequence[Statement], others: Iterable[str] = ()) -> None:
    """Write the content columns of the rows, and the columns `others` besides, in one query a batch.

    Part of a larger change.
    """
    columns = sorted({*statement_columns(), *others})
    Statement.objects.bulk_update(rows, _names(Statement, columns), BATCH)


def _read(attached: Attached, owners: Collection[int]) -> dict[int, dict[RowKey, Model]]:
    """Return the stored rows by owner and key, in their order."""
    stored: dict[int, dict[RowKey, Model]] = {}
    if not owners:
        return stored
    order = [RANK, "id"] if attached.ordered else ["id"]
    for row in attached.model._default_manager.filter(**{f"{attached.owner}__in": owners}).order_by(*order):
        rows = stored.setdefault(getattr(row, f"{attached.owner}_id"), {})
        rows[tuple(getattr(row, column) for column in _identity(attached))] = row
    return stored


def _by_key(attached: Attached, rows: Sequence[Columns]) -> Iterable[tuple[RowKey, Columns]]:
    """Yield the rows with their keys."""
    for columns in rows:
        yield tuple(columns[column] for column in _identity(attached)), columns


def _identity(attached: Attached) -> tuple[str, ...]:
    """Return the columns that tell a row from its neighbours: all but the place where no others are the key.

    So a label that is changed is another row, and two that change places never meet in the database.
    """
    return attached.key_columns or tuple(column for part in attached.fields for column in part.columns)


def _names(model: type[Model], columns: Iterable[str]) -> list[str]:
    """Return the names of the fields that have these columns, as `bulk_update` wants them."""
    return [model._meta.get_field(column).name for column in columns]
