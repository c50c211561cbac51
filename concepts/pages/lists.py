"""Build the lists of concepts, dimensions, distinctions, questions, sources and tags, and the page of one tag.

Lists that grow with the content come in pages (`paging`); the sizes are such that a page of the site has what a reader
can look through.
"""

from dataclasses import dataclass

from django.db.models import Count, Exists, OuterRef, Q, QuerySet, Subquery
from django.db.models.functions import Coalesce
from django.urls import reverse
from django.utils.http import urlencode

from concepts.evidence.addresses import NoSuchPartError, find_row, nothing_called
from concepts.evidence.concept_names import LabelGroup, NamedConcept, label_groups, load_concept_names
from concepts.evidence.loading import QuestionLink, ShownStatement, best_supported, load_statements
from concepts.evidence.open_questions import find_open_questions, link_questions, put_questions_beside
from concepts.evidence.order import group_by_dimension, sort_dimensions
from concepts.evidence.questions import DisputedQuestion, load_questions
from concepts.evidence.statement_rows import load_rows
from concepts.evidence.wording import reader_wording
from concepts.models import Citation, Concept, Dimension, Statement, StatementConcept, Tag, TaggedStatement
from concepts.models.pinyin import sort_key
from concepts.pages.letters import LetterPage, cut_by_letter
from concepts.pages.paging import ListPage, Paging, cut_page, find_page
from sources.facts import name_credit
from sources.languages import HTML_LANG, Text, reader_language
from sources.models import Article, Passage, Source, SourceVersion

Kind = Statement.Kind
Status = Statement.Status
DIMENSION = "dimension"  # the key of the query
CONCEPTS_ON_A_PAGE = 60
DISTINCTIONS_TOGETHER = 120  # at most; where there are more, the first FIRST_OF_A_DIMENSION of each dimension
FIRST_OF_A_DIMENSION = 3
DISTINCTIONS_ON_A_PAGE = 60
QUESTIONS_ON_A_PAGE = 20
SOURCES_ON_A_PAGE = 100
STATEMENTS_ON_A_PAGE = 60  # with one tag
TAGS_ON_A_PAGE = 200


@dataclass(frozen=True, slots=True)
class ConceptEntry:
    """A concept with its labels, its first definition (may be empty), and the number of published statements on it.

    `questions` stand beside the definition.
    """

    concept: NamedConcept
    labels: tuple[LabelGroup, ...]
    definition: Text
    questions: tuple[QuestionLink, ...]
    statements: int


@dataclass(frozen=True, slots=True)
class ListEntry:
    """A link to a tag, with the number of its statements."""

    name: Text
    address: str
    count: int


@dataclass(frozen=True, slots=True)
class DimensionEntry:
    """A dimension with the number of published characteristics and distinctions on it."""

    name: Text
    question: Text
    address: str
    core: bool
    characteristics: int
    distinctions: int


@dataclass(frozen=True, slots=True)
class SourceEntry:
    """A source with its author, and of its newest version year, language and numbers of articles and cited passages."""

    source: Source
    credit: Text
    lang: str
    language: str
    articles: int
    passages: int


@dataclass(frozen=True, slots=True)
class DistinctionGroup:
    """Distinctions on one dimension; `count` is the number of all of them, which `all_address` lists."""

    slug: str
    name: Text
    address: str
    distinctions: tuple[ShownStatement, ...]
    count: int
    all_address: str


@dataclass(frozen=True, slots=True)
class DistinctionList:
    """Distinctions by dimension: all of them, the first of each dimension, or one page of the `chosen` dimension."""

    groups: tuple[DistinctionGroup, ...]
    paging: Paging
    chosen: DistinctionGroup | None = None


@dataclass(frozen=True, slots=True)
class TagPage:
    """The statements with one tag, a page of them; distinctions stand apart, having a headline of their own."""

    title: Text
    distinctions: tuple[ShownStatement, ...]
    statements: tuple[ShownStatement, ...]
    paging: Paging

    @property
    def empty(self) -> bool:
        """Whether no published statement has the tag."""
        return not (self.distinctions or self.statements)


