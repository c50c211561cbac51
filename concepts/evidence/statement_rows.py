"""Load the columns of statements from the rows of one query, without evidence, for pages that show hundreds of them."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import partial
from itertools import chain
from typing import Any

from django.db.models import Model, QuerySet, Value

from concepts.evidence.process_cache import ContentCache, ProcessCache
from concepts.models import Dimension, Question, RelationType, Statement
from sources.prepared_queries import PreparedQuery, Row, RowQuery

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
    ("dimension", Dimension, ("id", "slug", "rank", "name_en", "name_zh", "question_en", "question_zh", "core")),
    ("relation_type", RelationType, ("id", "slug", "rank", "name_en", "name_zh", "inverse_en", "inverse_zh")),
    ("question", Question, ("id", "slug", "rank", "text_en", "text_zh")),
)
UNJOINED_COLUMNS = (*OWN_COLUMNS, *(f"{name}_id" for name, _model, _fields in JOINED_TABLES))
MISSING_COLUMNS = (Value(""), Value(""), Value(False))  # the last of a dimension, which other tables may not have


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


@dataclass(frozen=True, eq=False, slots=True)
class JoinedTables:
    """The columns in JOINED_TABLES of all dimensions, relation types and questions: by table, then by id.

    Those of a statement that refers to none are None, under the id None.
    """

    tables: tuple[dict[int | None, Row], ...]


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


def read_unjoined_rows(rows: Sequence[Row]) -> list[StatementRow]:
    """Return the statements of rows of UNJOINED_COLUMNS, as `read_rows` does.

    A query for hundreds of statements takes half the time where it has no columns of other tables. These cost one query
    more; none where the page shows a public revision that an earlier page showed too.
    """
    try:
        return _join_rows(rows, _joined.get_shown("", _load_joined))
    except KeyError:  # a statement refers to what was added meanwhile
        return _join_rows(rows, _load_joined())


def _join_rows(rows: Sequence[Row], joined: "JoinedTables") -> list[StatementRow]:
    return [_unjoined.get((row, joined), partial(_join_row, row, joined)) for row in rows]


def _join_row(row: Row, joined: "JoinedTables") -> StatementRow:
    """Return the statement; raise KeyError where it refers to a row that is not there."""
    own, ids = row[: len(OWN_COLUMNS)], row[len(OWN_COLUMNS) :]
    return read_rows([(*own, *chain.from_iterable(map(dict.__getitem__, joined.tables, ids)))])[0]


def _load_joined() -> JoinedTables:
    rows = tuple(_all_joined.rows())
    return _made_joined.get(rows, partial(_make_joined, rows))


def _make_joined(rows: Iterable[Row]) -> JoinedTables:
    tables: dict[str, dict[int | None, Row]] = {
        name: {None: (None,) * len(fields)} for name, _model, fields in JOINED_TABLES
    }
    for name, *columns in rows:
        tables[name][columns[0]] = tuple(columns[: len(tables[name][None])])
    return JoinedTables(tuple(tables.values()))


def _select_joined() -> RowQuery:
    """Return the rows of all three tables: its name, its columns, and MISSING_COLUMNS where it has fewer."""
    first, *others = (
        model._base_manager.order_by().values_list(
            Value(name), *fields, *MISSING_COLUMNS[len(fields) - len(JOINED_TABLES[-1][2]) :]
        )
        for name, model, fields in JOINED_TABLES
    )
    return first.union(*others, all=True)


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


_all_joined = PreparedQuery(_select_joined, lists=0)
_joined: ProcessCache[JoinedTables] = ProcessCache()
_made_joined: ContentCache[JoinedTables] = ContentCache(most=2)
_unjoined: ContentCache[StatementRow] = ContentCache(MOST_KEPT)
_rows: ContentCache[StatementRow] = ContentCache(MOST_KEPT)
_objects: ContentCache[Any] = ContentCache(MOST_KEPT)
