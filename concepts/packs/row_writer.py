"""Writes flat records into the tables, in bulk. Decides nothing."""

from collections.abc import Callable
from typing import Any

from django.db.models import F

from concepts.models import Address, Statement
from concepts.packs.attached_rows import BATCH, Entry, write_boundaries, write_citations, write_links, write_names
from concepts.packs.records import Key, Record, hash_of
from concepts.packs.row_reader import MODELS, Stored
from sources.languages import COLUMN
from sources.models import cut_passage
from sources.text import fold


class Writer:
    """Writes the entries of one pack. `stored` is kept up to date, so that later kinds find what they name."""

    def __init__(self, stored: Stored, pack: str, texts: dict[Key, str]) -> None:
        self.stored = stored
        self.pack = pack
        self.texts = texts
        self.raised: set[int] = set()  # the ids of statements whose version this load has set or raised already

    def write(self, kind: str, created: list[Entry], updated: list[Entry]) -> None:
        """Makes the rows of `created` and changes those of `updated`, with all that hangs on them."""
        if kind == "address":
            self._write_addresses([*created, *updated])
            return
        if kind == "statement":
            self._make_room(created, updated)
            # The head of a list before its parts.
            created = sorted(created, key=lambda entry: "part_of" in entry[1])
            for parts in (False, True):
                self._create(kind, [entry for entry in created if ("part_of" in entry[1]) is parts])
        else:
            self._create(kind, created)
        self._update(kind, updated)
        hang: dict[str, Callable[[Stored, list[Entry], list[int]], set[int]]] = {
            "article": write_boundaries,
            "concept": write_names,
            "statement": write_links,
            "passage": write_citations,
        }
        if kind in hang:
            cited = hang[kind](
                self.stored, [*created, *updated], [self.stored.id(kind, key) for key, record in updated]
            )
            self.bump_row_versions(cited)

    def bump_row_versions(self, statements: set[int]) -> None:
        """Raises the versions of these statements, once a load: a form that is open shows what hangs on them too."""
        Statement.objects.filter(pk__in=statements - self.raised).update(row_version=F("row_version") + 1)
        self.raised |= statements

    def remember(self, kind: str, key: Key, record: Record) -> None:
        """Notes on a row that the pack's entry is `record`, and changes no content."""
        row = self.stored.of(kind)[key].row
        MODELS[kind].objects.filter(pk=row.pk).update(pack=self.pack, entry_hash=hash_of(record))

    def _create(self, kind: str, entries: list[Entry]) -> None:
        rows = []
        for key, record in entries:
            columns = self._columns(kind, key, record) | {"pack": self.pack, "entry_hash": hash_of(record)}
            if kind == "passage":
                source, number, start, end = key
                row: Any = cut_passage(self.stored.of("version")[(source, number)].row, start, end, **columns)
            else:
                row = MODELS[kind](**self._identity(kind, key), **columns)
            if kind == "statement":
                row.fill_derived()
            rows.append(row)
        for (key, record), row in zip(entries, MODELS[kind].objects.bulk_create(rows, BATCH), strict=True):
            self.stored.add(kind, key, row, record)
            if kind == "statement":
                self.raised.add(row.id)

    def _update(self, kind: str, entries: list[Entry]) -> None:
        rows = []
        changed = {"pack", "entry_hash", "row_version"}
        for key, record in entries:
            row = self.stored.of(kind)[key].row
            columns = self._columns(kind, key, record) | {"pack": self.pack, "entry_hash": hash_of(record)}
            for name, value in columns.items():
                setattr(row, name, value)
            changed |= columns.keys()
            row.row_version = F("row_version") + 1
            if kind == "statement":
                row.fill_derived()
                self.raised.add(row.id)
                changed |= {"note_html_en", "note_html_zh"}
            rows.append(row)
        if rows:
            MODELS[kind].objects.bulk_update(rows, sorted(changed), BATCH)

    def _identity(self, kind: str, key: Key) -> dict[str, Any]:
        """The columns of a new row that its key fills."""
        match kind:
            case "version":
                return {"source_id": self.stored.id("source", key[:1]), "number": key[1]}
            case "article":
                return {"version_id": self.stored.id("version", key[:2]), "number": key[2]}
            case "skip":
                return {"version_id": self.stored.id("version", key[:2]), "start": key[2], "end": key[3]}
            case "statement":
                return {"code": key[0]}
        return {"slug": key[0]}

    def _columns(self, kind: str, key: Key, record: Record) -> dict[str, Any]:
        """The columns of a row that its record fills."""
        ranked = {"rank": record["rank"]} if "rank" in record else {}
        match kind:
            case "source":
                own = {name: record.get(name, "") for name in ("kind", "publisher", "address", "display")}
                return own | _both(record, "title") | _both(record, "quality") | ranked
            case "version":
                own = {name: record.get(name, "") for name in ("language", "date", "file", "sha256")}
                return own | {"text": self.texts[key]}
            case "article":
                own = {name: record[name] for name in ("title_by", "seam", "state", "first", "last")}
                return own | {"start": record["at"][0], "end": record["at"][1]} | _both(record, "title")
            case "concept":
                return _both(record, "scope_note") | {"core": record.get("core", False)} | ranked
            case "dimension":
                return _both(record, "name") | _both(record, "question") | {"core": record.get("core", False)} | ranked
            case "relation-type":
                return _both(record, "name") | _both(record, "inverse") | ranked
            case "tag":
                name = record["name"].get("en") or record["name"]["zh"]
                return _both(record, "name") | {"name": name, "key": fold(name)}
            case "question":
                return _both(record, "text") | ranked
            case "statement":
                return self._statement_columns(record)
            case "passage":
                words = {name: record.get(name, "") for name in ("translation", "translation_by")}
                return words | {"article_id": self.stored.id("article", (*key[:2], record["article"]))}
        repeats = record.get("repeats")
        return {
            "reason": record["reason"],
            "article_id": self.stored.id("article", (*key[:2], record["article"])),
            "repeats_id": self.stored.id("passage", (*key[:2], *repeats)) if repeats else None,
        }

    def _statement_columns(self, record: Record) -> dict[str, Any]:
        own = {name: record.get(name, "") for name in ("kind", "mode", "slug")}
        return (
            own
            | _both(record, "title")
            | _both(record, "note")
            | {
                "text_en": record.get("en", ""),
                "text_zh": record.get("zh", ""),
                "rank": record.get("rank", 0),
                "dimension_id": self.stored.id("dimension", record.get("dimension")),
                "relation_type_id": self.stored.id("relation-type", record.get("type")),
                "question_id": self.stored.id("question", record.get("question")),
                "part_of_id": self.stored.id("statement", record.get("part_of")),
            }
        )

    def _make_room(self, created: list[Entry], updated: list[Entry]) -> None:
        """Clears the places in lists that the entries take: the database allows a place to one part at a time."""
        wanted = {(record["part_of"], record["rank"]) for key, record in [*created, *updated] if "part_of" in record}
        if not wanted:
            return
        going = {key for key, record in updated}
        Statement.objects.filter(code__in=[code for (code,) in going], part_of__isnull=False).update(part_of=None)
        last: dict[str, int] = {}
        for head, rank in wanted:
            last[head] = max(last.get(head, 0), rank)
        statements = self.stored.of("statement")
        staying = [statements[key] for key in sorted(statements.keys() - going) if "part_of" in statements[key].record]
        for part in staying:
            head = part.record["part_of"]
            last[head] = max(last.get(head, 0), part.record["rank"])
        for part in staying:
            row, record, head = part.row, part.record, part.record["part_of"]
            if (head, record["rank"]) not in wanted:
                continue
            # A part that the pack does not place goes to the end; that is no change of a curator's.
            last[head] += 1
            moved = record | {"rank": last[head]}
            columns: dict[str, Any] = {"rank": last[head], "row_version": F("row_version") + 1}
            if row.entry_hash == hash_of(record):
                columns["entry_hash"] = hash_of(moved)
            Statement.objects.filter(pk=row.pk).update(**columns)
            self.raised.add(row.pk)

    def _write_addresses(self, entries: list[Entry]) -> None:
        for (kind, old), record in entries:
            words = record.get("withdrawn") or record.get("reason", {})
            columns = {
                "state": Address.State.MOVED if "moved_to" in record else Address.State.WITHDRAWN,
                "target": record.get("moved_to", ""),
                "words_en": words.get("en", ""),
                "words_zh": words.get("zh", ""),
                "pack": self.pack,
                "entry_hash": hash_of(record),
            }
            Address.objects.update_or_create(
                kind=kind, key=old, defaults=columns | {"row_version": F("row_version") + 1}, create_defaults=columns
            )


def _both(record: Record, key: str) -> dict[str, str]:
    return {f"{key}_{column}": record.get(key, {}).get(column, "") for column in COLUMN.values()}
