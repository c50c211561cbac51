"""The concept map: which lines to draw between concepts, and the same facts in words, with their statements."""

from collections import Counter
from dataclasses import dataclass
from itertools import combinations, product

from django.utils.translation import gettext as _

from concepts.drawings.graph import Edge, Form, Graph, LineKind, Node
from concepts.evidence.concept_names import ConceptNames, NamedConcept, comparison_address, load_concept_names
from concepts.models import ConceptLink, RelationType, Side, Statement, StatementConcept
from sources.languages import HTML_LANG, Text, reader_language

BROADER, RELATED, CONTRAST = "broader", "related", "contrast"


@dataclass(frozen=True, slots=True)
class Fact:
    """One thing the map shows, to be read as a sentence: subjects, the name of the line, objects.

    `address` leads to the statement behind it, or for a contrast to the comparison with its `distinctions`; a link in
    the order of concepts is our own and has none.
    """

    subjects: tuple[NamedConcept, ...]
    name: Text
    objects: tuple[NamedConcept, ...]
    kind: str
    address: str = ""
    distinctions: int = 0


@dataclass(frozen=True, slots=True)
class MapPage:
    """The map with its facts, in the order of the legend."""

    graph: Graph
    facts: tuple[Fact, ...]


def build_map_page(concept_names: ConceptNames | None = None) -> MapPage:
    """Builds the map of all concepts and all published relations and distinctions.

    Costs four queries, and one more where the caller has no lexicon yet.
    """
    concept_names = concept_names or load_concept_names()
    statements = (
        Statement.objects.published()
        .filter(kind=Statement.Kind.RELATION)
        .select_related("relation_type")
        .prefetch_related("concept_links")
        .order_by("relation_type__rank", "relation_type__slug", "rank", "code")
    )
    # A CHECK of the table sees to it that each has a type.
    relations = [(statement, statement.relation_type) for statement in statements if statement.relation_type]
    links = list(ConceptLink.objects.order_by("concept__rank", "rank", "id"))
    contrasts = _contrasts()
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
        Node(one.slug, one.name, one.other_name, one.address, one.hue, one.core) for one in concept_names.concepts
    )
    return MapPage(Graph(nodes, tuple(kind for kind in kinds if kind.key in used), edges), facts)


def _contrasts() -> dict[tuple[int, int], int]:
    """How many published distinctions set each two concepts apart, most first."""
    sides = Side.objects.filter(distinction__status=Statement.Status.PUBLISHED).order_by(
        "distinction_id", "concept__rank", "concept__slug"
    )
    concepts: dict[int, list[int]] = {}
    for distinction, concept in sides.values_list("distinction_id", "concept_id"):
        concepts.setdefault(distinction, []).append(concept)
    return dict(Counter(pair for one in concepts.values() for pair in combinations(one, 2)).most_common())


def _kinds(types: list[RelationType]) -> list[LineKind]:
    """The kinds of lines: relation types in their order, then ours. The commonest type is drawn without a number."""
    counts = Counter(one.slug for one in types)
    plain = counts.most_common(1)[0][0] if counts else ""
    numbers = iter(range(1, len(counts) + 1))
    relations = [
        LineKind(one.slug, one.name, Form.RELATION, 0 if one.slug == plain else next(numbers))
        for one in {one.slug: one for one in types}.values()
    ]
    # A relation type may bear any slug; `:` stands in none.
    return [
        *(LineKind(f"type:{kind.key}", kind.name, kind.form, kind.number) for kind in relations),
        LineKind(BROADER, _name(BROADER), Form.BROADER),
        LineKind(CONTRAST, _name(CONTRAST), Form.CONTRAST),
        LineKind(RELATED, _name(RELATED), Form.RELATED),
    ]


def _name(kind: str) -> Text:
    names = {
        BROADER: _("falls under"),
        CONTRAST: _("is told apart from"),
        RELATED: _("is related to"),
    }
    return Text(names[kind], HTML_LANG[reader_language()])


def _relation(statement: Statement, relation_type: RelationType, concept_names: ConceptNames) -> Fact:
    links = sorted(statement.concept_links.all(), key=lambda link: (link.rank, link.id))
    subjects, objects = (
        concept_names.named(link.concept_id for link in links if link.role == role)
        for role in (StatementConcept.Role.SUBJECT, StatementConcept.Role.OBJECT)
    )
    return Fact(subjects, relation_type.name, objects, f"type:{relation_type.slug}", statement.get_absolute_url())


def _link(link: ConceptLink, concept_names: ConceptNames) -> Fact:
    (one,), (other,) = concept_names.named([link.concept_id]), concept_names.named([link.other_id])
    return Fact((one,), _name(link.kind), (other,), link.kind)


def _contrast(pair: tuple[int, int], count: int, concept_names: ConceptNames) -> Fact:
    one, other = concept_names.named(pair)
    return Fact((one,), _name(CONTRAST), (other,), CONTRAST, comparison_address((one, other)), count)


def _edges(facts: tuple[Fact, ...]) -> tuple[Edge, ...]:
    """One line for all facts of one kind between two concepts.

    A link of ours, for which no statement stands, is drawn only where nothing else joins the two.
    """
    found: dict[tuple[str, str, str], Edge] = {}
    joined: set[frozenset[str]] = set()
    for fact in facts:
        for one, other in product(fact.subjects, fact.objects):
            pair = frozenset((one.slug, other.slug))
            if fact.kind in (BROADER, RELATED) and pair in joined:
                continue
            joined.add(pair)
            back = (other.slug, one.slug, fact.kind)
            if back in found:
                found[back] = Edge(*back, weight=found[back].weight, both=True)
            else:
                key = (one.slug, other.slug, fact.kind)
                found.setdefault(key, Edge(*key, weight=max(fact.distinctions, 1)))
    return tuple(found.values())
