"""Prepare a release: date the change log, write the notes, and dump the database for the test of migrations.

A dump holds rows as the tables have them, and the names of the migrations that made these tables. Since a migration is
never remade after the first release, the tables of a dump can be made again from its migrations, on either database.
"""

import gzip
import json
import re
from collections.abc import Sequence
from datetime import date, datetime
from pathlib import Path

from django.apps import apps
from django.conf import settings
from django.core.management.color import no_style
from django.db import connection
from django.db.migrations.executor import MigrationExecutor
from django.db.migrations.recorder import MigrationRecorder
from django.db.models import Model

CONTENT = ("sources", "concepts")  # the apps whose rows a dump holds; all else follows from them or is nobody's content
HEADING = re.compile(r"^## (?P<version>\d+\.\d+\.\d+) \((?P<state>unreleased|\d{4}-\d\d-\d\d)\)$", re.M)
MOMENT = "moment"  # the key of a cell that holds a date and time, in ISO 8601

Cell = str | int | bool | None | dict[str, str]


class ReleaseError(Exception):
    """The release cannot be made as the files stand; the message says what to change."""


def changelog_file() -> Path:
    """Return the path of the change log."""
    return Path(settings.BASE_DIR) / "CHANGELOG.md"


def date_changelog(changelog: str, version: str, day: date) -> str:
    """Return the change log with the unreleased section of that version dated.

    Raises ReleaseError unless the newest section is that version, unreleased and not empty.
    """
    newest = HEADING.search(changelog)
    if newest is None or newest["version"] != version or newest["state"] != "unreleased":
        raise ReleaseError(f"CHANGELOG.md must begin with “## {version} (unreleased)”; write that section first.")
    if not release_notes(changelog, version):
        raise ReleaseError(f"The section of {version} in CHANGELOG.md is empty; say what changed.")
    return changelog.replace(newest[0], f"## {version} ({day.isoformat()})", 1)


def release_notes(changelog: str, version: str) -> str:
    """Return what the change log says of a version, without its heading; raises ReleaseError where it says nothing."""
    sections = list(HEADING.finditer(changelog))
    for section, following in zip(sections, [*sections[1:], None], strict=True):
        if section["version"] == version:
            end = following.start() if following else len(changelog)
            return changelog[section.end() : end].strip()
    raise ReleaseError(f"CHANGELOG.md has no section of {version}.")


def content_models() -> list[type[Model]]:
    """Return the models whose rows a dump holds."""
    return [model for label in CONTENT for model in apps.get_app_config(label).get_models() if not model._meta.proxy]


def dump_database(path: Path) -> int:
    """Write every row of content into a compressed file, and return their number.

    Raises ReleaseError where people have worked on the content: a dump is made of what a pack alone has filled.
    """
    tables: dict[str, dict[str, Sequence[str | list[Cell]]]] = {}
    count = 0
    for model in content_models():
        fields = list(model._meta.concrete_fields)
        rows = [
            [_cell(value) for value in row]
            for row in model._base_manager.order_by("pk").values_list(*(field.attname for field in fields))
        ]
        people = [index for index, field in enumerate(fields) if field.related_model is apps.get_model("auth", "User")]
        if any(row[index] is not None for row in rows for index in people):
            raise ReleaseError("People have worked on this database; make the dump from a new one with only the pack.")
        tables[model._meta.db_table] = {"columns": [str(field.column) for field in fields], "rows": rows}
        count += len(rows)
    applied = sorted(list(key) for key in MigrationRecorder(connection).applied_migrations())
    with gzip.GzipFile(path, "wb", mtime=0) as file:
        file.write(json.dumps({"migrations": applied, "tables": tables}, ensure_ascii=False).encode())
    return count


def load_dump(path: Path) -> int:
    """Make the tables of a dump in an empty database, as its migrations made them, fill them, and return the rows.

    Raises ReleaseError where a migration of the released version is gone.
    """
    with gzip.open(path, "rb") as file:
        dump = json.load(file)
    executor = MigrationExecutor(connection)
    wanted = [(app, name) for app, name in dump["migrations"]]
    if gone := sorted(set(wanted) - executor.loader.graph.nodes.keys()):
        raise ReleaseError(f"Migrations of a released version are gone: {gone}. Put them back; add new ones behind.")
    executor.migrate(_newest(executor, wanted))
    quote, count = connection.ops.quote_name, 0
    with connection.constraint_checks_disabled(), connection.cursor() as cursor:
        if connection.vendor == "postgresql":  # tables may be filled in any order
            cursor.execute("SET session_replication_role = replica")
        for table, content in dump["tables"].items():
            names = ", ".join(quote(column) for column in content["columns"])
            places = ", ".join(["%s"] * len(content["columns"]))
            rows = [[_value(cell) for cell in row] for row in content["rows"]]
            if rows:
                # Names are quoted and values are parameters.
                insertion = f"INSERT INTO {quote(table)} ({names}) VALUES ({places})"  # noqa: S608
                cursor.executemany(insertion, rows)
            count += len(rows)
        if connection.vendor == "postgresql":
            cursor.execute("SET session_replication_role = DEFAULT")
            filled = [model for model in content_models() if model._meta.db_table in dump["tables"]]
            for statement in connection.ops.sequence_reset_sql(no_style(), filled):
                cursor.execute(statement)
    return count


def _newest(executor: MigrationExecutor, wanted: list[tuple[str, str]]) -> list[tuple[str, str]]:
    """Return of each app the wanted migrations that no other wanted one of the app stands behind."""
    children = executor.loader.graph.node_map
    return [
        key
        for key in wanted
        if not any(child.key[0] == key[0] and child.key in wanted for child in children[key].children)
    ]


def _cell(value: str | int | bool | datetime | None) -> Cell:
    return {MOMENT: value.isoformat()} if isinstance(value, datetime) else value


def _value(cell: Cell) -> str | int | bool | datetime | None:
    if not isinstance(cell, dict):
        return cell
    return connection.ops.adapt_datetimefield_value(datetime.fromisoformat(cell[MOMENT]))
