"""What a merge would move, told before anybody merges."""

from dataclasses import dataclass

from django.db.models import Model

from concepts.content.description import CONCEPT, STATEMENT
from concepts.content.shape import Attached, Description, WhenMerged
from concepts.editorial.merging_rows import naming, owner_of, rows_naming
from concepts.editorial.row_names import select_for_choice
from concepts.models import Address, Concept, Statement

MOST_NAMED = 10


@dataclass(frozen=True, slots=True)
class Moving:
    """Attached rows of one kind that a merge moves.

    Of those that name the merged row the rows whose parts they are, the first of them and their number; of those that
    are parts of the merged row itself the number alone.
    """

    attached: Attached
    number: int
    owners: tuple[Model, ...] = ()


@dataclass(frozen=True, slots=True)
class MergePreview:
    """All that a merge moves at most: what the other row has already stays where it is.

    `parts` are those of a list, the first of them and their number; `addresses` are the words in addresses, the present
    one first, that lead to the other row from then on.
    """

    moving: tuple[Moving, ...]
    addresses: tuple[str, ...]
    parts: tuple[Statement, ...] = ()
    number_of_parts: int = 0


def preview_concept_merge(concept: Concept) -> MergePreview:
    """Return what merging the concept into another one moves, in a fixed number of queries."""
    return MergePreview(_moving(CONCEPT, concept.pk), _addresses(Address.Kind.CONCEPT, concept.slug))


def preview_merge(statement: Statement) -> MergePreview:
    """Return what merging the statement into another one moves, in a fixed number of queries."""
    parts = Statement.objects.live().filter(part_of=statement)
    return MergePreview(
        _moving(STATEMENT, statement.pk),
        _addresses(Address.Kind.STATEMENT, statement.code),
        tuple(parts.order_by("rank", "code")[:MOST_NAMED]),
        parts.count(),
    )


def _moving(described: Description, pk: int) -> tuple[Moving, ...]:
    """Return what names the row, then what is part of it and moves; without drafts of changes, which go along."""
    found = []
    for attached, reference in naming(described.kind):
        rows = rows_naming(attached, reference, pk)
        owner = owner_of(attached)
        if owner is Statement:
            rows = rows.filter(**{f"{attached.owner}__revises": None})
        ids = rows.order_by(attached.owner).values_list(attached.owner, flat=True).distinct()
        owners = select_for_choice(owner._default_manager.filter(pk__in=list(ids[:MOST_NAMED]))).order_by("pk")
        found.append(Moving(attached, ids.count(), tuple(owners)))
    for attached in described.attached:
        if attached.when_merged == WhenMerged.MOVE:
            rows = attached.model._default_manager.filter(**{attached.owner: pk})
            found.append(Moving(attached, rows.count()))
    return tuple(moving for moving in found if moving.number)


def _addresses(kind: Address.Kind, key: str) -> tuple[str, ...]:
    former = Address.objects.filter(kind=kind, state=Address.State.MOVED, target=key).order_by("key")
    return (key, *former.values_list("key", flat=True))
