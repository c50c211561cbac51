"""Two to four concepts side by side: the one object that page, JSON and exports draw. No HTTP, no HTML."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass

from django.db.models import Prefetch, Q

from concepts.comparison.choice import Choice
from concepts.comparison.filters import Filters
from concepts.models import Dimension, PositionBasis, Question, Side, Statement, StatementConcept
from concepts.reading.evidence import Shown, load_evidence, show, show_all, united
from concepts.reading.lexicon import Lexicon, Named
from concepts.reading.order import by_dimension
from concepts.voices import Voices, voices_of
from sources.languages import Text

Kind = Statement.Kind


@dataclass(frozen=True, slots=True)
class Cell:
    """What is said of one concept in one line.

    `again` is a characteristic that stands in full further up. `silent`: the sources say nothing of the concept on the
    whole dimension.
    """

    concept: Named
    statements: tuple[Shown, ...] = ()
    again: Shown | None = None
    silent: bool = False


@dataclass(frozen=True, slots=True)
class Line:
    """Cells that belong together, in the order of the columns; under a distinction where one lines them up."""

    cells: tuple[Cell, ...]
    distinction: Shown | None = None


@dataclass(frozen=True, slots=True)
class Common:
    """A characteristic that holds for several of the concepts compared."""

    statement: Shown
    concepts: tuple[Named, ...]


@dataclass(frozen=True, slots=True)
class Row:
    """One dimension: lines with distinctions, a line with the rest, common ground."""

    slug: str
    name: Text
    question: Text
    address: str
    lines: tuple[Line, ...]
    common: tuple[Common, ...]


@dataclass(frozen=True, slots=True)
class ShownPosition:
    """One answer, with the voices of all it rests on."""

    code: str
    text: Text
    voices: Voices


@dataclass(frozen=True, slots=True)
class OpenQuestion:
    """A question that touches at least two of the concepts, with its answers."""

    text: Text
    address: str
    positions: tuple[ShownPosition, ...]


@dataclass(frozen=True, slots=True)
class Option:
    """A value of a filter that leaves something to be seen."""

    value: str
    name: Text
    chosen: bool


@dataclass(frozen=True, slots=True)
class Table:
    """The comparison of `concepts`, columns in the order asked for."""

    choice: Choice
    filters: Filters
    definitions: Line
    rows: tuple[Row, ...]
    relations: tuple[Shown, ...]
    questions: tuple[OpenQuestion, ...]
    dimensions: tuple[Option, ...]
    sources: tuple[Option, ...]

    @property
    def concepts(self) -> tuple[Named, ...]:
        return self.choice.concepts

    @property
    def empty(self) -> bool:
        return not (self.rows or self.relations or any(cell.statements for cell in self.definitions.cells))


def build_table(choice: Choice, lexicon: Lexicon, filters: Filters) -> Table:
    """Builds the side-by-side table in a fixed number of queries."""
    chosen = [concept.id for concept in choice.concepts]
    statements = _statements_about(chosen)
    positions = _positions_touching([statement.id for statement in statements])
    based = [basis.statement for position in positions for basis in position.bases.all()]
    load_evidence([*statements, *positions, *based])
    keep = filters.keeps if filters.about_sources else None
    shown = show_all([row for row in statements if row.kind != Kind.DISTINCTION], lexicon, keep)
    characteristics = [one for one in shown if one.row.kind == Kind.CHARACTERISTIC]
    distinctions = [row for row in statements if row.kind == Kind.DISTINCTION]
    rows = [
        _row(
            dimension,
            choice,
            said,
            [row for row in distinctions if row.dimension_id == dimension.id],
            lexicon,
            filters,
        )
        for dimension, said in by_dimension(characteristics, lambda one: one.row).items()
        if not filters.dimensions or dimension.slug in filters.dimensions
    ]
    return Table(
        choice=choice,
        filters=filters,
        definitions=Line(_cells(choice, [one for one in shown if one.row.kind == Kind.DEFINITION])),
        rows=tuple(row for row in rows if row.lines or row.common),
        relations=tuple(one for one in shown if one.row.kind == Kind.RELATION and _joins(one, choice)),
        questions=_questions(positions, set(chosen), filters),
        dimensions=_dimension_options(statements, filters),
        sources=_source_options(statements, filters),
    )


def _statements_about(chosen: Sequence[int]) -> list[Statement]:
    """Published statements that speak of the concepts, and distinctions with at least two sides among them."""
    rows = (
        Statement.objects.published()
        .filter(
            Q(id__in=StatementConcept.objects.filter(concept__in=chosen).values("statement"))
            | Q(id__in=Side.objects.filter(concept__in=chosen).values("distinction"))
        )
        .select_related("dimension", "relation_type")
        .prefetch_related(Prefetch("sides", Side.objects.order_by("rank", "id")))
        .order_by("rank", "code")
    )
    return [
        row
        for row in rows
        if row.kind != Kind.DISTINCTION or sum(side.concept_id in chosen for side in row.sides.all()) >= 2
    ]


def _positions_touching(ids: Sequence[int]) -> list[Statement]:
    """All published positions of the questions to which some position rests on one of the statements."""
    touching = Statement.objects.published().filter(kind=Kind.POSITION, bases__statement__in=ids)
    return list(
        Statement.objects.published()
        .filter(kind=Kind.POSITION, question__in=touching.values("question"))
        .select_related("question")
        .prefetch_related(
            Prefetch("bases", PositionBasis.objects.select_related("statement")),
            Prefetch("bases__statement__sides", Side.objects.order_by("rank", "id")),
        )
        .order_by("question__rank", "question__slug", "rank", "code")
    )


def _row(
    dimension: Dimension,
    choice: Choice,
    characteristics: list[Shown],
    distinctions: list[Statement],
    lexicon: Lexicon,
    filters: Filters,
) -> Row:
    """One dimension: each characteristic stands in full in the first place that wants it, and nowhere else."""
    by_id = {one.row.id: one for one in characteristics}
    compared = {concept.id for concept in choice.concepts}
    placed: set[int] = set()
    lines = []
    for row in distinctions:
        sides = {
            side.concept_id: by_id[side.characteristic_id]
            for side in row.sides.all()
            if side.characteristic_id in by_id
        }
        if len(sides.keys() & compared) < 2:
            continue  # the filters left out what it sets side by side
        cells = []
        for concept in choice.concepts:
            said = sides.get(concept.id)
            if said is None:
                cells.append(Cell(concept))
            elif said.row.id in placed:
                cells.append(Cell(concept, again=said))
            else:
                cells.append(Cell(concept, (said,)))
                placed.add(said.row.id)
        lines.append(Line(tuple(cells), show(row, lexicon, filters.keeps)))
    own, common = [], []
    for one in characteristics:
        if one.row.id not in placed:
            holders = tuple(concept for concept in choice.concepts if concept in one.subjects)
            if len(holders) < 2:
                own.append(one)
            elif not filters.only_differences:
                common.append(Common(one, holders))
    if filters.only_differences:
        if not lines and len({concept for one in own for concept in one.subjects} & set(choice.concepts)) < 2:
            own = []  # one voice alone is no difference
        silent = False
    else:
        silent = any(not any(concept in one.subjects for one in characteristics) for concept in choice.concepts)
    if own or silent:
        speaking = {concept for one in characteristics for concept in one.subjects}
        lines.append(Line(_cells(choice, own, speaking)))
    return Row(
        slug=dimension.slug,
        name=dimension.name,
        question=dimension.question,
        address=dimension.get_absolute_url(),
        lines=tuple(lines),
        common=tuple(common),
    )


def _cells(choice: Choice, statements: list[Shown], speaking: Collection[Named] = ()) -> tuple[Cell, ...]:
    """One cell a concept; empty ones are silent, but for those of concepts that speak elsewhere on the dimension."""
    return tuple(
        Cell(
            concept,
            said := tuple(one for one in statements if concept in one.subjects),
            silent=not said and concept not in speaking,
        )
        for concept in choice.concepts
    )


def _joins(relation: Shown, choice: Choice) -> bool:
    """Whether the relation leads from one of the concepts compared to another."""
    return any(concept in choice.concepts for concept in relation.subjects) and any(
        concept in choice.concepts for concept in relation.objects
    )


def _questions(positions: list[Statement], chosen: set[int], filters: Filters) -> tuple[OpenQuestion, ...]:
    """The questions whose positions rest on statements about at least two of the concepts."""
    grouped: dict[Question, list[Statement]] = {}
    for position in positions:
        if position.question:
            grouped.setdefault(position.question, []).append(position)
    return tuple(
        OpenQuestion(
            question.text,
            question.get_absolute_url(),
            tuple(_position(position, filters) for position in answers),
        )
        for question, answers in grouped.items()
        if len(chosen & {id for position in answers for id in _concepts_of(position)}) >= 2
    )


def _concepts_of(position: Statement) -> set[int]:
    based = [basis.statement for basis in position.bases.all()]
    return {link.concept_id for row in based for link in row.concept_links.all()} | {
        side.concept_id for row in based for side in row.sides.all()
    }


def _position(position: Statement, filters: Filters) -> ShownPosition:
    citations = united([position, *(basis.statement for basis in position.bases.all())])
    return ShownPosition(
        position.code, position.text, voices_of(citation for citation in citations if filters.keeps(citation))
    )


def _dimension_options(statements: list[Statement], filters: Filters) -> tuple[Option, ...]:
    found = by_dimension((row for row in statements if row.kind == Kind.CHARACTERISTIC), lambda row: row)
    return tuple(Option(one.slug, one.name, one.slug in filters.dimensions) for one in found)


def _source_options(statements: list[Statement], filters: Filters) -> tuple[Option, ...]:
    found = {citation.passage.version.source for row in statements for citation in row.citations.all()}
    ordered = sorted(found, key=lambda source: (source.rank, source.slug))
    return tuple(Option(one.slug, one.title, one.slug in filters.sources) for one in ordered)
