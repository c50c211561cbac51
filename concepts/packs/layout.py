"""Lays records out as the files of a pack: what stands in which file, in which order. The reverse of flatten."""

from typing import Any

from concepts.models.concept import COMPARISON_SEPARATOR
from concepts.packs.records import Content, Key, Record, filled

KIND_ORDER = ("definition", "characteristic", "relation", "distinction")
# What a statement's entry says under its own name; the rest is laid out below.
OWN = ("kind", "subjects", "dimension", "type", "objects", "title", "slug", "en", "zh", "note", "tags", "rests_on")
UNPLACED = "unplaced"  # the file of drafts that name no concept yet


def lay_out(content: Content) -> dict[str, Any]:
    """What every file says, by its name; a file that would be empty is left out."""
    files: dict[str, Any] = {
        "sources.yaml": _sources(content),
        "concepts.yaml": _named(content, "concept"),
        "dimensions.yaml": _named(content, "dimension"),
        "relation-types.yaml": _named(content, "relation-type"),
        "tags.yaml": _named(content, "tag"),
        "questions.yaml": _questions(content),
        "addresses.yaml": [
            {"kind": kind, "key": key} | item.record for (kind, key), item in sorted(content.of("address").items())
        ],
    }
    for name, entry in _statements(content):
        files.setdefault(name, []).append(entry)
    files |= _evidence(content)
    return {name: value for name, value in files.items() if value}


def _ranked(content: Content, kind: str) -> list[tuple[Key, Record]]:
    rows = [(key, item.record) for key, item in content.of(kind).items()]
    return sorted(rows, key=lambda row: (row[1].get("rank", 0), row[0]))


def _named(content: Content, kind: str) -> list[Record]:
    return [{"id": slug} | _without(record, "rank") for (slug,), record in _ranked(content, kind)]


def _without(record: Record, *keys: str) -> Record:
    return {key: value for key, value in record.items() if key not in keys}


def _sources(content: Content) -> list[Record]:
    articles: dict[Key, list[Record]] = {}
    for (source, version, number), item in sorted(content.of("article").items()):
        entry = {"number": number} | _without(item.record, "at", "headings_at", "cuts_at")
        articles.setdefault((source, version), []).append(entry)
    versions: dict[str, list[Record]] = {}
    for (source, number), item in sorted(content.of("version").items()):
        entry = {"number": number} | item.record | {"articles": articles.get((source, number), [])}
        versions.setdefault(source, []).append(entry)
    return [source | {"versions": versions.get(source["id"], [])} for source in _named(content, "source")]


def _words(record: Record, head: Record | None = None) -> Record:
    """What the entry of a statement says, without what leaving a key out means."""
    usual = head or {"mode": "states", "status": "published"}
    entry = {key: record[key] for key in OWN if key in record}
    return entry | {key: record[key] for key in ("mode", "status") if record[key] != usual[key]}


def _questions(content: Content) -> list[Record]:
    positions: dict[str, list[Record]] = {}
    for (code,), record in _ranked(content, "statement"):
        if record["kind"] == "position":
            entry = {"code": code} | _without(_words(record), "kind")
            positions.setdefault(record["question"], []).append(entry)
    return [question | filled(positions=positions.get(question["id"])) for question in _named(content, "question")]


def _statements(content: Content) -> list[tuple[str, Record]]:
    """Every entry of `statements/` with its file, in order."""
    parts: dict[str, list[Record]] = {}
    heads = []
    for (code,), record in _ranked(content, "statement"):
        if head := content.record("statement", record.get("part_of", "")):
            entry = {"code": code} | _without(_words(record, head), "kind", "subjects", "dimension")
            parts.setdefault(record["part_of"], []).append(entry)
        elif record["kind"] != "position":
            heads.append((code, record))
    laid = []
    for code, record in heads:
        if record["kind"] == "distinction":
            stem = COMPARISON_SEPARATOR.join(concept for concept, _ in record.get("sides", []))
        else:
            stem = record.get("subjects", [""])[0]
        entry = {"code": code} | _words(record) | filled(rank=record.get("rank"), parts=parts.get(code))
        entry |= filled(sides=[{"concept": concept, "characteristic": of} for concept, of in record.get("sides", [])])
        axis = (
            content.record("dimension", record.get("dimension", ""))
            or content.record("relation-type", record.get("type", ""))
            or {}
        )
        place = (KIND_ORDER.index(record["kind"]), axis.get("rank", 0), record.get("rank", 0), code)
        laid.append((f"statements/{stem or UNPLACED}.yaml", place, entry))
    return [(name, entry) for name, place, entry in sorted(laid, key=lambda row: row[:2])]


def _evidence(content: Content) -> dict[str, Record]:
    files: dict[str, Record] = {}
    rows = [(*key, kind, item.record) for kind in ("passage", "skip") for key, item in content.of(kind).items()]
    for source, version, start, end, kind, record in sorted(rows, key=lambda row: row[:5]):
        article = record["article"]
        stem = f"{article:02}" if version == 1 else f"v{version}-{article:02}"
        name = f"evidence/{source}/{stem}.yaml"
        file = files.setdefault(name, {"source": source, "version": version, "article": article})
        entry = _place(content, (source, version), article, start, end)
        if kind == "skip":
            entry |= {"reason": record["reason"]}
        else:
            entry |= filled(translation=record.get("translation"))
            if record.get("translation_by", "ours") != "ours":
                entry["translation_by"] = record["translation_by"]
            entry |= _citations(record)
        for key in ("copy_of", "repeats"):
            if key in record:
                other = content.record("passage", source, version, *record[key])
                if other:
                    place = _place(content, (source, version), other["article"], *record[key])
                    entry[key] = {"article": other["article"]} | place
        file.setdefault("passages" if kind == "passage" else "skips", []).append(entry)
    return files


def _place(content: Content, version: Key, article: int, start: int, end: int) -> Record:
    """The quote of a span, and which of its occurrences in the article it is where there are several."""
    text = content.texts[version]
    begin, stop = content.of("article")[(*version, article)].record["at"]
    quote = text[start:end]
    places = []
    place = text.find(quote, begin, stop)
    while place >= 0:
        places.append(place)
        place = text.find(quote, place + 1, stop)
    return {"quote": quote} | ({"occurrence": places.index(start) + 1} if len(places) > 1 else {})


def _citations(record: Record) -> Record:
    entry: Record = {}
    for cited in record.get("citations", []):
        stance = cited["stance"]
        said = _without(cited, "stance") if stance == "reports" else cited["code"]
        entry.setdefault(stance, []).append(said)
    return entry
