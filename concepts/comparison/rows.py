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


@dataclass(frozen=True, slots=True)
class Arrangement:
    """Which statements of one dimension stand where in its row, in no particular order; what is in none is left out.

    `contrasted` are the ids of the characteristics that stand under a contrast, `own` characteristics of one of the
    concepts compared, `common` those of several.
    """

    contrasts: tuple[Contrast, ...]
    contrasted: frozenset[int]
    own: tuple[Shown, ...]
    common: tuple[Shown, ...]

    @property
    def count(self) -> int:
        """How many statements stand in full in the row: distinctions and characteristics, a list as one."""
        return len(self.contrasts) + len(self.contrasted) + len(self.own) + len(self.common)


def arrange(
    concepts: Collection[int],
    characteristics: Iterable[Shown],
    distinctions: Iterable[Shown],
    only_differences: bool = False,
) -> Arrangement:
    """Arrange what is said on one dimension of the concepts with these ids.

    A distinction makes a contrast where at least two of its sides are left: among the concepts and the characteristics.
    With `only_differences`, common ground is left out, and a rest of which fewer than two concepts have a share.
    """
    by_id = {characteristic.row.id: characteristic for characteristic in characteristics}
    contrasts = []
    for distinction in distinctions:
        held = distinction.links.sides
        sides = {concept: by_id[side] for concept, side in held if side in by_id and concept in concepts}
        if len(sides) >= 2:
            contrasts.append(Contrast(distinction, sides))
    contrasted = frozenset(side.row.id for contrast in contrasts for side in contrast.sides.values())
    own, common, speaking = [], [], set()
    for id, characteristic in by_id.items():
        if id not in contrasted:
            holders = [concept for concept in characteristic.links.subjects if concept in concepts]
            if len(holders) < 2:
                own.append(characteristic)
                speaking.update(holders)
            elif not only_differences:
                common.append(characteristic)
    if only_differences and not contrasts and len(speaking) < 2:
        own = []  # one concept alone is no difference
    return Arrangement(tuple(contrasts), contrasted, tuple(own), tuple(common))


def build_row(
    dimension: Dimension,
    concepts: Sequence[NamedConcept],
    characteristics: Sequence[Shown],
    distinctions: Iterable[Shown],
    only_differences: bool = False,
) -> Row:
    """Build the row of one dimension as `arrange` arranges it, columns in the order of the concepts.

    Distinctions come by the number of voices of the contrast and its sides together, then rank, then code; within a
    cell and as common ground, characteristics come by their voices, then rank, then code. Each characteristic stands in
    full in the first place that wants it, and nowhere else.
    """
    arranged = arrange({concept.id for concept in concepts}, characteristics, distinctions, only_differences)
    placed: set[int] = set()
    contrasts = sorted(arranged.contrasts, key=lambda contrast: contrast.standing)
    lines = [_contrast_line(contrast, concepts, placed) for contrast in contrasts]
    speaking = {concept.id for characteristic in characteristics for concept in characteristic.subjects}
    silent = not only_differences and any(concept.id not in speaking for concept in concepts)
    if arranged.own or silent:
        lines.append(build_line(concepts, arranged.own, speaking))
    shared = sorted(arranged.common, key=lambda characteristic: characteristic.standing)
    standing = arranged.contrasted.union(one.row.id for one in (*arranged.own, *arranged.common))
    said = tuple(one for one in characteristics if one.row.id in standing)
    return Row(
        slug=dimension.slug,
        name=dimension.name,
        question=dimension.question,
        address=dimension.get_absolute_url(),
        lines=tuple(lines),
        common=tuple(_common(characteristic, concepts) for characteristic in shared),
        said=said,
        bars=bars_of(concepts, said),
    )


def _common(characteristic: Shown, concepts: Sequence[NamedConcept]) -> Common:
    holders = tuple(concept for concept in concepts if concept in characteristic.subjects)
    return Common(characteristic, holders, tuple(other for other in characteristic.subjects if other not in holders))


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
