"""Build the concept map: the lines to draw between concepts, and the same facts with their statements as data.

A map of all concepts can be read while they are few; with more there is one of the core concepts, and for each concept
one of what surrounds it.
"""

from collections import Counter, defaultdict
from collections.abc import Callable, Collection
from dataclasses import dataclass
from itertools import combinations, product

from django.urls import reverse
from django.utils.translation import gettext as _

from concepts.drawings.graph import Edge, Form, Graph, LineKind, Node, focus
from concepts.evidence.comparison_address import canonical_address
from concepts.evidence.concept_names import ConceptNames, NamedConcept, load_concept_names
from concepts.evidence.loading import QuestionLink
from concepts.evidence.open_questions import OpenQuestions, find_open_questions, link_questions
from concepts.models import ConceptLink, RelationType, Side, Statement, StatementConcept
from sources.languages import HTML_LANG, Text, reader_language
from sources.prepared_queries import PreparedQuery, RowQuery

LINK_COLUMNS = ("id", "concept_id", "other_id", "kind", "rank")
TYPE_COLUMNS = ("id", "slug", "name_en", "name_zh", "rank")
MOST_ON_THE_MAP = 40  # concepts; where there are more, the map has the core ones alone
MOST_NEIGHBOURS = 20  # of the concept that a map is about
BROADER, RELATED, CONTRAST = "broader", "related", "contrast"
DistinctionNumbers = dict[tuple[int, int], int]  # by the ids of two concepts in canonical order, the largest first


@dataclass(frozen=True, slots=True)
class MapFact:
    """One fact that the map shows. It reads as a sentence: subjects, the name of the line, objects.

    `address` leads to the statement that says it; for a contrast, to the comparison, and `distinctions` is their
    number. A link between concepts (broader, related) is our own arrangement and has no address. `questions` stand
    beside the statement.
    """

    subjects: tuple[NamedConcept, ...]
    name: Text
    objects: tuple[NamedConcept, ...]
    kind: str
    address: str = ""
    distinctions: int = 0
    questions: tuple[QuestionLink, ...] = ()


@dataclass(frozen=True, slots=True)
class MapPage:
    """The map and its facts, which come in the order of the map's key."""

    graph: Graph
    facts: tuple[MapFact, ...]


@dataclass(frozen=True, slots=True)
class NeighbourMap:
    """The map of what surrounds one concept; `left_out` counts the neighbours that are not on it."""

    page: MapPage
    left_out: int


def build_map_page(
    concept_names: ConceptNames | None = None,
    among: Collection[NamedConcept] | None = None,
    numbers: DistinctionNumbers | None = None,
    open_questions: OpenQuestions | None = None,
) -> MapPage:
    """Build the map of the concepts `among`, by default all: their links, published relations and distinctions.

    What names another concept besides is left out. Costs two queries, and one more for each of `concept_names`,
    `numbers` and `open_questions` that the caller does not pass.
    """
    concept_names = concept_names or load_concept_names()
    shown = concept_names.concepts if among is None else among
    return _build_page(concept_names, shown, _load_rows(concept_names, numbers, open_questions))


def build_surroundings(concept_names: ConceptNames, concept: NamedConcept) -> NeighbourMap:
    """Build the map of a concept and its MOST_NEIGHBOURS strongest neighbours, in four queries.

    A neighbour is stronger the more relations and distinctions join it to the concept. What joins two neighbours is
    left out, because the map is about the concept.
    """
    rows = _load_rows(concept_names, None).touching(concept.id)
    strength: Counter[int] = Counter()
    for relation in rows.relations:
        strength.update({*relation.subjects, *relation.objects})
    for link in rows.links:
        strength.update((link.concept_id, link.other_id))
    for pair, count in rows.numbers.items():
        strength.update(dict.fromkeys(pair, count))
    neighbours = sorted(
        (concept_names.by_id[other] for other in strength if other != concept.id and concept_names.has(other)),
        key=lambda other: (-strength[other.id], other.place),
    )
    shown = sorted((concept, *neighbours[:MOST_NEIGHBOURS]), key=lambda other: other.place)
    page = _build_page(concept_names, shown, rows)
    graph = focus(page.graph, [concept.slug], neighbours=True)
    return NeighbourMap(MapPage(graph, page.facts), max(0, len(neighbours) - MOST_NEIGHBOURS))


def _build_page(concept_names: ConceptNames, shown: Collection[NamedConcept], rows: "_Rows") -> MapPage:
    """Build the map of the concepts from the rows about them alone."""
    facts, types = _facts(concept_names, rows.among({concept.id for concept in shown}))
    edges = _edges(facts)
    used = {edge.kind for edge in edges}
    kinds = tuple(kind for kind in _kinds(types) if kind.key in used)
    return MapPage(Graph(tuple(map(_node, shown)), kinds, edges), facts)


def _node(concept: NamedConcept) -> Node:
    return Node(concept.slug, concept.name, concept.other_name, concept.address, concept.hue, concept.core)


