"""List the canonical pages for search engines, in both languages, as sitemaps (sitemaps.org).

A page is here exactly when it is its own canonical address and does not ask search engines to leave it out. Pages with
a query are never here: each thing in a list has a page of its own.
"""

from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from itertools import combinations
from math import ceil
from xml.sax.saxutils import escape, quoteattr

from django.urls import reverse
from django.utils import translation

from concepts.content.description import ARTICLE, TAG, VERSION
from concepts.editorial.public_rows import select_public
from concepts.evidence.comparison_address import (
    DEFINITIONS,
    LEAST_COMPARED,
    MOST_COMPARED,
    RELATIONS,
    comparison_address,
    row_address,
)
from concepts.evidence.concept_names import ConceptNames, NamedConcept, load_concept_names
from concepts.models import Dimension, Question, Side, Statement, StatementConcept, Tag
from concepts.pages.concept_address import DISTINCTIONS, concept_row_address
from sources.languages import HTML_LANG, Language
from sources.models import Article, Passage, SourceVersion

Kind = Statement.Kind
MOST_PAGES = 5_000  # in one file, each in every language; 50,000 addresses may stand there
LISTS = (
    "home", "about", "privacy", "comparison:pick", "pages:concepts", "pages:which-word", "pages:distinctions",
    "pages:questions", "pages:sources", "pages:dimensions", "pages:tags", "pages:map", "pages:quote-check",
)  # fmt: skip
XML = '<?xml version="1.0" encoding="UTF-8"?>\n'
NAMES = 'xmlns="http://www.sitemaps.org/schemas/sitemap/0.9" xmlns:xhtml="http://www.w3.org/1999/xhtml"'


@dataclass(slots=True)
class SaidOfConcepts:
    """What published statements are about: by kind the sets of concepts, by id, and on which dimension."""

    told: set[frozenset[int]] = field(default_factory=set)  # what findings and distinctions are about
    by_dimension: dict[str, set[int]] = field(default_factory=lambda: defaultdict(set))  # what is said of a concept
    defined: set[int] = field(default_factory=set)
    beside_others: set[int] = field(default_factory=set)  # in findings and distinctions
    related: set[int] = field(default_factory=set)
    relations: list[tuple[set[int], set[int]]] = field(default_factory=list)  # subjects and objects
    compared_on: set[str] = field(default_factory=set)  # dimensions of findings and distinctions


class SharedContent:
    """What more than one section needs, loaded once and only where it is needed."""

    @cached_property
    def names(self) -> ConceptNames:
        return load_concept_names()

    @cached_property
    def said(self) -> SaidOfConcepts:
        return _load_said()


def sitemap_index(origin: str) -> str:
    """Return the index of all sitemaps; `origin` is scheme and host of the site."""
    entries, shown = [], SharedContent()
    for section in SECTIONS:
        for number in range(1, ceil(len(_paths(section, shown)) / MOST_PAGES) + 1):
            address = origin + reverse("share:sitemap", args=[section, number])
            entries.append(f"<sitemap><loc>{escape(address)}</loc></sitemap>\n")
    return f"{XML}<sitemapindex {NAMES.partition(' ')[0]}>\n{''.join(entries)}</sitemapindex>\n"


def sitemap(section: str, number: int, origin: str) -> str:
    """Return one file of a section, counted from 1; raises LookupError where there is none."""
    paths = _paths(section, SharedContent())[(number - 1) * MOST_PAGES : number * MOST_PAGES]
    if not paths or number < 1:
        raise LookupError(section)
    return f"{XML}<urlset {NAMES}>\n{''.join(_entries(paths, origin))}</urlset>\n"


def _paths(section: str, shown: SharedContent) -> Sequence[str]:
    """Return the addresses of a section without their language, each once; raises KeyError for an unknown one."""
    with translation.override(Language.EN):
        start = len(f"/{Language.EN.value}")
        return [path[start:] for path in dict.fromkeys(SECTIONS[section](shown))]


def _entries(paths: Iterable[str], origin: str) -> Iterator[str]:
    """Yield the entry of each page in each language, which names all of them."""
    for path in paths:
        addresses = {language: f"{origin}/{language.value}{path}" for language in Language}
        links = [(HTML_LANG[language], address) for language, address in addresses.items()]
        links.append(("x-default", addresses[Language.EN]))
        alternates = "".join(
            f'<xhtml:link rel="alternate" hreflang="{lang}" href={quoteattr(address)}/>' for lang, address in links
        )
        for address in addresses.values():
            yield f"<url><loc>{escape(address)}</loc>{alternates}</url>\n"


def _lists(shown: SharedContent) -> Iterator[str]:
    yield from (reverse(name) for name in LISTS)
    yield from (question.get_absolute_url() for question in Question.objects.published().order_by("rank", "slug"))
    tags = Tag.objects.filter(pk__in=select_public(TAG.kind).values("pk")).order_by("slug")
    yield from filter(None, (tag.get_absolute_url() for tag in tags))
    for dimension in Dimension.objects.published().order_by("rank", "slug"):
        yield dimension.get_absolute_url()
        if dimension.slug in shown.said.compared_on:
            yield reverse("pages:dimension-row", args=[dimension.slug, DISTINCTIONS])


