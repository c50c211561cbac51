"""Reads the database into flat records: all of it, or some rows at a time."""

from collections.abc import Collection, Container, Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from itertools import chain
from itertools import count as counting
from typing import Any

from django.db.models import Model, QuerySet

from concepts.content.description import DESCRIPTIONS
from concepts.content.natural_keys import NaturalKey
from concepts.content.shape import Attached, Description, Field, Reference
from concepts.models import Statement
from concepts.packs.records import RECORD_KINDS, RowRecord, hash_of
from concepts.packs.row_notation import attached_of, notation_of
from sources.content_row import ContentRow, ReviewedRow
from sources.models import Article, SourceText, SourceVersion

# A submitted statement is still a draft to a pack, which knows nothing of who works on what.
STATUS_IN_PACK = {Statement.Status.SUBMITTED.value: Statement.Status.DRAFT.value}


@dataclass(frozen=True, slots=True)
class StoredRow:
    """A row with the record it stands for."""

    row: ContentRow
    record: RowRecord


@dataclass(frozen=True, slots=True)
class ReadRow:
    """A row with its natural key and its record.

    `left_out` has attached rows of withdrawn statements, which a pack does not have: the citations of a passage.
    """

    key: NaturalKey
    row: ContentRow
    record: RowRecord
    left_out: list[RowRecord]


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


class StoredTexts(Mapping[NaturalKey, str]):
    """The texts of versions by natural key, read when they are asked for; the last one is kept."""

    def __init__(self, ids: Mapping[NaturalKey, int]) -> None:
        self._ids = ids
        self._last: tuple[NaturalKey, str] = ((), "")

    def __getitem__(self, key: NaturalKey) -> str:
        if self._last[0] != key:
            self._last = key, SourceText.objects.get(version=self._ids[key]).text
        return self._last[1]

    def __iter__(self) -> Iterator[NaturalKey]:
        return iter(self._ids)

    def __len__(self) -> int:
        return len(self._ids)


class RowReader:
    """Reads rows as records, as many at a time as are asked for.

    Of all rows it holds no more than the natural keys, in `keys` by kind and id; drafts of changes have none.
    `withdrawn` holds those of withdrawn statements.
    """

    def __init__(self) -> None:
        self.keys: dict[str, dict[int, NaturalKey]] = {}
        for kind, description in DESCRIPTIONS.items():
            columns = [part.columns[0] for part in description.key]
            rows = self.rows_of(description.model).order_by("id").values_list("pk", *columns)
            self.keys[kind] = {pk: self._key_of(values, description.key) for pk, *values in rows}
        withdrawn = Statement.objects.live().filter(status=Statement.Status.WITHDRAWN)
        self.withdrawn: set[NaturalKey] = {(code,) for code in withdrawn.values_list("code", flat=True)}

    def rows_of(self, model: type[ContentRow]) -> QuerySet[ContentRow]:
        """Return the rows of a table that are read: all but drafts of changes."""
        return Statement.objects.live() if model is Statement else model._default_manager.all()

    def key_of(self, kind: str, row: int) -> NaturalKey | None:
        """Return the natural key of a row that another one names."""
        return self.keys[kind][row]

    def read(self, kind: str, ids: Collection[int] | None = None) -> dict[int, ReadRow]:
        """Read the rows of a kind with these ids, or all, by id, in a fixed number of queries."""
        description = DESCRIPTIONS[kind]
        rows = self.rows_of(description.model).order_by("id")
        found = {row.pk: row for row in (rows if ids is None else rows.filter(pk__in=ids))}
        records = {pk: self._record_of(row, description) for pk, row in found.items()}
        left_out: dict[int, list[RowRecord]] = {}
        for attached in attached_of(kind):
            for owner, group in self._read_attached(attached, records, ids).items():
                live, withdrawn = self._split(attached, notation_of(attached).arrange(group))
                if live:
                    records[owner].attached[attached.name] = live
                if withdrawn:
                    left_out[owner] = withdrawn
        return {pk: ReadRow(self.keys[kind][pk], row, records[pk], left_out.get(pk, [])) for pk, row in found.items()}

    def record_of_parts(self, row: Model, parts: Iterable[Field | Reference]) -> RowRecord:
        """Return what a row says in these parts of its description."""
        record = RowRecord()
        for part in parts:
            if isinstance(part, Reference):
                number = getattr(row, part.columns[0])
                record.put(part, None if number is None else self.key_of(part.target, number))
            else:
                record.put(part, part.read(row))
        return record

    def _read_attached(
        self, attached: Attached, owners: Container[int], ids: Collection[int] | None
    ) -> dict[int, list[RowRecord]]:
        """Return the records of attached rows by the id of their owner, in the order of their ranks."""
        rows = attached.model._default_manager.order_by(*(["rank", "id"] if attached.ordered else ["id"]))
        if ids is not None:
            rows = rows.filter(**{f"{attached.owner}__in": ids})
        groups: dict[int, list[RowRecord]] = {}
        for row in rows:
            owner = getattr(row, f"{attached.owner}_id")
            if owner in owners and self._is_known(row, attached):
                groups.setdefault(owner, []).append(self.record_of_parts(row, attached.parts))
        return groups

    def _split(self, attached: Attached, rows: list[RowRecord]) -> tuple[list[RowRecord], list[RowRecord]]:
        """Part the rows that a pack has from those of withdrawn statements, which are kept with another kind of row."""
        if not attached.kept_with:
            return rows, []
        part_of = attached.key[0].name
        live = [row for row in rows if row.key(part_of) not in self.withdrawn]
        return live, [row for row in rows if row.key(part_of) in self.withdrawn]

    def _is_known(self, row: Model, attached: Attached) -> bool:
        """Tell whether the rows that are the key of an attached row are known; drafts of changes are not."""
        references = [part for part in attached.key if isinstance(part, Reference)]
        return all(getattr(row, part.columns[0]) in self.keys[part.target] for part in references)

    def _key_of(self, values: Iterable[Any], parts: Iterable[Field | Reference]) -> NaturalKey:
        key: NaturalKey = ()
        for value, part in zip(values, parts, strict=True):
            key += self.keys[part.target][value] if isinstance(part, Reference) else (value,)
        return key

    def _record_of(self, row: ContentRow, description: Description) -> RowRecord:
        record = self.record_of_parts(row, description.fields)
        if isinstance(row, (ReviewedRow, Statement)):
            record.status = STATUS_IN_PACK.get(row.status, row.status)
        if isinstance(row, Article):
            record.span = (row.start, row.end)
        return record


def read_rows() -> StoredRows:
    """Return every row a pack can hold, whatever pack it is of, in a fixed number of queries."""
    reader = RowReader()
    stored = StoredRows(keys=reader.keys)
    for kind in RECORD_KINDS:
        rows = reader.read(kind)
        if kind == "version":
            _name_files({read.key: read.record for read in rows.values()})
        for read in rows.values():
            stored.add(kind, read.key, read.row, read.record)
            if read.left_out:
                stored.left_out[(kind, read.key)] = read.left_out
    return stored


def _name_files(versions: Mapping[NaturalKey, RowRecord]) -> None:
    """Name the file in which a pack keeps the text of each version that was added on the site, and so has none."""
    taken = {record.text("file").casefold() for record in versions.values()}
    for (source, number), record in sorted(versions.items()):
        stem = f"texts/{source}-v{number}"
        names = chain([f"{stem}.txt"], (f"{stem}-{count}.txt" for count in counting(2)))
        if not record.text("file"):
            record.fields["file"] = next(name for name in names if name not in taken)
            taken.add(record.text("file"))
