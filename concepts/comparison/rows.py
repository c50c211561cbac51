"""Arrange the statements on one dimension into the lines and cells of its row, without a query."""

from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass

from concepts.content.counting import Voices
from concepts.evidence.concept_names import NamedConcept
from concepts.evidence.loading import ShownStatement, join_speaking
from concepts.models import Dimension
from sources.languages import Text


@dataclass(frozen=True, slots=True)
class TableCell:
    """The statements about one concept in one line, best-supported first.

    `repeated` is a characteristic that is shown in full further up. `silent` is true where the sources say nothing of
    the concept on the whole dimension.
    """

    concept: NamedConcept
    statements: tuple[ShownStatement, ...] = ()
    repeated: ShownStatement | None = None
    silent: bool = False


@dataclass(frozen=True, slots=True)
class VoiceBar:
    """The articles that speak for one concept, each once."""

    concept: NamedConcept
    voices: Voices


@dataclass(frozen=True, slots=True)
class TableLine:
    """One cell for each concept, in the order of the columns, and the distinction that sets them side by side, if any.

    `bars` are the voices of each cell, under a distinction those of each of its sides.
    """

    cells: tuple[TableCell, ...]
    bars: tuple[VoiceBar, ...]
    distinction: ShownStatement | None = None


@dataclass(frozen=True, slots=True)
class CommonGround:
    """A characteristic of several of the compared concepts; `other_concepts` are those of it that are not compared."""

    statement: ShownStatement
    concepts: tuple[NamedConcept, ...]
    other_concepts: tuple[NamedConcept, ...]


