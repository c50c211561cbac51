"""Build the lists of concepts, dimensions, distinctions, questions, sources and tags, and the page of one tag."""

from dataclasses import dataclass

from django.db.models import Count, Exists, OuterRef, Q, QuerySet, Subquery
from django.db.models.functions import Coalesce

from concepts.evidence.addresses import find_row
from concepts.evidence.concept_names import LabelGroup, NamedConcept, label_groups, load_concept_names
from concepts.evidence.loading import ShownStatement, best_supported, load_statements, statements_with_notes
from concepts.evidence.order import group_by_dimension, sort_dimensions
from concepts.evidence.statement_rows import load_rows
from concepts.models import Citation, Concept, Dimension, Question, Statement, StatementConcept, Tag, TaggedStatement
from sources.facts import name_credit
from sources.languages import HTML_LANG, Text, reader_language
from sources.models import Article, Passage, Source, SourceVersion

Kind = Statement.Kind
Status = Statement.Status


@dataclass(frozen=True, slots=True)
class ConceptEntry:
    """A concept with its labels, its first definition, and the number of published statements about it."""

    concept: NamedConcept
    labels: tuple[LabelGroup, ...]
    definition: ShownStatement | None
    statements: int


@dataclass(frozen=True, slots=True)
class ListEntry:
    """A link to a question or tag, with the number of its positions or statements."""

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
    """The distinctions on one dimension."""

    slug: str
    name: Text
    address: str
    distinctions: tuple[ShownStatement, ...]


@dataclass(frozen=True, slots=True)
class TagPage:
    """The statements with one tag. Distinctions are listed apart, because they have a headline of their own."""

    title: Text
    distinctions: tuple[ShownStatement, ...]
    statements: tuple[ShownStatement, ...]

    @property
    def noted(self) -> tuple[ShownStatement, ...]:
        """Return the statements shown with a button for their note."""
        return statements_with_notes(self.statements)


def list_concepts() -> tuple[ConceptEntry, ...]:
    """Load all concepts in canonical order, in a fixed number of queries."""
    concept_names = load_concept_names()
    concepts = tuple(Concept.objects.published().with_labels().order_by("rank", "slug"))
    rows = load_rows(Statement.objects.published().filter(kind=Kind.DEFINITION).order_by("rank", "code"))
    first: dict[int, ShownStatement] = {}
    for definition in load_statements(rows, concept_names).values():
        for subject in definition.links.subjects:
            first.setdefault(subject, definition)
    published = Q(statement__status=Status.PUBLISHED)
    links = StatementConcept.objects.filter(published).values_list("concept_id").annotate(Count("id"))
    counts = dict(links.order_by("concept_id"))
    return tuple(
        ConceptEntry(
            concept_names.by_id[concept.id],
            label_groups(concept),
            first.get(concept.id),
            counts.get(concept.id, 0),
        )
        for concept in concepts
    )


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


def list_questions() -> tuple[ListEntry, ...]:
    """Load all questions with the number of their published positions."""
    answers = Count("positions", filter=Q(positions__status=Status.PUBLISHED))
    rows = Question.objects.published().annotate(answers=answers).order_by("rank", "slug")
    return tuple(ListEntry(row.text, row.get_absolute_url(), row.answers) for row in rows)


def list_tags() -> tuple[ListEntry, ...]:
    """Load the tags of published statements, by name."""
    rows = Tag.objects.annotate(published=Count("tagged", filter=Q(tagged__content_object__status=Status.PUBLISHED)))
    used = rows.filter(published__gt=0).order_by("key")
    return tuple(ListEntry(row.title, row.get_absolute_url(), row.published) for row in used)


def list_distinctions() -> tuple[DistinctionGroup, ...]:
    """Load all published distinctions by dimension, the core dimensions first, the best-supported first in each."""
    concept_names = load_concept_names()
    rows = load_rows(Statement.objects.published().filter(kind=Kind.DISTINCTION).order_by("rank", "code"))
    shown = best_supported(load_statements(rows, concept_names).values(), Kind.DISTINCTION)
    return tuple(
        DistinctionGroup(dimension.slug, dimension.name, dimension.get_absolute_url(), tuple(distinctions))
        for dimension, distinctions in group_by_dimension(shown, lambda distinction: distinction.row).items()
    )


def list_sources() -> tuple[SourceEntry, ...]:
    """Load all sources in their order."""
    citations = Citation.objects.filter(passage=OuterRef("pk"), statement__status=Status.PUBLISHED)
    versions = (
        SourceVersion.objects.published()
        .filter(source__status=Source.Status.PUBLISHED)
        .select_related("source")
        .annotate(
            article_count=_count_of_version(Article.objects.published()),
            cited_count=_count_of_version(Passage.objects.filter(Exists(citations))),
        )
        .order_by("number")
    )
    newest = {version.source_id: version for version in versions}
    ordered = sorted(newest.values(), key=lambda version: (version.source.rank, version.source.slug))
    return tuple(
        SourceEntry(
            version.source,
            name_credit(version.source.author, version.date, HTML_LANG[reader_language()]),
            version.lang,
            version.get_language_display(),
            version.article_count,
            version.cited_count,
        )
        for version in ordered
    )


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


def build_tag_page(slug: str) -> TagPage:
    """Build the page in a fixed number of queries.

    Raises MovedError, GoneError or Http404 as `find_row` does.
    """
    tag = find_row(_seen_tags(), slug)
    concept_names = load_concept_names()
    tagged = TaggedStatement.objects.filter(tag=tag).values("content_object")
    rows = load_rows(Statement.objects.published().filter(id__in=tagged).order_by("kind", "rank", "code"))
    statements = load_statements(rows, concept_names).values()
    return TagPage(
        title=tag.title,
        distinctions=best_supported(statements, Kind.DISTINCTION),
        statements=tuple(statement for statement in statements if statement.kind != Kind.DISTINCTION),
    )
