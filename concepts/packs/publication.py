"""Asks `missing_for_publication` about the statements of a pack, before any of them is in a database."""

from collections.abc import Iterable
from typing import Any

from concepts.editorial.requirements import missing_for_publication
from concepts.models import Citation, Concept, PositionBasis, Side, Statement, StatementConcept
from concepts.packs.faults import Fault
from concepts.packs.records import Content

# Where a fault of a field is shown: the key of the entry that mends it.
KEYS = {
    "text_en": "en",
    "text_zh": "zh",
    "title_en": "title",
    "title_zh": "title",
    "concepts": "subjects",
    "sides": "sides",
    "bases": "rests_on",
}
RELATED = ("citations", "concept_links", "sides", "bases")


def missing_in(content: Content) -> Iterable[Fault]:
    """What the statements that the pack publishes still lack."""
    rows = build_unsaved(content)
    published = {row.id for row in rows.values() if row.status == Statement.Status.PUBLISHED}
    for code, row in rows.items():
        origin = content.of("statement")[(code,)].origin
        if row.status == Statement.Status.PUBLISHED:
            for missing in missing_for_publication(row, published):
                if missing.field == "citations" and code in content.unplaced:
                    continue  # the quote that is not found is told already
                cure = " Or write `status: draft`." if missing.field == "citations" else ""
                yield origin.fault(f"{code}: {missing}{cure}", KEYS.get(missing.field, "code"))


def build_unsaved(content: Content) -> dict[str, Statement]:
    """Unsaved statements by code, with all that publication looks at, as if they were loaded from a database.

    References to what the pack does not have are left out; they are faults of their own.
    """
    concepts = {slug: Concept(id=number, slug=slug) for number, (slug,) in enumerate(content.of("concept"), start=1)}
    dimensions = {slug: number for number, (slug,) in enumerate(content.of("dimension"), start=1)}
    rows: dict[str, Statement] = {}
    related: dict[str, dict[str, list[Any]]] = {}
    for number, ((code,), item) in enumerate(content.of("statement").items(), start=1):
        record = item.record
        title = record.get("title", {})
        rows[code] = Statement(
            id=number,
            code=code,
            kind=record["kind"],
            status=record["status"],
            text_en=record.get("en", ""),
            text_zh=record.get("zh", ""),
            title_en=title.get("en", ""),
            title_zh=title.get("zh", ""),
            dimension_id=dimensions.get(record.get("dimension", "")),
        )
        related[code] = {name: [] for name in RELATED}
        # Set before anything is added to the lists: `.all()` of a relation returns the list itself.
        rows[code]._prefetched_objects_cache = related[code]  # type: ignore[attr-defined]
    for (code,), item in content.of("statement").items():
        row, lists = rows[code], related[code]
        row.part_of = rows.get(item.record.get("part_of", ""))
        for role, key in ((StatementConcept.Role.SUBJECT, "subjects"), (StatementConcept.Role.OBJECT, "objects")):
            named = [concepts[slug] for slug in item.record.get(key, []) if slug in concepts]
            lists["concept_links"] += [StatementConcept(statement=row, concept=concept, role=role) for concept in named]
        for slug, characteristic in item.record.get("sides", []):
            if slug in concepts and characteristic in rows:
                lists["sides"].append(
                    Side(distinction=row, characteristic=rows[characteristic], concept=concepts[slug])
                )
        for basis in item.record.get("rests_on", []):
            if basis in rows:
                lists["bases"].append(PositionBasis(position=row, statement=rows[basis]))
    for item in content.of("passage").values():
        for cited in item.record.get("citations", []):
            if cited["code"] in rows:
                citation = Citation(statement=rows[cited["code"]], stance=cited["stance"])
                related[cited["code"]]["citations"].append(citation)
    return rows
