"""What a statement says, in plain values: the form in which pages, files and programs hand it over to be written.

`concepts.editorial.saving` writes it. Names of fields and of attached rows are those of the description (STATEMENT).
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from concepts.content.description import STATEMENT
from concepts.content.natural_keys import NaturalKey
from concepts.content.value_types import Value

FieldValue = Value | NaturalKey | None


@dataclass(frozen=True, slots=True)
class AttachedContent:
    """One attached row: the values of its key and its fields by name, a natural key where it names another row.

    A field that is left out is empty. `rank` is the row's place where that is not its place in the list.
    """

    values: Mapping[str, FieldValue]
    rank: int | None = None


@dataclass(frozen=True, slots=True)
class StatementContent:
    """What a statement says: the values of its fields by name, and its attached rows by name, in their order.

    A field or a name of attached rows that is left out stays as it is; in a new statement it is empty. None empties a
    field. Raises ValueError for a name that the description of statements does not have.
    """

    fields: Mapping[str, FieldValue] = field(default_factory=dict)
    attached: Mapping[str, Sequence[AttachedContent]] = field(default_factory=dict)

    def __post_init__(self) -> None:
        if unknown := sorted(self.fields.keys() - {part.name for part in STATEMENT.changing}):
            raise ValueError(f"A statement has no field {', '.join(unknown)} that can be written.")
        if unknown := sorted(self.attached.keys() - {attached.name for attached in STATEMENT.attached}):
            raise ValueError(f"A statement has no attached rows {', '.join(unknown)}.")
        for name, rows in self.attached.items():
            known = STATEMENT.part(name).part_names
            if unknown := sorted({value for row in rows for value in row.values} - known):
                raise ValueError(f"A row of {name} has no field {', '.join(unknown)}.")
