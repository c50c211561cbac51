"""Finds published entries that name drafts: what readers see never names what they do not see."""

from collections.abc import Iterable

from concepts.content.description import DESCRIPTIONS
from concepts.content.natural_keys import NaturalKey
from concepts.packs.faults import Fault
from concepts.packs.records import RECORD_KINDS, PackContent, RowRecord, record_name
from concepts.packs.row_notation import attached_of
from concepts.packs.schema import DRAFT

# The rows that readers do not see, by kind and key, each with the kind and key of the draft that hides it.
Unseen = dict[str, dict[NaturalKey, tuple[str, NaturalKey]]]


def find_unseen(content: PackContent) -> Unseen:
    """Return what readers do not see: drafts, and what stands in a version, article or source that is a draft."""
    unseen: Unseen = {
        kind: {key: (kind, key) for key, record in content.of(kind).items() if record.status == DRAFT}
        for kind in RECORD_KINDS
    }
    for kind, within in (("version", "source"), ("article", "version"), ("passage", "article"), ("skip", "article")):
        if not unseen[within]:
            continue
        for key, record in content.of(kind).items():
            if draft := unseen[within].get(record.key("article") or key[:-1]):
                unseen[kind][key] = draft
    return unseen


def named_drafts(content: PackContent) -> Iterable[Fault]:
    """Yield every place where what readers see names a draft, but for statements that name other statements.

    Of these `missing_in` tells more.
    """
    unseen = find_unseen(content)
    if not any(keys for kind, keys in unseen.items() if kind != "statement"):
        return
    for kind in RECORD_KINDS:
        for key, record in content.of(kind).items():
            if key not in unseen[kind]:
                yield from _named_by(kind, key, record, unseen)
    for key in unseen["passage"]:
        yield from _cited(key, content, unseen)


def _named_by(kind: str, key: NaturalKey, record: RowRecord, unseen: Unseen) -> Iterable[Fault]:
    """Yield the drafts that a record which readers see names."""
    name = record_name(kind, key)
    if kind == "address":
        for target in ((str(key[0]), (record.text("target"),)), ("address", (key[0], record.text("target")))):
            if target[0] != "statement" and (draft := unseen[target[0]].get(target[1])):
                yield record.origin.fault(_message(name, draft), "moved_to")
        return
    for part in DESCRIPTIONS[kind].references:
        if part.target != "statement" and (draft := unseen[part.target].get(record.key(part.name))):
            yield record.origin.fault(_message(name, draft), part.pack_key)
    for attached in attached_of(kind):
        for row in record.attached.get(attached.name, []):
            for part in attached.references:
                if part.target != "statement" and (draft := unseen[part.target].get(row.key(part.name))):
                    yield row.origin.fault(_message(name, draft))


def _cited(passage: NaturalKey, content: PackContent, unseen: Unseen) -> Iterable[Fault]:
    """Yield the published statements that cite a passage which readers do not see."""
    for row in content.of("passage")[passage].attached.get("citations", []):
        statement = row.key("statement")
        if statement in content.of("statement") and statement not in unseen["statement"]:
            yield row.origin.fault(_message(record_name("statement", statement), unseen["passage"][passage]))


def _message(name: str, draft: tuple[str, NaturalKey]) -> str:
    return f"{name}: {record_name(*draft)} is a draft. Publish it too, or write `status: draft` at what names it."
