"""Load the columns of statements from the rows of one query, without evidence, for pages that show hundreds of them."""

from collections.abc import Iterable
from dataclasses import dataclass
from functools import partial
from typing import Any

from django.db.models import Model, QuerySet

from concepts.evidence.process_cache import ContentCache
from concepts.models import Dimension, Question, RelationType, Statement
from sources.prepared_queries import Row, RowQuery

MOST_KEPT = 5_000  # rows
PUBLISHED = Statement.Status.PUBLISHED.value
OWN_COLUMNS = (
    "id",
    "code",
    "kind",
    "status",
    "mode",
    "rank",
    "slug",
    "text_en",
    "text_zh",
    "title_en",
    "title_zh",
    "part_of_id",
    "aspect",
)
JOINED_TABLES: tuple[tuple[str, type[Model], tuple[str, ...]], ...] = (
    ("dimension", Dimension, ("id", "slug", "name_en", "name_zh", "question_en", "question_zh", "core", "rank")),
    ("relation_type", RelationType, ("id", "slug", "name_en", "name_zh", "inverse_en", "inverse_zh", "rank")),
    ("question", Question, ("id", "slug", "text_en", "text_zh", "rank")),
)


@dataclass(frozen=True, eq=False, slots=True)
class StatementRow:
    """The columns of a statement that pages need, named as on the model.

    Rows of equal columns are one object, and share the objects of their dimensions, relation types and questions.
    """

    id: int
    code: str
    kind: str
    status: str
    mode: str
    rank: int
    slug: str
    text_en: str
    text_zh: str
    title_en: str
    title_zh: str
    part_of_id: int | None
    aspect: str
    dimension: Dimension | None
    relation_type: RelationType | None
    question: Question | None

    @property
    def published(self) -> bool:
        return self.status == PUBLISHED

    @property
    def kind_name(self) -> str:
        """Return the name of the kind in the reader's language."""
        return str(Statement.Kind(self.kind).label)


def load_rows(statements: "QuerySet[Statement]") -> list[StatementRow]:
    """Load the statements in their order, with dimension, relation type and question, in one query."""
    return read_rows(select_rows(statements))


def select_rows(statements: "QuerySet[Statement]") -> RowQuery:
    """Return the query for the columns that `read_rows` takes."""
    return statements.values_list(
        *OWN_COLUMNS, *(f"{name}__{field}" for name, _, fields in JOINED_TABLES for field in fields)
    )


def read_rows(rows: Iterable[Row]) -> list[StatementRow]:
    """Return the statements of the rows of such a query; those that were read before are the same objects."""
    return [_rows.get(row, partial(_make_row, row)) for row in rows]


def _make_row(row: Row) -> StatementRow:
    columns = iter(row)
    own = [next(columns) for _name in OWN_COLUMNS]
    joined = [_join(model, fields, tuple(next(columns) for _name in fields)) for _name, model, fields in JOINED_TABLES]
    return StatementRow(*own, *joined)


def _join(model: type[Model], fields: tuple[str, ...], values: Row) -> Any:
    """Return the object of another table with these values; None where a statement refers to none."""
    if values[0] is None:
        return None
    return _objects.get((model, values), lambda: _make_object(model, fields, values))


def _make_object(model: type[Model], fields: tuple[str, ...], values: Row) -> Model:
    """Return the object; SQLite gives 0 and 1 for a boolean."""
    types = {field.attname: field for field in model._meta.concrete_fields}
    return model(**{name: types[name].to_python(value) for name, value in zip(fields, values, strict=True)})


def row_of(statement: Statement) -> StatementRow:
    """Return the row of a statement whose model is loaded already.

    Dimension, relation type and question cost a query each where they were not selected with the statement.
    """
    columns = [getattr(statement, name) for name in OWN_COLUMNS]
    for name, _model, fields in JOINED_TABLES:
        joined = getattr(statement, name)
        columns += [getattr(joined, field) if joined else None for field in fields]
    return read_rows([tuple(columns)])[0]


_rows: ContentCache[StatementRow] = ContentCache(MOST_KEPT)
_objects: ContentCache[Any] = ContentCache(MOST_KEPT)
