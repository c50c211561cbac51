"""What a statement lacks to be published; admin, packs and publishing all ask here.

`missing_for_publication` asks about a row of the database, `missing_of` about a statement from anywhere.
"""

from collections.abc import Collection, Hashable

from django.db.models import Prefetch, QuerySet
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from concepts.content.natural_keys import kind_of
from concepts.content.value_types import Words
from concepts.editorial.basis_rules import missing_of_basis
from concepts.editorial.publication_case import (
    Missing,
    NamedBasis,
    NamedDraft,
    NamedPart,
    NamedSide,
    NamedStatement,
    PublicationCase,
    not_live,
    not_public,
)
from concepts.editorial.row_names import name_of
from concepts.models import Basis, Citation, ClaimPart, Side, Statement, StatementConcept
from sources.content_row import ContentRow, ReviewedRow
from sources.languages import in_language

LONGEST_TEXT = 40  # code points of the text of a statement that a message names
Kind = Statement.Kind
Status = Statement.Status
Role = StatementConcept.Role
NOT_PUBLISHED = gettext_lazy("“%(name)s” is not published; it has to be published first, or together with this.")


class NotPublishableError(Exception):
    """Something lacks what readers need; `missing` maps each code, or name of another row, to its list of Missing."""

    def __init__(self, missing: dict[str, list[Missing]]) -> None:
        lines = [f"{code}: {fault}" for code, faults in missing.items() for fault in faults]
        super().__init__("\n".join(lines))
        self.missing = missing


def for_publication() -> QuerySet[Statement]:
    """Return statements with all that `missing_for_publication` looks at, in a fixed number of queries."""
    concepts = StatementConcept.objects.select_related("concept").order_by("role", "rank", "id")
    return (
        Statement.objects.select_related("part_of", "revises", "dimension", "relation_type", "question")
        .prefetch_related(
            Prefetch("concept_links", concepts),
            "concept_links__concept__labels",
            Prefetch("citations", Citation.objects.select_related("passage__article", "passage__version__source")),
            Prefetch("sides", Side.objects.select_related("characteristic", "concept").order_by("rank", "id")),
            "sides__concept__labels",
            "sides__characteristic__concept_links",
            Prefetch("bases", Basis.objects.select_related("statement").order_by("rank", "id")),
            Prefetch("claim_parts", ClaimPart.objects.order_by("number", "id")),
            "claim_parts__concept__labels",
            "part_of__concept_links",
        )
        .order_by("code")
    )


def missing_for_publication(
    statement: Statement, alongside: Collection[int] = (), rows_alongside: Collection[str] = ()
) -> list[Missing]:
    """Return what a row lacks to be published; empty when it may be.

    `alongside` holds the ids of statements, `rows_alongside` the keys of other rows as a NamedDraft has them, that are
    published in the same step and so count as published already.
    """
    return missing_of(_case_of(statement, alongside, rows_alongside))


def missing_of(case: PublicationCase) -> list[Missing]:
    """Return what a statement lacks to be published; empty when it may be."""
    missing = _missing_texts(case.kind, case.title, case.text) + CHECKS[Kind(case.kind)](case)
    if case.original_kind not in (None, case.kind):
        missing.append(Missing("kind", _("A draft of changes is of the kind of its statement; discard it.")))
    if case.head is not None:
        missing += _missing_of_part(case, case.head)
    return missing + [_not_published(draft) for draft in case.drafts]


def missing_words(statement: Statement) -> list[Missing]:
    """Return what a row lacks in its own columns, whatever stands around it: a text or a title in a language."""
    return _missing_texts(statement.kind, _title_of(statement), _text_of(statement))


