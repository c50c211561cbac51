"""Say what stands on the card of a comparison: its concepts, and the strongest that the answer says of them."""

from collections.abc import Iterable

from django.utils.translation import gettext as _

from concepts.comparison.answer import ComparisonAnswer
from concepts.drawings.card import Card
from concepts.evidence.concept_names import NamedConcept
from concepts.evidence.loading import ShownStatement
from concepts.pages.cards import card_about, in_reader_language, name_concepts


def card_of_comparison(concepts: Iterable[NamedConcept], answer: ComparisonAnswer) -> Card:
    """Return the card of a comparison of these concepts, whose filters leave everything."""
    kind, names = in_reader_language(_("Comparison")), name_concepts(concepts)
    strongest = _strongest(answer)
    if strongest is None:
        untold = in_reader_language(_("No source here tells them apart directly."))
        return Card(kind, untold, names=names, names_large=True)
    return card_about(kind, names, strongest)


def _strongest(answer: ComparisonAnswer) -> ShownStatement | None:
    """Return what the answer says first; None where it says nothing."""
    said = (
        *(finding.statement for finding in answer.differ),
        *(row.contrast for row in answer.contrasts if row.contrast),
        *(finding.statement for finding in answer.together),
        *answer.relations,
    )
    return said[0] if said else None
