"""List the values of a comparison's filters, each with the number of statements that it would leave.

They are counted from the loaded statements. One query is made where a chosen value occurs nowhere in the comparison.
"""

from collections import Counter
from collections.abc import Callable, Iterable, Sequence
from collections.abc import Set as AbstractSet
from dataclasses import dataclass

from django.db.models import F, QuerySet, TextField, Value
from django.db.models.functions import Cast
from django.utils.translation import gettext as _

from concepts.comparison.filters import DIFFERENCES, Filters, SourcePlace, places_of
from concepts.comparison.rows import arrange
from concepts.evidence.concept_names import NamedConcept
from concepts.evidence.leaving_out import UnknownFilterError, name_caveat
from concepts.evidence.loading import ShownStatement
from concepts.evidence.order import sort_dimensions
from concepts.evidence.wording import reader_wording
from concepts.models import Dimension, Statement
from sources.caveats import Caveat
from sources.languages import HTML_LANG, Language, Text, reader_language
from sources.models import Source

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
    differences: FilterOption


def list_options(heads: Sequence[ShownStatement], concepts: Sequence[NamedConcept], filters: Filters) -> FilterOptions:
    """Return the options for a comparison of the concepts with these statements, parts inside their heads.

    Raises UnknownFilterError where a chosen dimension or source does not exist at all.
    """
    counter = _Counter(heads, concepts)
    dimensions = {
        dimension.slug: dimension.name
        for dimension in sort_dimensions(
            head.row.dimension for head in heads if head.row.dimension and head.kind == Kind.CHARACTERISTIC.value
        )
    }
    by_id = {
        quotation.cited.id: quotation.cited
        for head in heads
        for statement in (head, *head.parts)
        for quotation in statement.quotations
    }
    cited = sorted(by_id.values(), key=lambda article: article.place)
    sources = {article.source_slug: article.source for article in cited}
    _add_absent(dimensions, sources, filters)

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

    only = filters.only_differences
    by_dimension = counter.count(any_value, only)
    by_language, by_source = within(counter.count(languages_of, only)), within(counter.count(sources_of, only))
    by_caveat = within(counter.count(caveats_left_out, only))
    quoted = {caveat for article in cited for caveat in article.caveats}.union(filters.without)
    differing = within(by_dimension if only else counter.count(any_value, True))
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
        differences=FilterOption(DIFFERENCES, Text(_("Only differences"), lang), only, differing[""]),
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
        self, values: Callable[[AbstractSet[SourcePlace]], AbstractSet[str]], only_differences: bool
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
                counts[value, dimension] = len(statements)
            else:
                contrasting = self._distinctions.get(dimension, ())
                counts[value, dimension] = arrange(self._concepts, statements, contrasting, only_differences).count
        return counts


def _add_absent(dimensions: dict[str, Text], sources: dict[str, Text], filters: Filters) -> None:
    """Add the chosen values that are missing to the dimensions and sources, in one query where there are any.

    Raises UnknownFilterError for a value that does not exist.
    """
    absent = {("dimension", slug) for slug in filters.dimensions if slug not in dimensions}
    absent |= {("source", slug) for slug in filters.sources if slug not in sources}
    if not absent:
        return
    # All are read and compared here, because a database refuses some characters that an address can have.
    names = {
        (key, slug): reader_wording().text(en, zh)
        for key, slug, en, zh in _names(Dimension, "dimension", "name").union(
            _names(Source, "source", "title"), all=True
        )
    }
    for key, slug in sorted(absent):
        if (key, slug) not in names:
            raise UnknownFilterError(key, slug)
        (dimensions if key == "dimension" else sources)[slug] = names[key, slug]


def _names(model: type[Dimension] | type[Source], key: str, field: str) -> QuerySet:
    """Return one part of the union; every column is cast, because PostgreSQL needs equal types in all parts."""
    columns = (Value(key), F("slug"), F(f"{field}_en"), F(f"{field}_zh"))
    return model.objects.published().order_by().values_list(*(Cast(column, TextField()) for column in columns))
