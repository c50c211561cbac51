"""Restore a backup: all of it or nothing, into a database that is empty or is emptied first."""

import zipfile
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Any

from django.core.exceptions import ValidationError
from django.core.management.color import no_style
from django.db import DatabaseError, connection, transaction
from django.db.models import Model

from conceptbase.backup.archive import Manifest, read_archive, read_lines
from conceptbase.backup.tables import (
    MADE_WITHOUT_CONTENT,
    MATCHED,
    BackupError,
    all_models,
    check_tables,
    columns_of,
    fields_of,
    in_one_line,
    label_of,
    listed,
    migrations_here,
    taken_models,
)
from concepts.editorial.content_revision import bump_content_revision
from concepts.search.index.maintenance import SupersededError, forget, rebuild

ROWS, BYTES = 500, 1_000_000  # that are written at once, at most
Ids = dict[type[Model], dict[Any, Any]]  # of the rows of MATCHED: their ids in the backup and here


def restore_backup(path: Path, *, replace: bool = False) -> Manifest:
    """Put the rows of a backup into the database, in one transaction, and return what the backup has.

    `replace` deletes all that is in the database before. Readers see what was there until all is done. Everybody is
    signed out, no page stored before is shown again, and the search index is built anew. Raises BackupError, with
    nothing changed, for a file that `read_archive` refuses or that another version of the code made, for a database
    that is not empty, and where the database refuses a row.
    """
    try:
        with read_archive(path) as (archive, manifest):
            _check_version(path, manifest)
            check_tables()
            with transaction.atomic(durable=True):
                _lock()
                if not replace:
                    _check_empty()
                _empty()
                _fill(path, archive, manifest)
                forget()
                bump_content_revision()
    except DatabaseError as error:
        raise BackupError(
            f"The database does not take the backup, and nothing was changed: {in_one_line(error)}"
        ) from error
    try:
        rebuild()
    except (DatabaseError, SupersededError) as error:
        raise BackupError(
            f"The backup is restored, but the search index is not built: {in_one_line(error)} "
            "Run `manage.py search_index`."
        ) from error
    return manifest


def _check_version(path: Path, manifest: Manifest) -> None:
    """Raise BackupError unless the backup was made of tables such as those of this database."""
    there, here = set(manifest.migrations), migrations_here()
    made = f"{path} was made at {manifest.made_at} by"
    if newer := there - here:
        raise BackupError(
            f"{made} a newer version of Conceptbase ({listed(newer)}). Nothing was changed; update the code and run "
            "`manage.py migrate`, then restore it."
        )
    older = "Nothing was changed; restore it with the version that made it, then update and run `manage.py migrate`."
    if missing := here - there:
        raise BackupError(f"{made} an older version of Conceptbase, which had not {listed(missing)} yet. {older}")
    expected = {label_of(model): columns_of(model) for model in taken_models()}
    found = {label: table.columns for label, table in manifest.tables.items()}
    if other := {label for label in expected.keys() | found.keys() if expected.get(label) != found.get(label)}:
        raise BackupError(f"{made} another version of Conceptbase, with other columns in {listed(other)}. {older}")


def _lock() -> None:
    """Let nobody else write until the transaction ends; on SQLite its beginning has done so."""
    if connection.vendor == "postgresql":
        tables = ", ".join(connection.ops.quote_name(model._meta.db_table) for model in all_models())
        with connection.cursor() as cursor:
            cursor.execute(f"LOCK TABLE {tables} IN SHARE ROW EXCLUSIVE MODE")


def _check_empty() -> None:
    passed_over = {*MATCHED, *MADE_WITHOUT_CONTENT}
    models = [model for model in taken_models() if label_of(model) not in passed_over]
    if filled := [label_of(model) for model in models if model._base_manager.exists()]:
        raise BackupError(
            f"The database is not empty; there are rows in {listed(filled)}. Nothing was changed; restore into an "
            "empty database, or say --replace to delete all that is in this one."
        )


def _empty() -> None:
    """Delete all rows but those that `migrate` made and the state of the search index.

    The order does not matter: the database checks references at the end, and rows that protect others go as well.
    """
    kept = {*MATCHED, "search.IndexState"}
    for model in all_models():
        if label_of(model) not in kept:
            model._base_manager.all()._raw_delete(connection.alias)


def _fill(path: Path, archive: zipfile.ZipFile, manifest: Manifest) -> None:
    """Write all rows, check that each reference leads to a row, and let new rows get ids behind those."""
    ids: Ids = {}
    for model in taken_models():
        label = label_of(model)
        rows = _rows(model, read_lines(path, archive, label), ids)
        try:
            count = _match(model, rows, ids) if label in MATCHED else _write(model, rows)
        except (DatabaseError, ValidationError, ValueError, KeyError, TypeError) as error:
            raise BackupError(
                f"The database does not take a row of {label}, and nothing was changed: {in_one_line(error)}"
            ) from error
        if count != manifest.tables[label].rows:
            raise BackupError(f"{path} has not all rows of {label} that it tells of. Nothing was changed.")
    connection.check_constraints()
    with connection.cursor() as cursor:
        for statement in connection.ops.sequence_reset_sql(no_style(), all_models()):
            cursor.execute(statement)


def _rows(model: type[Model], lines: Iterable[tuple[list[Any], int]], ids: Ids) -> Iterator[tuple[Model, int]]:
    """Yield each row with the number of bytes it was written in; references to rows of MATCHED get the ids here."""
    fields = fields_of(model)
    for values, size in lines:
        columns = {}
        for field, value in zip(fields, values, strict=True):
            known = ids.get(field.related_model) if field.related_model else None
            columns[field.attname] = field.to_python(value) if known is None or value is None else known[value]
        yield model(**columns), size


def _match(model: type[Model], rows: Iterable[tuple[Model, int]], ids: Ids) -> int:
    """Find the rows that are here under other ids, add those that are not, and return how many there are."""
    keys = MATCHED[label_of(model)]
    found = ids[model] = {}
    for row, _size in rows:
        columns = {name: getattr(row, name) for name in columns_of(model) if name != model._meta.pk.attname}
        key = {name: columns.pop(name) for name in keys}
        found[row.pk] = model._base_manager.get_or_create(**key, defaults=columns)[0].pk
    return len(found)


def _write(model: type[Model], rows: Iterable[tuple[Model, int]]) -> int:
    """Write the rows as they are, some at a time, and return how many there were."""
    waiting: list[Model] = []
    count = waiting_bytes = 0
    for row, size in rows:
        waiting.append(row)
        waiting_bytes += size
        if len(waiting) >= ROWS or waiting_bytes >= BYTES:
            model._base_manager.bulk_create(waiting)
            count += len(waiting)
            waiting, waiting_bytes = [], 0
    model._base_manager.bulk_create(waiting)
    return count + len(waiting)
