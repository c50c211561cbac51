"""Draw the concept map with its key, and arrange its facts as sentences.

The maps that home and the map page begin with are kept in memory until content changes: to place boxes and bend lines
takes longer than anything else on these pages.
"""

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass

from django.urls import reverse
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _

from concepts.drawings.concept_map import TALL, WIDE, draw_map, draw_sample
from concepts.drawings.graph import Graph, LineKind
from concepts.evidence.addresses import NoSuchPartError, nothing_called
from concepts.evidence.concept_names import ConceptNames, NamedConcept, load_concept_names
from concepts.evidence.open_questions import OpenQuestions
from concepts.evidence.process_cache import ProcessCache
from concepts.pages.map import (
    MOST_ON_THE_MAP,
    DistinctionNumbers,
    MapFact,
    MapPage,
    build_map_page,
    build_surroundings,
)
from sources.languages import HTML_LANG, Text, reader_language

CONCEPT = "concept"  # the key of the query
FIRST_CONCEPTS = 6


@dataclass(frozen=True, slots=True)
class KeyLine:
    """One kind of line in the key: a drawn sample and its name."""

    sample: SafeString
    name: Text


@dataclass(frozen=True, slots=True)
class MapPicture:
    """The map for wide and for narrow pages, and its key. Both pictures are empty where there is nothing to draw."""

    wide: SafeString
    tall: SafeString
    key: tuple[KeyLine, ...]


@dataclass(frozen=True, slots=True)
class MapSentence:
    """A fact of the map as a sentence. `number` counts, from 1, the facts that make the same sentence."""

    fact: MapFact
    number: int


@dataclass(frozen=True, slots=True)
class FactGroup:
    """The facts that are drawn with one kind of line."""

    name: Text
    sentences: tuple[MapSentence, ...]


@dataclass(frozen=True, slots=True)
class DrawnMap:
    """A map and its facts in words."""

    picture: MapPicture
    groups: tuple[FactGroup, ...]


@dataclass(frozen=True, slots=True)
class MapView:
    """The page of the map: of all concepts, of the core ones, or of what surrounds the `chosen` one.

    `others` are the concepts whose surroundings the page leads to, `left_out` counts the neighbours of the chosen one
    that are not on its map, and `is_whole` tells whether all concepts are on it.
    """

    drawn: DrawnMap
    chosen: NamedConcept | None
    others: tuple[NamedConcept, ...]
    left_out: int
    is_whole: bool
    address: str


def build_map_view(slug: str = "") -> MapView:
    """Build the page of the map, around the concept with this slug where one is given; raises NoSuchPartError."""
    concept_names = load_concept_names()
    concepts = concept_names.concepts
    address = reverse("pages:map", query={CONCEPT: slug} if slug else None)
    if slug:
        chosen = concept_names.by_slug.get(slug)
        if chosen is None:
            raise NoSuchPartError(nothing_called(slug), reverse("pages:map"))
        found = build_surroundings(concept_names, chosen)
        on_map = {node.key for node in found.page.graph.nodes}
        others = tuple(other for other in concepts if other.slug in on_map and other is not chosen)
        return MapView(_draw(found.page), chosen, others, found.left_out, False, address)
    is_whole = len(concepts) <= MOST_ON_THE_MAP
    if is_whole:
        drawn = _drawn_maps.get_shown(f"all {reader_language()}", lambda: _draw(build_map_page(concept_names)))
    else:
        drawn = draw_core_map(concept_names)
    return MapView(drawn, None, _core(concepts), 0, is_whole, address)


def draw_core_map(
    concept_names: ConceptNames,
    numbers: DistinctionNumbers | None = None,
    open_questions: OpenQuestions | None = None,
) -> DrawnMap:
    """Draw the map of the core concepts, in at most four queries; `numbers` and `open_questions` save one each."""
    core = _core(concept_names.concepts)
    return _drawn_maps.get_shown(
        f"core {reader_language()}", lambda: _draw(build_map_page(concept_names, core, numbers, open_questions))
    )


def _core(concepts: tuple[NamedConcept, ...]) -> tuple[NamedConcept, ...]:
    """Return the core concepts, the first few where none is core."""
    return tuple(concept for concept in concepts if concept.core) or concepts[:FIRST_CONCEPTS]


def _draw(page: MapPage) -> DrawnMap:
    return DrawnMap(draw_picture(page.graph), group_facts(page.facts))


_drawn_maps: ProcessCache[DrawnMap] = ProcessCache()


def draw_picture(graph: Graph) -> MapPicture:
    """Draw the map for wide and for narrow pages, with its key in the order of the graph's kinds."""
    label = Text(_("Concept map"), HTML_LANG[reader_language()])
    return MapPicture(draw_map(graph, label, WIDE), draw_map(graph, label, TALL), tuple(map(_key_line, graph.kinds)))


def group_facts(facts: Iterable[MapFact]) -> tuple[FactGroup, ...]:
    """Group the facts by kind of line, in their order."""
    names: dict[str, Text] = {}
    by_kind: dict[str, list[MapSentence]] = {}
    numbers: Counter[tuple[str, tuple[int, ...], tuple[int, ...]]] = Counter()
    for fact in facts:
        sentence = (
            fact.kind,
            tuple(concept.id for concept in fact.subjects),
            tuple(concept.id for concept in fact.objects),
        )
        numbers[sentence] += 1
        names.setdefault(fact.kind, fact.name)
        by_kind.setdefault(fact.kind, []).append(MapSentence(fact, numbers[sentence]))
    return tuple(FactGroup(names[kind], tuple(sentences)) for kind, sentences in by_kind.items())


def _key_line(kind: LineKind) -> KeyLine:
    return KeyLine(draw_sample(kind), kind.name)
