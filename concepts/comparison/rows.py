"""Arranges what is said on one dimension into the lines of a table; loads nothing."""

from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass

from concepts.content.counting import Voices, joined
from concepts.evidence.concept_names import NamedConcept
from concepts.evidence.loading import ShownStatement
from concepts.models import Dimension
from sources.languages import Text


@dataclass(frozen=True, slots=True)
class TableCell:
    """What is said of one concept in one line, best-supported first.

    `again` is a characteristic that stands in full further up. `silent`: the sources say nothing of the concept on the
    whole dimension.
    """

    concept: NamedConcept
    statements: tuple[ShownStatement, ...] = ()
    again: ShownStatement | None = None
    silent: bool = False


@dataclass(frozen=True, slots=True)
class VoiceBar:
    """The different articles that speak for one concept."""

    concept: NamedConcept
    voices: Voices


@dataclass(frozen=True, slots=True)
class TableLine:
    """Cells that belong together, in the order of the columns; under a distinction where one lines them up.

    `distinction.voices` are those who draw the contrast themselves; `bars` are the voices of each side then, and of
    each cell in other lines.
    """

    cells: tuple[TableCell, ...]
    bars: tuple[VoiceBar, ...]
    distinction: ShownStatement | None = None


@dataclass(frozen=True, slots=True)
class CommonGround:
    """A characteristic that holds for several of the concepts compared, and `also` for some that are not."""

    statement: ShownStatement
    concepts: tuple[NamedConcept, ...]
    also: tuple[NamedConcept, ...]


@dataclass(frozen=True, slots=True)
class DimensionRow:
    """One dimension: lines with distinctions, a line with the rest, common ground.

    `characteristics` are those of the row, parts inside their heads. `bars` are, a column each, the articles that
    speak for one of them or a part of one, common ground included.
    """

    slug: str
    name: Text
    question: Text
    address: str
    lines: tuple[TableLine, ...]
    common: tuple[CommonGround, ...]
    characteristics: tuple[ShownStatement, ...]
    bars: tuple[VoiceBar, ...]


@dataclass(frozen=True, slots=True)
class RowContrast:
    """A distinction with the characteristics of its sides that are left, by the id of the concept compared."""

    distinction: ShownStatement
    sides: dict[int, ShownStatement]

    @property
    def support_order(self) -> tuple[int, int, str]:
        """Sorts by the voices of the contrast and its sides together, then rank, then code."""
        voices = joined([self.distinction.voices, *(side.voices for side in self.sides.values())])
        return (-voices.count, self.distinction.row.rank, self.distinction.code)


@dataclass(frozen=True, slots=True)
class RowArrangement:
    """Which statements of one dimension stand where in its row, in no particular order; what is in none is left out.

    `contrasted` are the ids of the characteristics that stand under a contrast, `own` characteristics of one of the
    concepts compared, `common` those of several.
    """

    contrasts: tuple[RowContrast, ...]
    contrasted: frozenset[int]
    own: tuple[ShownStatement, ...]
    common: tuple[ShownStatement, ...]

    @property
    def count(self) -> int:
        """How many statements stand in full in the row: distinctions and characteristics, a list as one."""
        return len(self.contrasts) + len(self.contrasted) + len(self.own) + len(self.common)


def arrange(
    concepts: Collection[int],
    characteristics: Iterable[ShownStatement],
    distinctions: Iterable[ShownStatement],
    only_differences: bool = False,
) -> RowArrangement:
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
            contrasts.append(RowContrast(distinction, sides))
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
    return RowArrangement(tuple(contrasts), contrasted, tuple(own), tuple(common))


def build_row(
    dimension: Dimension,
    concepts: Sequence[NamedConcept],
    characteristics: Sequence[ShownStatement],
    distinctions: Iterable[ShownStatement],
    only_differences: bool = False,
) -> DimensionRow:
    """Build the row of one dimension as `arrange` arranges it, columns in the order of the concepts.

    Distinctions come by the number of voices of the contrast and its sides together, then rank, then code; within a
    cell and as common ground, characteristics come by their voices, then rank, then code. Each characteristic stands in
    full in the first place that wants it, and nowhere else.
    """
    arranged = arrange({concept.id for concept in concepts}, characteristics, distinctions, only_differences)
    placed: set[int] = set()
    contrasts = sorted(arranged.contrasts, key=lambda contrast: contrast.support_order)
    lines = [_contrast_line(contrast, concepts, placed) for contrast in contrasts]
    speaking = {concept.id for characteristic in characteristics for concept in characteristic.subjects}
    silent = not only_differences and any(concept.id not in speaking for concept in concepts)
    if arranged.own or silent:
        lines.append(build_line(concepts, arranged.own, speaking))
    shared = sorted(arranged.common, key=lambda characteristic: characteristic.support_order)
    standing = arranged.contrasted.union(one.row.id for one in (*arranged.own, *arranged.common))
    said = tuple(one for one in characteristics if one.row.id in standing)
    return DimensionRow(
        slug=dimension.slug,
        name=dimension.name,
        question=dimension.question,
        address=dimension.get_absolute_url(),
        lines=tuple(lines),
        common=tuple(_common(characteristic, concepts) for characteristic in shared),
        characteristics=said,
        bars=bars_of(concepts, said),
    )


def _common(characteristic: ShownStatement, concepts: Sequence[NamedConcept]) -> CommonGround:
    holders = tuple(concept for concept in concepts if concept in characteristic.subjects)
    return CommonGround(
        characteristic, holders, tuple(other for other in characteristic.subjects if other not in holders)
    )


def build_line(
    concepts: Sequence[NamedConcept], statements: Iterable[ShownStatement], speaking: Collection[int] = ()
) -> TableLine:
    """One cell a concept, best-supported statements first.

    Empty ones are silent, but for those of concepts, by id, that are `speaking` elsewhere on the dimension.
    """
    ordered = sorted(statements, key=lambda one: one.support_order)
    cells = []
    for concept in concepts:
        said = tuple(one for one in ordered if concept in one.subjects)
        cells.append(TableCell(concept, said, silent=not said and concept.id not in speaking))
    return TableLine(tuple(cells), bars_of(concepts, ordered))


def bars_of(concepts: Sequence[NamedConcept], statements: Iterable[ShownStatement]) -> tuple[VoiceBar, ...]:
    """One bar a concept: the different articles that speak for one of its statements, or for a part of one."""
    voices: dict[int, list[Voices]] = {concept.id: [] for concept in concepts}
    for one in statements:
        for concept in one.subjects:
            if concept.id in voices:
                voices[concept.id] += [one.voices, *(part.voices for part in one.parts)]
    return tuple(VoiceBar(concept, joined(voices[concept.id])) for concept in concepts)


def _contrast_line(contrast: RowContrast, concepts: Sequence[NamedConcept], placed: set[int]) -> TableLine:
    """The line of a contrast; characteristics in it that are not yet `placed` stand in full, and are placed then."""
    cells, bars = [], []
    for concept in concepts:
        said = contrast.sides.get(concept.id)
        if said is None:
            cells.append(TableCell(concept))
            continue
        bars.append(VoiceBar(concept, said.voices))
        if said.row.id in placed:
            cells.append(TableCell(concept, again=said))
        else:
            cells.append(TableCell(concept, (said,)))
            placed.add(said.row.id)
    return TableLine(tuple(cells), tuple(bars), contrast.distinction)
