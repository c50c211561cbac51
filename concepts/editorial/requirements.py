"""The one function that says what a statement lacks to be published; admin, packs and publishing all ask it."""

from collections.abc import Collection
from dataclasses import dataclass
from typing import Any

from django.db.models import Prefetch
from django.utils.translation import gettext as _

from concepts.models import Citation, PositionBasis, Side, Statement, StatementConcept

Kind = Statement.Kind
Status = Statement.Status
Role = StatementConcept.Role


@dataclass(frozen=True, slots=True)
class Missing:
    """One thing a statement lacks: the field to mend, and a sentence that says what is wrong and what cures it."""

    field: str
    message: str

    def __str__(self) -> str:
        return self.message


def for_publication() -> Any:
    """Statements with all that `missing_for_publication` looks at, in a fixed number of queries."""
    subjects = Prefetch("concept_links", StatementConcept.objects.order_by("role", "rank", "id"))
    return (
        Statement.objects.select_related("part_of", "revises")
        .prefetch_related(
            subjects,
            "citations",
            Prefetch("sides", Side.objects.select_related("characteristic", "concept").order_by("rank", "id")),
            "sides__characteristic__concept_links",
            Prefetch("bases", PositionBasis.objects.select_related("statement").order_by("rank", "id")),
            "part_of__concept_links",
        )
        .order_by("code")
    )


def missing_for_publication(statement: Statement, alongside: Collection[int] = ()) -> list[Missing]:
    """What `statement` lacks to be published; empty when it may be.

    `alongside` holds the ids of statements that are published in the same step and so count as published already.
    """
    missing = missing_words(statement) + CHECKS[Kind(statement.kind)](statement, alongside)
    if statement.revises is not None and statement.revises.kind != statement.kind:
        missing.append(Missing("kind", _("A draft of changes is of the kind of its statement; discard it.")))
    if statement.part_of is not None:
        missing += _missing_of_part(statement, statement.part_of, alongside)
    return missing


def missing_words(statement: Statement) -> list[Missing]:
    """What `statement` lacks in its own columns, whatever stands around it: a text or a title in a language."""
    wanted = [("text", _("The text in %(language)s is missing; write it."))]
    if statement.kind == Kind.DISTINCTION:
        wanted.insert(0, ("title", _("The title in %(language)s is missing; write it.")))
    return [
        Missing(f"{field}_{column}", message % {"language": language})
        for field, message in wanted
        for column, language in (("en", _("English")), ("zh", _("Chinese")))
        if not getattr(statement, f"{field}_{column}").strip()
    ]


def _is_public(statement: Statement, alongside: Collection[int]) -> bool:
    return statement.status == Status.PUBLISHED or statement.id in alongside


def _not_live(field: str, statement: Statement) -> list[Missing]:
    """Nothing leans on a draft of changes: it goes when it is published."""
    if statement.revises_id is None:
        return []
    message = _("%(code)s is a draft of changes to another statement; choose the statement itself.")
    return [Missing(field, message % {"code": statement.code})]


def _ids(statement: Statement, role: str) -> list[int]:
    return [link.concept_id for link in statement.concept_links.all() if link.role == role]


def _unsupported(statement: Statement) -> list[Missing]:
    if any(citation.stance == Citation.Stance.SUPPORTS for citation in statement.citations.all()):
        return []
    return [Missing("citations", _("No passage supports the statement; cite at least one that does."))]


def _missing_of_definition(statement: Statement, alongside: Collection[int]) -> list[Missing]:
    missing = _unsupported(statement)
    if len(_ids(statement, Role.SUBJECT)) != 1 or _ids(statement, Role.OBJECT):
        missing.append(Missing("concepts", _("A definition has exactly one concept, as its subject; choose it.")))
    return missing


def _missing_of_characteristic(statement: Statement, alongside: Collection[int]) -> list[Missing]:
    missing = _unsupported(statement)
    if not _ids(statement, Role.SUBJECT) or _ids(statement, Role.OBJECT):
        missing.append(
            Missing("concepts", _("A characteristic has one or more concepts, all as subjects; choose them."))
        )
    return missing


def _missing_of_relation(statement: Statement, alongside: Collection[int]) -> list[Missing]:
    missing = _unsupported(statement)
    if not _ids(statement, Role.SUBJECT) or not _ids(statement, Role.OBJECT):
        missing.append(
            Missing("concepts", _("A relation leads from at least one subject to at least one object; choose both."))
        )
    return missing


def _missing_of_distinction(statement: Statement, alongside: Collection[int]) -> list[Missing]:
    missing = []
    if statement.concept_links.all():
        missing.append(Missing("concepts", _("A distinction takes its concepts from its sides; remove its own.")))
    sides = list(statement.sides.all())
    if len(sides) < 2:
        missing.append(Missing("sides", _("A distinction has two or more sides; add what is missing.")))
    for side in sides:
        of = {"code": side.characteristic.code, "concept": side.concept.slug}
        if side.characteristic.kind != Kind.CHARACTERISTIC:
            missing.append(Missing("sides", _("%(code)s is no characteristic; choose one for this side.") % of))
            continue
        if unfit := _not_live("sides", side.characteristic):
            missing += unfit
            continue
        if side.characteristic.dimension_id != statement.dimension_id:
            missing.append(
                Missing("sides", _("%(code)s lies on another dimension; choose a characteristic on the same one.") % of)
            )
        if side.concept_id not in _ids(side.characteristic, Role.SUBJECT):
            missing.append(
                Missing("sides", _("%(code)s does not speak of %(concept)s; choose a characteristic that does.") % of)
            )
        if not _is_public(side.characteristic, alongside):
            missing.append(Missing("sides", _("%(code)s is not published; publish it first.") % of))
    return missing


def _missing_of_position(statement: Statement, alongside: Collection[int]) -> list[Missing]:
    bases = list(statement.bases.all())
    missing = [] if bases else _unsupported(statement)
    if statement.concept_links.all():
        missing.append(Missing("concepts", _("A position answers its question and names no concepts; remove them.")))
    for basis in bases:
        if unfit := _not_live("bases", basis.statement):
            missing += unfit
        elif not _is_public(basis.statement, alongside):
            message = _("%(code)s is not published; publish it first.")
            missing.append(Missing("bases", message % {"code": basis.statement.code}))
    return missing


def _missing_of_part(statement: Statement, head: Statement, alongside: Collection[int]) -> list[Missing]:
    if unfit := _not_live("part_of", head):
        return unfit
    missing = []
    if head.kind != Kind.CHARACTERISTIC or head.part_of_id:
        missing.append(
            Missing("part_of", _("The head of a list is a characteristic that is no part itself; choose one."))
        )
    elif head.dimension_id != statement.dimension_id or _ids(head, Role.SUBJECT) != _ids(statement, Role.SUBJECT):
        missing.append(Missing("part_of", _("A part has the concepts and the dimension of its list; make them equal.")))
    if not _is_public(head, alongside):
        missing.append(Missing("part_of", _("%(code)s is not published; publish it first.") % {"code": head.code}))
    return missing


CHECKS = {
    Kind.DEFINITION: _missing_of_definition,
    Kind.CHARACTERISTIC: _missing_of_characteristic,
    Kind.RELATION: _missing_of_relation,
    Kind.DISTINCTION: _missing_of_distinction,
    Kind.POSITION: _missing_of_position,
}
