"""The one place where a statement's status is set, and the one function that says what it still lacks."""

from collections.abc import Collection, Iterable
from dataclasses import dataclass
from typing import Any

from django.db import transaction
from django.db.models import F, Prefetch
from django.utils import timezone
from django.utils.translation import gettext as _

from concepts.models import Address, Citation, PositionBasis, Side, Statement, StatementConcept
from concepts.revision import raise_revision

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


class NotPublishable(Exception):
    """Statements lack something; `missing` maps each code to its list of Missing."""

    def __init__(self, missing: dict[str, list[Missing]]) -> None:
        lines = [f"{code}: {fault}" for code, faults in missing.items() for fault in faults]
        super().__init__("\n".join(lines))
        self.missing = missing


class NotWithdrawable(Exception):
    """A published statement leans on this one; the message names which."""


class WrongStatus(Exception):
    """The statement's status does not allow the step; the message says which would."""


def for_publication() -> Any:
    """Statements with all that `missing_for_publication` looks at, in a fixed number of queries."""
    subjects = Prefetch("concept_links", StatementConcept.objects.order_by("role", "rank", "id"))
    return (
        Statement.objects.select_related("part_of")
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
    return missing + [
        Missing("bases", _("%(code)s is not published; publish it first.") % {"code": basis.statement.code})
        for basis in bases
        if not _is_public(basis.statement, alongside)
    ]


def _missing_of_part(statement: Statement, head: Statement, alongside: Collection[int]) -> list[Missing]:
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


@transaction.atomic
def publish(*, statements: Iterable[Statement]) -> list[Statement]:
    """Publishes the statements, all or none; returns them as they now stand in the database.

    They may lean on one another (a distinction and its sides). Those that are published already are checked again and
    keep their moment of publication. Raises NotPublishable with everything that is missing.
    """
    rows = list(for_publication().select_for_update(of=("self",)).filter(pk__in=[row.pk for row in statements]))
    ids = {row.id for row in rows}
    missing = {row.code: faults for row in rows if (faults := missing_for_publication(row, ids))}
    if missing:
        raise NotPublishable(missing)
    fresh = [row for row in rows if row.status != Status.PUBLISHED]
    now = timezone.now()
    Statement.objects.filter(pk__in=[row.id for row in fresh]).update(
        status=Status.PUBLISHED, published_at=now, lock=F("lock") + 1
    )
    Address.objects.filter(
        kind=Address.Kind.STATEMENT, state=Address.State.WITHDRAWN, key__in=[row.code for row in fresh]
    ).delete()
    raise_revision()
    for row in fresh:
        row.status, row.published_at, row.lock = Status.PUBLISHED, now, row.lock + 1
    return rows


@transaction.atomic
def submit(*, statement: Statement) -> None:
    """Hands a draft to the reviewers; raises WrongStatus for anything but a draft."""
    if not Statement.objects.filter(pk=statement.pk, status=Status.DRAFT).update(
        status=Status.SUBMITTED, lock=F("lock") + 1
    ):
        raise WrongStatus(_("Only a draft can be submitted; %(code)s is none.") % {"code": statement.code})
    raise_revision()


@transaction.atomic
def return_to_draft(*, statement: Statement) -> None:
    """Hands a submitted statement back to its author; raises WrongStatus for anything else."""
    if not Statement.objects.filter(pk=statement.pk, status=Status.SUBMITTED).update(
        status=Status.DRAFT, lock=F("lock") + 1
    ):
        raise WrongStatus(
            _("Only a submitted statement can be sent back; %(code)s is none.") % {"code": statement.code}
        )
    raise_revision()


@transaction.atomic
def withdraw(*, statement: Statement, words_en: str, words_zh: str) -> None:
    """Takes a published statement off the site; its address answers 410 with these words from now on.

    The parts of a list go with their head. Raises WrongStatus if it is not published, NotWithdrawable while published
    distinctions or positions lean on it, and ValueError if the words are missing in either language.
    """
    if not words_en.strip() or not words_zh.strip():
        raise ValueError(_("Write the words that readers will see, in both languages."))
    row = Statement.objects.select_for_update().get(pk=statement.pk)
    if row.status != Status.PUBLISHED:
        raise WrongStatus(_("Only a published statement can be withdrawn; %(code)s is none.") % {"code": row.code})
    going = [row, *Statement.objects.filter(part_of=row, status=Status.PUBLISHED).order_by("rank", "id")]
    leaning = Statement.objects.published().exclude(pk__in=[one.pk for one in going])
    codes = sorted(
        {
            *leaning.filter(sides__characteristic__in=going).values_list("code", flat=True),
            *leaning.filter(bases__statement__in=going).values_list("code", flat=True),
        }
    )
    if codes:
        raise NotWithdrawable(
            _("%(code)s is used by %(codes)s; withdraw or change those first.")
            % {"code": row.code, "codes": ", ".join(codes)}
        )
    Statement.objects.filter(pk__in=[one.pk for one in going]).update(status=Status.WITHDRAWN, lock=F("lock") + 1)
    columns = {"state": Address.State.WITHDRAWN, "target": "", "words_en": words_en, "words_zh": words_zh}
    for one in going:
        Address.objects.update_or_create(
            kind=Address.Kind.STATEMENT,
            key=one.code,
            defaults=columns | {"lock": F("lock") + 1},
            create_defaults=columns,
        )
    raise_revision()
