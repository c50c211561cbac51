"""Suggest the comparisons with the most distinctions."""

from collections import Counter
from dataclasses import dataclass
from itertools import combinations

from concepts.comparison.selection import Selection
from concepts.evidence.concept_names import ConceptNames, NamedConcept
from concepts.models import Side, Statement


@dataclass(frozen=True, slots=True)
class SuggestedComparison:
    """Two concepts and the number of published distinctions between them."""

    concepts: tuple[NamedConcept, ...]
    address: str
    distinctions: int


def suggest_comparisons(concept_names: ConceptNames, most: int = 12) -> tuple[SuggestedComparison, ...]:
    """Return the pairs of concepts with the most distinctions, in one query; pairs without any are left out."""
    sides: dict[int, list[int]] = {}
    rows = Side.objects.filter(distinction__status=Statement.Status.PUBLISHED).values_list(
        "distinction_id", "concept_id"
    )
    for distinction, concept in rows:
        if concept_names.has(concept):
            sides.setdefault(distinction, []).append(concept)
    pairs: Counter[tuple[int, int]] = Counter()
    for concepts in sides.values():
        places = sorted(concept_names.by_id[concept].place for concept in concepts)
        pairs.update(combinations(places, 2))
    best = sorted(pairs.items(), key=lambda item: (-item[1], item[0]))[:most]
    suggestions = []
    for pair, count in best:
        selection = Selection(tuple(concept_names.concepts[place] for place in pair))
        suggestions.append(SuggestedComparison(selection.concepts, selection.address(), count))
    return tuple(suggestions)
