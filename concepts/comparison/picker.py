"""The ways from one comparison to its neighbours: one concept more, one less, a column elsewhere."""

from dataclasses import dataclass

from concepts.comparison.selection import Selection
from concepts.evidence.comparison_address import LEAST_COMPARED, MOST_COMPARED
from concepts.evidence.concept_names import ConceptNames, NamedConcept


@dataclass(frozen=True, slots=True)
class NeighbouringComparison:
    """A link to a neighbouring comparison, and the concept by which it differs."""

    concept: NamedConcept
    address: str


@dataclass(frozen=True, slots=True)
class ColumnMoves:
    """The comparisons with a column one place earlier (to the left), one later, or left out; empty where none is."""

    concept: NamedConcept
    earlier: str
    later: str
    removal: str


@dataclass(frozen=True, slots=True)
class Picker:
    """The neighbours of a comparison, its filters kept."""

    selection: Selection
    concept_names: ConceptNames
    query: dict[str, list[str]]

    @property
    def removals(self) -> tuple[NeighbouringComparison, ...]:
        """One link a column; none where a comparison would be left with a single concept."""
        if len(self.selection.concepts) == LEAST_COMPARED:
            return ()
        return tuple(
            self._step(one, tuple(other for other in self.selection.concepts if other is not one))
            for one in self.selection.concepts
        )

    @property
    def additions(self) -> tuple[NeighbouringComparison, ...]:
        if len(self.selection.concepts) == MOST_COMPARED:
            return ()
        others = (one for one in self.concept_names.concepts if one not in self.selection.concepts)
        return tuple(self._step(one, (*self.selection.concepts, one)) for one in others)

    @property
    def columns(self) -> tuple[ColumnMoves, ...]:
        """How each column can be moved or removed, in the order of the columns."""
        concepts = self.selection.concepts
        swapped = [
            Selection((*concepts[:place], concepts[place + 1], concepts[place], *concepts[place + 2 :])).address(
                self.query
            )
            for place in range(len(concepts) - 1)
        ]
        removals = [step.address for step in self.removals] or [""] * len(concepts)
        return tuple(map(ColumnMoves, concepts, ["", *swapped], [*swapped, ""], removals))

    @property
    def reversed(self) -> str:
        """The address of the same comparison with its columns the other way round."""
        return Selection(self.selection.concepts[::-1]).address(self.query)

    @property
    def unfiltered(self) -> str:
        return self.selection.address()

    def _step(self, concept: NamedConcept, concepts: tuple[NamedConcept, ...]) -> NeighbouringComparison:
        return NeighbouringComparison(concept, Selection(concepts).address(self.query))
