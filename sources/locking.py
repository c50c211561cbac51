"""Versions of rows: a change made to what somebody else has changed meanwhile is refused, never written over it."""

from django.db import transaction
from django.db.models import F
from django.utils.translation import gettext as _

from sources.models import ContentRow


class StaleSaveError(Exception):
    """Somebody saved the row since it was read; `current` is the row as it stands now, None where it is deleted."""

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


def claim(*, row: ContentRow, row_version: int) -> None:
    """Raises the row's version from `row_version` by one, in the database and in `row`; whoever claims writes next.

    Call it inside the transaction of the change, before anything is written: a change of parts (labels, citations)
    claims the row they hang on. Of several that come with the same `row_version` one succeeds; the others wait for it
    and get StaleSaveError, as they do when the row is gone. Raises TransactionManagementError outside a transaction.
    """
    if not transaction.get_connection().in_atomic_block:
        raise transaction.TransactionManagementError("claim() belongs inside the transaction of the change.")
    rows = type(row)._base_manager.filter(pk=row.pk)
    if not rows.filter(row_version=row_version).update(row_version=F("row_version") + 1):
        raise StaleSaveError(rows.first())
    row.row_version = row_version + 1
