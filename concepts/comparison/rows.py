"""Arranges what is said on one dimension into the lines of a table; loads nothing."""

from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass

from concepts.content.counting import Voices, joined
from concepts.evidence.concept_names import NamedConcept
from concepts.evidence.loading import Shown
from concepts.models import Dimension
from sources.languages import Text


@dataclass(frozen=True, slots=True)
class Cell:
    """What is said of one concept in one line, best-supported first.

    `again` is a characteristic that stands in full further up. `silent`: the sources say nothing of the concept on the
    whole dimension.
    """

    concept: NamedConcept
    statements: tuple[Shown, ...] = ()
    again: Shown | None = None
    silent: bool = False


@dataclass(frozen=True, slots=True)
class Bar:
    """The different articles that speak for one concept."""

    concept: NamedConcept
    voices: Voices


@dataclass(frozen=True, slots=True)
class Line:
    """Cells that belong together, in the order of the columns; under a distinction where one lines them up.

    `distinction.voices` are those who draw the contrast themselves; `bars` are the voices of each side then, and of
    each cell in other lines.
    """

    cells: tuple[Cell, ...]
    bars: tuple[Bar, ...]
    distinction: Shown | None = None


@dataclass(frozen=True, slots=True)
class Common:
    """A characteristic that holds for several of the concepts compared, and `also` for some that are not."""

    statement: Shown
    concepts: tuple[NamedConcept, ...]
    also: tuple[NamedConcept, ...]


@dataclass(frozen=True, slots=True)
class Row:
    """One dimension: lines with distinctions, a line with the rest, common ground.

    `said` are the characteristics of the row, parts inside their heads. `bars` are, a column each, the articles that
    speak for one of them or a part of one, common ground included.
    """

    slug: str
    name: Text
    question: Text
    address: str
    lines: tuple[Line, ...]
    common: tuple[Common, ...]
    said: tuple[Shown, ...]
    bars: tuple[Bar, ...]


@dataclass(frozen=True, slots=True)
class Contrast:
    """A distinction with the characteristics of its sides that are left, by the id of the concept compared."""

    distinction: Shown
    sides: dict[int, Shown]

    @property
    def standing(self) -> tuple[int, int, str]:
        """Sorts by the voices of the contrast and its sides together, then rank, then code."""
        voices = joined([self.distinction.voices, *(side.voices for side in self.sides.values())])
        return (-voices.count, self.distinction.row.rank, self.distinction.code)


def contrasts_of(
    distinctions: Iterable[Shown], characteristics: Iterable[Shown], concepts: Sequence[NamedConcept]
) -> list[Contrast]:
    """The distinctions with at least two sides among the concepts and the characteristics, best-supported first."""
    by_id = {one.row.id: one for one in characteristics}
    compared = {concept.id for concept in concepts}
    contrasts = []
    for distinction in distinctions:
        held = distinction.links.sides
        sides = {concept: by_id[side] for concept, side in held if side in by_id and concept in compared}
        if len(sides) >= 2:
            contrasts.append(Contrast(distinction, sides))
    return sorted(contrasts, key=lambda one: one.standing)


def build_row(
    dimension: Dimension,
    concepts: Sequence[NamedConcept],
    characteristics: Sequence[Shown],
    distinctions: Iterable[Shown],
    only_differences: bool = False,
) -> Row:
    """Arranges one dimension for the concepts, columns in their order.

    Distinctions come by the number of voices of the contrast and its sides together, then rank, then code; within a
    cell and as common ground, characteristics come by their voices, then rank, then code. Each characteristic stands in
    full in the first place that wants it, and nowhere else. With `only_differences`, common ground is left out, and a
    rest of which fewer than two concepts have a share.
    """
    placed: set[int] = set()
    lines = [_contrast_line(one, concepts, placed) for one in contrasts_of(distinctions, characteristics, concepts)]
    own, common = [], []
    for one in sorted(characteristics, key=lambda one: one.standing):
        if one.row.id not in placed:
            holders = tuple(concept for concept in concepts if concept in one.subjects)
            if len(holders) < 2:
                own.append(one)
            elif not only_differences:
                common.append(Common(one, holders, tuple(other for other in one.subjects if other not in holders)))
    speaking = {concept.id for one in characteristics for concept in one.subjects}
    if only_differences:
        if not lines and len({concept.id for one in own for concept in one.subjects if concept in concepts}) < 2:
            own = []  # one concept alone is no difference
        silent = False
    else:
        silent = any(concept.id not in speaking for concept in concepts)
    if own or silent:
        lines.append(build_line(concepts, own, speaking))
    standing = {*placed, *(one.row.id for one in own), *(one.statement.row.id for one in common)}
    said = tuple(one for one in characteristics if one.row.id in standing)
    return Row(
        slug=dimension.slug,
        name=dimension.name,
        question=dimension.question,
        address=dimension.get_absolute_url(),
        lines=tuple(lines),
        common=tuple(common),
        said=said,
        bars=bars_of(concepts, said),
    )


def build_line(concepts: Sequence[NamedConcept], statements: Iterable[Shown], speaking: Collection[int] = ()) -> Line:
    """One cell a concept, best-supported statements first.

    Empty ones are silent, but for those of concepts, by id, that are `speaking` elsewhere on the dimension.
    """
    ordered = sorted(statements, key=lambda one: one.standing)
    cells = []
    for concept in concepts:
        said = tuple(one for one in ordered if concept in one.subjects)
        cells.append(Cell(concept, said, silent=not said and concept.id not in speaking))
    return Line(tuple(cells), bars_of(concepts, ordered))


def bars_of(concepts: Sequence[NamedConcept], statements: Iterable[Shown]) -> tuple[Bar, ...]:
    """One bar a concept: the different articles that speak for one of its statements, or for a part of one."""
    voices: dict[int, list[Voices]] = {concept.id: [] for concept in concepts}
    for one in statements:
        for concept in one.subjects:
            if concept.id in voices:
                voices[concept.id] += [one.voices, *(part.voices for part in one.parts)]
    return tuple(Bar(concept, joined(voices[concept.id])) for concept in concepts)


def _contrast_line(contrast: Contrast, concepts: Sequence[NamedConcept], placed: set[int]) -> Line:
    """The line of a contrast; characteristics in it that are not yet `placed` stand in full, and are placed then."""
    cells, bars = [], []
    for concept in concepts:
        said = contrast.sides.get(concept.id)
        if said is None:
            cells.append(Cell(concept))
            continue
        bars.append(Bar(concept, said.voices))
        if said.row.id in placed:
            cells.append(Cell(concept, again=said))
        else:
            cells.append(Cell(concept, (said,)))
            placed.add(said.row.id)
    return Line(tuple(cells), tuple(bars), contrast.distinction)
