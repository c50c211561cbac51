"""Snapshots as the canonical JSON that editions keep, and back again."""

import hashlib
import json
from dataclasses import dataclass

from concepts.content.description import STATEMENT
from concepts.content.natural_keys import NaturalKey, key_names
from concepts.content.shape import Attached, Field, Languages, Reference
from concepts.content.snapshot import Snapshot, frozen_fields, frozen_rows
from concepts.content.snapshot_rows import (
    EVIDENCE,
    SIDES,
    FrozenRow,
    IncludedStatement,
    JsonObject,
    JsonValue,
    NamedRow,
    QuotedPassage,
    SnapshotError,
    empty_value,
    is_under_name,
)
from concepts.content.value_types import Value, Words
from sources.languages import Language

FIRST_SCHEMA = 1


@dataclass(frozen=True, slots=True)
class FrozenSnapshot:
    """A snapshot as an edition keeps it: canonical JSON, and the SHA-256 of its UTF-8 bytes."""

    data: str
    sha256: str


def freeze_snapshot(snapshot: Snapshot) -> FrozenSnapshot:
    """Return the snapshot as canonical JSON: keys sorted, no spaces, Chinese readable, one line with its end."""
    data = json.dumps(snapshot.to_json(), ensure_ascii=False, sort_keys=True, separators=(",", ":")) + "\n"
    return FrozenSnapshot(data, hashlib.sha256(data.encode()).hexdigest())


def read_snapshot(data: str) -> Snapshot:
    """Return the snapshot that an edition keeps as `data`; fields that came later are empty.

    Raises SnapshotError for JSON of another form, and ValueError for what is no JSON.
    """
    try:
        return _snapshot(_of_today(_object(json.loads(data))))
    except KeyError as error:
        raise SnapshotError(f"A snapshot lacks {error}.") from error


def _of_today(data: JsonObject) -> JsonObject:
    """Return the JSON of an earlier schema as SCHEMA has it.

    In schema 1 a position rested on statements that each carried the whole of it and spoke of the concept itself.
    """
    if data.get("schema") != FIRST_SCHEMA:
        return data
    return {("basis" if name == "rests_on" else name): value for name, value in data.items()}


def _snapshot(data: JsonObject) -> Snapshot:
    values: dict[str, Value] = {}
    references: dict[str, NamedRow | None] = {}
    for part in frozen_fields():
        if isinstance(part, Reference):
            named = data.get(part.name)
            references[part.name] = None if named is None else _named_row(part, _object(named))
        else:
            values[part.name] = _value(part, data)
    return Snapshot(
        code=_text(data["code"]),
        values=values,
        references=references,
        rows={attached.name: _rows(attached, data.get(attached.name, [])) for attached in frozen_rows()},
        schema=_number(data["schema"]),
    )


def _rows(attached: Attached, data: JsonValue) -> tuple[FrozenRow, ...]:
    return tuple(_row(attached, _object(row)) for row in _list(data))


def _row(attached: Attached, data: JsonObject) -> FrozenRow:
    return FrozenRow(
        name=attached.name,
        named={reference.name: _named_in(data, reference, attached) for reference in attached.references},
        values={part.name: _value(part, data) for part in attached.parts if isinstance(part, Field)},
        rank=_number(data["rank"]) if attached.ordered else None,
    )


def _named_in(
    data: JsonObject, reference: Reference, attached: Attached
) -> NamedRow | QuotedPassage | IncludedStatement | None:
    """Return what a row names by the reference; None where it may name nothing and does not."""
    if not is_under_name(reference, attached):
        return _named(reference, data)
    if reference.name not in data and not reference.required and reference not in attached.key:
        return None
    return _named(reference, _object(data[reference.name]))


def _named(reference: Reference, data: JsonObject) -> NamedRow | QuotedPassage | IncludedStatement:
    if reference.with_evidence:
        return _held(data)
    return _passage(data) if reference.target == "passage" else _named_row(reference, data)


def _named_row(reference: Reference, data: JsonObject) -> NamedRow:
    key: NaturalKey = tuple(_key(data[name]) for name in key_names(reference.target))
    return NamedRow(reference.target, key, {name: _words(data[name]) for name in reference.shown})


def _held(data: JsonObject) -> IncludedStatement:
    return IncludedStatement(
        code=_text(data["code"]),
        kind=_text(data["kind"]),
        mode=_text(data["mode"]),
        text=_words(data["text"]),
        title=_words(data["title"]),
        citations=_rows(STATEMENT.part(EVIDENCE), data[EVIDENCE]),
        sides=_rows(STATEMENT.part(SIDES), data.get(SIDES, [])),
    )


def _passage(data: JsonObject) -> QuotedPassage:
    source, version, article = (_object(data[name]) for name in ("source", "version", "article"))
    return QuotedPassage(
        source=_text(source["id"]),
        source_title=_words(source["title"]),
        version=_number(version["number"]),
        sha256=_text(version["sha256"]),
        language=_text(version["language"]),
        article=_number(article["number"]),
        article_title=_words(article["title"]),
        start=_number(data["start"]),
        end=_number(data["end"]),
        quote=_text(data["quote"]),
        translation=_text(data["translation"]),
        translation_by=_text(data["translation_by"]),
        copied=data.get("copied") is True,
        same_as=_article_key(data["same_as"]) if "same_as" in data else (),
        written_in=_text(data.get("written_in", "")),
        caveats=tuple(_text(caveat) for caveat in _list(data.get("caveats", []))),
        author=_text(data.get("author", "")),
        publisher=_text(data.get("publisher", "")),
        date=_text(data.get("date", "")),
    )


def _article_key(value: JsonValue) -> NaturalKey:
    article = _object(value)
    return tuple(_key(article[name]) for name in key_names("article"))


def _value(part: Field, data: JsonObject) -> Value:
    if part.name not in data:
        return empty_value(part)
    value = data[part.name]
    if part.languages != Languages.ONE:
        return _words(value)
    if not isinstance(value, str | int):  # a bool is an int
        raise SnapshotError(f"{part.name} is {value!r}.")
    return value


def _words(value: JsonValue) -> Words:
    both = _object(value)
    return Words(_text(both[Language.EN.value]), _text(both[Language.ZH.value]))


def _object(value: JsonValue) -> JsonObject:
    if not isinstance(value, dict):
        raise SnapshotError(f"{value!r} is no object.")
    return value


def _list(value: JsonValue) -> list[JsonValue]:
    if not isinstance(value, list):
        raise SnapshotError(f"{value!r} is no list.")
    return value


def _text(value: JsonValue) -> str:
    if not isinstance(value, str):
        raise SnapshotError(f"{value!r} is no text.")
    return value


def _number(value: JsonValue) -> int:
    if not isinstance(value, int):
        raise SnapshotError(f"{value!r} is no number.")
    return value


def _key(value: JsonValue) -> str | int:
    if not isinstance(value, str | int):
        raise SnapshotError(f"{value!r} is no part of a key.")
    return value
