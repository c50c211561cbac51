"""Load what each statement refers to: subjects, objects, sides, bases and the parts of its claim; one query."""

from collections.abc import Collection
from dataclasses import dataclass, field
from operator import itemgetter

from django.db.models import BigIntegerField, CharField, PositiveSmallIntegerField, Value
from django.db.models.functions import Cast

from concepts.evidence.id_lists import id_list
from concepts.models import Basis, ClaimPart, Side, StatementConcept
from concepts.models.basis import WHOLE

SIDE, BASIS, PART = "side", "basis", "part"  # beside the roles of concepts, which are kinds of links too
SMALL = PositiveSmallIntegerField()


@dataclass(frozen=True, slots=True)
class BasisLink:
    """A row of what a claim rests on: the id of the statement, the part that it carries, and whether it speaks nearby.

    `part` is 0 for the whole of the claim.
    """

    statement: int
    part: int = WHOLE
    nearby: bool = False


@dataclass(frozen=True, slots=True)
class ClaimPartLink:
    """A part of a claim: its number, and the id of its concept or its name in English and in Chinese."""

    number: int
    concept: int | None
    name_en: str = ""
    name_zh: str = ""


@dataclass(frozen=True, slots=True)
class StatementLinks:
    """The ids of the concepts and statements that a statement refers to, each kind in its own order.

    `subjects` and `objects` are concepts, `sides` pairs of a concept and a characteristic. `bases` are the statements
    that a position or finding rests on, each once; `basis` says for each what it carries, and `claim_parts` has the
    parts of the claim that are carried alone.
    """

    subjects: tuple[int, ...] = ()
    objects: tuple[int, ...] = ()
    sides: tuple[tuple[int, int], ...] = ()
    basis: tuple[BasisLink, ...] = ()
    claim_parts: tuple[ClaimPartLink, ...] = ()

    @property
    def bases(self) -> tuple[int, ...]:
        """Return the statements that a position or finding rests on, each once."""
        return tuple(dict.fromkeys(row.statement for row in self.basis))

    @property
    def concepts(self) -> tuple[int, ...]:
        """Return the concepts the statement is about: subjects, then objects; of a distinction those of its sides."""
        return (*self.subjects, *self.objects, *(concept for concept, _ in self.sides))


NO_LINKS = StatementLinks()


@dataclass(slots=True)
class _Found:
    """The links of one statement while they are read."""

    subjects: list[int] = field(default_factory=list)
    objects: list[int] = field(default_factory=list)
    sides: list[tuple[int, int]] = field(default_factory=list)
    basis: list[BasisLink] = field(default_factory=list)
    claim_parts: list[ClaimPartLink] = field(default_factory=list)

    def links(self) -> StatementLinks:
        """Return what was found."""
        return StatementLinks(
            tuple(self.subjects), tuple(self.objects), tuple(self.sides), tuple(self.basis), tuple(self.claim_parts)
        )


def load_links(ids: Collection[int], with_sides_below: bool = False) -> dict[int, StatementLinks]:
    """Return the links of the statements with these ids, by id; statements without links are left out.

    With `with_sides_below`, the distinctions on which the statements rest are there too, each with its sides.
    """
    ids = id_list(ids)
    concepts = StatementConcept.objects.filter(statement__id__among=ids)
    sides = Side.objects.filter(distinction__id__among=ids).order_by()
    bases = Basis.objects.filter(claim__id__among=ids).order_by()
    parts = ClaimPart.objects.filter(claim__id__among=ids).order_by()
    if with_sides_below:
        sides |= Side.objects.filter(distinction__in=bases.values("statement")).order_by()
    # PostgreSQL needs equal types in the parts of a union: constants are cast, the columns have one type anyway.
    nothing, none, empty = Cast(Value(0), BigIntegerField()), Cast(Value(0), SMALL), Cast(Value(""), CharField())
    rows = concepts.values_list("role", "statement_id", "concept_id", nothing, none, empty, empty, "rank", "id").union(
        sides.values_list(
            _kind(SIDE), "distinction_id", "concept_id", "characteristic_id", none, empty, empty, "rank", "id"
        ),
        bases.values_list(_kind(BASIS), "claim_id", nothing, "statement_id", "part", "nearness", empty, "rank", "id"),
        parts.values_list(
            _kind(PART), "claim_id", "concept_id", nothing, "number", "name_en", "name_zh", "number", "id"
        ),
        all=True,
    )
    found: dict[int, _Found] = {}
    for kind, statement, concept, other, number, first, second, _rank, _id in sorted(rows, key=itemgetter(7, 8)):
        links = found.setdefault(statement, _Found())
        match kind:
            case "subject":
                links.subjects.append(concept)
            case "object":
                links.objects.append(concept)
            case "side":
                links.sides.append((concept, other))
            case "basis":
                links.basis.append(BasisLink(other, number, first == Basis.Nearness.NEARBY.value))
            case _:
                links.claim_parts.append(ClaimPartLink(number, concept, first, second))
    return {statement: links.links() for statement, links in found.items()}


def _kind(name: str) -> Cast:
    """Return a column with the name of a kind of link."""
    return Cast(Value(name), CharField())
