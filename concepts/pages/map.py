"""Build the concept map: the lines to draw between concepts, and the same facts with their statements as data."""

from collections import Counter
from dataclasses import dataclass
from itertools import combinations, product

from django.utils.translation import gettext as _

from concepts.drawings.graph import Edge, Form, Graph, LineKind, Node
from concepts.evidence.comparison_address import canonical_address
from concepts.evidence.concept_names import ConceptNames, NamedConcept, load_concept_names
from concepts.models import ConceptLink, RelationType, Side, Statement, StatementConcept
from sources.languages import HTML_LANG, Text, reader_language

BROADER, RELATED, CONTRAST = "broader", "related", "contrast"


@dataclass(frozen=True, slots=True)
class MapFact:
    """One fact that the map shows. It reads as a sentence: subjects, the name of the line, objects.

    `address` leads to the statement that says it; for a contrast, to the comparison, and `distinctions` is their
    number. A link between concepts (broader, related) is our own arrangement and has no address.
    """

    subjects: tuple[NamedConcept, ...]
    name: Text
    objects: tuple[NamedConcept, ...]
    kind: str
    address: str = ""
    distinctions: int = 0


@dataclass(frozen=True, slots=True)
class MapPage:
    """The map and its facts, which come in the order of the map's key."""

    graph: Graph
    facts: tuple[MapFact, ...]


def build_map_page(concept_names: ConceptNames | None = None) -> MapPage:
    """Build the map of all concepts, their links and all published relations and distinctions.

    Costs four queries, and one more where the caller passes no `concept_names`.
    """
    concept_names = concept_names or load_concept_names()
    statements = (
        Statement.objects.published()
        .filter(kind=Statement.Kind.RELATION)
        .select_related("relation_type")
        .prefetch_related("concept_links")
        .order_by("relation_type__rank", "relation_type__slug", "rank", "code")
    )
    # A constraint ensures that each relation has a type; the condition is for the type checker.
    relations = [
        (statement, statement.relation_type)
        for statement in statements
        if statement.relation_type and concept_names.has(*(link.concept_id for link in statement.concept_links.all()))
    ]
    links = [
        link
        for link in ConceptLink.objects.order_by("concept__rank", "rank", "id")
        if concept_names.has(link.concept_id, link.other_id)
    ]
    contrasts = {pair: count for pair, count in _contrasts().items() if concept_names.has(*pair)}
    facts = (
        *(_relation(statement, relation_type, concept_names) for statement, relation_type in relations),
        *(_link(link, concept_names) for link in links if link.kind == ConceptLink.Kind.BROADER),
        *(_contrast(pair, count, concept_names) for pair, count in contrasts.items()),
        *(_link(link, concept_names) for link in links if link.kind == ConceptLink.Kind.RELATED),
    )
    kinds = _kinds([relation_type for _statement, relation_type in relations])
    edges = _edges(facts)
    used = {edge.kind for edge in edges}
    nodes = tuple(
        Node(concept.slug, concept.name, concept.other_name, concept.address, concept.hue, concept.core)
        for concept in concept_names.concepts
    )
    return MapPage(Graph(nodes, tuple(kind for kind in kinds if kind.key in used), edges), facts)


def _contrasts() -> dict[tuple[int, int], int]:
    """Count the published distinctions between each two concepts, by their ids; the largest numbers come first."""
    sides = Side.objects.filter(distinction__status=Statement.Status.PUBLISHED).order_by(
        "distinction_id", "concept__rank", "concept__slug"
    )
    by_distinction: dict[int, list[int]] = {}
    for distinction, concept in sides.values_list("distinction_id", "concept_id"):
        by_distinction.setdefault(distinction, []).append(concept)
    pairs = (pair for concepts in by_distinction.values() for pair in combinations(concepts, 2))
    return dict(Counter(pairs).most_common())


def _kinds(types: list[RelationType]) -> list[LineKind]:
    """Return the kinds of lines: relation types in their order, then our own.

    The most frequent relation type is drawn without a number.
    """
    counts = Counter(relation_type.slug for relation_type in types)
    plain = counts.most_common(1)[0][0] if counts else ""
    numbers = iter(range(1, len(counts) + 1))
    relations = [
        LineKind(slug, relation_type.name, Form.RELATION, 0 if slug == plain else next(numbers))
        for slug, relation_type in {relation_type.slug: relation_type for relation_type in types}.items()
    ]
    # A relation type may have any slug, but no slug contains `:`.
    return [
        *(LineKind(f"type:{kind.key}", kind.name, kind.form, kind.number) for kind in relations),
        LineKind(BROADER, _name(BROADER), Form.BROADER),
        LineKind(CONTRAST, _name(CONTRAST), Form.CONTRAST),
        LineKind(RELATED, _name(RELATED), Form.RELATED),
    ]


def _name(kind: str) -> Text:
    """Return the name of one of our own kinds of lines in the reader's language."""
    names = {
        BROADER: _("falls under"),
        CONTRAST: _("differs from"),
        RELATED: _("is related to"),
    }
    return Text(names[kind], HTML_LANG[reader_language()])


def _relation(statement: Statement, relation_type: RelationType, concept_names: ConceptNames) -> MapFact:
    """Return the fact that a relation states."""
    links = sorted(statement.concept_links.all(), key=lambda link: (link.rank, link.id))
    subjects, objects = (
        concept_names.named(link.concept_id for link in links if link.role == role)
        for role in (StatementConcept.Role.SUBJECT, StatementConcept.Role.OBJECT)
    )
    return MapFact(subjects, relation_type.name, objects, f"type:{relation_type.slug}", statement.get_absolute_url())


def _link(link: ConceptLink, concept_names: ConceptNames) -> MapFact:
    """Return the fact that a link between concepts states."""
    return MapFact(
        concept_names.named([link.concept_id]), _name(link.kind), concept_names.named([link.other_id]), link.kind
    )


def _contrast(pair: tuple[int, int], count: int, concept_names: ConceptNames) -> MapFact:
    """Return the fact that `count` distinctions set two concepts apart."""
    first, second = concept_names.named(pair)
    return MapFact((first,), _name(CONTRAST), (second,), CONTRAST, canonical_address((first, second)), count)


def _edges(facts: tuple[MapFact, ...]) -> tuple[Edge, ...]:
    """Return one line for all facts of one kind between two concepts.

    A link between concepts, which no statement supports, is drawn only where no other line joins the two.
    """
    found: dict[tuple[str, str, str], Edge] = {}
    joined: set[frozenset[str]] = set()
    for fact in facts:
        for subject, target in product(fact.subjects, fact.objects):
            pair = frozenset((subject.slug, target.slug))
            if fact.kind in (BROADER, RELATED) and pair in joined:
                continue
            joined.add(pair)
            back = (target.slug, subject.slug, fact.kind)
            if back in found:
                found[back] = Edge(*back, weight=found[back].weight, both=True)
            else:
                key = (subject.slug, target.slug, fact.kind)
                found.setdefault(key, Edge(*key, weight=max(fact.distinctions, 1)))
    return tuple(found.values())
