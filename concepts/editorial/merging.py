"""One statement instead of two that say the same, and old addresses that lead to the new place."""

from collections.abc import Iterable, Mapping

from django.db.models import F, Max, Q
from django.utils.translation import gettext as _

from concepts.content.description import ADDRESS, STATEMENT
from concepts.editorial.actors import Actor, actor_name, person
from concepts.editorial.merging_bases import move_bases, unite_bases
from concepts.editorial.merging_rows import NotMergeableError, move_attached, name_the_other, refuse_doubled
from concepts.editorial.publications import Act, OpenPublication, open_publication
from concepts.editorial.publishing import publish
from concepts.editorial.review import WordsMissingError
from concepts.editorial.row_locks import lock_statements
from concepts.editorial.write_lock import write_lock
from concepts.models import Address, Basis, DraftNote, Statement

Status = Statement.Status


def both_reasons(reason_en: str, reason_zh: str) -> str:
    """Return the reason for a change of address as notes tell it; raises WordsMissingError for a missing language."""
    if not reason_en.strip() or not reason_zh.strip():
        raise WordsMissingError(_("Write the reason in both languages."))
    return f"{reason_en.strip()}\n{reason_zh.strip()}"


def move_address(
    *, kind: Address.Kind, old: str, new: str, publication: OpenPublication, words_en: str = "", words_zh: str = ""
) -> None:
    """Make the old name or code, and all that led to it already, lead to the new one; part of a larger change."""
    leading = Address.objects.filter(kind=kind, state=Address.State.MOVED, target=old)
    known = Address.objects.filter(kind=kind, key=old)
    publication.add_rows(ADDRESS.kind, (leading | known).values_list("pk", flat=True))
    leading.update(target=new, row_version=F("row_version") + 1)
    columns = {"state": Address.State.MOVED, "target": new, "words_en": words_en, "words_zh": words_zh}
    moved, _is_new = Address.objects.update_or_create(
        kind=kind, key=old, defaults=columns | {"row_version": F("row_version") + 1}, create_defaults=columns
    )
    publication.add_new_rows(ADDRESS.kind, [moved.pk])


def bump_row_versions(statements: Iterable[int]) -> None:
    """Raise the row versions of the statements with these ids by one: something that stands on their forms changes.

    Part of a larger change.
    """
    Statement.objects.filter(pk__in=set(statements)).update(row_version=F("row_version") + 1)


@write_lock()
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

    The description of content decides on each kind of attached rows: citations, tags, sides and bases of `statement`
    move to `into` where it has none for the same passage, tag, concept or basis; its concepts stay. What used
    `statement` uses `into`, also what is withdrawn; where it rests on both, the whole of a claim wins over a part, and
    the concept itself over what is nearby. Parts of a list move. `statement` is withdrawn and keeps the rest.
    Editions are frozen of all that readers now see otherwise. `started_from` holds the row versions that `by` looked
    at, by id.

    Raises NotMergeableError unless both are published and of one kind, while changes to `statement` are being drafted,
    and where a distinction, withdrawn or not, sets the two side by side; NotPublishableError where something would lack
    what it needs; StaleSaveError where a row version is not the last; WordsMissingError if the reason is missing in
    either language.
    """
    reason = both_reasons(reason_en, reason_zh)
    old, new = lock_statements((statement, into), started_from or {})
    _refuse_unlike(old, new)
    parts = set(old.parts.values_list("pk", flat=True))
    with open_publication(act=Act.MERGED, by=by, note=reason) as publication:
        users = unite_bases(old.pk, new.pk) | name_the_other(STATEMENT, old.pk, new.pk)[Statement]
        bump_row_versions({old.pk, new.pk, *users, *parts})
        move_bases(old, new)
        move_attached(STATEMENT, old.pk, new.pk, but_for=(Basis,))
        _move_parts(parts, new)
        Statement.objects.filter(pk=old.pk).update(status=Status.WITHDRAWN)
        words = {"words_en": reason_en.strip(), "words_zh": reason_zh.strip()}
        move_address(kind=Address.Kind.STATEMENT, old=old.code, new=new.code, publication=publication, **words)
        DraftNote.objects.create(
            statement=old, step=DraftNote.Step.MERGED, by=person(by), by_name=actor_name(by), text=reason
        )
        changed = Statement.objects.published().filter(pk__in={new.pk, *users, *parts})
        publish(statements=changed, by=by, within=publication)
        publication.add_statements([old.pk])  # a list that it was a part of has lost it
    return Statement.objects.get(pk=new.pk)


def _move_parts(parts: set[int], new: Statement) -> None:
    """Make these statements the last parts of the list `new`; drafts of changes to them go with them."""
    last = new.parts.aggregate(last=Max("rank"))["last"] or 0
    moving = Statement.objects.live().filter(pk__in=parts).order_by("rank", "id")
    for place, part in enumerate(moving, start=last + 1):
        Statement.objects.filter(Q(pk=part.pk) | Q(revises=part.pk)).update(part_of=new, rank=place)


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
    refuse_doubled(STATEMENT.kind, old.pk, new.pk, codes)
