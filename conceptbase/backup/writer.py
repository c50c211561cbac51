"""Write a backup: all rows as they stand at one moment, while others go on reading and writing."""

import json
import zipfile
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path

from django.db import DatabaseError, connection, transaction
from django.db.models import Model

from conceptbase.backup.archive import BackupTable, Manifest, member_of, write_manifest, written_archive
from conceptbase.backup.tables import (
    BackupError,
    check_tables,
    columns_of,
    in_json,
    in_one_line,
    label_of,
    migrations_here,
    taken_models,
)

ROWS = 50  # that are in memory at once; the text of a source is long


def write_backup(path: Path) -> Manifest:
    """Write the whole database to a file and return what is in it; a file that is there already is replaced.

    Needs memory for few rows at a time. Raises BackupError, with the file at `path` as it was, where the database or
    the disk does not answer as it should, or the tables are not those of the code.
    """
    try:
        check_tables()
        with _one_moment(), written_archive(path) as archive:
            made_at = datetime.now(UTC).isoformat(timespec="seconds")
            manifest = Manifest(made_at, connection.vendor, sorted(migrations_here()))
            for model in taken_models():
                manifest.tables[label_of(model)] = _write_table(archive, model)
            write_manifest(archive, manifest)
    except DatabaseError as error:
        raise BackupError(f"The database cannot be read: {in_one_line(error)}") from error
    return manifest


@contextmanager
def _one_moment() -> Iterator[None]:
    """Let all that is read be as it was at the first query, and keep nobody from writing."""
    if connection.vendor == "postgresql":
        with transaction.atomic(durable=True):
            with connection.cursor() as cursor:
                cursor.execute("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ, READ ONLY")
            yield
        return
    # `atomic` would take the write lock (`transaction_mode` in the settings).
    with connection.cursor() as cursor:
        cursor.execute("BEGIN DEFERRED")
        try:
            yield
        finally:
            cursor.execute("ROLLBACK")


def _write_table(archive: zipfile.ZipFile, model: type[Model]) -> BackupTable:
    """Write all rows of a table, ordered by their ids."""
    table = BackupTable(columns_of(model), 0)
    rows = model._base_manager.order_by("pk").values_list(*table.columns)
    with archive.open(member_of(label_of(model)), "w", force_zip64=True) as member:
        for row in rows.iterator(chunk_size=ROWS):
            member.write(json.dumps(row, ensure_ascii=False, default=in_json).encode() + b"\n")
            table.rows += 1
    return table
