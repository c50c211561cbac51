"""What the home page shows."""

from collections.abc import Iterable
from dataclasses import dataclass

from django.db.models import Count

from concepts.comparison.filters import Filters
from concepts.comparison.rows import Cell
from concepts.comparison.selection import select_concepts
from concepts.comparison.suggestions import Suggestion
from concepts.comparison.table import Table, build_table
from concepts.content.counting import Voices
from concepts.drawings.graph import focus
from concepts.evidence.concept_names import ConceptNames, NamedConcept, load_concept_names
from concepts.evidence.loading import Shown
from concepts.models import Statement
from concepts.pages.lists import ListEntry, list_questions
from concepts.pages.map import CONTRAST, MapFact, build_map_page
from concepts.pages.map_picture import FactGroup, MapPicture, draw_picture, group_facts
from concepts.pages.which_word import WordWithSenses, load_shared_words
from sources.languages import Text

QUESTIONS = 3
SUGGESTIONS = 4  # besides the comparison that is shown


@dataclass(frozen=True, slots=True)
class Glance:
    """One contrast in miniature: a statement a concept, and the `address` of the contrast in the whole comparison."""

    dimension: Text
    address: str
    sides: tuple[Shown, ...]
    voices: Voices


@dataclass(frozen=True, slots=True)
class Hero:
    """The comparison with most to say, in miniature."""

    suggestion: Suggestion
    glances: tuple[Glance, ...]

    @property
    def concepts(self) -> tuple[NamedConcept, ...]:
        return self.suggestion.concepts


@dataclass(frozen=True, slots=True)
class Figures:
    """How much there is: published statements, the passages they cite, and the sources these stand in."""

    statements: int
    passages: int
    sources: int


@dataclass(frozen=True, slots=True)
class Home:
    """Everything on the home page; whatever has no content yet is empty."""

    concepts: tuple[NamedConcept, ...]
    hero: Hero | None
    suggestions: tuple[Suggestion, ...]
    picture: MapPicture
    facts: tuple[FactGroup, ...]
    shared_words: tuple[WordWithSenses, ...]
    questions: tuple[ListEntry, ...]
    figures: Figures


def build_home() -> Home:
    """Builds the home page in a fixed number of queries."""
    concept_names = load_concept_names()
    page = build_map_page(concept_names)
    best = _suggestions(page.facts)
    graph = focus(page.graph, [node.key for node in page.graph.nodes if node.core])
    return Home(
        concepts=concept_names.concepts,
        hero=_hero(best[0], concept_names) if best else None,
        suggestions=best[1 : SUGGESTIONS + 1],
        picture=draw_picture(graph),
        facts=group_facts(page.facts, graph),
        shared_words=load_shared_words(concept_names),
        questions=tuple(one for one in list_questions() if one.count > 1)[:QUESTIONS],
        figures=_figures(),
    )


def _suggestions(facts: Iterable[MapFact]) -> tuple[Suggestion, ...]:
    """The pairs that the map tells apart, those with most distinctions first, then in canonical order."""
    pairs = [
        Suggestion((*fact.subjects, *fact.objects), fact.address, fact.distinctions)
        for fact in facts
        if fact.kind == CONTRAST
    ]
    return tuple(sorted(pairs, key=lambda one: (-one.distinctions, [concept.place for concept in one.concepts])))


def _hero(suggestion: Suggestion, concept_names: ConceptNames) -> Hero:
    selection = select_concepts([concept.slug for concept in suggestion.concepts], concept_names)
    return Hero(suggestion, _glances(build_table(selection, concept_names, Filters()), suggestion.address))


def _glances(table: Table, address: str) -> tuple[Glance, ...]:
    """The headlines of the comparison with the statements of both sides, where each side has one."""
    glances = []
    for headline in table.headlines:
        line = next(line for line in headline.row.lines if line.distinction is headline.distinction)
        sides = tuple(side for cell in line.cells if (side := _side(cell)))
        if len(sides) == len(table.concepts):
            place = f"{address}#{headline.distinction.code}"
            glances.append(Glance(headline.row.name, place, sides, headline.voices))
    return tuple(glances)


def _side(cell: Cell) -> Shown | None:
    """What a line under a distinction says of one concept."""
    return cell.statements[0] if cell.statements else cell.again


def _figures() -> Figures:
    counts = Statement.objects.published().aggregate(
        statements=Count("id", distinct=True),
        passages=Count("citations__passage", distinct=True),
        sources=Count("citations__passage__version__source", distinct=True),
    )
    return Figures(**counts)
