"""Say which tables a backup has, with which columns, and how a value is written in JSON and read again."""

import base64
from collections.abc import Iterable, Sequence
from datetime import date, datetime
from typing import Any

from django.apps import apps
from django.db import connection
from django.db.migrations.recorder import MigrationRecorder
from django.db.models import Field, Model

from conceptbase.table_check import table_differences

# What is not worth keeping, or is made from the rest. The tables of the search index itself have no models.
LEFT_OUT = {
    "sessions.Session": "whoever was signed in signs in again",
    "conceptbase.SignInTries": "they count for a quarter of an hour",
    "sources.BroughtFile": "they wait for a day at most, and whoever brought them has them",
    "concepts.OpenForm": "they tell who edits what at the moment",
    "concepts.SentForm": "they guard forms that are open at the moment",
    "search.IndexState": "the search index is made from the content",
    "workbench.BroughtTable": "they wait for a day at most, and whoever brought them has them",
    "workbench.OfferedSentence": "they are found in the texts",
    "workbench.ScannedText": "it says where they were looked for",
}
# `migrate` makes these rows in every database, with ids of its own: a row is found by these columns.
MATCHED = {
    "contenttypes.ContentType": ("app_label", "model"),
    "auth.Permission": ("content_type_id", "codename"),
}
# `migrate` (the roles) and building the search index make rows of these: they fill no database.
MADE_WITHOUT_CONTENT = ("auth.Group", "auth.Group_permissions", "concepts.ContentRevision")


class BackupError(Exception):
    """A backup cannot be made or restored; the message says why and what to do. Nothing was changed."""


def label_of(model: type[Model]) -> str:
    """Return the name of a table in a backup: `concepts.Statement`."""
    return model._meta.label


def all_models() -> list[type[Model]]:
    """Return all models with a table of their own, those between two others included."""
    models = apps.get_models(include_auto_created=True)
    return [model for model in models if model._meta.managed and not model._meta.proxy]


def taken_models() -> list[type[Model]]:
    """Return the models whose rows a backup has: those of MATCHED first, in its order, then the others by label."""
    taken = {label_of(model): model for model in all_models() if label_of(model) not in LEFT_OUT}
    return [taken[label] for label in (*MATCHED, *sorted(taken.keys() - MATCHED.keys()))]


def fields_of(model: type[Model]) -> list["Field[Any, Any]"]:
    """Return the fields with a column that the database does not fill itself."""
    return [field for field in model._meta.local_concrete_fields if not getattr(field, "generated", False)]


def columns_of(model: type[Model]) -> list[str]:
    """Return the names of these fields, those of references ending in `_id`."""
    return [field.attname for field in fields_of(model)]


def in_json(value: object) -> str:
    """Return as text a value that JSON does not know; `Field.to_python` reads it again."""
    if isinstance(value, datetime | date):
        return value.isoformat()
    if isinstance(value, bytes | memoryview):
        return base64.b64encode(value).decode("ascii")
    return str(value)


def in_one_line(error: Exception) -> str:
    """Return what an error says, which may be several lines from a database, with a full stop."""
    return " ".join(str(error).split()).rstrip(".") + "."


def migrations_here() -> set[str]:
    """Return the migrations that the database has been through: `concepts.0001_initial`."""
    return {f"{app}.{name}" for app, name in MigrationRecorder(connection).applied_migrations()}


def check_tables() -> None:
    """Raise BackupError where the tables of the database are not those of the code."""
    if differences := table_differences(rules=False):
        raise BackupError(
            f"The tables of the database are not those of this version ({differences[0]}). "
            "Run `manage.py migrate`, or use the version that made the database."
        )


def listed(names: Iterable[str], most: int = 5) -> str:
    """Return names with commas between them, the first few of many."""
    ordered: Sequence[str] = sorted(names)
    return ", ".join(ordered[:most]) + (" …" if len(ordered) > most else "")
