"""What becomes of the rows around two concepts, or two statements, that are merged, as the description decides it."""

from collections.abc import Iterator
from typing import Any

from django.db.models import Exists, Max, Model, OuterRef, QuerySet
from django.utils.translation import gettext as _

from concepts.content.description import DESCRIPTIONS
from concepts.content.shape import Attached, Description, Reference, WhenDoubled, WhenMerged
from concepts.models import Statement

Owners = dict[type[Model], set[int]]  # ids of rows by their table


class NotMergeableError(Exception):
    """The two cannot become one as they are; the message says why and what to do first."""


def naming(kind: str) -> Iterator[tuple[Attached, Reference]]:
    """Yield the attached rows that can name a row of the kind, each with the reference by which they do."""
    for described in DESCRIPTIONS.values():
        for attached in described.attached:
            for reference in attached.references:
                if reference.target == kind:
                    yield attached, reference


def rows_naming(attached: Attached, reference: Reference, pk: int) -> "QuerySet[Model, Model]":
    """Return the attached rows that name the row with this id."""
    return attached.model._default_manager.filter(**{reference.column: pk})


def owner_of(attached: Attached) -> type[Model]:
    """Return the table of the rows that the attached rows are parts of."""
    owner = attached.model._meta.get_field(attached.owner).related_model
    if not isinstance(owner, type):
        raise TypeError(f"{attached.name} has no owner.")
    return owner


def owner_ids(attached: Attached, rows: "QuerySet[Model, Model]") -> set[int]:
    """Return the ids of the rows that the attached rows are parts of."""
    return set(rows.values_list(f"{attached.owner}_id", flat=True))


def refuse_doubled(kind: str, old: int, new: int, names: dict[str, str]) -> None:
    """Raise NotMergeableError where a statement, withdrawn or not, names both rows and would lose what it says.

    `names` has what people call the rows with these ids, under `old` and `new`.
    """
    both: set[int] = set()
    for attached, reference in naming(kind):
        if attached.when_doubled == WhenDoubled.REFUSE:
            both |= owner_ids(attached, _doubled(attached, reference, old, new))
    rows = [row.revises or row for row in Statement.objects.filter(pk__in=both).select_related("revises")]
    if not rows:
        return
    message = _("%(codes)s names both %(old)s and %(new)s and would be left with one of them; take one out first.")
    sentences = [message % {**names, "codes": _codes(rows)}]
    if withdrawn := [row for row in rows if row.status == Statement.Status.WITHDRAWN]:
        message = _("Nothing can be changed in what is withdrawn, so put it back for that: %(codes)s.")
        sentences.append(message % {"codes": _codes(withdrawn)})
    raise NotMergeableError(" ".join(sentences))


def _codes(rows: list[Statement]) -> str:
    return ", ".join(sorted({row.code for row in rows}))


def _doubled(attached: Attached, reference: Reference, old: int, new: int) -> "QuerySet[Model, Model]":
    """Return the rows that name `old` and whose owner names `new` in another one, of the same key but for that."""
    others = rows_naming(attached, reference, new)
    same = {attached.owner} | ({*attached.key_columns} - {*reference.columns} if reference in attached.key else set())
    doubled = others.filter(**{column: OuterRef(column) for column in same})
    return rows_naming(attached, reference, old).filter(Exists(doubled))


def name_the_other(described: Description, old: int, new: int) -> Owners:
    """Let all attached rows that name `old` name `new`; return the rows whose parts they are, by table.

    Part of a larger change. Where that doubles a row, or makes one name its own owner, it is dropped: `refuse_doubled`
    was asked before.
    """
    changed: Owners = {}
    for attached, reference in naming(described.kind):
        rows = rows_naming(attached, reference, old)
        changed.setdefault(owner_of(attached), set()).update(owner_ids(attached, rows))
        doubled = set(_doubled(attached, reference, old, new).values_list("pk", flat=True))
        if attached in described.attached:
            doubled |= set(rows.filter(**{attached.owner: new}).values_list("pk", flat=True))
        rows.filter(pk__in=doubled).delete()
        rows.update(**{reference.column: new})
    return changed


def move_attached(described: Description, old: int, new: int, *, but_for: tuple[type[Model], ...] = ()) -> None:
    """Make the attached rows of `old` parts of `new`, in the last places, as far as the description says so.

    Part of a larger change. What `new` has already, or what would name `new` itself, stays with `old`. `but_for`
    are tables that the caller moves by rules of their own.
    """
    for attached in described.attached:
        if attached.when_merged == WhenMerged.MOVE and attached.model not in but_for:
            _move(described, attached, old, new)


def _move(described: Description, attached: Attached, old: int, new: int) -> None:
    rows = attached.model._default_manager
    there = rows.filter(**{attached.owner: new})
    columns = attached.key_columns or attached.columns
    known: set[tuple[Any, ...]] = set(there.values_list(*columns))
    last = there.aggregate(last=Max("rank"))["last"] if attached.ordered else None
    place = 0 if last is None else last + 1
    itself = [part.columns[0] for part in attached.references if part.target == described.kind]
    for row in rows.filter(**{attached.owner: old}).order_by(*(["rank"] if attached.ordered else []), "pk"):
        if tuple(getattr(row, column) for column in columns) in known:
            continue
        if new in [getattr(row, column) for column in itself]:
            continue
        rows.filter(pk=row.pk).update(**{attached.owner: new}, **({"rank": place} if attached.ordered else {}))
        place += 1