def list_concepts(number: int = 1, letter: str = "") -> LetterPage[ConceptEntry]:
    """Load one page of the concepts in canonical order, or of those that begin with a letter, by name.

    Costs a fixed number of queries. Raises UnreadableValueError and NoSuchPartError as `cut_by_letter` does.
    """
    concepts = load_concept_names().concepts
    path = reverse("pages:concepts")
    page = cut_by_letter(concepts, lambda concept: concept.name.words, letter, number, CONCEPTS_ON_A_PAGE, path)
    ids = [concept.id for concept in page.entries]
    rows = {concept.id: concept for concept in Concept.objects.published().filter(id__in=ids).with_labels()}
    links = StatementConcept.objects.filter(concept__in=ids, statement__status=Status.PUBLISHED)
    counts = dict(links.values_list("concept_id").annotate(Count("id")).order_by("concept_id"))
    definitions = (
        links.filter(statement__kind=Kind.DEFINITION)
        .order_by("-statement__rank", "-statement__code")  # the first comes last, and stays
        .values_list("concept_id", "statement_id", "statement__text_en", "statement__text_zh")
    )
    wording, open_questions = reader_wording(), find_open_questions()
    first = {
        concept: (wording.text(en, zh), link_questions([definition], open_questions))
        for concept, definition, en, zh in definitions
    }
    nothing = (wording.text("", ""), ())
    entries = tuple(
        ConceptEntry(
            concept, label_groups(rows[concept.id]), *first.get(concept.id, nothing), counts.get(concept.id, 0)
        )
        for concept in page.entries
        if concept.id in rows
    )
    return LetterPage(entries, page.paging, page.letters, page.chosen)


def list_dimensions() -> tuple[DimensionEntry, ...]:
    """Load all dimensions, the core ones first."""
    published = Q(statements__status=Status.PUBLISHED)
    rows = Dimension.objects.published().annotate(
        characteristics=Count("statements", filter=published & Q(statements__kind=Kind.CHARACTERISTIC)),
        distinctions=Count("statements", filter=published & Q(statements__kind=Kind.DISTINCTION)),
    )
    return tuple(
        DimensionEntry(row.name, row.question, row.get_absolute_url(), row.core, row.characteristics, row.distinctions)
        for row in sort_dimensions(rows)
    )


def list_questions(number: int = 1) -> ListPage[DisputedQuestion]:
    """Load one page of the questions with their answers, most disputed first; raises Http404 beyond the end."""
    return cut_page(load_questions(), number, QUESTIONS_ON_A_PAGE, reverse("pages:questions"))


def list_tags(number: int = 1, letter: str = "") -> LetterPage[ListEntry]:
    """Load one page of the tags of published statements, by name; with a letter, of those that begin with it.

    Raises UnreadableValueError and NoSuchPartError as `cut_by_letter` does.
    """
    rows = Tag.objects.annotate(published=Count("tagged", filter=Q(tagged__content_object__status=Status.PUBLISHED)))
    used = sorted(rows.filter(published__gt=0).order_by("key"), key=lambda tag: sort_key(tag.title.words))
    page = cut_by_letter(used, lambda tag: tag.title.words, letter, number, TAGS_ON_A_PAGE, reverse("pages:tags"))
    entries = tuple(ListEntry(row.title, row.get_absolute_url(), row.published) for row in page.entries)
    return LetterPage(entries, page.paging, page.letters, page.chosen)


