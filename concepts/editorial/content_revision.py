"""Says that content changed: one number raised in the transaction of the change, one signal after it is committed."""

from django.db import transaction
from django.db.models import F
from django.dispatch import Signal

from concepts.models import ContentRevision
from sources.locking import claim_row_version
from sources.models import ContentRow

statements_changed = Signal()


def bump_content_revision() -> None:
    """Raises the content revision now and sends `statements_changed` after commit; every write function calls it."""
    if not ContentRevision.objects.filter(id=1).update(number=F("number") + 1):
        ContentRevision.objects.create(id=1, number=1)
    transaction.on_commit(lambda: statements_changed.send(sender=ContentRevision))


def current_revision() -> int:
    """The number of the content revision; 0 before the first change."""
    return ContentRevision.objects.filter(id=1).values_list("number", flat=True).first() or 0


@transaction.atomic
def save_if_current(*, row: ContentRow, row_version: int) -> None:
    """Saves the row as its version `row_version` + 1; raises StaleSaveError, with nothing written, where
    `row_version` is not the last.
    """
    claim_row_version(row=row, row_version=row_version)
    row.save()
    bump_content_revision()
