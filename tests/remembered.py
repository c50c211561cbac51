"""Content that many tests begin with: made once by its factories, and from then on copied in, row by row.

Factories save one row after another and publish as the site does, which takes a tenth of a second; copying what they
wrote takes a few milliseconds.
"""

import pickle
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from functools import wraps
from typing import ParamSpec, TypeVar

from django.apps import apps
from django.db import connection
from django.db.models import Model

from concepts.editorial.content_revision import bump_content_revision

P = ParamSpec("P")
T = TypeVar("T")
Row = tuple[object, ...]


def filled_models() -> list[type[Model]]:
    """The models whose tables factories fill. The content revision is none: like a real change, a copy raises it."""
    models = [model for label in ("sources", "concepts") for model in apps.get_app_config(label).get_models(True)]
    return [model for model in models if not model._meta.proxy and model.__name__ != "ContentRevision"]


def quoted(names: Iterable[str]) -> str:
    return ", ".join(map(connection.ops.quote_name, names))


def columns_of(model: type[Model]) -> list[str]:
    return [field.column for field in model._meta.local_concrete_fields if not field.generated]


def rows_of(model: type[Model]) -> list[Row]:
    """All rows of the model's table, as the database has them."""
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT {quoted(columns_of(model))} FROM {quoted([model._meta.db_table])}")  # noqa: S608
        return cursor.fetchall()


def are_empty(models: Iterable[type[Model]]) -> bool:
    """Tell whether none of the models has a row, in one query."""
    tables = [f"EXISTS(SELECT 1 FROM {quoted([model._meta.db_table])})" for model in models]  # noqa: S608
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT {', '.join(tables)}")
        return not any(cursor.fetchone())


@dataclass(frozen=True)
class Memory:
    """The rows that a function wrote, and what it returned."""

    rows: dict[type[Model], list[Row]]
    result: bytes

    def write(self) -> None:
        with connection.cursor() as cursor:
            for model, rows in self.rows.items():
                columns = columns_of(model)
                places = ", ".join(["%s"] * len(columns))
                statement = f"INSERT INTO {quoted([model._meta.db_table])} ({quoted(columns)}) VALUES ({places})"  # noqa: S608
                cursor.executemany(statement, rows)
        bump_content_revision()


def remembered(make: Callable[P, T]) -> Callable[P, T]:
    """Return a function like `make`, which fills empty tables: its second call with the same arguments copies the rows.

    It copies, with the ids, only for tests that are rolled back: these never set back PostgreSQL's counters, or new
    rows would get the ids of copied ones. Beside other rows, and for tests that commit, it calls `make` again. `make`
    must not change rows that are there before, and its arguments and result must be such as can be pickled.
    """
    memories: dict[bytes, Memory] = {}

    @wraps(make)
    def call(*args: P.args, **kwargs: P.kwargs) -> T:
        models = filled_models()
        if not connection.in_atomic_block or not are_empty(models):
            return make(*args, **kwargs)
        tables = [(model.__name__, columns_of(model)) for model in models]  # tests make up columns and models
        key = pickle.dumps((connection.settings_dict["NAME"], tables, args, sorted(kwargs.items())))
        if memory := memories.get(key):
            memory.write()
            return pickle.loads(memory.result)
        result = make(*args, **kwargs)
        rows = {model: found for model in models if (found := rows_of(model))}
        memories[key] = Memory(rows, pickle.dumps(result))
        return result

    return call
