"""Build the table of a comparison, which is drawn by its page and in part by the home page; no HTTP, no HTML."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from itertools import islice

from concepts.comparison.content import ComparedStatements, load_compared_statements
from concepts.comparison.filters import Filters, places_of
from concepts.comparison.matrix import Matrix, build_matrix
from concepts.comparison.options import FilterOption, list_options
from concepts.comparison.rows import DimensionRow, TableLine, VoiceBar, bars_of, build_line, build_row
from concepts.comparison.selection import Selection
from concepts.evidence.concept_names import ConceptNames, NamedConcept
from concepts.evidence.findings import FindingList, build_findings, divide, gather_open_questions
from concepts.evidence.leaving_out import ArticlesLeftOut
from concepts.evidence.loading import (
    ShownStatement,
    keep_articles,
    put_parts_into_heads,
    statements_with_notes,
)
from concepts.evidence.order import group_by_dimension
from concepts.models import Statement
from sources.languages import Text

Kind = Statement.Kind
MOST_HEADLINES = 4


@dataclass(frozen=True, slots=True)
class OpenQuestion:
    """A question about at least two of the compared concepts, with its answers."""

    text: Text
    address: str
    positions: tuple[ShownStatement, ...]


@dataclass(frozen=True, slots=True)
class Headline:
    """The best-supported distinction of a row."""

    row: DimensionRow
    distinction: ShownStatement


@dataclass(frozen=True, slots=True)
class Table:
    """The comparison of `concepts`, which are its columns.

    `findings` are those about none but these concepts, first those about all of them; each leads to its row where the
    page has it. `bars` are, for each column, the articles that speak for a definition or characteristic of the concept.
    `dimensions`, `languages`, `sources`, `caveats` and `differences` are the values that the filters can have;
    `left_out` counts the articles that are left out for their caveats.
    """

    selection: Selection
    filters: Filters
    findings: FindingList
    definitions: TableLine
    rows: tuple[DimensionRow, ...]
    relations: tuple[ShownStatement, ...]
    questions: tuple[OpenQuestion, ...]
    bars: tuple[VoiceBar, ...]
    matrix: Matrix
    dimensions: tuple[FilterOption, ...]
    languages: tuple[FilterOption, ...]
    sources: tuple[FilterOption, ...]
    caveats: tuple[FilterOption, ...]
    left_out: int
    differences: FilterOption

    @property
    def concepts(self) -> tuple[NamedConcept, ...]:
        return self.selection.concepts

    @property
    def empty(self) -> bool:
        """Whether there is nothing to be seen but questions."""
        return not (self.findings or self.rows or self.relations or self.defined)

    @property
    def defined(self) -> bool:
        """Whether there is a definition to be seen."""
        return any(cell.statements for cell in self.definitions.cells)

    @property
    def headlines(self) -> tuple[Headline, ...]:
        """Return the first contrast of each of the first rows that have one, at most MOST_HEADLINES.

        Contrasts that tell of another concept, which is not on the page, are none of them.
        """
        ids = {concept.id for concept in self.concepts}

        def first(row: DimensionRow) -> Headline | None:
            distinctions = (line.distinction for line in row.lines if line.distinction)
            return next((Headline(row, told) for told in distinctions if ids.issuperset(told.links.concepts)), None)

        return tuple(islice(filter(None, map(first, self.rows)), MOST_HEADLINES))

    @property
    def noted(self) -> tuple[ShownStatement, ...]:
        """Return every statement and part on the page that has quotations, in the order of the page."""
        shown = [statement for cell in self.definitions.cells for statement in cell.statements]
        for row in self.rows:
            for line in row.lines:
                shown += [line.distinction] if line.distinction else []
                shown += [statement for cell in line.cells for statement in cell.statements]
            shown += [common.statement for common in row.common]
        return statements_with_notes([*shown, *self.relations])

    @property
    def most_voices(self) -> int:
        """Return the number of voices of the longest bar of a row or of the definitions."""
        rows = (self.definitions.bars, *(row.bars for row in self.rows))
        return max(bar.voices.count for bars in rows for bar in bars)


def build_table(selection: Selection, concept_names: ConceptNames, filters: Filters) -> Table:
    """Build the table in three queries, or in four where the value of a filter occurs nowhere in the comparison.

    Findings, the statements of a cell and the common ground come best-supported first.
    Raises UnknownFilterError for a dimension or source that does not exist.
    """
    concepts = selection.concepts
    chosen = {concept.id for concept in concepts}
    compared = load_compared_statements([concept.id for concept in concepts], concept_names)
    heads = put_parts_into_heads(
        statement
        for statement in compared.statements
        if statement.kind != Kind.FINDING.value and (statement.kind != Kind.RELATION.value or _joins(statement, chosen))
    )
    options = list_options(heads, concepts, filters)
    shown = _keep(heads, filters) if filters.about_sources else heads
    definitions, characteristics, relations, distinctions = (
        [statement for statement in shown if statement.kind == kind.value]
        for kind in (Kind.DEFINITION, Kind.CHARACTERISTIC, Kind.RELATION, Kind.DISTINCTION)
    )
    rows = _rows(concepts, characteristics, distinctions, filters)
    return Table(
        selection=selection,
        filters=filters,
        findings=_findings(compared, chosen, rows, filters),
        definitions=build_line(concepts, definitions),
        rows=rows,
        relations=tuple(relations),
        questions=_questions(compared, chosen, filters),
        bars=bars_of(
            concepts, [*definitions, *(characteristic for row in rows for characteristic in row.characteristics)]
        ),
        matrix=build_matrix(concepts, definitions, rows, relations),
        dimensions=options.dimensions,
        languages=options.languages,
        sources=options.sources,
        caveats=options.caveats,
        left_out=ArticlesLeftOut(filters.without).count(_counted(heads, compared, chosen)) if filters.without else 0,
        differences=options.differences,
    )


def _counted(
    heads: Iterable[ShownStatement], compared: ComparedStatements, chosen: set[int]
) -> Iterable[ShownStatement]:
    """Yield the statements whose numbers stand on the page that no filter narrows."""
    yield from heads
    yield from (statement for statement in compared.statements if statement.kind == Kind.FINDING.value)
    for question in _questions(compared, chosen, Filters()):
        yield from question.positions


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
        build_row(dimension, concepts, own, contrasting.get(dimension, ()), filters.only_differences)
        for dimension, own in by_dimension.items()
        if not filters.dimensions or dimension.slug in filters.dimensions
    )
    return tuple(row for row in rows if row.lines or row.common)


def _keep(heads: Iterable[ShownStatement], filters: Filters) -> tuple[ShownStatement, ...]:
    """Return all distinctions, and the statements cited from the kept sources; quotations from others are left out."""
    return tuple(
        keep_articles(head, filters.keeps)
        for head in heads
        if head.kind == Kind.DISTINCTION.value or filters.keeps_any(places_of(head))
    )


def _findings(
    compared: ComparedStatements, chosen: set[int], rows: Iterable[DimensionRow], filters: Filters
) -> FindingList:
    """Return the findings that the filters keep: those about all the concepts first, then the best-supported ones."""
    statements = [statement for statement in compared.statements if statement.kind == Kind.FINDING.value]
    if filters.about_sources:
        kept = (keep_articles(statement, filters.keeps) for statement in statements)
        statements = [statement for statement in kept if statement.is_cited]
    if filters.dimensions:
        statements = [finding for finding in statements if _dimension_of(finding) in filters.dimensions]
    positions = (position for answers in compared.questions.values() for position in answers)
    found = build_findings(statements, gather_open_questions(positions, compared.bases))
    on_page = {row.slug for row in rows}
    shown = [
        replace(finding, address=f"#{slug}" if (slug := _dimension_of(finding.statement)) in on_page else "")
        for finding in (found.differ if filters.only_differences else found.all)
    ]
    return divide(sorted(shown, key=lambda finding: chosen != {*finding.statement.links.subjects}))


def _dimension_of(finding: ShownStatement) -> str:
    """Return the slug of its dimension; empty where it has none."""
    return finding.row.dimension.slug if finding.row.dimension else ""


def _joins(relation: ShownStatement, chosen: set[int]) -> bool:
    """Whether the relation leads from one of the compared concepts to another."""
    return not chosen.isdisjoint(relation.links.subjects) and not chosen.isdisjoint(relation.links.objects)


def _questions(compared: ComparedStatements, chosen: set[int], filters: Filters) -> tuple[OpenQuestion, ...]:
    """Return the questions whose positions rest on statements about at least two of the concepts."""
    questions = []
    for question, positions in compared.questions.items():
        bases = [[compared.bases[basis] for basis in position.links.bases] for position in positions]
        concepts = {concept for basis in bases for statement in basis for concept in statement.links.concepts}
        if len(chosen & concepts) >= 2:
            if filters.about_sources:
                positions = [keep_articles(position, filters.keeps) for position in positions]
            questions.append(OpenQuestion(question.text, question.get_absolute_url(), tuple(positions)))
    return tuple(questions)
