"""The content of a pack as flat records, one for each row that loading makes; knows nothing of files or the database.

A record says what one row says, by the names of the description (`concepts/content`), and names other rows by their
natural keys. Pack and database are both read into this form: comparing, loading, formatting and exporting work on it.
"""

import hashlib
import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from itertools import chain
from typing import TypeAlias

from concepts.content.description import DESCRIPTIONS
from concepts.content.natural_keys import NaturalKey
from concepts.content.row_content import FieldValue
from concepts.content.shape import Field, Languages, Reference
from concepts.content.value_types import Value, Words
from concepts.packs.entries import FileEntry

RECORD_KINDS = tuple(DESCRIPTIONS)  # in the order in which rows can be made
PlainValue: TypeAlias = "str | int | Sequence[PlainValue] | Mapping[str, PlainValue] | None"
PlainMapping = dict[str, PlainValue]
CANONICAL = json.JSONEncoder(ensure_ascii=False, sort_keys=True)
NO_ENTRY = FileEntry("", 0)


@dataclass(slots=True)
class RowRecord:
    """What one row says, without what is empty or means the same as leaving it out.

    `fields` has values, and natural keys where the row names another one; `attached` has the attached rows by the name
    of their table, in their order. `status` is draft or published, of a statement also withdrawn; empty where the kind
    has none (attached rows, passages, tags). `span` is where an article stands in its text. `origin` is the entry of a
    file that says it.
    """

    fields: dict[str, FieldValue] = field(default_factory=dict)
    attached: dict[str, list["RowRecord"]] = field(default_factory=dict)
    status: str = ""
    span: tuple[int, int] | None = None
    origin: FileEntry = field(default=NO_ENTRY, compare=False)

    def put(self, part: Field | Reference, value: FieldValue) -> None:
        """Set a field, or leave it out where that means the same."""
        if not value and not isinstance(value, int):
            return
        if isinstance(part, Field) and isinstance(value, (str, int)) and value == part.empty:
            return
        self.fields[part.name] = value

    def text(self, name: str) -> str:
        """Return the text of a field; empty where there is none."""
        value = self.fields.get(name)
        return value if isinstance(value, str) else ""

    def number(self, name: str) -> int:
        """Return the number of a field; 0 where there is none."""
        value = self.fields.get(name)
        return value if isinstance(value, int) else 0

    def words(self, name: str) -> Words:
        """Return what a field says in both languages."""
        value = self.fields.get(name)
        return value if isinstance(value, Words) else Words()

    def key(self, name: str) -> NaturalKey:
        """Return the natural key of the row that a reference names; empty where it names none."""
        value = self.fields.get(name)
        return value if isinstance(value, tuple) else ()

    def name(self, name: str) -> str:
        """Return the slug or code of the row that a reference names; empty where it names none."""
        return "".join(str(part) for part in self.key(name)[:1])

    def names(self, attached: str, name: str) -> list[str]:
        """Return the slugs or codes that one reference of the attached rows names."""
        return [row.name(name) for row in self.attached.get(attached, [])]

    @property
    def place(self) -> str:
        """The file and line that say it."""
        return f"{self.origin.file}:{self.origin.line}"


@dataclass(slots=True)
class PackContent:
    """Records by kind and natural key, and the texts of the sources by (source, version).

    `unplaced` holds the codes that passages support whose quotes could not be found.
    """

    records: dict[str, dict[NaturalKey, RowRecord]] = field(default_factory=lambda: {kind: {} for kind in RECORD_KINDS})
    texts: Mapping[NaturalKey, str] = field(default_factory=dict)
    unplaced: set[str] = field(default_factory=set)

    def of(self, kind: str) -> dict[NaturalKey, RowRecord]:
        """Return the records of a kind by natural key."""
        return self.records[kind]

    def find(self, kind: str, *key: str | int) -> RowRecord | None:
        """Return the record of that kind and natural key, None where there is none."""
        return self.records[kind].get(key)

    def forget_entries(self) -> None:
        """Free what the entries of the files say, once all is checked; their lines stay, for faults found later."""
        for records in self.records.values():
            for record in records.values():
                record.origin.values.clear()
                for row in chain.from_iterable(record.attached.values()):
                    row.origin.values.clear()

    def count(self) -> str:
        """Return how much is in it: `5 sources, 12 concepts, 30 statements, 41 passages.`"""
        counts = {kind: len(self.of(kind)) for kind in ("source", "concept", "statement", "passage")}
        return ", ".join(f"{count} {kind}{'' if count == 1 else 's'}" for kind, count in counts.items()) + "."


def value_of(record: RowRecord, part: Field | Reference) -> FieldValue:
    """Return what a record says in a field, the empty value where it says nothing; None for a reference to nothing."""
    if isinstance(part, Reference):
        return record.fields.get(part.name)
    empty: Value = part.empty if part.languages == Languages.ONE else Words()
    return record.fields.get(part.name, empty)


def hash_of(record: RowRecord) -> str:
    """Return the SHA-256 of what a record says, the same whatever the order of its fields."""
    return hashlib.sha256(CANONICAL.encode(_plain(record)).encode()).hexdigest()


def _plain(record: RowRecord) -> PlainMapping:
    plain: PlainMapping = {
        name: value.by_column() if isinstance(value, Words) else value for name, value in record.fields.items()
    }
    plain |= {name: [_plain(row) for row in rows] for name, rows in record.attached.items() if rows}
    if record.status:
        plain["status"] = record.status
    if record.span:
        plain["span"] = record.span
    return plain


def record_name(kind: str, key: NaturalKey) -> str:
    """Return what messages call a row."""
    match kind, key:
        case "version", (source, number):
            return f"version {number} of {source}"
        case "article", (source, version, number):
            return f"article {number} of {source} v{version}"
        case (("passage" | "skip"), (source, version, start, end)):
            return f"{kind} {start}-{end} of {source} v{version}"
        case "address", (of, old):
            return f"address of {of} {old}"
        case "site", _:
            return "description of the site"
    return f"{kind} {key[0]}"
