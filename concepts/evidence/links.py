"""Load which concepts and other statements each statement refers to: subjects, objects, sides and bases; one query."""

from collections.abc import Collection
from dataclasses import dataclass
from operator import itemgetter

from django.db.models import BigIntegerField, CharField, Value
from django.db.models.functions import Cast

from concepts.models import PositionBasis, Side, StatementConcept

SUBJECT, OBJECT = StatementConcept.Role.SUBJECT.value, StatementConcept.Role.OBJECT.value
SIDE, BASIS = "side", "basis"


@dataclass(frozen=True, slots=True)
class StatementLinks:
    """The ids of the concepts and statements that a statement refers to, each kind in its own order.

    `subjects` and `objects` are concepts, `sides` pairs of a concept and a characteristic, `bases` the statements that
    a position rests on.
    """

    subjects: tuple[int, ...] = ()
    objects: tuple[int, ...] = ()
    sides: tuple[tuple[int, int], ...] = ()
    bases: tuple[int, ...] = ()

    @property
    def concepts(self) -> tuple[int, ...]:
        """Return the concepts the statement is about: subjects, then objects; of a distinction those of its sides."""
        return (*self.subjects, *self.objects, *(concept for concept, _ in self.sides))


NO_LINKS = StatementLinks()


def load_links(ids: Collection[int]) -> dict[int, StatementLinks]:
    """Return the links of the statements with these ids, by id; statements without links are left out."""
    # `__id__in` puts every id into the query once, `statement__in` three times.
    concepts = StatementConcept.objects.filter(statement__id__in=ids)
    sides = Side.objects.filter(distinction__id__in=ids)
    bases = PositionBasis.objects.filter(position__id__in=ids)
    # PostgreSQL needs equal types in the parts of a union: constants are cast, the columns have one type anyway.
    nothing = Cast(Value(0), BigIntegerField())
    rows = concepts.values_list("role", "statement_id", "concept_id", nothing, "rank", "id").union(
        sides.order_by().values_list(_kind(SIDE), "distinction_id", "concept_id", "characteristic_id", "rank", "id"),
        bases.order_by().values_list(_kind(BASIS), "position_id", nothing, "statement_id", "rank", "id"),
        all=True,
    )
    found: dict[int, tuple[list[int], list[int], list[tuple[int, int]], list[int]]] = {}
    for kind, statement, concept, other, _rank, _id in sorted(rows, key=itemgetter(4, 5)):
        subjects, objects, sides_found, bases_found = found.setdefault(statement, ([], [], [], []))
        if kind == SUBJECT:
            subjects.append(concept)
        elif kind == OBJECT:
            objects.append(concept)
        elif kind == SIDE:
            sides_found.append((concept, other))
        else:
            bases_found.append(other)
    return {
        statement: StatementLinks(tuple(subjects), tuple(objects), tuple(sides_found), tuple(bases_found))
        for statement, (subjects, objects, sides_found, bases_found) in found.items()
    }


def _kind(name: str) -> Cast:
    """Return a column with the name of a kind of link."""
    return Cast(Value(name), CharField())
