"""Lays records out as the files of a pack: what stands in which file, order and form. The reverse of flatten."""

from collections.abc import Iterator, Mapping

import yaml

from concepts.content.description import DESCRIPTIONS
from concepts.content.natural_keys import NaturalKey
from concepts.content.statement_kinds import STATEMENT_KINDS
from concepts.content.value_types import Prose, Several
from concepts.models import Address, Statement, StatementConcept
from concepts.models.names import COMPARISON_SEPARATOR
from concepts.packs.entries import FileShape, ListOf, MappingByKind, MappingOf, SingleOrMapping
from concepts.packs.field_notation import plain_value
from concepts.packs.records import RECORD_KINDS, PackContent, PlainMapping, PlainValue, RowRecord, value_of
from concepts.packs.schema import (
    FROM_HEAD,
    IN_HEAD,
    IN_QUESTION,
    OCCURRENCE_KEYS,
    OF_HEAD,
    PLAIN_FILES,
    PUBLISHED,
    SITE_FILE,
    file_shape,
    notation_of_kind,
    references_to_passages,
)
from sources.anchoring import Span, number_of_place, occurrences_of_article

MOST_STEM = 200  # characters of a file's name; file systems take 255 bytes
UNPLACED = "unplaced"  # the file of drafts that name no concept yet
STR = "tag:yaml.org,2002:str"
SEQ = "tag:yaml.org,2002:seq"
MAP = "tag:yaml.org,2002:map"


def canonical_files(content: PackContent) -> Iterator[tuple[str, bytes]]:
    """Yield the name and the bytes of every file that says this content, one after the other, but for the texts."""
    for name, value in _Layout(content).files():
        if value:  # a file that would be empty is left out
            yield name, emit(name, value)


def phrases_of(record: RowRecord, text: str) -> PlainMapping:
    """Return the headings and cuts of an article as the words that stand there.

    Which occurrence in the article is meant is said where the words would be found before it, behind the one above.
    """
    phrases: PlainMapping = {}
    for kind, key in DESCRIPTIONS["article"].part("boundaries").lists.items():
        rows = [row for row in record.attached.get("boundaries", []) if row.text("kind") == kind]
        if rows:
            phrases[key] = list(_phrases(rows, text, Span(*(record.span or (0, len(text))))))
    return phrases


def _phrases(rows: list[RowRecord], text: str, article: Span) -> Iterator[PlainValue]:
    found_from = article.start
    for row in sorted(rows, key=lambda row: row.number("start")):
        start, end = row.number("start"), row.number("end")
        words = text[start:end]
        if text.find(words, found_from, article.end) == start:
            yield words
        else:
            yield {"quote": words, "occurrence": number_of_place(text, words, start, article.start)}
        found_from = end


def bounds_of(record: RowRecord, text: str, after: int) -> PlainMapping:
    """Return which places of its first and last words an article has, where that must be said.

    `after` is the end of the article before.
    """
    if record.span is None:
        return {}
    first, last = record.text("first"), record.text("last")
    occurrences = occurrences_of_article(text, first, last, Span(*record.span), after)
    return {key: number for key, number in zip(OCCURRENCE_KEYS, occurrences, strict=True) if number}


def places_of(rows: list[RowRecord]) -> list[PlainMapping]:
    """Return for each of these rows, which stand in order, the key that says its place, where it must be said."""
    before = [0, *(record.number("rank") for record in rows)]
    return [
        {} if record.number("rank") == previous + 1 else {"rank": record.number("rank")}
        for previous, record in zip(before, rows, strict=False)
    ]


def status_of(record: RowRecord, within: str = PUBLISHED) -> PlainMapping:
    """Return the key that says the status of a row, where it must be said: `within` is what leaving it out means."""
    return {"status": record.status} if record.status not in ("", within) else {}


