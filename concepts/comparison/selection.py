"""Which concepts a comparison's address names; knows nothing of what they are compared on."""

from collections.abc import Sequence
from dataclasses import dataclass, replace

from concepts.evidence.addresses import GoneError
from concepts.evidence.comparison_address import (
    LEAST_COMPARED,
    MOST_COMPARED,
    comparison_address,
    comparison_key,
    in_canonical_order,
)
from concepts.evidence.concept_names import HUE_COUNT, ConceptNames, NamedConcept
from concepts.models import Address


class UnusableSelectionError(Exception):
    """These concepts cannot be compared. `known` are those that exist; `fault` says for templates what is wrong."""

    status = 400
    fault = ""

    def __init__(self, known: Sequence[NamedConcept], names: Sequence[str]) -> None:
        super().__init__(", ".join(names))
        self.known = tuple(known)
        self.names = tuple(name[:80] for name in names[:10])


class UnknownConceptsError(UnusableSelectionError):
    """`names` are no concepts."""

    status = 404
    fault = "unknown"


class TooFewConceptsError(UnusableSelectionError):
    """Fewer than LEAST_COMPARED different concepts."""

    fault = "too-few"


class TooManyConceptsError(UnusableSelectionError):
    """More than MOST_COMPARED different concepts."""

    fault = "too-many"


@dataclass(frozen=True, slots=True)
class Selection:
    """Two to four different concepts, in the reader's order."""

    concepts: tuple[NamedConcept, ...]

    @property
    def key(self) -> str:
        """The concepts as addresses name them."""
        return comparison_key(self.concepts)

    @property
    def canonical(self) -> "Selection":
        """The same concepts in canonical order."""
        return Selection(in_canonical_order(self.concepts))

    def address(self, query: dict[str, list[str]] | None = None) -> str:
        """The address of the comparison, with the filters of the query."""
        return comparison_address(self.concepts, query)


def select_concepts(names: Sequence[str], concept_names: ConceptNames) -> Selection:
    """The concepts of these names, in any letter case, each once; a concept that moved is found under its new name.

    Raises UnknownConceptsError, TooFewConceptsError or TooManyConceptsError (all UnusableSelectionError), or GoneError
    for a withdrawn concept.
    """
    wanted = list(dict.fromkeys(name.lower() for name in names if name))
    if any(name not in concept_names.by_slug for name in wanted) and len(wanted) <= 2 * MOST_COMPARED:
        wanted = list(dict.fromkeys(_moved(wanted)))
    known = [concept_names.by_slug[name] for name in wanted if name in concept_names.by_slug]
    if unknown := [name for name in wanted if name not in concept_names.by_slug]:
        raise UnknownConceptsError(known, unknown)
    if len(known) < LEAST_COMPARED:
        raise TooFewConceptsError(known, wanted)
    if len(known) > MOST_COMPARED:
        raise TooManyConceptsError(known, wanted)
    return Selection(_told_apart(known))


def _told_apart(concepts: Sequence[NamedConcept]) -> tuple[NamedConcept, ...]:
    """The concepts, no two of them with the same hue: there are more concepts than hues."""
    apart: list[NamedConcept] = []
    for concept in concepts:
        taken = {one.hue for one in apart}
        free = (hue for hue in (concept.hue, *range(1, HUE_COUNT + 1)) if hue not in taken)
        apart.append(replace(concept, hue=next(free)))
    return tuple(apart)


def _moved(names: list[str]) -> list[str]:
    """The names with those that moved replaced; raises GoneError for one that was withdrawn."""
    addresses = {row.key: row for row in Address.objects.filter(kind=Address.Kind.CONCEPT, key__in=names)}
    for row in addresses.values():
        if row.state == Address.State.WITHDRAWN:
            raise GoneError(row.words)
    return [addresses[name].target if name in addresses else name for name in names]
