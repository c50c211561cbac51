"""The contents of rows that are no statements: read, written, and tried without being kept."""

from collections.abc import Collection, Iterator, Mapping, Sequence
from contextlib import contextmanager
from itertools import count
from typing import TypeVar

from django.db import IntegrityError, transaction

from concepts.content.description import ARTICLE, DESCRIPTIONS, PASSAGE, SKIP
from concepts.content.natural_keys import NaturalKey, key_paths, kind_of
from concepts.content.row_content import AttachedContent, FieldValue, RowContent
from concepts.content.shape import Field, Reference
from concepts.editorial.content_revision import bump_content_revision
from concepts.editorial.division import write_division
from concepts.editorial.row_ids import keys_in, read_ids_today
from concepts.editorial.row_rules import check_change, check_rules
from concepts.editorial.saving import UnknownKeysError
from concepts.editorial.statement_columns import RANK, ColumnReader, Columns, write_attached
from concepts.editorial.write_lock import write_lock
from concepts.models.derived import fill_derived_columns
from sources.content_row import ContentRow
from sources.models import SourceVersion

AnyRow = TypeVar("AnyRow", bound=ContentRow)


def read_row_content(row: ContentRow) -> RowContent:
    """Return all that a row says, as it stands in the database. Raises the model's DoesNotExist where it is gone."""
    found = read_row_contents(kind_of(row), [row.pk])
    if row.pk not in found:
        raise type(row).DoesNotExist
    return found[row.pk]


def read_row_contents(kind: str, ids: Collection[int]) -> dict[int, RowContent]:
    """Return all that the rows of a kind with these ids say, by id; a fixed number of queries.

    Every attached row has its rank, so that the content gives the same order wherever it is written.
    """
    description = DESCRIPTIONS[kind]
    attached: dict[str, dict[int, list[AttachedContent]]] = {}
    for part in description.attached:
        if part.kept_with:
            continue
        order = [RANK, "id"] if part.ordered else [*part.columns, "id"]
        rows = part.model._default_manager.filter(**{f"{part.owner}__in": ids}).order_by(*order)
        groups = attached.setdefault(part.name, {})
        for columns in rows.values(f"{part.owner}_id", *part.columns, *_paths(part.references)):
            content = AttachedContent(_values(part.parts, columns), columns[RANK] if part.ordered else None)
            groups.setdefault(columns[f"{part.owner}_id"], []).append(content)
    columns_read = (column for part in description.changing for column in part.columns)
    table = description.model._base_manager.filter(pk__in=ids)
    return {
        columns["pk"]: RowContent(
            _values(description.changing, columns),
            {name: tuple(groups.get(columns["pk"], ())) for name, groups in attached.items()},
            kind,
        )
        for columns in table.values("pk", *columns_read, *_paths(description.references))
    }


def _paths(references: Sequence[Reference]) -> Iterator[str]:
    for reference in references:
        yield from (f"{reference.column}__{path}" for path in key_paths(reference.target))


def _values(parts: Sequence[Field | Reference], columns: dict[str, str | int | None]) -> dict[str, FieldValue]:
    return {
        part.name: part.from_columns(columns) if isinstance(part, Field) else _named(part, columns) for part in parts
    }


def _named(reference: Reference, columns: dict[str, str | int | None]) -> NaturalKey | None:
    if columns[reference.columns[0]] is None:
        return None
    values = (columns[f"{reference.column}__{path}"] for path in key_paths(reference.target))
    return tuple(value for value in values if value is not None)


def apply_content(row: AnyRow, content: RowContent, *, ids: Iterator[int] | None = None) -> AnyRow:
    """Write a content into a stored row and its attached rows, and return the row as it stands then.

    Part of a larger change, which claims the version of the row and says what becomes of readers. What was renamed
    or merged since the content was written is found under its new name. `ids` as in `write_attached`.

    Raises ValidationError, by field, for what the database or a rule refuses (a label that another concept has by now),
    and UnknownKeysError for what is named and is not there any more; nothing is written then.
    """
    content = _without_article(content)
    reader = ColumnReader(read_ids_today(keys_in([content])))
    columns = reader.of_row(content, new=False)
    description = DESCRIPTIONS[content.kind]
    attached = {name: reader.of_attached(description.part(name), rows) for name, rows in content.attached.items()}
    if reader.unknown:
        raise UnknownKeysError(reader.unknown)
    check_change(row, columns)
    for column, value in columns.items():
        setattr(row, column, value)
    fill_derived_columns(row)
    try:
        with transaction.atomic():
            if columns:
                row.save()
            for name, rows in attached.items():
                if isinstance(row, SourceVersion):
                    write_division(row, rows, ids=ids)
                else:
                    write_attached(description.part(name), {row.pk: rows}, ids=ids)
            check_rules(row)
    except IntegrityError:
        raise_faults(row, attached)
        raise
    return row


def _without_article(content: RowContent) -> RowContent:
    """Return the content without the article that a passage or mark stood in when it was written: its place decides."""
    if content.kind not in (PASSAGE.kind, SKIP.kind):
        return content
    fields = {name: value for name, value in content.fields.items() if name != ARTICLE.kind}
    return RowContent(fields, content.attached, content.kind)


def raise_faults(row: ContentRow, attached: Mapping[str, Sequence[Columns]]) -> None:
    """Raise ValidationError with what the constraints say of the row and of attached rows, by their names."""
    row.full_clean()
    description = DESCRIPTIONS[kind_of(row)]
    for name, rows in attached.items():
        part = description.part(name)
        for columns in () if part.of_kind else rows:
            described = part.model(**columns, **{f"{part.owner}_id": row.pk})
            fill_derived_columns(described)
            # Its own stored row says the same; others that say so are what is in the way.
            own = part.model._default_manager.filter(**{f"{part.owner}_id": row.pk}, **columns).first()
            described.pk = own.pk if own else None
            described.validate_constraints()


@contextmanager
def what_if() -> Iterator[Iterator[int]]:
    """Let the body see the database as if what it writes were kept; nothing is.

    Yields ids for attached rows that are made: negative ones, the same each time, so that a form that was opened on
    such rows finds them again when it is sent. What is stored of pages meanwhile stands under a revision that no
    content ever has, so that nobody else gets it. It takes the lock of writers, since it may
    write rows in another order than they do.
    """
    with write_lock():
        try:
            bump_content_revision()
            yield count(-1, -1)
        finally:
            transaction.set_rollback(True)
