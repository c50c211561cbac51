"""What is wrong with the links of a concept: two concepts linked twice, concepts that are broader in a circle."""

from collections.abc import Iterable, Iterator, Sequence

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

from concepts.models import ConceptLink

Link = tuple[int, str]  # the id of the other concept, and the kind of the link


def link_faults(concept: int | None, links: Sequence[Link]) -> Iterator[tuple[int, ValidationError]]:
    """Yield the number and the fault of each link that the concept cannot have, as others are linked; two queries.

    `concept` is None for one that is not stored yet, to which nothing leads.
    """
    if concept is None or not links:
        return
    here = ConceptLink.objects.filter(other=concept).values_list("concept_id", "concept__slug")
    back = dict(here)
    above = broader_concepts(ConceptLink.objects.exclude(concept=concept).filter(kind=ConceptLink.Kind.BROADER))
    for number, (other, kind) in enumerate(links):
        if other in back:
            message = _("“%(slug)s” is linked to this concept already, on its own page. Write a link once.")
            yield number, ValidationError(message % {"slug": back[other]})
        elif kind == ConceptLink.Kind.BROADER and is_above(above, other, concept):
            yield number, ValidationError(_("These concepts would be broader in a circle. Choose another one."))


def broader_concepts(links: Iterable[ConceptLink]) -> dict[int, list[int]]:
    """Return the ids of the broader concepts of each concept."""
    above: dict[int, list[int]] = {}
    for link in links:
        above.setdefault(link.concept_id, []).append(link.other_id)
    return above


def is_above(above: dict[int, list[int]], concept: int, sought: int) -> bool:
    """Tell whether `sought` is the concept itself or broader than it, by any number of steps."""
    seen, waiting = {concept}, [concept]
    while waiting:
        for other in above.get(waiting.pop(), ()):
            if other not in seen:
                seen.add(other)
                waiting.append(other)
    return sought in seen
