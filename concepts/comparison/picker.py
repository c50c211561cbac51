"""Make the addresses of similar comparisons: with one concept more or less, or with columns in another order."""

from collections.abc import Collection, Hashable
from dataclasses import dataclass

from concepts.comparison.selection import Selection
from concepts.evidence.comparison_address import LEAST_COMPARED, MOST_COMPARED
from concepts.evidence.concept_names import ConceptNames, NamedConcept

FIRST_CONCEPTS = 6


def offer_concepts(concept_names: ConceptNames, known: Collection[NamedConcept] = ()) -> tuple[NamedConcept, ...]:
    """Return the concepts that a form offers to tick: the core ones, the first few where none is core, and the known.

    All others can be typed by name.
    """
    concepts = concept_names.concepts
    first = tuple(concept for concept in concepts if concept.core) or concepts[:FIRST_CONCEPTS]
    return (*first, *(concept for concept in known if concept not in first))


@dataclass(frozen=True, slots=True)
class NeighbouringComparison:
    """The address of a comparison with one concept more or less, and that concept."""

    concept: NamedConcept
    address: str


@dataclass(frozen=True, slots=True)
class ColumnMoves:
    """The addresses of the comparisons with a column one place earlier, one place later, or left out.

    An address is empty where there is no such comparison.
    """

    concept: NamedConcept
    earlier: str
    later: str
    removal: str


@dataclass(frozen=True, slots=True)
class Picker:
    """The comparisons similar to that of `selection`; their addresses keep the filters in `query`."""

    selection: Selection
    concept_names: ConceptNames
    query: dict[str, list[str]]

    @property
    def content(self) -> tuple[Hashable, ...]:
        """Return everything that a page shows of these comparisons: equal values look equal."""
        concepts = tuple((concept, concept.hue) for concept in self.selection.concepts)
        return concepts, self.concept_names, tuple((key, *values) for key, values in self.query.items())

    @property
    def removals(self) -> tuple[NeighbouringComparison, ...]:
        """Return a comparison without each column; none where there are only two columns."""
        concepts = self.selection.concepts
        if len(concepts) == LEAST_COMPARED:
            return ()
        return tuple(
            self._neighbour(concept, tuple(other for other in concepts if other is not concept)) for concept in concepts
        )

    @property
    def additions(self) -> tuple[NeighbouringComparison, ...]:
        """Return a comparison with each concept on offer that is no column yet; none where there are four columns."""
        concepts = self.selection.concepts
        if not self.can_grow:
            return ()
        others = (concept for concept in offer_concepts(self.concept_names) if concept not in concepts)
        return tuple(self._neighbour(concept, (*concepts, concept)) for concept in others)

    @property
    def can_grow(self) -> bool:
        """Tell whether there is room for one more column."""
        return len(self.selection.concepts) < MOST_COMPARED

    @property
    def columns(self) -> tuple[ColumnMoves, ...]:
        """Return how each column can be moved or removed, in the order of the columns."""
        concepts = self.selection.concepts
        swapped = [
            Selection((*concepts[:place], concepts[place + 1], concepts[place], *concepts[place + 2 :])).address(
                self.query
            )
            for place in range(len(concepts) - 1)
        ]
        removals = [neighbour.address for neighbour in self.removals] or [""] * len(concepts)
        return tuple(map(ColumnMoves, concepts, ["", *swapped], [*swapped, ""], removals))

    @property
    def reversed(self) -> str:
        """Return the address of the same comparison with its columns in reverse order."""
        return Selection(self.selection.concepts[::-1]).address(self.query)

    def _neighbour(self, concept: NamedConcept, concepts: tuple[NamedConcept, ...]) -> NeighbouringComparison:
        return NeighbouringComparison(concept, Selection(concepts).address(self.query))
