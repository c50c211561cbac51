"""The concept map as pages show it: pictures, their key, and the same facts as sentences. Loads nothing."""

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass

from django.utils.safestring import SafeString
from django.utils.translation import gettext as _

from concepts.drawings.concept_map import TALL, WIDE, draw_map, draw_sample
from concepts.drawings.graph import Graph, LineKind
from concepts.pages.map import Fact
from sources.languages import HTML_LANG, Text, reader_language


@dataclass(frozen=True, slots=True)
class KeyLine:
    """One kind of line: how it is drawn, and what it says."""

    sample: SafeString
    name: Text


@dataclass(frozen=True, slots=True)
class MapPicture:
    """The map for wide and for narrow pages, and its key; both pictures are empty where there is nothing to draw."""

    wide: SafeString
    tall: SafeString
    key: tuple[KeyLine, ...]


@dataclass(frozen=True, slots=True)
class ToldFact:
    """A fact of the map as a sentence; `turn` counts, from 1, the facts that read the same."""

    fact: Fact
    turn: int


@dataclass(frozen=True, slots=True)
class FactGroup:
    """The facts that one kind of line stands for."""

    name: Text
    facts: tuple[ToldFact, ...]


def draw_picture(graph: Graph) -> MapPicture:
    """Draws the map both ways, with its key in the order of the graph's kinds."""
    label = Text(_("Concept map"), HTML_LANG[reader_language()])
    return MapPicture(draw_map(graph, label, WIDE), draw_map(graph, label, TALL), tuple(map(_key_line, graph.kinds)))


def group_facts(facts: Iterable[Fact], among: Graph) -> tuple[FactGroup, ...]:
    """The facts by kind of line, in their order; those that name a concept which the map `among` lacks are left out."""
    known = {node.key for node in among.nodes}
    names: dict[str, Text] = {}
    told: dict[str, list[ToldFact]] = {}
    turns: Counter[tuple[str, tuple[int, ...], tuple[int, ...]]] = Counter()
    for fact in facts:
        if known.issuperset(concept.slug for concept in (*fact.subjects, *fact.objects)):
            sentence = (
                fact.kind,
                tuple(concept.id for concept in fact.subjects),
                tuple(concept.id for concept in fact.objects),
            )
            turns[sentence] += 1
            names.setdefault(fact.kind, fact.name)
            told.setdefault(fact.kind, []).append(ToldFact(fact, turns[sentence]))
    return tuple(FactGroup(names[kind], tuple(rows)) for kind, rows in told.items())


def _key_line(kind: LineKind) -> KeyLine:
    return KeyLine(draw_sample(kind), kind.name)
