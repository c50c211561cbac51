"""Suggest the comparisons with the most distinctions."""

from dataclasses import dataclass
from itertools import islice

from concepts.comparison.selection import Selection
from concepts.evidence.concept_names import ConceptNames, NamedConcept
from concepts.pages.map import DistinctionNumbers, count_distinctions


@dataclass(frozen=True, slots=True)
class SuggestedComparison:
    """Two concepts and the number of published distinctions between them."""

    concepts: tuple[NamedConcept, ...]
    address: str
    distinctions: int


def suggest_comparisons(
    concept_names: ConceptNames, numbers: DistinctionNumbers | None = None, most: int = 12
) -> tuple[SuggestedComparison, ...]:
    """Return the pairs of concepts with the most distinctions; in one query where their `numbers` are not given."""
    numbers = count_distinctions(concept_names) if numbers is None else numbers
    return tuple(
        SuggestedComparison(concepts, Selection(concepts).address(), count)
        for concepts, count in ((concept_names.named(pair), count) for pair, count in islice(numbers.items(), most))
    )


def suggest_nearest(selection: Selection, concept_names: ConceptNames) -> tuple[SuggestedComparison, ...]:
    """Return for each of the concepts the pair with most distinctions that has it, each pair once, in one query."""
    numbers = count_distinctions(concept_names)
    nearest: dict[tuple[int, int], int] = {}
    for concept in selection.concepts:
        if pair := next((pair for pair in numbers if concept.id in pair), None):
            nearest[pair] = numbers[pair]
    return suggest_comparisons(concept_names, nearest)
