"""Draw the concept map with its key, and arrange its facts as sentences. Nothing is loaded here."""

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass

from django.utils.safestring import SafeString
from django.utils.translation import gettext as _

from concepts.drawings.concept_map import TALL, WIDE, draw_map, draw_sample
from concepts.drawings.graph import Graph, LineKind
from concepts.pages.map import MapFact
from sources.languages import HTML_LANG, Text, reader_language


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


def draw_picture(graph: Graph) -> MapPicture:
    """Draw the map for wide and for narrow pages, with its key in the order of the graph's kinds."""
    label = Text(_("Concept map"), HTML_LANG[reader_language()])
    return MapPicture(draw_map(graph, label, WIDE), draw_map(graph, label, TALL), tuple(map(_key_line, graph.kinds)))


def group_facts(facts: Iterable[MapFact], among: Graph) -> tuple[FactGroup, ...]:
    """Group the facts by kind of line, in their order.

    Facts that name a concept which the map `among` does not show are left out.
    """
    known = {node.key for node in among.nodes}
    names: dict[str, Text] = {}
    by_kind: dict[str, list[MapSentence]] = {}
    numbers: Counter[tuple[str, tuple[int, ...], tuple[int, ...]]] = Counter()
    for fact in facts:
        if known.issuperset(concept.slug for concept in (*fact.subjects, *fact.objects)):
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
