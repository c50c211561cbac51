"""The content of a pack as flat records, one for each row that loading makes; knows nothing of files or the database.

A record is a dictionary of plain values, without empty ones, that names other records by their keys. Pack and database
are both read into this form: comparing, loading, formatting and exporting work on it.
"""

import hashlib
import json
from dataclasses import dataclass, field
from typing import Any

from concepts.packs.entries import Entry

# In the order in which rows can be made: nothing names a record of a later kind.
KINDS = (
    "source",
    "version",
    "article",
    "concept",
    "dimension",
    "relation-type",
    "tag",
    "question",
    "statement",
    "passage",
    "skip",
    "address",
)
Key = tuple[Any, ...]
Record = dict[str, Any]


@dataclass(frozen=True, slots=True)
class Item:
    """One record, and the entry of the pack it was read from (a key of it is named where the entry holds several)."""

    record: Record
    origin: Entry = field(default_factory=lambda: Entry("", 0))

    @property
    def place(self) -> str:
        return f"{self.origin.file}:{self.origin.line}"


@dataclass(slots=True)
class Content:
    """Records by kind and key, and the texts of the sources by (source, version).

    `unplaced` holds the codes that passages support whose quotes could not be found.
    """

    items: dict[str, dict[Key, Item]] = field(default_factory=lambda: {kind: {} for kind in KINDS})
    texts: dict[Key, str] = field(default_factory=dict)
    unplaced: set[str] = field(default_factory=set)

    def of(self, kind: str) -> dict[Key, Item]:
        return self.items[kind]

    def record(self, kind: str, *key: Any) -> Record | None:
        item = self.items[kind].get(key)
        return item.record if item else None


def hash_of(record: Record) -> str:
    """The SHA-256 of a record, the same whatever the order of its keys."""
    return hashlib.sha256(json.dumps(record, ensure_ascii=False, sort_keys=True).encode()).hexdigest()


def filled(**values: Any) -> Record:
    """The values that are not empty; 0 counts as empty too."""
    return {key: value for key, value in values.items() if value}


def name_of(kind: str, key: Key) -> str:
    """How messages call a record."""
    match kind, key:
        case "version", (source, number):
            return f"version {number} of {source}"
        case "article", (source, version, number):
            return f"article {number} of {source} v{version}"
        case (("passage" | "skip"), (source, version, start, end)):
            return f"{kind} {start}-{end} of {source} v{version}"
        case "address", (of, old):
            return f"address of {of} {old}"
    return f"{kind} {key[0]}"
