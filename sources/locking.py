"""Refuse a change to a row that somebody else has changed since it was read, instead of overwriting it."""

from django.db import transaction
from django.db.models import F
from django.utils.translation import gettext as _

from sources.content_row import ContentRow


class StaleSaveError(Exception):
    """Somebody else saved the row since it was read; `current` is the row as it is now, None where it was deleted."""

    def __init__(self, current: ContentRow | None) -> None:
        if current is None:
            message = _("Somebody deleted this meanwhile; nothing was saved. Copy what you need and make it anew.")
        else:
            message = _(
                "Somebody else saved this meanwhile; nothing was saved. Compare both versions and save again what is "
                "to stand."
            )
        super().__init__(message)
        self.current = current


def claim_row_version(*, row: ContentRow, row_version: int) -> None:
    """Increase the row's version by one, in the database and in `row`, to be allowed to change the row.

    `row_version` is the version that the change is based on. Call this inside the transaction of the change, before
    anything is written; to change parts (labels, citations), claim the row that they belong to. Of several callers with
    the same `row_version` one succeeds; the others wait until it is done and get StaleSaveError. So do callers whose
    row was deleted. Raises TransactionManagementError outside a transaction.
    """
    if not transaction.get_connection().in_atomic_block:
        raise transaction.TransactionManagementError("claim_row_version() needs the transaction of the change.")
    rows = type(row)._base_manager.filter(pk=row.pk)
    if not rows.filter(row_version=row_version).update(row_version=F("row_version") + 1):
        raise StaleSaveError(rows.first())
    row.row_version = row_version + 1
