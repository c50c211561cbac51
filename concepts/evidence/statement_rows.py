"""Load the columns of statements from the rows of one query, without evidence, for pages that show hundreds of them."""

from dataclasses import dataclass
from typing import Any

from django.db.models import Model, QuerySet

from concepts.models import Dimension, Question, RelationType, Statement

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


@dataclass(frozen=True, slots=True)
class StatementRow:
    """The columns of a statement that pages need, named as on the model.

    Statements that are loaded together share the objects of their dimensions, relation types and questions.
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
    columns = list(OWN_COLUMNS)
    joined = []
    for name, model, fields in JOINED_TABLES:
        joined.append(_JoinedTable(model, fields, len(columns)))
        columns += [f"{name}__{field}" for field in fields]
    own = len(OWN_COLUMNS)
    rows = statements.values_list(*columns)
    return [StatementRow(*row[:own], *(table.object_of(row) for table in joined)) for row in rows]


def row_of(statement: Statement) -> StatementRow:
    """Return the row of a statement whose model is loaded already.

    Dimension, relation type and question cost a query each where they were not selected with the statement.
    """
    return StatementRow(
        **{name: getattr(statement, name) for name in OWN_COLUMNS},
        dimension=statement.dimension,
        relation_type=statement.relation_type,
        question=statement.question,
    )


class _JoinedTable:
    """The objects of another table that statements refer to, each made only once."""

    def __init__(self, model: type[Model], fields: tuple[str, ...], start: int) -> None:
        self._model, self._fields, self._start = model, fields, start
        self._known: dict[int | None, Any] = {None: None}

    def object_of(self, row: tuple[Any, ...]) -> Any:
        """Return the object that the row of a statement refers to; None where it refers to none.

        Its columns begin at `start` in the row.
        """
        object_id = row[self._start]
        if object_id not in self._known:
            values = row[self._start : self._start + len(self._fields)]
            self._known[object_id] = self._model(**dict(zip(self._fields, values, strict=True)))
        return self._known[object_id]
