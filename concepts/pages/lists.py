"""The lists by which readers find pages: concepts, dimensions, distinctions, questions, sources, tagged statements."""

from dataclasses import dataclass

from django.db.models import Count, Q

from concepts.evidence.addresses import find
from concepts.evidence.concept_names import LabelGroup, NamedConcept, label_groups, load_concept_names
from concepts.evidence.loading import Shown, evidence_of, load_evidence, noted, show
from concepts.evidence.order import by_dimension, in_order
from concepts.evidence.statement_rows import Row, load_rows
from concepts.models import Concept, Dimension, Question, Statement, StatementConcept, Tag, TaggedStatement
from concepts.pages.distinctions import ShownDistinction, show_distinctions, with_sides
from sources.languages import Text
from sources.models import Source, SourceVersion

Kind = Statement.Kind
Status = Statement.Status


@dataclass(frozen=True, slots=True)
class ConceptEntry:
    """A concept with its labels, its first definition, and the number of published statements about it."""

    concept: NamedConcept
    labels: tuple[LabelGroup, ...]
    definition: Shown | None
    statements: int


@dataclass(frozen=True, slots=True)
class Entry:
    """A page, and a number that tells how much is on it."""

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
    """A source with its newest version's language and the number of articles and of cited passages in it."""

    source: Source
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
    distinctions: tuple[ShownDistinction, ...]


@dataclass(frozen=True, slots=True)
class TagPage:
    """What carries one tag: distinctions apart, since they have a headline of their own."""

    title: Text
    distinctions: tuple[ShownDistinction, ...]
    statements: tuple[Shown, ...]

    @property
    def noted(self) -> tuple[Shown, ...]:
        """The statements shown with a button for their note."""
        return noted(self.statements)


def list_concepts() -> tuple[ConceptEntry, ...]:
    """All concepts in canonical order, in a fixed number of queries."""
    concept_names = load_concept_names()
    concepts = tuple(Concept.objects.with_labels().order_by("rank", "slug"))
    definitions = load_rows(Statement.objects.published().filter(kind=Kind.DEFINITION).order_by("rank", "code"))
    load_evidence(definitions)
    first: dict[int, Row] = {}
    for row in definitions:
        for concept in evidence_of(row).links.subjects:
            first.setdefault(concept, row)
    published = Q(statement__status=Status.PUBLISHED)
    links = StatementConcept.objects.filter(published).values_list("concept_id").annotate(Count("id"))
    counts = dict(links.order_by("concept_id"))
    return tuple(
        ConceptEntry(
            concept_names.by_id[concept.id],
            label_groups(concept),
            show(first[concept.id], concept_names) if concept.id in first else None,
            counts.get(concept.id, 0),
        )
        for concept in concepts
    )


def list_dimensions() -> tuple[DimensionEntry, ...]:
    """All dimensions, the core ones first."""
    published = Q(statements__status=Status.PUBLISHED)
    rows = Dimension.objects.annotate(
        said=Count("statements", filter=published & Q(statements__kind=Kind.CHARACTERISTIC)),
        told_apart=Count("statements", filter=published & Q(statements__kind=Kind.DISTINCTION)),
    )
    return tuple(
        DimensionEntry(row.name, row.question, row.get_absolute_url(), row.core, row.said, row.told_apart)
        for row in in_order(rows)
    )


def list_questions() -> tuple[Entry, ...]:
    """All questions with the number of published positions on them."""
    rows = Question.objects.annotate(said=Count("positions", filter=Q(positions__status=Status.PUBLISHED)))
    return tuple(Entry(row.text, row.get_absolute_url(), row.said) for row in rows.order_by("rank", "slug"))


def list_tags() -> tuple[Entry, ...]:
    """The tags of published statements, by name."""
    rows = Tag.objects.annotate(said=Count("tagged", filter=Q(tagged__content_object__status=Status.PUBLISHED)))
    return tuple(Entry(row.title, row.get_absolute_url(), row.said) for row in rows.filter(said__gt=0).order_by("key"))


def list_distinctions() -> tuple[DistinctionGroup, ...]:
    """All published distinctions by dimension, the core dimensions first, the best-supported first in each."""
    concept_names = load_concept_names()
    rows = load_rows(Statement.objects.published().filter(with_sides(Q())).order_by("rank", "code"))
    load_evidence(rows)
    shown = show_distinctions(rows, concept_names)
    return tuple(
        DistinctionGroup(dimension.slug, dimension.name, dimension.get_absolute_url(), tuple(distinctions))
        for dimension, distinctions in by_dimension(shown, lambda one: one.statement.row).items()
    )


def list_sources() -> tuple[SourceEntry, ...]:
    """All sources in order."""
    cited = Q(passages__citations__statement__status=Status.PUBLISHED)
    versions = (
        SourceVersion.objects.select_related("source")
        .defer("text")
        .annotate(
            articles_in_it=Count("articles", distinct=True),
            passages_cited=Count("passages", filter=cited, distinct=True),
        )
        .order_by("number")
    )
    newest = {version.source_id: version for version in versions}
    ordered = sorted(newest.values(), key=lambda version: (version.source.rank, version.source.slug))
    return tuple(
        SourceEntry(one.source, one.lang, one.get_language_display(), one.articles_in_it, one.passages_cited)
        for one in ordered
    )


def build_tag_page(slug: str) -> TagPage:
    """Builds the page in a fixed number of queries; raises MovedError, GoneError or Http404 as `find` does."""
    tag = find(Tag.objects.all(), slug)
    concept_names = load_concept_names()
    tagged = set(TaggedStatement.objects.filter(tag=tag).values_list("content_object", flat=True))
    chosen = Q(id__in=tagged)
    rows = load_rows(Statement.objects.published().filter(chosen | with_sides(chosen)).order_by("kind", "rank", "code"))
    load_evidence(rows)
    return TagPage(
        title=tag.title,
        distinctions=show_distinctions(rows, concept_names),
        statements=tuple(show(row, concept_names) for row in rows if row.id in tagged and row.kind != Kind.DISTINCTION),
    )
