"""Two to four concepts side by side: the one object that page, JSON and exports draw. No HTTP, no HTML."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from concepts.comparison.content import ComparedStatements, load_compared_statements
from concepts.comparison.filters import Filters, places_of
from concepts.comparison.matrix import Matrix, build_matrix
from concepts.comparison.options import FilterOption, list_options
from concepts.comparison.rows import DimensionRow, TableLine, VoiceBar, bars_of, build_line, build_row
from concepts.comparison.selection import Selection
from concepts.content.counting import Voices, joined, voices_of
from concepts.evidence.concept_names import ConceptNames, NamedConcept
from concepts.evidence.loading import (
    ShownStatement,
    keep_quotations,
    put_parts_into_heads,
    statements_with_notes,
    unite_quotations,
)
from concepts.evidence.order import group_by_dimension
from concepts.models import Statement
from sources.languages import Text

Kind = Statement.Kind
MOST_HEADLINES = 4


@dataclass(frozen=True, slots=True)
class ComparedPosition:
    """One answer, with the voices of all it rests on."""

    code: str
    text: Text
    voices: Voices


@dataclass(frozen=True, slots=True)
class OpenQuestion:
    """A question that touches at least two of the concepts, with its answers."""

    text: Text
    address: str
    positions: tuple[ComparedPosition, ...]


@dataclass(frozen=True, slots=True)
class Headline:
    """A contrast that sums a row up, with the voices of both its sides and of those who draw it."""

    row: DimensionRow
    distinction: ShownStatement
    voices: Voices


@dataclass(frozen=True, slots=True)
class Table:
    """The comparison of `concepts`, columns in the order asked for.

    `bars` are, a column each, the articles that speak for one of its definitions or characteristics. `dimensions`,
    `languages`, `sources` and `differences` are what the filters can be set to.
    """

    selection: Selection
    filters: Filters
    definitions: TableLine
    rows: tuple[DimensionRow, ...]
    relations: tuple[ShownStatement, ...]
    questions: tuple[OpenQuestion, ...]
    bars: tuple[VoiceBar, ...]
    matrix: Matrix
    dimensions: tuple[FilterOption, ...]
    languages: tuple[FilterOption, ...]
    sources: tuple[FilterOption, ...]
    differences: FilterOption

    @property
    def concepts(self) -> tuple[NamedConcept, ...]:
        return self.selection.concepts

    @property
    def empty(self) -> bool:
        return not (self.rows or self.relations or self.defined)

    @property
    def defined(self) -> bool:
        """Whether there is a definition to be seen."""
        return any(cell.statements for cell in self.definitions.cells)

    @property
    def headlines(self) -> tuple[Headline, ...]:
        """The best-supported contrast of each of the first dimensions that have one, core dimensions first."""
        found = [(row, line) for row in self.rows for line in row.lines[:1] if line.distinction]
        return tuple(
            Headline(row, line.distinction, joined([line.distinction.voices, *(bar.voices for bar in line.bars)]))
            for row, line in found[:MOST_HEADLINES]
            if line.distinction
        )

    @property
    def noted(self) -> tuple[ShownStatement, ...]:
        """Every statement on the page that has quotations, parts included, in the order of the page."""
        standing = [one for cell in self.definitions.cells for one in cell.statements]
        for row in self.rows:
            for line in row.lines:
                standing += [line.distinction] if line.distinction else []
                standing += [one for cell in line.cells for one in cell.statements]
            standing += [common.statement for common in row.common]
        return statements_with_notes([*standing, *self.relations])

    @property
    def most_voices(self) -> int:
        """The length of the longest bar of a row, the definitions among them."""
        rows = (self.definitions.bars, *(row.bars for row in self.rows))
        return max(bar.voices.count for bars in rows for bar in bars)


def build_table(selection: Selection, concept_names: ConceptNames, filters: Filters) -> Table:
    """Builds the side-by-side table in three queries, four where a filter's value is met nowhere in the comparison.

    Definitions, and statements within a cell or as common ground, come best-supported first: by number of voices, then
    rank, then code. Raises UnknownFilterError for a dimension or source that does not exist.
    """
    concepts = selection.concepts
    chosen = {concept.id for concept in concepts}
    content = load_compared_statements([concept.id for concept in concepts], concept_names)
    heads = put_parts_into_heads(
        statement
        for statement in content.statements
        if statement.kind != Kind.RELATION.value or _joins(statement, chosen)
    )
    options = list_options(heads, concepts, filters)
    shown = _keep(heads, filters) if filters.about_sources else heads
    definitions, characteristics, relations, distinctions = (
        [one for one in shown if one.kind == kind.value]
        for kind in (Kind.DEFINITION, Kind.CHARACTERISTIC, Kind.RELATION, Kind.DISTINCTION)
    )
    rows = _rows(concepts, characteristics, distinctions, filters)
    defined = build_line(concepts, definitions)
    return Table(
        selection=selection,
        filters=filters,
        definitions=defined,
        rows=rows,
        relations=tuple(relations),
        questions=_questions(content, chosen, filters),
        bars=bars_of(concepts, [*definitions, *(one for row in rows for one in row.characteristics)]),
        matrix=build_matrix(concepts, definitions, rows, relations),
        dimensions=options.dimensions,
        languages=options.languages,
        sources=options.sources,
        differences=options.differences,
    )


def _rows(
    concepts: Sequence[NamedConcept],
    characteristics: Iterable[ShownStatement],
    distinctions: Iterable[ShownStatement],
    filters: Filters,
) -> tuple[DimensionRow, ...]:
    """The dimensions that are asked for and on which something is left."""
    contrasts = group_by_dimension(distinctions, lambda one: one.row)
    rows = (
        build_row(dimension, concepts, said, contrasts.get(dimension, ()), filters.only_differences)
        for dimension, said in group_by_dimension(characteristics, lambda one: one.row).items()
        if not filters.dimensions or dimension.slug in filters.dimensions
    )
    return tuple(row for row in rows if row.lines or row.common)


def _keep(heads: Iterable[ShownStatement], filters: Filters) -> tuple[ShownStatement, ...]:
    """Return all distinctions and the statements that a source asked for speaks of, with what is quoted from those."""
    return tuple(
        keep_quotations(head, filters.keeps)
        for head in heads
        if head.kind == Kind.DISTINCTION.value or filters.keeps_any(places_of(head))
    )


def _joins(relation: ShownStatement, chosen: set[int]) -> bool:
    """Whether the relation leads from one of the concepts compared to another."""
    return not chosen.isdisjoint(relation.links.subjects) and not chosen.isdisjoint(relation.links.objects)


def _questions(content: ComparedStatements, chosen: set[int], filters: Filters) -> tuple[OpenQuestion, ...]:
    """The questions whose positions rest on statements about at least two of the concepts."""
    questions = []
    for question, positions in content.questions.items():
        based = [[content.based[id] for id in position.links.bases] for position in positions]
        touched = {concept for held in based for statement in held for concept in statement.links.concepts}
        if len(chosen & touched) >= 2:
            answers = tuple(_position(position, held, filters) for position, held in zip(positions, based, strict=True))
            questions.append(OpenQuestion(question.text, question.get_absolute_url(), answers))
    return tuple(questions)


def _position(position: ShownStatement, based: Iterable[ShownStatement], filters: Filters) -> ComparedPosition:
    kept = (quotation for quotation in unite_quotations([position, *based]) if filters.keeps(quotation))
    return ComparedPosition(position.code, position.text, voices_of(kept))
