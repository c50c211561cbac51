"""Build the page of one concept: first the answer, then one line a dimension, each leading to its evidence."""

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from django.db.models import Q
from django.urls import reverse

from concepts.content.counting import CitedArticle
from concepts.evidence.addresses import find_row
from concepts.evidence.comparison_address import DEFINITIONS, QUESTIONS, RELATIONS, canonical_address
from concepts.evidence.concept_names import (
    ConceptNames,
    LabelGroup,
    NamedConcept,
    label_groups,
    load_concept_names,
)
from concepts.evidence.findings import build_findings
from concepts.evidence.leaving_out import ArticlesLeftOut, LeavingOut, describe_leaving_out
from concepts.evidence.loading import ShownStatement, best_supported
from concepts.evidence.order import group_by_dimension
from concepts.evidence.wording import reader_wording
from concepts.models import Concept, ConceptLink, Side, Statement, StatementConcept
from concepts.pages.answer import PageAnswer, build_answer
from concepts.pages.concept_address import DISTINCTIONS, concept_row_address
from concepts.pages.said import load_said
from concepts.pages.said_lines import SaidLine, best_line
from sources.languages import Text

Kind = Statement.Kind
MOST_NEIGHBOURS, MOST_SOURCES, MOST_KIN = 8, 12, 12


@dataclass(frozen=True, slots=True)
class Neighbour:
    """Another concept, the address of its comparison with this one, and the number of distinctions between the two."""

    concept: NamedConcept
    address: str
    distinctions: int


@dataclass(frozen=True, slots=True)
class CitedSource:
    """A source that is cited for the concept, and the number of its citations."""

    title: Text
    credit: Text
    address: str
    lang: str
    citations: int


@dataclass(frozen=True, slots=True)
class RowAddresses:
    """The addresses of the rows that are no dimension."""

    definitions: str
    distinctions: str
    relations: str
    questions: str


@dataclass(frozen=True, slots=True)
class ConceptPage:
    """One concept: what the sources say of it, in short.

    `definition` is the best-supported one. Of neighbours and sources few are shown; `other_sources` counts the others.
    """

    concept: NamedConcept
    labels: tuple[LabelGroup, ...]
    scope_note: Text
    other_scope_note: Text
    broader: tuple[NamedConcept, ...]
    narrower: tuple[NamedConcept, ...]
    related: tuple[NamedConcept, ...]
    definition: SaidLine | None
    answer: PageAnswer
    lines: tuple[SaidLine, ...]
    rows: RowAddresses
    sources: tuple[CitedSource, ...]
    other_sources: int
    neighbours: tuple[Neighbour, ...]
    leaving_out: LeavingOut

    @property
    def empty(self) -> bool:
        """Whether nothing is said of the concept."""
        return not (self.definition or self.answer.differs or self.answer.goes_together or self.lines)


def build_concept_page(slug: str, without: Sequence[str] = ()) -> ConceptPage:
    """Build the page in a fixed number of queries; `without` is read by `ArticlesLeftOut.read`.

    Raises MovedError, GoneError or Http404 as `find_row` does, and UnknownFilterError as `ArticlesLeftOut.read` does.
    """
    return build_page_of_concept(find_concept(slug), load_concept_names(), without)


def find_concept(slug: str) -> Concept:
    """Return the published concept with its labels; raises what `find_row` does."""
    return find_row(Concept.objects.published().with_labels(), slug)


def build_page_of_concept(concept: Concept, concept_names: ConceptNames, without: Sequence[str] = ()) -> ConceptPage:
    """Build the page of a published concept that is loaded; raises UnknownFilterError as above."""
    left_out = ArticlesLeftOut.read(without)
    said = load_said(Statement.objects.published().filter(said_of(concept)), concept_names, left_out)
    heads = said.heads
    definitions = best_supported(heads, Kind.DEFINITION)
    named = concept_names.by_id[concept.id]
    distinctions = best_supported(heads, Kind.DISTINCTION)
    broader, narrower, related = _links(concept, concept_names)
    by_dimension = group_by_dimension(best_supported(heads, Kind.CHARACTERISTIC), lambda statement: statement.row)
    sources = _cited_sources(said.own)
    return ConceptPage(
        concept=named,
        labels=label_groups(concept),
        scope_note=concept.scope_note,
        other_scope_note=reader_wording().other(concept.scope_note_en, concept.scope_note_zh),
        broader=broader[:MOST_KIN],
        narrower=narrower[:MOST_KIN],
        related=related[:MOST_KIN],
        definition=best_line(named, DEFINITIONS, definitions) if definitions else None,
        answer=build_answer(
            build_findings(heads),
            distinctions,
            best_supported(heads, Kind.RELATION),
            said.questions,
        ),
        lines=tuple(
            best_line(named, dimension.slug, statements, dimension.name)
            for dimension, statements in by_dimension.items()
        ),
        rows=RowAddresses(
            *(concept_row_address(concept.slug, row) for row in (DEFINITIONS, DISTINCTIONS, RELATIONS, QUESTIONS))
        ),
        sources=sources[:MOST_SOURCES],
        other_sources=len(sources[MOST_SOURCES:]),
        neighbours=_neighbours(named, distinctions, (*broader, *narrower, *related), concept_names),
        leaving_out=describe_leaving_out(left_out, said.own, said.everything, concept.get_absolute_url()),
    )


def said_of(concept: Concept) -> Q:
    """Return what holds for the statements about the concept: it is their subject, object, or on a side of theirs."""
    distinguishing = Q(id__in=Side.objects.filter(concept=concept).values("distinction"))
    return Q(id__in=StatementConcept.objects.filter(concept=concept).values("statement")) | distinguishing


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


def _cited_sources(statements: Iterable[ShownStatement]) -> tuple[CitedSource, ...]:
    """Return the sources that the statements cite themselves, those with most citations first."""
    articles = [citation.cited for statement in statements for citation in statement.claim.citations]
    counts = Counter(article.source_slug for article in articles)
    first: dict[str, CitedArticle] = {}
    for article in articles:
        first.setdefault(article.source_slug, article)
    ordered = sorted(first.values(), key=lambda article: (-counts[article.source_slug], article.place))
    return tuple(
        CitedSource(
            article.source,
            article.credit,
            reverse("pages:source", args=[article.source_slug]),
            article.lang,
            counts[article.source_slug],
        )
        for article in ordered
    )


def _neighbours(
    concept: NamedConcept,
    distinctions: Iterable[ShownStatement],
    kin: Iterable[NamedConcept],
    concept_names: ConceptNames,
) -> tuple[Neighbour, ...]:
    """Return the concepts that a reader is most likely to compare with this one.

    First those with most distinctions from it, then its kin, then the core concepts.
    """
    between = Counter(other for each in distinctions for other in each.concepts if other != concept)
    told_apart = sorted(between, key=lambda other: (-between[other], other.place))
    core = (other for other in concept_names.concepts if other.core)
    likely = dict.fromkeys(other for other in (*told_apart, *kin, *core) if other != concept)
    return tuple(
        Neighbour(other, canonical_address((concept, other)), between[other])
        for other in list(likely)[:MOST_NEIGHBOURS]
    )
