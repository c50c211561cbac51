"""The canonical open-data form: everything we hold, one JSON object a line; equal exports mean equal content.

Keys may be added, never renamed. No ids of rows and no times of loading: they differ between sites.
"""

import json
from collections.abc import Iterator
from typing import Any

from django.utils import translation

from concepts.models import Citation, Label, Statement
from concepts.packs.records import Key, Record
from concepts.packs.row_reader import Stored, read_rows
from sources.languages import OTHER, Language

TAGS = {"en": Language.EN.value, "zh": Language.ZH.value}


def open_data_lines() -> Iterator[str]:
    """Every line of the export, without line ends, in an order that depends on nothing but the content."""
    stored = read_rows()
    citations = _Citations(stored)
    for line in (*_sources(stored), *_evidence(stored), *_vocabulary(stored)):
        yield _json(line)
    with translation.override(Language.EN):
        for key in sorted(stored.of("statement")):
            yield _json(_statement(stored, key, citations))
    for (kind, old), row in sorted(stored.of("address").items(), key=lambda entry: entry[0]):
        moved, reason = row.record.get("moved_to"), _words(row.record.get("reason"))
        told = {"moved_to": moved, "withdrawn": _words(row.record.get("withdrawn")), "reason": reason}
        yield _json({"type": "address", "kind": kind, "id": old, **told})


def _json(line: Record) -> str:
    return json.dumps(line, ensure_ascii=False, separators=(",", ":"))


def _words(named: Record | None) -> Record:
    """A text in our languages, by their public names."""
    return {TAGS[column]: text for column, text in (named or {}).items()}


def _article(key: Key, number: int) -> str:
    return f"{key[0]}/v{key[1]}/{number}"


def _rows(stored: Stored, kind: str) -> list[tuple[Key, Record]]:
    return sorted(((key, row.record) for key, row in stored.of(kind).items()), key=lambda entry: entry[0])


def _sources(stored: Stored) -> Iterator[Record]:
    """One line for each version of a source, with what holds for the source itself."""
    for key, record in _rows(stored, "source"):
        versions = [(number, version) for (slug, number), version in _rows(stored, "version") if slug == key[0]]
        for number, version in versions or [(None, {})]:
            yield {
                "type": "source",
                "id": key[0],
                "title": _words(record["title"]),
                "language": version.get("language"),
                "version": number,
                "sha256": version.get("sha256"),
                "date": version.get("date"),
                "kind": record["kind"],
                "publisher": record.get("publisher"),
                "address": record.get("address"),
                "quality": _words(record.get("quality")),
                "display": record["display"],
                "rank": record["rank"],
            }
    for (source, version, number), record in _rows(stored, "article"):
        yield {
            "type": "article",
            "id": _article((source, version), number),
            "source": source,
            "version": version,
            "number": number,
            "start": record["at"][0],
            "end": record["at"][1],
            "title": _words(record["title"]),
            "title_by": record["title_by"],
            "seam": record["seam"],
            "state": record["state"],
            "first": record["first"],
            "last": record["last"],
            "headings": record.get("headings_at", []),
            "cuts": record.get("cuts_at", []),
        }


def _evidence(stored: Stored) -> Iterator[Record]:
    for key, record in _rows(stored, "passage"):
        language = Language(stored.of("version")[key[:2]].row.language)
        copied = record.get("copy_of")
        yield {
            "type": "passage",
            **_place(key, record),
            "quote": record["quote"],
            "translation": {OTHER[language].value: record["translation"]} if "translation" in record else {},
            "translation_by": record.get("translation_by"),
            "copy_of": {"start": copied[0], "end": copied[1]} if copied else None,
        }
    for key, record in _rows(stored, "skip"):
        repeated = record.get("repeats")
        yield {
            "type": "skip",
            **_place(key, record),
            "reason": record["reason"],
            "repeats": {"start": repeated[0], "end": repeated[1]} if repeated else None,
        }


def _place(key: Key, record: Record) -> Record:
    source, version, start, end = key
    article = _article((source, version), record["article"])
    return {"source": source, "version": version, "article": article, "start": start, "end": end}