def _facts(concept_names: ConceptNames, rows: "_Rows") -> tuple[tuple[MapFact, ...], list[RelationType]]:
    """Return the facts that the rows state, and the types of the relations."""
    facts = (
        *(_relation(relation, concept_names) for relation in rows.relations),
        *(_link(link, concept_names) for link in rows.links if link.kind == ConceptLink.Kind.BROADER),
        *(_contrast(pair, count, concept_names) for pair, count in rows.numbers.items()),
        *(_link(link, concept_names) for link in rows.links if link.kind == ConceptLink.Kind.RELATED),
    )
    return facts, [relation.type for relation in rows.relations]


@dataclass(frozen=True, slots=True)
class _Relation:
    """A published relation: its code and type, the ids of its concepts, and the questions that stand beside it."""

    code: str
    type: RelationType
    subjects: tuple[int, ...]
    objects: tuple[int, ...]
    questions: tuple[QuestionLink, ...]

    @property
    def concepts(self) -> tuple[int, ...]:
        """Return the ids of all its concepts."""
        return (*self.subjects, *self.objects)


@dataclass(frozen=True, slots=True)
class _Rows:
    """What joins concepts: relations, links and numbers of distinctions."""

    relations: tuple[_Relation, ...]
    links: tuple[ConceptLink, ...]
    numbers: DistinctionNumbers

    def among(self, ids: Collection[int]) -> "_Rows":
        """Return the rows about no other concepts than those with these ids."""
        return self._those(lambda concepts: all(concept in ids for concept in concepts))

    def touching(self, concept_id: int) -> "_Rows":
        """Return the rows about the concept with this id, among others."""
        return self._those(lambda concepts: concept_id in concepts)

    def _those(self, fits: Callable[[Collection[int]], bool]) -> "_Rows":
        return _Rows(
            tuple(relation for relation in self.relations if fits(relation.concepts)),
            tuple(link for link in self.links if fits((link.concept_id, link.other_id))),
            {pair: count for pair, count in self.numbers.items() if fits(pair)},
        )


def _load_rows(
    concept_names: ConceptNames, numbers: DistinctionNumbers | None, open_questions: OpenQuestions | None = None
) -> _Rows:
    """Load what joins concepts, in two queries, and one more for each of the others that the caller does not pass."""
    numbers = count_distinctions(concept_names) if numbers is None else numbers
    open_questions = find_open_questions() if open_questions is None else open_questions
    links = (ConceptLink(**dict(zip(LINK_COLUMNS, columns, strict=True))) for columns in _link_rows.rows())
    return _Rows(_load_relations(open_questions), tuple(links), numbers)


def _load_relations(open_questions: OpenQuestions) -> tuple[_Relation, ...]:
    """Load the published relations by type, with the questions beside them, in one query."""
    types: dict[int, RelationType] = {}
    found: dict[tuple[int, str], tuple[RelationType, list[int], list[int]]] = {}
    for statement, code, role, concept, *columns in _relation_rows.rows():
        if columns[0] not in types:
            types[columns[0]] = RelationType(**dict(zip(TYPE_COLUMNS, columns, strict=True)))
        _type, subjects, objects = found.setdefault((statement, code), (types[columns[0]], [], []))
        (subjects if role == StatementConcept.Role.SUBJECT else objects).append(concept)
    return tuple(
        _Relation(code, relation_type, tuple(subjects), tuple(objects), link_questions([statement], open_questions))
        for (statement, code), (relation_type, subjects, objects) in found.items()
    )


def _select_relations() -> RowQuery:
    links = StatementConcept.objects.filter(
        statement__kind=Statement.Kind.RELATION, statement__status=Statement.Status.PUBLISHED
    )
    order = (f"statement__{name}" for name in ("relation_type__rank", "relation_type__slug", "rank", "code"))
    return links.order_by(*order, "rank", "id").values_list(
        "statement_id",
        "statement__code",
        "role",
        "concept_id",
        *(f"statement__relation_type__{name}" for name in TYPE_COLUMNS),
    )


def count_distinctions(concept_names: ConceptNames) -> DistinctionNumbers:
    """Count the published distinctions between each two concepts, in one query; pairs without any are left out."""
    sides: dict[int, list[int]] = defaultdict(list)
    for distinction, concept in _side_rows.rows():
        if concept_names.has(concept):
            sides[distinction].append(concept_names.by_id[concept].place)
    pairs = Counter(pair for places in sides.values() for pair in combinations(sorted(places), 2))
    ordered = sorted(pairs, key=lambda pair: (-pairs[pair], pair))
    ids = [concept.id for concept in concept_names.concepts]
    return {(ids[first], ids[second]): pairs[first, second] for first, second in ordered}


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


def _relation(relation: _Relation, concept_names: ConceptNames) -> MapFact:
    """Return the fact that a relation states."""
    subjects, objects = concept_names.named(relation.subjects), concept_names.named(relation.objects)
    address = reverse("pages:statement", args=[relation.code])
    return MapFact(
        subjects, relation.type.name, objects, f"type:{relation.type.slug}", address, questions=relation.questions
    )


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


_side_rows = PreparedQuery(
    lambda: Side.objects.filter(distinction__status=Statement.Status.PUBLISHED).values_list(
        "distinction_id", "concept_id"
    ),
    lists=0,
)
_link_rows = PreparedQuery(
    lambda: ConceptLink.objects.order_by("concept__rank", "rank", "id").values_list(*LINK_COLUMNS), lists=0
)
_relation_rows = PreparedQuery(_select_relations, lists=0)