def list_distinctions(dimension: str = "", number: int = 1) -> DistinctionList:
    """Load published distinctions by dimension, the core dimensions first, the best-supported first in each.

    Without a dimension all of them, or where they are more than DISTINCTIONS_TOGETHER the first of each dimension in
    the order of rank; with the slug of a dimension one page of those on it. Raises Http404 for a dimension without
    distinctions, and beyond the end.
    """
    concept_names = load_concept_names()
    published = Statement.objects.published().filter(kind=Kind.DISTINCTION).order_by("rank", "code")
    by_dimension: dict[str, list[int]] = {}
    for distinction, slug in published.values_list("id", "dimension__slug"):
        by_dimension.setdefault(slug, []).append(distinction)
    total = sum(map(len, by_dimension.values()))
    path = reverse("pages:distinctions")
    if dimension and dimension not in by_dimension:
        raise NoSuchPartError(nothing_called(dimension), path)
    if dimension:
        wanted = by_dimension[dimension]
        paging = find_page(len(wanted), number, DISTINCTIONS_ON_A_PAGE, path, {DIMENSION: dimension})
    else:
        is_whole = total <= DISTINCTIONS_TOGETHER
        first = None if is_whole else FIRST_OF_A_DIMENSION
        wanted = [distinction for found in by_dimension.values() for distinction in found[:first]]
        paging = find_page(1, number, 1, path)
    statements = load_statements(load_rows(published.filter(id__in=wanted)), concept_names, quoted=False)
    shown = best_supported(statements.values(), Kind.DISTINCTION)
    shown = put_questions_beside(shown[paging.slice] if dimension else shown)
    groups = tuple(
        DistinctionGroup(
            found.slug,
            found.name,
            found.get_absolute_url(),
            tuple(distinctions),
            len(by_dimension[found.slug]),
            f"{path}?{urlencode({DIMENSION: found.slug})}",
        )
        for found, distinctions in group_by_dimension(shown, lambda distinction: distinction.row).items()
    )
    return DistinctionList(groups, paging, groups[0] if dimension else None)


def list_sources(number: int = 1) -> ListPage[SourceEntry]:
    """Load one page of the sources in their order; raises Http404 beyond the end."""
    citations = Citation.objects.filter(passage=OuterRef("pk"), statement__status=Status.PUBLISHED)
    shown = SourceVersion.objects.published().filter(source__status=Source.Status.PUBLISHED)
    newest = dict(shown.order_by("source__rank", "source__slug", "number").values_list("source_id", "id"))
    page = cut_page(list(newest.values()), number, SOURCES_ON_A_PAGE, reverse("pages:sources"))
    versions = (
        shown.filter(id__in=page.entries)
        .select_related("source")
        .annotate(
            article_count=_count_of_version(Article.objects.published()),
            cited_count=_count_of_version(Passage.objects.filter(Exists(citations))),
        )
        .order_by("source__rank", "source__slug")
    )
    entries = tuple(
        SourceEntry(
            version.source,
            name_credit(version.source.author, version.date, HTML_LANG[reader_language()]),
            version.lang,
            version.get_language_display(),
            version.article_count,
            version.cited_count,
        )
        for version in versions
    )
    return ListPage(entries, page.paging)


def _count_of_version(rows: QuerySet[Article] | QuerySet[Passage]) -> Coalesce:
    """Return how many of the rows a version has, counted apart: joined, articles and passages would multiply."""
    counted = rows.filter(version=OuterRef("pk")).order_by().values("version").annotate(number=Count("pk"))
    return Coalesce(Subquery(counted.values("number")), 0)


def _seen_tags() -> QuerySet[Tag]:
    """Return the tags of statements that readers see or have seen: no address dies with a withdrawal."""
    seen = TaggedStatement.objects.filter(
        tag=OuterRef("pk"), content_object__status__in=[Status.PUBLISHED, Status.WITHDRAWN]
    )
    return Tag.objects.filter(Exists(seen))


def build_tag_page(slug: str, number: int = 1) -> TagPage:
    """Build one page of the statements with a tag, distinctions first, in a fixed number of queries.

    Raises MovedError, GoneError or Http404 as `find_row` does, and Http404 beyond the end.
    """
    tag = find_row(_seen_tags(), slug)
    concept_names = load_concept_names()
    tagged = Statement.objects.published().filter(
        id__in=TaggedStatement.objects.filter(tag=tag).values("content_object")
    )
    kinds = dict(tagged.order_by("kind", "rank", "code").values_list("id", "kind"))
    ordered = sorted(kinds, key=lambda statement: kinds[statement] != Kind.DISTINCTION.value)
    page = cut_page(ordered, number, STATEMENTS_ON_A_PAGE, tag.get_absolute_url())
    rows = load_rows(tagged.filter(id__in=page.entries).order_by("kind", "rank", "code"))
    statements = put_questions_beside(load_statements(rows, concept_names, quoted=False).values())
    return TagPage(
        title=tag.title,
        distinctions=best_supported(statements, Kind.DISTINCTION),
        statements=tuple(statement for statement in statements if statement.kind != Kind.DISTINCTION),
        paging=page.paging,
    )