def _vocabulary(stored: Stored) -> Iterator[Record]:
    for (slug,), record in _rows(stored, "concept"):
        labels: Record = {}
        roles: Record = {}
        for column, named in sorted(record.get("labels", {}).items()):
            texts = [(named["preferred"], Label.Role.PREFERRED.value)] if "preferred" in named else []
            texts += [(text, role) for role in ("alternative", "hidden") for text in named.get(role, [])]
            labels[TAGS[column]] = [text for text, role in texts]
            roles[TAGS[column]] = [role for text, role in texts]
        yield {
            "type": "concept",
            "id": slug,
            "labels": labels,
            "label_roles": roles,
            "scope_note": _words(record.get("scope_note")),
            "broader": record.get("broader", []),
            "related": record.get("related", []),
            "core": record.get("core", False),
            "rank": record["rank"],
        }
    for (slug,), record in _rows(stored, "dimension"):
        words = {key: _words(record[key]) for key in ("name", "question")}
        yield {"type": "dimension", "id": slug, **words, "core": record.get("core", False), "rank": record["rank"]}
    for (slug,), record in _rows(stored, "relation-type"):
        words = {key: _words(record[key]) for key in ("name", "inverse")}
        yield {"type": "relation_type", "id": slug, **words, "rank": record["rank"]}
    for (slug,), record in _rows(stored, "tag"):
        yield {"type": "tag", "id": slug, "name": _words(record["name"])}
    for (slug,), record in _rows(stored, "question"):
        positions = _ordered(stored, "question", slug)
        yield {
            "type": "question",
            "id": slug,
            "text": _words(record["text"]),
            "positions": positions,
            "rank": record["rank"],
        }


def _ordered(stored: Stored, column: str, value: str) -> list[str]:
    """The codes of the statements whose record has `value` in `column`, in their own order."""
    rows = [(key[0], record) for key, record in _rows(stored, "statement") if record.get(column) == value]
    return [code for code, record in sorted(rows, key=lambda row: (row[1].get("rank", 0), row[0]))]


def _statement(stored: Stored, key: Key, citations: "_Citations") -> Record:
    row, record = stored.of("statement")[key].row, stored.of("statement")[key].record
    subjects, objects, sides = record.get("subjects", []), record.get("objects", []), record.get("sides", [])
    return {
        "type": "statement",
        "id": key[0],
        "kind": record["kind"],
        "status": row.status,
        "mode": record["mode"],
        "subjects": subjects,
        "objects": objects,
        "concepts": [*subjects, *objects] or [concept for concept, code in sides],
        "dimension": record.get("dimension"),
        "relation": record.get("type"),
        "question": record.get("question"),
        "part_of": record.get("part_of"),
        "parts": _ordered(stored, "part_of", key[0]),
        "rank": record.get("rank", 0),
        "title": _words(record.get("title")),
        "slug": record.get("slug"),
        "text": _words({column: record[column] for column in TAGS if column in record}),
        "note": _words(record.get("note")),
        "sides": [code for concept, code in sides],
        "rests_on": record.get("rests_on", []),
        "tags": record.get("tags", []),
        "url": row.get_absolute_url() if row.status == Statement.Status.PUBLISHED else None,
        "citations": citations.of(key, record),
    }


class _Citations:
    """The citations of every statement as the export tells them, in the order of sources and places."""

    def __init__(self, stored: Stored) -> None:
        self.own: dict[Key, list[Record]] = {}
        for citation in Citation.objects.filter(statement__revises=None).order_by("id"):
            place = stored.keys["passage"][citation.passage_id]
            record = stored.of("passage")[place].record
            told = _place(place, record) | {"quote": record["quote"], "stance": citation.stance}
            words = {"en": citation.attributed_to_en, "zh": citation.attributed_to_zh}
            told["attributed_to"] = _words({column: text for column, text in words.items() if text})
            self.own.setdefault(stored.keys["statement"][citation.statement_id], []).append(told)

    def of(self, key: Key, record: Record) -> list[Record]:
        """A statement's citations; a position's are the union with those it rests on, which `via` names."""
        told = self.own.get(key, [])
        if record["kind"] == Statement.Kind.POSITION:
            told = [citation | {"via": None} for citation in told]
            for code in record.get("rests_on", []):
                told += [citation | {"via": code} for citation in self.own.get((code,), [])]
        return sorted(told, key=_order)


def _order(citation: Record) -> tuple[Any, ...]:
    return (*(citation[name] for name in ("source", "version", "start", "end")), citation.get("via") or "")