def _case_of(row: Statement, alongside: Collection[int], rows_alongside: Collection[str]) -> PublicationCase:
    links = row.concept_links.all()
    sides = row.sides.all() if row.kind == Kind.DISTINCTION else ()
    subjects = [link for link in links if link.role == Role.SUBJECT]
    citations = row.citations.all()
    return PublicationCase(
        kind=row.kind,
        text=_text_of(row),
        title=_title_of(row),
        dimension=row.dimension_id,
        subjects=tuple(link.concept_id for link in subjects),
        subject_names=tuple(str(link.concept.name) for link in subjects),
        aspect=row.aspect,
        objects=tuple(link.concept_id for link in links if link.role == Role.OBJECT),
        is_supported=any(citation.stance == Citation.Stance.SUPPORTS for citation in citations),
        is_cited=bool(citations),
        sides=tuple(
            NamedSide(
                side.concept_id,
                side.concept.slug,
                _named(side.characteristic, alongside, _subjects_of(side.characteristic)),
            )
            for side in sides
        ),
        bases=tuple(NamedBasis(_named(basis.statement, alongside), basis.part) for basis in row.bases.all()),
        claim_parts=tuple(
            NamedPart(part.number, part.concept_id, _name_of_part(part)) for part in row.claim_parts.all()
        ),
        head=_named(row.part_of, alongside, _subjects_of(row.part_of)) if row.part_of else None,
        original_kind=row.revises.kind if row.revises else None,
        drafts=tuple(draft for draft in _drafts_named_by(row) if draft.key not in rows_alongside),
    )


def draft_key(row: ContentRow) -> str:
    """Return the key of a row in draft, as `waits_for` has it: `concept 12`."""
    return f"{kind_of(row)} {row.pk}"


def _drafts_named_by(row: Statement) -> list[NamedDraft]:
    """Return the rows in draft that the statement names or cites, each once."""
    named: list[tuple[str, ReviewedRow | None]] = [
        ("dimension", row.dimension),
        ("relation_type", row.relation_type),
        ("question", row.question),
        *(("concepts", link.concept) for link in row.concept_links.all()),
        *(("sides", side.concept) for side in row.sides.all()),
        *(("claim_parts", part.concept) for part in row.claim_parts.all()),
    ]
    for passage in (citation.passage for citation in row.citations.all()):
        named += [("citations", each) for each in (passage.version.source, passage.version, passage.article)]
    found: dict[str, NamedDraft] = {}
    for field, each in named:
        if each and each.status == each.Status.DRAFT:
            found.setdefault(draft_key(each), NamedDraft(field, name_of(each), draft_key(each)))
    return list(found.values())


def _named(row: Statement, alongside: Collection[int], subjects: tuple[Hashable, ...] = ()) -> NamedStatement:
    return NamedStatement(
        code=row.code,
        kind=row.kind,
        is_public=row.status == Status.PUBLISHED or row.pk in alongside,
        text=in_language(row, "text").shortened(LONGEST_TEXT).words,
        is_draft_of_changes=row.revises_id is not None,
        is_withdrawn=row.status == Status.WITHDRAWN,
        is_part=row.part_of_id is not None,
        dimension=row.dimension_id,
        subjects=subjects,
    )


def _name_of_part(part: ClaimPart) -> str:
    return str(part.concept.name if part.concept else in_language(part, "name"))


def _text_of(row: Statement) -> Words:
    return Words(row.text_en, row.text_zh)


def _title_of(row: Statement) -> Words:
    return Words(row.title_en, row.title_zh)


def _subjects_of(row: Statement) -> tuple[Hashable, ...]:
    return tuple(link.concept_id for link in row.concept_links.all() if link.role == Role.SUBJECT)


def _missing_texts(kind: str, title: Words, text: Words) -> list[Missing]:
    wanted = [("text", text, _("The text in %(language)s is missing; write it."))]
    if kind == Kind.DISTINCTION:
        wanted.insert(0, ("title", title, _("The title in %(language)s is missing; write it.")))
    return [
        Missing(f"{field}_{column}", message % {"language": language})
        for field, words, message in wanted
        for column, language, written in (("en", _("English"), words.en), ("zh", _("Chinese"), words.zh))
        if not written.strip()
    ]


