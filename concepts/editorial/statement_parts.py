"""What hangs on a statement (concepts, sides, bases, citations, tags), and copying all of it onto another statement."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from concepts.models import Citation, PositionBasis, Side, StatementConcept, TaggedStatement

BATCH = 200


@dataclass(frozen=True, slots=True)
class Attached:
    """A table of rows that hang on statements: by `owner`, each once for its `key`, with `values` besides."""

    model: Any
    owner: str
    key: str
    values: tuple[str, ...]

    def copy(self, row: Any, owner: int) -> Any:
        """An unsaved row of the same content on another statement."""
        columns = {name: getattr(row, name) for name in (self.key, *self.values)}
        return self.model(**columns, **{f"{self.owner}_id": owner})


ATTACHED = (
    Attached(StatementConcept, "statement", "concept_id", ("role", "rank")),
    Attached(Side, "distinction", "concept_id", ("characteristic_id", "rank")),
    Attached(PositionBasis, "position", "statement_id", ("rank",)),
    Attached(Citation, "statement", "passage_id", ("stance", "attributed_to_en", "attributed_to_zh")),
    Attached(TaggedStatement, "content_object", "tag_id", ()),
)


def copy_attached(targets: Mapping[int, int]) -> None:
    """Makes what hangs on each target equal to what hangs on its source, in a fixed number of queries.

    `targets` holds the id of a target by that of its source. Rows of a target that are equal already stay untouched.
    """
    for table in ATTACHED:
        there: dict[int, dict[int, Any]] = {one: {} for pair in targets.items() for one in pair}
        for row in table.model.objects.filter(**{f"{table.owner}__in": there}).order_by("id"):
            there[getattr(row, f"{table.owner}_id")][getattr(row, table.key)] = row
        gone, changed, fresh = [], [], []
        for source, target in targets.items():
            wanted, old = there[source], there[target]
            gone += [row.pk for key, row in old.items() if key not in wanted]
            for key, row in wanted.items():
                if key not in old:
                    fresh.append(table.copy(row, target))
                elif any(getattr(row, name) != getattr(old[key], name) for name in table.values):
                    for name in table.values:
                        setattr(old[key], name, getattr(row, name))
                    changed.append(old[key])
        if gone:
            table.model.objects.filter(pk__in=gone).delete()
        if changed:
            table.model.objects.bulk_update(changed, table.values, BATCH)
        table.model.objects.bulk_create(fresh, BATCH)
