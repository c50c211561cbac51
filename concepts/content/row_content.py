"""What a row says, in plain values: the form in which pages, files and programs hand it over to be written.

`concepts.editorial.saving` writes statements, `concepts.editorial.row_contents` all other rows. Names of fields and of
attached rows are those of the description of the kind. Proposals and changes keep a content as JSON.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from concepts.content.description import DESCRIPTIONS, STATEMENT
from concepts.content.natural_keys import NaturalKey
from concepts.content.shape import Field, Languages, Reference
from concepts.content.value_types import Value, Words
from sources.languages import Language

FieldValue = Value | NaturalKey | None
JsonValue = str | int | bool | None | Sequence["JsonValue"] | Mapping[str, "JsonValue"]
JsonMapping = dict[str, JsonValue]
RANK = "rank"


@dataclass(frozen=True, slots=True)
class AttachedContent:
    """One attached row: the values of its key and its fields by name, a natural key where it names another row.

    A field that is left out is empty. `rank` is the row's place where that is not its place in the list.
    """

    values: Mapping[str, FieldValue]
    rank: int | None = None


@dataclass(frozen=True, slots=True)
class RowContent:
    """What a row of the kind says: the values of its fields by name, and its attached rows by name, in their order.

    A field or a name of attached rows that is left out stays as it is; in a new row it is empty. None empties a field.
    Raises ValueError for a name that the description of the kind does not have.
    """

    fields: Mapping[str, FieldValue] = field(default_factory=dict)
    attached: Mapping[str, Sequence[AttachedContent]] = field(default_factory=dict)
    kind: str = STATEMENT.kind

    def __post_init__(self) -> None:
        description = DESCRIPTIONS[self.kind]
        if unknown := sorted(self.fields.keys() - {part.name for part in description.changing}):
            raise ValueError(f"A {self.kind} has no field {', '.join(unknown)} that can be written.")
        if unknown := sorted(self.attached.keys() - {attached.name for attached in description.attached}):
            raise ValueError(f"A {self.kind} has no attached rows {', '.join(unknown)}.")
        for name, rows in self.attached.items():
            known = description.part(name).part_names
            if unknown := sorted({value for row in rows for value in row.values} - known):
                raise ValueError(f"A row of {name} has no field {', '.join(unknown)}.")


def content_to_json(content: RowContent) -> JsonMapping:
    """Return a content as plain JSON: words by language (`en`, `zh-hans`), a natural key as a list."""
    attached = {
        name: [
            {part: _to_json(value) for part, value in row.values.items()}
            | ({} if row.rank is None else {RANK: row.rank})
            for row in rows
        ]
        for name, rows in content.attached.items()
    }
    return {"fields": {name: _to_json(value) for name, value in content.fields.items()}, "attached": attached}


def _to_json(value: FieldValue) -> JsonValue:
    if isinstance(value, Words):
        return value.by_language()
    return list(value) if isinstance(value, tuple) else value


def content_from_json(kind: str, data: Mapping[str, JsonValue]) -> RowContent:
    """Return the content of a row of that kind that `content_to_json` wrote.

    What the description does not have any more is left out, so a proposal survives the loss of a column. Raises
    KeyError for an unknown kind.
    """
    description = DESCRIPTIONS[kind]
    fields, attached = _mapping(data.get("fields")), _mapping(data.get("attached"))
    return RowContent(
        fields={part.name: _from_json(part, fields[part.name]) for part in description.changing if part.name in fields},
        attached={
            rows.name: tuple(_row_from_json(rows.parts, _mapping(row)) for row in _sequence(attached[rows.name]))
            for rows in description.attached
            if rows.name in attached
        },
        kind=kind,
    )


def _row_from_json(parts: Sequence[Field | Reference], data: Mapping[str, JsonValue]) -> AttachedContent:
    rank = data.get(RANK)
    values = {part.name: _from_json(part, data[part.name]) for part in parts if part.name in data}
    return AttachedContent(values, rank if isinstance(rank, int) else None)


def _from_json(part: Field | Reference, value: JsonValue) -> FieldValue:
    if isinstance(part, Reference):
        return None if value is None else tuple(item for item in _sequence(value) if isinstance(item, str | int))
    if part.languages != Languages.ONE:
        words = _mapping(value)
        return Words(str(words.get(Language.EN.value, "")), str(words.get(Language.ZH.value, "")))
    return value if isinstance(value, str | int) else None


def _mapping(value: JsonValue) -> Mapping[str, JsonValue]:
    return value if isinstance(value, Mapping) else {}


def _sequence(value: JsonValue) -> Sequence[JsonValue]:
    return value if isinstance(value, Sequence) and not isinstance(value, str) else ()
