"""Which published statements show a row, or another statement, as the description of what an edition keeps says it."""

from collections.abc import Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass
from functools import cache
from itertools import islice

from django.db.models import Model, QuerySet

from concepts.content.description import DESCRIPTIONS, PASSAGE, STATEMENT
from concepts.content.shape import Reference
from concepts.content.snapshot import frozen_fields, frozen_rows
from concepts.content.snapshot_rows import PARTS
from concepts.editorial.snapshots import PASSAGE_PATHS
from concepts.models import Statement

IDS_AT_ONCE = 1_000  # in one query

RowIds = Mapping[str, Collection[int]]  # ids of rows by their kind, a key of DESCRIPTIONS


@dataclass(frozen=True, slots=True)
class Way:
    """A way from a row to the statements that show it: rows of `model`, which name it in `look_up`.

    `owner` is the statement that they are parts of, or that they are themselves.
    """

    model: type[Model]
    look_up: str
    owner: str

    def statements(self, ids: Collection[int]) -> "QuerySet[Model, int]":
        """Return the ids of the published statements that show one of the rows with these ids."""
        status = "status" if self.owner == "pk" else f"{self.owner}__status"
        rows = self.model._default_manager.filter(
            **{f"{self.look_up}__in": ids, status: Statement.Status.PUBLISHED},
        )
        return rows.order_by().values_list(self.owner, flat=True)


def find_showing(*, statements: Iterable[int] = (), rows: RowIds | None = None) -> set[int]:
    """Return the ids of `statements` and of the published statements that show one of them, or one of the rows.

    What shows one that is found is found too, however many steps up. The number of queries grows with the steps, and
    else by a few for IDS_AT_ONCE rows.
    """
    found = set(statements)
    new = found.union(*(_showing(kind, ids) for kind, ids in (rows or {}).items()))
    found |= new
    while new := _showing(STATEMENT.kind, new) - found:
        found |= new
    return found


def _showing(kind: str, ids: Collection[int]) -> set[int]:
    found: set[int] = set()
    ways, waiting = _ways().get(kind, ()), iter(ids)
    while ways and (batch := list(islice(waiting, IDS_AT_ONCE))):
        first, *others = (way.statements(batch) for way in ways)
        found |= set(first.union(*others))
    return found


@cache
def _ways() -> dict[str, list[Way]]:
    """Return the ways to the statements that show a row, by the kind of the row."""
    ways: dict[str, list[Way]] = {}
    for kind, way in _described_ways():
        ways.setdefault(kind, []).append(way)
    return ways


def _described_ways() -> Iterator[tuple[str, Way]]:
    for part in frozen_fields():
        if isinstance(part, Reference):
            yield from _ways_of(part, Statement, "pk")
    for attached in frozen_rows():
        if attached.name == PARTS.name:  # the rows are the statements that are shown
            yield STATEMENT.kind, Way(Statement, "pk", PARTS.owner)
            continue
        for reference in attached.references:
            yield from _ways_of(reference, attached.model, attached.owner)


def _ways_of(reference: Reference, model: type[Model], owner: str) -> Iterator[tuple[str, Way]]:
    yield reference.target, Way(model, reference.column, owner)
    if reference.target == PASSAGE.kind:  # a quotation shows where its words stand, too
        for path in sorted({path.rpartition("__")[0] for path in PASSAGE_PATHS} - {""}):
            yield _kind_at(path), Way(model, f"{reference.column}__{path}", owner)


def _kind_at(path: str) -> str:
    """Return the kind of row to which a look-up leads from a passage."""
    kind = PASSAGE.kind
    for name in path.split("__"):
        part = DESCRIPTIONS[kind].field(name)
        if not isinstance(part, Reference):
            raise TypeError(f"{path} leads from a passage to no row.")
        kind = part.target
    return kind
