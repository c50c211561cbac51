"""Writes flat records into the tables, in bulk. Decides nothing; statements and citations go through `editorial`."""

from collections import Counter
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import replace
from typing import Protocol, runtime_checkable

from django.db.models import F, Model

from concepts.content.description import DESCRIPTIONS
from concepts.content.natural_keys import NaturalKey, key_types
from concepts.content.row_content import AttachedContent, RowContent
from concepts.content.shape import Attached, Field, Reference
from concepts.editorial.saving import StatementWrite, write_contents
from concepts.editorial.statement_columns import BATCH, Columns, release_places, write_attached
from concepts.models import Address, Statement
from concepts.packs.records import RowRecord, hash_of
from concepts.packs.row_notation import attached_of, notation_of
from concepts.packs.row_reader import StoredRows
from sources.content_row import ContentRow
from sources.cutting import cut_passage, renew_pages
from sources.models import SourceText
from sources.text import letters_checksum

KeyedRecord = tuple[NaturalKey, RowRecord]


@runtime_checkable
class FillsDerived(Protocol):
    """A row with columns that follow from others."""

    def fill_derived(self) -> None:
        """Fill these columns."""


class RowWriter:
    """Writes the entries of one pack. `stored` is kept up to date, so that later kinds find what they name."""

    def __init__(self, stored: StoredRows, pack: str, texts: Mapping[NaturalKey, str]) -> None:
        self.stored = stored
        self.pack = pack
        self.texts = texts
        self.raised: set[int] = set()  # the ids of statements whose row version this load has set or raised already
        self.bare: set[int] = set()  # the ids of new statements, which have no citations yet

    def write(self, kind: str, created: list[KeyedRecord], updated: list[KeyedRecord]) -> None:
        """Make the rows of `created` and change those of `updated`, with their attached rows."""
        if kind == "address":
            self._write_addresses([*created, *updated])
        elif kind == "statement":
            self._write_statements(created, updated)
        else:
            cited_before = self.cited(key for key, record in updated) if kind == "passage" else set()
            self._create(kind, created)
            self._update(kind, updated)
            if kind == "version" and updated:
                renew_pages(self.stored.version(key) for key, _record in updated)
            for attached in attached_of(kind):
                if attached.kept_with:
                    self.write_citations(cited_before | self.cited(key for key, record in [*created, *updated]))
                else:
                    self._write_attached(kind, attached, [*created, *updated], [key for key, record in updated])

    def remember(self, kind: str, key: NaturalKey, record: RowRecord) -> None:
        """Note on a row that the pack's entry is `record`, and change no content."""
        rows = DESCRIPTIONS[kind].model._default_manager.filter(pk=self.stored.id(kind, key))
        rows.update(pack=self.pack, entry_hash=hash_of(record))

    def _create(self, kind: str, entries: list[KeyedRecord]) -> None:
        description = DESCRIPTIONS[kind]
        # A row may name another one of the same call, which gets its id only now.
        own_kind = [part for part in description.references if part.target == kind]
        rows = []
        for key, record in entries:
            columns = self._columns(kind, key, record, [part for part in description.fields if part not in own_kind])
            if kind == "passage":
                version = self.stored.version(key[:2])
                columns = {column: value for column, value in columns.items() if column != "quote"}
                row: ContentRow = cut_passage(version, self.texts[key[:2]], int(key[2]), int(key[3]), **columns)
            else:
                row = description.model(**self._identity(kind, key), **columns)
            rows.append(row)
        _fill_derived(rows)
        table = description.model._default_manager
        for (key, record), row in zip(entries, table.bulk_create(rows, BATCH), strict=True):
            self.stored.add(kind, key, row, record)
            if kind == "version":
                SourceText.objects.create(version_id=row.pk, text=self.texts[key])
        if own_kind:
            self._link(kind, entries, own_kind)

    def _link(self, kind: str, entries: list[KeyedRecord], own_kind: list[Reference]) -> None:
        """Fill the references of new rows to rows of their own kind."""
        rows = []
        for key, record in entries:
            if any(record.key(reference.name) for reference in own_kind):
                row = self.stored.of(kind)[key].row
                _set(row, self._columns_of(own_kind, record))
                rows.append(row)
        if rows:
            columns = [column for reference in own_kind for column in reference.columns]
            DESCRIPTIONS[kind].model._default_manager.bulk_update(rows, columns, BATCH)

    def _update(self, kind: str, entries: list[KeyedRecord]) -> None:
        description = DESCRIPTIONS[kind]
        rows = []
        changed = set(description.derived)
        for key, record in entries:
            row = self.stored.of(kind)[key].row
            columns = self._columns(kind, key, record, description.fields)
            _set(row, columns)
            row.row_version += 1
            changed |= columns.keys()
            rows.append(row)
            self.stored.add(kind, key, row, record)
        if rows:
            _fill_derived(rows)
            table = description.model._default_manager
            table.bulk_update(rows, sorted(changed), BATCH)
            table.filter(pk__in=[row.pk for row in rows]).update(row_version=F("row_version") + 1)

    def _identity(self, kind: str, key: NaturalKey) -> Columns:
        """Return the columns of a new row that its natural key fills."""
        columns: Columns = {}
        place = 0
        for part in DESCRIPTIONS[kind].key:
            if isinstance(part, Reference):
                size = len(key_types(part.target))
                columns[part.columns[0]] = self.stored.id(part.target, key[place : place + size])
                place += size
            else:
                columns |= part.column_values(key[place])
                place += 1
        return columns

    def _columns(self, kind: str, key: NaturalKey, record: RowRecord, parts: Iterable[Field | Reference]) -> Columns:
        """Return the columns that a record fills with these parts, with those that only its kind has."""
        columns = {"pack": self.pack, "entry_hash": hash_of(record), **self._columns_of(parts, record)}
        if record.status:
            columns["status"] = record.status
        match kind:
            case "article" if record.span:
                start, end = columns["start"], columns["end"] = record.span
                columns["letters_sha256"] = letters_checksum(self.texts[key[:2]][start:end])
            case "passage" if not record.text("translation"):
                columns["translation_by"] = ""  # there is none
        return columns

    def _columns_of(self, parts: Iterable[Field | Reference], record: RowRecord) -> Columns:
        """Return the columns that a record fills with these parts."""
        columns: Columns = {}
        for part in parts:
            value = record.fields.get(part.name)
            if isinstance(part, Reference):
                key = record.key(part.name)
                columns[part.columns[0]] = self.stored.id(part.target, key) if key else None
            else:
                columns |= part.column_values(None if isinstance(value, tuple) else value)
        return columns

    def _write_attached(
        self, kind: str, attached: Attached, entries: list[KeyedRecord], renewed: list[NaturalKey]
    ) -> None:
        """Write the attached rows of entries; the old ones of those that are `renewed` go."""
        owners = [self.stored.id(kind, key) for key in renewed]
        attached.model._default_manager.filter(**{f"{attached.owner}__in": owners}).delete()
        notation = notation_of(attached)
        rows = []
        for key, record in entries:
            owner = self.stored.id(kind, key)
            ranks: Counter[str] = Counter()
            for row_record in record.attached.get(attached.name, []):
                columns = {f"{attached.owner}_id": owner, **self._columns_of(attached.parts, row_record)}
                if attached.ordered:
                    columns["rank"] = ranks[notation.list_of(row_record)]
                    ranks[notation.list_of(row_record)] += 1
                rows.append(attached.model(**columns))
        _fill_derived(rows)
        attached.model._default_manager.bulk_create(rows, BATCH)

    def _write_statements(self, created: list[KeyedRecord], updated: list[KeyedRecord]) -> None:
        self._make_room(created, updated)
        names = [part.name for part in DESCRIPTIONS["statement"].changing]
        writes = [StatementWrite(Statement(code=key[0]), _content_of(record)) for key, record in created]
        for key, record in updated:
            content = _content_of(record)
            # What the entry leaves out is empty, and does not stay as it was.
            fields = {**dict.fromkeys(names), **content.fields}
            attached = {**{attached.name: () for attached in attached_of("statement")}, **content.attached}
            writes.append(StatementWrite(self.stored.statement(key), RowContent(fields, attached)))
        for (_, record), write in zip((*created, *updated), writes, strict=True):
            _set(write.row, {"kind": record.text("kind"), "pack": self.pack, "entry_hash": hash_of(record)})
        write_contents(writes=writes, find_id=self._find_id, others=["kind", "pack", "entry_hash"])
        for (key, record), write in zip((*created, *updated), writes, strict=True):
            self.stored.add("statement", key, write.row, record)
            self.raised.add(write.row.pk)
        self.bare |= {self.stored.id("statement", key) for key, record in created}

    def _find_id(self, kind: str, key: NaturalKey) -> int | None:
        stored = self.stored.of(kind).get(key)
        number: int | None = stored.row.pk if stored else None
        return number

    def cited(self, passages: Iterable[NaturalKey]) -> set[NaturalKey]:
        """Return the keys of the statements that cite these passages, but for withdrawn ones."""
        records = [self.stored.of("passage")[key].record for key in passages]
        return {row.key("statement") for record in records for row in record.attached.get("citations", [])}

    def write_citations(self, statements: Collection[NaturalKey], gone: Collection[NaturalKey] = ()) -> None:
        """Give these statements the citations that the passages say, and raise the row versions of those that change.

        What a withdrawn statement cited stays, so that it can be looked up. `gone` are passages that say nothing more.
        """
        citations = DESCRIPTIONS["statement"].part("citations")
        wanted: dict[NaturalKey, list[Columns]] = {statement: [] for statement in sorted(statements)}
        for key, passage in self.stored.of("passage").items():
            left_out = self.stored.left_out.get(("passage", key), [])
            withdrawn = {row.key("statement") for row in left_out}
            live = [] if key in gone else passage.record.attached.get("citations", [])
            for row in (*left_out, *(row for row in live if row.key("statement") not in withdrawn)):
                if (rows := wanted.get(row.key("statement"))) is not None:
                    rows.append({"passage_id": passage.row.pk, **self._columns_of(citations.fields, row)})
        owners = {self.stored.id("statement", statement): rows for statement, rows in wanted.items()}
        changed = write_attached(citations, owners, new=self.bare)
        self.bare = set()
        Statement.objects.filter(pk__in=changed - self.raised).update(row_version=F("row_version") + 1)
        self.raised |= changed

    def _make_room(self, created: list[KeyedRecord], updated: list[KeyedRecord]) -> None:
        """Clear the places in lists that the entries take: the database allows a place to one part at a time."""
        wanted = {(record.key("part_of"), record.number("rank")) for key, record in [*created, *updated]}
        wanted = {(head, rank) for head, rank in wanted if head}
        if not wanted:
            return
        going = {key for key, record in updated}
        release_places(self.stored.id("statement", key) for key in going)
        last: Counter[NaturalKey] = Counter()
        for head, rank in wanted:
            last[head] = max(last[head], rank)
        statements = self.stored.of("statement")
        staying = [
            statements[key] for key in sorted(statements.keys() - going) if statements[key].record.key("part_of")
        ]
        for part in staying:
            head = part.record.key("part_of")
            last[head] = max(last[head], part.record.number("rank"))
        for part in staying:
            head = part.record.key("part_of")
            if (head, part.record.number("rank")) not in wanted:
                continue
            # A part that the pack does not place goes to the end; that is no change of a curator's.
            last[head] += 1
            moved = replace(part.record, fields={**part.record.fields, "rank": last[head]})
            known = part.row.entry_hash == hash_of(part.record)
            entry_hash = hash_of(moved) if known else part.row.entry_hash
            Statement.objects.filter(pk=part.row.pk).update(
                rank=last[head], row_version=F("row_version") + 1, entry_hash=entry_hash
            )
            self.raised.add(part.row.pk)

    def _write_addresses(self, entries: list[KeyedRecord]) -> None:
        """Write addresses; publishing and withdrawing may have made or removed some of them since they were read."""
        for key, record in entries:
            columns = self._columns("address", key, record, DESCRIPTIONS["address"].fields)
            Address.objects.update_or_create(
                **self._identity("address", key),
                defaults={**columns, "row_version": F("row_version") + 1},
                create_defaults=columns,
            )


def _content_of(record: RowRecord) -> RowContent:
    """Return what the record of a statement says; its citations stand with their passages."""
    fields = {name: value for name, value in record.fields.items() if name != "kind"}
    attached = {name: [AttachedContent(row.fields) for row in rows] for name, rows in record.attached.items()}
    return RowContent(fields, attached)


def _fill_derived(rows: Sequence[Model]) -> None:
    """Fill the columns of rows of one table that follow from others, where it has any."""
    if rows and isinstance(rows[0], FillsDerived):
        for row in rows:
            if isinstance(row, FillsDerived):
                row.fill_derived()


def _set(row: Model, columns: Columns) -> None:
    for column, value in columns.items():
        setattr(row, column, value)
