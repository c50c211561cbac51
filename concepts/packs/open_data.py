"""The canonical open-data form: everything we hold, one JSON object a line; equal exports mean equal content.

Keys may be added, never renamed. No ids of rows and no times of loading: they differ between sites. What a line says
comes from the description of content. Besides there is what other rows say of a row (the positions of a question), and
some values have a form of their own (labels, sides, citations, places in a text).
"""

import json
from collections.abc import Iterator

from django.utils import translation

from concepts.content.description import DESCRIPTIONS
from concepts.content.natural_keys import NaturalKey, key_names
from concepts.content.shape import Attached, Field, Reference
from concepts.content.value_types import Several, Words
from concepts.models import Address, Statement
from concepts.packs.records import RECORD_KINDS, PlainMapping, PlainValue, RowRecord, value_of
from concepts.packs.row_notation import ListNotation, attached_of
from concepts.packs.row_reader import StoredRows, read_rows
from sources.languages import OTHER, Language

# The kinds in the order of their lines; a version stands in the line of its source.
LINE_ORDER = (
    "source",
    "article",
    "passage",
    "skip",
    "concept",
    "dimension",
    "relation-type",
    "tag",
    "question",
    "statement",
)
# The keys that a line begins with; the others follow in the order of the description.
PLACE_KEYS = ("source", "version", "article", "start", "end")
LINE_KEYS = {
    "source": (
        "id", "title", "language", "written_in", "version", "sha256", "date", "kind", "author", "publisher", "address",
        "doi", "isbn", "retrieved_on", "rights", "caveats", "quality", "display", "rank",
    ),
    "article": ("id", "source", "version", "number", "start", "end"),
    "passage": PLACE_KEYS,
    "skip": PLACE_KEYS,
    "concept": ("id", "labels", "label_roles", "scope_note", "broader", "related", "core", "rank"),
    "question": ("id", "text", "positions", "rank"),
    "statement": (
        "id", "kind", "status", "mode", "subjects", "objects", "concepts", "dimension", "relation", "question",
        "part_of", "parts", "rank", "title", "slug", "text", "note", "sides", "rests_on", "tags", "url", "citations",
    ),
}  # fmt: skip


def open_data_lines() -> Iterator[str]:
    """Yield every line of the export, without line ends, in an order that depends on nothing but the content."""
    lines = _Lines(read_rows())
    with translation.override(Language.EN):
        for kind in (*LINE_ORDER, *(kind for kind in RECORD_KINDS if kind not in (*LINE_ORDER, "version"))):
            for line in lines.of(kind):
                first = {"type": kind.replace("-", "_"), **{key: line[key] for key in LINE_KEYS.get(kind, ())}}
                yield json.dumps(first | line, ensure_ascii=False, separators=(",", ":"))


def left_out_of_open_data() -> str:
    """Return what the database holds and the export does not tell, for people: how many drafts of changes, and more."""
    drafts = Statement.objects.exclude(revises=None).count()
    counted = f"{drafts} {'draft' if drafts == 1 else 'drafts'} of changes, " if drafts else ""
    return f"{counted}editions, and who wrote, submitted, reviewed or noted what"


