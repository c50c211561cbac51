"""Everything we hold about one concept, on one page."""

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass

from django.db.models import Prefetch, Q

from concepts.models import Concept, ConceptLink, Question, Side, Statement, StatementConcept
from concepts.reading.addresses import find
from concepts.reading.evidence import Shown, load_evidence, show_all
from concepts.reading.lexicon import LabelGroup, Lexicon, Named, comparison_address, label_groups, load_lexicon
from concepts.reading.order import by_dimension
from sources.languages import Text

Kind = Statement.Kind


@dataclass(frozen=True, slots=True)
class DimensionGroup:
    """What is said on one dimension."""

    slug: str
    name: Text
    question: Text
    address: str
    statements: tuple[Shown, ...]


@dataclass(frozen=True, slots=True)
class ShownDistinction:
    """A distinction in one line, with the concepts it tells apart."""

    statement: Shown
    concepts: tuple[Named, ...]


@dataclass(frozen=True, slots=True)
class Neighbour:
    """A concept this one can be compared with, and how many distinctions set them side by side."""

    concept: Named
    address: str
    distinctions: int


@dataclass(frozen=True, slots=True)
class CitedSource:
    """A source that is cited on the page, and how often."""

    title: Text
    address: str
    lang: str
    citations: int


@dataclass(frozen=True, slots=True)
class ShownQuestion:
    """A question in one line."""

    text: Text
    address: str


@dataclass(frozen=True, slots=True)
class ConceptPage:
    """One concept with all that is published about it."""

    concept: Named
    labels: tuple[LabelGroup, ...]
    scope_note: Text
    broader: tuple[Named, ...]
    narrower: tuple[Named, ...]
    related: tuple[Named, ...]
    definitions: tuple[Shown, ...]
    dimensions: tuple[DimensionGroup, ...]
    relations: tuple[Shown, ...]
    distinctions: tuple[ShownDistinction, ...]
    questions: tuple[ShownQuestion, ...]
    sources: tuple[CitedSource, ...]
    neighbours: tuple[Neighbour, ...]


def build_concept_page(slug: str) -> ConceptPage:
    """Builds the page in a fixed number of queries; raises Moved, Gone or Http404 as `find` does."""
    concept = find(Concept.objects.with_labels(), slug)
    lexicon = load_lexicon()
    statements = list(
        Statement.objects.published()
        .filter(
            Q(id__in=StatementConcept.objects.filter(concept=concept).values("statement"))
            | Q(id__in=Side.objects.filter(concept=concept).values("distinction"))
        )
        .select_related("dimension", "relation_type")
        .prefetch_related(Prefetch("sides", Side.objects.order_by("rank", "id")))
        .order_by("rank", "code")
    )
    load_evidence(statements)
    shown = show_all(statements, lexicon)
    named = lexicon.by_id[concept.id]
    distinctions = tuple(
        ShownDistinction(one, lexicon.named(side.concept_id for side in one.row.sides.all()))
        for one in shown
        if one.row.kind == Kind.DISTINCTION
    )
    broader, narrower, related = _links(concept, lexicon)
    return ConceptPage(
        concept=named,
        labels=label_groups(concept),
        scope_note=concept.scope_note,
        broader=broader,
        narrower=narrower,
        related=related,
        definitions=tuple(one for one in shown if one.row.kind == Kind.DEFINITION),
        dimensions=group_by_dimension(one for one in shown if one.row.kind == Kind.CHARACTERISTIC),
        relations=tuple(one for one in shown if one.row.kind == Kind.RELATION),
        distinctions=distinctions,
        questions=_questions([row.id for row in statements]),
        sources=_cited_sources(statements),
        neighbours=_neighbours(named, distinctions, lexicon),
    )


def group_by_dimension(characteristics: Iterable[Shown]) -> tuple[DimensionGroup, ...]:
    """The characteristics by dimension, the core dimensions first."""
    return tuple(
        DimensionGroup(dimension.slug, dimension.name, dimension.question, dimension.get_absolute_url(), tuple(said))
        for dimension, said in by_dimension(characteristics, lambda one: one.row).items()
    )


def _links(concept: Concept, lexicon: Lexicon) -> tuple[tuple[Named, ...], tuple[Named, ...], tuple[Named, ...]]:
    """The broader, the narrower and the related concepts, in one query."""
    broader, narrower, related = [], [], []
    for link in ConceptLink.objects.filter(Q(concept=concept) | Q(other=concept)).order_by("rank", "id"):
        if link.kind == ConceptLink.Kind.RELATED:
            related.append(link.other_id if link.concept_id == concept.id else link.concept_id)
        elif link.concept_id == concept.id:
            broader.append(link.other_id)
        else:
            narrower.append(link.concept_id)
    return lexicon.named(broader), lexicon.named(narrower), lexicon.named(dict.fromkeys(related))


def _questions(ids: list[int]) -> tuple[ShownQuestion, ...]:
    """The questions with a published position that rests on one of the statements."""
    touching = Statement.objects.published().filter(kind=Kind.POSITION, bases__statement__in=ids)
    rows = Question.objects.filter(id__in=touching.values("question")).order_by("rank", "slug")
    return tuple(ShownQuestion(row.text, row.get_absolute_url()) for row in rows)


def _cited_sources(statements: Iterable[Statement]) -> tuple[CitedSource, ...]:
    """The sources that the statements cite, in the order of sources."""
    versions = [citation.passage.version for row in statements for citation in row.citations.all()]
    counts = Counter(version.source_id for version in versions)
    first = {version.source_id: version for version in reversed(versions)}
    ordered = sorted(first.values(), key=lambda version: (version.source.rank, version.source.slug))
    return tuple(
        CitedSource(one.source.title, one.source.get_absolute_url(), one.lang, counts[one.source_id]) for one in ordered
    )


def _neighbours(concept: Named, distinctions: Iterable[ShownDistinction], lexicon: Lexicon) -> tuple[Neighbour, ...]:
    """All other concepts, those with most distinctions first."""
    counts = Counter(other.id for one in distinctions for other in one.concepts if other.id != concept.id)
    others = sorted(
        (other for other in lexicon.concepts if other.id != concept.id),
        key=lambda other: (-counts[other.id], other.place),
    )
    return tuple(Neighbour(other, comparison_address((concept, other)), counts[other.id]) for other in others)
