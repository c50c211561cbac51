"""What a reader narrows a search to, all of it in the address, and how many results each further value would leave."""

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import ClassVar

from django.urls import reverse
from django.utils.http import urlencode
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from concepts.evidence.concept_names import ConceptNames
from concepts.models import Dimension
from concepts.search.index.documents import Thing, facet_term, kind_term, language_term
from concepts.search.index.expressions import Expression, SearchWord, any_of
from concepts.search.index.interface import Candidate, thing_of
from concepts.search.index.kinds import KINDS
from concepts.search.results.answers import Facet, FacetValue
from sources.languages import HTML_LANG, Language, Text, reader_language
from sources.models import Source

Pair = tuple[str, str]  # a key of the address and a value
KEYS = ("kind", "concept", "dimension", "language", "source")
FACET_NAMES = {
    "kind": gettext_lazy("Kind"),
    "concept": gettext_lazy("Concept"),
    "dimension": gettext_lazy("Dimension"),
    "language": gettext_lazy("Language of the source"),
    "source": gettext_lazy("Source"),
}


class UnknownFacetError(ValueError):
    """A facet has a value that does not exist; the message names both."""

    def __init__(self, key: str, value: str) -> None:
        super().__init__(
            _("The search cannot be narrowed to “%(value)s” by “%(key)s”: there is no such value. Leave it out.")
            % {"key": key, "value": value[:80]}
        )
        self.key = key


@dataclass(frozen=True, slots=True)
class Narrowing:
    """The chosen values of each key; several of one key mean any of them, different keys all of them."""

    values: Mapping[str, tuple[str, ...]] = field(default_factory=dict)

    KEYS: ClassVar = KEYS

    @classmethod
    def from_query(cls, query: Mapping[str, Sequence[str]]) -> "Narrowing":
        """Reads the keys it knows, each may be repeated; empty values count as not given, as forms send them."""
        given = {key: tuple(dict.fromkeys(value for value in query.get(key, ()) if value)) for key in KEYS}
        return cls({key: values for key, values in given.items() if values})

    def __bool__(self) -> bool:
        return bool(self.values)

    def address(self, query: str, *, without: Pair | None = None, more: Iterable[Pair] = (), path: str = "") -> str:
        """The address of the first page of these results, one value left out or some added; `path` if known."""
        pairs = [(key, value) for key in KEYS for value in self.values.get(key, ()) if (key, value) != without]
        return f"{path or reverse('search:search')}?{urlencode([('q', query), *pairs, *more])}"


@dataclass(frozen=True, slots=True)
class Values:
    """Every value there is, by key: what the index marks it with, and its name; with the rows these come from."""

    by_key: Mapping[str, Mapping[str, tuple[str, Text]]]
    dimensions: Mapping[int, Dimension]
    sources: Mapping[int, Source]

    def expressions(self, narrowing: Narrowing) -> list[Expression]:
        """What narrows a search; raises UnknownFacetError."""
        found = []
        for key, values in narrowing.values.items():
            for value in values:
                if value not in self.by_key[key]:
                    raise UnknownFacetError(key, value)
            found.append(any_of(SearchWord(self.by_key[key][value][0]) for value in values))
        return found

    def facets(self, candidates: Sequence[Candidate], narrowing: Narrowing, query: str) -> tuple[Facet, ...]:
        """The keys by which the candidates differ or are narrowed, with how many of them each value has."""
        counts = Counter(" ".join(candidate.facet_terms for candidate in candidates).split())
        for number, count in Counter(thing_of(candidate.id) for candidate in candidates).items():
            counts[kind_term(Thing(number))] = count
        path = reverse("search:search")
        found = []
        for key in KEYS:
            chosen = narrowing.values.get(key, ())
            values = [
                FacetValue(
                    value=value,
                    name=name,
                    count=counts[marked],
                    chosen=value in chosen,
                    address=narrowing.address(query, without=(key, value), path=path)
                    if value in chosen
                    else narrowing.address(query, more=[(key, value)], path=path),
                )
                for value, (marked, name) in self.by_key[key].items()
                # Of a key that is chosen from already a further value would widen, not narrow.
                if value in chosen or (counts[marked] and not chosen)
            ]
            values.sort(key=lambda one: (not one.chosen, -one.count))
            if len(values) > 1 or any(one.chosen for one in values):
                found.append(Facet(key, str(FACET_NAMES[key]), tuple(values)))
        return tuple(found)


def load_values(concept_names: ConceptNames) -> Values:
    """All values with their names in the reader's language; two queries."""
    lang = HTML_LANG[reader_language()]
    dimensions = {row.id: row for row in Dimension.objects.order_by("rank", "slug")}
    sources = {row.id: row for row in Source.objects.order_by("rank", "slug")}
    by_key = {
        "kind": {thing.type: (kind_term(thing), Text(str(KINDS[thing].plural), lang)) for thing in Thing},
        "concept": {one.slug: (facet_term("concept", one.id), one.name) for one in concept_names.concepts},
        "dimension": {row.slug: (facet_term("dimension", row.id), row.name) for row in dimensions.values()},
        "language": {
            language.value: (language_term(language), Text(str(language.label), lang)) for language in Language
        },
        "source": {row.slug: (facet_term("source", row.id), row.title) for row in sources.values()},
    }
    return Values(by_key, dimensions, sources)
