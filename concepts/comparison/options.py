"""List the values of a comparison's filters, each with the number of statements that it would leave.

They are counted from the loaded statements, without a query.
"""

from collections import Counter
from collections.abc import Callable, Iterable, Sequence
from collections.abc import Set as AbstractSet
from dataclasses import dataclass

from concepts.comparison.filters import CONTRASTS, Filters, SourcePlace, articles_of, places_of
from concepts.comparison.narrowing import ValueNames, name_contrasts
from concepts.comparison.rows import arrange
from concepts.evidence.concept_names import NamedConcept
from concepts.evidence.leaving_out import name_caveat
from concepts.evidence.loading import ShownStatement
from concepts.models import Statement
from sources.caveats import Caveat
from sources.languages import HTML_LANG, Language, Text, reader_language

Kind = Statement.Kind
NO_DIMENSION = ""


@dataclass(frozen=True, slots=True)
class FilterOption:
    """A value of a filter, and the number of statements in the table where only this value of the filter is chosen.

    The other filters stay as they are, and so do other caveats that are left out. A list counts as one statement. A
    dimension counts the statements of its own row only, because definitions and relations are shown with every
    dimension.
    """

    value: str
    name: Text
    chosen: bool
    count: int


@dataclass(frozen=True, slots=True)
class FilterOptions:
    """The values of all filters. A chosen value that occurs nowhere in the comparison is among them, with 0.

    `caveats` are those of articles that are quoted, and the number of statements that are left without such articles.
    """

    dimensions: tuple[FilterOption, ...]
    languages: tuple[FilterOption, ...]
    sources: tuple[FilterOption, ...]
    caveats: tuple[FilterOption, ...]
    contrasts: FilterOption


def list_options(
    heads: Sequence[ShownStatement], concepts: Sequence[NamedConcept], filters: Filters, values: ValueNames
) -> FilterOptions:
    """Return the options for a comparison of the concepts with these statements, parts inside their heads.

    `values` are the names of dimensions and sources, chosen ones too that occur nowhere.
    """
    counter = _Counter(heads, concepts)
    dimensions, sources = values
    cited = {article.id: article for head in heads for article in articles_of(head)}.values()

    def within(counts: Counter[tuple[str, str]]) -> Counter[str]:
        """Add up the counts by value, of the chosen dimensions and of statements without one."""
        sums: Counter[str] = Counter()
        for (value, dimension), count in counts.items():
            if dimension == NO_DIMENSION or not filters.dimensions or dimension in filters.dimensions:
                sums[value] += count
        return sums

    def any_value(places: AbstractSet[SourcePlace]) -> AbstractSet[str]:
        return {""} if filters.keeps_any(places) else set()

    def languages_of(places: AbstractSet[SourcePlace]) -> AbstractSet[str]:
        return {
            language
            for language, slug, caveats in places
            if filters.keeps_source(slug) and filters.keeps_caveats(caveats)
        }

    def sources_of(places: AbstractSet[SourcePlace]) -> AbstractSet[str]:
        return {
            slug
            for language, slug, caveats in places
            if filters.keeps_language(language) and filters.keeps_caveats(caveats)
        }

    def caveats_left_out(places: AbstractSet[SourcePlace]) -> AbstractSet[str]:
        kept = [caveats for _language, _slug, caveats in filter(filters.keeps_place, places)]
        return {value for value in Caveat.values if any(value not in caveats for caveats in kept)}

    only = filters.only_contrasts
    by_dimension = counter.count(any_value, only)
    by_language, by_source = within(counter.count(languages_of, only)), within(counter.count(sources_of, only))
    by_caveat = within(counter.count(caveats_left_out, only))
    quoted = {caveat for article in cited for caveat in article.caveats}.union(filters.without)
    contrasting = within(by_dimension if only else counter.count(any_value, True))
    lang = HTML_LANG[reader_language()]
    return FilterOptions(
        dimensions=tuple(
            FilterOption(slug, name, slug in filters.dimensions, by_dimension["", slug])
            for slug, name in dimensions.items()
        ),
        languages=tuple(
            FilterOption(
                language.value,
                Text(str(language.label), lang),
                language.value == filters.language,
                by_language[language.value],
            )
            for language in Language
        ),
        sources=tuple(
            FilterOption(slug, name, slug in filters.sources, by_source[slug]) for slug, name in sources.items()
        ),
        caveats=tuple(
            FilterOption(caveat, name_caveat(caveat), caveat in filters.without, by_caveat[caveat])
            for caveat in Caveat.values
            if caveat in quoted
        ),
        contrasts=FilterOption(CONTRASTS, name_contrasts(), only, contrasting[""]),
    )


class _Counter:
    """Counts the statements in the table where only some are kept; a RowArrangement counts those of each row."""

    def __init__(self, heads: Iterable[ShownStatement], concepts: Iterable[NamedConcept]) -> None:
        self._concepts = frozenset(concept.id for concept in concepts)
        self._distinctions: dict[str, list[ShownStatement]] = {}
        self._others: list[tuple[ShownStatement, str, AbstractSet[SourcePlace]]] = []  # with dimension and places
        for head in heads:
            dimension = head.row.dimension.slug if head.row.dimension else NO_DIMENSION
            if head.kind == Kind.DISTINCTION.value:
                self._distinctions.setdefault(dimension, []).append(head)
            else:
                self._others.append((head, dimension, places_of(head)))

    def count(
        self, values: Callable[[AbstractSet[SourcePlace]], AbstractSet[str]], only_contrasts: bool
    ) -> Counter[tuple[str, str]]:
        """Return the number of statements in the table, by value and slug of the dimension.

        For each value, the statements are kept for whose places `values` returns it, and all distinctions.
        """
        kept: dict[tuple[str, str], list[ShownStatement]] = {}
        for head, dimension, places in self._others:
            for value in values(places):
                kept.setdefault((value, dimension), []).append(head)
        counts: Counter[tuple[str, str]] = Counter()
        for (value, dimension), statements in kept.items():
            if dimension == NO_DIMENSION:
                counts[value, dimension] = 0 if only_contrasts else len(statements)
            else:
                contrasting = self._distinctions.get(dimension, ())
                counts[value, dimension] = arrange(self._concepts, statements, contrasting, only_contrasts).count
        return counts
