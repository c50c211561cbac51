"""Statements straight from one query's rows, for pages that show hundreds of them; knows nothing of their evidence."""

from dataclasses import dataclass
from typing import Any

from django.db.models import Model, QuerySet

from concepts.models import Dimension, Question, RelationType, Statement

OWN = (
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
)
SHARED: tuple[tuple[str, type[Model], tuple[str, ...]], ...] = (
    ("dimension", Dimension, ("id", "slug", "name_en", "name_zh", "question_en", "question_zh", "core", "rank")),
    ("relation_type", RelationType, ("id", "slug", "name_en", "name_zh", "inverse_en", "inverse_zh", "rank")),
    ("question", Question, ("id", "slug", "text_en", "text_zh", "rank")),
)


@dataclass(frozen=True, slots=True)
class StatementRow:
    """The columns of a statement that pages need, named as on the model.

    `dimension`, `relation_type` and `question` are one object for all statements loaded together.
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
    dimension: Dimension | None
    relation_type: RelationType | None
    question: Question | None

    @property
    def published(self) -> bool:
        return self.status == Statement.Status.PUBLISHED.value

    @property
    def kind_name(self) -> str:
        """The name of the kind in the reader's language."""
        return str(Statement.Kind(self.kind).label)


def load_rows(statements: "QuerySet[Statement]") -> list[StatementRow]:
    """Loads the statements, in the order they come in, with dimension, relation type and question; one query."""
    columns = list(OWN)
    shared = []
    for name, model, fields in SHARED:
        shared.append(_Shared(model, fields, len(columns)))
        columns += [f"{name}__{field}" for field in fields]
    own = len(OWN)
    return [StatementRow(*row[:own], *(one.of(row) for one in shared)) for row in statements.values_list(*columns)]


def row_of(statement: Statement) -> StatementRow:
    """Return the row of a statement whose model is loaded already.

    Dimension, relation type and question cost a query each where they were not selected with the statement.
    """
    return StatementRow(
        **{name: getattr(statement, name) for name in OWN},
        dimension=statement.dimension,
        relation_type=statement.relation_type,
        question=statement.question,
    )


class _Shared:
    """The rows of another table that statements name, each made once."""

    def __init__(self, model: type[Model], fields: tuple[str, ...], start: int) -> None:
        self._model, self._fields, self._start = model, fields, start
        self._known: dict[int | None, Any] = {None: None}

    def of(self, row: tuple[Any, ...]) -> Any:
        """What the row of a statement names, whose columns begin at `start`; None where it names nothing."""
        id = row[self._start]
        if id not in self._known:
            values = row[self._start : self._start + len(self._fields)]
            self._known[id] = self._model(**dict(zip(self._fields, values, strict=True)))
        return self._known[id]
