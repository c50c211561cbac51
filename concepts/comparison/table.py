"""Build the table of a comparison: one row a dimension, in each cell the one statement that says most; no HTML."""

from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass

from django.utils.translation import gettext as _

from concepts.comparison.content import ComparedStatements
from concepts.comparison.rows import arrange
from concepts.evidence.comparison_address import DEFINITIONS, row_address
from concepts.evidence.concept_names import NamedConcept
from concepts.evidence.findings import QuestionLink, link_questions
from concepts.evidence.loading import ShownStatement
from concepts.models import Question, Statement
from sources.languages import HTML_LANG, Text, reader_language


@dataclass(frozen=True, slots=True)
class BestCell:
    """The statement that most articles say of these concepts, whose columns are side by side.

    There is none where the sources do not say anything of the concept.
    """

    concepts: tuple[NamedConcept, ...]
    statement: ShownStatement | None


@dataclass(frozen=True, slots=True)
class BestRow:
    """One dimension, or the definitions: a statement for each concept, and the contrast whose sides they are, if any.

    `address` is that of the page of the row, which has the evidence. `questions` are answered differently by sources,
    and an answer rests on a statement of this row.
    """

    slug: str
    name: Text
    address: str
    cells: tuple[BestCell, ...]
    contrast: ShownStatement | None = None
    questions: tuple[QuestionLink, ...] = ()


def build_table(compared: ComparedStatements) -> tuple[BestRow, ...]:
    """Build the rows that the filters keep, the definitions first, without empty ones; no query is made."""
    filters, builder = compared.filters, _RowBuilder(compared)
    rows = []
    definitions = [] if filters.only_contrasts or filters.dimensions else compared.kept(Statement.Kind.DEFINITION)
    if definitions:
        name = Text(_("Definition"), HTML_LANG[reader_language()])
        rows.append(builder.build(DEFINITIONS, name, definitions, ()))
    for dimension, (characteristics, distinctions) in compared.by_dimension().items():
        if not filters.dimensions or dimension.slug in filters.dimensions:
            row = builder.build(dimension.slug, dimension.name, characteristics, distinctions)
            if row.contrast or not filters.only_contrasts:
                rows.append(row)
    return tuple(rows)


class _RowBuilder:
    """Builds the rows of one comparison."""

    def __init__(self, compared: ComparedStatements) -> None:
        self._concepts = compared.concepts
        self._ids = frozenset(concept.id for concept in compared.concepts)
        self._questions = compared.open_questions()
        self._query = compared.filters.query_of_rows

    def build(
        self,
        slug: str,
        name: Text,
        statements: Sequence[ShownStatement],
        distinctions: Iterable[ShownStatement],
    ) -> BestRow:
        """Build a row from the definitions, or from the characteristics and distinctions on one dimension."""
        contrasts = arrange(self._ids, statements, distinctions).contrasts
        best = min(contrasts, key=lambda contrast: contrast.distinction.support_order, default=None)
        ordered = sorted(statements, key=lambda statement: statement.support_order)
        sides = best.sides if best else {}
        chosen = [sides.get(concept.id) or _first_of(concept, ordered) for concept in self._concepts]
        contrast = best.distinction if best else None
        shown = {statement.row.id for statement in (*chosen, contrast) if statement}
        return BestRow(
            slug,
            name,
            row_address(self._concepts, slug, self._query),
            _cells(self._concepts, chosen),
            contrast,
            link_questions(self._beside(shown)),
        )

    def _beside(self, statements: Collection[int]) -> set[Question]:
        """Return the questions of which an answer rests on one of these statements."""
        found = (self._questions[statement] for statement in statements if statement in self._questions)
        return {question for disputed in found for question in disputed.questions}


def _first_of(concept: NamedConcept, statements: Iterable[ShownStatement]) -> ShownStatement | None:
    return next((statement for statement in statements if concept in statement.subjects), None)


def _cells(concepts: Sequence[NamedConcept], chosen: Sequence[ShownStatement | None]) -> tuple[BestCell, ...]:
    """Return a cell for each concept; neighbours of which the same statement is chosen share one."""
    cells: list[BestCell] = []
    for concept, statement in zip(concepts, chosen, strict=True):
        if cells and statement and cells[-1].statement is statement:
            cells[-1] = BestCell((*cells[-1].concepts, concept), statement)
        else:
            cells.append(BestCell((concept,), statement))
    return tuple(cells)
