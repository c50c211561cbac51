"""The canonical open-data form: everything we hold, one JSON object a line; equal exports mean equal content.

Keys may be added, never renamed. No ids of rows and no times of loading: they differ between sites. What a line says
comes from the description of content. Besides there is what other rows say of a row (the positions of a question), and
some values have a form of their own (labels, sides, citations, places in a text). Words of sources that are withheld
from readers are left out here too (null); packs have them.
"""

import json
from collections.abc import Collection, Iterator, Mapping

from django.db.models import Model
from django.utils import translation

from concepts.content.description import DESCRIPTIONS
from concepts.content.natural_keys import NaturalKey, key_names
from concepts.content.shape import Attached, Field, Reference
from concepts.content.value_types import Several, Words
from concepts.models import Address, Basis, Citation, Statement
from concepts.models.basis import CLAIM_KINDS
from concepts.packs.published_rows import PublishedRowReader
from concepts.packs.records import RECORD_KINDS, PlainMapping, PlainValue, RowRecord, value_of
from concepts.packs.row_notation import ListNotation, attached_of
from concepts.packs.row_reader import ReadRow, RowReader
from sources.languages import OTHER, Language
from sources.models import Article, Passage, SourceVersion
from sources.showing import shows_no_words

BATCH = 500  # rows of a kind that are in memory at once, with all that their lines say

# The kinds in the order of their lines, which others follow; a version stands in the line of its source.
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
    "site": ("id", "name", "headline", "description", "licence", "contact", "comparison"),
    "source": (
        "id", "title", "language", "written_in", "version", "sha256", "date", "kind", "author", "publisher", "address",
        "doi", "isbn", "retrieved_on", "rights", "caveats", "quality", "display", "rank",
    ),
    "article": ("id", "source", "version", "number", "start", "end", "title", "state", "same_as", "caveats"),
    "passage": PLACE_KEYS,
    "skip": PLACE_KEYS,
    "concept": ("id", "labels", "label_roles", "scope_note", "broader", "related", "core", "rank"),
    "question": ("id", "text", "positions", "rank"),
    "statement": (
        "id", "kind", "status", "mode", "subjects", "objects", "concepts", "dimension", "relation", "question",
        "aspect", "part_of", "parts", "rank", "title", "slug", "text", "note", "sides", "rests_on", "basis", "tags",
        "url", "citations",
    ),
}  # fmt: skip


CitedPassage = tuple[NaturalKey, PlainMapping]  # a passage and what a line says of its citation


def open_data_lines(*, for_readers: bool = False) -> Iterator[str]:
    """Yield every line of the export, without line ends, in an order that depends on nothing but the content.

    For readers only what is published is told, and named. BATCH rows are in memory at once, and of all others their
    natural keys.
    """
    lines = _Lines(PublishedRowReader() if for_readers else RowReader())
    for kind in (*LINE_ORDER, *(kind for kind in RECORD_KINDS if kind not in (*LINE_ORDER, "version"))):
        for line in lines.of(kind):
            first = {"type": kind.replace("-", "_"), **{key: line[key] for key in LINE_KEYS.get(kind, ())}}
            yield json.dumps(first | line, ensure_ascii=False, separators=(",", ":"))


def left_out_of_open_data(*, for_readers: bool = False) -> str:
    """Return what the database holds and the export does not tell, for people: how many drafts of changes, and more."""
    if for_readers:
        return "all that is a draft, withdrawn or not cited yet, editions, and who wrote, submitted or reviewed what"
    drafts = Statement.objects.exclude(revises=None).count()
    counted = f"{drafts} {'draft' if drafts == 1 else 'drafts'} of changes, " if drafts else ""
    return f"{counted}editions, and who wrote, submitted, reviewed or noted what"


