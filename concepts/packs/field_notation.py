"""How fields and references stand in an entry of a pack: keys and their shapes, reading them, writing them.

The rule: a field is one key; where it has two languages, a mapping of `en` and `zh`, or these two keys themselves
(`spread`). A reference is the name of its row, or a mapping of the values of its natural key.
"""

from collections.abc import Iterable
from functools import cache

from concepts.content.natural_keys import NaturalKey, key_names, key_types
from concepts.content.row_content import FieldValue
from concepts.content.shape import Field, Languages, Reference
from concepts.content.value_types import Words
from concepts.packs.entries import FileEntry, FileShape, MappingOf
from concepts.packs.records import NO_ENTRY, PlainMapping, PlainValue, RowRecord
from sources.languages import COLUMN


def shape_of(field: Field) -> FileShape:
    """Return the shape of a field that is one key; the languages that are never empty must be there."""
    match field.languages:
        case Languages.ONE:
            return field.type
        case Languages.BOTH:
            return MappingOf.marked({"en!": field.type, "zh!": field.type})
        case Languages.ENGLISH:
            return MappingOf.marked({"en!": field.type, "zh": field.type})
    return MappingOf({"en": field.type, "zh": field.type})


def keys_of(parts: Iterable[Field | Reference], needed: Iterable[str] = ()) -> dict[str, FileShape]:
    """Return the keys in which these parts stand, with `!` after those that must be there.

    These are the parts that a stored row never lacks, and those named in `needed`.
    """
    keys: dict[str, FileShape] = {}
    for part in parts:
        mark = "!" if part.required or part.name in needed else ""
        if isinstance(part, Reference):
            keys[f"{part.pack_key}{mark}"] = _reference_shape(part)
        elif part.spread:
            keys |= {f"{column}{mark}": part.type for column in COLUMN.values()}
        elif part.in_pack:
            keys[f"{part.pack_key}{mark}"] = shape_of(part)
    return keys


def _reference_shape(reference: Reference) -> FileShape:
    types = key_types(reference.target)
    if len(types) == 1:
        [single] = types.values()
        return single
    return MappingOf.marked({f"{name}!": value for name, value in types.items()})


def read_parts(entry: FileEntry, parts: Iterable[Field | Reference], record: RowRecord) -> None:
    """Put what an entry says of these parts into a record."""
    for part in parts:
        if part.pack_key not in entry.values and (isinstance(part, Reference) or not part.spread):
            continue
        if isinstance(part, Field) and part.spread:
            record.put(part, Words(entry.text("en"), entry.text("zh")))
        elif isinstance(part, Reference):
            record.put(part, _read_key(entry, part))
        elif part.languages != Languages.ONE:
            words = entry.entry(part.pack_key) or NO_ENTRY
            record.put(part, Words(words.text("en"), words.text("zh")))
        elif part.in_pack:
            record.put(part, entry.single(part.pack_key))


@cache
def key_names_of(reference: Reference) -> tuple[str, ...]:
    """Return the names of the values in the natural key of the row that a reference names."""
    return key_names(reference.target)


def _read_key(entry: FileEntry, reference: Reference) -> NaturalKey | None:
    names = key_names_of(reference)
    if len(names) == 1:
        value = entry.single(reference.pack_key)
        return None if value is None else (value,)
    within = entry.entry(reference.pack_key) or NO_ENTRY
    values = [value for name in names if (value := within.single(name)) is not None]
    return tuple(values) if len(values) == len(names) else None


def write_parts(record: RowRecord, parts: Iterable[Field | Reference]) -> PlainMapping:
    """Return the keys that say what a record says of these parts."""
    entry: PlainMapping = {}
    for part in parts:
        value = record.fields.get(part.name)
        if value is None:
            continue
        if isinstance(part, Field) and part.spread and isinstance(value, Words):
            entry |= value.by_column()
        elif isinstance(part, Reference) or part.in_pack:
            entry[part.pack_key] = plain_value(part, value)
    return entry


def plain_value(part: Field | Reference, value: FieldValue) -> PlainValue:
    """Return a value as it stands in a file."""
    if isinstance(value, Words):
        return value.by_column()
    if isinstance(part, Reference) and isinstance(value, tuple):
        names = key_names_of(part)
        return value[0] if len(names) == 1 else dict(zip(names, value, strict=True))
    return value
