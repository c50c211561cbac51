"""Everything we hold about one concept, on one page."""

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass

from django.db.models import Q
from django.urls import reverse

from concepts.content.counting import Voices, joined
from concepts.evidence.addresses import find
from concepts.evidence.concept_names import (
    ConceptNames,
    LabelGroup,
    NamedConcept,
    comparison_address,
    label_groups,
    load_concept_names,
)
from concepts.evidence.loading import Shown, evidence_of, load_evidence, noted, show_all
from concepts.evidence.order import by_dimension
from concepts.evidence.statement_rows import Row, load_rows
from concepts.models import Concept, ConceptLink, Question, Side, Statement, StatementConcept
from concepts.pages.distinctions import ShownDistinction, show_distinctions, with_sides
from concepts.pages.long_lists import Folded, fold
from sources.languages import Text

Kind = Statement.Kind
DEFINITIONS, CHARACTERISTICS, RELATIONS = 5, 2, 5  # how many are shown before the fold


@dataclass(frozen=True, slots=True)
class DimensionGroup:
    """What is said on one dimension, and by how many."""

    slug: str
    name: Text
    question: Text
    address: str
    statements: Folded
    voices: Voices


@dataclass(frozen=True, slots=True)
class Neighbour:
    """A concept this one can be compared with, at `address`, and the distinctions that set the two apart."""

    concept: NamedConcept
    address: str
    distinctions: tuple[ShownDistinction, ...]


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

    concept: NamedConcept
    labels: tuple[LabelGroup, ...]
    scope_note: Text
    broader: tuple[NamedConcept, ...]
    narrower: tuple[NamedConcept, ...]
    related: tuple[NamedConcept, ...]
    definitions: Folded
    dimensions: tuple[DimensionGroup, ...]
    relations: Folded
    questions: tuple[ShownQuestion, ...]
    sources: tuple[CitedSource, ...]
    neighbours: tuple[Neighbour, ...]

    @property
    def told_apart(self) -> tuple[Neighbour, ...]:
        """The neighbours that some distinction tells this concept from, those with most of them first."""
        return tuple(one for one in self.neighbours if one.distinctions)

    @property
    def others(self) -> tuple[Neighbour, ...]:
        """The neighbours that no distinction tells this concept from."""
        return tuple(one for one in self.neighbours if not one.distinctions)

    @property
    def most_voices(self) -> int:
        """The length of the longest bar, of a dimension."""
        return max((group.voices.count for group in self.dimensions), default=0)

    @property
    def noted(self) -> tuple[Shown, ...]:
        """The statements shown with a button for their note: those before the folds."""
        groups = (self.definitions, *(group.statements for group in self.dimensions), self.relations)
        return noted(one for group in groups for one in group.first)


def build_concept_page(slug: str) -> ConceptPage:
    """Builds the page in a fixed number of queries; raises MovedError, GoneError or Http404 as `find` does."""
    concept = find(Concept.objects.with_labels(), slug)
    concept_names = load_concept_names()
    told_apart = Q(id__in=Side.objects.filter(concept=concept).values("distinction"))
    about = Q(id__in=StatementConcept.objects.filter(concept=concept).values("statement"))
    rows = load_rows(Statement.objects.published().filter(about | with_sides(told_apart)).order_by("rank", "code"))
    load_evidence(rows)
    # The other rows stand on the far side of a distinction.
    own = [row for row in rows if concept.id in evidence_of(row).links.concepts]
    shown = show_all(own, concept_names)
    named = concept_names.by_id[concept.id]
    broader, narrower, related = _links(concept, concept_names)
    return ConceptPage(
        concept=named,
        labels=label_groups(concept),
        scope_note=concept.scope_note,
        broader=broader,
        narrower=narrower,
        related=related,
        definitions=fold((one for one in shown if one.kind == Kind.DEFINITION), DEFINITIONS),
        dimensions=_by_dimension(one for one in shown if one.kind == Kind.CHARACTERISTIC),
        relations=fold((one for one in shown if one.kind == Kind.RELATION), RELATIONS),
        questions=_questions([row.id for row in own]),
        sources=_cited_sources(own),
        neighbours=_neighbours(named, show_distinctions(rows, concept_names), concept_names),
    )


def _by_dimension(characteristics: Iterable[Shown]) -> tuple[DimensionGroup, ...]:
    """The characteristics by dimension, the core dimensions first."""
    return tuple(
        DimensionGroup(
            slug=dimension.slug,
            name=dimension.name,
            question=dimension.question,
            address=dimension.get_absolute_url(),
            statements=fold(said, CHARACTERISTICS),
            voices=joined(one.voices for one in said),
        )
        for dimension, said in by_dimension(characteristics, lambda one: one.row).items()
    )


def _links(
    concept: Concept, concept_names: ConceptNames
) -> tuple[tuple[NamedConcept, ...], tuple[NamedConcept, ...], tuple[NamedConcept, ...]]:
    """The broader, the narrower and the related concepts, in one query."""
    broader, narrower, related = [], [], []
    for link in ConceptLink.objects.filter(Q(concept=concept) | Q(other=concept)).order_by("rank", "id"):
        if link.kind == ConceptLink.Kind.RELATED:
            related.append(link.other_id if link.concept_id == concept.id else link.concept_id)
        elif link.concept_id == concept.id:
            broader.append(link.other_id)
        else:
            narrower.append(link.concept_id)
    return concept_names.named(broader), concept_names.named(narrower), concept_names.named(dict.fromkeys(related))


def _questions(ids: list[int]) -> tuple[ShownQuestion, ...]:
    """The questions with a published position that rests on one of the statements."""
    touching = Statement.objects.published().filter(kind=Kind.POSITION, bases__statement__in=ids)
    rows = Question.objects.filter(id__in=touching.values("question")).order_by("rank", "slug")
    return tuple(ShownQuestion(row.text, row.get_absolute_url()) for row in rows)


def _cited_sources(statements: Iterable[Row]) -> tuple[CitedSource, ...]:
    """The sources that the statements cite, in the order of sources."""
    articles = [quotation.cited for row in statements for quotation in evidence_of(row).quotations]
    counts = Counter(article.source_slug for article in articles)
    first = {article.source_slug: article for article in reversed(articles)}
    return tuple(
        CitedSource(one.source, reverse("pages:source", args=[one.source_slug]), one.lang, counts[one.source_slug])
        for one in sorted(first.values(), key=lambda article: article.place)
    )


def _neighbours(
    concept: NamedConcept, distinctions: Iterable[ShownDistinction], concept_names: ConceptNames
) -> tuple[Neighbour, ...]:
    """All other concepts, those with most distinctions first."""
    apart: dict[int, list[ShownDistinction]] = {
        other.id: [] for other in concept_names.concepts if other.id != concept.id
    }
    for one in distinctions:
        for other in one.concepts:
            if other.id != concept.id:
                apart[other.id].append(one)
    others = sorted(concept_names.named(apart), key=lambda other: (-len(apart[other.id]), other.place))
    return tuple(Neighbour(other, comparison_address((concept, other)), tuple(apart[other.id])) for other in others)
