"""Build the page with everything that is said of the compared concepts: no HTTP, no HTML."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from concepts.comparison.content import ComparedStatements
from concepts.comparison.filters import Filters
from concepts.comparison.matrix import Matrix, build_matrix
from concepts.comparison.narrowing import ValueNames
from concepts.comparison.options import FilterOptions, list_options
from concepts.comparison.rows import DimensionRow, TableLine, build_line, build_row
from concepts.comparison.selection import Selection
from concepts.evidence.comparison_address import row_address
from concepts.evidence.concept_names import NamedConcept
from concepts.evidence.findings import FindingList
from concepts.evidence.loading import ShownStatement, add_quotations
from concepts.evidence.open_questions import group_by_question
from concepts.evidence.order import group_by_dimension
from concepts.evidence.questions import DisputedQuestion
from concepts.models import Statement

Kind = Statement.Kind


@dataclass(frozen=True, slots=True)
class Everything:
    """All that is said of the concepts of `selection`, which are the columns, with its quotations.

    `options` are the values that the filters can have.
    """

    selection: Selection
    filters: Filters
    definitions: TableLine
    rows: tuple[DimensionRow, ...]
    relations: tuple[ShownStatement, ...]
    findings: FindingList
    questions: tuple[DisputedQuestion, ...]
    matrix: Matrix
    options: FilterOptions

    @property
    def concepts(self) -> tuple[NamedConcept, ...]:
        return self.selection.concepts

    @property
    def empty(self) -> bool:
        """Whether there is nothing to be seen but questions."""
        return not (self.rows or self.relations or self.defined)

    @property
    def defined(self) -> bool:
        """Whether there is a definition to be seen."""
        return any(cell.statements for cell in self.definitions.cells)

    def row_address(self, slug: str) -> str:
        """Return the address of the page of one row, with the filters that it has."""
        return row_address(self.concepts, slug, self.filters.query)

    @property
    def most_voices(self) -> int:
        """Return the number of voices of the longest bar of a row or of the definitions."""
        rows = (self.definitions.bars, *(row.bars for row in self.rows))
        return max(bar.voices.count for bars in rows for bar in bars)


def build_everything(compared: ComparedStatements, values: ValueNames) -> Everything:
    """Build the page in one query; the statements of a cell and the common ground come best-supported first."""
    concepts, filters = compared.concepts, compared.filters
    options = list_options(compared.heads, concepts, filters, values)
    kinds = [Kind.CHARACTERISTIC, Kind.DISTINCTION]
    if not filters.only_contrasts:
        kinds += [Kind.DEFINITION, Kind.RELATION]
    shown = add_quotations(compared.kept(*kinds), filters.keeps)
    definitions, characteristics, relations, distinctions = (
        [statement for statement in shown if statement.kind == kind.value]
        for kind in (Kind.DEFINITION, Kind.CHARACTERISTIC, Kind.RELATION, Kind.DISTINCTION)
    )
    rows = _rows(concepts, characteristics, distinctions, filters)
    return Everything(
        selection=compared.selection,
        filters=filters,
        definitions=build_line(concepts, definitions),
        rows=rows,
        relations=group_by_question(relations),
        findings=compared.kept_findings(),
        questions=() if filters.only_contrasts else compared.disputed_questions(),
        matrix=build_matrix(concepts, definitions, rows, relations),
        options=options,
    )


def _rows(
    concepts: Sequence[NamedConcept],
    characteristics: Iterable[ShownStatement],
    distinctions: Iterable[ShownStatement],
    filters: Filters,
) -> tuple[DimensionRow, ...]:
    """Build the rows of the dimensions that the filters keep, without empty ones."""
    by_dimension = group_by_dimension(characteristics, lambda statement: statement.row)
    contrasting = group_by_dimension(distinctions, lambda statement: statement.row)
    rows = (
        build_row(dimension, concepts, own, contrasting.get(dimension, ()), filters.only_contrasts)
        for dimension, own in by_dimension.items()
        if not filters.dimensions or dimension.slug in filters.dimensions
    )
    return tuple(row for row in rows if row.lines or row.common)
