"""Finds published entries that name drafts: what readers see never names what they do not see."""

from collections.abc import Iterable

from concepts.content.description import DESCRIPTIONS
from concepts.content.natural_keys import NaturalKey, key_names
from concepts.content.shape import Reference
from concepts.packs.faults import Fault
from concepts.packs.records import RECORD_KINDS, PackContent, RowRecord, record_name
from concepts.packs.row_notation import attached_of
from concepts.packs.schema import DRAFT

Drafts = dict[str, set[NaturalKey]]


def named_drafts(content: PackContent) -> Iterable[Fault]:
    """Yield every place where a published entry names a draft, but for statements that name other statements.

    Of these `missing_in` tells more. A passage has no status: it counts as a draft while its article is one.
    """
    drafts: Drafts = {
        kind: {key for key, record in content.of(kind).items() if record.status == DRAFT} for kind in RECORD_KINDS
    }
    if not any(keys for kind, keys in drafts.items() if kind != "statement"):
        return
    passages = content.of("passage")
    drafts["passage"] = {key for key, record in passages.items() if record.key("article") in drafts["article"]}
    for kind in RECORD_KINDS:
        for key, record in content.of(kind).items():
            if key not in drafts[kind]:
                yield from _named_by(kind, key, record, drafts)
    for key in drafts["passage"]:
        yield from _cited(passages[key], content, drafts)


def _named_by(kind: str, key: NaturalKey, record: RowRecord, drafts: Drafts) -> Iterable[Fault]:
    """Yield the drafts that a published record names."""
    name = record_name(kind, key)
    if kind == "address":
        for target in ((str(key[0]), (record.text("target"),)), ("address", (key[0], record.text("target")))):
            if target[0] != "statement" and target[1] in drafts[target[0]]:
                yield record.origin.fault(_message(name, *target), "moved_to")
        return
    for part in DESCRIPTIONS[kind].key:
        # A row that is part of the key stands first in it.
        if isinstance(part, Reference) and (other := key[: len(key_names(part.target))]) in drafts[part.target]:
            yield record.origin.fault(_message(name, part.target, other), "status")
    for part in DESCRIPTIONS[kind].references:
        if part.target != "statement" and record.key(part.name) in drafts[part.target]:
            yield record.origin.fault(_message(name, part.target, record.key(part.name)), part.pack_key)
    for attached in attached_of(kind):
        for row in record.attached.get(attached.name, []):
            for part in attached.references:
                if part.target != "statement" and row.key(part.name) in drafts[part.target]:
                    yield row.origin.fault(_message(name, part.target, row.key(part.name)))


def _cited(passage: RowRecord, content: PackContent, drafts: Drafts) -> Iterable[Fault]:
    """Yield the published statements that cite a passage of an article that is a draft."""
    for row in passage.attached.get("citations", []):
        statement = row.key("statement")
        if statement in content.of("statement") and statement not in drafts["statement"]:
            name = record_name("statement", statement)
            yield row.origin.fault(_message(name, "article", passage.key("article")))


def _message(name: str, kind: str, key: NaturalKey) -> str:
    return f"{name}: {record_name(kind, key)} is a draft. Publish it too, or write `status: draft` at what names it."
