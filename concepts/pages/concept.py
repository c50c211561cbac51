"""Build the page of one concept, with everything that is published about it."""

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from django.db.models import Q
from django.urls import reverse

from concepts.content.counting import Voices
from concepts.evidence.addresses import find_row
from concepts.evidence.comparison_address import canonical_address, in_canonical_order
from concepts.evidence.concept_names import (
    ConceptNames,
    LabelGroup,
    NamedConcept,
    label_groups,
    load_concept_names,
)
from concepts.evidence.findings import (
    FindingList,
    QuestionLink,
    ShownFinding,
    build_findings,
    divide,
    link_questions,
    load_open_questions,
)
from concepts.evidence.leaving_out import ArticlesLeftOut, LeavingOut, describe_leaving_out
from concepts.evidence.loading import (
    ShownStatement,
    best_supported,
    join_speaking,
    load_statements,
    put_parts_into_heads,
    statements_with_notes,
)
from concepts.evidence.order import group_by_dimension
from concepts.evidence.statement_rows import load_rows
from concepts.models import Concept, ConceptLink, Side, Statement, StatementConcept
from concepts.pages.long_lists import LongList, split_long_list
from sources.languages import Text

Kind = Statement.Kind
# How many statements are shown before the others are folded away; of characteristics: on each dimension.
DEFINITIONS_SHOWN, CHARACTERISTICS_SHOWN, RELATIONS_SHOWN = 5, 2, 5


@dataclass(frozen=True, slots=True)
class DimensionGroup:
    """What is said of the concept on one dimension, and the articles that say it."""

    slug: str
    name: Text
    question: Text
    address: str
    statements: LongList
    voices: Voices


@dataclass(frozen=True, slots=True)
class Neighbour:
    """Another concept, the address of its comparison with this one, and the distinctions between the two."""

    concept: NamedConcept
    address: str
    distinctions: tuple[ShownStatement, ...]


@dataclass(frozen=True, slots=True)
class CitedSource:
    """A source that is cited on the page, and the number of its citations there."""

    title: Text
    credit: Text
    address: str
    lang: str
    citations: int


@dataclass(frozen=True, slots=True)
class FindingGroup:
    """The findings about the same concepts, and the address of their comparison; empty where they are too many."""

    concepts: tuple[NamedConcept, ...]
    address: str
    findings: FindingList


@dataclass(frozen=True, slots=True)
class ConceptPage:
    """One concept with all that is published about it."""

    concept: NamedConcept
    labels: tuple[LabelGroup, ...]
    scope_note: Text
    broader: tuple[NamedConcept, ...]
    narrower: tuple[NamedConcept, ...]
    related: tuple[NamedConcept, ...]
    definitions: LongList
    findings: tuple[FindingGroup, ...]
    dimensions: tuple[DimensionGroup, ...]
    relations: LongList
    questions: tuple[QuestionLink, ...]
    sources: tuple[CitedSource, ...]
    neighbours: tuple[Neighbour, ...]
    leaving_out: LeavingOut

    @property
    def distinguished_neighbours(self) -> tuple[Neighbour, ...]:
        """Return the neighbours with at least one distinction, those with most distinctions first."""
        return tuple(neighbour for neighbour in self.neighbours if neighbour.distinctions)

    @property
    def other_neighbours(self) -> tuple[Neighbour, ...]:
        """Return the neighbours without a distinction."""
        return tuple(neighbour for neighbour in self.neighbours if not neighbour.distinctions)

    @property
    def most_voices(self) -> int:
        """Return the number of voices that the longest bar of a dimension stands for."""
        return max((group.voices.count for group in self.dimensions), default=0)

    @property
    def noted(self) -> tuple[ShownStatement, ...]:
        """Return the statements shown with a button for their note: those that are not folded away."""
        lists = (self.definitions, *(group.statements for group in self.dimensions), self.relations)
        return statements_with_notes(statement for long_list in lists for statement in long_list.first)