class _Layout:
    def __init__(self, content: PackContent) -> None:
        self.content = content
        self.notations = {kind: notation_of_kind(kind) for kind in RECORD_KINDS}
        self.in_question = notation_of_kind("statement", IN_QUESTION)
        self.in_head = notation_of_kind("statement", (*IN_HEAD, *FROM_HEAD))

    def files(self) -> Iterator[tuple[str, PlainValue]]:
        """Yield the name of every file and what it says."""
        for record in self.content.of("site").values():
            yield SITE_FILE, {**self.notations["site"].write(record), **status_of(record)}
        yield "sources.yaml", self._sources()
        for name, kind in PLAIN_FILES.items():
            yield name, self._plain(kind)
        yield "questions.yaml", self._questions()
        yield "addresses.yaml", self._addresses()
        yield from self._statements()
        yield from self._evidence()

    def _ranked(self, kind: str) -> list[tuple[NaturalKey, RowRecord]]:
        return sorted(self.content.of(kind).items(), key=lambda row: (row[1].number("rank"), row[0]))

    def _plain(self, kind: str) -> list[PlainMapping]:
        rows = self._ranked(kind)
        return [
            {"id": slug, **self.notations[kind].write(record), **place, **status_of(record)}
            for ((slug,), record), place in zip(rows, places_of([record for _key, record in rows]), strict=True)
        ]

    def _sources(self) -> list[PlainMapping]:
        articles: dict[NaturalKey, list[PlainMapping]] = {}
        ends: dict[NaturalKey, int] = {}
        for (source, version, number), record in sorted(self.content.of("article").items(), key=_place_of_article):
            key, text = (source, version), self.content.texts[(source, version)]
            entry = self.notations["article"].write(record)
            entry |= bounds_of(record, text, ends.get(key, 0)) | phrases_of(record, text)
            entry |= status_of(record)
            articles.setdefault(key, []).append({"number": number, **entry})
            ends[key] = record.span[1] if record.span else 0
        versions: dict[str | int, list[PlainMapping]] = {}
        for (source, number), record in sorted(self.content.of("version").items()):
            entry = self.notations["version"].write(record)
            entry |= {"number": number, "articles": articles.get((source, number), []), **status_of(record)}
            versions.setdefault(source, []).append(entry)
        sources = self._plain("source")
        for entry in sources:
            if own := versions.get(str(entry["id"])):
                entry["versions"] = own
        return sources

    def _questions(self) -> list[PlainMapping]:
        positions: dict[NaturalKey, list[tuple[NaturalKey, RowRecord]]] = {}
        for key, record in self._ranked("statement"):
            if question := record.key("question"):
                positions.setdefault(question, []).append((key, record))
        questions = self._plain("question")
        for entry in questions:
            if rows := positions.get((str(entry["id"]),)):
                places = places_of([record for _key, record in rows])
                entry["positions"] = [
                    {"code": key[0], **self.in_question.write(record), **place, **status_of(record)}
                    for (key, record), place in zip(rows, places, strict=True)
                ]
        return questions

    def _part(self, key: NaturalKey, record: RowRecord, head: RowRecord) -> PlainMapping:
        """Return the entry of a part, which says its mode and status only where they are not those of the head."""
        entry = {"code": key[0], **self.in_head.write(record)}
        mode = DESCRIPTIONS["statement"].field("mode")
        value = value_of(record, mode)
        if value is not None and value != value_of(head, mode):
            entry[mode.pack_key] = plain_value(mode, value)
        return entry | status_of(record, head.status)

    def _stands_in_head(self, record: RowRecord) -> bool:
        """Tell whether a part stands in the entry of its list: a draft may have other concepts or another dimension."""
        head = self.content.of("statement").get(record.key("part_of"))
        return head is not None and all(
            record.fields.get(name) == head.fields.get(name) and record.attached.get(name) == head.attached.get(name)
            for name in OF_HEAD
        )

    def _statements(self) -> Iterator[tuple[str, list[PlainMapping]]]:
        """Yield every file of `statements/` with its entries, in order."""
        parts: dict[NaturalKey, list[tuple[NaturalKey, RowRecord]]] = {}
        heads = []
        for key, record in self._ranked("statement"):
            if self._stands_in_head(record):
                parts.setdefault(record.key("part_of"), []).append((key, record))
            elif not record.key("question"):
                heads.append((key, record))
        kinds = list(STATEMENT_KINDS)
        files: dict[str, list[tuple[tuple[int, int, int, NaturalKey], RowRecord]]] = {}
        for key, record in heads:
            axis = self.content.of("dimension").get(record.key("dimension"))
            axis = axis or self.content.of("relation-type").get(record.key("relation")) or RowRecord()
            place = (kinds.index(record.text("kind")), axis.number("rank"), record.number("rank"), key)
            files.setdefault(_file_of(record), []).append((place, record))
        for name, placed in files.items():
            ordered = sorted(placed, key=lambda row: row[0])
            yield name, [self._head(place[-1], record, parts.get(place[-1], [])) for place, record in ordered]

    def _head(self, key: NaturalKey, record: RowRecord, parts: list[tuple[NaturalKey, RowRecord]]) -> PlainMapping:
        """Return the entry of a statement with its parts, if it is the head of a list."""
        entry = {"code": key[0], **self.notations["statement"].write(record), **status_of(record)}
        if parts:
            places = places_of([part for _key, part in parts])
            entry["parts"] = [
                self._part(part_key, part, record) | place
                for (part_key, part), place in zip(parts, places, strict=True)
            ]
        return entry

    def _evidence(self) -> Iterator[tuple[str, PlainMapping]]:
        """Yield the file of every article with its passages and skips, those of one text one after the other."""
        articles: dict[NaturalKey, list[tuple[NaturalKey, str, RowRecord]]] = {}
        rows = [(key, kind, record) for kind in ("passage", "skip") for key, record in self.content.of(kind).items()]
        for key, kind, record in sorted(rows, key=lambda row: row[:2]):
            articles.setdefault(record.key("article"), []).append((key, kind, record))
        for (source, version, number), placed in articles.items():
            stem = f"{number:02}" if version == 1 else f"v{version}-{number:02}"
            file: PlainMapping = {"source": source, "version": version, "article": number}
            for name, of in (("passages", "passage"), ("skips", "skip")):
                if entries := [self._placed(kind, key, record) for key, kind, record in placed if kind == of]:
                    file[name] = entries
            yield f"evidence/{source}/{stem}.yaml", file

    def _placed(self, kind: str, key: NaturalKey, record: RowRecord) -> PlainMapping:
        """Return the entry of a passage or skip, in which words tell the places."""
        entry = self.notations[kind].write(record)
        for part in references_to_passages(kind):
            if other := self.content.of("passage").get(record.key(part.name)):
                article = other.key("article")
                words = self._words(record.key(part.name), article)
                entry[part.pack_key] = {"article": article[-1], **words}
        return {**self._words(key, record.key("article")), **entry, **status_of(record)}

    def _words(self, key: NaturalKey, article: NaturalKey) -> PlainMapping:
        """Return the words of a place, and which of their occurrences in the article it is where there are several."""
        text = self.content.texts[key[:2]]
        start, end = int(key[2]), int(key[3])
        begin, stop = self.content.of("article")[article].span or (0, len(text))
        quote = text[start:end]
        starts = []
        found = text.find(quote, begin, stop)
        while found >= 0:
            starts.append(found)
            found = text.find(quote, found + 1, stop)
        return {"quote": quote, "occurrence": starts.index(start) + 1} if len(starts) > 1 else {"quote": quote}

    def _addresses(self) -> list[PlainMapping]:
        entries = []
        for (kind, key), record in sorted(self.content.of("address").items()):
            entry = {"kind": kind, "key": key, **self.notations["address"].write(record), **status_of(record)}
            if words := record.words("words"):
                moved = record.text("state") == Address.State.MOVED
                entry["reason" if moved else "withdrawn"] = words.by_column()
            entries.append(entry)
        return entries