class _Lines:
    """Makes the lines of every kind from the rows that are stored."""

    def __init__(self, reader: RowReader) -> None:
        self.reader = reader
        self.attached = {kind: attached_of(kind) for kind in RECORD_KINDS}
        self.citations = DESCRIPTIONS["statement"].part("citations").fields
        self.languages = dict(SourceVersion.objects.values_list("id", "language"))
        self.withheld = set(SourceVersion.objects.filter(shows_no_words("source")).values_list("id", flat=True))
        self.versions: dict[NaturalKey, list[int]] = {}  # by source
        for version, key in sorted(reader.keys["version"].items(), key=lambda item: item[1]):
            self.versions.setdefault(key[:1], []).append(version)

    def of(self, kind: str) -> Iterator[PlainMapping]:
        """Yield the lines of a kind, sorted by natural key."""
        keys = self.reader.keys[kind]
        ordered = sorted(keys, key=keys.__getitem__)
        for start in range(0, len(ordered), BATCH):
            with translation.override(Language.EN):
                lines = list(self._batch(kind, ordered[start : start + BATCH]))
            yield from lines

    def _batch(self, kind: str, ids: list[int]) -> Iterator[PlainMapping]:
        """Yield the lines of some rows of a kind, in the order of their ids."""
        rows = self.reader.read(kind, ids)
        versions = self._read_versions(rows) if kind == "source" else {}
        positions = self._read_codes("question", ids) if kind == "question" else {}
        statements = self._statements(rows) if kind == "statement" else {}
        for row_id in ids:
            key, record = rows[row_id].key, rows[row_id].record
            line = self._described(kind, key, record)
            match kind:
                case "source":
                    yield from (line | version for version in versions[row_id])
                    continue
                case "article":
                    start, end = record.span or (0, 0)
                    line |= {"id": _article_id(key), "start": start, "end": end}
                    if self._is_withheld(rows[row_id].row):
                        line |= {"first": None, "last": None}
                case "passage":
                    line |= self._passage(rows[row_id].row, record)
                case "concept" | "dimension":
                    line |= _labels(record)
                case "question":
                    line["positions"] = positions.get(row_id, [])
                case "statement":
                    line = {name: value for name, value in line.items() if name != "claim_parts"} | statements[row_id]
                case "address":
                    line = _address(line, record)
            yield line

    def _described(self, kind: str, key: NaturalKey, record: RowRecord) -> PlainMapping:
        """Return what the description says that a row has, in general notations."""
        line: PlainMapping = {_key_name(kind, name): value for name, value in zip(key_names(kind), key, strict=True)}
        line |= {part.name: open_value(record, part) for part in DESCRIPTIONS[kind].fields}
        if record.status:
            line["status"] = record.status
        for attached in self.attached[kind]:
            if not attached.kept_with:
                line |= open_lists(record.attached.get(attached.name, []), attached)
        return line

    def _read_versions(self, sources: Mapping[int, ReadRow]) -> dict[int, list[PlainMapping]]:
        """Return what the versions of each source say, one after the other; once nothing where it has none."""
        ids = [version for source in sources.values() for version in self.versions.get(source.key, [])]
        rows = self.reader.read("version", ids)
        return {
            source_id: [
                self._version(rows[version].key, rows[version].record) for version in self.versions.get(source.key, [])
            ]
            or [self._version((*source.key, 0), RowRecord())]
            for source_id, source in sources.items()
        }

    def _version(self, key: NaturalKey, record: RowRecord) -> PlainMapping:
        own = self._described("version", key, record)
        # The name of the file in the pack is no content, and the line has the source already.
        own = {name: value for name, value in own.items() if name not in ("source", "number", "file", "status")}
        return own | {"version": key[1] or None, "version_status": record.status or None}

    def _is_withheld(self, row: Model) -> bool:
        """Tell whether the words of an article or passage are shown to nobody."""
        return isinstance(row, (Article, Passage)) and row.version_id in self.withheld

    def _passage(self, row: Model, record: RowRecord) -> PlainMapping:
        if self._is_withheld(row):
            return {"quote": None, "translation": {}}
        if isinstance(row, Passage) and (translated := record.text("translation")):
            return {"translation": {OTHER[Language(self.languages[row.version_id])].value: translated}}
        return {"translation": {}, "translation_by": None}

    def _statements(self, rows: Mapping[int, ReadRow]) -> dict[int, PlainMapping]:
        """Return what other rows say of statements, and what follows from their own columns."""
        bases: dict[int, list[int]] = {}
        resting = Basis.objects.filter(claim__in=rows).order_by("rank", "id")
        for position, basis in resting.values_list("claim_id", "statement_id"):
            bases.setdefault(position, []).append(basis)
        citations = self._read_citations({*rows, *(basis for group in bases.values() for basis in group)})
        parts = self._read_codes("part_of", rows)
        lines: dict[int, PlainMapping] = {}
        for row_id, read in rows.items():
            row, record = read.row, read.record
            if not isinstance(row, Statement):
                raise TypeError(f"{row} is no statement")
            is_public = row.status == Statement.Status.PUBLISHED
            lines[row_id] = {
                "concepts": record.names("concepts", "concept") or record.names("sides", "concept"),
                "parts": _claim_parts(record) if row.kind in CLAIM_KINDS else parts.get(row_id, []),
                "sides": record.names("sides", "characteristic"),
                "rests_on": list(dict.fromkeys(record.names("basis", "statement"))),
                "basis": _basis(record),
                "url": row.get_absolute_url() if is_public else None,
                "citations": self._evidence(row, citations, bases.get(row_id, [])),
            }
        return lines

    def _read_codes(self, reference: str, ids: Collection[int]) -> dict[int, list[str]]:
        """Return the codes of the statements that name rows with these ids by `reference`, by id, in their order.

        A withdrawn one is no position of a question or part of a list any more; its own line says what it was.
        """
        naming = Statement.objects.live().exclude(status=Statement.Status.WITHDRAWN).filter(**{f"{reference}__in": ids})
        naming = naming.filter(pk__in=self.reader.rows_of(Statement).values("pk"))
        codes: dict[int, list[str]] = {}
        for _rank, code, named in sorted(naming.values_list("rank", "code", f"{reference}_id")):
            codes.setdefault(named, []).append(code)
        return codes

    def _read_citations(self, statements: Collection[int]) -> dict[int, list[CitedPassage]]:
        """Return the citations of statements, by id, sorted by source and place, each with its passage."""
        citations: dict[int, list[CitedPassage]] = {}
        for row in Citation.objects.filter(statement__in=statements).select_related("passage"):
            key = self.reader.keys["passage"][row.passage_id]
            source, version, start, end = key
            article = _article_id(self.reader.keys["article"][row.passage.article_id])
            place = {"source": source, "version": version, "article": article, "start": start, "end": end}
            record = self.reader.record_of_parts(row, self.citations)
            own = {part.name: open_value(record, part) for part in self.citations}
            quote = None if self._is_withheld(row.passage) else row.passage.quote
            citations.setdefault(row.statement_id, []).append((key, {**place, "quote": quote, **own}))
        return {statement: sorted(cited, key=lambda item: item[0]) for statement, cited in citations.items()}

    def _evidence(
        self, row: Statement, citations: Mapping[int, list[CitedPassage]], bases: list[int]
    ) -> list[PlainMapping]:
        """Return a statement's citations by source and place; a claim's with those it rests on, named by `via`."""
        own = citations.get(row.pk, [])
        if row.kind not in CLAIM_KINDS:
            return [values for place, values in own]
        union = [(place, "", values | {"via": None}) for place, values in own]
        for basis in dict.fromkeys(bases):
            code = str(self.reader.keys["statement"][basis][0])
            union += [(place, code, values | {"via": code}) for place, values in citations.get(basis, [])]
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
    if notation.only and len(notation.parts) == 1:
        return open_value(row, notation.only)
    values = {part.name: open_value(row, part) for part in notation.parts}
    return list(values.values()) if [*values] == ["start", "end"] else values


def _claim_parts(record: RowRecord) -> list[PlainValue]:
    """Return the parts of a position or finding, each with its concept or with its name."""
    return [
        {
            "number": row.number("number"),
            "concept": row.name("concept") or None,
            "name": {**row.words("name").by_language()} if row.words("name") else None,
        }
        for row in record.attached.get("claim_parts", [])
    ]


def _basis(record: RowRecord) -> list[PlainValue]:
    """Return what a position or finding rests on: each statement with what it carries, and of what it speaks."""
    return [
        {
            "statement": row.name("statement"),
            "carries": "part" if row.number("part") else "whole",
            "part": row.number("part") or None,
            "nearness": row.text("nearness") or Basis.Nearness.ITSELF.value,
        }
        for row in record.attached.get("basis", [])
    ]


def _key_name(kind: str, name: str) -> str:
    """Return under which name a line has a part of the natural key: a code and an old address are called `id`."""
    return "id" if (kind, name) in (("statement", "code"), ("address", "key")) else name


def _article_id(key: NaturalKey) -> str:
    source, version, number = key
    return f"{source}/v{version}/{number}"


def _labels(record: RowRecord) -> PlainMapping:
    """Return the labels of a concept, or the other names of a dimension, by language, and in their order the roles."""
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
