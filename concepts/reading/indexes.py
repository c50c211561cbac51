"""The lists by which readers find pages: concepts, dimensions, distinctions, questions, sources, tagged statements."""

from dataclasses import dataclass

from django.db.models import Count, Prefetch, Q

from concepts.models import Concept, Dimension, Question, Side, Statement, StatementConcept, Tag
from concepts.reading.addresses import find
from concepts.reading.concept_page import ShownDistinction
from concepts.reading.evidence import Shown, load_evidence, show
from concepts.reading.lexicon import LabelGroup, Named, label_groups, load_lexicon
from concepts.reading.order import by_dimension, in_order
from sources.languages import Text
from sources.models import Source, SourceVersion

Kind = Statement.Kind
Status = Statement.Status


@dataclass(frozen=True, slots=True)
class ConceptEntry:
    """A concept with its labels, its first definition, and the number of published statements about it."""

    concept: Named
    labels: tuple[LabelGroup, ...]
    definition: Shown | None
    statements: int


@dataclass(frozen=True, slots=True)
class Entry:
    """A page, what it says of itself, and a number that tells how much is on it."""

    name: Text
    about: Text
    address: str
    count: int


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
    """What carries one tag."""

    title: Text
    statements: tuple[Shown, ...]


def list_concepts() -> tuple[ConceptEntry, ...]:
    """All concepts in canonical order."""
    lexicon = load_lexicon()
    definitions = list(Statement.objects.published().filter(kind=Kind.DEFINITION).order_by("rank", "code"))
    load_evidence(definitions)
    first: dict[int, Statement] = {}
    for row in definitions:
        for link in row.concept_links.all():
            first.setdefault(link.concept_id, row)
    published = Q(statement__status=Status.PUBLISHED)
    links = StatementConcept.objects.filter(published).values_list("concept_id").annotate(Count("id"))
    counts = dict(links.order_by("concept_id"))
    return tuple(
        ConceptEntry(
            lexicon.by_id[concept.id],
            label_groups(concept),
            show(first[concept.id], lexicon) if concept.id in first else None,
            counts.get(concept.id, 0),
        )
        for concept in Concept.objects.with_labels().order_by("rank", "slug")
    )


def list_dimensions() -> tuple[Entry, ...]:
    """All dimensions with the number of published characteristics on them, the core ones first."""
    said = Count("statements", filter=Q(statements__status=Status.PUBLISHED, statements__kind=Kind.CHARACTERISTIC))
    return tuple(
        Entry(row.name, row.question, row.get_absolute_url(), row.said)
        for row in in_order(Dimension.objects.annotate(said=said))
    )


def list_questions() -> tuple[Entry, ...]:
    """All questions with the number of published positions on them."""
    rows = Question.objects.annotate(said=Count("positions", filter=Q(positions__status=Status.PUBLISHED)))
    return tuple(
        Entry(row.text, Text("", row.text.lang), row.get_absolute_url(), row.said)
        for row in rows.order_by("rank", "slug")
    )


def list_tags() -> tuple[Entry, ...]:
    """The tags of published statements, by name."""
    rows = Tag.objects.annotate(said=Count("tagged", filter=Q(tagged__content_object__status=Status.PUBLISHED)))
    return tuple(
        Entry(row.title, Text("", row.title.lang), row.get_absolute_url(), row.said)
        for row in rows.filter(said__gt=0).order_by("key")
    )


def list_distinctions() -> tuple[DistinctionGroup, ...]:
    """All published distinctions by dimension, the core dimensions first."""
    lexicon = load_lexicon()
    rows = list(
        Statement.objects.published()
        .filter(kind=Kind.DISTINCTION)
        .select_related("dimension")
        .prefetch_related(Prefetch("sides", Side.objects.order_by("rank", "id")))
        .order_by("rank", "code")
    )
    load_evidence(rows)
    shown = [
        ShownDistinction(show(row, lexicon), lexicon.named(side.concept_id for side in row.sides.all())) for row in rows
    ]
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
    """Builds the page in a fixed number of queries; raises Moved, Gone or Http404 as `find` does."""
    tag = find(Tag.objects.all(), slug)
    lexicon = load_lexicon()
    rows = list(Statement.objects.published().filter(tagged__tag=tag).order_by("kind", "rank", "code"))
    load_evidence(rows)
    return TagPage(tag.title, tuple(show(row, lexicon) for row in rows))
