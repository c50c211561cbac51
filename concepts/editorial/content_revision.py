"""The two content revisions, raised in the transaction of each change, and one signal after it is committed.

The public one rises with what readers can see: finished pages are stored under its key. The working one rises with
every change, drafts included.
"""

import secrets
from itertools import chain

from django.db import transaction
from django.db.models import F
from django.dispatch import Signal

from concepts.models import ContentRevision
from sources.prepared_queries import PreparedQuery

statements_changed = Signal()
Scope = ContentRevision.Scope


def bump_content_revision() -> None:
    """Raise both revisions now and send `statements_changed` after commit, for a change that readers can see.

    Part of a larger change: every write function calls this or, where no reader can see what it writes,
    `bump_working_revision`.
    """
    bump_working_revision()
    _raise(Scope.PUBLIC)
    transaction.on_commit(lambda: statements_changed.send(sender=ContentRevision))


def bump_working_revision() -> None:
    """Raise the working revision now, for a change that only curators can see, such as that of a draft.

    Part of a larger change.
    """
    _raise(Scope.WORKING)


def _raise(scope: Scope) -> None:
    """Raise one revision; others who raise it wait until the transaction ends."""
    row = ContentRevision.objects.filter(scope=scope)
    change = {"number": F("number") + 1, "token": secrets.token_hex(16)}
    if not row.update(**change):
        ContentRevision.objects.bulk_create([ContentRevision(scope=scope)], ignore_conflicts=True)
        row.update(**change)


def current_revision(scope: Scope = Scope.PUBLIC) -> int:
    """Return the number of the public, or of another, revision; 0 before the first change."""
    return ContentRevision.objects.filter(scope=scope).values_list("number", flat=True).first() or 0


def revision_key() -> str:
    """Return a key of what readers can see now, which no other content ever has; "" before the first change."""
    return " ".join(map(str, chain(*_public_revision.rows())))


_public_revision = PreparedQuery(
    lambda: ContentRevision.objects.filter(scope=Scope.PUBLIC).values_list("number", "token"), lists=0
)
