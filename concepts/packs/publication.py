"""Asks `missing_of` about the statements of a pack, before any of them is in a database."""

from collections.abc import Iterable

from concepts.content.natural_keys import NaturalKey
from concepts.editorial.requirements import NamedSide, NamedStatement, PublicationCase, missing_of
from concepts.models import Citation, Statement, StatementConcept
from concepts.packs.faults import Fault
from concepts.packs.records import PackContent, RowRecord

# Where a fault of a field is shown: the key of the entry that mends it.
KEY_OF_FIELD = {
    "text_en": "en",
    "text_zh": "zh",
    "title_en": "title",
    "title_zh": "title",
    "concepts": "subjects",
    "sides": "sides",
    "bases": "rests_on",
}


def missing_in(content: PackContent) -> Iterable[Fault]:
    """Yield what the statements that the pack publishes still lack."""
    supported = _supported(content)
    for key, record in content.of("statement").items():
        if record.status != Statement.Status.PUBLISHED:
            continue
        for missing in missing_of(_case_of(content, record, key in supported)):
            if missing.field == "citations" and key[0] in content.unplaced:
                continue  # the quote that is not found has a fault already
            cure = " Or write `status: draft`." if missing.field == "citations" else ""
            yield record.origin.fault(f"{key[0]}: {missing}{cure}", KEY_OF_FIELD.get(missing.field, "code"))


def _supported(content: PackContent) -> set[NaturalKey]:
    """Return the keys of the statements that a passage supports."""
    citations = [row for record in content.of("passage").values() for row in record.attached.get("citations", [])]
    return {row.key("statement") for row in citations if row.text("stance") == Citation.Stance.SUPPORTS}


def _case_of(content: PackContent, record: RowRecord, is_supported: bool) -> PublicationCase:
    """Return what the publication of a statement depends on.

    References to what the pack does not have are left out; they are faults of their own.
    """
    sides = []
    for side in record.attached.get("sides", []):
        characteristic = _named(content, side.key("characteristic"))
        if characteristic and side.key("concept") in content.of("concept"):
            sides.append(NamedSide(side.key("concept"), side.name("concept"), characteristic))
    bases = [_named(content, row.key("statement")) for row in record.attached.get("rests_on", [])]
    return PublicationCase(
        kind=record.text("kind"),
        text=record.words("text"),
        title=record.words("title"),
        dimension=record.key("dimension"),
        subjects=_concepts(content, record, StatementConcept.Role.SUBJECT),
        objects=_concepts(content, record, StatementConcept.Role.OBJECT),
        is_supported=is_supported,
        sides=tuple(sides),
        bases=tuple(basis for basis in bases if basis),
        head=_named(content, record.key("part_of")),
    )


def _named(content: PackContent, key: NaturalKey) -> NamedStatement | None:
    record = content.of("statement").get(key)
    if record is None:
        return None
    return NamedStatement(
        code=str(key[0]),
        kind=record.text("kind"),
        is_public=record.status == Statement.Status.PUBLISHED,
        is_part=bool(record.key("part_of")),
        dimension=record.key("dimension"),
        subjects=_concepts(content, record, StatementConcept.Role.SUBJECT),
    )


def _concepts(content: PackContent, record: RowRecord, role: str) -> tuple[NaturalKey, ...]:
    named = [row.key("concept") for row in record.attached.get("concepts", []) if row.text("role") == role]
    return tuple(key for key in named if key in content.of("concept"))
