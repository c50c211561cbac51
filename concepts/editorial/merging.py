"""One statement instead of two that say the same, and old addresses that lead to the new place."""

from collections.abc import Iterable, Mapping
from typing import TypeVar

from django.db import transaction
from django.db.models import F, Max, Model, Q, QuerySet
from django.utils.translation import gettext as _

from concepts.editorial.actors import Actor, actor_name, person
from concepts.editorial.publishing import WordsMissingError, publish
from concepts.editorial.row_locks import lock_statements
from concepts.models import Address, Citation, DraftNote, PositionBasis, Side, Statement

Status = Statement.Status
AttachedRow = TypeVar("AttachedRow", bound=Model)


class NotMergeableError(Exception):
    """The two cannot become one as they are; the message says why and what to do first."""


def both_reasons(reason_en: str, reason_zh: str) -> str:
    """Return the reason for a change of address as notes tell it; raises WordsMissingError for a missing language."""
    if not reason_en.strip() or not reason_zh.strip():
        raise WordsMissingError(_("Write the reason in both languages."))
    return f"{reason_en.strip()}\n{reason_zh.strip()}"


def move_address(*, kind: Address.Kind, old: str, new: str, words_en: str = "", words_zh: str = "") -> None:
    """Make the old name or code, and all that led to it already, lead to the new one; part of a larger change."""
    Address.objects.filter(kind=kind, state=Address.State.MOVED, target=old).update(
        target=new, row_version=F("row_version") + 1
    )
    columns = {"state": Address.State.MOVED, "target": new, "words_en": words_en, "words_zh": words_zh}
    Address.objects.update_or_create(
        kind=kind, key=old, defaults=columns | {"row_version": F("row_version") + 1}, create_defaults=columns
    )


def bump_row_versions(statements: Iterable[int]) -> None:
    """Raise the row versions of the statements with these ids by one: something that stands on their forms changes."""
    Statement.objects.filter(pk__in=set(statements)).update(row_version=F("row_version") + 1)


@transaction.atomic
def merge(
    *,
    statement: Statement,
    into: Statement,
    reason_en: str,
    reason_zh: str,
    by: Actor = None,
    started_from: Mapping[int, int] | None = None,
) -> Statement:
    """Make `into` stand for both statements and return it; the code of `statement` leads to it from now on.

    Citations, sides, bases and parts of `statement` move to `into` where it has none for the same passage, concept or
    basis, and what used `statement` uses `into`. `statement` is withdrawn and keeps the rest. Editions are frozen of
    all that readers now see otherwise. `started_from` holds the row versions that `by` looked at, by id.

    Raises NotMergeableError unless both are published and of one kind, while changes to `statement` are being drafted,
    and where a distinction sets the two side by side; NotPublishableError where something would lack what it needs;
    StaleSaveError where a row version is not the last; WordsMissingError if the reason is missing in either language.
    """
    reason = both_reasons(reason_en, reason_zh)
    old, new = lock_statements((statement, into), started_from or {})
    _refuse_unlike(old, new)
    # What was withdrawn keeps what it rested on.
    sides = Side.objects.filter(characteristic=old).exclude(distinction__status=Status.WITHDRAWN)
    bases = PositionBasis.objects.filter(statement=old).exclude(position__status=Status.WITHDRAWN)
    users = {*sides.values_list("distinction_id", flat=True), *bases.values_list("position_id", flat=True)}
    parts = set(old.parts.exclude(status=Status.WITHDRAWN).values_list("pk", flat=True))
    bump_row_versions({old.pk, new.pk, *users, *parts})
    _move(Citation.objects.filter(statement=old), "statement", new, "passage_id")
    _move(Side.objects.filter(distinction=old), "distinction", new, "concept_id")
    _move(PositionBasis.objects.filter(position=old), "position", new, "statement_id")
    sides.update(characteristic=new)
    resting = list(PositionBasis.objects.filter(statement=new).values_list("position_id", flat=True))
    bases.filter(position__in=resting).delete()
    bases.update(statement=new)
    last = new.parts.aggregate(last=Max("rank"))["last"] or 0
    moving = Statement.objects.live().filter(pk__in=parts).order_by("rank", "id")
    for place, part in enumerate(moving, start=last + 1):
        # Drafts of changes to a part go with it.
        Statement.objects.filter(Q(pk=part.pk) | Q(revises=part.pk)).update(part_of=new, rank=place)
    Statement.objects.filter(pk=old.pk).update(status=Status.WITHDRAWN)
    move_address(
        kind=Address.Kind.STATEMENT, old=old.code, new=new.code, words_en=reason_en.strip(), words_zh=reason_zh.strip()
    )
    DraftNote.objects.create(
        statement=old, step=DraftNote.Step.MERGED, by=person(by), by_name=actor_name(by), text=reason
    )
    publish(statements=Statement.objects.published().filter(pk__in={new.pk, *users, *parts}), by=by, note=reason)
    return Statement.objects.get(pk=new.pk)


def _refuse_unlike(old: Statement, new: Statement) -> None:
    codes = {"old": old.code, "new": new.code}
    if old.pk == new.pk:
        raise NotMergeableError(_("%(old)s cannot be merged into itself; choose another statement.") % codes)
    if old.kind != new.kind:
        raise NotMergeableError(
            _("%(old)s and %(new)s are of different kinds; only statements of one kind are merged.") % codes
        )
    if old.status != Status.PUBLISHED or new.status != Status.PUBLISHED:
        raise NotMergeableError(
            _("Only published statements are merged; publish or delete %(old)s or %(new)s first.") % codes
        )
    if Statement.objects.filter(revises=old).exists():
        raise NotMergeableError(_("Changes to %(old)s are being drafted; publish or discard them first.") % codes)
    if new.part_of_id == old.pk or old.part_of_id == new.pk:
        raise NotMergeableError(_("%(old)s and %(new)s are a list and its part; withdraw the part instead.") % codes)
    contrasts = Statement.objects.exclude(status=Status.WITHDRAWN).filter(sides__characteristic=old)
    both = contrasts.filter(pk__in=Side.objects.filter(characteristic=new).values("distinction")).distinct()
    if found := sorted(both.values_list("code", flat=True)):
        message = _("%(codes)s sets %(old)s and %(new)s side by side; withdraw or change that first.")
        raise NotMergeableError(message % {**codes, "codes": ", ".join(found)})


def _move(rows: QuerySet[AttachedRow], owner: str, new: Statement, key: str) -> None:
    """Give the attached rows to another statement, but for those whose key it has already."""
    there = rows.model._default_manager.filter(**{owner: new}).values_list(key, flat=True)
    rows.exclude(**{f"{key}__in": list(there)}).update(**{owner: new})
