"""How statements hang together: their concepts, sides of distinctions, what positions rest on; one query for all."""

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
    """The ids a statement is tied to, each kind of tie in its own order; `sides` are (concept, characteristic)."""

    subjects: tuple[int, ...] = ()
    objects: tuple[int, ...] = ()
    sides: tuple[tuple[int, int], ...] = ()
    bases: tuple[int, ...] = ()

    @property
    def concepts(self) -> tuple[int, ...]:
        """The concepts the statement is about: subjects, then objects; a distinction's are its sides'."""
        return (*self.subjects, *self.objects, *(concept for concept, _ in self.sides))


NO_LINKS = StatementLinks()


def load_links(ids: Collection[int]) -> dict[int, StatementLinks]:
    """The ties of the statements with these ids; those without any are left out."""
    # `__id__in` looks at every id once, `statement__in` three times.
    concepts = StatementConcept.objects.filter(statement__id__in=ids)
    sides = Side.objects.filter(distinction__id__in=ids)
    bases = PositionBasis.objects.filter(position__id__in=ids)
    # The parts of a union need equal types on PostgreSQL: constants are cast, columns are of one type as they are.
    nothing = Cast(Value(0), BigIntegerField())
    rows = concepts.values_list("role", "statement_id", "concept_id", nothing, "rank", "id").union(
        sides.order_by().values_list(_kind(SIDE), "distinction_id", "concept_id", "characteristic_id", "rank", "id"),
        bases.order_by().values_list(_kind(BASIS), "position_id", nothing, "statement_id", "rank", "id"),
        all=True,
    )
    found: dict[int, tuple[list[int], list[int], list[tuple[int, int]], list[int]]] = {}
    for kind, statement, concept, other, _rank, _id in sorted(rows, key=itemgetter(4, 5)):
        subjects, objects, held, based = found.setdefault(statement, ([], [], [], []))
        if kind == SUBJECT:
            subjects.append(concept)
        elif kind == OBJECT:
            objects.append(concept)
        elif kind == SIDE:
            held.append((concept, other))
        else:
            based.append(other)
    return {
        statement: StatementLinks(tuple(subjects), tuple(objects), tuple(held), tuple(based))
        for statement, (subjects, objects, held, based) in found.items()
    }


def _kind(name: str) -> Cast:
    return Cast(Value(name), CharField())