def build_concept_page(slug: str, without: Sequence[str] = ()) -> ConceptPage:
    """Build the page in a fixed number of queries; `without` is read by `ArticlesLeftOut.read`.

    Raises MovedError, GoneError or Http404 as `find_row` does, and UnknownFilterError as `ArticlesLeftOut.read` does.
    """
    concept = find_row(Concept.objects.published().with_labels(), slug)
    left_out = ArticlesLeftOut.read(without)
    concept_names = load_concept_names()
    distinguishing = Q(id__in=Side.objects.filter(concept=concept).values("distinction"))
    about = Q(id__in=StatementConcept.objects.filter(concept=concept).values("statement"))
    rows = load_rows(Statement.objects.published().filter(about | distinguishing).order_by("rank", "code"))
    everything = load_statements(rows, concept_names)
    own = list(left_out.apply_to_all(everything).values())
    open_questions = load_open_questions({key for each in own for key in (each.row.id, *each.links.bases)})
    disputed = [open_questions[each.row.id] for each in own if each.row.id in open_questions]
    shown = put_parts_into_heads(own)
    named = concept_names.by_id[concept.id]
    broader, narrower, related = _links(concept, concept_names)
    return ConceptPage(
        concept=named,
        labels=label_groups(concept),
        scope_note=concept.scope_note,
        broader=broader,
        narrower=narrower,
        related=related,
        definitions=split_long_list(_of_kind(shown, Kind.DEFINITION), DEFINITIONS_SHOWN),
        findings=_group_findings(build_findings(own, open_questions)),
        dimensions=_by_dimension(_of_kind(shown, Kind.CHARACTERISTIC)),
        relations=split_long_list(_of_kind(shown, Kind.RELATION), RELATIONS_SHOWN),
        questions=link_questions(question for each in disputed for question in each.questions),
        sources=_cited_sources(own),
        neighbours=_neighbours(named, best_supported(own, Kind.DISTINCTION), concept_names),
        leaving_out=describe_leaving_out(left_out, own, everything.values(), concept.get_absolute_url()),
    )


def _of_kind(statements: Iterable[ShownStatement], kind: Kind) -> list[ShownStatement]:
    """Return the statements of one kind."""
    return [statement for statement in statements if statement.kind == kind]


def _by_dimension(characteristics: Iterable[ShownStatement]) -> tuple[DimensionGroup, ...]:
    """Group the characteristics by dimension, the core dimensions first."""
    return tuple(
        DimensionGroup(
            slug=dimension.slug,
            name=dimension.name,
            question=dimension.question,
            address=dimension.get_absolute_url(),
            statements=split_long_list(own, CHARACTERISTICS_SHOWN),
            voices=join_speaking(own),
        )
        for dimension, own in group_by_dimension(characteristics, lambda statement: statement.row).items()
    )


def _links(
    concept: Concept, concept_names: ConceptNames
) -> tuple[tuple[NamedConcept, ...], tuple[NamedConcept, ...], tuple[NamedConcept, ...]]:
    """Load the broader, the narrower and the related concepts in one query."""
    broader, narrower, related = [], [], []
    for link in ConceptLink.objects.filter(Q(concept=concept) | Q(other=concept)).order_by("rank", "id"):
        if not concept_names.has(link.concept_id, link.other_id):
            continue
        if link.kind == ConceptLink.Kind.RELATED:
            related.append(link.other_id if link.concept_id == concept.id else link.concept_id)
        elif link.concept_id == concept.id:
            broader.append(link.other_id)
        else:
            narrower.append(link.concept_id)
    return concept_names.named(broader), concept_names.named(narrower), concept_names.named(dict.fromkeys(related))


def _group_findings(findings: FindingList) -> tuple[FindingGroup, ...]:
    """Return the findings by the concepts that they are about, those about fewest first, then in canonical order."""
    grouped: dict[tuple[NamedConcept, ...], list[ShownFinding]] = {}
    for finding in findings.all:
        grouped.setdefault(in_canonical_order(finding.statement.subjects), []).append(finding)
    ordered = sorted(grouped, key=lambda concepts: (len(concepts), [concept.place for concept in concepts]))
    return tuple(FindingGroup(concepts, canonical_address(concepts), divide(grouped[concepts])) for concepts in ordered)


def _cited_sources(statements: Iterable[ShownStatement]) -> tuple[CitedSource, ...]:
    """Return the sources that the statements cite, in the order of sources."""
    articles = [quotation.cited for statement in statements for quotation in statement.quotations]
    counts = Counter(article.source_slug for article in articles)
    first = {article.source_slug: article for article in reversed(articles)}
    return tuple(
        CitedSource(
            article.source,
            article.credit,
            reverse("pages:source", args=[article.source_slug]),
            article.lang,
            counts[article.source_slug],
        )
        for article in sorted(first.values(), key=lambda article: article.place)
    )


def _neighbours(
    concept: NamedConcept, distinctions: Iterable[ShownStatement], concept_names: ConceptNames
) -> tuple[Neighbour, ...]:
    """Return all other concepts, those with most distinctions first."""
    between: dict[int, list[ShownStatement]] = {
        other.id: [] for other in concept_names.concepts if other.id != concept.id
    }
    for distinction in distinctions:
        for other in distinction.concepts:
            if other.id != concept.id:
                between[other.id].append(distinction)
    others = sorted(concept_names.named(between), key=lambda other: (-len(between[other.id]), other.place))
    return tuple(Neighbour(other, canonical_address((concept, other)), tuple(between[other.id])) for other in others)
