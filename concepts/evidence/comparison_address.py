"""The addresses of a comparison and of its rows, and the concepts they name; nothing else writes or reads one.

Layers below the comparison lead to it, so its addresses are made here. `comparison:comparison` is the name of its page,
`comparison:row` that of the page of one row with all its evidence.
"""

from collections.abc import Iterable, Sequence

from django.utils.http import urlencode

from concepts.evidence.concept_names import NamedConcept
from concepts.models.names import COMPARISON_SEPARATOR
from sources.page_addresses import page_address

LEAST_COMPARED, MOST_COMPARED = 2, 4  # concepts in one comparison
DEFINITIONS, RELATIONS, QUESTIONS = "definitions", "relations", "questions"  # the rows that are no dimension
VIEW, EVERYTHING = "view", "all"  # in the query of a comparison: everything on one page
SINCE = "since"  # in the query: the moment from which on changes are told
SHOW, QUOTATIONS = "show", "quotations"  # in the query: evidence is unfolded


def comparison_key(concepts: Iterable[NamedConcept]) -> str:
    """Return the concepts as the address names them, in the order given: `marketing-vs-sales`."""
    return COMPARISON_SEPARATOR.join(concept.slug for concept in concepts)


def names_in_key(key: str) -> list[str]:
    """Return the names of concepts that the key of an address gives, in lower case; they need not exist."""
    return key.lower().split(COMPARISON_SEPARATOR)


def comparison_address(concepts: Iterable[NamedConcept], query: dict[str, list[str]] | None = None) -> str:
    """Return the address of the comparison with its columns in the order given, and with the query."""
    return _with_query(page_address("comparison:comparison", comparison_key(concepts)), query)


def row_address(concepts: Iterable[NamedConcept], row: str, query: dict[str, list[str]] | None = None) -> str:
    """Return the address of the page of one row: the slug of a dimension, or DEFINITIONS, RELATIONS or QUESTIONS."""
    return _with_query(page_address("comparison:row", comparison_key(concepts), row), query)


def _with_query(address: str, query: dict[str, list[str]] | None) -> str:
    # The colon of a moment may stand in a query as it is (RFC 3986, 3.4), and is read more easily so.
    return f"{address}?{urlencode(query, doseq=True).replace('%3A', ':')}" if query else address


def in_canonical_order(concepts: Iterable[NamedConcept]) -> tuple[NamedConcept, ...]:
    """Return the concepts in the order of the site."""
    return tuple(sorted(concepts, key=lambda concept: concept.place))


def canonical_address(concepts: Sequence[NamedConcept]) -> str:
    """Return the address of their comparison in canonical order; empty where they are too few or too many for one."""
    if not LEAST_COMPARED <= len(concepts) <= MOST_COMPARED:
        return ""
    return comparison_address(in_canonical_order(concepts))
