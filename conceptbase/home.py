"""Build the home page."""

from collections.abc import Iterable
from dataclasses import dataclass, replace

from django.db.models import Count

from concepts.comparison.filters import Filters
from concepts.comparison.rows import TableCell
from concepts.comparison.selection import select_concepts
from concepts.comparison.suggestions import SuggestedComparison
from concepts.comparison.table import Table, build_table
from concepts.drawings.graph import focus
from concepts.evidence.concept_names import ConceptNames, NamedConcept, load_concept_names
from concepts.evidence.findings import ShownFinding
from concepts.evidence.loading import ShownStatement
from concepts.models import Statement
from concepts.pages.lists import ListEntry, list_questions
from concepts.pages.map import CONTRAST, MapFact, build_map_page
from concepts.pages.map_picture import FactGroup, MapPicture, draw_picture, group_facts
from concepts.pages.which_word import WordWithSenses, load_shared_words
from sources.languages import Text

MOST_QUESTIONS = 3
MOST_SUGGESTIONS = 4  # besides the featured comparison
MOST_DIFFERING, MOST_TOGETHER = 4, 1  # findings of the featured comparison


@dataclass(frozen=True, slots=True)
class ContrastSummary:
    """A contrast in short: one statement for each concept, and the address of the contrast in the comparison."""

    dimension: Text
    address: str
    sides: tuple[ShownStatement, ...]
    distinction: ShownStatement


@dataclass(frozen=True, slots=True)
class FeaturedComparison:
    """The comparison with most distinctions, in short: its strongest findings, or its contrasts where it has none."""

    suggestion: SuggestedComparison
    findings: tuple[ShownFinding, ...]
    contrasts: tuple[ContrastSummary, ...]

    @property
    def concepts(self) -> tuple[NamedConcept, ...]:
        """Return the concepts that are compared."""
        return self.suggestion.concepts


@dataclass(frozen=True, slots=True)
class Figures:
    """The numbers of published statements, of the passages that they cite, and of the sources of these."""

    statements: int
    passages: int
    sources: int


@dataclass(frozen=True, slots=True)
class Home:
    """Everything on the home page; parts without content are empty."""

    concepts: tuple[NamedConcept, ...]
    featured: FeaturedComparison | None
    suggestions: tuple[SuggestedComparison, ...]
    picture: MapPicture
    facts: tuple[FactGroup, ...]
    shared_words: tuple[WordWithSenses, ...]
    questions: tuple[ListEntry, ...]
    figures: Figures


def build_home() -> Home:
    """Build the home page in a fixed number of queries."""
    concept_names = load_concept_names()
    page = build_map_page(concept_names)
    best = _suggestions(page.facts)
    graph = focus(page.graph, [node.key for node in page.graph.nodes if node.core])
    return Home(
        concepts=concept_names.concepts,
        featured=_featured(best[0], concept_names) if best else None,
        suggestions=best[1 : MOST_SUGGESTIONS + 1],
        picture=draw_picture(graph),
        facts=group_facts(page.facts, graph),
        shared_words=load_shared_words(concept_names),
        questions=tuple(question for question in list_questions() if question.count > 1)[:MOST_QUESTIONS],
        figures=_figures(),
    )


def _suggestions(facts: Iterable[MapFact]) -> tuple[SuggestedComparison, ...]:
    """Return the pairs of concepts with distinctions, those with most of them first, then in canonical order."""
    pairs = [
        SuggestedComparison((*fact.subjects, *fact.objects), fact.address, fact.distinctions)
        for fact in facts
        if fact.kind == CONTRAST
    ]
    return tuple(sorted(pairs, key=lambda pair: (-pair.distinctions, [concept.place for concept in pair.concepts])))


def _featured(suggestion: SuggestedComparison, concept_names: ConceptNames) -> FeaturedComparison:
    """Build the suggested comparison and take from it what says it in short."""
    selection = select_concepts([concept.slug for concept in suggestion.concepts], concept_names)
    table = build_table(selection, concept_names, Filters())
    findings = tuple(
        replace(finding, address=f"{suggestion.address}{finding.address}" if finding.address else "")
        for finding in (*table.findings.differ[:MOST_DIFFERING], *table.findings.together[:MOST_TOGETHER])
    )
    return FeaturedComparison(suggestion, findings, () if findings else _summarise(table, suggestion.address))


def _summarise(table: Table, address: str) -> tuple[ContrastSummary, ...]:
    """Return the headlines of the comparison in which each concept has a statement."""
    summaries = []
    for headline in table.headlines:
        line = next(line for line in headline.row.lines if line.distinction is headline.distinction)
        sides = tuple(side for cell in line.cells if (side := _side(cell)))
        if len(sides) == len(table.concepts):
            contrast_address = f"{address}#{headline.distinction.code}"
            summaries.append(ContrastSummary(headline.row.name, contrast_address, sides, headline.distinction))
    return tuple(summaries)


def _side(cell: TableCell) -> ShownStatement | None:
    """Return the statement on one concept in a line under a distinction; None where there is none."""
    return cell.statements[0] if cell.statements else cell.repeated


def _figures() -> Figures:
    """Count the published content in one query."""
    counts = Statement.objects.published().aggregate(
        statements=Count("id", distinct=True),
        passages=Count("citations__passage", distinct=True),
        sources=Count("citations__passage__version__source", distinct=True),
    )
    return Figures(**counts)