class _Lines:
    """Makes the lines of every kind from the rows that are stored."""

    def __init__(self, stored: StoredRows) -> None:
        self.stored = stored
        self.attached = {kind: attached_of(kind) for kind in RECORD_KINDS}
        self.parts = self._codes_by("part_of")
        self.positions = self._codes_by("question")
        self.citations = self._read_citations()

    def of(self, kind: str) -> Iterator[PlainMapping]:
        """Yield the lines of a kind, sorted by natural key."""
        for key, row in sorted(self.stored.of(kind).items(), key=lambda item: item[0]):
            line = self._described(kind, key, row.record)
            match kind:
                case "source":
                    for own in self._versions(key):
                        yield line | own
                    continue
                case "article":
                    start, end = row.record.span or (0, 0)
                    line |= {"id": _article_id(key), "start": start, "end": end}
                case "passage":
                    line |= self._passage(key, row.record)
                case "concept":
                    line |= _labels(row.record)
                case "question":
                    line["positions"] = self.positions.get(key, [])
                case "statement":
                    line |= self._statement(key, row.record)
                case "address":
                    line = _address(line, row.record)
            yield line

    def _described(self, kind: str, key: NaturalKey, record: RowRecord) -> PlainMapping:
        """Return what the description says that a row has, in general notations."""
        line: PlainMapping = {_key_name(kind, name): value for name, value in zip(key_names(kind), key, strict=True)}
        line |= {part.name: open_value(record, part) for part in DESCRIPTIONS[kind].fields}
        for attached in self.attached[kind]:
            if not attached.kept_with:
                line |= open_lists(record.attached.get(attached.name, []), attached)
        return line

    def _versions(self, source: NaturalKey) -> Iterator[PlainMapping]:
        """Yield what the versions of a source say, one after the other; once nothing where it has none."""
        versions = [(key, row.record) for key, row in self.stored.of("version").items() if key[:1] == source]
        for key, record in sorted(versions, key=lambda item: item[0]) or [((*source, 0), RowRecord())]:
            own = self._described("version", key, record)
            # The name of the file in the pack is no content, and the line has the source already.
            own = {name: value for name, value in own.items() if name not in ("source", "number", "file")}
            yield own | {"version": key[1] or None}

    def _passage(self, key: NaturalKey, record: RowRecord) -> PlainMapping:
        language = Language(self.stored.version(key[:2]).language)
        if translated := record.text("translation"):
            return {"translation": {OTHER[language].value: translated}}
        return {"translation": {}, "translation_by": None}

    def _statement(self, key: NaturalKey, record: RowRecord) -> PlainMapping:
        row = self.stored.statement(key)
        named = record.names("concepts", "concept") or record.names("sides", "concept")
        return {
            "status": record.status,
            "concepts": named,
            "parts": self.parts.get(key, []),
            "sides": record.names("sides", "characteristic"),
            "url": row.get_absolute_url() if row.status == Statement.Status.PUBLISHED else None,
            "citations": self._citations_of(key, record),
        }

    def _codes_by(self, reference: str) -> dict[NaturalKey, list[str]]:
        """Return the codes of the statements that name a row by `reference`, by the key of that row, in their order."""
        codes: dict[NaturalKey, list[str]] = {}
        statements = [(key, row.record) for key, row in self.stored.of("statement").items()]
        for key, record in sorted(statements, key=lambda item: (item[1].number("rank"), item[0])):
            if named := record.key(reference):
                codes.setdefault(named, []).append(str(key[0]))
        return codes

    def _read_citations(self) -> dict[NaturalKey, list[tuple[NaturalKey, PlainMapping]]]:
        """Return the citations of every statement, those of withdrawn ones too, by its key, each with its passage."""
        citations: dict[NaturalKey, list[tuple[NaturalKey, PlainMapping]]] = {}
        [attached] = [attached for attached in self.attached["passage"] if attached.name == "citations"]
        for key, row in self.stored.of("passage").items():
            source, version, start, end = key
            article = _article_id(row.record.key("article"))
            place = {"source": source, "version": version, "article": article, "start": start, "end": end}
            left_out = self.stored.left_out.get(("passage", key), [])
            for citation in (*row.record.attached.get("citations", []), *left_out):
                own = {part.name: open_value(citation, part) for part in attached.fields}
                values = {**place, "quote": row.record.text("quote"), **own}
                citations.setdefault(citation.key("statement"), []).append((key, values))
        return citations

    def _citations_of(self, key: NaturalKey, record: RowRecord) -> list[PlainMapping]:
        """Return a statement's citations by source and place; a position's with those it rests on, named by `via`."""
        own = self.citations.get(key, [])
        if record.text("kind") != Statement.Kind.POSITION:
            return [values for place, values in sorted(own, key=lambda item: item[0])]
        union = [(place, "", values | {"via": None}) for place, values in own]
        for code in record.names("rests_on", "statement"):
            union += [(place, code, values | {"via": code}) for place, values in self.citations.get((code,), [])]
        return [values for place, code, values in sorted(union, key=lambda item: item[:2])]


def open_value(record: RowRecord, part: Field | Reference) -> PlainValue:
    """Return what a record says in a field; null, or an empty object for words, where it says nothing."""
    value = value_of(record, part)
    if isinstance(part, Field) and isinstance(part.type, Several):
        return list(part.type.split(str(value)))
    if isinstance(value, Words):
        return {language: text for language, text in value.by_language().items() if text}
    if not isinstance(value, tuple):
        return None if value == "" else value
    if not isinstance(part, Reference):
        raise TypeError(f"{part.name} is no reference")
    if part.target == "article":
        return _article_id(value)
    if part.target == "passage":  # of the same text
        return {"start": value[2], "end": value[3]}
    names = key_names(part.target)
    return value[0] if len(names) == 1 else dict(zip(names, value, strict=True))


def open_lists(rows: list[RowRecord], attached: Attached) -> PlainMapping:
    """Return attached rows under the names of their lists: single values, spans of a text, or objects."""
    notation = ListNotation(attached)
    lists = attached.lists if attached.split_by else {"": attached.name}
    return {
        name: [_open_row(row, notation) for row in rows if notation.list_of(row) == value]
        for value, name in lists.items()
    }


def _open_row(row: RowRecord, notation: ListNotation) -> PlainValue:
    if notation.only:
        return open_value(row, notation.only)
    values = {part.name: open_value(row, part) for part in notation.parts}
    return list(values.values()) if [*values] == ["start", "end"] else values


def _key_name(kind: str, name: str) -> str:
    """Return under which name a line has a part of the natural key: a code and an old address are called `id`."""
    return "id" if (kind, name) in (("statement", "code"), ("address", "key")) else name


def _article_id(key: NaturalKey) -> str:
    source, version, number = key
    return f"{source}/v{version}/{number}"


def _labels(record: RowRecord) -> PlainMapping:
    """Return the labels of a concept by language, and in the same order their roles."""
    labels: dict[str, list[str]] = {}
    roles: dict[str, list[str]] = {}
    for label in record.attached.get("labels", []):
        language = label.text("language")
        labels.setdefault(language, []).append(label.text("text"))
        roles.setdefault(language, []).append(label.text("role"))
    return {"labels": labels, "label_roles": roles}


def _address(line: PlainMapping, record: RowRecord) -> PlainMapping:
    """Return the line of an address: where it moved and why, or why it was withdrawn."""
    words = line["words"]
    moved = record.text("state") == Address.State.MOVED
    own = {name: value for name, value in line.items() if name not in ("state", "target", "words")}
    change = {"moved_to": line["target"], "withdrawn": {} if moved else words, "reason": words if moved else {}}
    return {"kind": own.pop("kind"), "id": own.pop("id"), **change, **own}
