"""The values a comparison's filters can take, each with the number of statements it would leave.

Counted from what is loaded; one query more where a value is chosen that nothing in the comparison has.
"""

from collections import Counter
from collections.abc import Callable, Iterable, Sequence
from collections.abc import Set as AbstractSet
from dataclasses import dataclass

from django.db.models import F, QuerySet, TextField, Value
from django.db.models.functions import Cast
from django.utils.translation import gettext as _

from concepts.comparison.filters import DIFFERENCES, Filters, UnknownFilterError
from concepts.evidence.concept_names import NamedConcept
from concepts.evidence.loading import Shown
from concepts.evidence.order import in_order
from concepts.evidence.wording import reader_wording
from concepts.models import Dimension, Statement
from sources.languages import HTML_LANG, Language, Text, reader_language
from sources.models import Source

Kind = Statement.Kind
Place = tuple[str, str]  # the language and the slug of a source
NO_DIMENSION = ""


@dataclass(frozen=True, slots=True)
class Option:
    """A value of a filter, and the number of statements that stand in the table when it alone is chosen.

    The other filters stay as they are; lists count as one. A dimension counts its own row, since definitions and
    relations stay whatever dimension is chosen.
    """

    value: str
    name: Text
    chosen: bool
    count: int


@dataclass(frozen=True, slots=True)
class Options:
    """The values of all filters. A chosen value that nothing in the comparison has is among them, with 0."""

    dimensions: tuple[Option, ...]
    languages: tuple[Option, ...]
    sources: tuple[Option, ...]
    differences: Option


@dataclass(frozen=True, slots=True)
class _Fact:
    """A definition, relation or characteristic, where it and its parts are cited, and its compared concepts."""

    id: int
    dimension: str
    holders: tuple[int, ...]
    places: AbstractSet[Place]


@dataclass(frozen=True, slots=True)
class _Facts:
    """What counting needs; a distinction is its dimension and its characteristics, a compared concept each."""

    facts: tuple[_Fact, ...]
    distinctions: tuple[tuple[str, tuple[int, ...]], ...]

    def left(self, values: Callable[[_Fact], AbstractSet[str]], only: bool) -> Counter[tuple[str, str]]:
        """How many statements stand in the table, by value and dimension, where a fact is kept under its `values`.

        Follows `build_row`: a test compares the two.
        """
        kept = {fact.id: values(fact) for fact in self.facts}
        left: Counter[tuple[str, str]] = Counter()
        placed: set[tuple[str, int]] = set()
        for dimension, sides in self.distinctions:
            for value, number in Counter(value for side in sides for value in kept.get(side, ())).items():
                if number >= 2:
                    left[value, dimension] += 1
                    placed.update((value, side) for side in sides)
        contrasted = set(left)
        own: Counter[tuple[str, str]] = Counter()
        speaking: dict[tuple[str, str], set[int]] = {}
        for fact in self.facts:
            for value in kept[fact.id]:
                key = (value, fact.dimension)
                if not only or fact.dimension == NO_DIMENSION or (value, fact.id) in placed:
                    left[key] += 1
                elif len(fact.holders) < 2:
                    own[key] += 1
                    speaking.setdefault(key, set()).update(fact.holders)
        for key, number in own.items():
            if key in contrasted or len(speaking[key]) >= 2:
                left[key] += number
        return left


def list_options(statements: Sequence[Shown], concepts: Sequence[NamedConcept], filters: Filters) -> Options:
    """The options for the statements: those of the concepts and relations between them.

    Raises UnknownFilterError where a chosen dimension or source does not exist at all.
    """
    facts = _facts(statements, [concept.id for concept in concepts])
    dimensions = {
        one.slug: one.name
        for one in in_order(
            one.row.dimension for one in statements if one.row.dimension and one.kind == Kind.CHARACTERISTIC.value
        )
    }
    cited = {one.cited.source_slug: one.cited for statement in statements for one in statement.quotations}
    sources = {slug: one.source for slug, one in sorted(cited.items(), key=lambda item: item[1].place)}
    _add_absent(dimensions, sources, filters)

    def within(left: Counter[tuple[str, str]]) -> Counter[str]:
        counts: Counter[str] = Counter()
        for (value, dimension), number in left.items():
            if dimension == NO_DIMENSION or not filters.dimensions or dimension in filters.dimensions:
                counts[value] += number
        return counts

    def everything(fact: _Fact) -> AbstractSet[str]:
        return {""} if not filters.about_sources or any(filters.keeps_place(*one) for one in fact.places) else set()

    only = filters.only_differences
    by_dimension = facts.left(everything, only)
    by_language = within(facts.left(lambda fact: {one[0] for one in fact.places if filters.keeps_source(one[1])}, only))
    by_source = within(facts.left(lambda fact: {one[1] for one in fact.places if filters.keeps_language(one[0])}, only))
    lang = HTML_LANG[reader_language()]
    return Options(
        dimensions=tuple(
            Option(slug, name, slug in filters.dimensions, by_dimension["", slug]) for slug, name in dimensions.items()
        ),
        languages=tuple(
            Option(one.value, Text(str(one.label), lang), one.value == filters.language, by_language[one.value])
            for one in Language
        ),
        sources=tuple(Option(slug, name, slug in filters.sources, by_source[slug]) for slug, name in sources.items()),
        differences=Option(
            DIFFERENCES, Text(_("Only differences"), lang), only, within(facts.left(everything, True))[""]
        ),
    )


def _facts(statements: Iterable[Shown], chosen: Sequence[int]) -> _Facts:
    places: dict[int, set[Place]] = {}
    for statement in statements:
        found = places.setdefault(statement.row.part_of_id or statement.row.id, set())
        found.update((quotation.cited.language, quotation.cited.source_slug) for quotation in statement.quotations)
    facts, distinctions = [], []
    for statement in statements:
        row, links = statement.row, statement.links
        dimension = row.dimension.slug if row.dimension else NO_DIMENSION
        if row.kind == Kind.DISTINCTION.value:
            sides = tuple(characteristic for concept, characteristic in links.sides if concept in chosen)
            distinctions.append((dimension, sides))
        elif not row.part_of_id:
            holders = tuple(concept for concept in links.subjects if concept in chosen)
            facts.append(_Fact(row.id, dimension, holders, places[row.id]))
    return _Facts(tuple(facts), tuple(distinctions))


def _add_absent(dimensions: dict[str, Text], sources: dict[str, Text], filters: Filters) -> None:
    """Adds the chosen values that nothing here has, in one query where there are any; raises UnknownFilterError."""
    absent = {("dimension", slug) for slug in filters.dimensions if slug not in dimensions}
    absent |= {("source", slug) for slug in filters.sources if slug not in sources}
    if not absent:
        return
    # All are read and compared here: a database refuses some of what a reader can write into an address.
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
    """One part of the union: every column is cast, since the parts need equal types on PostgreSQL."""
    columns = (Value(key), F("slug"), F(f"{field}_en"), F(f"{field}_zh"))
    return model.objects.order_by().values_list(*(Cast(column, TextField()) for column in columns))
