"""Load what each statement refers to: subjects, objects, sides, bases and the parts of its claim; one query."""

from collections.abc import Collection, Iterable
from dataclasses import dataclass
from functools import cached_property, partial
from operator import itemgetter

from django.db.models import BigIntegerField, CharField, PositiveSmallIntegerField, Value
from django.db.models.functions import Cast

from concepts.evidence.process_cache import ContentCache, LoadedById
from concepts.models import Basis, ClaimPart, Side, StatementConcept
from concepts.models.basis import WHOLE
from sources.prepared_queries import IdList, PreparedQuery, Row, RowQuery

SIDE, BASIS, PART = "side", "basis", "part"  # beside the roles of concepts, which are kinds of links too
SMALL = PositiveSmallIntegerField()
MOST_KEPT = 10_000  # the links of so many statements
MOST_KEPT_TOGETHER = 20  # what was loaded for so many pages: an edit of a text leaves all links as they were


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


@dataclass(frozen=True, eq=False)
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

    @cached_property
    def bases(self) -> tuple[int, ...]:
        """Return the statements that a position or finding rests on, each once."""
        return tuple(dict.fromkeys(row.statement for row in self.basis))

    @cached_property
    def concepts(self) -> tuple[int, ...]:
        """Return the concepts the statement is about: subjects, then objects; of a distinction those of its sides."""
        return (*self.subjects, *self.objects, *(concept for concept, _ in self.sides))


NO_LINKS = StatementLinks()


def load_links(ids: Collection[int], with_sides_below: bool = False) -> LoadedById[StatementLinks]:
    """Return the links of the statements with these ids, by id; statements without links are left out.

    With `with_sides_below`, the distinctions on which the statements rest are there too, each with its sides.
    """
    rows = tuple((_links_and_sides_below if with_sides_below else _links).rows(ids))
    return _kept_together.get(rows, partial(_read_links, rows))


def _read_links(rows: Iterable[Row]) -> LoadedById[StatementLinks]:
    found: dict[int, list[Row]] = {}
    for row in rows:
        found.setdefault(row[1], []).append(row)
    return LoadedById((statement, _kept.get(tuple(own), partial(_make_links, own))) for statement, own in found.items())


def _make_links(rows: list[Row]) -> StatementLinks:
    """Return the links of one statement, given as rows of `_select_links`."""
    subjects, objects, sides, basis, claim_parts = [], [], [], [], []
    for kind, _statement, concept, other, number, first, second, _rank, _id in sorted(rows, key=itemgetter(7, 8)):
        match kind:
            case "subject":
                subjects.append(concept)
            case "object":
                objects.append(concept)
            case "side":
                sides.append((concept, other))
            case "basis":
                basis.append(BasisLink(other, number, first == Basis.Nearness.NEARBY.value))
            case _:
                claim_parts.append(ClaimPartLink(number, concept, first, second))
    return StatementLinks(tuple(subjects), tuple(objects), tuple(sides), tuple(basis), tuple(claim_parts))


def _select_links(ids: IdList, with_sides_below: bool) -> RowQuery:
    """Return the rows of all links: kind, statement, concept and five more columns, rank and id."""
    concepts = StatementConcept.objects.filter(statement__id__among=ids).order_by()
    sides = Side.objects.filter(distinction__id__among=ids).order_by()
    bases = Basis.objects.filter(claim__id__among=ids).order_by()
    parts = ClaimPart.objects.filter(claim__id__among=ids).order_by()
    if with_sides_below:
        sides |= Side.objects.filter(distinction__in=bases.values("statement")).order_by()
    # PostgreSQL needs equal types in the parts of a union: constants are cast, the columns have one type anyway.
    nothing, none, empty = Cast(Value(0), BigIntegerField()), Cast(Value(0), SMALL), Cast(Value(""), CharField())
    return concepts.values_list("role", "statement_id", "concept_id", nothing, none, empty, empty, "rank", "id").union(
        sides.values_list(
            _kind(SIDE), "distinction_id", "concept_id", "characteristic_id", none, empty, empty, "rank", "id"
        ),
        bases.values_list(_kind(BASIS), "claim_id", nothing, "statement_id", "part", "nearness", empty, "rank", "id"),
        parts.values_list(
            _kind(PART), "claim_id", "concept_id", nothing, "number", "name_en", "name_zh", "number", "id"
        ),
        all=True,
    )


def _kind(name: str) -> Cast:
    """Return a column with the name of a kind of link."""
    return Cast(Value(name), CharField())


_links = PreparedQuery(partial(_select_links, with_sides_below=False))
_links_and_sides_below = PreparedQuery(partial(_select_links, with_sides_below=True))
_kept: ContentCache[StatementLinks] = ContentCache(MOST_KEPT)
_kept_together: ContentCache[LoadedById[StatementLinks]] = ContentCache(MOST_KEPT_TOGETHER)