def _place_of_article(article: tuple[NaturalKey, RowRecord]) -> tuple[str | int, str | int, int, str | int]:
    """Return by what articles are sorted: in a version by their places, since their numbers never change."""
    (source, version, number), record = article
    return (source, version, record.span[0] if record.span else 0, number)


def _file_of(record: RowRecord) -> str:
    """Return the file of a statement: that of its first subject, or of its sides (of two, where that is too long)."""
    if record.text("kind") == Statement.Kind.DISTINCTION:
        sides = record.names("sides", "concept")
        stem = COMPARISON_SEPARATOR.join(sides)
        if len(stem) > MOST_STEM:
            stem = COMPARISON_SEPARATOR.join(sides[:2])
    else:
        rows = record.attached.get("concepts", [])
        subjects = [row.name("concept") for row in rows if row.text("role") == StatementConcept.Role.SUBJECT]
        stem = next(iter(subjects), "")
    return f"statements/{stem or UNPLACED}.yaml"


class _Dumper(yaml.BaseDumper):
    """Plain scalars wherever YAML allows, else double quotes; lists indented under their key; no line is folded."""

    def increase_indent(self, flow: bool = False, indentless: bool = False) -> None:
        super().increase_indent(flow, False)

    def choose_scalar_style(self) -> str:
        style = super().choose_scalar_style()
        return '"' if style == "'" else style


def emit(name: str, value: PlainValue) -> bytes:
    """Return the canonical bytes of the file called `name` that says `value`."""
    node = _node(value, file_shape(name))
    text = yaml.serialize(node, Dumper=_Dumper, allow_unicode=True, width=float("inf"), indent=2, line_break="\n")
    return text.encode()


def _node(value: PlainValue, shape: FileShape) -> yaml.Node:
    """Return the node of a value; keys stand in the order of the shape."""
    match shape:
        case ListOf(item, flow) if isinstance(value, list):
            # Mappings make lines of their own, so that one that is changed is one line of a comparison.
            flow = flow and not any(isinstance(within, Mapping) for within in value)
            return yaml.SequenceNode(SEQ, [_node(within, item) for within in value], flow_style=flow)
        case SingleOrMapping(single, mapping):
            return _node(value, mapping if isinstance(value, Mapping) else single)
        case MappingByKind(kinds) if isinstance(value, Mapping):
            return _node(value, kinds[str(value["kind"])])
        case MappingOf(keys, _, flow) if isinstance(value, Mapping):
            pairs = [(yaml.ScalarNode(STR, key), _node(value[key], of)) for key, of in keys.items() if key in value]
            return yaml.MappingNode(MAP, pairs, flow_style=flow)
        case Several(split=split):
            return yaml.SequenceNode(SEQ, [yaml.ScalarNode(STR, item) for item in split(str(value))], flow_style=True)
    text = ("true" if value else "false") if isinstance(value, bool) else str(value)
    block = isinstance(shape, Prose) and shape.multiline and "\n" in text
    return yaml.ScalarNode(STR, text, style="|" if block else None)
