"""Name what a page of a comparison is narrowed to, each value with the address of the page without it."""

from collections.abc import Callable, Collection, Sequence
from dataclasses import dataclass

from django.db.models import F, QuerySet, TextField, Value
from django.db.models.functions import Cast
from django.utils.translation import gettext as _

from concepts.comparison.content import ComparedStatements
from concepts.comparison.filters import Filters, articles_of
from concepts.evidence.leaving_out import WITHOUT, UnknownFilterError, name_caveat
from concepts.evidence.loading import ShownStatement
from concepts.evidence.order import sort_dimensions
from concepts.evidence.wording import reader_wording
from concepts.models import Dimension, Statement
from sources.languages import HTML_LANG, Language, Text, reader_language
from sources.models import Source

Query = dict[str, list[str]]
ValueNames = tuple[dict[str, Text], dict[str, Text]]  # of dimensions and of sources, by slug


@dataclass(frozen=True, slots=True)
class ChosenValue:
    """A chosen value of a filter, and the address of the page without it; `left_out` is true of articles left out."""

    name: Text
    address: str
    left_out: bool


@dataclass(frozen=True, slots=True)
class Narrowing:
    """What a page is narrowed to; `left_out` counts the articles that are left out for their caveats.

    `plain_address` is that of the page without filters.
    """

    chosen: tuple[ChosenValue, ...]
    left_out: int
    plain_address: str

    def __bool__(self) -> bool:
        return bool(self.chosen)


def name_values(heads: Sequence[ShownStatement], filters: Filters) -> ValueNames:
    """Return the names of dimensions and of sources by slug: those of the statements, and chosen ones besides.

    One query is made where a chosen value occurs nowhere in the statements. Raises UnknownFilterError where it does not
    exist at all.
    """
    dimensions = {
        dimension.slug: dimension.name
        for dimension in sort_dimensions(
            head.row.dimension
            for head in heads
            if head.row.dimension and head.kind == Statement.Kind.CHARACTERISTIC.value
        )
    }
    by_id = {article.id: article for head in heads for article in articles_of(head)}
    cited = sorted(by_id.values(), key=lambda article: article.place)
    sources = {article.source_slug: article.source for article in cited}
    _add_absent(dimensions, sources, filters)
    return dimensions, sources


def describe_narrowing(
    values: ValueNames,
    compared: ComparedStatements,
    address: Callable[[Query], str],
    keys: Collection[str] = Filters.KEYS,
) -> Narrowing:
    """Return what the filters are, in the order of their keys; `address` makes that of the page for a query.

    `keys` are those of the filters that narrow the page: it keeps the others for the pages to which it leads.
    """
    filters, (dimensions, sources) = compared.filters, values
    lang = HTML_LANG[reader_language()]
    chosen = []
    narrowing = {key: given for key, given in filters.query.items() if key in keys}
    for key, given in narrowing.items():
        for value in given:
            match key:
                case "dimension":
                    name = dimensions[value]
                case "source":
                    name = sources[value]
                case "language":
                    name = Text(str(Language(value).label), lang)
                case _:
                    name = name_caveat(value) if key == WITHOUT else name_contrasts()
            rest = {
                other: [each for each in others if (other, each) != (key, value)]
                for other, others in filters.query.items()
            }
            without_it = {other: others for other, others in rest.items() if others}
            chosen.append(ChosenValue(name, address(without_it), key == WITHOUT))
    return Narrowing(tuple(chosen), compared.count_left_out(), address({}))


def name_contrasts() -> Text:
    """Return what readers call the filter that leaves contrasts alone."""
    return Text(_("Only contrasts"), HTML_LANG[reader_language()])


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
