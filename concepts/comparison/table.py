"""Build the table of a comparison: one row a dimension, in each cell the one statement that says most; no HTML."""

from collections.abc import Callable, Hashable, Iterable, Sequence
from dataclasses import dataclass, replace
from functools import cached_property, partial

from django.utils.translation import gettext as _

from concepts.comparison.content import ComparedStatements
from concepts.comparison.row_division import divide_dimension, divide_statements, fits_on_a_page
from concepts.comparison.rows import arrange
from concepts.evidence.comparison_address import DEFINITIONS, row_address
from concepts.evidence.concept_names import NamedConcept
from concepts.evidence.loading import ShownStatement
from concepts.evidence.process_cache import ContentCache
from concepts.evidence.questions import DisputedQuestion
from concepts.models import Dimension, Statement
from concepts.pages.paging import PAGE
from sources.languages import HTML_LANG, Text, reader_language

MOST_KEPT = 1_000  # rows


@dataclass(frozen=True, slots=True)
class BestCell:
    """The statement that most articles say of these concepts, whose columns are side by side.

    There is none where the sources do not say anything of the concept. `address` is that of the page of the row on
    which the statement stands; empty where that is the first.
    """

    concepts: tuple[NamedConcept, ...]
    statement: ShownStatement | None
    address: str = ""


@dataclass(frozen=True)
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
    questions: tuple[DisputedQuestion, ...] = ()

    @cached_property
    def content(self) -> tuple[Hashable, ...]:
        """Return everything that the table shows of the row: equal values look equal."""
        return (
            self.slug,
            self.name,
            self.address,
            self.contrast.count_content if self.contrast else None,
            self.questions[:1],
            *(
                (
                    tuple((concept.slug, concept.name, concept.hue) for concept in cell.concepts),
                    cell.statement.count_content if cell.statement else None,
                    cell.address,
                )
                for cell in self.cells
            ),
        )


def build_table(compared: ComparedStatements) -> tuple[BestRow, ...]:
    """Build the rows that the filters keep, the definitions first, without empty ones; no query is made."""
    filters = compared.filters
    definitions = compared.kept(Statement.Kind.DEFINITION)
    rows = [build_row(compared, DEFINITIONS, definitions)] if definitions else []
    return tuple(
        row
        for row in (*rows, *build_rows(compared))
        if (not filters.dimensions or row.slug in filters.dimensions) and (row.contrast or not filters.only_contrasts)
    )


def build_rows(
    compared: ComparedStatements, keep: Callable[[ShownStatement], bool] = lambda distinction: True
) -> list[BestRow]:
    """Build the rows of all dimensions, with contrasts only of those distinctions for which `keep` is true."""
    return [
        build_row(compared, dimension, characteristics, filter(keep, distinctions))
        for dimension, (characteristics, distinctions) in compared.by_dimension.items()
    ]


def build_row(
    compared: ComparedStatements,
    dimension: Dimension | str,
    statements: Sequence[ShownStatement],
    distinctions: Iterable[ShownStatement] = (),
) -> BestRow:
    """Build a row from the characteristics and distinctions on one dimension, or from definitions (DEFINITIONS).

    A concept that is no side of the contrast has the statement that most articles say of it. A row of which nothing has
    changed since it was built for an earlier page is the same object.
    """
    statements, distinctions = tuple(statements), tuple(distinctions)
    make = partial(_build_row, compared, dimension, statements, distinctions)
    if compared.filters.about_sources:  # which make all statements anew
        return make()
    key = (
        reader_language(),
        tuple((concept, concept.hue) for concept in compared.concepts),
        compared.filters,
        dimension if isinstance(dimension, str) else "",  # that of the statements
        statements,
        distinctions,
        compared.questions_on((*statements, *distinctions)),
    )
    return _kept.get(key, make)


def _build_row(
    compared: ComparedStatements,
    dimension: Dimension | str,
    statements: Sequence[ShownStatement],
    distinctions: Sequence[ShownStatement],
) -> BestRow:
    slug = dimension if isinstance(dimension, str) else dimension.slug
    concepts, query = compared.concepts, compared.filters.query
    contrasts = arrange({concept.id for concept in concepts}, statements, distinctions).contrasts
    best = min(contrasts, key=lambda contrast: contrast.distinction.support_order, default=None)
    ordered = sorted(statements, key=lambda statement: statement.support_order)
    sides = best.sides if best else {}
    chosen = [sides.get(concept.id) or _first_of(concept, ordered) for concept in concepts]
    contrast = best.distinction if best else None
    numbers = _number_pages(compared, statements, distinctions)

    def later_page(cell: BestCell) -> BestCell:
        number = numbers.get(cell.statement.code, 1) if cell.statement else 1
        return replace(cell, address=row_address(concepts, slug, query | {PAGE: [str(number)]})) if number > 1 else cell

    return BestRow(
        slug,
        Text(_("Definition"), HTML_LANG[reader_language()]) if isinstance(dimension, str) else dimension.name,
        row_address(concepts, slug, query),
        tuple(map(later_page, _cells(concepts, chosen))),
        contrast,
        compared.questions_on(statement for statement in (*chosen, contrast) if statement),
    )


def _first_of(concept: NamedConcept, statements: Iterable[ShownStatement]) -> ShownStatement | None:
    return next((statement for statement in statements if concept in statement.subjects), None)


def _number_pages(
    compared: ComparedStatements, statements: Sequence[ShownStatement], distinctions: Sequence[ShownStatement]
) -> dict[str, int]:
    """Return the number of the page on which each statement of a row stands first, by code; empty where one has all."""
    if fits_on_a_page((*statements, *distinctions)):
        return {}
    if statements[0].kind == Statement.Kind.DEFINITION.value:
        pages = divide_statements(sorted(statements, key=lambda statement: statement.support_order))
    else:
        only = compared.filters.only_contrasts
        pages = divide_dimension({concept.id for concept in compared.concepts}, statements, distinctions, only)
    found: dict[str, int] = {}
    for number, page in enumerate(pages, 1):
        for code in page:
            found.setdefault(code, number)
    return found


def _cells(concepts: Sequence[NamedConcept], chosen: Sequence[ShownStatement | None]) -> tuple[BestCell, ...]:
    """Return a cell for each concept; neighbours of which the same statement is chosen share one."""
    cells: list[BestCell] = []
    for concept, statement in zip(concepts, chosen, strict=True):
        if cells and statement and cells[-1].statement is statement:
            cells[-1] = BestCell((*cells[-1].concepts, concept), statement)
        else:
            cells.append(BestCell((concept,), statement))
    return tuple(cells)


_kept: ContentCache[BestRow] = ContentCache(MOST_KEPT)
