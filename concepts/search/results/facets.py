"""Narrows searches: which values of facets a reader has chosen, and how many results each further value would leave."""

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field

from django.urls import reverse
from django.utils.http import urlencode
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from concepts.evidence.concept_names import ConceptNames
from concepts.models import Dimension, Tag
from concepts.search.index.documents import Thing, facet_term, kind_term, language_term
from concepts.search.index.expressions import Expression, SearchWord, any_of
from concepts.search.index.interface import Candidate, thing_of
from concepts.search.index.kinds import KINDS
from concepts.search.results.answers import Facet, FacetValue
from sources.languages import HTML_LANG, Language, Text, reader_language
from sources.models import Source

Parameter = tuple[str, str]  # of an address: its key and its value
FACET_KEYS = ("kind", "concept", "dimension", "language", "source")
CORRECTED = "corrected"  # the parameter that says "no" where a query is not to be corrected
FACET_NAMES = {
    "kind": gettext_lazy("Kind"),
    "concept": gettext_lazy("Concept"),
    "dimension": gettext_lazy("Dimension"),
    "language": gettext_lazy("Language of the source"),
    "source": gettext_lazy("Source"),
}


class UnknownFacetError(ValueError):
    """There is no such value of a facet; the message names both."""

    def __init__(self, key: str, value: str) -> None:
        super().__init__(
            _("The search cannot be narrowed to “%(value)s” by “%(key)s”: there is no such value. Leave it out.")
            % {"key": key, "value": value[:80]}
        )
        self.key = key


@dataclass(frozen=True, slots=True)
class SearchFilters:
    """The chosen values of each facet; several values of one facet mean any of them, different facets all of them.

    `as_typed` is true where the query is not to be corrected.
    """

    values: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    as_typed: bool = False

    @classmethod
    def from_query(cls, query: Mapping[str, Sequence[str]]) -> "SearchFilters":
        """Read the filters from the parameters of an address; empty values, as forms send them, are ignored."""
        given = {key: tuple(dict.fromkeys(value for value in query.get(key, ()) if value)) for key in FACET_KEYS}
        as_typed = "no" in query.get(CORRECTED, ())
        return cls({key: values for key, values in given.items() if values}, as_typed)

    def __bool__(self) -> bool:
        return bool(self.values)

    @property
    def chooses_kinds(self) -> bool:
        """Whether results are narrowed to some kinds, as passages."""
        return "kind" in self.values

    def address(
        self, query: str, *, without: Parameter | None = None, more: Iterable[Parameter] = (), path: str = ""
    ) -> str:
        """Return the address of the first page of these results, without one of the values or with more parameters.

        `path` is that of the search page, for callers who know it already.
        """
        pairs = [(key, value) for key in FACET_KEYS for value in self.values.get(key, ()) if (key, value) != without]
        typed = [(CORRECTED, "no")] if self.as_typed else []
        return f"{path or reverse('search:search')}?{urlencode([('q', query), *pairs, *typed, *more])}"


@dataclass(frozen=True, slots=True)
class FacetValues:
    """All values of each facet, with their search words in the index and their names; the rows they come from; tags."""

    by_key: Mapping[str, Mapping[str, tuple[str, Text]]]
    dimensions: Mapping[int, Dimension]
    sources: Mapping[int, Source]
    tags: Mapping[int, Tag]

    def expressions(self, filters: SearchFilters) -> list[Expression]:
        """Return what narrows a search, an expression for each facet; raises UnknownFacetError."""
        found = []
        for key, values in filters.values.items():
            for value in values:
                if value not in self.by_key[key]:
                    raise UnknownFacetError(key, value)
            found.append(any_of(SearchWord(self.by_key[key][value][0]) for value in values))
        return found

    def facets(self, candidates: Sequence[Candidate], filters: SearchFilters, query: str) -> tuple[Facet, ...]:
        """Return the facets in which candidates differ or that are chosen, with the number of candidates per value."""
        counts = Counter(" ".join(candidate.facet_terms for candidate in candidates).split())
        for number, count in Counter(thing_of(candidate.id) for candidate in candidates).items():
            counts[kind_term(Thing(number))] = count
        path = reverse("search:search")
        found = []
        for key in FACET_KEYS:
            chosen = filters.values.get(key, ())
            values = [
                FacetValue(
                    value=value,
                    name=name,
                    count=counts[term],
                    chosen=value in chosen,
                    address=filters.address(query, without=(key, value), path=path)
                    if value in chosen
                    else filters.address(query, more=[(key, value)], path=path),
                )
                for value, (term, name) in self.by_key[key].items()
                # Of a facet with a chosen value, a further value would widen the search.
                if value in chosen or (counts[term] and not chosen)
            ]
            values.sort(key=lambda value: (not value.chosen, -value.count))
            if len(values) > 1 or any(value.chosen for value in values):
                found.append(Facet(key, str(FACET_NAMES[key]), tuple(values)))
        return tuple(found)


def load_facet_values(concept_names: ConceptNames) -> FacetValues:
    """Load all values with their names in the reader's language; three queries."""
    lang = HTML_LANG[reader_language()]
    published = Dimension.objects.published().prefetch_related("labels")
    dimensions = {row.id: row for row in published.order_by("rank", "slug")}
    sources = {row.id: row for row in Source.objects.published().order_by("rank", "slug")}
    by_key = {
        "kind": {thing.type: (kind_term(thing), Text(str(KINDS[thing].plural), lang)) for thing in Thing},
        "concept": {
            concept.slug: (facet_term("concept", concept.id), concept.name) for concept in concept_names.concepts
        },
        "dimension": {row.slug: (facet_term("dimension", row.id), row.name) for row in dimensions.values()},
        "language": {
            language.value: (language_term(language), Text(str(language.label), lang)) for language in Language
        },
        "source": {row.slug: (facet_term("source", row.id), row.title) for row in sources.values()},
    }
    return FacetValues(by_key, dimensions, sources, {row.id: row for row in Tag.objects.all()})