def _concepts(shown: SharedContent) -> Iterator[str]:
    """Yield the address of each concept, and of each row on which something is said of it."""
    said = shown.said
    rows = {DEFINITIONS: said.defined, DISTINCTIONS: said.beside_others, RELATIONS: said.related, **said.by_dimension}
    for concept in shown.names.concepts:
        yield concept.address
        yield from (concept_row_address(concept.slug, row) for row, about in rows.items() if concept.id in about)


def _comparisons(shown: SharedContent) -> Iterator[str]:
    """Yield the address of each comparison of which a finding or distinction is, and of its rows."""
    said, names = shown.said, shown.names
    for ids in sorted(said.told, key=lambda ids: (len(ids), sorted(ids))):
        if names.has(*ids):
            compared = [concept for concept in names.concepts if concept.id in ids]
            yield comparison_address(compared)
            yield from (row_address(compared, row) for row in _rows(compared, said))


def _rows(compared: Sequence[NamedConcept], said: SaidOfConcepts) -> Iterator[str]:
    ids = {concept.id for concept in compared}
    if ids & said.defined:
        yield DEFINITIONS
    yield from (dimension for dimension, about in said.by_dimension.items() if ids & about)
    if any(ids & subjects and ids & objects for subjects, objects in said.relations):
        yield RELATIONS


def _statements(shown: SharedContent) -> Iterator[str]:
    for kind, code, slug in Statement.objects.published().order_by("code").values_list("kind", "code", "slug"):
        yield Statement(kind=kind, code=code, slug=slug).get_absolute_url()


def _sources(shown: SharedContent) -> Iterator[str]:
    """Yield the address of each version of a source, and of each article."""
    versions = SourceVersion.objects.published().filter(pk__in=select_public(VERSION.kind).values("pk"))
    for version in versions.select_related("source").order_by("source__rank", "source__slug", "number"):
        yield version.get_absolute_url()
    articles = Article.objects.published().filter(pk__in=select_public(ARTICLE.kind).values("pk"))
    for article in articles.select_related("version__source").order_by("version_id", "number"):
        yield article.get_absolute_url()


def _passages(shown: SharedContent) -> Iterator[str]:
    """Yield the address of each passage that a published statement cites."""
    cited = Passage.objects.filter(citations__statement__status=Statement.Status.PUBLISHED)
    places = cited.order_by("version__source__slug", "version__number", "start", "end")
    columns = ("version__source__slug", "version__number", "start", "end")
    yield from (reverse("pages:passage", args=place) for place in places.values_list(*columns).distinct())


def _load_said() -> SaidOfConcepts:
    """Load what published statements are about, in two queries."""
    said = SaidOfConcepts()
    published = {"statement__status": Statement.Status.PUBLISHED}
    subjects: dict[int, set[int]] = defaultdict(set)
    objects: dict[int, set[int]] = defaultdict(set)
    kinds: dict[int, tuple[str, str]] = {}
    columns = ("statement_id", "statement__kind", "statement__dimension__slug", "role", "concept_id")
    for statement, kind, dimension, role, concept in (
        StatementConcept.objects.filter(**published).order_by("statement_id", "rank").values_list(*columns)
    ):
        kinds[statement] = kind, dimension or ""
        (subjects if role == StatementConcept.Role.SUBJECT else objects)[statement].add(concept)
    sides = Side.objects.filter(distinction__status=Statement.Status.PUBLISHED).order_by("distinction_id", "rank")
    for distinction, dimension, concept in sides.values_list(
        "distinction_id", "distinction__dimension__slug", "concept_id"
    ):
        kinds[distinction] = Kind.DISTINCTION.value, dimension or ""
        subjects[distinction].add(concept)
    for statement, (kind, dimension) in kinds.items():
        _add(said, kind, dimension, subjects[statement], objects[statement])
    return said


def _add(said: SaidOfConcepts, kind: str, dimension: str, subjects: set[int], objects: set[int]) -> None:
    match kind:
        case Kind.DEFINITION:
            said.defined |= subjects
        case Kind.CHARACTERISTIC:
            said.by_dimension[dimension] |= subjects
        case Kind.RELATION:
            said.related |= subjects | objects
            said.relations.append((subjects, objects))
        case Kind.FINDING | Kind.DISTINCTION:
            said.beside_others |= subjects
            said.compared_on |= {dimension} - {""}
            # A distinction of three tells each two of them apart, a finding speaks of all its concepts together.
            least = LEAST_COMPARED if kind == Kind.DISTINCTION else len(subjects)
            for number in range(max(least, LEAST_COMPARED), min(len(subjects), MOST_COMPARED) + 1):
                said.told.update(map(frozenset, combinations(subjects, number)))


SECTIONS: dict[str, Callable[[SharedContent], Iterable[str]]] = {
    "lists": _lists,
    "concepts": _concepts,
    "comparisons": _comparisons,
    "statements": _statements,
    "sources": _sources,
    "passages": _passages,
}
