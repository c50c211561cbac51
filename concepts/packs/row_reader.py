"""Reads the database into flat records, in a fixed number of queries whatever the amount of content."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from itertools import chain
from itertools import count as counting

from django.db.models import Model

from concepts.content.description import DESCRIPTIONS
from concepts.content.natural_keys import NaturalKey
from concepts.content.shape import Attached, Description, Field, Reference
from concepts.models import Statement
from concepts.packs.records import RECORD_KINDS, RowRecord, hash_of
from concepts.packs.row_notation import attached_of, notation_of
from sources.content_row import ContentRow
from sources.models import Article, SourceVersion

# A submitted statement is still a draft to a pack, which knows nothing of who works on what.
STATUS_IN_PACK = {Statement.Status.SUBMITTED.value: Statement.Status.DRAFT.value}


@dataclass(frozen=True, slots=True)
class StoredRow:
    """A row with the record it stands for."""

    row: ContentRow
    record: RowRecord


@dataclass(slots=True)
class StoredRows:
    """All rows by kind and natural key, and the key of each by its id.

    `left_out` has attached rows of withdrawn statements, by the kind and key of the rows with which a pack keeps them:
    the citations of a passage. A pack does not have them.
    """

    rows: dict[str, dict[NaturalKey, StoredRow]] = field(default_factory=lambda: {kind: {} for kind in RECORD_KINDS})
    keys: dict[str, dict[int, NaturalKey]] = field(default_factory=lambda: {kind: {} for kind in RECORD_KINDS})
    left_out: dict[tuple[str, NaturalKey], list[RowRecord]] = field(default_factory=dict)

    def of(self, kind: str) -> dict[NaturalKey, StoredRow]:
        """Return the rows of a kind by natural key."""
        return self.rows[kind]

    def add(self, kind: str, key: NaturalKey, row: ContentRow, record: RowRecord) -> None:
        """Add a row with its record, or replace its record."""
        self.rows[kind][key] = StoredRow(row, record)
        self.keys[kind][row.pk] = key

    def is_changed(self, kind: str, key: NaturalKey) -> bool:
        """Tell whether the row is another than the entry it was loaded from."""
        stored = self.rows[kind][key]
        return hash_of(stored.record) != stored.row.entry_hash

    def is_history(self, kind: str, key: NaturalKey) -> bool:
        """Tell whether the row is kept for withdrawn statements only: a passage that nothing else cites."""
        stored = self.rows[kind][key]
        return (kind, key) in self.left_out and not any(stored.record.attached.values())

    def id(self, kind: str, key: NaturalKey) -> int:
        """Return the id of the row with that key; raises KeyError."""
        number: int = self.rows[kind][key].row.pk
        return number

    def statement(self, key: NaturalKey) -> Statement:
        """Return the statement with that key; raises KeyError."""
        row = self.rows["statement"][key].row
        if not isinstance(row, Statement):
            raise TypeError(f"{row} is no statement")
        return row

    def version(self, key: NaturalKey) -> SourceVersion:
        """Return the version of a source with that key; raises KeyError."""
        row = self.rows["version"][key].row
        if not isinstance(row, SourceVersion):
            raise TypeError(f"{row} is no version")
        return row


def read_rows() -> StoredRows:
    """Return every row a pack can hold, whatever pack it is of; drafts of changes are no such rows."""
    stored = StoredRows()
    for kind, description in DESCRIPTIONS.items():
        _read_kind(stored, kind, description)
    return stored


def _read_kind(stored: StoredRows, kind: str, description: Description) -> None:
    rows = _rows_of(description.model)
    # All keys before all records: a row may name one of its own kind.
    stored.keys[kind] = {row.pk: _key_of(stored, row, description.key) for row in rows}
    records = {row.pk: _record_of(stored, row, description) for row in rows}
    if kind == "version":
        _name_files({stored.keys[kind][pk]: record for pk, record in records.items()})
    for attached in attached_of(kind):
        notation = notation_of(attached)
        groups: dict[int, list[RowRecord]] = {}
        for row in attached.model._default_manager.order_by(*(["rank", "id"] if attached.ordered else ["id"])):
            owner = getattr(row, f"{attached.owner}_id")
            if owner in records and _is_known(stored, row, attached):
                record = RowRecord()
                _read_parts(stored, row, attached.parts, record)
                groups.setdefault(owner, []).append(record)
        for owner, group in groups.items():
            arranged = notation.arrange(group)
            if live := [row for row in arranged if not _is_withdrawn(stored, row, attached)]:
                records[owner].attached[attached.name] = live
            if left_out := [row for row in arranged if _is_withdrawn(stored, row, attached)]:
                stored.left_out[(kind, stored.keys[kind][owner])] = left_out
    for row in rows:
        stored.add(kind, stored.keys[kind][row.pk], row, records[row.pk])


def _name_files(versions: Mapping[NaturalKey, RowRecord]) -> None:
    """Name the file in which a pack keeps the text of each version that was added on the site, and so has none."""
    taken = {record.text("file").casefold() for record in versions.values()}
    for (source, number), record in sorted(versions.items()):
        stem = f"texts/{source}-v{number}"
        names = chain([f"{stem}.txt"], (f"{stem}-{count}.txt" for count in counting(2)))
        if not record.text("file"):
            record.fields["file"] = next(name for name in names if name not in taken)
            taken.add(record.text("file"))


def _is_known(stored: StoredRows, row: Model, attached: Attached) -> bool:
    """Tell whether the rows that are the key of an attached row are known; drafts of changes are not."""
    references = [part for part in attached.key if isinstance(part, Reference)]
    return all(getattr(row, part.columns[0]) in stored.keys[part.target] for part in references)


def _is_withdrawn(stored: StoredRows, row: RowRecord, attached: Attached) -> bool:
    """Tell whether an attached row is part of a withdrawn statement and only kept with a row of another kind."""
    if not attached.kept_with:
        return False
    part_of = attached.key[0]
    owner = stored.of(part_of.target).get(row.key(part_of.name)) if isinstance(part_of, Reference) else None
    return owner is not None and owner.record.status == Statement.Status.WITHDRAWN


def _rows_of(model: type[ContentRow]) -> Sequence[ContentRow]:
    """Return all rows of a table but drafts of changes."""
    if model is Statement:
        return list(Statement.objects.live().order_by("id"))
    return list(model._default_manager.order_by("id"))


def _key_of(stored: StoredRows, row: ContentRow, parts: Iterable[Field | Reference]) -> NaturalKey:
    key: NaturalKey = ()
    for part in parts:
        value = getattr(row, part.columns[0])
        key += stored.keys[part.target][value] if isinstance(part, Reference) else (value,)
    return key


def _record_of(stored: StoredRows, row: ContentRow, description: Description) -> RowRecord:
    record = RowRecord()
    _read_parts(stored, row, description.fields, record)
    match row:
        case Statement(status=status):
            record.status = STATUS_IN_PACK.get(status, status)
        case Article(start=start, end=end):
            record.span = (start, end)
    return record


def _read_parts(stored: StoredRows, row: Model, parts: Iterable[Field | Reference], record: RowRecord) -> None:
    for part in parts:
        if isinstance(part, Reference):
            number = getattr(row, part.columns[0])
            record.put(part, None if number is None else stored.keys[part.target][number])
        else:
            record.put(part, part.read(row))