def _not_published(draft: NamedDraft) -> Missing:
    """Return the fault of naming a row that readers do not see."""
    return Missing(draft.field, NOT_PUBLISHED % {"name": draft.name}, waits_for=draft.key)


def _unsupported(case: PublicationCase) -> list[Missing]:
    if case.is_supported:
        return []
    return [Missing("citations", _("No passage supports the statement; cite at least one that does."))]


def _missing_of_definition(case: PublicationCase) -> list[Missing]:
    missing = _unsupported(case)
    if len(case.subjects) != 1 or case.objects:
        missing.append(Missing("concepts", _("A definition has exactly one concept, as its subject; choose it.")))
    return missing


def _missing_of_characteristic(case: PublicationCase) -> list[Missing]:
    missing = _unsupported(case)
    if not case.subjects or case.objects:
        missing.append(
            Missing("concepts", _("A characteristic has one or more concepts, all as subjects; choose them."))
        )
    return missing


def _missing_of_relation(case: PublicationCase) -> list[Missing]:
    missing = _unsupported(case)
    if not case.subjects or not case.objects:
        missing.append(
            Missing("concepts", _("A relation leads from at least one subject to at least one object; choose both."))
        )
    return missing


def _missing_of_distinction(case: PublicationCase) -> list[Missing]:
    missing = []
    if case.subjects or case.objects:
        missing.append(Missing("concepts", _("A distinction takes its concepts from its sides; remove its own.")))
    if len(case.sides) < 2:
        missing.append(Missing("sides", _("A distinction has two or more sides; add what is missing.")))
    for side in case.sides:
        names = {"code": side.characteristic.called, "concept": side.slug}
        if side.characteristic.kind != Kind.CHARACTERISTIC:
            missing.append(Missing("sides", _("%(code)s is no characteristic; choose one for this side.") % names))
            continue
        if faults := not_live("sides", side.characteristic):
            missing += faults
            continue
        if side.characteristic.dimension != case.dimension:
            message = _("%(code)s lies on another dimension; choose a characteristic on the same one.")
            missing.append(Missing("sides", message % names))
        if side.concept not in side.characteristic.subjects:
            message = _("%(code)s is not about “%(concept)s”; choose a characteristic that is.")
            missing.append(Missing("sides", message % names))
        missing += not_public("sides", side.characteristic)
    return missing


def _missing_of_position(case: PublicationCase) -> list[Missing]:
    missing = [] if case.bases else _unsupported(case)
    if case.subjects or case.objects:
        missing.append(Missing("concepts", _("A position answers its question and names no concepts; remove them.")))
    return missing + missing_of_basis(case)


def _missing_of_finding(case: PublicationCase) -> list[Missing]:
    missing = []
    if len(case.subjects) < 2 or case.objects:
        missing.append(Missing("concepts", _("A finding has two or more concepts, all as subjects; choose them.")))
    if not case.aspect:
        missing.append(Missing("aspect", _("Say whether the finding tells how they differ or how they go together.")))
    if case.is_cited:
        message = _("A finding has no citations of its own; rest it on statements that cite the passages.")
        missing.append(Missing("citations", message))
    return missing + missing_of_basis(case)


def _missing_of_part(case: PublicationCase, head: NamedStatement) -> list[Missing]:
    if faults := not_live("part_of", head):
        return faults
    missing = []
    if head.kind != Kind.CHARACTERISTIC or head.is_part:
        missing.append(
            Missing("part_of", _("The head of a list is a characteristic that is no part itself; choose one."))
        )
    elif head.dimension != case.dimension or head.subjects != case.subjects:
        missing.append(Missing("part_of", _("A part has the concepts and the dimension of its list; make them equal.")))
    return missing + not_public("part_of", head)


CHECKS = {
    Kind.DEFINITION: _missing_of_definition,
    Kind.CHARACTERISTIC: _missing_of_characteristic,
    Kind.RELATION: _missing_of_relation,
    Kind.DISTINCTION: _missing_of_distinction,
    Kind.POSITION: _missing_of_position,
    Kind.FINDING: _missing_of_finding,
}