@dataclass(frozen=True, slots=True)
class DimensionRow:
    """One dimension: lines with distinctions, a line with the other characteristics, common ground.

    `characteristics` are all that are shown, parts inside their heads. `bars` are, for each column, the articles that
    speak for one of them or for a part of one, common ground included.
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
    """A distinction with the characteristics on its sides, by the id of the compared concept."""

    distinction: ShownStatement
    sides: dict[int, ShownStatement]


@dataclass(frozen=True, slots=True)
class RowArrangement:
    """The places of the statements on one dimension, in no particular order; statements without a place are not shown.

    `contrasted` are the ids of the characteristics on the sides of `contrasts`. Of the other characteristics, `own` are
    those of one compared concept, `common` those of several.
    """

    contrasts: tuple[RowContrast, ...]
    contrasted: frozenset[int]
    own: tuple[ShownStatement, ...]
    common: tuple[ShownStatement, ...]

    @property
    def count(self) -> int:
        """Return the number of distinctions and characteristics that the row shows in full; a list counts once."""
        return len(self.contrasts) + len(self.contrasted) + len(self.own) + len(self.common)


def arrange(
    concepts: Collection[int],
    characteristics: Iterable[ShownStatement],
    distinctions: Iterable[ShownStatement],
    only_contrasts: bool = False,
) -> RowArrangement:
    """Find the place of each statement on one dimension in a comparison of the concepts with these ids.

    A distinction is a contrast where at least two of its sides are of these concepts and among the characteristics.
    With `only_contrasts`, the characteristics outside of contrasts are left out.
    """
    by_id = {characteristic.row.id: characteristic for characteristic in characteristics}
    contrasts = []
    for distinction in distinctions:
        links = distinction.links.sides
        sides = {concept: by_id[side] for concept, side in links if side in by_id and concept in concepts}
        if len(sides) >= 2:
            contrasts.append(RowContrast(distinction, sides))
    contrasted = frozenset(side.row.id for contrast in contrasts for side in contrast.sides.values())
    own: list[ShownStatement] = []
    common: list[ShownStatement] = []
    for characteristic_id, characteristic in by_id.items():
        if characteristic_id not in contrasted and not only_contrasts:
            holders = sum(concept in concepts for concept in characteristic.links.subjects)
            (own if holders < 2 else common).append(characteristic)
    return RowArrangement(tuple(contrasts), contrasted, tuple(own), tuple(common))


def build_row(
    dimension: Dimension,
    concepts: Sequence[NamedConcept],
    characteristics: Sequence[ShownStatement],
    distinctions: Iterable[ShownStatement],
    only_contrasts: bool = False,
    spoken_of: Collection[int] = (),
) -> DimensionRow:
    """Build the row of one dimension, arranged by `arrange`, with columns in the order of the concepts.

    Contrasts, and the characteristics of a cell and of the common ground, are sorted by their `support_order`. A
    characteristic on the sides of several contrasts is shown in full under the first one and repeated under the others.
    Where these are not all characteristics, `spoken_of` are the ids of the concepts that all of them tell of.
    """
    arrangement = arrange({concept.id for concept in concepts}, characteristics, distinctions, only_contrasts)
    in_full: set[int] = set()
    contrasts = sorted(arrangement.contrasts, key=lambda contrast: contrast.distinction.support_order)
    lines = [_contrast_line(contrast, concepts, in_full) for contrast in contrasts]
    speaking = {concept.id for characteristic in characteristics for concept in characteristic.subjects}
    speaking.update(spoken_of)
    silent = not only_contrasts and any(concept.id not in speaking for concept in concepts)
    if arrangement.own or silent:
        lines.append(build_line(concepts, arrangement.own, speaking))
    common = sorted(arrangement.common, key=lambda characteristic: characteristic.support_order)
    others = (characteristic.row.id for characteristic in (*arrangement.own, *arrangement.common))
    shown_ids = arrangement.contrasted.union(others)
    shown = tuple(characteristic for characteristic in characteristics if characteristic.row.id in shown_ids)
    return DimensionRow(
        slug=dimension.slug,
        name=dimension.name,
        question=dimension.question,
        address=dimension.get_absolute_url(),
        lines=tuple(lines),
        common=tuple(_common_ground(characteristic, concepts) for characteristic in common),
        characteristics=shown,
        bars=bars_of(concepts, shown),
    )


def build_line(
    concepts: Sequence[NamedConcept], statements: Iterable[ShownStatement], speaking: Collection[int] = ()
) -> TableLine:
    """Build a line with one cell for each concept, best-supported statements first.

    Empty cells are silent, except those of the concepts, by id, in `speaking`: other lines of the row speak of these.
    """
    ordered = sorted(statements, key=lambda statement: statement.support_order)
    cells = []
    for concept in concepts:
        own = tuple(statement for statement in ordered if concept in statement.subjects)
        cells.append(TableCell(concept, own, silent=not own and concept.id not in speaking))
    return TableLine(tuple(cells), bars_of(concepts, ordered))


def bars_of(concepts: Sequence[NamedConcept], statements: Iterable[ShownStatement]) -> tuple[VoiceBar, ...]:
    """Return for each concept the articles that speak for one of its statements, or for a part of one."""
    statements = tuple(statements)
    return tuple(
        VoiceBar(concept, join_speaking(statement for statement in statements if concept in statement.subjects))
        for concept in concepts
    )


def _common_ground(characteristic: ShownStatement, concepts: Sequence[NamedConcept]) -> CommonGround:
    """Return the characteristic with its compared concepts, in the order of the columns, and its other ones."""
    compared = tuple(concept for concept in concepts if concept in characteristic.subjects)
    others = tuple(concept for concept in characteristic.subjects if concept not in compared)
    return CommonGround(characteristic, compared, others)


def _contrast_line(contrast: RowContrast, concepts: Sequence[NamedConcept], in_full: set[int]) -> TableLine:
    """Build the line of a contrast, and add the ids of its characteristics to `in_full`.

    Characteristics that are in there already are repeated, the others are shown in full.
    """
    cells, bars = [], []
    for concept in concepts:
        side = contrast.sides.get(concept.id)
        if side is None:
            cells.append(TableCell(concept))
            continue
        bars.append(VoiceBar(concept, side.voices))
        if side.row.id in in_full:
            cells.append(TableCell(concept, repeated=side))
        else:
            cells.append(TableCell(concept, (side,)))
            in_full.add(side.row.id)
    return TableLine(tuple(cells), tuple(bars), contrast.distinction)
