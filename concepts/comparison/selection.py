"""Find the concepts that the address of a comparison names."""

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from itertools import chain

from concepts.comparison.typed_names import TypedName, find_typed_names
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

BETWEEN_WORDS = re.compile("[-_]+")  # in addresses


class UnusableSelectionError(Exception):
    """These names make no comparison: `known` are the concepts that exist, `fault` tells templates what is wrong."""

    status = 400
    fault = ""
    typed: tuple[TypedName, ...] = ()

    def __init__(self, known: Sequence[NamedConcept], names: Sequence[str]) -> None:
        super().__init__(", ".join(names))
        self.known = tuple(known)
        self.names = tuple(name[:80] for name in names[:10])


class UnknownConceptsError(UnusableSelectionError):
    """There are no concepts with these `names`."""

    status = 404
    fault = "unknown"


class TooFewConceptsError(UnusableSelectionError):
    """There are fewer than LEAST_COMPARED different concepts."""

    fault = "too-few"


class TooManyConceptsError(UnusableSelectionError):
    """There are more than MOST_COMPARED different concepts."""

    fault = "too-many"


class UnclearNamesError(UnusableSelectionError):
    """Of what was typed, these `typed` names name no concept, or several; `known` are those chosen besides."""

    fault = "unclear"

    def __init__(self, known: Sequence[NamedConcept], typed: Sequence[TypedName]) -> None:
        super().__init__(known, [name.text for name in typed])
        self.typed = tuple(typed)
        self.status = 400 if all(name.concepts for name in typed) else 404


@dataclass(frozen=True, slots=True)
class Selection:
    """Two to four different concepts in the order of the columns."""

    concepts: tuple[NamedConcept, ...]

    @property
    def key(self) -> str:
        """Return the concepts as the address names them."""
        return comparison_key(self.concepts)

    @property
    def canonical(self) -> "Selection":
        """Return the same concepts in canonical order."""
        return Selection(in_canonical_order(self.concepts))

    def address(self, query: dict[str, list[str]] | None = None) -> str:
        """Return the address of the comparison, with the filters of the query."""
        return comparison_address(self.concepts, query)


def select_concepts(names: Sequence[str], concept_names: ConceptNames) -> Selection:
    """Return the concepts with these names, in any letter case, each once; an old name leads to the new one.

    Raises UnknownConceptsError, TooFewConceptsError or TooManyConceptsError (all UnusableSelectionError), or GoneError
    for a withdrawn concept.
    """
    wanted = list(dict.fromkeys(name.lower() for name in names if name))
    if any(name not in concept_names.by_slug for name in wanted) and len(wanted) <= 2 * MOST_COMPARED:
        wanted = list(dict.fromkeys(_follow_moved_names(wanted)))
    known = _known(wanted, concept_names)
    if unknown := [name for name in wanted if name not in concept_names.by_slug]:
        raise UnknownConceptsError(known, unknown)
    if len(known) < LEAST_COMPARED:
        raise TooFewConceptsError(known, wanted)
    if len(known) > MOST_COMPARED:
        raise TooManyConceptsError(known, wanted)
    return Selection(_with_different_hues(known))


def add_typed_names(names: Sequence[str], typed: str, concept_names: ConceptNames) -> list[str]:
    """Return the slugs and those of the concepts that were typed by name; raises UnclearNamesError."""
    found = find_typed_names(typed, concept_names)
    together = [*names, *(name.concepts[0].slug for name in found if name.is_clear)]
    if unclear := [name for name in found if not name.is_clear]:
        raise UnclearNamesError(_known(together, concept_names), unclear)
    return together


def select_by_address(names: Sequence[str], concept_names: ConceptNames) -> Selection:
    """Return the concepts as `select_concepts` does; a name that is no slug is read as one that a reader types.

    Links from elsewhere say `营销-vs-销售` or `marketing-versus-sales`. Raises UnclearNamesError besides, where such a
    name can mean several concepts or resembles the name of one.
    """
    try:
        return select_concepts(names, concept_names)
    except UnknownConceptsError as error:
        if len(names) > MOST_COMPARED:
            raise
        unknown = set(error.names)
        read = {
            name: find_typed_names(BETWEEN_WORDS.sub(" ", name), concept_names) for name in names if name in unknown
        }
        if any(not found for found in read.values()) or not any(name.proposals for name in chain(*read.values())):
            raise
    together: list[str] = []
    for name in names:
        together += [one.concepts[0].slug for one in read[name] if one.is_clear] if name in read else [name]
    if unclear := [one for one in chain(*read.values()) if not one.is_clear]:
        raise UnclearNamesError(_known(together, concept_names), unclear)
    return select_concepts(together, concept_names)


def _known(names: Iterable[str], concept_names: ConceptNames) -> list[NamedConcept]:
    """Return those of the concepts that exist, each once."""
    return [concept_names.by_slug[name] for name in dict.fromkeys(names) if name in concept_names.by_slug]


def _with_different_hues(concepts: Sequence[NamedConcept]) -> tuple[NamedConcept, ...]:
    """Return the concepts so that no two have the same hue; the site has more concepts than hues.

    Whichever cannot keep its own gets one that none of the others has, the last ones first: the first are those of the
    core concepts, for which readers would take it.
    """
    own = {concept.hue for concept in concepts}
    spare = [hue for hue in range(HUE_COUNT, 0, -1) if hue not in own]
    different: list[NamedConcept] = []
    for concept in concepts:
        taken = {other.hue for other in different}
        free = (hue for hue in (concept.hue, *spare) if hue not in taken)
        different.append(replace(concept, hue=next(free)))
    return tuple(different)


def _follow_moved_names(names: list[str]) -> list[str]:
    """Return the names, old ones replaced by the new ones, in one query; raises GoneError for a withdrawn concept."""
    addresses = {row.key: row for row in Address.objects.published().filter(kind=Address.Kind.CONCEPT, key__in=names)}
    for row in addresses.values():
        if row.state == Address.State.WITHDRAWN:
            raise GoneError(row.words)
    return [addresses[name].target if name in addresses else name for name in names]
