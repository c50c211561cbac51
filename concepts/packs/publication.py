"""Asks `missing_of` about the statements of a pack, before any of them is in a database."""

from collections.abc import Iterable, Iterator

from concepts.content.natural_keys import NaturalKey
from concepts.editorial.basis_rules import impossible_in_basis
from concepts.editorial.publication_case import NamedBasis, NamedPart, NamedSide, NamedStatement, PublicationCase
from concepts.editorial.requirements import missing_of
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
    "bases": "basis",
    "claim_parts": "claim_parts",
    "aspect": "aspect",
}


def missing_in(content: PackContent) -> Iterable[Fault]:
    """Yield what the statements that the pack publishes still lack, and what contradicts itself in drafts too."""
    supported, cited = _supported(content), _cited(content)
    for key, record in content.of("statement").items():
        if record.status != Statement.Status.PUBLISHED:
            case = _case_of(content, record, is_supported=False, is_cited=False)
            for missing in impossible_in_basis(case.bases, case.claim_parts):
                yield record.origin.fault(f"{key[0]}: {missing}", KEY_OF_FIELD[missing.field])
            continue
        for missing in missing_of(_case_of(content, record, is_supported=key in supported, is_cited=key in cited)):
            if missing.field == "citations" and key[0] in content.unplaced:
                continue  # the quote that is not found has a fault already
            cure = " Or write `status: draft`." if missing.field == "citations" else ""
            yield record.origin.fault(f"{key[0]}: {missing}{cure}", KEY_OF_FIELD.get(missing.field, "code"))


def _citations(content: PackContent) -> Iterator[RowRecord]:
    for record in content.of("passage").values():
        yield from record.attached.get("citations", [])


def _supported(content: PackContent) -> set[NaturalKey]:
    """Return the keys of the statements that a passage supports."""
    return {row.key("statement") for row in _citations(content) if row.text("stance") == Citation.Stance.SUPPORTS}


def _cited(content: PackContent) -> set[NaturalKey]:
    """Return the keys of the statements that cite a passage with any stance."""
    return {row.key("statement") for row in _citations(content)}


def _case_of(content: PackContent, record: RowRecord, *, is_supported: bool, is_cited: bool) -> PublicationCase:
    """Return what the publication of a statement depends on.

    References to what the pack does not have are left out; they are faults of their own.
    """
    sides = []
    for side in record.attached.get("sides", []):
        characteristic = _named(content, side.key("characteristic"))
        if characteristic and side.key("concept") in content.of("concept"):
            sides.append(NamedSide(side.key("concept"), side.name("concept"), characteristic))
    named = [(_named(content, row.key("statement")), row.number("part")) for row in record.attached.get("basis", [])]
    subjects = _concepts(content, record, StatementConcept.Role.SUBJECT)
    return PublicationCase(
        kind=record.text("kind"),
        text=record.words("text"),
        title=record.words("title"),
        dimension=record.key("dimension"),
        subjects=subjects,
        subject_names=tuple(str(key[0]) for key in subjects),
        aspect=record.text("aspect"),
        objects=_concepts(content, record, StatementConcept.Role.OBJECT),
        is_supported=is_supported,
        is_cited=is_cited,
        sides=tuple(sides),
        bases=tuple(NamedBasis(statement, part) for statement, part in named if statement),
        claim_parts=tuple(
            NamedPart(row.number("number"), row.key("concept") or None, row.name("concept") or row.words("name").en)
            for row in record.attached.get("claim_parts", [])
        ),
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
