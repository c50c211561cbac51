"""The statements that a step takes along with another one, since that one cannot be public without them."""

from collections.abc import Iterable

from django.conf import settings
from django.contrib.auth.models import User
from django.db.models import Q

from concepts.editorial.actors import Actor
from concepts.models import DraftNote, PositionBasis, Side, Statement

Status = Statement.Status


def to_submit_with(statement: Statement) -> list[Statement]:
    """Return the drafts that the statement needs in public: to be handed to the reviewers with it."""
    return [row for row in _needed(statement) if row.status == Status.DRAFT]


def to_publish_with(statement: Statement, by: Actor) -> list[Statement]:
    """Return the drafts, submitted or not, that the statement needs in public, as far as `by` may publish them."""
    drafts = [row for row in _needed(statement) if row.status in (Status.DRAFT, Status.SUBMITTED)]
    if settings.ALLOW_OWN_WORK or not isinstance(by, User):
        return drafts
    return [row for row in drafts if by.pk not in (row.author_id, row.submitted_by_id)]


def to_put_back_with(statement: Statement) -> list[Statement]:
    """Return the withdrawn statements that the statement needs in public, and the parts that were withdrawn with it."""
    rows = {row.pk: row for row in _needed(statement) if row.status == Status.WITHDRAWN}
    withdrawn = DraftNote.objects.filter(step=DraftNote.Step.WITHDRAWN)
    last = withdrawn.filter(statement=statement).order_by("-at", "-pk").first()
    if last is not None:
        with_it = withdrawn.filter(statement__part_of=statement, at=last.at)
        parts = Statement.objects.filter(status=Status.WITHDRAWN, pk__in=with_it.values("statement"))
        rows |= parts.in_bulk()
    return sorted(rows.values(), key=lambda row: row.code)


def _needed(statement: Statement) -> list[Statement]:
    """Return what the statement needs in public and readers do not see, directly or through one of these, by code.

    That are the sides of a distinction, what a position rests on and the list of a part.
    """
    found: dict[int, Statement] = {}
    asking: Iterable[int] = [statement.pk]
    while asking:
        named = (
            Q(pk__in=Side.objects.filter(distinction__in=asking).values("characteristic"))
            | Q(pk__in=PositionBasis.objects.filter(position__in=asking).values("statement"))
            | Q(pk__in=Statement.objects.filter(pk__in=asking).exclude(part_of=None).values("part_of"))
        )
        unseen = Statement.objects.live().filter(named).exclude(status=Status.PUBLISHED)
        rows = unseen.exclude(pk__in=[statement.pk, *found]).in_bulk()
        found |= rows
        asking = list(rows)
    return sorted(found.values(), key=lambda row: row.code)
